// Descriptions of events.

/** A number for display: rounded to four decimals, or in scientific notation if it would round to 0. */
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

/** A note if a permanence crossed the connected threshold. */
function crossing(before, after, connected) {
  if (connected === undefined) return '';
  if (before < connected && after >= connected) return ', now connected';
  if (before >= connected && after < connected) return ', no longer connected';
  return '';
}

const change = ({ before, after }) => `${short(before)} -> ${short(after)}`;

/** The description of each event; `c` is the connected permanence. */
const WORDS = {
  column_visited: (e) => `column ${e.column}`,
  function_entered: (e) => `${e.function} for column ${e.column}`,
  cell_visited: (e) => `cell ${e.cell}`,
  synapse_visited: (e) => `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: permanence ${short(e.permanence)}`,
  active_potential_read: (e) => `segment ${e.segment}: ${e.count} active potential synapses at t-1`,
  grow_synapses_entered: (e) => `segment ${e.segment} needs ${e.count} new synapses`,
  column: (e) => `column ${e.column} is ${e.active ? 'active' : 'not active'}`,
  segments_counted: (e, c, line) => `column ${e.column}: ${e.count} ${line === 3 ? 'active' : 'matching'} segments at t-1`,
  column_handled: (e) => `column ${e.column} is handled by ${e.function}`,
  segment_visited: (e) => `segment ${e.segment} of cell ${e.cell}`,
  active_cell_added: (e) => `cell ${e.cell} is ${e.added ? '' : 'already '}active`,
  winner_cell_added: (e) => `cell ${e.cell} is ${e.added ? '' : 'already '}a winner`,
  learning_tested: (e) => `learning is ${e.learning_enabled ? 'on' : 'off'}`,
  presynaptic_tested: (e, c, line) =>
    `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: ${line === 59 ? 'active' : 'was active'}? ${yes(e.active)}`,
  permanence_changed: (e, c) =>
    `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  new_synapse_count: (e) => `segment ${e.segment}: ${e.sample_size} - ${e.active_potential} = ${e.count} new synapses`,
  grow_synapses_called: (e) => `segment ${e.segment}: grow ${e.count} synapses`,
  learning_segment_chosen: (e) => `segment ${e.segment} learns`,
  winner_cell_chosen: (e) => `cell ${e.cell} is the winner of its column`,
  segment_grown: (e) => (e.segment === null ? `cell ${e.cell}: no segment is grown` : `segment ${e.segment} is grown on cell ${e.cell}`),
  permanence_tested: (e) => `segment ${e.segment}, synapse to cell ${e.presynaptic_cell}: ${short(e.permanence)} >= ${short(e.bound)}? ${yes(e.holds)}`,
  counted: (e, c, line) => `segment ${e.segment}: ${e.count} ${line === 56 || line === 61 ? 'active connected' : 'active potential'} synapses`,
  threshold_tested: (e) => `segment ${e.segment}: ${e.count} >= ${e.threshold}? ${yes(e.reached)}`,
  segment_added: (e, c, line) => `segment ${e.segment} is ${line === 67 ? 'active' : 'matching'}`,
  potential_kept: (e) => `segment ${e.segment}: count of ${e.count} active potential synapses is stored`,
  fewest_segments: (e) => (e.cell === null ? `column ${e.column}: no count yet` : `cell ${e.cell}: fewest so far ${short(e.fewest)}`),
  segments_compared: (e) => `cell ${e.cell} has ${e.segments} segments, the minimum is ${e.fewest}: ${e.equal ? 'equal' : 'more'}`,
  candidates: (e) => `candidates: ${list(e.candidates)}`,
  random_choice: (e) => `drawn: index ${e.draw} of ${e.candidates.length} candidates, cell ${e.chosen}`,
  best_matching_started: (e) => `column ${e.column}: best score ${short(e.best_score)}`,
  best_matching_compared: (e) => `segment ${e.segment}: score ${e.score} > ${e.best_score}? ${yes(e.better)}`,
  best_matching_kept: (e) => `segment ${e.segment} is the best so far, score ${e.score}`,
  best_matching_returned: (e) => `segment ${e.segment} is the best match`,
  growing_tested: (e) => `segment ${e.segment}: ${e.candidates} candidates, ${e.wanted} synapses to grow: ${e.goes_on ? 'continues' : 'ends'}`,
  candidate_removed: (e) => `cell ${e.cell} is removed, ${e.left} candidates remain`,
  already_connected: (e) => `segment ${e.segment}, cell ${e.cell}: already connected? ${yes(e.connected)}`,
  synapse_compared: (e) => `segment ${e.segment}: cell ${e.presynaptic_cell} is ${e.equal ? '' : 'not '}cell ${e.candidate}`,
  connection_tested: (e) => `segment ${e.segment}, cell ${e.cell}: ${e.connected ? 'skipped' : 'to be connected'}`,
  synapse_created: (e) => (e.made
    ? `segment ${e.segment}: new synapse to cell ${e.presynaptic_cell}, permanence ${short(e.permanence)}`
    : `segment ${e.segment}: no synapse to cell ${e.presynaptic_cell} is created`),
  still_wanted: (e) => `segment ${e.segment}: ${e.wanted} more synapses to grow`,
  segment_gave_way: (e) => `segment ${e.segment} of cell ${e.cell} is evicted: last active in step ${e.last_active}`,
  synapse_gave_way: (e) => `segment ${e.segment}: the synapse to cell ${e.presynaptic_cell} is evicted at permanence ${short(e.permanence)}`,
  synapse_pruned: (e) => `segment ${e.segment}: the synapse to cell ${e.presynaptic_cell} is removed at permanence 0`,
  segment_pruned: (e) => `segment ${e.segment} of cell ${e.cell} is removed: it has no synapses left`,
  receptive_field: (e) => `column ${e.column}: centre ${e.centre}, ${e.chosen} of the ${e.field.length} inputs in its receptive field`,
  potential_input_drawn: (e) => `column ${e.column}, draw ${e.turn}: index ${e.draw} of ${e.candidates} candidates, input ${e.input}`,
  initial_permanence: (e) => `column ${e.column}, input ${e.input}: random number ${short(e.unit)}, bias ${short(e.bias)}: permanence ${short(e.permanence)}`,
  overlap_reset: (e) => `column ${e.column}: overlap ${short(e.before)} -> 0`,
  connected_synapse: (e) => `column ${e.column}, input ${e.input}: connected, permanence ${short(e.permanence)}`,
  input_added: (e) => `column ${e.column}, input ${e.input} is ${e.active ? 'ON' : 'OFF'}: overlap ${change(e)}`,
  overlap_boosted: (e) => `column ${e.column}: overlap ${short(e.before)} * boost ${short(e.boost)} = ${short(e.after)}`,
  min_local_activity: (e) => `column ${e.column}: overlap ${short(e.min_local_activity)} has rank ${e.k} among ${e.neighbors} neighbours`,
  stimulus_threshold_tested: (e) => `column ${e.column}: overlap ${short(e.overlap)} > ${short(e.stimulus_threshold)}? ${yes(e.holds)}`,
  min_local_activity_tested: (e) =>
    `column ${e.column}: overlap ${short(e.overlap)} >= ${short(e.min_local_activity)}${e.holds ? ', active' : '? no'}`,
  column_activated: (e) => `column ${e.column} is active`,
  tie_judged: (e) => `column ${e.column}: ${e.ahead} columns come first, ${e.k} can win: ${e.stays ? 'stays active' : 'loses the tie'}`,
  potential_synapse: (e) => `column ${e.column}, input ${e.input}: permanence ${short(e.permanence)}`,
  synapse_tested: (e) => `column ${e.column}, input ${e.input}: ON? ${yes(e.active)}`,
  permanence_adjusted: (e, c) => `column ${e.column}, input ${e.input}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  permanence_clipped: (e) => `column ${e.column}, input ${e.input}: clamped, ${change(e)}`,
  active_duty_cycle_updated: (e) => `column ${e.column} ${e.active ? 'active' : 'not active'}: active duty cycle ${change(e)}`,
  neighbors_mean: (e) => `column ${e.column}: mean active duty cycle of ${e.neighbors} neighbours ${short(e.mean)}`,
  boost_updated: (e) => `column ${e.column}: boost ${change(e)}`,
  overlap_duty_cycle_updated: (e) => `column ${e.column}, overlap ${short(e.overlap)}: overlap duty cycle ${change(e)}`,
  overlap_duty_cycle_tested: (e) => `column ${e.column}: ${short(e.overlap_duty_cycle)} < ${short(e.min_duty_cycle)}? ${yes(e.below)}`,
  permanence_bumped: (e, c) => `column ${e.column}, input ${e.input}: permanence ${change(e)}${crossing(e.before, e.after, c)}`,
  inhibition_radius_updated: (e) => `inhibition radius ${change(e)}`,
};

/** `TM 18`, or the rule if there is no line. */
export const place = (event) => (event.line === null ? event.rule : `${event.chapter} ${event.line}`);

/** The description of an event. `parameters` are those of the run, if they are known. */
export function describe(event, parameters) {
  const words = WORDS[event.event];
  const connected = (event.chapter === 'TM' ? parameters?.tm : parameters?.sp)?.connected_permanence;
  if (words !== undefined) {
    try {
      return words(event, connected, event.line);
    } catch {
      // The trace of a port may lack operands; the raw event is shown then.
    }
  }
  const { chapter, line, rule, event: name, ...rest } = event;
  return `${name} ${JSON.stringify(rest)}`;
}

/** A short description of the input of a step. */
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
