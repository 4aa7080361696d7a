// Runs: steps with their events, and the state before each step.

import { EventList } from './events.mjs';
import { MemoryLines } from './memory-lines.mjs';
import { PoolerLines } from './pooler-lines.mjs';
import { State, revealedState } from './state.mjs';
import { breathe } from './html.js';

/** The number of cached lists of events; one may have millions. */
const KEPT_LISTS = 4;
/** The approximate number of key frames. */
const FRAMES = 32;
/** The number of cached states of visited steps, so that going back is as fast as going forward. */
const KEPT_STATES = 64;

/** The base class of runs. `advance(state, k)` applies step k to the state; `makeEvents(k)` returns its events. */
export class Run {
  constructor({ title, about, parameters, source, start }) {
    this.title = title;
    this.about = about;
    /** `sp` and `tm`, either of which may be missing. */
    this.parameters = parameters;
    this.source = source;
    /** `number`, `input`, `output`, and more fields for each kind of run. @type {object[]} */
    this.steps = [];
    /** The state before step k, for some k. @type {Map<number, State>} */
    this.frames = new Map([[0, start]]);
    /** The latest computed state. */
    this.front = { k: 0, state: start.copy() };
    /** By serial number, the steps that changed a segment and the segment after each. @type {Map<number, [number, object][]>} */
    this.histories = new Map();
    this.lists = new Map();
    /** States between the key frames, by step. @type {Map<number, State>} */
    this.recent = new Map();
    /** The first difference between the computed and the recorded steps: the step and a description. */
    this.disagreement = null;
    for (const segment of start.segments) if (segment !== undefined) this.histories.set(segment.serial, [[-1, segment]]);
  }

  get length() {
    return this.steps.length;
  }

  get spacing() {
    return Math.max(8, Math.ceil(this.length / FRAMES));
  }

  /** Computes one more step. */
  #pushFront() {
    const { front } = this;
    this.advance(front.state, front.k);
    const note = this.check(front.state, front.k);
    if (note !== null && this.disagreement === null) this.disagreement = { k: front.k, what: note };
    for (const serial of front.state.changed) this.#remember(front, serial);
    front.k += 1;
    if (front.k % this.spacing === 0) this.frames.set(front.k, front.state.copy());
  }

  #remember({ k, state }, serial) {
    if (!this.histories.has(serial)) this.histories.set(serial, []);
    // NB: the state gets a new owner in the next step, so the segment stored here no longer changes.
    this.histories.get(serial).push([k, state.segments[serial] ?? null]);
  }

  /** Without a recording, there is nothing to compare. */
  check() {
    return null;
  }

  /** Computes the steps before step k, a few at a time. */
  async ready(k, progress = () => {}) {
    let since = performance.now();
    while (this.front.k < Math.min(k, this.length)) {
      this.#pushFront();
      if (performance.now() - since < 12) continue;
      progress(this.front.k / this.length);
      await breathe();
      since = performance.now();
    }
  }

  isReady(k) {
    return this.front.k >= Math.min(k, this.length);
  }

  /** The state before step k: a copy that may be changed. */
  stateAt(k) {
    while (this.front.k < Math.min(k, this.length)) this.#pushFront();
    const [frame, known] = this.#nearest(k);
    const state = known.copy();
    for (let at = frame; at < k; at++) {
      this.advance(state, at);
      if (at + 1 > k - KEPT_STATES / 2) this.#keepState(at + 1, state.copy());
    }
    return state;
  }

  /** The latest stored state that is not after step k. */
  #nearest(k) {
    let nearest = [0, this.frames.get(0)];
    for (const states of [this.frames, this.recent]) {
      for (const [at, state] of states) if (at <= k && at > nearest[0]) nearest = [at, state];
    }
    return nearest;
  }

  #keepState(k, state) {
    this.recent.delete(k);
    this.recent.set(k, state);
    if (this.recent.size > KEPT_STATES) this.recent.delete(this.recent.keys().next().value);
  }

  /** The events of step k. */
  eventsOf(k) {
    let events = this.lists.get(k);
    if (events === undefined) {
      events = this.makeEvents(k);
      this.lists.set(k, events);
      if (this.lists.size > KEPT_LISTS) this.lists.delete(this.lists.keys().next().value);
    }
    return events;
  }

  columnOfCell(cell) {
    return this.front.state.columnOf(cell);
  }

  /** The versions of a segment after each step that changed it, up to step k. */
  historyOf(serial, k) {
    return (this.histories.get(serial) ?? []).filter(([at]) => at <= k);
  }

  /** The values for the charts. */
  summaryOf(k) {
    const { input, output } = this.steps[k];
    const raw = output?.raw_score ?? output?.anomaly ?? null;
    const values = Object.values(input?.values ?? {});
    const predicted = k > 0 ? this.steps[k - 1].output?.predicted_columns : undefined;
    const columns = this.parameters?.tm?.column_count;
    return {
      value: typeof values[0] === 'number' ? values[0] : null,
      label: typeof values[0] === 'string' ? values[0] : null,
      anomaly: raw,
      active: Array.isArray(output?.active_columns) ? output.active_columns.length : null,
      accuracy: raw === null || predicted === undefined ? null : 1 - raw,
      chance: predicted === undefined || !columns ? null : predicted / columns,
      learn: this.steps[k].learn ?? input?.learn ?? true,
    };
  }
}

