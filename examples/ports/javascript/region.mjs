// A region: encoders, spatial pooler, temporal memory and anomaly likelihood in one stream. Restates spec/region.md.
//
// Its parts come from a snapshot; a new one is not made here.

import { ENCODERS, checkFields, checkRecord, isSeed, refuseUnless } from './answers.mjs';
import { CoordinateEncoder, DeltaEncoder, GeospatialEncoder, RandomDistributedScalarEncoder } from './bami.mjs';

const REMEMBERED = 1024; // ENC-DECODE-REMEMBERED
const REACH = 2 ** 52;

/** A missing value, or a list with one. Restates D-ENC-3 and ENC-LIST-MISSING (spec/further-encoders.md#enc-list-missing). */
const isMissing = (value) => value === null || (Array.isArray(value) && value.some(isMissing));

/** Encoders side by side (spec/encoders.md#several-values). */
class Concatenation {
  /** `nameOf` is the field that holds the name of a part. Restates ENC-MULTIPLE-PARTS (spec/encoders.md#enc-multiple-parts). */
  constructor(given, nameOf) {
    refuseUnless(Array.isArray(given) && given.length > 0, 'the parameters: there are no encoders');
    this.parts = given.map((each) => new Part(each, nameOf));
    refuseUnless(new Set(this.parts.map(({ name }) => name)).size === given.length, 'two encoders have the same name');
    this.size = this.parts.reduce((sum, { encoder }) => sum + encoder.size, 0);
  }

  /** Restates ENC-MULTIPLE-ORDER and -VALUES (spec/encoders.md#enc-multiple-order). */
  encode(values) {
    if (values === null) return [];
    refuseUnless(Array.isArray(values) && values.length === this.parts.length, `there have to be ${this.parts.length} values`);
    let offset = 0;
    return this.parts.flatMap((part, place) => {
      const first = offset;
      offset += part.encoder.size;
      return part.encode(values[place]).map((bit) => first + bit);
    });
  }

  reset() {
    this.parts.forEach((part) => part.reset());
  }
}

/** The encoder of a type (spec/encoders.md#errors-and-configuration). */
function makeEncoder(type, parameters) {
  if (type === 'concatenated') return new Concatenation(parameters.parts, 'name');
  const make = ENCODERS.get(`${type}-encoder`);
  refuseUnless(make !== undefined, `there is no encoder of the type ${type}`);
  return make({ parameters, algorithm: `${type}-encoder` });
}

/** An encoder with a name, and what it reads of a record (spec/region.md#region-encoders). */
class Part {
  constructor(given, nameOf) {
    checkRecord('an encoder', given);
    const { [nameOf]: name, columns = [], type, ...parameters } = given;
    refuseUnless(typeof name === 'string', `an encoder has no ${nameOf}`);
    refuseUnless(Array.isArray(columns) && columns.every((column) => typeof column === 'string'), `${name}: columns is not a list of names`);
    this.name = name;
    this.columns = columns.length > 0 ? columns : [name];
    this.type = type;
    this.encoder = makeEncoder(type, parameters);
    /** How many values were missing. */
    this.missing = 0;
    /** The last different things that were encoded, the latest last: a bucket as the only number of its position. */
    this.seen = new Map();
    this.#remember();
  }

  /** Has the encoder tell what it encodes, where it remembers that. */
  #remember() {
    const { encoder } = this;
    if (encoder instanceof Concatenation) this.keeps = 'parts';
    if (encoder instanceof DeltaEncoder) this.keeps = 'previous';
    if (encoder instanceof RandomDistributedScalarEncoder) {
      this.keeps = 'buckets';
      encoder.bucket = (value) => {
        const bucket = RandomDistributedScalarEncoder.prototype.bucket.call(encoder, value);
        this.#see({ position: [bucket], radius: 0 });
        return bucket;
      };
    }
    const grid = encoder instanceof GeospatialEncoder ? encoder.grid : encoder;
    if (grid instanceof CoordinateEncoder) {
      this.keeps = 'places';
      this.dimensions = grid.parameters.dimensions;
      grid.encodePlace = (place, radius) => {
        const bits = CoordinateEncoder.prototype.encodePlace.call(grid, place, radius);
        this.#see({ position: [...place], radius });
        return bits;
      };
    }
  }

  /** What comes again becomes the latest. Restates ENC-DECODE-REMEMBERED (spec/decoding.md#enc-decode-remembered). */
  #see(thing) {
    const key = JSON.stringify(thing);
    this.seen.delete(key);
    this.seen.set(key, thing);
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.keys().next().value);
  }

  /** Takes over what was seen; refuses what the encoder cannot have seen. */
  takeSeen(things) {
    for (const thing of things) this.#see(thing);
    refuseUnless(this.seen.size === things.length && things.every(({ position }) => position.every((each) => Math.abs(each) <= REACH)),
      `${this.name}: an encoder keeps at most ${REMEMBERED} different ones from -2^52 to 2^52`);
  }

  /** Restates ENC-DELTA-RESET (spec/further-encoders.md#enc-delta-reset). */
  reset() {
    if (this.encoder instanceof DeltaEncoder || this.encoder instanceof Concatenation) this.encoder.reset();
  }

  /** What it reads of a record. Restates REGION-COLUMNS (spec/region.md#region-columns). */
  valueOf(record) {
    const values = this.columns.map((column) => (Object.hasOwn(record, column) ? record[column] : null));
    return values.length === 1 ? values[0] : values;
  }

  /** The bits of a value; counts those that are missing (D-ENC-3). */
  encode(value) {
    if (isMissing(value)) this.missing += 1;
    return this.encoder.encode(value);
  }
}

