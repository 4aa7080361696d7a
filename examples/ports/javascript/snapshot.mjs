// Reads, resumes and writes snapshots of bami-htm (spec/snapshot.md). For Node only, because it reads files.
//
//   node snapshot.mjs FILE                            lists the contents
//   node snapshot.mjs FILE --steps STEPS              resumes, and writes one line per step
//   node snapshot.mjs FILE --steps STEPS --save NEW   resumes, and saves the state afterwards
//
// STEPS is a file of JSON lines, or - for standard input. Each line is the input of one step in the form used
// in vectors (spec/conformance.md), and each line of output has that form, too. The input of a region is
// {"record": {...}}.
//
// Order of this file: the file, arrays, taking arrays, the program. objects.mjs defines the contents of the arrays.

import { createHash } from 'node:crypto';
import {
  closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync, writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkFields, checkJson, checkRecord, parseLine, refuseUnless } from './answers.mjs';
import { BamiError } from './bami.mjs';
import { KINDS, withSwitches } from './objects.mjs';

const PROGRAM = 'snapshot.mjs of the JavaScript port';

// ---------------------------------------------------------------------------------------------
// The file
// ---------------------------------------------------------------------------------------------

const FORMAT = 'bami-htm snapshot';
const VERSION = 2; // the latest version that can be read, and the one that is written
const DOCUMENT = 'bami-htm'; // its name in the metadata
const CHECKSUM = 'sha256'; // the name of the last array
const CHECKSUM_BYTES = 32;
const MOST_HEADER = 100_000_000; // bytes

/** The types of arrays. The names of the methods of DataView are derived from those of the lists. */
const TYPES = {
  F64: { List: Float64Array, bytes: 8, method: 'Float64' },
  I64: { List: BigInt64Array, bytes: 8, method: 'BigInt64' },
  U64: { List: BigUint64Array, bytes: 8, method: 'BigUint64' },
  U32: { List: Uint32Array, bytes: 4, method: 'Uint32' },
  U8: { List: Uint8Array, bytes: 1, method: 'Uint8' },
};

/** The state of an object as plain data: `arrays` maps each name to a list of its type, U64 and I64 as BigInts. */
export class Snapshot {
  constructor(kind, parameters, arrays, program = PROGRAM, attachments = undefined) {
    this.kind = kind;
    this.parameters = parameters;
    /** @type {Map<string, Float64Array | BigInt64Array | BigUint64Array | Uint32Array>} */
    this.arrays = arrays;
    this.program = program;
    this.attachments = attachments;
  }

  /** Restates SNAP-BOUNDS (spec/snapshot.md#snap-bounds): reads nothing of a file if its length differs from what its header announces. */
  static read(path) {
    const file = openSync(path);
    try {
      const found = fstatSync(file).size;
      const begin = readBytes(file, 0, Math.min(8, found));
      const body = 8 + readHeaderLength(begin, found);
      const { places } = readHeader(readBytes(file, 8, body - 8));
      const announced = body + endOf(places);
      checkLength(found, announced);
      return Snapshot.fromBytes(readBytes(file, 0, announced));
    } finally {
      closeSync(file);
    }
  }

  /** Restates SNAP-FORMAT, SNAP-CHECKSUM and SNAP-VERSION (spec/snapshot.md#snap-format). */
  static fromBytes(bytes) {
    const body = 8 + readHeaderLength(bytes.subarray(0, 8), bytes.length);
    const { metadata, places } = readHeader(bytes.subarray(8, body));
    checkLength(bytes.length, body + endOf(places));
    refuseUnless(Object.hasOwn(metadata, DOCUMENT), `its metadata has no entry ${DOCUMENT}`);
    checkChecksum(bytes, places);
    const { kind, parameters, program, attachments } = readDocument(metadata[DOCUMENT]);
    const arrays = new Map();
    for (const [name, place] of places) {
      if (name !== CHECKSUM) arrays.set(name, readArray(place, bytes.subarray(body)));
    }
    return new Snapshot(kind, parameters, arrays, program, attachments);
  }

