// Restores objects from the arrays of a snapshot and saves them as arrays (spec/snapshot.md).
//
// For each kind: how to restore its object from parameters and `Arrays`, how it answers inputs, and how to
// save its arrays, as lists by name.

import {
  makeAnomalyLikelihood, makeSpatialPooler, makeTemporalMemory, refuseUnless, spatialPoolerSteps, temporalMemorySteps,
} from './answers.mjs';
import { Region } from './region.mjs';

/** Splits the numbers into consecutive lists with the given lengths. */
function inTurn(numbers, counts) {
  let at = 0;
  return Array.from(counts, (count) => [...numbers.subarray(at, at += count)]);
}

const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

/** The list of pairs from two lists of equal length. */
const pairs = (first, second) => first.map((one, i) => [one, second[i]]);

const product = (list) => list.reduce((result, length) => result * Number(length), 1);

/** What an absent switch stands for, whatever the profile. Restates SNAP-VERSION (spec/snapshot.md#snap-version). */
const POOLER_SWITCHES = { connected_in_overlap: 'at_least', tie_break: 'all', duty_cycles: 'recursive', boosting_order: 'two_passes' };
const EXTENSIONS = {
  max_segments_per_cell: null, max_synapses_per_segment: null, prune_zero_permanence: false, skip_empty_segments: false,
};
const ENCODER_SWITCHES = new Map([
  ['random-distributed-scalar', { rounding: 'nearest', collisions: 'probe' }],
  ['coordinate', { collisions: 'probe' }],
  ['geospatial', { collisions: 'probe' }],
]);
const WEEK_SWITCHES = { first_weekday: 'monday' };

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parameters with the switches that are absent. */
const filled = (switches, parameters) => ({
  ...parameters,
  ...Object.fromEntries(Object.entries(switches).filter(([name]) => (parameters[name] ?? null) === null)),
});

/**
 * The parameters of a snapshot with every switch. Restates SNAP-VERSION (spec/snapshot.md#snap-version). What is no
 * object or list stays as it is, to be refused later.
 */
export function withSwitches(kind, parameters) {
  if (!isRecord(parameters)) return parameters;
  if (kind === 'spatial-pooler') return filled(POOLER_SWITCHES, parameters);
  if (kind === 'temporal-memory') {
    const extensions = parameters.extensions ?? {};
    return isRecord(extensions) ? { ...parameters, extensions: filled(EXTENSIONS, extensions) } : parameters;
  }
  if (kind !== 'region') return parameters;
  const { encoders } = parameters;
  return {
    ...parameters,
    sp: withSwitches('spatial-pooler', parameters.sp),
    tm: withSwitches('temporal-memory', parameters.tm),
    encoders: Array.isArray(encoders) ? encoders.map(encoderWithSwitches) : encoders,
  };
}

/** The parameters of an encoder, and of its parts, with every switch. */
function encoderWithSwitches(parameters) {
  if (!isRecord(parameters)) return parameters;
  const { type, day_of_week: week, parts } = parameters;
  return {
    ...filled(ENCODER_SWITCHES.get(type) ?? {}, parameters),
    ...(isRecord(week) && { day_of_week: filled(WEEK_SWITCHES, week) }),
    ...(Array.isArray(parts) && { parts: parts.map(encoderWithSwitches) }),
  };
}

/** The segment has no known step in which it was active. */
const NEVER = (1n << 64n) - 1n;

/** Restates SNAP-TM, SNAP-GRAPH (spec/snapshot.md#snap-tm). */
function loadTemporalMemory(parameters, arrays) {
  // SNAP-BOUNDS: before anything of this size is allocated
  const segmentsPerCell = arrays.take('segments_per_cell', 'U32', Number(parameters.column_count) * Number(parameters.cells_per_column));
  const memory = makeTemporalMemory({ parameters, seed: 0 });
  const synapsesPerSegment = arrays.take('synapses_per_segment', 'U32', total(segmentsPerCell));
  const synapseCount = total(synapsesPerSegment);
  const serials = arrays.wholes('serials', synapsesPerSegment.length);
  const cells = Array.from(segmentsPerCell, (count, cell) => new Array(count).fill(cell)).flat();
  const sources = inTurn(arrays.take('presynaptic_cells', 'U32', synapseCount), synapsesPerSegment);
  const permanences = inTurn(arrays.between('permanences', 0, 1, synapseCount), synapsesPerSegment);
  const keepsLastActive = memory.extensions.maxSegmentsPerCell !== null;
  const lastActive = keepsLastActive ? arrays.take('last_active', 'U64', serials.length) : serials.map(() => NEVER);
  memory.goOnFrom({
    random: arrays.take('random', 'U64', 2),
    stepCount: arrays.wholes('t', 1)[0],
    nextSerial: arrays.wholes('next_serial', 1)[0],
    deadCells: [...arrays.take('dead_cells', 'U32')],
    segments: serials.map((serial, i) => ({
      serial,
      cell: cells[i],
      lastActiveStep: lastActive[i] === NEVER ? null : Number(lastActive[i]),
      synapses: pairs(sources[i], permanences[i]),
    })),
    activeCells: [...arrays.take('active_cells', 'U32')],
    winnerCells: [...arrays.take('winner_cells', 'U32')],
    burstingColumns: [...arrays.take('bursting_columns', 'U32')],
    anomaly: arrays.between('anomaly', 0, 1, 1)[0],
  });
  return memory;
}

