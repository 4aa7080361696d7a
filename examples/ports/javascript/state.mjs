// The state that the lines of BAMI read and change, in a form for display: it can apply the change that an
// event reports, and copies are cheap, because they share the segments that do not change.

import { SP, TM } from './events.mjs';

/** A distal segment: its serial number (R-4-SEGMENT), its cell, its synapses in order of creation. */
class DistalSegment {
  constructor(serial, cell, owner) {
    this.serial = serial;
    this.cell = cell;
    /** The presynaptic cells, and the permanences in the same order. @type {number[]} */
    this.cells = [];
    /** @type {number[]} */
    this.permanences = [];
    this.owner = owner;
  }

  copyFor(owner) {
    const copy = new DistalSegment(this.serial, this.cell, owner);
    copy.cells = this.cells.slice();
    copy.permanences = this.permanences.slice();
    return copy;
  }
}

/** A column's potential synapses: inputs ascending, and the permanences in the same order. */
class ProximalSegment {
  constructor(inputs, permanences, owner) {
    this.inputs = inputs;
    this.permanences = permanences;
    this.owner = owner;
    /** The result of `connectedTo`, until a permanence changes. @type {Uint8Array | null} */
    this.connected = null;
  }

  /** For each input, 1 if the column has a synapse to it with a permanence that is connected. */
  connectedTo(inputCount, isConnected) {
    if (this.connected === null) {
      this.connected = new Uint8Array(inputCount);
      for (let i = 0; i < this.inputs.length; i++) if (isConnected(this.permanences[i])) this.connected[this.inputs[i]] = 1;
    }
    return this.connected;
  }
}

/** The state of one time step of the temporal memory. Segments are identified by serial number. */
class Moment {
  constructor() {
    this.activeCells = new Set();
    this.winnerCells = new Set();
    this.activeSegments = new Set();
    this.matchingSegments = new Set();
    /** numActivePotentialSynapses of the segments that have any. @type {Map<number, number>} */
    this.counts = new Map();
    /** Columns that line 25 was entered for. */
    this.burstingColumns = new Set();
  }

  copy() {
    const copy = new Moment();
    for (const name of Object.keys(copy)) copy[name] = new copy[name].constructor(this[name]);
    return copy;
  }
}

/** The complete state of a spatial pooler and a temporal memory between steps. */
export class State {
  constructor(columnCount = 0, cellsPerColumn = 1, inputCount = 0) {
    this.columnCount = columnCount;
    this.cellsPerColumn = cellsPerColumn;
    this.inputCount = inputCount;
    /** The owner token: segments with it are not shared with any copy and may be changed in place. */
    this.owner = {};
    /** The number of steps. */
    this.step = 0;

    /** @type {ProximalSegment[]} */
    this.proximal = [];
    this.overlaps = new Float64Array(columnCount);
    this.boosts = new Float64Array(columnCount).fill(1);
    this.activeDutyCycles = new Float64Array(columnCount);
    this.overlapDutyCycles = new Float64Array(columnCount);
    /** For D-SP-12, window: by column, the last values of x, the oldest first. @type {number[][]} */
    this.activeWindows = [];
    /** @type {number[][]} */
    this.overlapWindows = [];
    /** The latest threshold and k of each column from line 7; k is 0 if there is none yet. */
    this.scores = new Float64Array(columnCount);
    this.places = new Uint32Array(columnCount);
    this.learningSteps = 0;
    this.inhibitionRadius = 0;
    this.activeColumns = new Set();
    this.inputBits = new Set();

    /** By serial number; undefined if there is none. @type {DistalSegment[]} */
    this.segments = [];
    /** By serial number, the last step in which a segment counts as active (EXT-TM-MAX-SEGMENTS). @type {number[]} */
    this.lastActive = [];
    this.nextSerial = 0;
    this.segmentCount = 0;
    /** The serial numbers of a cell's segments in order of creation; undefined if there are none. @type {number[][]} */
    this.segmentsOfCell = [];
    this.past = new Moment();
    this.now = new Moment();
    /** The state and increment of the memory's generator, as 32-bit halves. */
    this.random = null;
    /** Segments that this step changed. */
    this.changed = new Set();
  }

