// From JSON to the algorithms and back, as described in spec/conformance.md: reads lines, checks vectors and
// inputs, and answers the input of each step. port.mjs and snapshot.mjs use it.

import {
  AnomalyLikelihood, BamiError, CategoryEncoder, CoordinateEncoder, DateEncoder, DeltaEncoder,
  GeospatialEncoder, LogEncoder, OrderedCategoryEncoder, PassThroughEncoder, Pcg32, PeriodicEncoder,
  RandomDistributedScalarEncoder, ScalarEncoder, SdrClassifier, SpatialPooler, TemporalMemory, meanOf, modeOf,
  quantileOf,
} from './bami.mjs';

// ---------------------------------------------------------------------------------------------
// Reading
// ---------------------------------------------------------------------------------------------

/**
 * JSON.parse rounds integers above 2^53 to a double. A seed or a stream can be up to 2^64 - 1, so long
 * ones become strings before parsing and BigInts after it. In valid JSON, `"seed":` can only be a key:
 * within a string, its quotes would be escaped.
 */
const LONG_WHOLE_NUMBER = /("(?:seed|stream)"\s*:\s*)(-?\d{16,})(?![\d.eE])/g;

/** In valid JSON: a surrogate pair, an unpaired surrogate (the group), or any other escape. */
const ESCAPES = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F])|.)/g;
const TEXTS = /"(?:[^"\\]|\\.)*"/g;
const NUMBERS = /-?\d[\d.eE+-]*/g;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Refuses, in valid JSON, what JSON.parse accepts but the rules do not. Restates CONF-JSON (spec/conformance.md#conf-json). */
export function checkJson(text) {
  for (const [, half] of text.matchAll(ESCAPES)) {
    if (half !== undefined) throw new BamiError('a string has an unpaired surrogate');
  }
  if (!/\d[eE]|\d{309}/.test(text)) return;
  for (const [digits] of text.replace(TEXTS, '""').matchAll(NUMBERS)) {
    if (!Number.isFinite(Number(digits))) throw new BamiError('a number is too large');
  }
}

/** The document in a line of bytes. */
export function parseLine(bytes) {
  try {
    const text = utf8.decode(bytes);
    const document = JSON.parse(text.replace(LONG_WHOLE_NUMBER, '$1"integer $2"'), (key, value) => {
      const isLong = typeof value === 'string' && value.startsWith('integer ') && (key === 'seed' || key === 'stream');
      return isLong ? BigInt(value.slice('integer '.length)) : value;
    });
    checkJson(text);
    return document;
  } catch (error) {
    throw new BamiError(`the line is not JSON: ${error.message}`);
  }
}

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Refuses with a message unless a condition holds. */
export function refuseUnless(condition, problem) {
  if (!condition) throw new BamiError(problem);
}

/** Refuses anything but an object. */
export function checkRecord(what, value) {
  if (!isRecord(value)) throw new BamiError(`${what} is not an object`);
}

/** Optional fields of an object; null counts as missing. */
function withoutNull(value, optional) {
  return Object.fromEntries(Object.entries(value).filter(([name, item]) => item !== null || !optional.includes(name)));
}

/** Refuses an object with an unknown field or without a required one. */
export function checkFields(what, value, required, optional) {
  checkRecord(what, value);
  const unknown = Object.keys(value).find((name) => !required.includes(name) && !optional.includes(name));
  if (unknown !== undefined) {
    throw new BamiError(`${what}: there is no field ${unknown}; expected one of ${[...required, ...optional].join(', ')}`);
  }
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw new BamiError(`${what}: the field ${missing} is missing`);
  return withoutNull(value, optional);
}

/** Names in a vector are in snake_case, those of the module in camelCase; values stay unchanged. */
function camelCaseKeys(value) {
  return Object.fromEntries(Object.entries(value).map(([name, item]) =>
    [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), item]));
}

/** The parameters of a vector; all except the optional ones are required. */
const readParameters = ({ parameters }, required, optional = []) =>
  camelCaseKeys(checkFields('parameters', parameters, required, optional));

/** An object within the parameters or the initial state, if it is present. */
const readInner = (what, value, required, optional = []) =>
  (value === undefined ? undefined : camelCaseKeys(checkFields(what, value, required, optional)));

