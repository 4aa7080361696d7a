// The algorithms of BAMI in JavaScript, written from the chapters in spec/ alone.
//
// One module without dependencies, input or output: it runs in Node and in a browser. Each function
// names the rule that it restates, with the lines in BAMI and the section in spec/. Public fields are
// read-only state; only the methods change it.
//
// Order of this file: parameters, numbers, random numbers, hashing, temporal memory, grids, spatial
// pooler, encoders, anomaly likelihood, SDR classifier.

// ---------------------------------------------------------------------------------------------
// Parameters
// ---------------------------------------------------------------------------------------------

/** The error that every function here throws for invalid arguments. */
export class BamiError extends Error {
  name = 'BamiError';
}

/** One parameter: its default (undefined if there is none), a description of allowed values, and a test. */
const parameter = (fallback, allowed, accepts) => ({ fallback, allowed, accepts });

const integer = (fallback, least, most = 0xffffffff) =>
  parameter(fallback, `an integer from ${least} to ${most}`,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most);

const number = (fallback, least, most) =>
  parameter(fallback, `a number from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most);

const finite = (fallback) => parameter(fallback, 'a finite number', Number.isFinite);

const positive = (fallback) =>
  parameter(fallback, 'a finite number above 0', (value) => Number.isFinite(value) && value > 0);

const flag = (fallback) => parameter(fallback, 'true or false', (value) => typeof value === 'boolean');

const oneOf = (fallback, ...values) => parameter(fallback, values.join(' or '), (value) => values.includes(value));

/** A parameter that may be missing or null, and is then `fallback`. */
const optional = (inner, fallback) =>
  parameter(fallback, `${inner.allowed}, or null`, (value) => value === null || inner.accepts(value));

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value) => {
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
};

/** Reads the parameters in `table` from `given`; refuses unknown names and invalid values. */
function readParameters(what, given, table) {
  if (!isRecord(given)) throw new BamiError(`${what}: the parameters are ${show(given)}, not an object`);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      throw new BamiError(`${what}: there is no parameter ${name}; expected one of ${Object.keys(table).join(', ')}`);
    }
  }
  const result = {};
  for (const [name, { fallback, allowed, accepts }] of Object.entries(table)) {
    if (given[name] === undefined) {
      result[name] = fallback;
    } else if (accepts(given[name])) {
      result[name] = given[name];
    } else {
      throw new BamiError(`${what}: ${name} is ${show(given[name])}; it must be ${allowed}`);
    }
  }
  return result;
}

/** Refuses anything but a strictly ascending list of integers from 0 to count - 1. */
function checkAscending(what, list, count) {
  if (!Array.isArray(list)) throw new BamiError(`${what}: ${show(list)} is not a list`);
  list.forEach((item, i) => {
    if (!Number.isSafeInteger(item) || item < 0 || item >= count) {
      throw new BamiError(`${what}: entry ${i} is ${show(item)}; it must be an integer from 0 to ${count - 1}`);
    }
    if (i > 0 && item <= list[i - 1]) {
      throw new BamiError(`${what}: entry ${i} is ${item} after ${list[i - 1]}; the list must be strictly ascending`);
    }
  });
}

function checkPermanence(what, permanence) {
  if (typeof permanence !== 'number' || !(permanence >= 0 && permanence <= 1)) {
    throw new BamiError(`${what}: the permanence is ${show(permanence)}; it must be from 0 to 1`);
  }
}

// ---------------------------------------------------------------------------------------------
// Numbers
// ---------------------------------------------------------------------------------------------

/** Rounds a fraction to a count. Restates R-6 (spec/portable-core.md#r-6). */
export const roundHalfUp = (x) => Math.floor(x + 0.5);

/** Restates D-TM-1 (spec/temporal-memory.md#d-tm-1), BAMI SP 15 and 18 (spec/spatial-pooler.md#sp-13-15). */
const clampPermanence = (permanence) => Math.min(1, Math.max(0, permanence));

const floatBits = new DataView(new ArrayBuffer(8));

/** Two to the power of the integer n, from -1022 to 1023. */
function powerOfTwo(n) {
  floatBits.setUint32(0, (n + 1023) << 20);
  floatBits.setUint32(4, 0);
  return floatBits.getFloat64(0);
}

/** The natural logarithm of x > 0, the same in every engine. Restates R-8 (spec/portable-core.md#r-8). */
export function ln(x) {
  const isSubnormal = x < 2 ** -1022;
  floatBits.setFloat64(0, isSubnormal ? x * 2 ** 54 : x);
  const upper = floatBits.getUint32(0);
  let k = (upper >>> 20) - 1022 - (isSubnormal ? 54 : 0);
  floatBits.setUint32(0, (upper & 0xfffff) | (1022 << 20));
  let m = floatBits.getFloat64(0); // x = m * 2^k, m from 0.5 to less than 1
  if (m < 0.7071067811865476) {
    m *= 2;
    k -= 1;
  }
  const s = (m - 1) / (m + 1);
  let p = 1 / 21;
  for (let d = 19; d >= 1; d -= 2) p = p * (s * s) + 1 / d;
  return k * 0.6931471805599453 + 2 * s * p;
}

/** The tangent of h, from -0.8 to 0.8. Restates R-9 (spec/portable-core.md#r-9). */
export function tan(h) {
  let p = 1;
  for (let d = 17; d >= 3; d -= 2) p = 1 - h * h * p / (d * (d - 1));
  let q = 1;
  for (let d = 18; d >= 2; d -= 2) q = 1 - h * h * q / (d * (d - 1));
  return h * p / q;
}

/** e to the power of x, for |x| up to 500, the same in every engine. Restates D-SP-23 (spec/spatial-pooler.md#d-sp-23). */
export function exp(x) {
  floatBits.setFloat64(0, Math.abs(x));
  const upper = floatBits.getUint32(0);
  if (upper <= 0x3e300000) return 1 + x;

  let n = 0;
  let hi = x;
  let lo = 0;
  if (upper > 0x3fd62e42) {
    const sign = x < 0 ? -1 : 1;
    n = upper < 0x3ff0a2b2 ? sign : Math.trunc(1.44269504088896338700e+00 * x + 0.5 * sign);
    hi = x - n * 6.93147180369123816490e-01;
    lo = n * 1.90821492927058770002e-10;
    x = hi - lo;
  }

  const z = x * x;
  const c = x - z * (1.66666666666666019037e-01 + z * (-2.77777777770155933842e-03 + z * (6.61375632143793436117e-05 +
    z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08))));
  const y = 1 + (x * c / (2 - c) - lo + hi);
  return y * powerOfTwo(n);
}

/** a[0] + x * (a[1] + x * (a[2] + ...)), from the inside out. */
const polynomial = (a, x) => a.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

// Coefficients of W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics
// of Computation 23 (1969), lowest power first.
const ERF_NEAR = [
  [3.20937758913846947e+03, 3.77485237685302021e+02, 1.13864154151050156e+02, 3.16112374387056560e+00,
    1.85777706184603153e-01],
  [2.84423683343917062e+03, 1.28261652607737228e+03, 2.44024637934444173e+02, 2.36012909523441209e+01, 1],
];
const ERFC_MIDDLE = [
  [1.23033935479799725e+03, 2.05107837782607147e+03, 1.71204761263407058e+03, 8.81952221241769090e+02,
    2.98635138197400131e+02, 6.61191906371416295e+01, 8.88314979438837594e+00, 5.64188496988670089e-01,
    2.15311535474403846e-08],
  [1.23033935480374942e+03, 3.43936767414372164e+03, 4.36261909014324716e+03, 3.29079923573345963e+03,
    1.62138957456669019e+03, 5.37181101862009858e+02, 1.17693950891312499e+02, 1.57449261107098347e+01, 1],
];
const ERFC_FAR = [
  [6.58749161529837803e-04, 1.60837851487422766e-02, 1.25781726111229246e-01, 3.60344899949804439e-01,
    3.05326634961232344e-01, 1.63153871373020978e-02],
  [2.33520497626869185e-03, 6.05183413124413191e-02, 5.27905102951428412e-01, 1.87295284992346725e+00,
    2.56852019228982242e+00, 1],
];

/** exp(-y * y), with y truncated to sixteenths so that the square of the large part is exact. */
function expOfMinusSquare(y) {
  const cut = Math.trunc(y * 16) / 16;
  return Math.exp(-cut * cut) * Math.exp(-(y - cut) * (y + cut));
}

/**
 * The complementary error function, 1 - erf(x), to about 15 digits.
 *
 * JavaScript has none. These are Cody's three rational approximations: in x squared up to 0.46875, in x
 * up to 4, and in 1 / x squared beyond. Used by ANOM-LIKELIHOOD-TAIL (spec/anomaly.md#anom-likelihood-tail).
 */
export function erfc(x) {
  const y = Math.abs(x);
  if (Number.isNaN(y)) return NaN;
  if (y <= 0.46875) {
    const z = y * y;
    return 1 - x * polynomial(ERF_NEAR[0], z) / polynomial(ERF_NEAR[1], z);
  }
  let result;
  if (y <= 4) {
    result = expOfMinusSquare(y) * polynomial(ERFC_MIDDLE[0], y) / polynomial(ERFC_MIDDLE[1], y);
  } else if (y < 27) {
    const z = 1 / (y * y);
    const tail = z * polynomial(ERFC_FAR[0], z) / polynomial(ERFC_FAR[1], z);
    result = expOfMinusSquare(y) * (1 / Math.sqrt(Math.PI) - tail) / y;
  } else {
    result = 0;
  }
  return x < 0 ? 2 - result : result;
}

// ---------------------------------------------------------------------------------------------
// Random numbers
// ---------------------------------------------------------------------------------------------

/** The two 32-bit halves, high and low, of an integer from 0 to 2^64 - 1: a safe Number or a BigInt. */
function halves(what, value) {
  if (typeof value === 'bigint' ? value < 0n || value >= 1n << 64n : !Number.isSafeInteger(value) || value < 0) {
    const hint = typeof value === 'number' && value > Number.MAX_SAFE_INTEGER ? ', as a BigInt' : '';
    throw new BamiError(`${what} is ${String(value)}; it must be an integer from 0 to 2^64 - 1${hint}`);
  }
  const whole = BigInt(value);
  return [Number(whole >> 32n), Number(whole & 0xffffffffn)];
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a, b) {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  // Each sum stays below 2^32: 65535 * 65535 + 65535 = 65535 * 65536.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) >>> 0;
}

const MULTIPLIER_HIGH = 0x5851f42d; // 6364136223846793005 in two halves
const MULTIPLIER_LOW = 0x4c957f2d;

/** The generator PCG32. Stores its two 64-bit numbers as unsigned 32-bit halves. Restates R-2 (spec/portable-core.md#random-numbers). */
export class Pcg32 {
  /** Seed and stream are safe Numbers or BigInts. Restates R-2-SEED (spec/portable-core.md#r-2-seed). */
  constructor(seed, stream) {
    const [seedHigh, seedLow] = halves('the seed', seed);
    const [streamHigh, streamLow] = halves('the stream', stream);
    this.incrementHigh = ((streamHigh << 1) | (streamLow >>> 31)) >>> 0;
    this.incrementLow = ((streamLow << 1) | 1) >>> 0;
    this.stateHigh = 0;
    this.stateLow = 0;
    this.#advance();
    this.#add(seedHigh, seedLow);
    this.#advance();
  }

  /** State and increment as BigInts, as a snapshot has them. Restates SNAP-TM (spec/snapshot.md#snap-tm). */
  get parts() {
    const join = (high, low) => (BigInt(high) << 32n) | BigInt(low);
    return [join(this.stateHigh, this.stateLow), join(this.incrementHigh, this.incrementLow)];
  }

  set parts([state, increment]) {
    [this.stateHigh, this.stateLow] = halves('the state', state);
    [this.incrementHigh, this.incrementLow] = halves('the increment', increment);
    if ((this.incrementLow & 1) === 0) throw new BamiError(`the increment is ${increment}; it must be odd`);
  }

  #add(high, low) {
    const sum = this.stateLow + low;
    this.stateHigh = (this.stateHigh + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    this.stateLow = sum >>> 0;
  }

  /** Restates R-2-ADVANCE (spec/portable-core.md#r-2-advance). */
  #advance() {
    const high = this.stateHigh;
    const low = this.stateLow;
    this.stateHigh = (multiplyHigh(low, MULTIPLIER_LOW) + Math.imul(high, MULTIPLIER_LOW) +
      Math.imul(low, MULTIPLIER_HIGH)) >>> 0;
    this.stateLow = Math.imul(low, MULTIPLIER_LOW) >>> 0;
    this.#add(this.incrementHigh, this.incrementLow);
  }

  /** One 32-bit output. Restates R-2-OUTPUT (spec/portable-core.md#r-2-output). */
  u32() {
    const high = this.stateHigh;
    const low = this.stateLow;
    this.#advance();
    const mixedHigh = (high >>> 18) ^ high;
    const mixedLow = ((high << 14) | (low >>> 18)) ^ low;
    const x = (mixedHigh << 5) | (mixedLow >>> 27);
    const turns = high >>> 27;
    return ((x >>> turns) | (x << (-turns & 31))) >>> 0;
  }

  /** An integer from 0 to n - 1. Restates R-2-BELOW (spec/portable-core.md#r-2-below). */
  below(n) {
    if (!Number.isSafeInteger(n) || n < 1 || n > 0xffffffff) {
      throw new BamiError(`below: n is ${show(n)}; it must be an integer from 1 to 4294967295`);
    }
    const passedOver = (0x100000000 - n) % n;
    let output;
    do {
      output = this.u32();
    } while (output < passedOver);
    return output % n;
  }

  /** A number in [0, 1). Restates R-2-UNIT (spec/portable-core.md#r-2-unit). */
  unit() {
    return this.u32() / 0x100000000;
  }
}

/** Restates R-2-CHOOSE (spec/portable-core.md#r-2-choose), but returns the index, not the element. */
const choosePosition = (collection, random) => random.below(collection.length);

/** A copy of the list whose first k elements are a random choice. Restates D-SP-3 (spec/spatial-pooler.md#d-sp-3). */
function fisherYatesFromFront(list, k, random) {
  const shuffled = [...list];
  for (let a = 0; a < k; a++) {
    const b = a + random.below(shuffled.length - a);
    [shuffled[a], shuffled[b]] = [shuffled[b], shuffled[a]];
  }
  return shuffled;
}

// ---------------------------------------------------------------------------------------------
// Hashing
// ---------------------------------------------------------------------------------------------

const rotateLeft = (x, turns) => (x << turns) | (x >>> (32 - turns));

const mixBlock = (k) => Math.imul(rotateLeft(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);

/** MurmurHash3_x86_32 of a Uint8Array. Restates R-7 (spec/portable-core.md#r-7). */
export function murmurHash3(bytes, seed) {
  const wholeBlocks = bytes.length & ~3;
  let h = seed | 0;
  for (let i = 0; i < wholeBlocks; i += 4) {
    h ^= mixBlock(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    h = (Math.imul(rotateLeft(h, 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= wholeBlocks; i--) rest = (rest << 8) | bytes[i];
  h ^= mixBlock(rest) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

// ---------------------------------------------------------------------------------------------
// Temporal memory
// ---------------------------------------------------------------------------------------------

const TEMPORAL_MEMORY_PARAMETERS = {
  columnCount: integer(2048, 1),
  cellsPerColumn: integer(32, 1),
  activationThreshold: integer(13, 0),
  learningThreshold: integer(10, 0),
  initialPermanence: number(0.21, 0, 1),
  connectedPermanence: number(0.5, 0, 1),
  permanenceIncrement: number(0.1, 0, 1),
  permanenceDecrement: number(0.1, 0, 1),
  predictedDecrement: number(0, 0, 1),
  synapseSampleSize: integer(20, 0),
  extensions: parameter({}, 'an object', isRecord),
};

const TEMPORAL_MEMORY_EXTENSIONS = {
  maxSegmentsPerCell: optional(integer(null, 1), null),
  maxSynapsesPerSegment: optional(integer(null, 1), null),
  pruneZeroPermanence: flag(false),
  skipEmptySegments: flag(false),
};

const TEMPORAL_MEMORY_INITIAL = {
  segments: parameter([], 'a list', Array.isArray),
  activeCells: parameter([], 'a list', Array.isArray),
  winnerCells: parameter([], 'a list', Array.isArray),
};

/** The maximum number of cells of a temporal memory: a limit of this port, because of memory. */
const MOST_CELLS = 100_000_000;

/** A distal segment: its serial number (R-4-SEGMENT), its cell and its synapses in order of creation. */
class Segment {
  constructor(serial, cell, step) {
    this.serial = serial;
    this.cell = cell;
    /** @type {{presynapticCell: number, permanence: number}[]} */
    this.synapses = [];
    /** numActivePotentialSynapses of the last step; 0 for a new segment (D-TM-3). */
    this.numActivePotentialSynapses = 0;
    /** The last step in which it counts as active (EXT-TM-MAX-SEGMENTS); null if unknown, which counts as 0 (SNAP-TM). */
    this.lastActiveStep = step;
  }
}

/** The state of one time step: sets of cells as ascending lists, sets of segments in ascending order of serial number. */
class TimeStep {
  constructor(cellCount) {
    /** @type {number[]} */
    this.activeCells = [];
    /** @type {number[]} */
    this.winnerCells = [];
    /** @type {Set<Segment>} */
    this.activeSegments = new Set();
    /** @type {Set<Segment>} */
    this.matchingSegments = new Set();
    /** @type {number[]} */
    this.burstingColumns = [];
    this.anomaly = 0;
    /** 1 for each cell in activeCells. */
    this.isActive = new Uint8Array(cellCount);
  }

  /** Cells are added in ascending order, so a cell that is already in the list is the last one. Restates D-TM-17 (spec/temporal-memory.md#d-tm-17). */
  addActive(cell) {
    if (this.activeCells.at(-1) !== cell) this.activeCells.push(cell);
    this.isActive[cell] = 1;
  }

  addWinner(cell) {
    if (this.winnerCells.at(-1) !== cell) this.winnerCells.push(cell);
  }
}

/** The temporal memory. Restates BAMI TM 1-107 (spec/temporal-memory.md). */
export class TemporalMemory {
  /**
   * `initial` may give `segments` (`{cell, synapses: [[presynaptic cell, permanence], ...]}`, which get
   * the serial numbers 0, 1, ...), `activeCells` and `winnerCells` before the first step.
   */
  constructor(parameters = {}, seed = 0, initial = {}) {
    this.parameters = readParameters('temporal memory', parameters, TEMPORAL_MEMORY_PARAMETERS);
    this.extensions = readParameters('extensions', this.parameters.extensions, TEMPORAL_MEMORY_EXTENSIONS);
    this.cellCount = this.parameters.columnCount * this.parameters.cellsPerColumn;
    if (this.cellCount > MOST_CELLS) {
      throw new BamiError(`temporal memory: there are ${this.cellCount} cells; the maximum is ${MOST_CELLS}`);
    }
    this.random = new Pcg32(seed, 2); // R-2-STREAMS
    /** The number of steps so far. */
    this.stepCount = 0;
    /** All segments in ascending order of serial number. @type {Map<number, Segment>} */
    this.segments = new Map();
    this.nextSerial = 0;
    /** The segments of each cell in order of creation; undefined if there are none. @type {Segment[][]} */
    this.segmentsOfCell = [];
    /** Cells that no longer belong to their columns; only a snapshot can contain any. Restates DEATH-CELL (spec/cell-death.md#death-cell). */
    this.deadCells = new Set();
    /** The last completed step; (t-1) while a step is computed. */
    this.last = new TimeStep(this.cellCount);
    this.#takeInitial(readParameters('initial state', initial, TEMPORAL_MEMORY_INITIAL));
  }

  #takeInitial({ segments, activeCells, winnerCells }) {
    segments.forEach((segment, i) => {
      const what = `initial segment ${i}`;
      if (!isRecord(segment)) throw new BamiError(`${what}: ${show(segment)} is not an object`);
      for (const name of Object.keys(segment)) {
        if (name !== 'cell' && name !== 'synapses') throw new BamiError(`${what}: there is no field ${name}`);
      }
      if (!Array.isArray(segment.synapses)) throw new BamiError(`${what}: the synapses are not a list`);
      this.#takeSegment(what, segment, this.nextSerial, 0);
    });
    this.#takeCells('initial', activeCells, winnerCells);
    this.#activateDendrites(this.last);
  }

  /** Adds a given segment: its cell, and its synapses as `[presynaptic cell, permanence]`. */
  #takeSegment(what, given, serial, step) {
    this.#checkCell(what, given.cell);
    const { synapses } = this.#createSegment(given.cell, step, serial);
    for (const synapse of given.synapses) {
      if (!Array.isArray(synapse) || synapse.length !== 2) {
        throw new BamiError(`${what}: the synapse ${show(synapse)} is not [presynaptic cell, permanence]`);
      }
      const [presynapticCell, permanence] = synapse;
      this.#checkCell(what, presynapticCell);
      checkPermanence(what, permanence);
      if (synapses.some((other) => other.presynapticCell === presynapticCell)) {
        throw new BamiError(`${what}: two synapses listen to cell ${presynapticCell}`);
      }
      synapses.push({ presynapticCell, permanence });
    }
  }

  /** Sets the active and winner cells of the last step. */
  #takeCells(what, activeCells, winnerCells) {
    checkAscending(`${what} active cells`, activeCells, this.cellCount);
    checkAscending(`${what} winner cells`, winnerCells, this.cellCount);
    for (const cell of [...activeCells, ...winnerCells]) this.#checkCell(what, cell);
    activeCells.forEach((cell) => this.last.addActive(cell));
    winnerCells.forEach((cell) => this.last.addWinner(cell));
  }

  #checkCell(what, cell) {
    if (!Number.isSafeInteger(cell) || cell < 0 || cell >= this.cellCount) {
      throw new BamiError(`${what}: there is no cell ${show(cell)}; the cells are 0 to ${this.cellCount - 1}`);
    }
    if (this.deadCells.has(cell)) throw new BamiError(`${what}: cell ${cell} is dead`);
  }

  /**
   * Restores a complete state in a new memory: `random` (the parts of the generator), `stepCount`,
   * `nextSerial`, `deadCells`, `segments` (`{serial, cell, lastActiveStep, synapses}`, by cell and then
   * ascending), and `activeCells`, `winnerCells`, `burstingColumns` and `anomaly` of the last step.
   * Restates SNAP-TM and SNAP-GRAPH (spec/snapshot.md#snap-tm).
   */
  goOnFrom(state) {
    this.random.parts = state.random;
    checkAscending('dead cells', state.deadCells, this.cellCount);
    this.deadCells = new Set(state.deadCells);
    for (const cell of state.deadCells) {
      const column = Math.floor(cell / this.parameters.cellsPerColumn);
      if (this.#cellsOf(column).length === 0) throw new BamiError(`dead cells: no cell of column ${column} is alive`);
    }
    for (const segment of state.segments) {
      const what = `segment ${segment.serial}`;
      if (segment.serial >= state.nextSerial) throw new BamiError(`${what}: its number was never assigned; the next one is ${state.nextSerial}`);
      if (this.segments.has(segment.serial)) throw new BamiError(`${what}: its number is used twice`);
      if (this.segmentsOfCell[segment.cell]?.at(-1).serial > segment.serial) {
        throw new BamiError(`${what}: numbers must ascend on cell ${segment.cell}`);
      }
      if (segment.lastActiveStep > state.stepCount) throw new BamiError(`${what}: step ${segment.lastActiveStep} is in the future`);
      this.#takeSegment(what, segment, segment.serial, segment.lastActiveStep);
    }
    this.segments = new Map([...this.segments].sort(([a], [b]) => a - b));
    this.nextSerial = state.nextSerial;
    this.stepCount = state.stepCount;
    this.#takeCells('last step', state.activeCells, state.winnerCells);
    checkAscending('bursting columns', state.burstingColumns, this.parameters.columnCount);
    this.last.burstingColumns = state.burstingColumns;
    if (!(state.anomaly >= 0 && state.anomaly <= 1)) throw new BamiError(`the anomaly score is ${state.anomaly}; it must be from 0 to 1`);
    this.last.anomaly = state.anomaly;
    this.#activateDendrites(this.last); // counts as no step
    for (const { serial, lastActiveStep } of state.segments) this.segments.get(serial).lastActiveStep = lastActiveStep;
  }

  /** The living cells of a column, ascending. Restates R-4-CELL (spec/portable-core.md#r-4-cell). */
  #cellsOf(column) {
    const { cellsPerColumn } = this.parameters;
    const cells = Array.from({ length: cellsPerColumn }, (_, i) => column * cellsPerColumn + i);
    return this.deadCells.size === 0 ? cells : cells.filter((cell) => !this.deadCells.has(cell));
  }

  /** Restates D-TM-9 (spec/temporal-memory.md#d-tm-9). */
  reset() {
    this.last = new TimeStep(this.cellCount);
  }

  /**
   * One time step for an ascending list of active columns. Restates TM-STEP (spec/temporal-memory.md#tm-step).
   *
   * Returns what happened to columns; cells and segments are in `last`.
   */
  step(activeColumns, learn = true) {
    const { columnCount } = this.parameters;
    checkAscending('active columns', activeColumns, columnCount);
    const past = this.last;
    const now = new TimeStep(this.cellCount);
    const { burstingColumns } = now;
    /** Segments that were adapted or punished in this step. */
    const changed = new Set();
    const work = { past, now, learn, changed };

    // BAMI TM 1-9 (#tm-1, #tm-2-4, #tm-6, #tm-8-9)
    let position = 0;
    for (let column = 0; column < columnCount; column++) {
      if (activeColumns[position] === column) {
        position += 1;
        const active = this.segmentsForColumn(column, past.activeSegments);
        if (active.length > 0) {
          this.#activatePredictedColumn(active, work);
        } else {
          burstingColumns.push(column);
          this.#burstColumn(column, work);
        }
      } else {
        const matching = this.segmentsForColumn(column, past.matchingSegments);
        if (matching.length > 0) this.#punishPredictedColumn(matching, work);
      }
    }
    if (this.extensions.pruneZeroPermanence) this.#pruneZeroPermanences(changed);

    this.stepCount += 1; // new segments were created in the step with this number
    this.#activateDendrites(now);
    now.anomaly = anomalyScore(activeColumns.length, burstingColumns.length);
    this.last = now;
    return { burstingColumns, anomaly: now.anomaly };
  }

  /** Restates BAMI TM 10-24 (spec/temporal-memory.md#tm-10-11). */
  #activatePredictedColumn(activeSegments, work) {
    const { now, learn } = work;
    for (const segment of activeSegments) {
      now.addActive(segment.cell); // BAMI TM 12
      now.addWinner(segment.cell); // BAMI TM 13
      if (learn) this.#learnOn(segment, work); // BAMI TM 15-24
    }
  }

  /** Restates BAMI TM 25-48 (spec/temporal-memory.md#tm-25). */
  #burstColumn(column, work) {
    const { past, now, learn } = work;
    for (const cell of this.#cellsOf(column)) now.addActive(cell); // BAMI TM 26-27

    let winnerCell;
    let learningSegment = null;
    const matching = this.segmentsForColumn(column, past.matchingSegments);
    if (matching.length > 0) {
      learningSegment = this.#bestMatchingSegment(matching); // BAMI TM 29-31
      winnerCell = learningSegment.cell;
    } else {
      winnerCell = this.#leastUsedCell(column); // BAMI TM 33, also without learning (D-TM-5)
      if (learn) learningSegment = this.#growSegment(winnerCell, past); // BAMI TM 34-35
    }
    now.addWinner(winnerCell); // BAMI TM 37
    if (learn && learningSegment !== null) this.#learnOn(learningSegment, work); // BAMI TM 39-48
  }

  /** Restates BAMI TM 49-54 (spec/temporal-memory.md#tm-51-54). */
  #punishPredictedColumn(matchingSegments, { past, learn, changed }) {
    if (!learn) return;
    for (const segment of matchingSegments) {
      changed.add(segment);
      for (const synapse of segment.synapses) {
        if (past.isActive[synapse.presynapticCell]) {
          synapse.permanence = clampPermanence(synapse.permanence - this.parameters.predictedDecrement);
        }
      }
    }
  }

  /** Adapts synapses and grows new ones. Restates BAMI TM 16-24 and 40-48 (spec/temporal-memory.md#tm-16-18, #tm-40-42). */
  #learnOn(segment, { past, changed }) {
    const { permanenceIncrement, permanenceDecrement, synapseSampleSize } = this.parameters;
    changed.add(segment);
    for (const synapse of segment.synapses) {
      synapse.permanence = clampPermanence(past.isActive[synapse.presynapticCell]
        ? synapse.permanence + permanenceIncrement
        : synapse.permanence - permanenceDecrement);
    }
    this.#growSynapses(segment, synapseSampleSize - segment.numActivePotentialSynapses, past);
  }

  /** Stage 2. Restates BAMI TM 55-72 (spec/temporal-memory.md#tm-55-57), visiting every synapse as the lines do. */
  #activateDendrites(now) {
    const { connectedPermanence, activationThreshold, learningThreshold } = this.parameters;
    for (const segment of this.segments.values()) {
      let numActiveConnected = 0;
      let numActivePotential = 0;
      for (const { presynapticCell, permanence } of segment.synapses) {
        if (now.isActive[presynapticCell]) {
          if (permanence >= connectedPermanence) numActiveConnected += 1; // BAMI TM 58-61
          numActivePotential += 1; // BAMI TM 63-64; permanences are never below 0
        }
      }
      if (numActiveConnected >= activationThreshold) { // BAMI TM 66-67
        now.activeSegments.add(segment);
        segment.lastActiveStep = this.stepCount;
      }
      if (numActivePotential >= learningThreshold) now.matchingSegments.add(segment); // BAMI TM 69-70
      segment.numActivePotentialSynapses = numActivePotential; // BAMI TM 72
    }
  }

  /** The segments of a column that are in a set, in order. Restates R-3 (spec/portable-core.md#r-3). */
  segmentsForColumn(column, set) {
    const found = [];
    if (set.size === 0) return found;
    const firstCell = column * this.parameters.cellsPerColumn;
    for (let cell = firstCell; cell < firstCell + this.parameters.cellsPerColumn; cell++) {
      for (const segment of this.segmentsOfCell[cell] ?? []) {
        if (set.has(segment)) found.push(segment);
      }
    }
    return found;
  }

  #segmentCount(cell) {
    return this.segmentsOfCell[cell]?.length ?? 0;
  }

  /** Restates BAMI TM 73-83 (spec/temporal-memory.md#tm-73-76). */
  #leastUsedCell(column) {
    const cells = this.#cellsOf(column);
    const fewest = cells.reduce((least, cell) => Math.min(least, this.#segmentCount(cell)), Infinity);
    const candidates = cells.filter((cell) => this.#segmentCount(cell) === fewest);
    return candidates[choosePosition(candidates, this.random)];
  }

  /** Restates BAMI TM 84-92 (spec/temporal-memory.md#tm-84-86). */
  #bestMatchingSegment(matchingSegments) {
    let best = null;
    let bestScore = -1;
    for (const segment of matchingSegments) {
      if (segment.numActivePotentialSynapses > bestScore) {
        best = segment;
        bestScore = segment.numActivePotentialSynapses;
      }
    }
    return best;
  }

  /** Restates BAMI TM 93-107 (spec/temporal-memory.md#tm-93-94). */
  #growSynapses(segment, wanted, past) {
    const candidates = [...past.winnerCells];
    while (candidates.length > 0 && wanted > 0) {
      const [presynapticCell] = candidates.splice(choosePosition(candidates, this.random), 1); // BAMI TM 96-97, D-TM-16
      if (segment.synapses.some((synapse) => synapse.presynapticCell === presynapticCell)) continue; // BAMI TM 99-102
      if (!this.#makeRoomForSynapse(segment, past)) return;
      segment.synapses.push({ presynapticCell, permanence: this.parameters.initialPermanence }); // BAMI TM 104-107
      wanted -= 1;
    }
  }

  /** Line 35 with its extensions; the segment or null. Restates EXT-TM-SKIP-EMPTY and EXT-TM-MAX-SEGMENTS (spec/extensions.md#ext-tm-max-segments). */
  #growSegment(cell, past) {
    if (this.extensions.skipEmptySegments && past.winnerCells.length === 0) return null;
    const { maxSegmentsPerCell } = this.extensions;
    if (maxSegmentsPerCell !== null && this.#segmentCount(cell) >= maxSegmentsPerCell) {
      // In ascending order of serial number, so the first of equals stays.
      this.#removeSegment(this.segmentsOfCell[cell].reduce((oldest, segment) =>
        ((segment.lastActiveStep ?? 0) < (oldest.lastActiveStep ?? 0) ? segment : oldest)));
    }
    return this.#createSegment(cell, this.stepCount + 1);
  }

  /** Returns whether line 105 may create a synapse. Restates EXT-TM-MAX-SYNAPSES (spec/extensions.md#ext-tm-max-synapses). */
  #makeRoomForSynapse({ synapses }, past) {
    const { maxSynapsesPerSegment } = this.extensions;
    if (maxSynapsesPerSegment === null || synapses.length < maxSynapsesPerSegment) return true;
    let weakest = -1;
    synapses.forEach(({ presynapticCell, permanence }, i) => {
      if (past.winnerCells.includes(presynapticCell)) return;
      if (weakest < 0 || permanence < synapses[weakest].permanence) weakest = i;
    });
    if (weakest < 0) return false;
    synapses.splice(weakest, 1);
    return true;
  }

  /** Restates EXT-TM-PRUNE-ZERO (spec/extensions.md#ext-tm-prune-zero). */
  #pruneZeroPermanences(changed) {
    for (const segment of changed) {
      const kept = segment.synapses.filter(({ permanence }) => permanence > 0);
      const lost = segment.synapses.length - kept.length;
      segment.synapses = kept;
      if (lost > 0 && kept.length === 0) this.#removeSegment(segment);
    }
  }

  #createSegment(cell, step, serial = this.nextSerial) {
    const segment = new Segment(serial, cell, step);
    this.nextSerial = serial + 1;
    this.segments.set(segment.serial, segment);
    (this.segmentsOfCell[cell] ??= []).push(segment);
    return segment;
  }

  #removeSegment(segment) {
    this.segments.delete(segment.serial);
    this.segmentsOfCell[segment.cell] = this.segmentsOfCell[segment.cell].filter((other) => other !== segment);
  }

  /** The cells that have a segment in activeSegments, ascending. */
  get predictiveCells() {
    return [...new Set([...this.last.activeSegments].map(({ cell }) => cell))].sort((a, b) => a - b);
  }

  get synapseCount() {
    let count = 0;
    for (const { synapses } of this.segments.values()) count += synapses.length;
    return count;
  }
}

/** The fraction of the active columns that was not predicted. Restates ANOM-RAW and D-TM-11 (spec/anomaly.md#anom-raw). */
function anomalyScore(activeColumnCount, burstingColumnCount) {
  if (activeColumnCount === 0) return 0;
  return 1 - (activeColumnCount - burstingColumnCount) / activeColumnCount;
}

// ---------------------------------------------------------------------------------------------
// Grids
// ---------------------------------------------------------------------------------------------

/** A grid of several dimensions, numbered in row-major order. Restates R-5 (spec/portable-core.md#r-5). */
export class Grid {
  constructor(dimensions, wrapAround) {
    this.dimensions = dimensions;
    this.wrapAround = wrapAround;
    this.size = dimensions.reduce((product, length) => product * length, 1);
  }

  coordinates(index) {
    const result = new Array(this.dimensions.length);
    for (let d = this.dimensions.length - 1; d >= 0; d--) {
      result[d] = index % this.dimensions[d];
      index = Math.floor(index / this.dimensions[d]);
    }
    return result;
  }

  /** The Chebyshev distance between two positions. Restates EXT-SP-WRAP-AROUND (spec/extensions.md#ext-sp-wrap-around). */
  distance(a, b) {
    return this.dimensions.reduce((largest, length, d) => {
      const straight = Math.abs(a[d] - b[d]);
      return Math.max(largest, this.wrapAround ? Math.min(straight, length - straight) : straight);
    }, 0);
  }

  /** The coordinates within a radius along one dimension, ascending. */
  #axis(centre, radius, length) {
    const all = radius >= length || (this.wrapAround && 2 * radius + 1 >= length);
    const first = all ? 0 : centre - radius;
    const last = all ? length - 1 : centre + radius;
    const result = [];
    for (let coordinate = first; coordinate <= last; coordinate++) {
      if (this.wrapAround) result.push((coordinate + length) % length);
      else if (coordinate >= 0 && coordinate < length) result.push(coordinate);
    }
    return result.sort((a, b) => a - b);
  }

  /** The positions with every coordinate within a radius, ascending. Restates D-SP-2 and D-SP-7 (spec/spatial-pooler.md#d-sp-2). */
  window(centre, radius) {
    return this.dimensions.reduce((indices, length, d) => {
      const axis = this.#axis(centre[d], radius, length);
      return indices.flatMap((index) => axis.map((coordinate) => index * length + coordinate));
    }, [0]);
  }
}

// ---------------------------------------------------------------------------------------------
// Spatial pooler
// ---------------------------------------------------------------------------------------------

const MOST_PLACES = 4294967295;

const dimensions = (fallback) =>
  parameter(fallback, 'a list of integers from 1 up', (value) =>
    Array.isArray(value) && value.length > 0 && value.every((length) => Number.isSafeInteger(length) && length >= 1));

const aboveZeroToOne = (fallback) =>
  parameter(fallback, 'a number above 0 and at most 1', (value) => typeof value === 'number' && value > 0 && value <= 1);

const belowZeroOrDensity = parameter(null, 'a number above 0 and at most 1, or below 0 if it is not given', (value) =>
  typeof value === 'number' && Number.isFinite(value) && value !== 0 && value <= 1);

const SPATIAL_POOLER_PARAMETERS = {
  inputDimensions: dimensions([1024]),
  columnDimensions: dimensions([2048]),
  potentialRadius: integer(4294967295, 0),
  potentialPct: aboveZeroToOne(0.75),
  globalInhibition: flag(true),
  localAreaDensity: optional(belowZeroOrDensity, null),
  numActiveColumnsPerInhArea: optional(integer(null, 1), undefined),
  stimulusThreshold: number(0, 0, Number.MAX_VALUE),
  connectedPermanence: number(0.2, 0, 1),
  synPermActiveInc: number(0.03, 0, 1),
  synPermInactiveDec: number(0.015, 0, 1),
  minPctOverlapDutyCycle: number(0.01, 0, 1),
  dutyCyclePeriod: integer(1000, 1),
  boostStrength: number(0, 0, 500),
  initialPermanenceRange: number(0.1, 0, 1),
  centerBias: optional(number(null, 0, 1), null),
  tieBreak: oneOf('all', 'all', 'lowest_index'),
  wrapAround: flag(false),
  connectedInOverlap: oneOf('at_least', 'at_least', 'above'),
  dutyCycles: oneOf('recursive', 'recursive', 'window'),
  boostingOrder: oneOf('two_passes', 'two_passes', 'one_loop'),
};

const SPATIAL_POOLER_INITIAL = {
  potentialSynapses: optional(parameter(null, 'a list', Array.isArray), null),
};

/** The maximum number of inputs, columns and potential synapses of a pooler: a limit of this port, because of memory. */
const MOST_PARTS = 100_000_000;

/**
 * k of D-SP-10 (spec/spatial-pooler.md#d-sp-10) depends on exactly one of two parameters; without either, it is 40.
 * A density below 0 counts as not given.
 */
function settleDensity(parameters) {
  const localAreaDensity = parameters.localAreaDensity < 0 ? null : parameters.localAreaDensity;
  let { numActiveColumnsPerInhArea } = parameters;
  if (numActiveColumnsPerInhArea === undefined) numActiveColumnsPerInhArea = localAreaDensity === null ? 40 : null;
  if ((localAreaDensity === null) === (numActiveColumnsPerInhArea === null)) {
    throw new BamiError('spatial pooler: give exactly one of localAreaDensity and numActiveColumnsPerInhArea');
  }
  return { ...parameters, localAreaDensity, numActiveColumnsPerInhArea };
}

/** The spatial pooler. Restates BAMI SP 1-26 (spec/spatial-pooler.md). */
export class SpatialPooler {
  /** `initial` may give `potentialSynapses`: for each column, a list of [input, permanence]. */
  constructor(parameters = {}, seed = 0, initial = {}) {
    this.parameters = settleDensity(readParameters('spatial pooler', parameters, SPATIAL_POOLER_PARAMETERS));
    const { inputDimensions, columnDimensions, wrapAround } = this.parameters;
    if (inputDimensions.length !== columnDimensions.length) { // SP-PARAMETERS
      throw new BamiError(`spatial pooler: inputDimensions has ${inputDimensions.length} dimensions and columnDimensions has ` +
        `${columnDimensions.length}; they must have the same number`);
    }
    this.inputs = new Grid(inputDimensions, wrapAround);
    this.columns = new Grid(columnDimensions, wrapAround);
    this.#checkSize();

    const { potentialSynapses } = readParameters('initial state', initial, SPATIAL_POOLER_INITIAL);
    /** For each column, the inputs of its potential synapses, ascending. @type {number[][]} */
    this.potentialInputs = [];
    /** For each column, the permanences in the same order. @type {Float64Array[]} */
    this.permanences = [];
    if (potentialSynapses === null) this.#drawPotentialSynapses(new Pcg32(seed, 1)); // R-2-STREAMS
    else this.#takePotentialSynapses(potentialSynapses);

    // SP-PHASE-1
    const columnCount = this.columns.size;
    this.overlaps = new Float64Array(columnCount);
    this.boosts = new Float64Array(columnCount).fill(1);
    this.activeDutyCycles = new Float64Array(columnCount);
    this.overlapDutyCycles = new Float64Array(columnCount);
    /** For D-SP-12, window: for each column, the last values of x, the oldest first. @type {number[][]} */
    this.activeWindows = Array.from({ length: columnCount }, () => []);
    /** @type {number[][]} */
    this.overlapWindows = Array.from({ length: columnCount }, () => []);
    this.learningSteps = 0;
    /** @type {number[]} */
    this.activeColumns = [];
    this.inhibitionRadius = this.#averageReceptiveFieldSize();
  }

  #checkSize() {
    for (const [name, grid] of [['inputDimensions', this.inputs], ['columnDimensions', this.columns]]) {
      if (grid.size > MOST_PLACES) throw new BamiError(`spatial pooler: the product of ${name} is above ${MOST_PLACES}`);
    }
    const { potentialRadius, potentialPct, inputDimensions } = this.parameters;
    const field = inputDimensions.reduce((product, length) => product * Math.min(length, 2 * potentialRadius + 1), 1);
    const parts = this.inputs.size + this.columns.size * (1 + roundHalfUp(potentialPct * field));
    if (parts > MOST_PARTS) {
      throw new BamiError(`spatial pooler: inputs, columns and potential synapses could be ${parts}, more than ${MOST_PARTS}`);
    }
  }

  // Phase 1

  /** Restates D-SP-1 (spec/spatial-pooler.md#d-sp-1). */
  #naturalCentre(column) {
    const { inputDimensions, columnDimensions } = this.parameters;
    // NB: because of the limit on parts, the products are integers below 2^53.
    return this.columns.coordinates(column)
      .map((x, d) => Math.floor(((2 * x + 1) * inputDimensions[d]) / (2 * columnDimensions[d])));
  }

  /** Restates SP-PHASE-1 (spec/spatial-pooler.md#sp-phase-1). */
  #drawPotentialSynapses(random) {
    const { potentialRadius, potentialPct } = this.parameters;
    const centerBias = this.parameters.centerBias ?? this.#defaultCenterBias();
    for (let column = 0; column < this.columns.size; column++) {
      const centre = this.#naturalCentre(column);
      const field = this.inputs.window(centre, potentialRadius);
      const distanceTo = (input) => this.inputs.distance(centre, this.inputs.coordinates(input));
      const k = roundHalfUp(potentialPct * field.length); // D-SP-3
      const chosen = fisherYatesFromFront(field, k, random).slice(0, k).sort((a, b) => a - b);
      const largest = field.reduce((most, input) => Math.max(most, distanceTo(input)), 0);
      this.potentialInputs.push(chosen);
      this.permanences.push(Float64Array.from(chosen, (input) =>
        this.#initialPermanence(centerBias, distanceTo(input), largest, random)));
    }
  }

  /** Restates D-SP-4 (spec/spatial-pooler.md#d-sp-4). */
  #initialPermanence(centerBias, distance, largestDistance, random) {
    const { connectedPermanence, initialPermanenceRange } = this.parameters;
    let permanence = connectedPermanence + initialPermanenceRange * (2 * random.unit() - 1);
    if (largestDistance > 0) permanence += centerBias * (0.5 - distance / largestDistance);
    return clampPermanence(permanence);
  }

  /** Restates the last sentence of D-SP-4 (spec/spatial-pooler.md#d-sp-4). */
  #defaultCenterBias() {
    for (let column = 0; column < this.columns.size; column++) {
      const field = this.inputs.window(this.#naturalCentre(column), this.parameters.potentialRadius);
      if (field.length < this.inputs.size) return 0.1;
    }
    return 0;
  }

  /** Restates SP-PHASE-1-GIVEN (spec/spatial-pooler.md#sp-phase-1-given). */
  #takePotentialSynapses(given) {
    if (given.length !== this.columns.size) {
      throw new BamiError(`initial state: there are potential synapses for ${given.length} columns instead of ` +
        `${this.columns.size}`);
    }
    given.forEach((synapses, column) => {
      const what = `potential synapses of column ${column}`;
      if (!Array.isArray(synapses) || !synapses.every((synapse) => Array.isArray(synapse) && synapse.length === 2)) {
        throw new BamiError(`${what}: ${show(synapses)} is not a list of [input, permanence]`);
      }
      const inputs = synapses.map(([input]) => input);
      checkAscending(what, inputs, this.inputs.size);
      synapses.forEach(([, permanence]) => checkPermanence(what, permanence));
      this.potentialInputs.push(inputs);
      this.permanences.push(Float64Array.from(synapses, ([, permanence]) => permanence));
    });
  }

  /** One step for an ascending list of active input bits; returns the active columns. Restates SP-STEP (spec/spatial-pooler.md#sp-step). */
  step(activeBits, learn = true) {
    checkAscending('active bits', activeBits, this.inputs.size);
    const isActiveInput = new Uint8Array(this.inputs.size);
    for (const bit of activeBits) isActiveInput[bit] = 1;
    this.#overlap(isActiveInput);
    this.#inhibit();
    if (learn) this.#learn(isActiveInput);
    return this.activeColumns;
  }

  /** Phase 2. Restates BAMI SP 1-5 (spec/spatial-pooler.md#sp-1-2). */
  #overlap(isActiveInput) {
    for (let column = 0; column < this.columns.size; column++) {
      const inputs = this.potentialInputs[column];
      const permanences = this.permanences[column];
      let overlap = 0;
      for (let i = 0; i < inputs.length; i++) {
        if (isActiveInput[inputs[i]] && this.#isConnectedInOverlap(permanences[i])) overlap += 1; // BAMI SP 3-4
      }
      this.overlaps[column] = overlap * this.boosts[column]; // BAMI SP 5
    }
  }

  /** Whether a synapse is connected in lines 3-5. Restates D-SP-5 (spec/spatial-pooler.md#d-sp-5). */
  #isConnectedInOverlap(permanence) {
    const { connectedPermanence, connectedInOverlap } = this.parameters;
    return connectedInOverlap === 'above' ? permanence > connectedPermanence : permanence >= connectedPermanence;
  }

  /** Phase 3. Restates BAMI SP 6-10 (spec/spatial-pooler.md#sp-6-7). */
  #inhibit() {
    const { stimulusThreshold, tieBreak } = this.parameters;
    const minLocalActivity = this.#forNeighborhoods((neighbors) => this.#kthScore(neighbors, this.#winnersOf(neighbors)));
    this.activeColumns = [];
    this.overlaps.forEach((overlap, column) => {
      if (overlap > stimulusThreshold && overlap >= minLocalActivity(column)) this.activeColumns.push(column); // BAMI SP 8-10
    });
    if (tieBreak === 'lowest_index') this.#breakTies();
  }

  /** Restates EXT-SP-LOWEST-INDEX (spec/extensions.md#ext-sp-lowest-index). */
  #breakTies() {
    this.activeColumns = this.activeColumns.filter((column) => {
      const neighbors = this.neighbors(column);
      const overlap = this.overlaps[column];
      let before = 0;
      for (const other of neighbors) {
        if (this.overlaps[other] > overlap || (this.overlaps[other] === overlap && other < column)) before += 1;
      }
      return before < this.#winnersOf(neighbors);
    });
  }

  /** Phase 4. Restates BAMI SP 11-26 (spec/spatial-pooler.md#sp-11-12). */
  #learn(isActiveInput) {
    for (const column of this.activeColumns) this.#adaptSynapses(column, isActiveInput);

    this.learningSteps += 1;
    const isActiveColumn = new Uint8Array(this.columns.size);
    for (const column of this.activeColumns) isActiveColumn[column] = 1;
    if (this.parameters.boostingOrder === 'one_loop') this.#oneLoop(isActiveColumn);
    else this.#twoPasses(isActiveColumn);
    this.inhibitionRadius = this.#averageReceptiveFieldSize(); // BAMI SP 26
  }

  /** BAMI SP 19-25 as printed: column by column. Restates D-SP-14 (spec/spatial-pooler.md#d-sp-14). */
  #oneLoop(isActiveColumn) {
    for (let column = 0; column < this.columns.size; column++) {
      this.#updateActiveDutyCycle(column, isActiveColumn[column]);
      this.#updateBoost(column, this.#meanActiveDutyCycle(this.neighbors(column)));
      this.#updateOverlapDutyCycle(column);
      this.#bumpIfWeak(column, this.#minDutyCycle(this.neighbors(column)));
    }
  }

  /** BAMI SP 19-25 with the duty cycles of all columns first. Restates D-SP-14 (spec/spatial-pooler.md#d-sp-14). */
  #twoPasses(isActiveColumn) {
    for (let column = 0; column < this.columns.size; column++) {
      this.#updateActiveDutyCycle(column, isActiveColumn[column]);
      this.#updateOverlapDutyCycle(column);
    }
    const mean = this.#forNeighborhoods((neighbors) => this.#meanActiveDutyCycle(neighbors));
    const minDutyCycle = this.#forNeighborhoods((neighbors) => this.#minDutyCycle(neighbors));
    for (let column = 0; column < this.columns.size; column++) {
      this.#updateBoost(column, mean(column));
      this.#bumpIfWeak(column, minDutyCycle(column));
    }
  }

  /** Restates BAMI SP 20 (spec/spatial-pooler.md#sp-19-20). */
  #updateActiveDutyCycle(column, isActive) {
    this.activeDutyCycles[column] = this.#movingAverage(this.activeDutyCycles[column], this.activeWindows[column], isActive);
  }

  /** Restates BAMI SP 23 (spec/spatial-pooler.md#sp-23). */
  #updateOverlapDutyCycle(column) {
    const hasOverlap = this.overlaps[column] > this.parameters.stimulusThreshold ? 1 : 0; // D-SP-22
    this.overlapDutyCycles[column] = this.#movingAverage(this.overlapDutyCycles[column], this.overlapWindows[column], hasOverlap);
  }

  /** Restates BAMI SP 22 and D-SP-13 (spec/spatial-pooler.md#d-sp-13). */
  #updateBoost(column, activeDutyCycleNeighbors) {
    this.boosts[column] = exp(-this.parameters.boostStrength * (this.activeDutyCycles[column] - activeDutyCycleNeighbors));
  }

  /** Restates BAMI SP 24-25 (spec/spatial-pooler.md#sp-24-25). */
  #bumpIfWeak(column, minDutyCycle) {
    if (this.overlapDutyCycles[column] < minDutyCycle) this.#increasePermanences(column, 0.1 * this.parameters.connectedPermanence);
  }

  /** Restates BAMI SP 13-18 (spec/spatial-pooler.md#sp-13-15). */
  #adaptSynapses(column, isActiveInput) {
    const { synPermActiveInc, synPermInactiveDec } = this.parameters;
    const inputs = this.potentialInputs[column];
    const permanences = this.permanences[column];
    for (let i = 0; i < inputs.length; i++) {
      permanences[i] = clampPermanence(isActiveInput[inputs[i]]
        ? permanences[i] + synPermActiveInc
        : permanences[i] - synPermInactiveDec);
    }
  }

  // Supporting functions

  /** All columns within the inhibition radius, including itself, ascending. Restates D-SP-7 (spec/spatial-pooler.md#d-sp-7). */
  neighbors(column) {
    if (this.parameters.globalInhibition) {
      this.allColumns ??= Array.from({ length: this.columns.size }, (_, i) => i);
      return this.allColumns;
    }
    return this.columns.window(this.columns.coordinates(column), this.inhibitionRadius);
  }

  /** Turns a function of the neighbours into a function of the column; with global inhibition, computed once. */
  #forNeighborhoods(compute) {
    if (!this.parameters.globalInhibition) return (column) => compute(this.neighbors(column));
    const result = compute(this.neighbors(0));
    return () => result;
  }

  /** k of a column with these neighbours. Restates D-SP-10 (spec/spatial-pooler.md#d-sp-10). */
  #winnersOf(neighbors) {
    const { localAreaDensity, numActiveColumnsPerInhArea } = this.parameters;
    return localAreaDensity === null
      ? numActiveColumnsPerInhArea
      : Math.max(1, roundHalfUp(localAreaDensity * neighbors.length));
  }

  /** Restates D-SP-8 (spec/spatial-pooler.md#d-sp-8). */
  #kthScore(neighbors, k) {
    const ascending = Float64Array.from(neighbors, (column) => this.overlaps[column]).sort();
    return ascending[Math.max(0, ascending.length - k)];
  }

  /** Restates D-SP-12 (spec/spatial-pooler.md#d-sp-12). */
  #movingAverage(old, window, x) {
    const { dutyCyclePeriod, dutyCycles } = this.parameters;
    const period = Math.min(dutyCyclePeriod, this.learningSteps);
    if (dutyCycles === 'recursive') return (old * (period - 1) + x) / period;
    window.push(x);
    if (window.length > period) window.shift();
    return window.reduce((ones, value) => ones + value, 0) / period;
  }

  /** The mean of line 21, added one by one as R-1 requires. Restates BAMI SP 21 (spec/spatial-pooler.md#sp-21). */
  #meanActiveDutyCycle(neighbors) {
    let sum = 0;
    for (const column of neighbors) sum += this.activeDutyCycles[column];
    return sum / neighbors.length;
  }

  /** Restates D-SP-15 (spec/spatial-pooler.md#d-sp-15). */
  #minDutyCycle(neighbors) {
    let largest = 0;
    for (const column of neighbors) largest = Math.max(largest, this.overlapDutyCycles[column]);
    return this.parameters.minPctOverlapDutyCycle * largest;
  }

  /** Restates D-SP-16 (spec/spatial-pooler.md#d-sp-16). */
  #increasePermanences(column, amount) {
    const permanences = this.permanences[column];
    for (let i = 0; i < permanences.length; i++) permanences[i] = clampPermanence(permanences[i] + amount);
  }

  /** The inhibition radius. Restates D-SP-17 (spec/spatial-pooler.md#d-sp-17). */
  #averageReceptiveFieldSize() {
    const { globalInhibition, inputDimensions, columnDimensions } = this.parameters;
    if (globalInhibition) return columnDimensions.reduce((most, length) => Math.max(most, length), 0);
    let sum = 0;
    for (let column = 0; column < this.columns.size; column++) sum += this.#receptiveFieldSize(column);
    const m = sum / this.columns.size;
    let ratios = 0;
    columnDimensions.forEach((length, d) => { ratios += length / inputDimensions[d]; });
    const r = ratios / columnDimensions.length;
    return Math.min(4294967295, roundHalfUp(Math.max(1, (m * r - 1) / 2)));
  }

  #receptiveFieldSize(column) {
    const dimensionCount = this.parameters.inputDimensions.length;
    const smallest = new Array(dimensionCount).fill(Infinity);
    const largest = new Array(dimensionCount).fill(-Infinity);
    this.potentialInputs[column].forEach((input, i) => {
      if (this.permanences[column][i] < this.parameters.connectedPermanence) return;
      this.inputs.coordinates(input).forEach((coordinate, d) => {
        smallest[d] = Math.min(smallest[d], coordinate);
        largest[d] = Math.max(largest[d], coordinate);
      });
    });
    if (smallest[0] === Infinity) return 0;
    return smallest.reduce((sum, least, d) => sum + (largest[d] - least + 1), 0) / dimensionCount;
  }
}

// ---------------------------------------------------------------------------------------------
// Encoders
// ---------------------------------------------------------------------------------------------
//
// Each has `size` (n), `activeBits` (w) and `encode(value)`, which returns the bits that are ON, ascending.
// A missing value is null, undefined or NaN and turns no bit ON (D-ENC-3).

const MOST_BITS = 4294967295;

const isMissing = (value) => value === null || value === undefined || Number.isNaN(value);

/** Restates ENC-FINITE and ENC-KIND (spec/encoders.md#enc-finite). */
function checkNumber(what, value) {
  if (typeof value !== 'number') throw new BamiError(`${what}: ${show(value)} is not a number`);
  if (!Number.isFinite(value)) throw new BamiError(`${what}: ${value} is not a finite number`);
}

function checkEncoderSize(what, size) {
  if (size > MOST_BITS) throw new BamiError(`${what}: there are ${size} bits; the maximum is ${MOST_BITS}`);
}

const range = (first, count) => Array.from({ length: count }, (_, i) => first + i);

/** BAMI ENC 'A Simple Encoder for Numbers' (spec/encoders.md#the-scalar-encoder). */
export class ScalarEncoder {
  /** Restates ENC-SCALAR-PARAMETERS and ENC-SCALAR-SIZE (spec/encoders.md#enc-scalar-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('scalar encoder', parameters, {
      minimum: finite(0),
      maximum: finite(100),
      buckets: integer(100, 1),
      activeBits: integer(21, 1),
    });
    const { minimum, maximum, buckets, activeBits } = this.parameters;
    if (!(maximum > minimum)) throw new BamiError(`scalar encoder: the maximum ${maximum} must be above the minimum ${minimum}`);
    if (!Number.isFinite(buckets * (maximum - minimum))) {
      throw new BamiError('scalar encoder: buckets * (maximum - minimum) must be finite');
    }
    this.activeBits = activeBits;
    this.size = buckets + activeBits - 1;
    checkEncoderSize('scalar encoder', this.size);
  }

  /** Restates ENC-SCALAR-RANGE, ENC-SCALAR-BUCKET and D-ENC-1 (spec/encoders.md#enc-scalar-bucket). */
  bucket(value) {
    checkNumber('scalar encoder', value);
    const { minimum, maximum, buckets } = this.parameters;
    const v = Math.min(maximum, Math.max(minimum, value));
    // NB: a value just below the maximum can round to the bucket of the maximum, which does not exist either.
    return Math.min(buckets - 1, Math.floor(buckets * (v - minimum) / (maximum - minimum)));
  }

  /** Restates ENC-SCALAR-BITS (spec/encoders.md#enc-scalar-bits). */
  encode(value) {
    return isMissing(value) ? [] : range(this.bucket(value), this.activeBits);
  }
}

const FARTHEST_BUCKET = 2 ** 52;

/** The bits of keys or coordinates in their order. Restates D-ENC-2 and D-ENC-19 (spec/encoders.md#d-enc-2). */
function placed(encoder, items) {
  const taken = new Set();
  for (const item of items) {
    let c = 0;
    let bit = encoder.probe(item, c);
    while (taken.has(bit) && encoder.parameters.collisions === 'probe') {
      c += 1;
      bit = encoder.probe(item, c);
    }
    taken.add(bit);
  }
  return [...taken].sort((a, b) => a - b);
}

/** RDSE; BAMI ENC 'A More Flexible Encoder for Numbers' (spec/encoders.md#the-random-distributed-scalar-encoder). */
export class RandomDistributedScalarEncoder {
  /** Restates ENC-RDSE-PARAMETERS (spec/encoders.md#enc-rdse-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('random distributed scalar encoder', parameters, {
      resolution: positive(1),
      size: integer(400, 1, MOST_BITS),
      activeBits: integer(21, 1),
      offset: finite(0),
      seed: integer(42, 0, 0xffffffff),
      rounding: oneOf('nearest', 'nearest', 'floor'),
      collisions: oneOf('probe', 'probe', 'leave'),
    });
    this.size = this.parameters.size;
    this.activeBits = this.parameters.activeBits;
    if (this.activeBits > this.size) {
      throw new BamiError(`random distributed scalar encoder: it cannot have ${this.activeBits} active bits among ${this.size} bits`);
    }
    this.probeBytes = new DataView(new ArrayBuffer(12));
  }

  /** Restates D-ENC-5 and ENC-RDSE-REACH (spec/encoders.md#d-enc-5). */
  bucket(value) {
    checkNumber('random distributed scalar encoder', value);
    const { offset, resolution, rounding } = this.parameters;
    const quotient = (value - offset) / resolution;
    const bucket = rounding === 'nearest' ? roundHalfUp(quotient) : Math.floor(quotient);
    if (!(Math.abs(bucket) <= FARTHEST_BUCKET)) {
      throw new BamiError(`random distributed scalar encoder: the bucket of ${value} is beyond 2^52`);
    }
    return bucket;
  }

  /** The bit for probe c of key j. Restates ENC-RDSE-PROBE (spec/encoders.md#enc-rdse-probe). */
  probe(j, c) {
    const upper = Math.floor(j / 0x100000000);
    this.probeBytes.setUint32(0, j - upper * 0x100000000, true);
    this.probeBytes.setInt32(4, upper, true);
    this.probeBytes.setUint32(8, c, true);
    return murmurHash3(new Uint8Array(this.probeBytes.buffer), this.parameters.seed) % this.size;
  }

  /** Restates ENC-RDSE-KEYS and D-ENC-2 (spec/encoders.md#d-enc-2). */
  encode(value) {
    if (isMissing(value)) return [];
    return placed(this, range(this.bucket(value), this.activeBits));
  }
}

/** BAMI ENC 'Encoding Categories', without any overlap (spec/encoders.md#the-category-encoder). */
export class CategoryEncoder {
  /** Restates ENC-CATEGORY-PARAMETERS and ENC-CATEGORY-SIZE (spec/encoders.md#enc-category-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('category encoder', parameters, {
      categories: parameter([], 'a list of strings', (value) =>
        Array.isArray(value) && value.every((name) => typeof name === 'string')),
      activeBits: integer(21, 1),
      unknownSlot: flag(false),
    });
    const { categories, activeBits, unknownSlot } = this.parameters;
    if (categories.length === 0) throw new BamiError('category encoder: there must be at least 1 category');
    this.slots = new Map(categories.map((name, i) => [name, i]));
    if (this.slots.size !== categories.length) throw new BamiError('category encoder: a category occurs twice');
    this.activeBits = activeBits;
    this.size = activeBits * (categories.length + (unknownSlot ? 1 : 0));
    checkEncoderSize('category encoder', this.size);
  }

  /** Restates ENC-CATEGORY-UNKNOWN and D-ENC-7 (spec/encoders.md#enc-category-unknown). */
  slot(name) {
    if (typeof name !== 'string') throw new BamiError(`category encoder: ${show(name)} is not a string`);
    const { categories, unknownSlot } = this.parameters;
    const slot = this.slots.get(name) ?? (unknownSlot ? categories.length : undefined);
    if (slot === undefined) throw new BamiError(`category encoder: ${show(name)} is an unknown category`);
    return slot;
  }

  /** Restates ENC-CATEGORY-BITS (spec/encoders.md#enc-category-bits). */
  encode(name) {
    return isMissing(name) ? [] : range(this.slot(name) * this.activeBits, this.activeBits);
  }
}

/** BAMI ENC 'Encoding Categories', for periodic values (spec/encoders.md#the-periodic-encoder). */
export class PeriodicEncoder {
  /** Restates ENC-PERIODIC-PARAMETERS and ENC-PERIODIC-SIZE (spec/encoders.md#enc-periodic-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('periodic encoder', parameters, {
      period: positive(24),
      buckets: integer(54, 1, MOST_BITS),
      activeBits: integer(21, 1),
      minimum: finite(0),
    });
    const { period, buckets, activeBits } = this.parameters;
    if (!Number.isFinite(buckets * period)) throw new BamiError('periodic encoder: buckets * period must be finite');
    if (activeBits > buckets) throw new BamiError(`periodic encoder: it cannot have ${activeBits} active bits among ${buckets} buckets`);
    this.activeBits = activeBits;
    this.size = buckets;
  }

  /** Restates ENC-PERIODIC-REACH, ENC-PERIODIC-REMAINDER and ENC-PERIODIC-BUCKET (spec/encoders.md#enc-periodic-bucket). */
  bucket(value) {
    checkNumber('periodic encoder', value);
    const { period, buckets, minimum } = this.parameters;
    const difference = value - minimum;
    if (!Number.isFinite(difference)) throw new BamiError(`periodic encoder: ${value} - ${minimum} must be finite`);
    const signed = difference % period; // JavaScript's % is fmod in C
    const remainder = signed < 0 ? signed + period : signed;
    return Math.floor(buckets * remainder / period) % buckets;
  }

  /** Restates D-ENC-4 (spec/encoders.md#d-enc-4). */
  encode(value) {
    if (isMissing(value)) return [];
    const first = this.bucket(value) - Math.floor(this.activeBits / 2) + this.size;
    return range(first, this.activeBits).map((bit) => bit % this.size).sort((a, b) => a - b);
  }
}

const DATE_FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'nanosecond'];
const DATE_TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

/** Reads `2024-02-29T12:30:00.5`, or an object with year, month, day and, if not 0, hour, minute, second, nanosecond. */
function readDate(value) {
  let date = value;
  if (typeof value === 'string') {
    const match = DATE_TEXT.exec(value);
    if (match === null) throw new BamiError(`date encoder: ${show(value)} is not a date and time, for example 2024-02-29T12:30:00`);
    date = Object.fromEntries(DATE_FIELDS.map((name, i) =>
      [name, Number(name === 'nanosecond' ? (match[7] ?? '').padEnd(9, '0') : match[i + 1])]));
  }
  if (!isRecord(date)) throw new BamiError(`date encoder: ${show(value)} is not a date and time`);
  const { year, month, day, hour = 0, minute = 0, second = 0, nanosecond = 0 } = date;
  const calendar = new Date(0);
  calendar.setUTCFullYear(year, month - 1, day);
  if (year < 1 || calendar.getUTCFullYear() !== year || calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) {
    throw new BamiError(`date encoder: there is no day ${year}-${month}-${day}`);
  }
  const isTime = [[hour, 23], [minute, 59], [second, 59], [nanosecond, 999999999]]
    .every(([part, most]) => Number.isSafeInteger(part) && part >= 0 && part <= most);
  if (!isTime) throw new BamiError(`date encoder: there is no time of day ${show(value)}`);
  return { year, month, day, weekday: calendar.getUTCDay(), hour, minute, second, nanosecond };
}

const part = parameter(null, 'an object, or null', (value) => value === null || isRecord(value));

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const HOLIDAY_TEXT = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/;

/** Restates D-ENC-8 (spec/encoders.md#d-enc-8). */
const secondOfDay = ({ hour, minute, second, nanosecond }) =>
  3600 * hour + 60 * minute + second + nanosecond / 1000000000;

/** The number of days since the first day of the week. Restates D-ENC-9 (spec/encoders.md#d-enc-9). */
const dayOfWeek = ({ weekday }, { firstWeekday }) => (firstWeekday === 'monday' ? (weekday + 6) % 7 : weekday);

/** The number of days since 1 January in a leap year. Restates D-ENC-12 (spec/encoders.md#d-enc-12). */
const dayOfLeapYear = ({ month, day }) => (Date.UTC(2024, month - 1, day) - Date.UTC(2024, 0, 1)) / 86400000;

/** Year, if it has one, month and day. Restates ENC-DATE-HOLIDAY-PARAMETERS (spec/encoders.md#enc-date-holiday-parameters). */
function readHoliday(text) {
  const match = HOLIDAY_TEXT.exec(text);
  if (match === null) throw new BamiError(`date encoder: ${show(text)} is not a day, for example 12-25 or 2027-03-28`);
  const [, year, month, day] = match;
  readDate(`${year ?? '2024'}-${month}-${day}T00:00:00`);
  return { year: year === undefined ? undefined : Number(year), month: Number(month), day: Number(day) };
}

const texts = parameter([], 'a list of strings', (value) =>
  Array.isArray(value) && value.every((text) => typeof text === 'string'));

/** Date and time of day (spec/encoders.md#the-date-encoder). */
export class DateEncoder {
  /** Restates ENC-DATE-PARTS and ENC-DATE-ORDER (spec/encoders.md#enc-date-order). */
  constructor(parameters = {}) {
    this.parameters = readParameters('date encoder', parameters, {
      timeOfDay: part, dayOfWeek: part, weekend: part, season: part, month: part, dayOfMonth: part, holiday: part,
      customDays: part, dayNight: part, minuteOfHour: part,
    });
    const given = this.parameters;
    /** Each part has its encoder and the value that it encodes. */
    this.parts = [];
    if (given.timeOfDay) this.#addRing('time of day', given.timeOfDay, 54, 86400, secondOfDay);
    if (given.dayOfWeek) {
      const further = { firstWeekday: oneOf('sunday', 'sunday', 'monday') };
      this.#addRing('day of week', given.dayOfWeek, 84, 7, dayOfWeek, 0, further);
    }
    if (given.weekend) this.#addSlots('weekend', given.weekend, {}, () => ({ weekday }) => weekday === 0 || weekday === 6); // D-ENC-10
    if (given.season) this.#addRing('season', given.season, 84, 366, dayOfLeapYear);
    if (given.month) this.#addRing('month', given.month, 144, 12, ({ month }) => month - 1); // ENC-DATE-MONTH
    if (given.dayOfMonth) this.#addRing('day of month', given.dayOfMonth, 124, 31, ({ day }) => day, 1); // D-ENC-13
    if (given.holiday) this.#addSlots('holiday', given.holiday, { dates: texts }, DateEncoder.#holidays);
    if (given.customDays) this.#addSlots('custom days', given.customDays, { days: texts }, DateEncoder.#customDays);
    if (given.dayNight) {
      this.#addSlots('day and night', given.dayNight, { dayBegins: finite(6), nightBegins: finite(18) }, DateEncoder.#night);
    }
    if (given.minuteOfHour) { // ENC-DATE-MINUTE
      this.#addRing('minute of hour', given.minuteOfHour, 60, 3600, (date) => secondOfDay({ ...date, hour: 0 }));
    }
    if (this.parts.length === 0) throw new BamiError('date encoder: there must be at least 1 part');
    this.size = this.parts.reduce((sum, { encoder }) => sum + encoder.size, 0);
    this.activeBits = this.parts.reduce((sum, { encoder }) => sum + encoder.activeBits, 0);
    checkEncoderSize('date encoder', this.size);
  }

  /** Restates D-ENC-14 (spec/encoders.md#d-enc-14). */
  static #holidays({ dates }) {
    if (dates.length === 0) throw new BamiError('date encoder: there must be at least 1 holiday');
    const holidays = dates.map(readHoliday);
    return (date) => holidays.some(({ year, month, day }) =>
      (year === undefined || year === date.year) && month === date.month && day === date.day);
  }

  /** Restates ENC-DATE-CUSTOM and ENC-DATE-CUSTOM-PARAMETERS (spec/encoders.md#enc-date-custom). */
  static #customDays({ days }) {
    if (days.length === 0) throw new BamiError('date encoder: there must be at least 1 custom day');
    const unknown = days.find((day, i) => !DAYS.includes(day) || days.indexOf(day) !== i);
    if (unknown !== undefined) throw new BamiError(`date encoder: ${show(unknown)} is not a weekday or occurs twice`);
    return ({ weekday }) => days.includes(DAYS[weekday]);
  }

  /** Restates D-ENC-15 and ENC-DATE-NIGHT-PARAMETERS (spec/encoders.md#d-enc-15). */
  static #night({ dayBegins, nightBegins }) {
    if (!(0 <= dayBegins && dayBegins < nightBegins && nightBegins <= 24)) {
      throw new BamiError(`date encoder: a day from ${dayBegins} to ${nightBegins} is not within 0 to 24`);
    }
    return (date) => !(3600 * dayBegins <= secondOfDay(date) && secondOfDay(date) < 3600 * nightBegins);
  }

  #addRing(what, parameters, fallback, period, valueOf, minimum = 0, further = {}) {
    const table = { buckets: integer(fallback, 1, MOST_BITS), activeBits: integer(21, 1), ...further };
    const { buckets, activeBits, ...rest } = readParameters(what, parameters, table);
    const encoder = new PeriodicEncoder({ buckets, activeBits, period, minimum });
    this.parts.push({ encoder, valueOf: (date) => valueOf(date, rest) });
  }

  #addSlots(what, parameters, further, question) {
    const { activeBits, ...rest } = readParameters(what, parameters, { activeBits: integer(21, 1), ...further });
    const holds = question(rest);
    const encoder = new CategoryEncoder({ categories: ['no', 'yes'], activeBits });
    this.parts.push({ encoder, valueOf: (date) => (holds(date) ? 'yes' : 'no') });
  }

  encode(value) {
    if (isMissing(value)) return [];
    const date = readDate(value);
    let offset = 0;
    return this.parts.flatMap(({ encoder, valueOf }) => {
      const first = offset;
      offset += encoder.size;
      return encoder.encode(valueOf(date)).map((bit) => first + bit);
    });
  }
}

/** Numbers compared by their ratio (spec/further-encoders.md#the-log-encoder). */
export class LogEncoder {
  /** Restates ENC-LOG-PARAMETERS (spec/further-encoders.md#enc-log-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('log encoder', parameters, {
      minimum: positive(1),
      maximum: positive(10000),
      buckets: integer(100, 1),
      activeBits: integer(21, 1),
    });
    const { minimum, maximum, buckets, activeBits } = this.parameters;
    this.scalar = new ScalarEncoder({ minimum: ln(minimum), maximum: ln(maximum), buckets, activeBits });
    this.size = this.scalar.size;
    this.activeBits = activeBits;
  }

  /** Restates ENC-LOG and ENC-LOG-POSITIVE (spec/further-encoders.md#enc-log). */
  encode(value) {
    if (isMissing(value)) return [];
    checkNumber('log encoder', value);
    if (!(value > 0)) throw new BamiError(`log encoder: ${value} must be above 0`);
    return this.scalar.encode(ln(value));
  }
}

/** Numbers encoded by their change (spec/further-encoders.md#the-delta-encoder). */
export class DeltaEncoder {
  /** Restates ENC-DELTA-PARAMETERS (spec/further-encoders.md#enc-delta-parameters). */
  constructor(parameters = {}) {
    this.scalar = new ScalarEncoder({ minimum: -50, maximum: 50, ...parameters });
    this.parameters = this.scalar.parameters;
    this.size = this.scalar.size;
    this.activeBits = this.scalar.activeBits;
    this.reset();
  }

  /** Restates ENC-DELTA, D-ENC-16 and D-ENC-17 (spec/further-encoders.md#enc-delta). */
  encode(value) {
    if (isMissing(value)) return [];
    checkNumber('delta encoder', value);
    const { minimum, maximum } = this.parameters;
    const difference = value - (this.previous ?? value);
    this.previous = value;
    // NB: a difference that overflows is out of range as well.
    return this.scalar.encode(Math.min(maximum, Math.max(minimum, difference)));
  }

  /** Restates ENC-DELTA-RESET (spec/further-encoders.md#enc-delta-reset). */
  reset() {
    this.previous = null;
  }
}

/** BAMI ENC 'Encoding Categories', with names in order (spec/further-encoders.md#ordered-and-cyclic-categories). */
export class OrderedCategoryEncoder {
  /** Restates ENC-ORDERED-PARAMETERS and ENC-ORDERED-SIZE (spec/further-encoders.md#enc-ordered-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('ordered category encoder', parameters, {
      categories: texts,
      activeBits: integer(21, 1, MOST_BITS),
      spacing: integer(12, 1, MOST_BITS),
      cyclic: flag(false),
    });
    const { categories, activeBits, spacing, cyclic } = this.parameters;
    if (categories.length === 0) throw new BamiError('ordered category encoder: there must be at least 1 category');
    this.places = new Map(categories.map((name, i) => [name, i]));
    if (this.places.size !== categories.length) throw new BamiError('ordered category encoder: a category occurs twice');
    this.activeBits = activeBits;
    this.size = cyclic ? spacing * categories.length : spacing * (categories.length - 1) + activeBits;
    checkEncoderSize('ordered category encoder', this.size);
    if (activeBits > this.size) throw new BamiError(`ordered category encoder: it cannot have ${activeBits} active bits among ${this.size} bits`);
  }

  /** Restates ENC-ORDERED-BITS and ENC-ORDERED-UNKNOWN (spec/further-encoders.md#enc-ordered-bits). */
  encode(name) {
    if (isMissing(name)) return [];
    if (typeof name !== 'string') throw new BamiError(`ordered category encoder: ${show(name)} is not a string`);
    const place = this.places.get(name);
    if (place === undefined) throw new BamiError(`ordered category encoder: ${show(name)} is an unknown category`);
    const { spacing, cyclic } = this.parameters;
    if (!cyclic) return range(spacing * place, this.activeBits);
    const first = spacing * place - Math.floor(this.activeBits / 2) + this.size; // D-ENC-4
    return range(first, this.activeBits).map((bit) => bit % this.size).sort((a, b) => a - b);
  }
}

/** A list of numbers, or null if one is missing. Restates ENC-LIST-MISSING (spec/further-encoders.md#enc-list-missing). */
function readNumbers(what, value) {
  if (!Array.isArray(value)) throw new BamiError(`${what}: ${show(value)} is not a list of numbers`);
  const there = value.filter((item) => !isMissing(item));
  there.forEach((item) => checkNumber(what, item));
  return there.length === value.length ? value : null;
}

const LARGEST_NEIGHBORHOOD = 65536;

/** Positions on a grid (spec/further-encoders.md#the-coordinate-encoder). */
export class CoordinateEncoder {
  /** Restates ENC-COORDINATE-PARAMETERS (spec/further-encoders.md#enc-coordinate-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('coordinate encoder', parameters, {
      dimensions: integer(2, 2, 3),
      radius: integer(5, 0, MOST_BITS),
      size: integer(2048, 1, MOST_BITS),
      activeBits: integer(41, 1),
      seed: integer(42, 0, 0xffffffff),
      collisions: oneOf('probe', 'probe', 'leave'),
    });
    const { dimensions, radius, size, activeBits } = this.parameters;
    if (activeBits > size) throw new BamiError(`coordinate encoder: it cannot have ${activeBits} active bits among ${size} bits`);
    const neighbors = (2 * radius + 1) ** dimensions;
    if (neighbors < activeBits || neighbors > LARGEST_NEIGHBORHOOD) {
      throw new BamiError(`coordinate encoder: the neighborhood has ${neighbors} coordinates; it must have from ` +
        `${activeBits} to ${LARGEST_NEIGHBORHOOD}`);
    }
    this.size = size;
    this.activeBits = activeBits;
  }

  /** Restates ENC-COORDINATE-WEIGHT (spec/further-encoders.md#enc-coordinate-weight). */
  #bytes(place, probe) {
    const count = 8 * place.length;
    const bytes = new DataView(new ArrayBuffer(probe === undefined ? count : count + 4));
    place.forEach((coordinate, i) => {
      const upper = Math.floor(coordinate / 0x100000000);
      bytes.setUint32(8 * i, coordinate - upper * 0x100000000, true);
      bytes.setInt32(8 * i + 4, upper, true);
    });
    if (probe !== undefined) bytes.setUint32(count, probe, true);
    return new Uint8Array(bytes.buffer);
  }

  /** The bit for probe c of a coordinate. Restates ENC-COORDINATE-PROBE (spec/further-encoders.md#enc-coordinate-probe). */
  probe(place, c) {
    return murmurHash3(this.#bytes(place, c), this.parameters.seed) % this.size;
  }

  /** Restates ENC-COORDINATE-NEIGHBOURHOOD and -CHOICE (spec/further-encoders.md#enc-coordinate-choice). */
  chosen(place, radius) {
    const around = place.map((centre) => range(centre - radius, 2 * radius + 1));
    const all = around.reduce((starts, next) => starts.flatMap((start) => next.map((item) => [...start, item])), [[]]);
    const weighed = all.map((neighbor) => ({ neighbor, weight: murmurHash3(this.#bytes(neighbor), this.parameters.seed) }));
    // NB: they are in the order of their numbers, and the sort is stable.
    weighed.sort((a, b) => b.weight - a.weight);
    return weighed.slice(0, this.activeBits).map(({ neighbor }) => neighbor);
  }

  /** Encodes a position with a given radius. Restates ENC-COORDINATE-VALUE and D-ENC-19 (spec/further-encoders.md#d-enc-19). */
  encodePlace(place, radius) {
    if (place.length !== this.parameters.dimensions) {
      throw new BamiError(`coordinate encoder: there are ${place.length} coordinates instead of ${this.parameters.dimensions}`);
    }
    const wrong = place.find((item) => !Number.isInteger(item) || Math.abs(item) > FARTHEST_BUCKET);
    if (wrong !== undefined) throw new BamiError(`coordinate encoder: ${wrong} is not an integer from -2^52 to 2^52`);
    return placed(this, this.chosen(place, radius));
  }

  encode(value) {
    if (isMissing(value)) return [];
    const place = readNumbers('coordinate encoder', value);
    return place === null ? [] : this.encodePlace(place, this.parameters.radius);
  }
}

const EARTH = 6378137;
const DEGREE = 0.017453292519943295;

/** Positions on Earth (spec/further-encoders.md#the-geospatial-encoder). */
export class GeospatialEncoder {
  /** Restates ENC-GEO-PARAMETERS (spec/further-encoders.md#enc-geo-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('geospatial encoder', parameters, {
      scale: positive(30),
      timestep: positive(60),
      size: integer(2048, 1, MOST_BITS),
      activeBits: integer(41, 1),
      seed: integer(42, 0, 0xffffffff),
      speed: flag(true),
      altitude: flag(false),
      collisions: oneOf('probe', 'probe', 'leave'),
    });
    const { size, activeBits, seed, altitude, collisions } = this.parameters;
    const dimensions = altitude ? 3 : 2;
    this.greatestRadius = altitude ? 19 : 127;
    this.leastRadius = range(0, this.greatestRadius + 1).find((radius) => (2 * radius + 1) ** dimensions >= activeBits);
    if (this.leastRadius === undefined) throw new BamiError(`geospatial encoder: no neighborhood has ${activeBits} coordinates`);
    this.grid = new CoordinateEncoder({ dimensions, radius: this.leastRadius, size, activeBits, seed, collisions });
    this.size = size;
    this.activeBits = activeBits;
  }

  /** Restates ENC-GEO-RADIUS (spec/further-encoders.md#enc-geo-radius). */
  radius(speed) {
    const { timestep, scale } = this.parameters;
    const radius = roundHalfUp(0.75 * speed * timestep / scale);
    return Math.min(this.greatestRadius, Math.max(this.leastRadius, radius));
  }

  /** Meters east. Restates ENC-GEO-MERCATOR (spec/further-encoders.md#enc-geo-mercator). */
  east(longitude) {
    return EARTH * (longitude * DEGREE);
  }

  /** Meters north. Restates ENC-GEO-MERCATOR (spec/further-encoders.md#enc-geo-mercator). */
  north(latitude) {
    const t = tan(latitude * DEGREE / 2);
    return EARTH * ln((1 + t) / (1 - t));
  }

  /** Restates ENC-GEO-VALUE, ENC-GEO-BOUNDS, D-ENC-20 and ENC-GEO (spec/further-encoders.md#enc-geo). */
  encode(value) {
    if (isMissing(value)) return [];
    const place = readNumbers('geospatial encoder', value);
    if (place === null) return [];
    const { scale, speed: hasSpeed, altitude: hasAltitude } = this.parameters;
    const count = 2 + Number(hasSpeed) + Number(hasAltitude);
    if (place.length !== count) throw new BamiError(`geospatial encoder: there are ${place.length} numbers instead of ${count}`);
    const [latitude, longitude] = place;
    const speed = hasSpeed ? place[2] : 0;
    if (Math.abs(latitude) > 89) throw new BamiError(`geospatial encoder: the latitude ${latitude} is beyond 89 degrees`);
    if (Math.abs(longitude) > 180) throw new BamiError(`geospatial encoder: the longitude ${longitude} is beyond 180 degrees`);
    if (speed < 0) throw new BamiError(`geospatial encoder: the speed ${speed} is below 0`);
    const metres = [this.east(longitude), this.north(latitude), ...(hasAltitude ? [place[count - 1]] : [])];
    return this.grid.encodePlace(metres.map((each) => Math.floor(each / scale)), this.radius(speed));
  }
}

/** Values that are SDRs already (spec/further-encoders.md#pass-through). */
export class PassThroughEncoder {
  /** Restates ENC-PASS-PARAMETERS (spec/further-encoders.md#enc-pass-parameters). */
  constructor(parameters = {}) {
    this.parameters = readParameters('pass-through', parameters, {
      size: integer(2048, 1, MOST_BITS),
      activeBits: integer(40, 1),
      exact: flag(true),
    });
    this.size = this.parameters.size;
    this.activeBits = this.parameters.activeBits;
    if (this.activeBits > this.size) throw new BamiError(`pass-through: it cannot have ${this.activeBits} active bits among ${this.size} bits`);
  }

  /** Restates ENC-PASS, ENC-PASS-BITS and D-ENC-18 (spec/further-encoders.md#enc-pass). */
  encode(value) {
    if (isMissing(value)) return [];
    checkAscending('pass-through', value, this.size);
    if (this.parameters.exact && value.length !== this.activeBits) {
      throw new BamiError(`pass-through: ${value.length} bits are ON instead of ${this.activeBits}`);
    }
    return [...value];
  }
}

// ---------------------------------------------------------------------------------------------
// Anomaly likelihood
// ---------------------------------------------------------------------------------------------

const RED = 1 - 0.99999;
const FILTERED = 1 - 0.999;
const NULL_DISTRIBUTION = Object.freeze({ mean: 0.5, deviation: 1000 });

/** Adds one by one, the oldest first. */
const sumOf = (list) => list.reduce((sum, term) => sum + term, 0);

function meanAndVariance(list) {
  const mean = sumOf(list) / list.length;
  return { mean, variance: sumOf(list.map((x) => (x - mean) * (x - mean))) / list.length };
}

/** Restates ANOM-LIKELIHOOD-LOG (spec/anomaly.md#anom-likelihood-log). */
export const logLikelihood = (likelihood) => Math.log(1.0000000001 - likelihood) / -23.02585084720009;

/** How unusual the recent raw scores are compared with those of the past (spec/anomaly.md#anomaly-likelihood). */
export class AnomalyLikelihood {
  /** Restates ANOM-LIKELIHOOD-STATE (spec/anomaly.md#anom-likelihood-state). */
  constructor(parameters = {}) {
    this.parameters = readParameters('anomaly likelihood', parameters, {
      learningPeriod: integer(288, 0),
      estimationSamples: integer(100, 0),
      historyWindow: integer(8640, 1),
      reestimationPeriod: integer(100, 1),
      averagingWindow: integer(10, 1),
      tail: oneOf('one-sided', 'one-sided', 'two-sided'),
    });
    for (const name of ['averagingWindow', 'estimationSamples']) {
      if (this.parameters[name] > this.parameters.historyWindow) {
        throw new BamiError(`anomaly likelihood: ${name} is ${this.parameters[name]}, which is above historyWindow, ` +
          `${this.parameters.historyWindow}`);
      }
    }
    this.row = 0;
    /** @type {{value: number | null, raw: number}[]} */
    this.history = [];
    /** @type {{mean: number, deviation: number} | null} */
    this.distribution = null;
    /** @type {number | null} */
    this.tailBefore = null;
  }

  /** One row: a raw score from 0 to 1 and, unless it is missing, the value. */
  step(raw, value = null) {
    // ANOM-LIKELIHOOD-INPUT
    if (typeof raw !== 'number' || !(raw >= 0 && raw <= 1)) {
      throw new BamiError(`anomaly likelihood: the raw score is ${show(raw)}; it must be a number from 0 to 1`);
    }
    if (!isMissing(value)) checkNumber('anomaly likelihood', value);

    const { learningPeriod, estimationSamples, historyWindow, reestimationPeriod } = this.parameters;
    let likelihood = 0.5; // ANOM-LIKELIHOOD-PROBATION
    if (this.row >= learningPeriod + estimationSamples) {
      // ANOM-LIKELIHOOD-REESTIMATION
      if (this.distribution === null || this.row % reestimationPeriod === 0) this.#estimate();
      likelihood = 1 - this.#filter(this.tailProbability(this.#currentAverage(raw))); // ANOM-LIKELIHOOD-RESULT
    }

    // ANOM-LIKELIHOOD-HISTORY
    this.history.push({ value: isMissing(value) ? null : value, raw });
    this.row += 1;
    if (this.history.length > historyWindow) this.history.shift();
    return { likelihood, logLikelihood: logLikelihood(likelihood) };
  }

  /** Restates ANOM-LIKELIHOOD-AVERAGES (spec/anomaly.md#anom-likelihood-averages). */
  #averageAt(j) {
    const scores = this.history.slice(Math.max(0, j - this.parameters.averagingWindow + 1), j + 1).map(({ raw }) => raw);
    return sumOf(scores) / scores.length;
  }

  /** Restates ANOM-LIKELIHOOD-CURRENT (spec/anomaly.md#anom-likelihood-current). */
  #currentAverage(raw) {
    const { averagingWindow } = this.parameters;
    const before = this.history.slice(Math.max(0, this.history.length - (averagingWindow - 1))).map((entry) => entry.raw);
    return sumOf([...before, raw]) / (before.length + 1);
  }

  /** Restates ANOM-LIKELIHOOD-SKIP to -MISSING and ANOM-LIKELIHOOD-BEFORE (spec/anomaly.md#anom-likelihood-skip). */
  #estimate() {
    const { learningPeriod, historyWindow } = this.parameters;
    const skipped = Math.min(this.row, Math.max(0, learningPeriod - Math.max(0, this.row - historyWindow)));
    const averages = this.history.map((_, j) => this.#averageAt(j)).slice(skipped);
    const values = this.history.slice(skipped).map(({ value }) => value).filter((value) => value !== null);
    this.distribution = this.#distributionOf(averages, values);
    if (this.history.length > 0) this.tailBefore = this.tailProbability(this.#averageAt(this.history.length - 1));
  }

  /** Restates ANOM-LIKELIHOOD-NORMAL, -NULL, -FLAT and -MISSING (spec/anomaly.md#anom-likelihood-normal). */
  #distributionOf(averages, values) {
    if (averages.length === 0) return NULL_DISTRIBUTION;
    if (values.length > 0 && meanAndVariance(values).variance < 0.000015) return NULL_DISTRIBUTION;
    const { mean, variance } = meanAndVariance(averages);
    return { mean: Math.max(mean, 0.03), deviation: Math.sqrt(Math.max(variance, 0.0003)) };
  }

  /** Restates ANOM-LIKELIHOOD-TAIL (spec/anomaly.md#anom-likelihood-tail). */
  tailProbability(average) {
    const { mean, deviation } = this.distribution;
    const difference = this.parameters.tail === 'two-sided' ? Math.abs(average - mean) : average - mean;
    return 0.5 * erfc(difference / deviation / 1.4142);
  }

  /** Restates ANOM-LIKELIHOOD-FILTER (spec/anomaly.md#anom-likelihood-filter). */
  #filter(q) {
    const alarmGoesOn = q <= RED && this.tailBefore !== null && this.tailBefore <= RED;
    this.tailBefore = q;
    return alarmGoesOn ? FILTERED : q;
  }
}

// ---------------------------------------------------------------------------------------------
// SDR classifier
// ---------------------------------------------------------------------------------------------

/** The probabilities of activations. Restates CLA-SOFTMAX (spec/classifier.md#cla-softmax); D-SP-23 ends at -500 (spec/conformance.md). */
function softmax(activations) {
  const greatest = activations.reduce((most, a) => Math.max(most, a), -Infinity);
  const powers = activations.map((a) => (a - greatest < -500 ? 0 : exp(a - greatest)));
  const sum = sumOf(powers);
  return powers.map((power) => power / sum);
}

/** The bucket with the highest probability, or null. Restates CLA-MODE (spec/classifier.md#cla-mode). */
export function modeOf(outcomes) {
  let best = null;
  for (const outcome of outcomes) {
    if (best === null || outcome.probability > best.probability) best = outcome;
  }
  return best === null ? null : best.bucket;
}

/** The expected value, or null. Restates CLA-MEAN (spec/classifier.md#cla-mean). */
export const meanOf = (outcomes) =>
  (outcomes.length === 0 ? null : sumOf(outcomes.map(({ value, probability }) => probability * value)));

/** The value at which the cumulative probability reaches a given fraction, or null. Restates CLA-QUANTILE (spec/classifier.md#cla-quantile). */
export function quantileOf(outcomes, q) {
  const byValue = [...outcomes].sort((a, b) => a.value - b.value || a.bucket - b.bucket);
  let sum = 0;
  for (const { value, probability } of byValue) {
    sum += probability;
    if (sum >= q) return value;
  }
  return byValue.at(-1)?.value ?? null;
}

/** Maps active bits to the probability of each bucket, some steps ahead (spec/classifier.md). */
export class SdrClassifier {
  /** `size` is the number of bits of a pattern. Restates CLA-PARAMETERS, CLA-STATE and D-CLA-5 (spec/classifier.md#cla-parameters). */
  constructor(size, parameters = {}) {
    if (!Number.isSafeInteger(size) || size < 1) throw new BamiError(`classifier: there are ${show(size)} bits; there must be at least 1`);
    this.size = size;
    this.parameters = readParameters('classifier', parameters, {
      steps: parameter([1], 'an ascending list of integers from 1 to 65536', (list) => Array.isArray(list) && list.length > 0 &&
        list.every((k, i) => Number.isSafeInteger(k) && k >= 1 && k <= 65536 && (i === 0 || k > list[i - 1]))),
      learningRate: positive(0.01),
      valueRate: parameter(0.3, 'a number above 0 and at most 1', (value) => typeof value === 'number' && value > 0 && value <= 1),
      maxBuckets: integer(1024, 1),
    });
    /** The index of each known bucket, in the order of first appearance. @type {Map<number, number>} */
    this.places = new Map();
    /** The value of each bucket, by its index. @type {number[]} */
    this.values = [];
    /** For each horizon, the weights by bit and by index of the bucket; missing ones are 0. @type {Map<number, number[]>[]} */
    this.weights = this.parameters.steps.map(() => new Map());
    /** The patterns of the previous steps, the latest first. @type {number[][]} */
    this.patterns = [];
  }

  /**
   * One step: `target` is `{ bucket, value }`, or null if there is none. Returns the outcomes for each horizon.
   * Restates CLA-INPUT, CLA-ORDER, D-CLA-1 and CLA-MISSING (spec/classifier.md#cla-order).
   */
  step(activeBits, target = null, learn = true) {
    checkAscending('classifier', activeBits, this.size);
    if (target !== null) {
      if (!Number.isSafeInteger(target.bucket)) throw new BamiError(`classifier: the bucket is ${show(target.bucket)}; it must be an integer`);
      checkNumber('classifier', target.value);
      if (learn) this.#learn(this.#placeOf(target));
    }
    this.patterns.unshift([...activeBits]);
    this.patterns.length = Math.min(this.patterns.length, this.parameters.steps.at(-1));
    return this.infer(activeBits);
  }

  /** The predictions from a pattern: for each horizon, the outcomes `{ bucket, value, probability }`, in ascending order of bucket. */
  infer(activeBits) {
    const buckets = [...this.places].sort(([a], [b]) => a - b);
    return this.parameters.steps.map((_, horizon) => {
      const probabilities = this.#probabilities(horizon, activeBits);
      return buckets.map(([bucket, place]) => ({ bucket, value: this.values[place], probability: probabilities[place] }));
    });
  }

  /** Restates CLA-RESET (spec/classifier.md#cla-reset). */
  reset() {
    this.patterns = [];
  }

  /** The index of the target's bucket. Restates CLA-BUCKETS and CLA-VALUES (spec/classifier.md#cla-buckets). */
  #placeOf({ bucket, value }) {
    if (!this.places.has(bucket) && this.places.size < this.parameters.maxBuckets) {
      this.places.set(bucket, this.values.length);
      return this.values.push(value) - 1;
    }
    const place = this.places.get(bucket) ?? this.places.get(this.#nearest(bucket));
    const rate = this.parameters.valueRate;
    this.values[place] = (1 - rate) * this.values[place] + rate * value;
    return place;
  }

  /** The nearest known bucket; of two equally near ones, the lower. Restates CLA-BUCKETS (spec/classifier.md#cla-buckets). */
  #nearest(bucket) {
    const distance = (known) => Math.abs(known - bucket);
    return [...this.places.keys()].sort((a, b) => distance(a) - distance(b) || a - b)[0];
  }

  /** Restates CLA-LEARN (spec/classifier.md#cla-learn). */
  #learn(target) {
    this.parameters.steps.forEach((k, horizon) => {
      const pattern = this.patterns[k - 1];
      if (pattern === undefined) return;
      const probabilities = this.#probabilities(horizon, pattern);
      for (const bit of pattern) {
        const weights = this.weights[horizon].get(bit) ?? [];
        this.weights[horizon].set(bit, probabilities.map((p, place) =>
          (weights[place] ?? 0) + this.parameters.learningRate * ((place === target ? 1 : 0) - p)));
      }
    });
  }

  /** Activations by the index of the bucket. Restates CLA-ACTIVATION (spec/classifier.md#cla-activation). */
  #probabilities(horizon, pattern) {
    const rows = pattern.map((bit) => this.weights[horizon].get(bit) ?? []);
    return softmax(this.values.map((_, place) => sumOf(rows.map((row) => row[place] ?? 0))));
  }
}
