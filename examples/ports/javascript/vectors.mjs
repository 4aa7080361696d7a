// Runs vectors line by line: the events of each step, and its output. Does no input or output itself.

import { BamiError } from './bami.mjs';
import { EventList } from './events.mjs';
import { MemoryLines } from './memory-lines.mjs';
import { PoolerLines } from './pooler-lines.mjs';
import { State } from './state.mjs';

const product = (numbers) => numbers.reduce((result, number) => result * number, 1);
const ascending = (set) => [...set].sort((a, b) => a - b);

/** A runner for a vector: the `state` before the first step, the events of step 0, and `step(input, tell)`. */
export function runnerOf(vector) {
  if (vector.algorithm === 'temporal-memory') return memoryRunner(vector);
  if (vector.algorithm === 'spatial-pooler') return poolerRunner(vector);
  throw new BamiError(`the algorithm ${vector.algorithm} has no lines; use temporal-memory or spatial-pooler`);
}

function memoryRunner({ parameters, seed = 42, initial }) {
  const state = new State(parameters.column_count, parameters.cells_per_column);
  const lines = new MemoryLines(parameters);
  lines.begin(state, seed, initial ?? {});
  const step = (input, tell) => {
    if (input.reset) {
      state.reset();
      return {};
    }
    state.beginStep();
    lines.step(state, input.active_columns, input.learn ?? true, tell);
    return memoryOutput(state, input);
  };
  return { state, events: new EventList(1), step };
}

/** The answer of a temporal memory, in the form used in vectors. */
function memoryOutput(state, { active_columns, dump = false }) {
  const { now } = state;
  const inOrder = (serials) => [...serials].sort((a, b) => a - b);
  const live = state.segments.filter((segment) => segment !== undefined);
  const bursting = ascending(now.burstingColumns);
  const active = active_columns.length;
  return {
    active_cells: ascending(now.activeCells),
    winner_cells: ascending(now.winnerCells),
    bursting_columns: bursting,
    active_segments: inOrder(now.activeSegments),
    matching_segments: inOrder(now.matchingSegments),
    predictive_cells: ascending(state.predictiveCells()),
    anomaly: active === 0 ? 0 : 1 - (active - bursting.length) / active, // D-TM-11
    segment_count: live.length,
    synapse_count: live.reduce((sum, { cells }) => sum + cells.length, 0),
    ...(dump && {
      segments: live.map(({ serial, cell, cells, permanences }) =>
        ({ id: serial, cell, synapses: cells.map((other, i) => [other, permanences[i]]) })),
    }),
  };
}

function poolerRunner({ parameters, seed = 42, initial }) {
  const state = new State(product(parameters.column_dimensions), 1, product(parameters.input_dimensions));
  const lines = new PoolerLines(parameters);
  const events = new EventList();
  const given = initial?.potential_synapses ?? null;
  if (given === null) lines.draw(state, seed, events);
  else lines.take(state, given, events);
  const step = (input, tell) => {
    state.beginStep();
    lines.step(state, input.active_bits, input.learn ?? true, tell);
    return {
      overlaps: [...state.overlaps],
      active_columns: ascending(state.activeColumns),
      ...(input.dump && { state: poolerState(state) }),
    };
  };
  return { state, events, step };
}

/** The state of a pooler, in the form used in vectors. */
const poolerState = (state) => ({
  potential_synapses: state.proximal.map(({ inputs, permanences }) => [...inputs].map((input, i) => [input, permanences[i]])),
  active_duty_cycles: [...state.activeDutyCycles],
  overlap_duty_cycles: [...state.overlapDutyCycles],
  boosts: [...state.boosts],
  inhibition_radius: state.inhibitionRadius,
});

/** The lines of the trace of a vector, as objects. */
export function* traceOf(vector) {
  const { steps, ...source } = vector;
  yield { kind: 'start', format: 'bami-trace/1', source: { vector: source } };
  const { events, step } = runnerOf(vector);
  yield* stepLines(0, null, events, null);
  let number = 0;
  for (const { input } of steps) {
    number += 1;
    const tell = new EventList();
    const output = step(input, tell);
    yield* stepLines(number, input, tell, output);
  }
}

function* stepLines(step, input, events, output) {
  yield { kind: 'input', step, input };
  for (let i = 0; i < events.length; i++) yield { kind: 'event', step, ...events.get(i) };
  yield { kind: 'output', step, output };
}
