// The position in a run: a step, and how many of its events have happened. Moves by line, function, phase and time step.

import { partOf, phaseOf } from './rules.js';

/** All events of the step have happened; their number need not be known. */
export const END = Infinity;

/** The number of events between stored copies of the state within a step. */
const CHECKPOINT = 25_000;

export class Cursor {
  constructor(run) {
    this.run = run;
    this.k = 0;
    this.i = END;
    this.cached = null;
  }

  /** The number of events that happened; needs the events. */
  get count() {
    return Math.min(this.i, this.events.length);
  }

  get events() {
    return this.run.eventsOf(this.k);
  }

  /** The last event that happened; null at the beginning of a step. */
  get current() {
    const { count } = this;
    return count === 0 ? null : this.events.get(count - 1);
  }

  get isAtEnd() {
    return this.i === END || this.i >= this.events.length;
  }

  go(k, i = END) {
    this.k = Math.max(0, Math.min(k, this.run.length - 1));
    this.i = i === END ? END : Math.max(0, Math.min(i, this.events.length));
  }

  /** The state at the position. Must not be changed. */
  get state() {
    const { run, k, i } = this;
    if (i === END) return this.#atEnd();
    if (this.cached?.run !== run || this.cached.k !== k || this.cached.marks === undefined) {
      const state = run.stateAt(k);
      run.begin(state, k);
      this.cached = { run, k, i: 0, state, marks: new Map([[0, state.copy()]]) };
    }
    const { cached } = this;
    if (i < cached.i) {
      const from = Math.floor(i / CHECKPOINT) * CHECKPOINT;
      const at = cached.marks.has(from) ? from : 0;
      cached.state = cached.marks.get(at).copy();
      cached.i = at;
    }
    const events = run.eventsOf(k);
    for (; cached.i < i; cached.i++) {
      if (cached.i % CHECKPOINT === 0 && !cached.marks.has(cached.i)) cached.marks.set(cached.i, cached.state.copy());
      cached.state.apply(events, cached.i);
    }
    return cached.state;
  }

  #atEnd() {
    const { run, k } = this;
    if (this.cached?.run !== run || this.cached.k !== k || this.cached.i !== END) {
      // Advances the cached state if it is that of the previous step.
      const isNext = this.cached?.run === run && this.cached.k === k - 1 && this.cached.i === END;
      const state = isNext ? this.cached.state.copy() : run.stateAt(k);
      run.advance(state, k);
      this.cached = { run, k, i: END, state };
    }
    return this.cached.state;
  }

  // Stepping. Each method returns whether it moved.

  step(direction) {
    return this.run.length > 0 && this.#moveTo(this.k + direction, END);
  }

  #moveTo(k, i) {
    if (k < 0 || k >= this.run.length) return false;
    this.go(k, i);
    return true;
  }

  line(direction) {
    const { count, events } = this;
    if (direction > 0) {
      if (count < events.length) this.i = count + 1;
      else if (!this.#moveTo(this.k + 1, 0)) return false;
      else this.i = Math.min(1, this.events.length);
      return true;
    }
    if (count > 1 || (count === 1 && this.k === 0)) {
      this.i = count - 1;
      return true;
    }
    if (!this.#moveTo(this.k - 1, END)) return false;
    return true;
  }

  /** Moves to the first event of the next (or previous) run of events with the same key; at the border, to the next step. */
  #stretch(direction, keyOf) {
    const { count, events } = this;
    if (direction > 0) {
      if (count >= events.length) return this.line(1);
      const key = count === 0 ? null : keyOf(events, count - 1);
      let i = count;
      while (i < events.length && keyOf(events, i) === key) i += 1;
      this.i = Math.min(i + 1, events.length);
      return true;
    }
    if (count <= 1) return this.line(-1);
    const key = keyOf(events, count - 1);
    let i = count - 1;
    while (i > 0 && keyOf(events, i - 1) === key) i -= 1;
    if (i === count - 1 && i > 0) {
      // At the first event of its run: to the first event of the previous run.
      const before = keyOf(events, i - 1);
      i -= 1;
      while (i > 0 && keyOf(events, i - 1) === before) i -= 1;
    }
    this.i = i + 1;
    return true;
  }

  function(direction) {
    return this.#stretch(direction, (events, i) => `${events.chapter(i)} ${partOf(events.chapter(i), events.lines[i])}`);
  }

  phase(direction) {
    return this.#stretch(direction, (events, i) => phaseOf(events.chapter(i), events.lines[i]));
  }

  /** The position in the form used in the URL. */
  get place() {
    return { k: this.k, i: this.i };
  }
}