/** Restates SNAP-TM (spec/snapshot.md#snap-tm). */
function saveTemporalMemory(memory) {
  const { last } = memory;
  const cells = Array.from({ length: memory.cellCount }, (_, cell) => memory.segmentsOfCell[cell] ?? []);
  const segments = cells.flat();
  const synapses = segments.flatMap((segment) => segment.synapses);
  const step = ({ lastActiveStep }) => (lastActiveStep === null ? NEVER : BigInt(lastActiveStep));
  return {
    random: BigUint64Array.from(memory.random.parts),
    t: BigUint64Array.of(BigInt(memory.stepCount)),
    anomaly: Float64Array.of(last.anomaly),
    bursting_columns: Uint32Array.from(last.burstingColumns),
    active_cells: Uint32Array.from(last.activeCells),
    winner_cells: Uint32Array.from(last.winnerCells),
    dead_cells: Uint32Array.from(memory.deadCells).sort(),
    next_serial: BigUint64Array.of(BigInt(memory.nextSerial)),
    segments_per_cell: Uint32Array.from(cells, (own) => own.length),
    serials: BigUint64Array.from(segments, ({ serial }) => BigInt(serial)),
    synapses_per_segment: Uint32Array.from(segments, (segment) => segment.synapses.length),
    presynaptic_cells: Uint32Array.from(synapses, ({ presynapticCell }) => presynapticCell),
    permanences: Float64Array.from(synapses, ({ permanence }) => permanence),
    ...(memory.extensions.maxSegmentsPerCell !== null && { last_active: BigUint64Array.from(segments, step) }),
  };
}

/** Restates SNAP-SP (spec/snapshot.md#snap-sp). */
function loadSpatialPooler(parameters, arrays) {
  refuseUnless(Array.isArray(parameters.column_dimensions), 'the parameters: column_dimensions must be a list');
  const columns = product(parameters.column_dimensions);
  const counts = arrays.take('synapses_per_column', 'U32', columns);
  const inputs = inTurn(arrays.take('inputs', 'U32', total(counts)), counts);
  const permanences = inTurn(arrays.take('permanences', 'F64', total(counts)), counts);
  // SNAP-GRAPH: checked like an initial state
  const initial = { potential_synapses: inputs.map((own, column) => pairs(own, permanences[column])) };
  const pooler = makeSpatialPooler({ parameters, seed: 0, initial });
  pooler.activeDutyCycles = arrays.between('active_duty_cycles', 0, 1, columns);
  pooler.overlapDutyCycles = arrays.between('overlap_duty_cycles', 0, 1, columns);
  pooler.boosts = arrays.between('boosts', Number.MIN_VALUE, Number.MAX_VALUE, columns);
  pooler.overlaps = arrays.between('overlaps', 0, Number.MAX_VALUE, columns);
  pooler.activeColumns = [...arrays.take('active_columns', 'U32')];
  refuseUnless(pooler.activeColumns.every((column, i, list) => column < columns && (i === 0 || list[i - 1] < column)),
    `the array ${arrays.prefix}active_columns must be strictly ascending and below ${columns}`);
  [pooler.inhibitionRadius] = arrays.take('inhibition_radius', 'U32', 1);
  refuseUnless(pooler.inhibitionRadius > 0, `the array ${arrays.prefix}inhibition_radius is 0; it must be at least 1`);
  [pooler.learningSteps] = arrays.wholes('learning_steps', 1);
  if (pooler.parameters.dutyCycles === 'window') {
    pooler.activeWindows = loadWindows(pooler, 'active_window', pooler.activeDutyCycles, arrays);
    pooler.overlapWindows = loadWindows(pooler, 'overlap_window', pooler.overlapDutyCycles, arrays);
  }
  return pooler;
}