/** A run from a trace: its events contain everything. */
export class TraceRun extends Run {
  constructor({ title, about, start, steps, source, region }) {
    const header = source?.vector ?? source?.stream ?? {};
    super({ title, about, source, start: new State(), parameters: parametersOf(source, region) });
    this.steps = steps;
    this.header = header;
    const first = start ?? startOf(this);
    this.frames.set(0, first);
    this.front = { k: 0, state: first.copy() };
    for (const segment of first.segments) if (segment !== undefined) this.histories.set(segment.serial, [[-1, segment]]);
  }

  makeEvents(k) {
    return this.steps[k].events;
  }

  eventsOf(k) {
    return this.steps[k].events;
  }

  advance(state, k) {
    const { input, events } = this.steps[k];
    begin(state, this.steps[k]);
    if (input?.reset) return;
    for (let i = 0; i < events.length; i++) state.apply(events, i);
  }

  begin(state, k) {
    begin(state, this.steps[k]);
  }
}

function begin(state, { number, input, isIdle }) {
  if (number === 0 || isIdle) return;
  if (input?.reset) state.reset();
  else state.beginStep();
  for (const bit of input?.active_bits ?? []) state.inputBits.add(bit);
}

/** The parameters in a source, as `sp` and `tm`. */
function parametersOf(source, region) {
  if (source?.vector !== undefined) {
    const { algorithm, parameters } = source.vector;
    if (algorithm === 'temporal-memory') return { tm: parameters };
    if (algorithm === 'spatial-pooler') return { sp: parameters };
    return {};
  }
  const parameters = source?.stream?.parameters ?? {};
  if (Array.isArray(parameters.region)) {
    const one = parameters.region.find(({ name }) => name === region) ?? parameters.region[0];
    return one?.parameters ?? one ?? {};
  }
  return parameters;
}

/** The state before a trace: from its source if possible, otherwise inferred from its events. */
function startOf(run) {
  const { sp, tm } = run.parameters;
  const product = (numbers) => (numbers ?? []).reduce((result, number) => result * number, 1);
  const columns = tm?.column_count ?? (sp?.column_dimensions ? product(sp.column_dimensions) : largest(run, 'column') + 1);
  const state = new State(columns, tm?.cells_per_column ?? 1, sp?.input_dimensions ? product(sp.input_dimensions) : largest(run, 'input') + 1);
  const { vector } = run.source ?? {};
  if (vector?.algorithm === 'temporal-memory') new MemoryLines(vector.parameters).begin(state, vector.seed ?? 42, vector.initial ?? {});
  if (vector?.algorithm === 'spatial-pooler' && vector.initial?.potential_synapses) {
    new PoolerLines(vector.parameters).take(state, vector.initial.potential_synapses);
    state.inhibitionRadius = 0;
  }
  if (vector === undefined) {
    state.step = (run.steps[0]?.number ?? 1) - 1;
    revealedState(state, run.steps.map(({ events }) => events));
  }
  return state;
}

function largest(run, name) {
  let most = 0;
  for (const { events } of run.steps) {
    for (let i = 0; i < events.length; i++) {
      const value = events.valueOf(i, name);
      if (value > most) most = value;
    }
  }
  return most;
}

/** A run with known inputs that the lines recompute: recorded by the program, or made in the playground. */
export class LineRun extends Run {
  constructor({ title, about, parameters, source, start, steps = [], traced = null }) {
    super({ title, about, parameters, source, start });
    this.steps = steps;
    this.pooler = new PoolerLines(parameters.sp);
    this.memory = new MemoryLines(parameters.tm);
    /** The recorded events, by step; null if the lines have to recompute them. */
    this.traced = traced;
  }

  get isDerived() {
    return this.traced === null;
  }

  advance(state, k) {
    const { bits, columns, learn = true, recorded = null } = this.steps[k];
    state.beginStep();
    const winners = this.pooler.step(state, bits, learn);
    this.memory.step(state, columns ?? winners, learn, null, recorded);
  }

  begin(state, k) {
    state.beginStep();
    for (const bit of this.steps[k].bits) state.inputBits.add(bit);
  }

  makeEvents(k) {
    if (this.traced !== null) return this.traced[k];
    const { bits, columns, learn = true } = this.steps[k];
    const state = this.stateAt(k);
    const events = new EventList(1 << 16);
    state.beginStep();
    const winners = this.pooler.step(state, bits, learn, events);
    this.memory.step(state, columns ?? winners, learn, events);
    return events;
  }

  /** Compares the state computed by the lines with that recorded by the library. */
  check(state, k) {
    const { columns, noted } = this.steps[k];
    if (noted === undefined) return null;
    const { stateHigh, stateLow } = state.random;
    const found = [
      ['active columns', [...state.activeColumns], columns],
      ['winner cells', [...state.now.winnerCells].sort((a, b) => a - b), noted.winners],
      ['number of segments', state.segmentCount, noted.segments],
      ['state of the generator', [stateHigh, stateLow], noted.random.slice(0, 2)],
    ].find(([, worked, recorded]) => String(worked) !== String(recorded));
    return found === undefined ? null : `${found[0]}: computed ${found[1]}, recorded ${found[2]}`;
  }
}