/** Fields of an input, each with a test of its value. */
const INPUT_TESTS = {
  draw: (value) => ['u32', 'below', 'unit'].includes(value),
  n: (value) => typeof value === 'number',
  active_columns: Array.isArray,
  active_bits: Array.isArray,
  learn: (value) => typeof value === 'boolean',
  dump: (value) => typeof value === 'boolean',
  reset: (value) => value === true,
  value: () => true,
  raw: (value) => typeof value === 'number',
  quantile: (value) => typeof value === 'number',
  bucket: (value) => Number.isSafeInteger(value) && Math.abs(value) <= 0xffffffff, // CONF-CLASSIFIER-TARGET
};

function readInput(input, required, optional = []) {
  const fields = checkFields('the input', input, required, optional);
  for (const [name, value] of Object.entries(fields)) {
    if (!INPUT_TESTS[name](value)) throw new BamiError(`the input: ${name} has the invalid value ${JSON.stringify(value)}`);
  }
  return fields;
}

// ---------------------------------------------------------------------------------------------
// Algorithms: each takes a vector without steps and returns a function from an input to an output
// ---------------------------------------------------------------------------------------------

/** Restates CONF-INITIAL (spec/conformance.md#conf-initial). */
function noInitial({ initial, algorithm }) {
  if (Object.keys(initial ?? {}).length > 0) throw new BamiError(`${algorithm} has no initial state`);
}

function random(vector) {
  noInitial(vector);
  const { stream } = readParameters(vector, ['stream']);
  const generator = new Pcg32(vector.seed, stream);
  return (input) => {
    const { draw, n } = readInput(input, input?.draw === 'below' ? ['draw', 'n'] : ['draw']);
    if (draw === 'below') return { value: generator.below(n) };
    return { value: draw === 'u32' ? generator.u32() : generator.unit() };
  };
}

const TEMPORAL_MEMORY = [
  'column_count', 'cells_per_column', 'activation_threshold', 'learning_threshold', 'initial_permanence',
  'connected_permanence', 'permanence_increment', 'permanence_decrement', 'predicted_decrement', 'synapse_sample_size',
];
const TEMPORAL_MEMORY_EXTENSIONS = [
  'max_segments_per_cell', 'max_synapses_per_segment', 'prune_zero_permanence', 'skip_empty_segments',
];

function dumpSegments(memory) {
  return [...memory.segments.values()].map(({ serial, cell, synapses }) => ({
    id: serial,
    cell,
    synapses: synapses.map(({ presynapticCell, permanence }) => [presynapticCell, permanence]),
  }));
}

/** The temporal memory of a vector. */
export function makeTemporalMemory(vector) {
  const { extensions, ...parameters } = readParameters(vector, TEMPORAL_MEMORY, ['extensions']);
  return new TemporalMemory(
    { ...parameters, extensions: readInner('extensions', extensions, [], TEMPORAL_MEMORY_EXTENSIONS) },
    vector.seed,
    readInner('initial', vector.initial, [], ['segments', 'active_cells', 'winner_cells']),
  );
}

/** Answers for a temporal memory. */
export function temporalMemorySteps(memory) {
  return (input) => {
    if (isRecord(input) && Object.hasOwn(input, 'reset')) {
      readInput(input, ['reset']);
      memory.reset();
      return {};
    }
    const { active_columns, learn = true, dump = false } = readInput(input, ['active_columns'], ['learn', 'dump']);
    const { burstingColumns, anomaly } = memory.step(active_columns, learn);
    const serials = (segments) => [...segments].map(({ serial }) => serial);
    return {
      active_cells: memory.last.activeCells,
      winner_cells: memory.last.winnerCells,
      bursting_columns: burstingColumns,
      active_segments: serials(memory.last.activeSegments),
      matching_segments: serials(memory.last.matchingSegments),
      predictive_cells: memory.predictiveCells,
      anomaly,
      segment_count: memory.segments.size,
      synapse_count: memory.synapseCount,
      ...(dump && { segments: dumpSegments(memory) }),
    };
  };
}

const SPATIAL_POOLER = [
  'input_dimensions', 'column_dimensions', 'potential_radius', 'potential_pct', 'global_inhibition', 'stimulus_threshold',
  'connected_permanence', 'syn_perm_active_inc', 'syn_perm_inactive_dec', 'min_pct_overlap_duty_cycle',
  'duty_cycle_period', 'boost_strength', 'initial_permanence_range',
];
const SPATIAL_POOLER_OPTIONAL = [
  'local_area_density', 'num_active_columns_per_inh_area', 'center_bias', 'tie_break', 'wrap_around',
  'connected_in_overlap', 'duty_cycles', 'boosting_order',
];

