// Explanations: from a cell, a column or a segment to the line and step that caused its state.

import { SP, TM } from './events.mjs';
import { describe, short } from './format.js';

/** The index of the last event before `before` in a step for which `holds` is true; -1 for none. */
function findBack(events, before, holds) {
  for (let i = Math.min(before, events.length) - 1; i >= 0; i--) if (holds(i)) return i;
  return -1;
}

const isOf = (events, kind, operand, value) => (i) => events.kinds[i] === kind && events.operand(i, operand) === value;

/** A reason: its text, and the position after the event that is the reason. `causes` are reasons in turn. */
const reason = (text, k, i, causes = []) => ({ text, place: { k, i: i + 1 }, causes: causes.filter((cause) => cause !== null) });

const none = (text) => ({ text, place: null, causes: [] });

/** The description of the event, as in the list. */
const told = (run, events, i) => describe(events.get(i), run.parameters);

/** Why a segment is in activeSegments after step k. */
export function whySegmentActive(run, k, serial) {
  if (k < 0) return none('this was the state at the start of the run');
  const events = run.eventsOf(k);
  const i = findBack(events, Infinity, (at) => events.kinds[at] === TM.segment_added && events.lines[at] === 67 && events.operand(at, 0) === serial);
  if (i < 0) return none(`segment ${serial} is not active in step ${run.steps[k].number}`);
  const test = findBack(events, i, isOf(events, TM.threshold_tested, 0, serial));
  const words = test < 0 ? '' : `: it has ${events.operand(test, 1)} active connected synapses, and the threshold is ${events.operand(test, 2)}`;
  return reason(`segment ${serial} is active in step ${run.steps[k].number}${words} (TM 66-67)`, k, i);
}

/** Why a cell is predictive after step k. */
export function whyPredicted(run, k, cell) {
  if (k < 0) return none('this was the state at the start of the run');
  const events = run.eventsOf(k);
  const cells = new Map();
  let found = null;
  for (let i = 0; i < events.length && found === null; i++) {
    if (events.kinds[i] === TM.segment_visited && events.lines[i] === 55) cells.set(events.operand(i, 0), events.operand(i, 1));
    if (events.kinds[i] === TM.segment_added && events.lines[i] === 67 && cells.get(events.operand(i, 0)) === cell) found = i;
  }
  if (found === null) return none(`cell ${cell} is not predictive after step ${run.steps[k].number}: none of its segments is active`);
  const serial = events.operand(found, 0);
  return reason(`cell ${cell} is predictive after step ${run.steps[k].number} because its segment ${serial} is active (TM 67)`, k, found,
    [whySegmentActive(run, k, serial)]);
}

/** Why a cell is active in step k. */
export function whyActive(run, k, cell) {
  const events = run.eventsOf(k);
  const i = findBack(events, Infinity, isOf(events, TM.active_cell_added, 0, cell));
  if (i < 0) return none(`cell ${cell} is not active in step ${run.steps[k].number}`);
  const first = events.get(i);
  if (first.line === 27) {
    const count = findBack(events, i, (at) => events.kinds[at] === TM.segments_counted && events.lines[at] === 3);
    const cause = count < 0 ? null : reason(`no cell of the column was predicted: ${told(run, events, count)} (TM 3)`, k, count);
    return reason(`cell ${cell} is active because its column burst (TM 27)`, k, i, [cause, whyColumn(run, k, run.columnOfCell(cell), true)]);
  }
  const visited = findBack(events, i, (at) => events.kinds[at] === TM.segment_visited && events.lines[at] === 11);
  const serial = visited < 0 ? null : events.operand(visited, 0);
  const cause = serial === null ? null : whySegmentActive(run, k - 1, serial);
  return reason(`cell ${cell} is active because it was predicted by segment ${serial} and its column is active (TM 12)`, k, i,
    [cause, whyColumn(run, k, run.columnOfCell(cell), true)]);
}

