// Two runs side by side.

import { button, byId, el, put } from './html.js';
import { describe, place } from './format.js';
import { END } from './position.js';
import { firstDifference } from './compare.js';

export class Comparison {
  constructor(app) {
    this.app = app;
    /** The compared runs and their first difference. */
    this.shown = null;
  }

  /** Asks which run to compare with. */
  ask() {
    const section = byId('comparison');
    section.hidden = false;
    const choice = el('select', { id: 'other', 'aria-label': 'The other run' }, this.app.packed.map(({ title }, i) => el('option', { value: i }, title)));
    put(section, el('div', { class: 'row' }, el('h2', {}, 'Compare this run with'), choice,
      button('Compare', () => this.with(Number(choice.value)), { id: 'compare-run' }), button('Open another trace', () => this.app.pick('compare'), { id: 'compare-open' }),
      button('Close', () => { section.hidden = true; this.shown = null; })), el('div', { id: 'difference' }));
    choice.focus();
  }

  /** Compares the current run with another run of the page and goes to the first difference. */
  async with(index) {
    const { app } = this;
    const { run } = app;
    const other = await app.load(index);
    if (other === null) return;
    if (byId('comparison').hidden || byId('difference') === null) this.ask();
    const difference = await firstDifference(run, other, (k) => app.say(`Comparing step ${run.steps[k].number} ...`));
    app.say('');
    if (difference === null) {
      put(byId('difference'), el('p', { class: 'verdict' }, `${run.title} and ${other.title} are the same: ${run.length} steps.`));
      return;
    }
    this.shown = { run, other, difference };
    await app.goTo(difference.k, difference.i);
  }

  /** Shows the two runs side by side at the current position. */
  update() {
    const { app } = this;
    if (!this.shown || this.shown.run !== app.run) return;
    const { run, other, difference } = this.shown;
    const { k } = app.cursor;
    const i = app.cursor.i === END ? difference.k === k && difference.i : app.cursor.i;
    const around = (one) => {
      if (k >= one.length) return el('div', {}, el('h3', {}, one.title), el('p', {}, 'This run has no such step.'));
      const events = one.eventsOf(k);
      const middle = Math.min(i === false ? Infinity : i, events.length) - 1;
      const isDifferent = (at) => difference.k === k && difference.i - 1 === at;
      const items = [];
      for (let at = Math.max(0, middle - 6); at < Math.min(events.length, middle + 7); at++) {
        const event = events.get(at);
        items.push(el('li', { class: isDifferent(at) ? 'differs' : undefined, 'aria-current': at === middle ? 'step' : undefined },
          `${at === middle ? '> ' : ''}${place(event)}  ${describe(event, one.parameters)}`));
      }
      if (isDifferent(events.length)) items.push(el('li', { class: 'differs' }, 'no event here'));
      return el('div', {}, el('h3', {}, `${one.title}, step ${one.steps[k].number}`), el('ul', {}, items));
    };
    const where = `step ${run.steps[difference.k].number}${Number.isFinite(difference.i) ? `, event ${difference.i}` : ''}`;
    put(byId('difference'),
      el('p', { class: 'verdict' }, `First difference in ${where}: ${difference.what}.`),
      el('div', { class: 'side' }, around(run), around(other)),
      button('Go to the difference', () => app.goTo(difference.k, difference.i), { id: 'go-difference' }));
  }
}