  /** A copy that shares what neither of the two changes. */
  copy() {
    const copy = Object.assign(Object.create(State.prototype), this);
    copy.owner = {};
    this.owner = {};
    for (const name of ['proximal', 'segments', 'segmentsOfCell', 'lastActive', 'overlaps', 'boosts', 'activeDutyCycles', 'overlapDutyCycles',
      'activeWindows', 'overlapWindows', 'scores', 'places']) copy[name] = this[name].slice();
    copy.activeColumns = new Set(this.activeColumns);
    copy.inputBits = new Set(this.inputBits);
    copy.changed = new Set(this.changed);
    copy.past = this.past; // never changes
    copy.now = this.now.copy();
    return copy;
  }

  /** Starts a new step: t becomes t-1. */
  beginStep() {
    this.past = this.now;
    this.now = new Moment();
    this.activeColumns = new Set();
    this.inputBits = new Set();
    this.changed = new Set();
    this.owner = {};
    this.step += 1;
  }

  /** Forgets the last step. Restates D-TM-9 (spec/temporal-memory.md#d-tm-9). */
  reset() {
    this.beginStep();
    this.past = new Moment();
    this.step -= 1; // a reset is not a step
  }

  columnOf(cell) {
    return Math.floor(cell / this.cellsPerColumn);
  }

  // The temporal memory

  createSegment(cell, serial = this.nextSerial) {
    const segment = new DistalSegment(serial, cell, this.owner);
    this.segments[serial] = segment;
    this.lastActive[serial] = this.step;
    this.nextSerial = Math.max(this.nextSerial, serial + 1);
    this.segmentCount += 1;
    this.segmentsOfCell[cell] = [...(this.segmentsOfCell[cell] ?? []), serial];
    this.changed.add(serial);
    return segment;
  }

  removeSegment(serial) {
    const segment = this.segments[serial];
    if (segment === undefined) return;
    this.segments[serial] = undefined;
    this.segmentCount -= 1;
    this.segmentsOfCell[segment.cell] = this.segmentsOfCell[segment.cell].filter((other) => other !== serial);
    this.changed.add(serial);
  }

  /** A segment that may be changed. */
  writable(serial) {
    let segment = this.segments[serial];
    if (segment !== undefined && segment.owner !== this.owner) {
      segment = segment.copyFor(this.owner);
      this.segments[serial] = segment;
    }
    if (segment !== undefined) this.changed.add(serial);
    return segment;
  }

  createSynapse(serial, cell, permanence) {
    const segment = this.writable(serial);
    segment?.cells.push(cell);
    segment?.permanences.push(permanence);
  }

  removeSynapse(serial, cell) {
    const segment = this.writable(serial);
    const place = segment?.cells.indexOf(cell) ?? -1;
    if (place < 0) return;
    segment.cells.splice(place, 1);
    segment.permanences.splice(place, 1);
  }

  setPermanence(serial, cell, permanence) {
    const segment = this.writable(serial);
    const place = segment?.cells.indexOf(cell) ?? -1;
    if (place >= 0) segment.permanences[place] = permanence;
    else if (segment !== undefined) this.createSynapse(serial, cell, permanence);
  }

  /** The cells with a segment in activeSegments of a moment, ascending. */
  predictiveCells(moment = this.now) {
    const cells = new Set();
    for (const serial of moment.activeSegments) {
      const cell = this.segments[serial]?.cell;
      if (cell !== undefined) cells.add(cell);
    }
    return cells;
  }

  // The spatial pooler

  setProximal(column, inputs, permanences) {
    this.proximal[column] = new ProximalSegment(inputs, permanences, this.owner);
  }

  /** A column's potential synapses, which may be changed. */
  writableProximal(column) {
    let segment = this.proximal[column];
    if (segment === undefined) {
      segment = new ProximalSegment([], [], this.owner);
    } else if (segment.owner !== this.owner) {
      segment = new ProximalSegment(segment.inputs, segment.permanences.slice(), this.owner);
    } else {
      segment.connected = null;
      return segment;
    }
    this.proximal[column] = segment;
    return segment;
  }

  setProximalPermanence(column, input, permanence) {
    const segment = this.writableProximal(column);
    const place = placeOf(segment.inputs, input);
    if (segment.inputs[place] === input) {
      segment.permanences[place] = permanence;
      return;
    }
    // NB: reached only for traces without the initial state of the pooler; the lists grow then.
    segment.inputs = [...segment.inputs.slice(0, place), input, ...segment.inputs.slice(place)];
    segment.permanences = [...segment.permanences.slice(0, place), permanence, ...segment.permanences.slice(place)];
  }