function dumpPooler(pooler) {
  return {
    potential_synapses: pooler.potentialInputs.map((inputs, column) =>
      inputs.map((input, i) => [input, pooler.permanences[column][i]])),
    active_duty_cycles: [...pooler.activeDutyCycles],
    overlap_duty_cycles: [...pooler.overlapDutyCycles],
    boosts: [...pooler.boosts],
    inhibition_radius: pooler.inhibitionRadius,
  };
}

/** The spatial pooler of a vector. */
export function makeSpatialPooler(vector) {
  const { numActiveColumnsPerInhArea = null, ...parameters } = readParameters(vector, SPATIAL_POOLER, SPATIAL_POOLER_OPTIONAL);
  const initial = readInner('initial', vector.initial, [], ['potential_synapses']);
  return new SpatialPooler(
    { ...parameters, numActiveColumnsPerInhArea }, // null: a vector has no default here (D-SP-10)
    vector.seed,
    initial,
  );
}

/** Answers for a spatial pooler. */
export function spatialPoolerSteps(pooler) {
  return (input) => {
    const { active_bits, learn = true, dump = false } = readInput(input, ['active_bits'], ['learn', 'dump']);
    const activeColumns = pooler.step(active_bits, learn);
    return {
      overlaps: [...pooler.overlaps],
      active_columns: activeColumns,
      ...(dump && { state: dumpPooler(pooler) }),
    };
  };
}

/** Answers for an encoder. */
const encoderSteps = (encoder) => (input) => ({ active_bits: encoder.encode(readInput(input, ['value']).value) });

const encoder = (Encoder, required, optional) => (vector) => {
  noInitial(vector);
  return new Encoder(readParameters(vector, required, optional));
};

/** The parts of a date, each with its optional fields. */
const DATE_PARTS = {
  time_of_day: ['buckets', 'active_bits'],
  day_of_week: ['buckets', 'active_bits', 'first_weekday'],
  weekend: ['active_bits'],
  season: ['buckets', 'active_bits'],
  month: ['buckets', 'active_bits'],
  day_of_month: ['buckets', 'active_bits'],
  holiday: ['active_bits', 'dates'],
  custom_days: ['active_bits', 'days'],
  day_night: ['active_bits', 'day_begins', 'night_begins'],
  minute_of_hour: ['buckets', 'active_bits'],
};

function dateEncoder(vector) {
  noInitial(vector);
  const given = checkFields('parameters', vector.parameters, [], Object.keys(DATE_PARTS));
  const parts = Object.entries(given).map(([name, value]) => [name, readInner(name, value, [], DATE_PARTS[name])]);
  return new DateEncoder(camelCaseKeys(Object.fromEntries(parts)));
}

/** Restates CONF-ENCODER-RESET (spec/conformance.md#conf-encoder-reset). */
function deltaEncoderSteps(delta) {
  const encode = encoderSteps(delta);
  return (input) => {
    if (!isRecord(input) || !Object.hasOwn(input, 'reset')) return encode(input);
    readInput(input, ['reset']);
    delta.reset();
    return {};
  };
}

/** The anomaly likelihood of a vector. */
export function makeAnomalyLikelihood(vector) {
  noInitial(vector);
  return new AnomalyLikelihood(readParameters(
    vector, ['learning_period', 'estimation_samples', 'history_window', 'reestimation_period', 'averaging_window'], ['tail']));
}

function anomalyLikelihood(vector) {
  const estimator = makeAnomalyLikelihood(vector);
  return (input) => {
    const { raw, value } = readInput(input, ['raw'], ['value']);
    const { likelihood, logLikelihood } = estimator.step(raw, value);
    return { likelihood, log_likelihood: logLikelihood };
  };
}

/** A prediction in the form used in vectors. */
const shownPrediction = (steps, outcomes, q) => ({
  steps,
  outcomes: outcomes.map(({ bucket, value, probability }) => [bucket, value, probability]),
  mode: modeOf(outcomes),
  mean: meanOf(outcomes),
  quantile: quantileOf(outcomes, q),
});

