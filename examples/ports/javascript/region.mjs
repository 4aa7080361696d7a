// A region: encoders, spatial pooler, temporal memory and anomaly likelihood in one. Restates spec/region.md.
//
// Its parts come from a snapshot; this module does not create a new region.

import { ENCODERS, checkFields, checkRecord, isSeed, refuseUnless } from './answers.mjs';
import { CoordinateEncoder, DeltaEncoder, GeospatialEncoder, RandomDistributedScalarEncoder } from './bami.mjs';

const REMEMBERED = 1024; // ENC-DECODE-REMEMBERED
const REACH = 2 ** 52;

/** A missing value, or a list with one. Restates D-ENC-3 and ENC-LIST-MISSING (spec/further-encoders.md#enc-list-missing). */
const isMissing = (value) => value === null || (Array.isArray(value) && value.some(isMissing));

/** Several encoders, concatenated (spec/encoders.md#several-values). */
class Concatenation {
  /** `nameOf` is the field with the name of a part. Restates ENC-MULTIPLE-PARTS (spec/encoders.md#enc-multiple-parts). */
  constructor(given, nameOf) {
    refuseUnless(Array.isArray(given) && given.length > 0, 'the parameters: there are no encoders');
    this.parts = given.map((each) => new Part(each, nameOf));
    refuseUnless(new Set(this.parts.map(({ name }) => name)).size === given.length, 'two encoders have the same name');
    this.size = this.parts.reduce((sum, { encoder }) => sum + encoder.size, 0);
  }

  /** Restates ENC-MULTIPLE-ORDER and -VALUES (spec/encoders.md#enc-multiple-order). */
  encode(values) {
    if (values === null) return [];
    refuseUnless(Array.isArray(values) && values.length === this.parts.length, `there must be ${this.parts.length} values`);
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

/** The encoder of the given type (spec/encoders.md#errors-and-configuration). */
function makeEncoder(type, parameters) {
  if (type === 'concatenated') return new Concatenation(parameters.parts, 'name');
  const make = ENCODERS.get(`${type}-encoder`);
  refuseUnless(make !== undefined, `there is no encoder of type ${type}`);
  return make({ parameters, algorithm: `${type}-encoder` });
}

/** An encoder with a name and the columns that it reads (spec/region.md#region-encoders). */
class Part {
  constructor(given, nameOf) {
    checkRecord('an encoder', given);
    const { [nameOf]: name, columns = [], type, ...parameters } = given;
    refuseUnless(typeof name === 'string', `an encoder has no ${nameOf}`);
    refuseUnless(Array.isArray(columns) && columns.every((column) => typeof column === 'string'), `${name}: columns must be a list of names`);
    this.name = name;
    this.columns = columns.length > 0 ? columns : [name];
    this.type = type;
    this.encoder = makeEncoder(type, parameters);
    /** The number of missing values. */
    this.missing = 0;
    /** The last distinct things that were encoded, the latest last; a bucket is stored as a position with one number. */
    this.seen = new Map();
    this.#remember();
  }

  /** Records what the encoder encodes, if that is part of its state. */
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

  /** Adds a thing, or moves a repeated one to the end. Restates ENC-DECODE-REMEMBERED (spec/decoding.md#enc-decode-remembered). */
  #see(thing) {
    const key = JSON.stringify(thing);
    this.seen.delete(key);
    this.seen.set(key, thing);
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.keys().next().value);
  }

  /** Restores what was seen; refuses what the encoder cannot have seen. */
  takeSeen(things) {
    for (const thing of things) this.#see(thing);
    refuseUnless(this.seen.size === things.length && things.every(({ position }) => position.every((each) => Math.abs(each) <= REACH)),
      `${this.name}: an encoder keeps at most ${REMEMBERED} distinct ones from -2^52 to 2^52`);
  }

  /** Restates ENC-DELTA-RESET (spec/further-encoders.md#enc-delta-reset). */
  reset() {
    if (this.encoder instanceof DeltaEncoder || this.encoder instanceof Concatenation) this.encoder.reset();
  }

  /** The value that it reads from a record. Restates REGION-COLUMNS (spec/region.md#region-columns). */
  valueOf(record) {
    const values = this.columns.map((column) => (Object.hasOwn(record, column) ? record[column] : null));
    return values.length === 1 ? values[0] : values;
  }

  /** The bits of a value; counts missing values (D-ENC-3). */
  encode(value) {
    if (isMissing(value)) this.missing += 1;
    return this.encoder.encode(value);
  }
}

/** A region. Its parts are set from outside. */
export class Region {
  static METRICS = ['scalar', 'random-distributed-scalar', 'log'];

  /** Parameters have the names used in parameter files. */
  constructor(parameters) {
    this.parameters = checkFields('the parameters', parameters,
      ['seed', 'range_rule', 'encoders', 'sp', 'tm', 'anomaly'], ['metric']);
    refuseUnless(isSeed(parameters.seed), 'the parameters: seed must be an integer from 0 to 2^64 - 1');
    refuseUnless(typeof parameters.range_rule === 'boolean', 'the parameters: range_rule must be true or false');
    for (const name of ['sp', 'tm', 'anomaly']) checkRecord(name, parameters[name]);
    this.senses = new Concatenation(parameters.encoders, 'field');
    this.metric = this.#metricPart();
    this.steps = 0;
    /** The minimum and maximum value so far, for the range rule. @type {number[]} */
    this.range = [];
  }

  /** Restates REGION-METRIC (spec/region.md#region-metric). */
  #metricPart() {
    const { metric } = this.parameters;
    if (metric !== undefined) {
      const named = this.senses.parts.find(({ name }) => name === metric);
      refuseUnless(named !== undefined, `the parameters: metric is ${metric}, but no encoder has that field`);
      return named;
    }
    const scalars = this.senses.parts.filter(({ type, columns }) => Region.METRICS.includes(type) && columns.length === 1);
    return scalars.length === 1 ? scalars[0] : undefined;
  }

  /** Sets the parts. Restates REGION-SIZES (spec/region.md#region-sizes). */
  take(pooler, memory, likelihood) {
    const bits = this.senses.size;
    refuseUnless(pooler.inputs.size === bits, `the encoders have ${bits} bits, but the pooler has ${pooler.inputs.size} inputs`);
    refuseUnless(pooler.columns.size === memory.parameters.columnCount, 'the pooler and the memory must have the same number of columns');
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
    refuseUnless(typeof learn === 'boolean', 'the input: learn must be true or false');
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
