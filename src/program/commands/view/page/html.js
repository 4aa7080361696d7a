// Elements of the page. Strings are inserted as text, never as HTML, so data cannot become markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element with attributes (`onclick` and similar ones are listeners) and children, which are elements or strings. */
export const el = (tag, properties = {}, ...children) => fill(document.createElement(tag), properties, children);

/** The same in SVG. */
export const svg = (tag, properties = {}, ...children) => fill(document.createElementNS(SVG, tag), properties, children);

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** Replaces the children of an element. */
export const put = (element, ...children) => element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));

/** A button. */
export const button = (label, action, properties = {}) => el('button', { type: 'button', onclick: action, ...properties }, label);

/** Sizes a canvas in CSS pixels, sharp on every screen, and returns its context. */
export function canvasFor(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The colours of the current theme. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['ink', 'dim', 'faint', 'line', 'paper', 'active', 'predictive', 'winner', 'burst', 'mark'];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Yields to the event loop. */
export const breathe = () => new Promise((resolve) => setTimeout(resolve, 0));
