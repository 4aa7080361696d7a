// Charts over time: the input, the anomaly score, and the accuracy next to that of a random guess.

import { byId, canvasFor, colours } from './html.js';
import { inputWords, short } from './format.js';

const LABEL = 92;
const ROW = 42;

/** The rows of the chart for which a run has data. */
function rowsOf(summaries) {
  const has = (name) => summaries.some((summary) => summary[name] !== null);
  return [
    (has('value') || has('label')) && { label: 'input', draw: drawInput },
    !has('anomaly') && has('active') && { label: 'active', second: 'columns', draw: drawActive },
    has('anomaly') && { label: 'raw anomaly', draw: drawAnomaly },
    has('accuracy') && { label: 'accuracy,', second: 'guess', draw: drawAccuracy },
  ].filter(Boolean);
}

export class Charts {
  constructor(app) {
    this.app = app;
    this.canvas = byId('chart');
    const travel = (event) => {
      const { left, width } = this.canvas.getBoundingClientRect();
      const share = (event.clientX - left - LABEL) / (width - LABEL);
      app.goTo(Math.floor(share * app.run.length));
    };
    this.canvas.addEventListener('pointerdown', (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      travel(event);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) travel(event);
    });
    // In the chart, the arrow keys move by time step; elsewhere they move by line.
    this.canvas.addEventListener('keydown', (event) => {
      const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      app.move('step', direction);
    });
  }

  draw() {
    const { run, cursor } = this.app;
    const summaries = Array.from({ length: run.length }, (_, k) => run.summaryOf(k));
    const rows = rowsOf(summaries);
    const width = this.canvas.parentElement.clientWidth;
    const height = Math.max(1, rows.length) * ROW + 16;
    const context = canvasFor(this.canvas, width, height);
    const ink = colours();
    context.font = '12px system-ui, sans-serif';
    const x = (k) => LABEL + ((k + 0.5) / run.length) * (width - LABEL);
    const step = (width - LABEL) / run.length;
    this.#shadeTesting(context, summaries, x, step, rows.length * ROW, ink);
    context.fillStyle = ink.mark;
    const mark = Math.min(30, Math.max(step, 4));
    context.fillRect(x(cursor.k) - mark / 2, 0, mark, rows.length * ROW);
    rows.forEach(({ label, second, draw }, i) => {
      const box = { top: i * ROW + 4, bottom: (i + 1) * ROW - 6, x, step, left: LABEL, right: width };
      context.fillStyle = ink.dim;
      context.fillText(label, 0, box.top + 14);
      if (second) context.fillText(second, 0, box.top + 30);
      context.strokeStyle = ink.faint;
      context.strokeRect(LABEL, box.top, width - LABEL, box.bottom - box.top);
      draw(context, summaries, box, ink);
    });
    context.fillStyle = ink.dim;
    const steps = run.length === 0 ? '' : `steps ${run.steps[0].number} to ${run.steps.at(-1).number}`;
    context.fillText(steps, LABEL, rows.length * ROW + 12);
    this.#tell(summaries);
  }

  /** Steps without learning have a darker background and a label. */
  #shadeTesting(context, summaries, x, step, height, ink) {
    const first = summaries.findIndex(({ learn }) => !learn);
    if (first < 0) return;
    context.fillStyle = ink.faint;
    summaries.forEach(({ learn }, k) => { if (!learn) context.fillRect(x(k) - step / 2, 0, step + 0.5, height); });
    context.fillStyle = ink.dim;
    context.fillText('testing', Math.min(x(first) - step / 2 + 2, LABEL + (x(0) - LABEL) * 2 * summaries.length - 46), height + 12);
  }

  #tell(summaries) {
    const { run, cursor } = this.app;
    const { canvas } = this;
    if (run.length === 0) return;
    const { number, input } = run.steps[cursor.k];
    const { anomaly, accuracy, chance, learn, active } = summaries[cursor.k];
    const words = [
      number === 0 ? 'Step 0: initialization' : `Step ${number}: ${inputWords(input)}`,
      anomaly === null && active !== null && `${active} active columns`,
      anomaly !== null && `raw anomaly ${short(anomaly)}`,
      accuracy !== null && `accuracy ${short(accuracy)}, random guess ${short(chance)}`,
      !learn && 'testing, without learning',
    ].filter(Boolean).join('; ');
    byId('chart-words').textContent = words;
    canvas.setAttribute('aria-valuemin', run.steps[0].number);
    canvas.setAttribute('aria-valuemax', run.steps.at(-1).number);
    canvas.setAttribute('aria-valuenow', number);
    canvas.setAttribute('aria-valuetext', words);
  }
}