  /** Restates SNAP-FORMAT, SNAP-CHECKSUM and SNAP-DOCUMENT (spec/snapshot.md#snap-document). */
  toBytes() {
    const { kind, parameters, attachments } = this;
    const document = { format: FORMAT, version: VERSION, program: PROGRAM, kind, parameters, attachments };
    const places = { __metadata__: { [DOCUMENT]: writeJson(document) } };
    const widestFirst = [...this.arrays].sort(([nameA, a], [nameB, b]) =>
      b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1));
    const pieces = [];
    let end = 0;
    for (const [name, list] of [...widestFirst, [CHECKSUM, new Uint8Array(CHECKSUM_BYTES)]]) {
      places[name] = { dtype: typeOf(list), shape: [list.length], data_offsets: [end, end + list.byteLength] };
      pieces.push(packed(list));
      end += list.byteLength;
    }
    const unpadded = Buffer.from(JSON.stringify(places));
    const header = Buffer.concat([unpadded, Buffer.alloc((8 - unpadded.length % 8) % 8, ' ')]);
    const begin = Buffer.alloc(8);
    begin.writeBigUInt64LE(BigInt(header.length));
    const whole = Buffer.concat([begin, header, ...pieces.slice(0, -1)]);
    return Buffer.concat([whole, sha256(whole)]);
  }

  /** Restates SNAP-WRITE (spec/snapshot.md#snap-write). */
  write(path) {
    const target = existsSync(path) ? realpathSync(path) : resolve(path);
    const temporary = join(dirname(target), `.${basename(target)}.new`);
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx');
    try {
      const bytes = this.toBytes();
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
    if (process.platform === 'win32') return; // a directory cannot be opened there
    const folder = openSync(dirname(target));
    fsyncSync(folder);
    closeSync(folder);
  }
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** Reads a number of bytes of a file from an offset. */
function readBytes(file, from, length) {
  const bytes = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const read = readSync(file, bytes, at, length - at, from + at);
    refuseUnless(read > 0, 'it was cut short while it was being read');
    at += read;
  }
  return bytes;
}

/** The length of the header, from the first eight bytes of a file of `found` bytes. */
function readHeaderLength(begin, found) {
  refuseUnless(begin.length === 8,
    `it is too short: it has ${found} bytes, but the first 8 must give the length of its header`);
  const length = begin.readBigUInt64LE();
  refuseUnless(length <= MOST_HEADER, 'it does not begin like a safetensors file');
  const end = 8 + Number(length);
  refuseUnless(end <= found, `it ends within its header: it has ${found} bytes, but its header ends at byte ${end}; ` +
    'a copy may have been cut short');
  return Number(length);
}

function checkLength(found, announced) {
  refuseUnless(announced === found,
    `its header announces ${announced} bytes, but it has ${found}; a copy may have been cut short`);
}

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** The metadata and the location of each array; the arrays are contiguous. */
function readHeader(bytes) {
  const document = parseLine(bytes);
  checkRecord('the header', document);
  const { __metadata__: metadata = {}, ...entries } = document;
  checkRecord('__metadata__', metadata);
  for (const [name, value] of Object.entries(metadata)) refuseUnless(typeof value === 'string', `__metadata__: ${name} must be a string`);
  const places = Object.entries(entries).map(([name, entry]) => [name, readPlace(name, entry)]);
  let end = 0;
  for (const [name, { type, begin, behind, length }] of [...places].sort(([, a], [, b]) => a.begin - b.begin || a.behind - b.behind)) {
    refuseUnless(begin === end, `the array ${name} begins at ${begin}, the previous one ends at ${end}`);
    const said = length * TYPES[type].bytes;
    refuseUnless(behind - begin === said, `the array ${name} has ${behind - begin} bytes, not ${said}`);
    end = behind;
  }
  return { metadata, places: new Map(places) };
}

function readPlace(name, entry) {
  const what = `the array ${name}`;
  const { dtype, shape, data_offsets: offsets } = checkFields(what, entry, ['dtype', 'shape', 'data_offsets'], []);
  refuseUnless(Object.hasOwn(TYPES, dtype) && (dtype !== 'U8' || name === CHECKSUM),
    `${what} has the type ${dtype}; it must be U32, U64, I64 or F64`);
  refuseUnless(Array.isArray(shape) && shape.length === 1 && isCount(shape[0]), `${what} must have one dimension`);
  refuseUnless(Array.isArray(offsets) && offsets.length === 2 && offsets.every(isCount), `${what} has no data_offsets`);
  return { type: dtype, length: shape[0], begin: offsets[0], behind: offsets[1] };
}

/** The end of the last array, relative to the end of the header. */
const endOf = (places) => [...places.values()].reduce((most, { behind }) => Math.max(most, behind), 0);

