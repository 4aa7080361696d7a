// The shapes of the state: cells, bars and histories. Everything shown by colour is also shown by form.

import { el, svg } from './html.js';
import { short } from './format.js';

/** A cell: a dot; a disc if active, a diamond if predictive, both if both, with a cross and a ring if it is a winner. */
export function drawCell(context, x, y, radius, { active, predictive, winner }, ink) {
  context.lineWidth = 1;
  if (active) {
    context.fillStyle = ink.active;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fill();
  } else {
    context.strokeStyle = ink.line;
    context.beginPath();
    context.arc(x, y, Math.max(1.5, radius / 2.5), 0, 7);
    context.stroke();
  }
  if (predictive) diamond(context, x, y, active ? radius - 1 : radius, ink.predictive);
  if (winner) {
    context.strokeStyle = ink.winner;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, radius + 1, 0, 7);
    context.stroke();
    context.strokeStyle = ink.paper;
    cross(context, x - radius / 2, y - radius / 2, radius);
  }
}

export function diamond(context, x, y, radius, colour) {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

export function cross(context, x, y, size) {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y);
  context.lineTo(x, y + size);
  context.stroke();
}

/** A bar of `value` out of `most`, with a line at the threshold. Bars of potential synapses are hatched. */
export function bar(value, most, threshold, kind) {
  const whole = Math.max(most, threshold ?? 0, 1);
  const share = (number) => `${(100 * number) / whole}%`;
  const fill = el('i', { class: kind });
  fill.style.width = share(value);
  const line = threshold === undefined ? null : el('b');
  if (line !== null) line.style.left = share(threshold);
  return el('span', { class: 'bar', role: 'img', 'aria-label': `${short(value)}, threshold ${short(threshold)}` }, fill, line);
}

export function sparkline(values, bound) {
  const [width, height] = [90, 18];
  const x = (i) => (values.length < 2 ? width / 2 : (i / (values.length - 1)) * (width - 4) + 2);
  const y = (value) => height - 2 - value * (height - 4);
  return svg('svg', { width, height, role: 'img', 'aria-label': `history: ${values.slice(-12).map(short).join(', ')}` },
    svg('line', { x1: 0, x2: width, y1: y(bound), y2: y(bound), stroke: 'currentColor', 'stroke-dasharray': '3 2', 'stroke-width': 1 }),
    svg('polyline', { points: values.map((value, i) => `${x(i)},${y(value)}`).join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }),
    values.length < 2 && svg('circle', { cx: x(0), cy: y(values[0] ?? 0), r: 2, fill: 'currentColor' }));
}
