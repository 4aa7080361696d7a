// The playground: the sequence, its encoder, the parameters, and the accuracy of the prediction.

import { breathe, button, byId, el, put } from './html.js';
import { DEFAULTS, PlayRun, accuracyOf } from './playing.js';

/** The sliders: name, minimum, maximum, step; parameters of the pooler and the memory have their names in spec/. */
const SLIDERS = {
  sp: [['column_dimensions', 16, 1024, 1], ['num_active_columns_per_inh_area', 1, 60, 1], ['potential_pct', 0.05, 1, 0.05], ['stimulus_threshold', 0, 20, 1],
    ['connected_permanence', 0, 1, 0.01], ['syn_perm_active_inc', 0, 0.2, 0.005], ['syn_perm_inactive_dec', 0, 0.2, 0.005], ['initial_permanence_range', 0, 0.5, 0.01],
    ['min_pct_overlap_duty_cycle', 0, 1, 0.01], ['duty_cycle_period', 1, 2000, 1], ['boost_strength', 0, 20, 0.5]],
  tm: [['cells_per_column', 1, 32, 1], ['activation_threshold', 0, 30, 1], ['learning_threshold', 0, 30, 1], ['initial_permanence', 0, 1, 0.01],
    ['connected_permanence', 0, 1, 0.01], ['permanence_increment', 0, 0.5, 0.01], ['permanence_decrement', 0, 0.5, 0.01], ['predicted_decrement', 0, 0.2, 0.005],
    ['synapse_sample_size', 0, 60, 1]],
  own: [['active_bits', 1, 41, 1], ['buckets', 2, 400, 1], ['resolution', 0.1, 20, 0.1], ['size', 20, 2000, 10], ['noise', 0, 1, 0.01], ['training', 0, 2000, 1], ['testing', 0, 1000, 1]],
};

/** Converts settings to a part of a URL and back. Unknown names are ignored. */
export const toShare = (settings) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(settings)))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function fromShare(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const given = JSON.parse(new TextDecoder().decode(bytes));
  const settings = structuredClone(DEFAULTS);
  const take = (target, source) => {
    for (const name of Object.keys(target)) {
      if (source?.[name] === undefined) continue;
      if (name === 'sp' || name === 'tm') take(target[name], source[name]);
      else target[name] = source[name];
    }
  };
  take(settings, given);
  return settings;
}

export class Playground {
  constructor(app) {
    this.app = app;
    this.section = byId('playground');
    this.settings = structuredClone(DEFAULTS);
    this.verdict = el('p', { id: 'verdict', class: 'verdict', role: 'status' });
    this.problem = el('p', { id: 'problem', role: 'alert', class: 'verdict' });
    this.inputs = [];
    this.build();
  }