/** A region whose parts are taken over. */
export class Region {
  static METRICS = ['scalar', 'random-distributed-scalar', 'log'];

  /** The names of parameters are those of a file. */
  constructor(parameters) {
    this.parameters = checkFields('the parameters', parameters,
      ['seed', 'range_rule', 'encoders', 'sp', 'tm', 'anomaly'], ['metric']);
    refuseUnless(isSeed(parameters.seed), 'the parameters: seed is not a whole number from 0 to 2^64 - 1');
    refuseUnless(typeof parameters.range_rule === 'boolean', 'the parameters: range_rule is neither true nor false');
    for (const name of ['sp', 'tm', 'anomaly']) checkRecord(name, parameters[name]);
    this.senses = new Concatenation(parameters.encoders, 'field');
    this.metric = this.#metricPart();
    this.steps = 0;
    /** The smallest and the largest value so far, for the range rule. @type {number[]} */
    this.range = [];
  }

  /** Restates REGION-METRIC (spec/region.md#region-metric). */
  #metricPart() {
    const { metric } = this.parameters;
    if (metric !== undefined) {
      const named = this.senses.parts.find(({ name }) => name === metric);
      refuseUnless(named !== undefined, `the parameters: no encoder has the field ${metric}, which is the metric`);
      return named;
    }
    const scalars = this.senses.parts.filter(({ type, columns }) => Region.METRICS.includes(type) && columns.length === 1);
    return scalars.length === 1 ? scalars[0] : undefined;
  }

  /** Takes its parts. Restates REGION-SIZES (spec/region.md#region-sizes). */
  take(pooler, memory, likelihood) {
    const bits = this.senses.size;
    refuseUnless(pooler.inputs.size === bits, `the encoders make ${bits} bits, the pooler takes ${pooler.inputs.size}`);
    refuseUnless(pooler.columns.size === memory.parameters.columnCount, 'spatial pooler and temporal memory have different numbers of columns');
    this.pooler = pooler;
    this.memory = memory;
    this.likelihood = likelihood;
  }

  /** A step, or a reset. Restates REGION-RECORD, REGION-STEP and REGION-RESET (spec/region.md#region-step). */
  answer(input) {
    if (input?.reset === true) {
      checkFields('the input', input, ['reset'], []);
      this.senses.reset();
      this.memory.reset();
      return {};
    }
    const { record, learn = true } = checkFields('the input', input, ['record'], ['learn']);
    checkRecord('the record', record);
    refuseUnless(typeof learn === 'boolean', 'the input: learn is neither true nor false');
    const known = new Set(this.senses.parts.flatMap(({ columns }) => columns));
    for (const field of Object.keys(record)) refuseUnless(known.has(field), `no encoder reads the field ${field}`);

    const encoded = this.senses.encode(this.senses.parts.map((part) => part.valueOf(record)));
    const activeColumns = this.pooler.step(encoded, learn);
    const { burstingColumns, anomaly } = this.memory.step(activeColumns, learn);
    this.steps += 1;
    const value = this.metric?.valueOf(record);
    const metric = typeof value === 'number' ? value : null;
    const { likelihood, logLikelihood } = this.likelihood.step(anomaly, metric);
    const isOut = this.parameters.range_rule && this.#isOutOfRange(metric);
    return {
      encoded,
      active_columns: activeColumns,
      bursting_columns: burstingColumns,
      active_cells: this.memory.last.activeCells,
      winner_cells: this.memory.last.winnerCells,
      raw_score: anomaly,
      likelihood,
      log_likelihood: logLikelihood,
      score: isOut ? 1 : logLikelihood,
    };
  }

  /** Restates ANOM-RANGE-RULE (spec/anomaly.md#anom-range-rule). */
  #isOutOfRange(value) {
    if (value === null) return false;
    const [low, high] = this.range.length === 0 ? [value, value] : this.range;
    const tolerance = (high - low) * 0.05;
    const fires = low < high && (value > high + tolerance || value < low - tolerance);
    this.range = [Math.min(low, value), Math.max(high, value)];
    return fires;
  }
}