function drawInput(context, summaries, { top, bottom, x, step }, ink) {
  const values = summaries.map(({ value }) => value).filter((value) => value !== null);
  context.fillStyle = ink.ink;
  if (values.length === 0) {
    drawLabels(context, summaries, { top, bottom, x, step });
    return;
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const y = (value) => bottom - 3 - (most > least ? (value - least) / (most - least) : 0.5) * (bottom - top - 6);
  context.strokeStyle = ink.ink;
  context.beginPath();
  let isDown = false;
  summaries.forEach(({ value }, k) => {
    if (value === null) isDown = false;
    else if (isDown) context.lineTo(x(k), y(value));
    else context.moveTo(x(k), y(value));
    if (value !== null) isDown = true;
  });
  context.stroke();
}

/** Labels: as text if it fits, otherwise as dots, with a different height for each label. */
function drawLabels(context, summaries, { top, bottom, x, step }) {
  if (step >= 9) {
    summaries.forEach(({ label }, k) => label !== null && context.fillText(label.slice(0, Math.floor(step / 8)), x(k) - 4, (top + bottom) / 2 + 4));
    return;
  }
  const names = [...new Set(summaries.map(({ label }) => label))].filter((label) => label !== null).sort();
  summaries.forEach(({ label }, k) => {
    if (label === null) return;
    const y = bottom - 4 - (names.indexOf(label) / Math.max(1, names.length - 1)) * (bottom - top - 8);
    context.fillRect(x(k) - 1.5, y - 1.5, 3, 3);
  });
}

/** The number of active columns as bars, relative to the maximum of all steps. */
function drawActive(context, summaries, { top, bottom, x, step }, ink) {
  const most = summaries.reduce((so, { active }) => Math.max(so, active ?? 0), 1);
  const width = Math.max(1, Math.min(step * 0.7, 14));
  context.fillStyle = ink.active;
  summaries.forEach(({ active }, k) => {
    if (active !== null) context.fillRect(x(k) - width / 2, bottom - (active / most) * (bottom - top), width, (active / most) * (bottom - top));
  });
}

function drawAnomaly(context, summaries, { top, bottom, x, step }, ink) {
  context.fillStyle = ink.burst;
  const width = Math.max(1, Math.min(step * 0.7, 14));
  summaries.forEach(({ anomaly }, k) => {
    if (anomaly !== null) context.fillRect(x(k) - width / 2, bottom - anomaly * (bottom - top), width, anomaly * (bottom - top));
  });
}

/** The accuracy as a line with dots, the random guess as a dashed line. */
function drawAccuracy(context, summaries, { top, bottom, x, step }, ink) {
  const y = (share) => bottom - 2 - share * (bottom - top - 4);
  for (const [name, colour, dash] of [['chance', ink.predictive, [4, 3]], ['accuracy', ink.active, []]]) {
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.beginPath();
    let isDown = false;
    summaries.forEach((summary, k) => {
      const share = summary[name];
      if (share === null) return;
      if (isDown) context.lineTo(x(k), y(share));
      else context.moveTo(x(k), y(share));
      isDown = true;
    });
    context.stroke();
  }
  context.setLineDash([]);
  if (step < 5) return;
  context.fillStyle = ink.active;
  summaries.forEach(({ accuracy }, k) => accuracy !== null && context.fillRect(x(k) - 2, y(accuracy) - 2, 4, 4));
}
