// The port program: JSON lines on standard input, JSON lines on standard output.
//
// The first line is a conformance vector without its steps, every further line the input of one step;
// for each step one line is written. See README.md. `node port.mjs --self-test` checks the module alone.

import { createInterface } from 'node:readline';
import {
  AnomalyLikelihood, BamiError, CategoryEncoder, DateEncoder, Pcg32, PeriodicEncoder,
  RandomDistributedScalarEncoder, ScalarEncoder, SpatialPooler, TemporalMemory,
} from './bami.mjs';

// ---------------------------------------------------------------------------------------------
// Reading
// ---------------------------------------------------------------------------------------------

/**
 * JSON.parse rounds whole numbers above 2^53 to a double. A seed or a stream goes to 2^64 - 1, so the
 * long ones become text before parsing and BigInts after it. In valid JSON `"seed":` can only be a key:
 * within a string its quotes would be escaped.
 */
const LONG_WHOLE_NUMBER = /("(?:seed|stream)"\s*:\s*)(-?\d{16,})(?![\d.eE])/g;

function parseLine(text) {
  try {
    return JSON.parse(text.replace(LONG_WHOLE_NUMBER, '$1"integer $2"'), (key, value) => {
      const isLong = typeof value === 'string' && value.startsWith('integer ') && (key === 'seed' || key === 'stream');
      return isLong ? BigInt(value.slice('integer '.length)) : value;
    });
  } catch (error) {
    throw new BamiError(`the line is not JSON: ${error.message}`);
  }
}

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkRecord(what, value) {
  if (!isRecord(value)) throw new BamiError(`${what} is not an object`);
}

/** The names of a vector are in snake_case, those of the module in camelCase; values stay as they are. */
function camelCaseKeys(what, value) {
  checkRecord(what, value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => {
    if (!/^[a-z]+(_[a-z]+)*$/.test(name)) throw new BamiError(`${what}: there is no field ${name}`);
    const camelCase = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    return [camelCase, isRecord(item) ? camelCaseKeys(`${what}.${name}`, item) : item];
  }));
}

/** Refuses fields that are not in `known`, a record of tests, and values that fail their test. */
function readInput(input, known) {
  checkRecord('the input', input);
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(known, name)) {
      throw new BamiError(`the input has an unknown field ${name}; there are ${Object.keys(known).join(', ')}`);
    }
    if (!known[name](value)) throw new BamiError(`the input's ${name} cannot be ${JSON.stringify(value)}`);
  }
  return input;
}

function require(input, name) {
  if (!Object.hasOwn(input, name)) throw new BamiError(`the input lacks ${name}`);
  return input[name];
}

const isBoolean = (value) => typeof value === 'boolean';
const isNumber = (value) => typeof value === 'number';
const anything = () => true;

// ---------------------------------------------------------------------------------------------
// Algorithms: each takes a vector without steps and gives a function from an input to an output
// ---------------------------------------------------------------------------------------------

function seedOf(vector) {
  if (vector.seed === undefined) throw new BamiError('the vector lacks seed');
  return vector.seed;
}

function noInitial({ initial, algorithm }) {
  if (initial !== undefined) throw new BamiError(`${algorithm} has no initial state`);
}

function random(vector) {
  noInitial(vector);
  const { stream, ...others } = vector.parameters;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new BamiError(`random: there is no parameter ${other}; there is stream`);
  if (stream === undefined) throw new BamiError('random: the parameter stream is missing');
  const generator = new Pcg32(seedOf(vector), stream);
  return (input) => {
    const { draw, n } = readInput(input, { draw: (value) => ['u32', 'below', 'unit'].includes(value), n: isNumber });
    require(input, 'draw');
    if (draw === 'below') return { value: generator.below(require(input, 'n')) };
    if (n !== undefined) throw new BamiError(`the input's n has no meaning for ${draw}`);
    return { value: draw === 'u32' ? generator.u32() : generator.unit() };
  };
}