  build() {
    const { settings } = this;
    this.inputs = [];
    const select = (name, options, label) => el('label', {}, `${label} `,
      el('select', { id: `play-${name}`, onchange: (event) => { settings[name] = event.target.value; this.apply(); } },
        options.map(([value, words]) => el('option', { value, selected: settings[name] === value }, words))));
    const text = el('input', { type: 'text', id: 'play-text', size: 30, 'aria-label': 'The letters, words or numbers of the sequence', value: settings.text, onchange: (event) => { settings.text = event.target.value; this.apply(); } });
    const seed = el('input', { type: 'number', id: 'play-seed', min: 0, max: Number.MAX_SAFE_INTEGER, value: settings.seed, onchange: (event) => { settings.seed = Number(event.target.value); this.apply(); } });
    const sliders = (title, group, target) => el('details', { open: this.opened?.has(group), ontoggle: (event) => this.#remember(group, event.target.open) }, el('summary', {}, title),
      el('div', { class: 'sliders' }, SLIDERS[group].map(([name, least, most, step]) => this.#slider(group, target, name, least, most, step))));
    put(this.section,
      el('h2', {}, 'Playground'),
      el('div', { class: 'row' },
        select('source', [['letters', 'letters or words'], ['numbers', 'numbers'], ['sine', 'sine wave'], ['noise', 'random numbers']], 'Sequence'), text,
        select('encoder', [['category', 'category'], ['scalar', 'scalar'], ['random-distributed-scalar', 'random distributed scalar']], 'Encoder'),
        el('label', {}, 'Seed ', seed)),
      el('div', { class: 'row' },
        ['A B C D', 'A B C D - X B C Y -', 'A A A B', 'to be or not to be'].map((words) => button(words, () => { settings.source = 'letters'; settings.text = words; settings.encoder = 'category'; this.build(); this.apply(); }))),
      sliders('Encoder, noise and phases', 'own', settings), sliders('Spatial pooler', 'sp', settings.sp), sliders('Temporal memory', 'tm', settings.tm),
      el('div', { class: 'row' },
        button('Run', () => this.run(), { id: 'play-run' }), button('Pause', () => this.app.pause(), { id: 'play-pause' }),
        button('Step', () => this.app.move('step', 1), { id: 'play-step' }), button('Step back', () => this.app.move('step', -1), { id: 'play-back' }),
        button('Step one line', () => this.app.move('line', 1), { id: 'play-line' }), button('All steps at once', () => this.all(), { id: 'play-all' }),
        button('Reset', () => this.apply(), { id: 'play-reset' }), button('Share', () => this.share(), { id: 'play-share' })),
      this.verdict, this.problem);
  }

  #remember(group, isOpen) {
    this.opened ??= new Set();
    if (isOpen) this.opened.add(group);
    else this.opened.delete(group);
  }

  #slider(group, target, name, least, most, step) {
    const isList = Array.isArray(target[name]);
    const value = isList ? target[name][0] : target[name];
    const set = (text, other) => {
      const number = Number(text);
      if (!Number.isFinite(number)) return;
      target[name] = isList ? [number] : number;
      other.value = number;
      this.apply();
    };
    const range = el('input', { type: 'range', min: least, max: most, step, value, 'aria-label': `${name}, slider` });
    const field = el('input', { type: 'number', min: 0, step: 'any', value, id: `play-${group}-${name}` });
    range.addEventListener('change', () => set(range.value, field));
    range.addEventListener('input', () => { field.value = range.value; });
    field.addEventListener('change', () => set(field.value, range));
    range.value = value;
    return el('label', {}, el('code', {}, group === 'own' ? name : `${group}.${name}`), field, range);
  }

  get isOpen() {
    return !this.section.hidden;
  }

  open(settings = this.settings) {
    this.settings = settings;
    this.section.hidden = false;
    byId('playground-toggle').setAttribute('aria-expanded', 'true');
    this.build();
    return this.apply();
  }

  close() {
    this.section.hidden = true;
    byId('playground-toggle').setAttribute('aria-expanded', 'false');
  }

  /** Starts a new run with the settings; if they are invalid, shows the error and keeps the current run. */
  apply() {
    this.app.pause();
    try {
      const run = new PlayRun(this.settings);
      run.make();
      put(this.problem);
      return this.app.showPlay(run);
    } catch (error) {
      put(this.problem, error.message);
      return undefined;
    }
  }

  get last() {
    return this.settings.training + this.settings.testing;
  }

  run() {
    this.app.play();
  }

  /** Computes all steps of both phases, a few at a time. */
  async all() {
    const { app } = this;
    const { run } = app;
    if (!(run instanceof PlayRun)) return;
    let since = performance.now();
    while (run.length < this.last && run === app.run) {
      run.make();
      if (performance.now() - since < 30) continue;
      app.say(`Step ${run.length} of ${this.last} ...`);
      await breathe();
      since = performance.now();
    }
    if (run !== app.run) return;
    app.say('');
    await app.goTo(run.length - 1);
  }

  async share() {
    this.app.writePlace(true);
    const address = location.href;
    try {
      await navigator.clipboard.writeText(address);
      this.app.say('The URL of this playground was copied.');
    } catch {
      this.app.say(`The URL of this playground is in the address bar (${address.length} characters).`);
    }
  }

  /** Shows the accuracy next to that of a random guess. */
  update() {
    const { run, cursor } = this.app;
    if (!this.isOpen || !(run instanceof PlayRun)) return;
    const measured = accuracyOf(run, cursor.k);
    const step = run.steps[cursor.k];
    const phase = step.learn ? `training, step ${cursor.k + 1} of ${this.settings.training}` : `testing, step ${cursor.k + 1 - this.settings.training} of ${this.settings.testing}, without learning`;
    put(this.verdict, `${phase[0].toUpperCase()}${phase.slice(1)}. ${verdictOf(measured)}`);
  }
}

/** The accuracy in words; labels hits that are no better than chance. */
export function verdictOf(measured) {
  if (measured === null) return 'Nothing has been predicted yet.';
  const { steps, accuracy, chance, z } = measured;
  const tenths = (number) => String(Math.round(10 * number) / 10);
  const figures = `Over the last ${steps} steps ${tenths(100 * accuracy)} % of the active columns were predicted; a random guess of as many columns gets ${tenths(100 * chance)} %`;
  if (z === null) return `${figures}.`;
  return z < 3
    ? `${figures}: no more than hits by chance (${tenths(z)} standard deviations).`
    : `${figures}: ${tenths(z)} standard deviations above chance.`;
}
