// Events in words.

/** A number as people read it: no more digits than tell something, never none of them. */
export function short(number) {
  if (number === null || number === undefined) return 'none';
  if (typeof number !== 'number') return String(number);
  if (Number.isInteger(number)) return String(number);
  const rounded = Number(number.toFixed(4));
  return rounded === 0 ? number.toExponential(2) : String(rounded);
}

const list = (numbers, most = 24) =>
  (numbers.length === 0 ? 'none' : numbers.slice(0, most).join(', ') + (numbers.length > most ? `, ... (${numbers.length})` : ''));

const yes = (holds) => (holds ? 'yes' : 'no');

/** Says that a permanence crossed the threshold of being connected. */
function crossing(before, after, connected) {
  if (connected === undefined) return '';
  if (before < connected && after >= connected) return ', now connected';
  if (before >= connected && after < connected) return ', no longer connected';
  return '';
}

const change = ({ before, after }) => `${short(before)} -> ${short(after)}`;

/** What each event says; `c` is the permanence from which on its synapses are connected. */
const WORDS = {
  column_visited: (e) => `column ${e.column}`,
  function_entered: (e) => `${e.function} for column ${e.column}`,
  cell_visited: (e) => `cell ${e.cell}`,
  synapse_visited: (e) => `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: permanence ${short(e.permanence)}`,
  active_potential_read: (e) => `segment ${e.segment}: ${e.count} active potential synapses at t-1`,
  grow_synapses_entered: (e) => `segment ${e.segment} is to grow ${e.count}`,
  column: (e) => `column ${e.column} is ${e.active ? 'active' : 'not active'}`,
  segments_counted: (e, c, line) => `column ${e.column}: ${e.count} ${line === 3 ? 'active' : 'matching'} segments at t-1`,
  column_handled: (e) => `column ${e.column} goes to ${e.function}`,
  segment_visited: (e) => `segment ${e.segment} of cell ${e.cell}`,
  active_cell_added: (e) => `cell ${e.cell} is active${e.added ? '' : ' already'}`,
  winner_cell_added: (e) => `cell ${e.cell} is a winner${e.added ? '' : ' already'}`,
  learning_tested: (e) => `learning is ${e.learning_enabled ? 'on' : 'off'}`,
  presynaptic_tested: (e, c, line) =>
    `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: ${line === 59 ? 'active' : 'was active'}? ${yes(e.active)}`,
  permanence_changed: (e, c) =>
    `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  new_synapse_count: (e) => `segment ${e.segment}: ${e.sample_size} - ${e.active_potential} = ${e.count} new synapses`,
  grow_synapses_called: (e) => `segment ${e.segment}: grow ${e.count}`,
  learning_segment_chosen: (e) => `segment ${e.segment} learns`,
  winner_cell_chosen: (e) => `cell ${e.cell} wins its column`,
  segment_grown: (e) => (e.segment === null ? `cell ${e.cell}: no segment may grow` : `segment ${e.segment} grows on cell ${e.cell}`),
  permanence_tested: (e) => `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: ${short(e.permanence)} >= ${short(e.bound)}? ${yes(e.holds)}`,
  counted: (e, c, line) => `segment ${e.segment}: ${line === 56 || line === 61 ? 'active connected' : 'active potential'} ${e.count}`,
  threshold_tested: (e) => `segment ${e.segment}: ${e.count} >= ${e.threshold}? ${yes(e.reached)}`,
  segment_added: (e, c, line) => `segment ${e.segment} is ${line === 67 ? 'active' : 'matching'}`,
  potential_kept: (e) => `segment ${e.segment}: ${e.count} active potential synapses are kept`,
  fewest_segments: (e) => (e.cell === null ? `column ${e.column}: no count yet` : `cell ${e.cell}: fewest so far ${short(e.fewest)}`),
  segments_compared: (e) => `cell ${e.cell} has ${e.segments} segments, the fewest are ${e.fewest}: ${e.equal ? 'equal' : 'more'}`,
  candidates: (e) => `candidates: ${list(e.candidates)}`,
  random_choice: (e) => `drawn ${e.draw} of ${e.candidates.length}: cell ${e.chosen}`,
  best_matching_started: (e) => `column ${e.column}: best score ${short(e.best_score)}`,
  best_matching_compared: (e) => `segment ${e.segment}: score ${e.score} > ${e.best_score}? ${yes(e.better)}`,
  best_matching_kept: (e) => `segment ${e.segment} is the best so far, score ${e.score}`,
  best_matching_returned: (e) => `segment ${e.segment} matches best`,
  growing_tested: (e) => `segment ${e.segment}: ${e.candidates} candidates, ${e.wanted} wanted: ${e.goes_on ? 'goes on' : 'ends'}`,
  candidate_removed: (e) => `cell ${e.cell} is taken out, ${e.left} are left`,
  already_connected: (e) => `segment ${e.segment}, cell ${e.cell}: already connected? ${yes(e.connected)}`,
  synapse_compared: (e) => `segment ${e.segment}: cell ${e.presynaptic_cell} is ${e.equal ? '' : 'not '}cell ${e.candidate}`,
  connection_tested: (e) => `segment ${e.segment}, cell ${e.cell}: ${e.connected ? 'passed over' : 'to be connected'}`,
  synapse_created: (e) => (e.made
    ? `segment ${e.segment}: new synapse to cell ${e.presynaptic_cell}, permanence ${short(e.permanence)}`
    : `segment ${e.segment}: no synapse to cell ${e.presynaptic_cell} may be made`),
  still_wanted: (e) => `segment ${e.segment}: ${e.wanted} still wanted`,
  segment_gave_way: (e) => `segment ${e.segment} of cell ${e.cell} gives way: last active in step ${e.last_active}`,
  synapse_gave_way: (e) => `segment ${e.segment}: the synapse to cell ${e.presynaptic_cell} gives way at ${short(e.permanence)}`,
  synapse_pruned: (e) => `segment ${e.segment}: the synapse to cell ${e.presynaptic_cell} is removed at 0`,
  segment_pruned: (e) => `segment ${e.segment} of cell ${e.cell} is removed: it has no synapse left`,
  receptive_field: (e) => `column ${e.column}: centre ${e.centre}, ${e.chosen} of the ${e.field.length} inputs of its field`,
  potential_input_drawn: (e) => `column ${e.column}, turn ${e.turn}: drawn ${e.draw} of ${e.candidates}: input ${e.input}`,
  initial_permanence: (e) => `column ${e.column}, input ${e.input}: unit ${short(e.unit)}, bias ${short(e.bias)}: permanence ${short(e.permanence)}`,
  overlap_reset: (e) => `column ${e.column}: overlap ${short(e.before)} -> 0`,
  connected_synapse: (e) => `column ${e.column}, input ${e.input}: connected at ${short(e.permanence)}`,
  input_added: (e) => `column ${e.column}, input ${e.input} is ${e.active ? 'on' : 'off'}: overlap ${change(e)}`,
  overlap_boosted: (e) => `column ${e.column}: overlap ${short(e.before)} * boost ${short(e.boost)} = ${short(e.after)}`,
  min_local_activity: (e) => `column ${e.column}: the ${e.k}. best of ${e.neighbors} neighbors has ${short(e.min_local_activity)}`,
  stimulus_threshold_tested: (e) => `column ${e.column}: overlap ${short(e.overlap)} > ${short(e.stimulus_threshold)}? ${yes(e.holds)}`,
  min_local_activity_tested: (e) =>
    `column ${e.column}: overlap ${short(e.overlap)} >= ${short(e.min_local_activity)}${e.holds ? ', active' : '? no'}`,
  column_activated: (e) => `column ${e.column} is active`,
  tie_judged: (e) => `column ${e.column}: ${e.ahead} come before it, ${e.k} may win: ${e.stays ? 'stays' : 'loses the tie'}`,
  potential_synapse: (e) => `column ${e.column}, input ${e.input}: permanence ${short(e.permanence)}`,
  synapse_tested: (e) => `column ${e.column}, input ${e.input}: on? ${yes(e.active)}`,
  permanence_adjusted: (e, c) => `column ${e.column}, input ${e.input}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  permanence_clipped: (e) => `column ${e.column}, input ${e.input}: held in range, ${change(e)}`,
  active_duty_cycle_updated: (e) => `column ${e.column} ${e.active ? 'active' : 'not active'}: active duty cycle ${change(e)}`,
  neighbors_mean: (e) => `column ${e.column}: mean active duty cycle of ${e.neighbors} neighbors ${short(e.mean)}`,
  boost_updated: (e) => `column ${e.column}: boost ${change(e)}`,
  overlap_duty_cycle_updated: (e) => `column ${e.column}, overlap ${short(e.overlap)}: overlap duty cycle ${change(e)}`,
  overlap_duty_cycle_tested: (e) => `column ${e.column}: ${short(e.overlap_duty_cycle)} < ${short(e.min_duty_cycle)}? ${yes(e.below)}`,
  permanence_bumped: (e, c) => `column ${e.column}, input ${e.input}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  inhibition_radius_updated: (e) => `inhibition radius ${change(e)}`,
};

/** `TM 18`, or the rule where there is no line. */
export const place = (event) => (event.line === null ? event.rule : `${event.chapter} ${event.line}`);

/** What an event did, in words. `parameters` are those of the run, where they are known. */
export function describe(event, parameters) {
  const words = WORDS[event.event];
  const connected = (event.chapter === 'TM' ? parameters?.tm : parameters?.sp)?.connected_permanence;
  if (words !== undefined) {
    try {
      return words(event, connected, event.line);
    } catch {
      // A port may leave out what the words need; its own are shown then.
    }
  }
  const { chapter, line, rule, event: name, ...rest } = event;
  return `${name} ${JSON.stringify(rest)}`;
}

/** The input of a step in a few words. */
export function inputWords(input) {
  if (input === null || input === undefined) return '';
  if (input.values !== undefined) {
    const values = Object.entries(input.values).map(([name, value]) => `${name} ${value === null ? 'missing' : Array.isArray(value) ? `bits ${list(value, 8)}` : short(value)}`);
    return [input.timestamp, ...values].filter((text) => text !== '' && text !== undefined && text !== null).join(', ');
  }
  if (input.active_columns !== undefined) return `columns ${list(input.active_columns, 12)}${input.learn === false ? ', without learning' : ''}`;
  if (input.active_bits !== undefined) return `bits ${list(input.active_bits, 12)}${input.learn === false ? ', without learning' : ''}`;
  if (input.reset) return 'reset';
  return JSON.stringify(input);
}