function dumpSegments(memory) {
  return [...memory.segments.values()].map(({ serial, cell, synapses }) => ({
    id: serial,
    cell,
    synapses: synapses.map(({ presynapticCell, permanence }) => [presynapticCell, permanence]),
  }));
}

function temporalMemory(vector) {
  const memory = new TemporalMemory(
    camelCaseKeys('parameters', vector.parameters), seedOf(vector), camelCaseKeys('initial', vector.initial ?? {}));
  return (input) => {
    const { reset, learn = true, dump = false } = readInput(input, {
      active_columns: Array.isArray, learn: isBoolean, dump: isBoolean, reset: isBoolean,
    });
    if (reset === true) {
      if (Object.keys(input).length > 1) throw new BamiError('a reset has no other field');
      memory.reset();
      return {};
    }
    const { burstingColumns, anomaly } = memory.step(require(input, 'active_columns'), learn);
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

function spatialPooler(vector) {
  const pooler = new SpatialPooler(
    camelCaseKeys('parameters', vector.parameters), seedOf(vector), camelCaseKeys('initial', vector.initial ?? {}));
  return (input) => {
    const { learn = true, dump = false } = readInput(input, {
      active_bits: Array.isArray, learn: isBoolean, dump: isBoolean,
    });
    const activeColumns = pooler.step(require(input, 'active_bits'), learn);
    return {
      overlaps: [...pooler.overlaps],
      active_columns: activeColumns,
      ...(dump && { state: dumpPooler(pooler) }),
    };
  };
}

const encoder = (Encoder) => (vector) => {
  noInitial(vector);
  const instance = new Encoder(camelCaseKeys('parameters', vector.parameters));
  return (input) => {
    readInput(input, { value: anything });
    return { active_bits: instance.encode(require(input, 'value')) };
  };
};

function anomalyLikelihood(vector) {
  noInitial(vector);
  const estimator = new AnomalyLikelihood(camelCaseKeys('parameters', vector.parameters));
  return (input) => {
    const { value = null } = readInput(input, { raw: isNumber, value: anything, timestamp: anything });
    const { likelihood, logLikelihood } = estimator.step(require(input, 'raw'), value);
    return { likelihood, log_likelihood: logLikelihood };
  };
}

const ALGORITHMS = new Map([
  ['random', random],
  ['temporal-memory', temporalMemory],
  ['spatial-pooler', spatialPooler],
  ['scalar-encoder', encoder(ScalarEncoder)],
  ['random-distributed-scalar-encoder', encoder(RandomDistributedScalarEncoder)],
  ['category-encoder', encoder(CategoryEncoder)],
  ['periodic-encoder', encoder(PeriodicEncoder)],
  ['date-encoder', encoder(DateEncoder)],
  ['anomaly-likelihood', anomalyLikelihood],
]);

/** The step function for a first line. */
function start(vector) {
  checkRecord('the vector', vector);
  if (vector.format !== undefined && vector.format !== 'bami-conformance/1') {
    throw new BamiError(`the format is ${JSON.stringify(vector.format)}, this port knows bami-conformance/1`);
  }
  if (typeof vector.algorithm !== 'string') throw new BamiError('the vector lacks algorithm');
  const algorithm = ALGORITHMS.get(vector.algorithm);
  if (algorithm === undefined) return () => ({ unsupported: true });
  checkRecord('parameters', vector.parameters);
  return algorithm(vector);
}

// ---------------------------------------------------------------------------------------------
// Lines in, lines out
// ---------------------------------------------------------------------------------------------

async function serve() {
  let step;
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      if (step === undefined) step = start(parseLine(line));
      else process.stdout.write(`${JSON.stringify(step(parseLine(line)))}\n`);
    }
    if (step === undefined) throw new BamiError('there is no first line, which has to be a vector');
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
    process.exitCode = 1;
    process.stdin.destroy();
  }
}

if (process.argv[2] === '--self-test') {
  const { selfTest } = await import('./self-test.mjs');
  process.exitCode = selfTest() ? 0 : 1;
} else {
  await serve();
}
