// What the current line did, the events around it, random draws with their candidates, and explanations.

import { button, byId, el, put } from './html.js';
import { describe, place } from './format.js';

const AROUND = 14;

export class Details {
  constructor(app) {
    this.app = app;
    this.now = el('p', { id: 'now', tabindex: -1 });
    this.rule = el('p', { class: 'dim' });
    this.draw = el('div', { id: 'draw' });
    this.why = el('div', { id: 'why', role: 'region', 'aria-label': 'Explanation' });
    this.list = el('ol', { class: 'list', tabindex: 0, 'aria-label': 'Nearby events' });
    put(byId('details'), el('h2', {}, 'What this line did'), this.now, this.rule, this.draw, this.why, el('h3', {}, 'Nearby events'), this.list);
  }

  update() {
    const { app } = this;
    const events = app.eventsIfThere();
    if (events === null) {
      put(this.now, 'Computing the lines of this step ...');
      put(this.list);
      put(this.draw);
      return;
    }
    const { cursor } = app;
    const { count } = cursor;
    const current = cursor.current;
    const where = `event ${count} of ${events.length}`;
    if (current === null) {
      put(this.now, events.length === 0 ? 'No line reports an event in this step.' : 'Before the first line of this step.');
      put(this.rule, where);
    } else {
      put(this.now, `${place(current)}  ${describe(current, app.run.parameters)}`);
      const derived = app.run.isDerived ? ', computed in this page by the JavaScript port' : '';
      put(this.rule, `${current.rule}, ${where}${derived}`);
    }
    this.#showDraw(current);
    this.#showList(events, count);
  }

  #showDraw(current) {
    if (current?.event === 'random_choice') {
      const items = current.candidates.slice(0, 200).map((cell, i) => el(i === current.draw ? 'strong' : 'span', {}, `${i === current.draw ? `[${cell}]` : cell} `));
      put(this.draw, el('p', {}, `Random draw: below(${current.candidates.length}) gave ${current.draw}, which is cell ${current.chosen}. Candidates: `, items));
    } else if (current?.event === 'potential_input_drawn') {
      put(this.draw, el('p', {}, `Random draw: below(${current.candidates}) gave ${current.draw}, which is input ${current.input}.`));
    } else {
      put(this.draw);
    }
  }

  #showList(events, count) {
    const { app } = this;
    const first = Math.max(0, count - 1 - AROUND);
    const last = Math.min(events.length, first + 2 * AROUND + 1);
    const items = [];
    for (let i = first; i < last; i++) {
      const event = events.get(i);
      items.push(el('li', { class: i === count - 1 ? 'at' : undefined, 'aria-current': i === count - 1 ? 'step' : undefined },
        button([el('span', { class: 'place' }, place(event)), describe(event, app.run.parameters)], () => app.goTo(app.cursor.k, i + 1))));
    }
    put(this.list, items);
    const at = this.list.querySelector('.at');
    if (at !== null) this.list.scrollTop = at.offsetTop - this.list.offsetTop - this.list.clientHeight / 2;
  }

  /** Shows a reason with its causes; each links to its position. */
  showReason(title, reason) {
    const block = ({ text, place: at, causes }) => el('div', { class: 'whys' },
      at === null ? el('p', {}, text) : button(text, () => this.app.goTo(at.k, at.i), { class: 'link', title: 'Go there' }),
      causes.map(block));
    put(this.why, el('div', { class: 'row' }, el('h3', {}, title), el('span', { class: 'gap' }), button('Close', () => put(this.why))), block(reason));
  }

  clearReason() {
    put(this.why);
  }
}