/** Restates SNAP-CHECKSUM (spec/snapshot.md#snap-checksum). */
function checkChecksum(bytes, places) {
  const place = places.get(CHECKSUM);
  refuseUnless(place?.length === CHECKSUM_BYTES && place.behind === endOf(places), `it does not end with an array ${CHECKSUM} of ${CHECKSUM_BYTES} bytes`);
  const written = bytes.subarray(-CHECKSUM_BYTES);
  const found = sha256(bytes.subarray(0, -CHECKSUM_BYTES));
  refuseUnless(found.equals(written), `it is damaged: the SHA-256 of its bytes is ${found.toString('hex')}, but its ` +
    `checksum is ${written.toString('hex')}; use another copy`);
}

/** Restates SNAP-DOCUMENT and SNAP-VERSION (spec/snapshot.md#snap-document). */
function readDocument(text) {
  const document = readJson(text);
  checkRecord('the document', document);
  refuseUnless(document.format === FORMAT, `its document has the format ${JSON.stringify(document.format)}, not "${FORMAT}"`);
  refuseUnless(document.version >= 1 && document.version <= VERSION,
    `it has format version ${document.version}; versions 1 to ${VERSION} can be read`);
  const fields = checkFields('the document', document, ['format', 'version', 'program', 'kind', 'parameters'], ['attachments']);
  for (const name of ['program', 'kind']) refuseUnless(typeof fields[name] === 'string', `the document: ${name} must be a string`);
  checkRecord('the parameters', fields.parameters);
  return fields;
}

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** A string that does not occur in the text. */
function markFor(text) {
  let mark = 'integer ';
  while (text.includes(mark)) mark = `+${mark}`;
  return mark;
}

/** Parses JSON; integers from 2^53 on, such as a large seed, become BigInts. */
function readJson(text) {
  const mark = markFor(text);
  const isLong = (token) => /^-?\d{16,20}$/.test(token) && !Number.isSafeInteger(Number(token));
  try {
    checkJson(JSON.stringify(JSON.parse(text)) && text);
    return JSON.parse(text.replace(TEXT_OR_NUMBER, (token) => (isLong(token) ? `"${mark}${token}"` : token)),
      (_, value) => (typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value));
  } catch (error) {
    throw new BamiError(`the document is not JSON: ${error.message}`);
  }
}

/** The inverse of `readJson`. */
function writeJson(value) {
  const mark = markFor(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? 0 : item)));
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${mark}${item}` : item));
  return text.replace(TEXT_OR_NUMBER, (token) => (token.startsWith(`"${mark}`) ? token.slice(mark.length + 1, -1) : token));
}

// ---------------------------------------------------------------------------------------------
// Arrays
// ---------------------------------------------------------------------------------------------

const typeOf = (list) => Object.keys(TYPES).find((type) => list instanceof TYPES[type].List);

/** The numbers in the bytes after the header, in little-endian order on every machine. */
function readArray({ type, length, begin, behind }, body) {
  const { List, bytes, method } = TYPES[type];
  const view = new DataView(body.buffer, body.byteOffset + begin, behind - begin);
  const list = new List(length);
  for (let i = 0; i < length; i++) list[i] = view[`get${method}`](i * bytes, true);
  return list;
}

function packed(list) {
  const { bytes, method } = TYPES[typeOf(list)];
  const view = new DataView(new ArrayBuffer(list.byteLength));
  for (let i = 0; i < list.length; i++) view[`set${method}`](i * bytes, list[i], true);
  return Buffer.from(view.buffer);
}

// ---------------------------------------------------------------------------------------------
// Taking arrays
// ---------------------------------------------------------------------------------------------

/** The arrays not taken yet. Restates SNAP-LOAD (spec/snapshot.md#snap-load). */
export class Arrays {
  constructor(arrays, prefix = '') {
    this.left = arrays;
    this.prefix = prefix;
  }

  /** The arrays of a part of the object, which are prefixed with its name and a dot. */
  part(name) {
    return new Arrays(this.left, `${this.prefix}${name}.`);
  }

  /** The numbers of an array of this type. */
  take(name, type, length = undefined) {
    const whole = this.prefix + name;
    const list = this.left.get(whole);
    refuseUnless(list !== undefined, `the array ${whole} is missing`);
    refuseUnless(typeOf(list) === type, `the array ${whole} has the type ${typeOf(list)}; it must be ${type}`);
    refuseUnless(length === undefined || list.length === length,
      `the array ${whole} has ${list.length} numbers; it must have ${length}`);
    this.left.delete(whole);
    return list;
  }

