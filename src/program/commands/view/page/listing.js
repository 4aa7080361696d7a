// The rules with the book's line numbers: the current line, how often each line ran, decisions, and the code.

import { button, byId, el, put } from './html.js';
import { partsOf } from './rules.js';

const counted = new WeakMap();

/** How often each line ran in a step; computed once for each list of events. */
export function countsOf(events) {
  if (!counted.has(events)) counted.set(events, events.countLines());
  return counted.get(events);
}

const CHAPTERS = { SP: 'Spatial pooler', TM: 'Temporal memory' };

export class Listing {
  constructor(app) {
    this.app = app;
    this.section = byId('rules');
    this.chapter = 'TM';
    this.tabs = Object.entries(CHAPTERS).map(([chapter, name]) =>
      button(name, () => this.show(chapter), { role: 'tab', id: `tab-${chapter}`, 'aria-controls': 'rule-list' }));
    this.list = el('ol', { id: 'rule-list', role: 'tabpanel', tabindex: 0, 'aria-label': 'Rules by line' });
    this.note = el('div', { id: 'note', role: 'region', 'aria-label': 'Decision' });
    put(this.section, el('div', { class: 'tabs', role: 'tablist' }, this.tabs), this.note, this.list);
    this.show('TM');
  }

  show(chapter) {
    this.chapter = chapter;
    this.tabs.forEach((tab) => tab.setAttribute('aria-selected', String(tab.id === `tab-${chapter}`)));
    this.chips = new Map();
    this.items = new Map();
    const rules = this.app.rules.ofChapter(chapter);
    const parts = partsOf(chapter);
    put(this.list, rules.flatMap((rule) => {
      const part = parts.find(([first]) => first === rule.lines[0]);
      return [part && el('li', { class: 'part' }, `${part[2]}, lines ${part[0]} to ${part[1]}`), this.#item(chapter, rule)];
    }));
    this.update();
  }

  #item(chapter, rule) {
    const [first, last] = rule.lines;
    const chips = [];
    for (let line = first; line <= last; line++) {
      const count = el('span', { class: 'count' });
      const chip = button([`${line} `, count], () => this.app.runTo(chapter === 'TM' ? 'tm' : 'sp', line), {
        class: 'chip', title: `Run to ${chapter} ${line}`, 'data-line': `${chapter}-${line}`,
      });
      this.chips.set(line, { chip, count });
      chips.push(chip);
    }
    const badges = [...rule.decisions, ...rule.extensions].map((id) => button(id, () => this.#showNote(id), { class: 'badge', title: this.app.rules.byId.get(id)?.title ?? id }));
    const code = rule.code.filter(({ text }) => text !== null);
    const item = el('li', {},
      el('div', { class: 'chips' }, chips, badges,
        code.length > 0 && button('code', () => this.#showCode(rule), { class: 'badge', title: `The Rust functions that implement ${rule.id}` })),
      el('div', {}, rule.requirements.join(' ')));
    for (let line = first; line <= last; line++) this.items.set(line, item);
    return item;
  }

  #showNote(id) {
    const rule = this.app.rules.byId.get(id);
    if (rule === undefined) return;
    this.#open(`${id}: ${rule.title.replaceAll('`', '')}`, [
      ...rule.requirements.map((text) => el('p', {}, text)),
      rule.points.map(([lead, text]) => el('p', {}, el('strong', {}, `${lead}: `), text)),
      rule.points.length === 0 && rule.text !== '' && el('p', { class: 'dim' }, rule.text),
    ]);
  }

  #showCode(rule) {
    this.#open(`${rule.id} in Rust`, rule.code.filter(({ text }) => text !== null).map(({ item, file, line, text }) =>
      [el('p', {}, el('code', {}, `${item}, ${file}:${line}`)), el('pre', { tabindex: 0 }, text)]).flat());
  }

  #open(title, children) {
    const close = button('Close', () => put(this.note), {});
    put(this.note, el('div', { class: 'row' }, el('h2', {}, title), el('span', { class: 'gap' }), close), children, el('hr'));
    close.focus();
  }

  /** Shows the chapter of the current event. */
  follow(chapter) {
    if (chapter !== this.chapter) this.show(chapter);
  }

  update() {
    const { app } = this;
    const events = app.eventsIfThere();
    const counts = events === null ? null : countsOf(events)[this.chapter];
    for (const [line, { chip, count }] of this.chips) {
      const times = counts?.[line] ?? 0;
      count.textContent = counts === null ? '' : `${times}x`;
      chip.classList.toggle('ran', times > 0);
      chip.classList.remove('at');
    }
    this.list.querySelectorAll('.current').forEach((item) => item.classList.remove('current'));
    const current = app.currentIfThere();
    if (current === null || current.chapter !== this.chapter || current.line === null) return;
    this.chips.get(current.line)?.chip.classList.add('at');
    const item = this.items.get(current.line);
    if (item === undefined) return;
    item.classList.add('current');
    const box = this.list.getBoundingClientRect();
    const place = item.getBoundingClientRect();
    if (place.top < box.top || place.bottom > box.bottom) this.list.scrollTop += place.top - box.top - 40;
  }
}