  /** Applies the change that an event reports. */
  apply(events, i) {
    const at = events.offsets[i];
    const { data } = events;
    const a = data[at];
    const b = data[at + 1];
    switch (events.kinds[i]) {
      case SP.initial_permanence: this.setProximalPermanence(a, b, data[at + 4]); break;
      case SP.overlap_reset: this.overlaps[a] = 0; break;
      case SP.input_added:
        this.overlaps[a] = data[at + 4];
        if (data[at + 2] === 1) this.inputBits.add(b);
        break;
      case SP.overlap_boosted: this.overlaps[a] = data[at + 3]; break;
      case SP.min_local_activity: this.places[a] = data[at + 2]; this.scores[a] = data[at + 3]; break;
      case SP.column_activated: this.activeColumns.add(a); break;
      case SP.tie_judged: if (data[at + 3] === 0) this.activeColumns.delete(a); break;
      case SP.synapse_tested: if (data[at + 2] === 1) this.inputBits.add(b); break;
      case SP.permanence_adjusted:
      case SP.permanence_clipped: this.setProximalPermanence(a, b, data[at + 3]); break;
      case SP.permanence_bumped: this.setProximalPermanence(a, b, data[at + 4]); break;
      case SP.active_duty_cycle_updated: this.activeDutyCycles[a] = data[at + 4]; break;
      case SP.boost_updated: this.boosts[a] = data[at + 4]; break;
      case SP.overlap_duty_cycle_updated: this.overlapDutyCycles[a] = data[at + 5]; break;
      case SP.inhibition_radius_updated: this.inhibitionRadius = data[at + 2]; break;
      case TM.column: if (b === 1) this.activeColumns.add(a); break;
      case TM.function_entered: if (events.lines[i] === 25) this.now.burstingColumns.add(b); break;
      case TM.active_cell_added: this.now.activeCells.add(a); break;
      case TM.winner_cell_added: this.now.winnerCells.add(a); break;
      case TM.permanence_changed: this.setPermanence(a, b, data[at + 3]); break;
      case TM.segment_grown: if (!Number.isNaN(b) && this.segments[b] === undefined) this.createSegment(a, b); break;
      case TM.synapse_created: if (data[at + 3] === 1) this.createSynapse(a, b, data[at + 2]); break;
      case TM.segment_added: this.addSegment(a, events.lines[i]); break;
      case TM.potential_kept: if (b > 0) this.now.counts.set(a, b); break;
      case TM.segment_gave_way:
      case TM.segment_pruned: this.removeSegment(a); break;
      case TM.synapse_gave_way: this.removeSynapse(a, data[at + 2]); break;
      case TM.synapse_pruned: this.removeSynapse(a, b); break;
      default:
    }
  }

  /** BAMI TM 67 and 70. */
  addSegment(serial, line) {
    if (line === 70) {
      this.now.matchingSegments.add(serial);
      return;
    }
    this.now.activeSegments.add(serial);
    this.lastActive[serial] = this.step;
  }
}

/** The index of a number in an ascending list, or the index where it would be inserted. */
export function placeOf(list, number) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Reconstructs the state before the first event of a trace: segments and synapses that occur before any event
 * creates them. `lists` are the events of its steps.
 */
export function revealedState(start, lists) {
  const known = start.copy();
  for (const events of lists) {
    for (let i = 0; i < events.length; i++) {
      reveal(start, known, events, i);
      known.apply(events, i);
    }
  }
}

function reveal(start, known, events, i) {
  const a = events.operand(i, 0);
  const b = events.operand(i, 1);
  const c = events.operand(i, 2);
  const segment = (serial, cell) => {
    if (known.segments[serial] !== undefined) return;
    start.createSegment(cell, serial);
    known.createSegment(cell, serial);
  };
  const synapse = (serial, cell, permanence) => {
    if (known.segments[serial]?.cells.includes(cell) ?? true) return;
    start.createSynapse(serial, cell, permanence);
    known.createSynapse(serial, cell, permanence);
  };
  const proximal = (column, input, permanence) => {
    const inputs = known.proximal[column]?.inputs ?? [];
    if (inputs[placeOf(inputs, input)] === input) return;
    start.setProximalPermanence(column, input, permanence);
    known.setProximalPermanence(column, input, permanence);
  };
  switch (events.kinds[i]) {
    case TM.segment_visited: segment(a, b); break;
    case TM.segment_gave_way: segment(a, b); break;
    case TM.synapse_visited: synapse(a, b, c); break;
    case TM.permanence_changed: synapse(a, b, c); break;
    case SP.connected_synapse:
    case SP.potential_synapse: proximal(a, b, c); break;
    case SP.permanence_bumped: proximal(a, b, events.operand(i, 3)); break;
    default:
  }
}