function sdrClassifier(vector) {
  noInitial(vector);
  const { size, ...parameters } = readParameters(vector, ['size', 'steps', 'value_rate', 'max_buckets'], ['learning_rate']);
  // CONF-CLASSIFIER-SIZE
  if (size * parameters.steps?.length > 10_000_000) throw new BamiError('parameters: size times the number of steps must be at most 10000000');
  const classifier = new SdrClassifier(size, parameters);
  return (input) => {
    if (isRecord(input) && Object.hasOwn(input, 'reset')) {
      readInput(input, ['reset']);
      classifier.reset();
      return {};
    }
    const { active_bits, bucket, value, learn = true, quantile = 0.5 } =
      readInput(input, ['active_bits'], ['bucket', 'value', 'learn', 'quantile']);
    // CONF-CLASSIFIER-TARGET
    if ((bucket === undefined) !== (value === undefined)) throw new BamiError('the input: bucket and value must be given together');
    const predictions = classifier.step(active_bits, bucket === undefined ? null : { bucket, value }, learn);
    return {
      predictions: predictions.map((outcomes, i) => shownPrediction(classifier.parameters.steps[i], outcomes, quantile)),
    };
  };
}

/** How to construct each encoder from a vector. */
export const ENCODERS = new Map([
  ['scalar-encoder', encoder(ScalarEncoder, ['minimum', 'maximum', 'buckets', 'active_bits'], [])],
  ['random-distributed-scalar-encoder',
    encoder(RandomDistributedScalarEncoder, ['resolution', 'size', 'active_bits'], ['offset', 'seed', 'rounding', 'collisions'])],
  ['category-encoder', encoder(CategoryEncoder, ['categories', 'active_bits'], ['unknown_slot'])],
  ['periodic-encoder', encoder(PeriodicEncoder, ['period', 'buckets', 'active_bits'], ['minimum'])],
  ['date-encoder', dateEncoder],
  ['log-encoder', encoder(LogEncoder, ['minimum', 'maximum', 'buckets', 'active_bits'], [])],
  ['delta-encoder', encoder(DeltaEncoder, ['minimum', 'maximum', 'buckets', 'active_bits'], [])],
  ['ordered-category-encoder', encoder(OrderedCategoryEncoder, ['categories', 'active_bits', 'spacing'], ['cyclic'])],
  ['coordinate-encoder', encoder(CoordinateEncoder, ['dimensions', 'radius', 'size', 'active_bits'], ['seed', 'collisions'])],
  ['geospatial-encoder',
    encoder(GeospatialEncoder, ['scale', 'timestep', 'size', 'active_bits'], ['seed', 'speed', 'altitude', 'collisions'])],
  ['pass-through-encoder', encoder(PassThroughEncoder, ['size', 'active_bits'], ['exact'])],
]);

const ALGORITHMS = new Map([
  ['random', random],
  ['temporal-memory', (vector) => temporalMemorySteps(makeTemporalMemory(vector))],
  ['spatial-pooler', (vector) => spatialPoolerSteps(makeSpatialPooler(vector))],
  ['anomaly-likelihood', anomalyLikelihood],
  ['sdr-classifier', sdrClassifier],
  ...[...ENCODERS].map(([name, make]) => {
    const steps = name === 'delta-encoder' ? deltaEncoderSteps : encoderSteps;
    return [name, (vector) => steps(make(vector))];
  }),
]);

const isText = (value) => typeof value === 'string';
export const isSeed = (value) => (typeof value === 'bigint' ? value >= 0n && value < 1n << 64n : Number.isSafeInteger(value) && value >= 0);

/** The top-level fields of a vector, with tests of their values and defaults; those without a default are required. */
const VECTOR = {
  format: [(value) => value === 'bami-conformance/1'],
  name: [isText, ''],
  about: [isText, ''],
  covers: [(value) => Array.isArray(value) && value.every(isText), []],
  algorithm: [isText],
  parameters: [isRecord],
  seed: [isSeed, 42],
  initial: [(value) => value === undefined || isRecord(value), undefined],
};

/** The fields of a first line; others are ignored. Restates CONF-HEADER (spec/conformance.md#conf-header). */
function readVector(line) {
  checkRecord('the vector', line);
  return Object.fromEntries(Object.entries(VECTOR).map(([name, [accepts, fallback]]) => {
    const value = Object.hasOwn(line, name) ? line[name] ?? fallback : fallback;
    if (!accepts(value)) throw new BamiError(`the vector: ${name} is missing, or has the wrong type or an unknown format`);
    return [name, value];
  }));
}

/** The step function for a first line. */
export function start(line) {
  const vector = readVector(line);
  const algorithm = ALGORITHMS.get(vector.algorithm);
  return algorithm === undefined ? () => ({ unsupported: true }) : algorithm(vector);
}