  /** 64-bit integers as Numbers; this port limits them to less than 2^53. */
  wholes(name, length = undefined) {
    return Array.from(this.take(name, 'U64', length), (number) => {
      refuseUnless(number < 1n << 63n, `the array ${this.prefix}${name} is ${number}; it must be below 2^63`);
      refuseUnless(number <= Number.MAX_SAFE_INTEGER, `the array ${this.prefix}${name} is ${number}; this port requires numbers below 2^53`);
      return Number(number);
    });
  }

  /** Floating-point numbers from `low` to `high`, both inclusive. */
  between(name, low, high, length = undefined) {
    const list = this.take(name, 'F64', length);
    refuseUnless(list.every((number) => number >= low && number <= high), // false for NaN
      `the array ${this.prefix}${name} must have numbers from ${low} to ${high}`);
    return list;
  }

  /** Refuses arrays that were not taken. */
  finish() {
    for (const name of this.left.keys()) throw new BamiError(`the array ${name} is unexpected for this kind of object`);
  }
}

/** The object in a snapshot. */
export function load(snapshot) {
  refuseUnless(Object.hasOwn(KINDS, snapshot.kind),
    `it holds a ${snapshot.kind}; this port can resume a ${Object.keys(KINDS).join(' or a ')}`);
  const arrays = new Arrays(new Map(snapshot.arrays));
  const object = KINDS[snapshot.kind].load(withSwitches(snapshot.kind, snapshot.parameters), arrays);
  arrays.finish();
  return object;
}

/** A snapshot of the current state of an object from `load`. */
export function save(snapshot, object) {
  const arrays = new Map(Object.entries(KINDS[snapshot.kind].save(object)));
  const parameters = withSwitches(snapshot.kind, snapshot.parameters);
  return new Snapshot(snapshot.kind, parameters, arrays, PROGRAM, snapshot.attachments);
}

// ---------------------------------------------------------------------------------------------
// The program
// ---------------------------------------------------------------------------------------------

/** Each parameter with its value; the names of nested ones have dots. */
function parameterLines(parameters, prefix = '') {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const isInner = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isInner ? parameterLines(value, `${prefix}${name}.`) : [`  ${prefix}${name} ${writeJson(value)}`];
  });
}

/** The contents of a snapshot, line by line. */
function described(snapshot) {
  const byName = (a, b) => (a < b ? -1 : 1);
  return [
    `${snapshot.kind}, written by ${snapshot.program}`,
    'parameters',
    ...parameterLines(snapshot.parameters),
    ...Object.keys(snapshot.attachments ?? {}).sort(byName).map((name) => `attachment ${name}`),
    'arrays',
    ...[...snapshot.arrays].sort(([a], [b]) => byName(a, b)).map(([name, list]) => `  ${name} ${typeOf(list)} ${list.length}`),
  ];
}

/** The lines of a file as bytes, without line feeds. */
function* linesOf(bytes) {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    yield bytes.subarray(from, end < 0 ? bytes.length : end);
    from = end < 0 ? bytes.length : end + 1;
  }
}

function main([path, ...rest]) {
  const options = new Map();
  for (let i = 0; i + 1 < rest.length; i += 2) options.set(rest[i], rest[i + 1]);
  if (path === undefined || rest.length % 2 === 1 || ![...options.keys()].every((name) => ['--steps', '--save'].includes(name))) {
    process.stderr.write('usage: snapshot.mjs FILE [--steps STEPS] [--save NEW]\n');
    return 2;
  }
  try {
    const snapshot = Snapshot.read(path);
    if (options.size === 0) {
      process.stdout.write(`${described(snapshot).join('\n')}\n`);
      return 0;
    }
    const object = load(snapshot);
    if (options.has('--steps')) {
      const steps = options.get('--steps');
      const answer = KINDS[snapshot.kind].steps(object);
      for (const line of linesOf(readFileSync(steps === '-' ? 0 : steps))) {
        process.stdout.write(`${JSON.stringify(answer(parseLine(line)))}\n`);
      }
    }
    if (options.has('--save')) save(snapshot, object).write(options.get('--save'));
  } catch (error) {
    if (!(error instanceof BamiError) && error.code === undefined) throw error;
    process.stderr.write(`snapshot.mjs: ${path}: ${error.message}\n`);
    return 2;
  }
  return 0;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
