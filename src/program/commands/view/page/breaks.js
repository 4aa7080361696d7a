// Running to a condition: a line, a burst, a permanence that crosses the threshold, a tie, ...

import { SP, TM } from './events.mjs';
import { PoolerLines } from './pooler-lines.mjs';
import { breathe } from './html.js';

const crosses = (before, after, bound) => bound !== undefined && (before < bound) !== (after < bound);

/** The columns that tie with the k-th highest overlap of their neighbours when not all of them can win. */
function tiedColumns(run, state) {
  const { sp } = run.parameters ?? {};
  const lines = sp?.column_dimensions ? new PoolerLines(sp) : null;
  const tied = new Set();
  const isTied = (neighbors, column) => {
    const score = state.scores[column];
    return neighbors.filter((other) => state.overlaps[other] >= score).length > state.places[column];
  };
  const all = Array.from({ length: state.columnCount }, (_, column) => column);
  const isGlobal = lines === null || lines.parameters.global_inhibition;
  if (isGlobal && !isTied(all, 0)) return tied;
  for (const column of all) {
    if (isGlobal || isTied(lines.neighbors(state, column), column)) tied.add(column);
  }
  return tied;
}

/**
 * The conditions. `holds(events, i, context)` is called for each event; `mayHold(run, k)` returns false for steps that
 * can be skipped; `prepare(run, k)` returns the context. `needs` names the number that the user must enter.
 */
export const CONDITIONS = {
  burst: {
    label: 'a column bursts',
    mayHold: (run, k) => run.steps[k].output?.bursting_columns !== 0,
    holds: (events, i) => events.kinds[i] === TM.function_entered && events.lines[i] === 25,
  },
  connected: {
    label: 'a synapse connects or disconnects',
    prepare: (run) => ({ tm: run.parameters?.tm?.connected_permanence, sp: run.parameters?.sp?.connected_permanence }),
    holds: (events, i, { tm, sp }) => {
      switch (events.kinds[i]) {
        case TM.permanence_changed: return crosses(events.operand(i, 2), events.operand(i, 3), tm);
        case SP.permanence_adjusted: return crosses(events.operand(i, 2), events.operand(i, 3), sp);
        case SP.permanence_bumped: return crosses(events.operand(i, 3), events.operand(i, 4), sp);
        default: return false;
      }
    },
  },
  tie: {
    label: 'a tie for the last winner',
    prepare: (run, k) => {
      const state = run.stateAt(k);
      run.advance(state, k);
      return tiedColumns(run, state);
    },
    holds: (events, i, tied) => events.kinds[i] === SP.min_local_activity_tested
      && events.operand(i, 1) === events.operand(i, 2) && tied.has(events.operand(i, 0)),
  },
  grown: { label: 'a segment grows', holds: (events, i) => events.kinds[i] === TM.segment_grown && !Number.isNaN(events.operand(i, 1)) },
  punished: { label: 'a synapse is punished', holds: (events, i) => events.kinds[i] === TM.permanence_changed && events.lines[i] === 54 },
  drawn: { label: 'a random choice', holds: (events, i) => [TM.random_choice, SP.potential_input_drawn].includes(events.kinds[i]) },
  tm: { label: 'TM line', needs: 'line', holds: (events, i, _, number) => events.lines[i] === number && events.chapter(i) === 'TM' },
  sp: { label: 'SP line', needs: 'line', holds: (events, i, _, number) => events.lines[i] === number && events.chapter(i) === 'SP' },
  cell: { label: 'cell becomes active', needs: 'cell', holds: (events, i, _, number) => events.kinds[i] === TM.active_cell_added && events.operand(i, 0) === number },
  column: { label: 'column becomes active', needs: 'column', holds: (events, i, _, number) =>
    (events.kinds[i] === SP.column_activated || (events.kinds[i] === TM.column && events.operand(i, 1) === 1)) && events.operand(i, 0) === number },
  segment: { label: 'segment changes', needs: 'segment', holds: (events, i, _, number) =>
    [TM.permanence_changed, TM.synapse_created, TM.segment_gave_way, TM.segment_pruned].includes(events.kinds[i]) && events.operand(i, 0) === number },
};

/**
 * The next position after the cursor (or the previous one before it) where a condition holds, as { k, i }; null if there
 * is none. `isStopped` is called from time to time.
 */
export async function search(cursor, name, number, direction = 1, isStopped = () => false, progress = () => {}) {
  const { run } = cursor;
  const condition = CONDITIONS[name];
  let since = performance.now();
  for (let k = cursor.k; k >= 0 && k < run.length; k += direction) {
    if (performance.now() - since > 40) {
      progress(k);
      await breathe();
      since = performance.now();
      if (isStopped()) return null;
    }
    if (condition.mayHold?.(run, k) === false) continue;
    await run.ready(k);
    const events = run.eventsOf(k);
    const context = condition.prepare?.(run, k);
    const here = k === cursor.k ? cursor.count : direction > 0 ? 0 : events.length + 1;
    // i is the position after the event: the event before it has happened.
    for (let i = here + direction; i >= 1 && i <= events.length; i += direction) {
      if (condition.holds(events, i - 1, context, number)) return { k, i };
    }
  }
  return null;
}
