// The row of controls, the keyboard shortcuts, and the help.

import { button, byId, el, put } from './html.js';
import { END } from './position.js';
import { CONDITIONS } from './breaks.js';

const KEYS = [
  ['right, left', 'one line forward, back'], ['Shift + right, left', 'one phase forward, back'], ['. and ,', 'one function forward, back'],
  ['] and [', 'one time step forward, back'],
  ['Home, End', 'first step, last step'], ['space', 'play or pause'], ['g', 'go to a step'], ['b', 'choose a condition to run to'],
  ['n, N', 'run forward, back to the condition'], ['c', 'select a cell'], ['w', 'explain why the cell is active'], ['d', 'dark or light theme'],
  ['p', 'playground'], ['?', 'this help'],
];

/** The contents of the help. */
export const helpOf = (version) => [
  el('h2', { id: 'help-title' }, 'Help'),
  el('p', {}, 'On the left are the rules of BAMI with its line numbers, in the words of this project\'s specification, and how often each ',
    'line ran in this time step. In the middle is the state, and on the right is what the current line did. Click a cell to see its segments, ',
    'or a segment to see its synapses; "Why" buttons explain the state. A dashed badge marks a decision on a point that the book leaves open.'),
  el('table', {}, el('tbody', {}, KEYS.map(([key, words]) => el('tr', {}, el('td', {}, el('kbd', {}, key)), el('td', {}, words))))),
  el('p', {}, 'The keys do not work while an input field has the focus. In the pictures of columns and cells, the arrow keys move the ',
    'selection; in the chart, they move by time step.'),
  el('p', {}, 'Compare: open the trace of another run or port, and the page shows the first event in which they differ.'),
  el('p', {}, 'Playground: this page runs a spatial pooler and a temporal memory on the sequence that you enter. The accuracy is shown with ',
    'that of a random guess of as many columns.'),
  el('p', { class: 'dim' }, `bami-htm ${version}`),
  button('Close', () => byId('help').close()),
];

export class Controls {
  constructor(app) {
    this.app = app;
    const pair = (name, by, back, forward) => el('span', { class: 'group', role: 'group', 'aria-label': name },
      button('<', () => app.move(by, -1), { title: `${name} back (${back})`, id: `${by}-back` }), el('span', {}, name), button('>', () => app.move(by, 1), { title: `${name} forward (${forward})`, id: `${by}-forward` }));
    this.stepNumber = el('input', { type: 'number', id: 'step', 'aria-label': 'Go to step', onchange: () => app.goToNumber(Number(this.stepNumber.value)) });
    this.stepWords = el('span', { class: 'dim', id: 'step-words' });
    this.playButton = button('Play', () => app.togglePlay(), { id: 'play', 'aria-pressed': 'false' });
    this.playBy = el('select', { 'aria-label': 'Play by' }, ['step', 'phase', 'function', 'line'].map((by) => el('option', { value: by }, `by ${by}`)));
    this.speed = el('select', { 'aria-label': 'Speed', id: 'speed' }, [1, 2, 5, 10, 30].map((speed) => el('option', { value: speed, selected: speed === 5 }, `${speed} per second`)));
    this.breakName = el('select', { id: 'break', 'aria-label': 'Run to', onchange: () => this.nameNumber() }, Object.entries(CONDITIONS).map(([name, { label }]) => el('option', { value: name }, label)));
    this.breakNumber = el('input', { type: 'number', id: 'break-number', min: 0, 'aria-label': 'Number' });
    put(byId('controls'),
      pair('line', 'line', 'left', 'right'), pair('function', 'function', ',', '.'), pair('phase', 'phase', 'Shift+left', 'Shift+right'), pair('time step', 'step', '[', ']'),
      el('label', {}, 'step ', this.stepNumber), this.stepWords, this.playButton, this.playBy, this.speed,
      el('span', { class: 'group' }, el('label', {}, 'run to ', this.breakName), this.breakNumber,
        button('Back to', () => app.seek(-1), { id: 'seek-back', title: 'Run back to the condition (N)' }), button('Run to', () => app.seek(1), { id: 'seek', title: 'Run forward to the condition (n)' }),
        button('Stop', () => app.stop(), { id: 'stop' })));
    this.nameNumber();
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  showPlaying(isPlaying) {
    this.playButton.textContent = isPlaying ? 'Pause' : 'Play';
    this.playButton.setAttribute('aria-pressed', String(isPlaying));
  }

  /** The target to run to: the name of a condition, and its number or null. */
  get chosen() {
    const text = this.breakNumber.value;
    return { name: this.breakName.value, number: text !== '' && Number.isInteger(Number(text)) ? Number(text) : null };
  }

  choose(name, number) {
    this.breakName.value = name;
    this.breakNumber.value = number ?? '';
    this.nameNumber();
  }

  /** Shows the field for a number if the condition needs one. */
  nameNumber() {
    const { needs } = CONDITIONS[this.breakName.value];
    this.breakNumber.hidden = needs === undefined;
    this.breakNumber.placeholder = needs ?? '';
  }

  update() {
    const { run, cursor } = this.app;
    const numbers = run.steps[cursor.k].number;
    this.stepNumber.min = run.steps[0].number;
    this.stepNumber.max = run.steps.at(-1).number;
    if (document.activeElement !== this.stepNumber) this.stepNumber.value = numbers;
    const events = this.app.eventsIfThere();
    const at = cursor.i === END ? 'end of the step' : events === null ? '' : `event ${cursor.count} of ${events.length}`;
    put(this.stepWords, `of ${run.steps[0].number} to ${run.steps.at(-1).number}, ${at}`);
  }

  #key(event) {
    const { app } = this;
    const isField = ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName);
    if (isField || event.ctrlKey || event.metaKey || event.altKey || byId('help').open) return;
    const isButton = ['BUTTON', 'SUMMARY', 'A'].includes(event.target.tagName);
    const shifted = event.shiftKey;
    const acts = {
      ArrowRight: () => app.move(shifted ? 'phase' : 'line', 1), ArrowLeft: () => app.move(shifted ? 'phase' : 'line', -1),
      '.': () => app.move('function', 1), ',': () => app.move('function', -1), ']': () => app.move('step', 1), '[': () => app.move('step', -1),
      Home: () => app.goTo(0), End: () => app.goTo(app.run.length - 1), g: () => this.stepNumber.select(), b: () => this.breakName.focus(),
      n: () => app.seek(1), N: () => app.seek(-1), c: () => app.picture.cell.focus(), w: () => app.why('active'), d: () => app.theme(),
      p: () => app.togglePlayground(), '?': () => byId('help').showModal(),
    };
    if (!isButton) acts[' '] = () => app.togglePlay();
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }
}