/** Why a cell is a winner in step k. */
export function whyWinner(run, k, cell) {
  const events = run.eventsOf(k);
  const i = findBack(events, Infinity, isOf(events, TM.winner_cell_added, 0, cell));
  if (i < 0) return none(`cell ${cell} is not a winner in step ${run.steps[k].number}`);
  if (events.lines[i] === 13) return reason(`cell ${cell} is a winner because it was predicted, like every predicted cell of an active column (TM 13)`, k, i, [whyActive(run, k, cell)]);
  const choice = findBack(events, i, isOf(events, TM.winner_cell_chosen, 0, cell));
  if (choice < 0) return reason(`cell ${cell} is the winner of its bursting column (TM 37)`, k, i);
  if (events.lines[choice] === 31) {
    const best = findBack(events, choice, (at) => events.kinds[at] === TM.best_matching_kept);
    const serial = best < 0 ? null : events.operand(best, 0);
    return reason(`cell ${cell} is the winner because its segment ${serial} is the best match, with ${best < 0 ? '?' : events.operand(best, 1)} active potential synapses (TM 31)`,
      k, choice, [best < 0 ? null : reason(`segment ${serial} is the best match (TM 89)`, k, best)]);
  }
  const draw = findBack(events, choice, (at) => events.kinds[at] === TM.random_choice && events.lines[at] === 83);
  return reason(`cell ${cell} is the winner because no segment matched and it is one of the least used cells (TM 33)`, k, choice,
    [draw < 0 ? null : reason(`${told(run, events, draw)} (TM 83)`, k, draw)]);
}

/** Why a cell's segments were punished in step k. */
export function whyPunished(run, k, cell) {
  const events = run.eventsOf(k);
  const visited = findBack(events, Infinity, (at) => events.kinds[at] === TM.segment_visited && events.lines[at] === 51 && events.operand(at, 1) === cell);
  if (visited < 0) return none(`no segment of cell ${cell} was punished in step ${run.steps[k].number}`);
  const serial = events.operand(visited, 0);
  let i = visited;
  for (let at = visited + 1; at < events.length && events.operand(at, 0) === serial; at++) if (events.lines[at] === 54) { i = at; break; }
  const count = findBack(events, visited, (at) => events.kinds[at] === TM.segments_counted && events.lines[at] === 8);
  const cause = count < 0 ? null : reason(`its column is not active, although ${told(run, events, count)} (TM 8)`, k, count);
  return reason(`segment ${serial} of cell ${cell} was punished: ${told(run, events, i)} (TM ${events.lines[i]})`, k, i, [cause, whyMatching(run, k - 1, serial)]);
}

function whyMatching(run, k, serial) {
  if (k < 0) return null;
  const events = run.eventsOf(k);
  const i = findBack(events, Infinity, (at) => events.kinds[at] === TM.segment_added && events.lines[at] === 70 && events.operand(at, 0) === serial);
  return i < 0 ? null : reason(`segment ${serial} matched in step ${run.steps[k].number} (TM 70)`, k, i);
}

/** Why a column is active in step k, or is not. With `quiet`, null if no event explains it. */
export function whyColumn(run, k, column, quiet = false) {
  const events = run.eventsOf(k);
  const tie = findBack(events, Infinity, isOf(events, SP.tie_judged, 0, column));
  if (tie >= 0 && events.operand(tie, 3) === 0) return reason(`column ${column} lost a tie: ${told(run, events, tie)}`, k, tie);
  const tested = findBack(events, Infinity, isOf(events, SP.min_local_activity_tested, 0, column));
  if (tested >= 0) {
    const isActive = events.operand(tested, 3) === 1;
    return reason(`column ${column} is ${isActive ? '' : 'not '}active: its overlap is ${short(events.operand(tested, 1))}, and it needs at least ${short(events.operand(tested, 2))} (SP 9)`,
      k, tested);
  }
  const threshold = findBack(events, Infinity, isOf(events, SP.stimulus_threshold_tested, 0, column));
  if (threshold >= 0) return reason(`column ${column} is not active: ${told(run, events, threshold)} (SP 8)`, k, threshold);
  const given = findBack(events, Infinity, isOf(events, TM.column, 0, column));
  if (given >= 0) return quiet ? null : reason(`column ${column} is ${events.operand(given, 1) === 1 ? '' : 'not '}active in the input (TM 2)`, k, given);
  return quiet ? null : none(`no event of step ${run.steps[k].number} concerns column ${column}`);
}