/** The last values of each column, from a bit for each of them. Restates SNAP-SP (spec/snapshot.md#snap-sp). */
function loadWindows(pooler, name, dutyCycles, arrays) {
  const columns = pooler.columns.size;
  const period = Math.min(pooler.parameters.dutyCyclePeriod, pooler.learningSteps);
  const words = Math.ceil(columns / 32);
  const numbers = arrays.take(name, 'U32', period * words);
  const bit = (step, column) => (numbers[step * words + Math.floor(column / 32)] >>> (column % 32)) & 1;
  for (let step = 0; step < period; step++) {
    for (let column = columns; column < 32 * words; column++) {
      refuseUnless(bit(step, column) === 0, `the array ${arrays.prefix}${name} has a bit beyond column ${columns - 1}`);
    }
  }
  return Array.from(dutyCycles, (dutyCycle, column) => {
    const window = Array.from({ length: period }, (_, step) => bit(step, column));
    refuseUnless(total(window) / Math.max(1, period) === dutyCycle, `the array ${arrays.prefix}${name} does not give the duty cycles`);
    return window;
  });
}

/** For each step, the oldest first, a bit for each column. Restates SNAP-SP (spec/snapshot.md#snap-sp). */
function saveWindows(windows) {
  const words = Math.ceil(windows.length / 32);
  const numbers = new Uint32Array(windows[0].length * words);
  windows.forEach((window, column) => {
    window.forEach((x, step) => { numbers[step * words + Math.floor(column / 32)] |= x << (column % 32); });
  });
  return numbers;
}

/** Restates SNAP-SP (spec/snapshot.md#snap-sp). */
function saveSpatialPooler(pooler) {
  return {
    synapses_per_column: Uint32Array.from(pooler.potentialInputs, (own) => own.length),
    inputs: Uint32Array.from(pooler.potentialInputs.flat()),
    permanences: Float64Array.from(pooler.permanences.flatMap((own) => [...own])),
    active_duty_cycles: pooler.activeDutyCycles,
    overlap_duty_cycles: pooler.overlapDutyCycles,
    boosts: pooler.boosts,
    overlaps: pooler.overlaps,
    active_columns: Uint32Array.from(pooler.activeColumns),
    inhibition_radius: Uint32Array.of(pooler.inhibitionRadius),
    learning_steps: BigUint64Array.of(BigInt(pooler.learningSteps)),
    ...(pooler.parameters.dutyCycles === 'window' && {
      active_window: saveWindows(pooler.activeWindows),
      overlap_window: saveWindows(pooler.overlapWindows),
    }),
  };
}

/** The number in an array, or null if it is empty. */
function atMostOne(arrays, name, low = -Number.MAX_VALUE, high = Number.MAX_VALUE) {
  const list = arrays.between(name, low, high);
  refuseUnless(list.length <= 1, `the array ${arrays.prefix}${name} must have at most one number`);
  return list[0] ?? null;
}

/** Restates SNAP-ANOMALY (spec/snapshot.md#snap-anomaly). */
function loadAnomaly(parameters, arrays) {
  const likelihood = makeAnomalyLikelihood({ parameters });
  [likelihood.row] = arrays.wholes('row', 1);
  const rows = Math.min(likelihood.row, likelihood.parameters.historyWindow);
  const values = arrays.take('values', 'F64', rows);
  refuseUnless(values.every((value) => Math.abs(value) !== Infinity), `the array ${arrays.prefix}values has an infinite number`);
  const rawScores = arrays.between('raw_scores', 0, 1, rows);
  likelihood.history = Array.from(values, (value, i) => ({ value: Number.isNaN(value) ? null : value, raw: rawScores[i] }));
  const distribution = arrays.take('distribution', 'F64');
  if (distribution.length > 0) {
    refuseUnless(distribution.length === 2 && distribution.every(Number.isFinite) && distribution[1] > 0,
      `the array ${arrays.prefix}distribution must be empty or a mean and a deviation above 0`);
    likelihood.distribution = { mean: distribution[0], deviation: distribution[1] };
  }
  likelihood.tailBefore = atMostOne(arrays, 'tail_before', 0, 1);
  return likelihood;
}

