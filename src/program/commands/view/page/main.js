// The page: the current run, the position in it, and the reactions to keys and clicks.

import { byId, el, put } from './html.js';
import { describe, place } from './format.js';
import { Rules } from './rules.js';
import { loadRun, runOfText } from './loading.js';
import { PlayRun } from './playing.js';
import { Cursor, END } from './position.js';
import { CONDITIONS, search } from './breaks.js';
import { whyActive, whyColumn, whyPredicted, whyPunished, whyWinner } from './why.js';
import { Comparison } from './comparing.js';
import { Controls, helpOf } from './controls.js';
import { Charts } from './charts.js';
import { Listing } from './listing.js';
import { Picture } from './picture.js';
import { Details } from './details.js';
import { Playground, fromShare, toShare } from './playground.js';

/** With at least this many synapses, the lines of a step are computed only after a delay. */
const LARGE = 60_000;
/** The maximum number of playground steps that a URL may request; all of them are computed before the page is shown. */
const MOST_SHARED_STEPS = 5_000;

class App {
  constructor(data) {
    this.rules = new Rules(data.rules);
    this.version = data.version;
    this.packed = data.runs;
    this.runs = data.runs.map(() => null);
    this.selection = { column: null, cell: null, segment: null };
    this.timer = null;
    this.token = 0;
    this.run = { length: 0, steps: [], parameters: {}, lists: new Map() };
    this.cursor = new Cursor(this.run);
    this.charts = new Charts(this);
    this.listing = new Listing(this);
    this.picture = new Picture(this);
    this.details = new Details(this);
    this.playground = new Playground(this);
    this.comparison = new Comparison(this);
    this.controls = new Controls(this);
    this.#header();
    put(byId('help'), helpOf(this.version));
    addEventListener('resize', () => this.update());
    addEventListener('hashchange', () => { if (location.hash !== this.written) this.readPlace(); });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.update());
  }

  // Display

  #header() {
    this.choice = byId('runs');
    this.choice.addEventListener('change', () => this.open(Number(this.choice.value)));
    this.#listRuns();
    byId('open').addEventListener('click', () => this.pick('open'));
    byId('compare').addEventListener('click', () => this.comparison.ask());
    byId('theme').addEventListener('click', () => this.theme());
    byId('playground-toggle').addEventListener('click', () => this.togglePlayground());
    byId('help-button').addEventListener('click', () => byId('help').showModal());
    byId('file').addEventListener('change', (event) => this.read(event.target.files[0]));
  }

  #listRuns() {
    put(this.choice, this.packed.map(({ title }, i) => el('option', { value: i }, title)));
  }

  togglePlayground() {
    if (!this.playground.isOpen) return this.playground.open();
    this.playground.close();
    return this.open(0);
  }

  theme() {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light');
    document.documentElement.dataset.theme = now === 'dark' ? 'light' : 'dark';
    this.picture.drawLegend();
    this.update();
  }

  /** Opens a run of the page. */
  async open(index, at = { k: 0, i: END }) {
    this.pause();
    const run = await this.load(index);
    if (run === null) return;
    this.choice.value = index;
    this.playground.close();
    this.#show(run, at, index);
  }

  async load(index) {
    if (this.runs[index] === undefined) return null;
    if (this.runs[index] === null) {
      this.say('Decompressing ...');
      try {
        let run = await loadRun(this.packed[index]);
        if (Array.isArray(run)) {
          // A network: its regions replace the trace.
          const [first, ...others] = run;
          this.packed[index] = { title: first.title };
          for (const other of others) this.#append(other);
          run = first;
        }
        this.runs[index] = run;
        this.#listRuns();
      } catch (error) {
        this.say(`${this.packed[index].title} cannot be shown: ${error.message}`, true);
        return null;
      }
      this.say('');
    }
    return this.runs[index];
  }

  #append(run) {
    this.runs.push(run);
    this.packed.push({ title: run.title });
    this.#listRuns();
    return this.runs.length - 1;
  }

  #show(run, { k, i }, index = null) {
    this.run = run;
    this.index = index;
    this.hasMemory = run.parameters?.tm !== undefined || run.steps.some(({ events }) => events?.length > 0 && events.chapter(events.length - 1) === 'TM');
    this.cursor = new Cursor(run);
    this.selection = { column: null, cell: null, segment: null };
    this.details.clearReason();
    byId('about').textContent = run.about;
    document.title = `${run.title} - BAMI, line by line`;
    this.listing.show(this.hasMemory ? 'TM' : 'SP');
    return this.goTo(k, i);
  }

  showPlay(run) {
    this.choice.selectedIndex = -1;
    return this.#show(run, { k: 0, i: END });
  }

  say(text, bad = false) {
    const status = byId('status');
    status.textContent = text;
    status.classList.toggle('bad', bad);
  }

  // Position

  /** Goes to the position after event i of step k, or without i to the end of the step. */
  async goTo(k, i = END) {
    if (this.run.length === 0 || Number.isNaN(k)) return;
    const token = ++this.token;
    const { run } = this;
    const target = Math.max(0, Math.min(k, run.length - 1));
    if (!run.isReady(target)) {
      await run.ready(target, (share) => this.say(`Computing the previous steps: ${Math.round(100 * share)} %`));
      if (token !== this.token || run !== this.run) return;
      this.say('');
    }
    this.cursor.go(target, i);
    this.update();
    if (!run.isReady(run.length)) this.#workAhead(run);
  }

  /** Computes the rest of the run in the background. */
  async #workAhead(run) {
    if (run.isWorking) return;
    run.isWorking = true;
    while (run === this.run && !run.isReady(run.length)) {
      await run.ready(run.front.k + 1);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    run.isWorking = false;
    this.#tellDisagreement();
  }

  #tellDisagreement() {
    const { disagreement, steps } = this.run;
    if (disagreement) this.say(`From step ${steps[disagreement.k].number} on, the steps computed by the port differ from the recording: ${disagreement.what}`, true);
  }

  /** Moves by line, function, phase or step; at the end of a playground's run, adds a step. */
  move(by, direction) {
    const { cursor, run } = this;
    if (run.length === 0) return false;
    const atLast = cursor.k === run.length - 1;
    if (run instanceof PlayRun && direction > 0 && atLast && (by === 'step' || cursor.isAtEnd)) run.make();
    const moved = cursor[by](direction);
    if (moved && by !== 'step') this.#workOutNow();
    this.update();
    return moved;
  }

  #workOutNow() {
    return this.cursor.events;
  }

  play() {
    if (this.timer !== null) return;
    const tick = () => {
      const isDone = this.run instanceof PlayRun && this.playground.isOpen && this.cursor.k + 1 >= this.playground.last;
      if (isDone || !this.move(this.controls.playBy.value, 1)) {
        this.pause();
        return;
      }
      this.timer = setTimeout(tick, 1000 / Number(this.controls.speed.value));
    };
    this.timer = setTimeout(tick, 0);
    this.controls.showPlaying(true);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.controls?.showPlaying(false);
  }

  togglePlay() {
    if (this.timer === null) this.play();
    else this.pause();
  }

  /** Stops a search. */
  stop() {
    this.token += 1;
    this.say('');
  }

  // Conditions and reasons

  runTo(name, number) {
    this.controls.choose(name, number);
    return this.seek(1);
  }

  async seek(direction) {
    this.pause();
    const { name, number } = this.controls.chosen;
    const { needs } = CONDITIONS[name];
    if (needs && number === null) {
      this.say(`Enter the number of the ${needs}.`, true);
      this.controls.breakNumber.focus();
      return;
    }
    const token = ++this.token;
    const found = await search(this.cursor, name, number, direction, () => token !== this.token,
      (k) => this.say(`Searching step ${this.run.steps[k].number} ...`));
    if (token !== this.token) return;
    const words = `${CONDITIONS[name].label}${needs ? ` ${number}` : ''}`;
    if (found === null) {
      this.say(`${words}: not found ${direction > 0 ? 'after' : 'before'} this position.`);
      return;
    }
    this.say('');
    await this.goTo(found.k, found.i);
  }

  why(name) {
    const { run, cursor, selection } = this;
    const { k } = cursor;
    const { cell, column } = selection;
    const reasons = {
      active: () => whyActive(run, k, cell), winner: () => whyWinner(run, k, cell), predicted: () => whyPredicted(run, k, cell),
      punished: () => whyPunished(run, k, cell), column: () => whyColumn(run, k, column),
    };
    if (name !== 'column' && cell === null) {
      this.say('Select a cell first.', true);
      return undefined;
    }
    const reason = reasons[name]();
    this.details.showReason(`Why ${name === 'column' ? 'this column' : name}?`, reason);
    this.announce(reason.text);
    return reason.place === null ? undefined : this.goTo(reason.place.k, reason.place.i);
  }

  select(part) {
    const { state } = this.cursor;
    const selection = { ...this.selection, ...part };
    if (part.cell !== undefined) {
      const isCell = part.cell !== null && part.cell < state.columnCount * state.cellsPerColumn;
      selection.cell = isCell ? part.cell : null;
      selection.column = isCell ? state.columnOf(part.cell) : selection.column;
      selection.segment = (isCell && state.segmentsOfCell[part.cell]?.[0]) ?? null;
      if (selection.segment === false) selection.segment = null;
    } else if (part.column !== undefined) {
      selection.column = part.column !== null && part.column < state.columnCount ? part.column : null;
      selection.cell = null;
      selection.segment = null;
    }
    this.selection = selection;
    this.update();
  }

  /** Whether segments are compared with the cells of t; in stage 1 they are compared with those of t-1. */
  countsNow() {
    if (this.cursor.i === END) return true;
    const current = this.cursor.current;
    return current === null ? false : this.cursor.isAtEnd || (current.chapter === 'TM' && current.line !== null && current.line >= 55 && current.line <= 72);
  }

  // Drawing

  /** The events of the step, unless they are many and not computed yet. */
  eventsIfThere() {
    const { run, cursor } = this;
    if (run.length === 0) return null;
    if (cursor.i !== END || run.lists.has(cursor.k) || !run.isDerived) return run.eventsOf(cursor.k);
    const { sp } = run.parameters;
    const size = (sp?.input_dimensions ?? []).reduce((a, b) => a * b, 1) * (sp?.column_dimensions ?? []).reduce((a, b) => a * b, 1);
    return size < LARGE ? run.eventsOf(cursor.k) : null;
  }

  currentIfThere() {
    return this.eventsIfThere() === null ? null : this.cursor.current;
  }

  update() {
    if (this.run.length === 0) return;
    this.charts.draw();
    this.picture.update();
    this.#updateLines();
    this.playground.update();
    this.controls.update();
    this.writePlace();
  }

  #updateLines() {
    clearTimeout(this.later);
    const current = this.currentIfThere();
    if (current !== null && this.cursor.i !== END) this.listing.follow(current.chapter);
    this.listing.update();
    this.details.update();
    this.comparison.update();
    if (this.eventsIfThere() === null) {
      const { run, cursor } = this;
      this.later = setTimeout(() => {
        if (run !== this.run || cursor.k !== this.cursor.k) return;
        run.eventsOf(cursor.k);
        this.#updateLines();
        this.controls.update();
      }, 250);
      return;
    }
    this.announce(current === null ? '' : `${place(current)}: ${describe(current, this.run.parameters)}`);
  }

  announce(text) {
    byId('live').textContent = text;
  }

  goToNumber(number) {
    const k = this.run.steps.findIndex((step) => step.number === number);
    if (k >= 0) return this.goTo(k);
    this.say(`There is no step ${number}; the steps are ${this.run.steps[0].number} to ${this.run.steps.at(-1).number}.`, true);
    return undefined;
  }

  // The URL

  writePlace(whole = false) {
    const { run, cursor, selection } = this;
    const parts = run instanceof PlayRun ? [`play=${toShare(run.settings)}`] : [`run=${this.index ?? 0}`];
    if (run.length > 0) parts.push(`step=${run.steps[cursor.k].number}`);
    if (cursor.i !== END) parts.push(`event=${cursor.count}`);
    for (const name of ['column', 'cell', 'segment']) if (selection[name] !== null) parts.push(`${name}=${selection[name]}`);
    this.written = `#${parts.join('&')}`;
    clearTimeout(this.writing);
    const write = () => { if (location.hash !== this.written) history.replaceState(null, '', this.written); };
    // NB: browsers limit the rate of changes to the URL.
    if (whole) write();
    else this.writing = setTimeout(write, 150);
  }

  async readPlace() {
    const place_ = new URLSearchParams(location.hash.slice(1));
    const number = (name) => (/^\d{1,15}$/.test(place_.get(name) ?? '') ? Number(place_.get(name)) : null);
    if (place_.has('play')) {
      try {
        await this.playground.open(fromShare(place_.get('play')));
      } catch {
        this.say('The URL contains no valid playground settings.', true);
        await this.playground.open();
      }
      const step = number('step') ?? 1;
      if (this.run instanceof PlayRun) while (this.run.length < Math.min(step, MOST_SHARED_STEPS)) this.run.make();
    } else {
      await this.open(Math.min(number('run') ?? 0, this.packed.length - 1));
    }
    if (this.run.length === 0) return;
    const step = number('step');
    if (step !== null) await this.goTo(Math.max(0, this.run.steps.findIndex((one) => one.number === step)), number('event') ?? END);
    const chosen = ['column', 'cell', 'segment'].map((name) => [name, number(name)]).filter(([, value]) => value !== null);
    for (const [name, value] of chosen) if (name !== 'column' || chosen.length === 1) this.select({ [name]: value });
  }

  // Files and comparison

  pick(purpose) {
    this.purpose = purpose;
    byId('file').value = '';
    byId('file').click();
  }

  async read(file) {
    if (file === undefined) return;
    try {
      const read = runOfText(file.name, await file.text());
      const runs = Array.isArray(read) ? read : [read];
      const indices = runs.map((run) => this.#append(run));
      if (this.purpose === 'compare') await this.comparison.with(indices[0]);
      else await this.open(indices[0]);
    } catch (error) {
      this.say(`${file.name} cannot be read: ${error.message}`, true);
    }
  }
}

async function begin() {
  const app = new App(JSON.parse(byId('data').textContent));
  /** For use in the console. */
  globalThis.bami = app;
  await app.readPlace();
  document.documentElement.dataset.ready = '';
}

begin().catch((error) => {
  byId('status').textContent = `The page cannot be shown: ${error.message}`;
  throw error;
});
