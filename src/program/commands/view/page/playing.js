// The run of the playground: a sequence, an encoder, a pooler and a memory, computed step by step in the page.

import { AnomalyLikelihood, BamiError, CategoryEncoder, Pcg32, RandomDistributedScalarEncoder, ScalarEncoder, SpatialPooler, TemporalMemory } from './bami.mjs';
import { MemoryLines } from './memory-lines.mjs';
import { PoolerLines } from './pooler-lines.mjs';
import { State } from './state.mjs';
import { LineRun } from './runs.js';

/** The stream of the playground's random numbers (R-2-STREAMS uses 1 and 2). */
const STREAM_INPUT = 99;

/** The initial settings of the playground. Parameters have their names in spec/. */
export const DEFAULTS = {
  source: 'letters',
  text: 'A B C D',
  noise: 0,
  encoder: 'category',
  active_bits: 5,
  buckets: 40,
  resolution: 1,
  size: 200,
  seed: 42,
  training: 60,
  testing: 20,
  sp: {
    column_dimensions: [128], potential_radius: 4294967295, potential_pct: 0.8, global_inhibition: true, num_active_columns_per_inh_area: 5,
    stimulus_threshold: 0, connected_permanence: 0.2, syn_perm_active_inc: 0.03, syn_perm_inactive_dec: 0.015,
    min_pct_overlap_duty_cycle: 0.01, duty_cycle_period: 1000, boost_strength: 0, initial_permanence_range: 0.1, tie_break: 'lowest_index',
  },
  tm: {
    cells_per_column: 6, activation_threshold: 3, learning_threshold: 2, initial_permanence: 0.41, connected_permanence: 0.5,
    permanence_increment: 0.1, permanence_decrement: 0.1, predicted_decrement: 0.02, synapse_sample_size: 6,
  },
};

/** The values that the source repeats: strings for letters or words, otherwise numbers. */
export function sequenceOf({ source, text, seed }) {
  if (source === 'sine') return Array.from({ length: 24 }, (_, i) => Math.round(500 + 500 * Math.sin((i * Math.PI) / 12)) / 10);
  if (source === 'noise') {
    const random = new Pcg32(BigInt(seed), STREAM_INPUT);
    return Array.from({ length: 1000 }, () => random.below(101));
  }
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0) throw new BamiError('the sequence is empty: enter letters, words or numbers, separated by spaces');
  if (source === 'letters') return words;
  return words.map((word) => {
    const number = Number(word);
    if (!Number.isFinite(number)) throw new BamiError(`${word} is not a number; choose "letters or words" as the sequence`);
    return number;
  });
}

/** The encoder for the values of a sequence. */
function encoderOf({ encoder, active_bits, buckets, resolution, size, seed }, sequence) {
  const isText = typeof sequence[0] === 'string';
  if (isText || encoder === 'category') {
    return new CategoryEncoder({ categories: [...new Set(sequence.map(String))], activeBits: active_bits });
  }
  if (encoder === 'random-distributed-scalar') return new RandomDistributedScalarEncoder({ resolution, size, activeBits: active_bits, seed: seed % 4294967296 });
  const [minimum, maximum] = [Math.min(...sequence), Math.max(...sequence)];
  return new ScalarEncoder({ minimum, maximum: maximum > minimum ? maximum : minimum + 1, buckets, activeBits: active_bits });
}

/** Parameters in the spelling of the port, which checks them and reports errors. */
const camel = (parameters) => Object.fromEntries(Object.entries(parameters)
  .map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value]));

/** A run that computes its steps on demand. */
export class PlayRun extends LineRun {
  constructor(settings) {
    const sequence = sequenceOf(settings);
    const encoder = encoderOf(settings, sequence);
    const inputs = encoder.size;
    const sp = { ...settings.sp, input_dimensions: [inputs] };
    const columnCount = sp.column_dimensions[0];
    const tm = { ...settings.tm, column_count: columnCount };
    // The port checks every parameter; its errors are shown.
    const pooler = new SpatialPooler(camel(sp), settings.seed);
    new TemporalMemory(camel(tm), settings.seed);
    const state = new State(columnCount, tm.cells_per_column, inputs);
    pooler.potentialInputs.forEach((list, column) => state.setProximal(column, Int32Array.from(list), pooler.permanences[column]));
    state.inhibitionRadius = pooler.inhibitionRadius;
    new MemoryLines(tm).begin(state, settings.seed);
    super({
      title: 'Playground', about: 'Computed in this page by the JavaScript port.', parameters: { sp, tm }, source: { playground: settings }, start: state,
    });
    this.settings = settings;
    this.sequence = sequence;
    this.encoder = encoder;
    this.random = new Pcg32(settings.seed, STREAM_INPUT + 1);
    this.likelihood = new AnomalyLikelihood({ learningPeriod: 20, estimationSamples: 20 });
    /** The state after the last step. */
    this.live = state.copy();
    this.livePooler = new PoolerLines(sp);
    this.liveMemory = new MemoryLines(tm);
  }

  /** The value of a step: the next of the sequence or, with the probability `noise`, a random one of it. */
  #value(k) {
    const { sequence } = this;
    if (this.random.unit() < this.settings.noise) return sequence[this.random.below(sequence.length)];
    return sequence[k % sequence.length];
  }

  /** Adds one step. Steps after the training do not learn. */
  make() {
    const k = this.length;
    const value = this.#value(k);
    const learn = k < this.settings.training;
    const bits = this.encoder.encode(this.encoder instanceof CategoryEncoder ? String(value) : value);
    const { live } = this;
    live.beginStep();
    const columns = this.livePooler.step(live, bits, learn);
    this.liveMemory.step(live, columns, learn);
    const bursting = live.now.burstingColumns.size;
    const raw = columns.length === 0 ? 0 : 1 - (columns.length - bursting) / columns.length;
    const { likelihood, logLikelihood } = this.likelihood.step(raw, typeof value === 'number' ? value : null);
    const predicted = new Set([...live.predictiveCells()].map((cell) => live.columnOf(cell)));
    const output = {
      anomaly_score: logLikelihood, likelihood, raw_score: raw, bursting_columns: bursting, predicted_columns: predicted.size,
      active_columns: columns.length,
    };
    this.steps.push({ number: k + 1, input: { timestamp: '', values: { value } }, output, bits, columns, learn });
  }
}

/**
 * The fraction of active columns that were predicted, and the expected fraction for a random guess of as many columns,
 * over the last `window` steps up to step k. `z` is the distance of the hits from the mean of such a guess, in its
 * standard deviations. Null if there is nothing to measure.
 */
export function accuracyOf(run, k, window = 20) {
  const columns = run.parameters?.tm?.column_count;
  let [hits, expected, variance, active, steps] = [0, 0, 0, 0, 0];
  for (let at = Math.max(1, k - window + 1); at <= k && columns > 1; at++) {
    const { output, columns: own } = run.steps[at];
    const predicted = run.steps[at - 1].output?.predicted_columns;
    const count = own?.length;
    if (predicted === undefined || count === undefined || output === null) continue;
    const share = predicted / columns;
    steps += 1;
    hits += count - output.bursting_columns;
    active += count;
    expected += count * share;
    variance += count * share * (1 - share) * ((columns - count) / (columns - 1)); // hypergeometric
  }
  if (steps === 0 || active === 0) return null;
  const z = variance > 0 ? (hits - expected) / Math.sqrt(variance) : null;
  return { steps, accuracy: hits / active, chance: expected / active, z };
}