/** Restates SNAP-ANOMALY (spec/snapshot.md#snap-anomaly). */
function saveAnomaly({ row, history, distribution, tailBefore }) {
  return {
    row: BigUint64Array.of(BigInt(row)),
    values: Float64Array.from(history, ({ value }) => value ?? NaN),
    raw_scores: Float64Array.from(history, ({ raw }) => raw),
    distribution: Float64Array.from(distribution === null ? [] : [distribution.mean, distribution.deviation]),
    tail_before: Float64Array.from(tailBefore === null ? [] : [tailBefore]),
  };
}

/** The state of the parts of a concatenation. Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders). */
function loadParts(parts, arrays) {
  const missing = arrays.wholes('missing', parts.length);
  parts.forEach((part, place) => {
    part.missing = missing[place];
    loadEncoder(part, arrays.part(String(place)));
  });
}

/** The state of an encoder. Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders). */
function loadEncoder(part, arrays) {
  if (part.keeps === 'parts') {
    loadParts(part.encoder.parts, arrays);
  } else if (part.keeps === 'previous') {
    part.encoder.previous = atMostOne(arrays, 'previous');
  } else if (part.keeps === 'buckets') {
    part.takeSeen(Array.from(arrays.take('buckets', 'I64'), (bucket) => ({ position: [Number(bucket)], radius: 0 })));
  } else if (part.keeps === 'places') {
    const radii = arrays.take('radii', 'U32');
    const positions = arrays.take('positions', 'I64', radii.length * part.dimensions);
    const places = inTurn(positions, Array.from(radii, () => part.dimensions));
    part.takeSeen(places.map((place, i) => ({ position: place.map(Number), radius: radii[i] })));
  }
}

/** Arrays with names that are prefixed with the name of a part and a dot. */
const behind = (part, arrays) => Object.fromEntries(Object.entries(arrays).map(([name, list]) => [`${part}.${name}`, list]));

/** Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders). */
function saveParts(parts) {
  const missing = BigUint64Array.from(parts, (part) => BigInt(part.missing));
  return Object.assign({ missing }, ...parts.map((part, place) => behind(place, saveEncoder(part))));
}

/** Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders). */
function saveEncoder(part) {
  if (part.keeps === 'parts') return saveParts(part.encoder.parts);
  const seen = [...part.seen.values()];
  const positions = BigInt64Array.from(seen.flatMap(({ position }) => position), BigInt);
  if (part.keeps === 'previous') {
    const { previous } = part.encoder;
    return { previous: Float64Array.from(previous === null ? [] : [previous]) };
  }
  if (part.keeps === 'buckets') return { buckets: positions };
  if (part.keeps === 'places') return { radii: Uint32Array.from(seen, ({ radius }) => radius), positions };
  return {};
}

/** Restates SNAP-REGION (spec/snapshot.md#snap-region). */
function loadRegion(parameters, arrays) {
  const region = new Region(parameters);
  loadParts(region.senses.parts, arrays.part('encoders'));
  [region.steps] = arrays.wholes('step', 1);
  const anomaly = arrays.part('anomaly');
  region.take(
    loadSpatialPooler(parameters.sp, arrays.part('sp')),
    loadTemporalMemory(parameters.tm, arrays.part('tm')),
    loadAnomaly(parameters.anomaly, anomaly),
  );
  if (parameters.range_rule) {
    const range = anomaly.take('range', 'F64');
    refuseUnless(range.length === 0 || (range.length === 2 && range.every(Number.isFinite) && range[0] <= range[1]),
      `the array ${anomaly.prefix}range must be empty or two numbers, the lower one first`);
    region.range = [...range];
  }
  return region;
}

/** Restates SNAP-REGION (spec/snapshot.md#snap-region). */
function saveRegion(region) {
  return {
    step: BigUint64Array.of(BigInt(region.steps)),
    ...behind('encoders', saveParts(region.senses.parts)),
    ...behind('sp', saveSpatialPooler(region.pooler)),
    ...behind('tm', saveTemporalMemory(region.memory)),
    ...behind('anomaly', saveAnomaly(region.likelihood)),
    ...(region.parameters.range_rule && { 'anomaly.range': Float64Array.from(region.range) }),
  };
}

/** The kinds of objects that this port can resume. */
export const KINDS = {
  'temporal-memory': { load: loadTemporalMemory, steps: temporalMemorySteps, save: saveTemporalMemory },
  'spatial-pooler': { load: loadSpatialPooler, steps: spatialPoolerSteps, save: saveSpatialPooler },
  region: { load: loadRegion, steps: (region) => (input) => region.answer(input), save: saveRegion },
};
