// The state: input bits, columns, the cells of some columns, the segments of a cell, the synapses of a segment.

import { button, byId, canvasFor, colours, el, put } from './html.js';
import { short } from './format.js';
import { bar, cross, diamond, drawCell, sparkline } from './shapes.js';

const MOST_COLUMNS = 48;

export class Picture {
  constructor(app) {
    this.app = app;
    this.order = 'index';
    this.input = el('canvas', { role: 'img' });
    this.columns = el('canvas', { tabindex: 0, role: 'img', id: 'columns' });
    this.cells = el('canvas', { tabindex: 0, role: 'application', id: 'cells' });
    this.inputWords = el('p', { class: 'dim' });
    this.columnWords = el('p', { class: 'dim' });
    this.cellWords = el('p', { class: 'dim', id: 'cell-words' });
    this.orders = ['index', 'overlap'].map((order) => button(`by ${order}`, () => { this.order = order; this.update(); }, { id: `order-${order}` }));
    this.column = el('input', { type: 'number', min: 0, id: 'column', 'aria-label': 'Column', onchange: () => app.select({ column: this.#read(this.column) }) });
    this.cell = el('input', { type: 'number', min: 0, id: 'cell', 'aria-label': 'Cell', onchange: () => app.select({ cell: this.#read(this.cell) }) });
    this.whys = el('div', { class: 'row', id: 'whys' });
    this.segments = el('div', { id: 'segments' });
    this.synapses = el('div', { id: 'synapses' });
    put(byId('picture'),
      el('h2', {}, 'State'), this.inputWords, this.input,
      el('div', { class: 'row' }, el('h3', {}, 'Columns'), this.orders, el('label', {}, 'column ', this.column)), this.columns, this.columnWords,
      el('div', { class: 'row' }, el('h3', {}, 'Cells'), el('label', {}, 'cell ', this.cell), this.#legend()), this.cells, this.cellWords, this.whys,
      this.segments, this.synapses);
    this.#listen();
  }

  #read(input) {
    const number = Number(input.value);
    return input.value !== '' && Number.isInteger(number) && number >= 0 ? number : null;
  }

  #legend() {
    const sign = (draw) => {
      const canvas = el('canvas', { 'aria-hidden': 'true', class: 'picture-sign' });
      draw(canvasFor(canvas, 16, 16), colours());
      return canvas;
    };
    this.legend = el('span', { class: 'legend' });
    this.drawLegend = () => put(this.legend, [['active', { active: true }], ['predictive', { predictive: true }], ['both', { active: true, predictive: true }], ['winner', { active: true, winner: true }]]
      .map(([word, cell]) => el('span', {}, sign((context, ink) => drawCell(context, 8, 8, 5.5, cell, ink)), ` ${word}`)));
    this.drawLegend();
    return this.legend;
  }

  #listen() {
    const at = (canvas, event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.columns.addEventListener('click', (event) => {
      const column = this.columnAt?.(...at(this.columns, event));
      if (column !== undefined) this.app.select({ column });
    });
    this.columns.addEventListener('pointermove', (event) => this.#hover(this.columnAt?.(...at(this.columns, event))));
    this.columns.addEventListener('pointerleave', () => this.#hover(undefined));
    this.cells.addEventListener('click', (event) => {
      const cell = this.cellAt?.(...at(this.cells, event));
      if (cell !== undefined) this.app.select({ cell });
    });
    const walk = (name, steps) => (event) => {
      const step = steps()[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const old = this.app.selection[name];
      const count = name === 'cell' ? this.app.cursor.state.columnCount * this.app.cursor.state.cellsPerColumn : this.app.cursor.state.columnCount;
      this.app.select({ [name]: Math.max(0, Math.min(count - 1, (old ?? 0) + (old === null ? 0 : step))) });
    };
    this.columns.addEventListener('keydown', walk('column', () => ({ ArrowLeft: -1, ArrowRight: 1 })));
    this.cells.addEventListener('keydown', walk('cell', () => {
      const height = this.app.cursor.state.cellsPerColumn;
      return { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -height, ArrowRight: height };
    }));
  }

  #hover(column) {
    if (this.hovered === column) return;
    this.hovered = column;
    this.#drawInput(this.app.cursor.state, colours());
  }

  update() {
    const { app } = this;
    if (app.run.length === 0) return;
    const { state } = app.cursor;
    const ink = colours();
    this.width = Math.max(200, byId('picture').clientWidth - 16);
    this.orders.forEach((one) => one.setAttribute('aria-pressed', String(one.id === `order-${this.order}`)));
    this.#drawInput(state, ink);
    this.predicted = new Set([...state.predictiveCells()].map((cell) => state.columnOf(cell)));
    if (this.order === 'index') this.#drawColumns(state, ink);
    else this.#drawOverlaps(state, ink);
    this.#tellColumns(state);
    this.#drawCells(state, ink);
    this.#showCell(state);
    this.#showSegment(state);
  }

  /** Bits that are ON are filled squares. The potential inputs of the hovered or selected column have frames; connected ones are thick. */
  #drawInput(state, ink) {
    const { inputCount } = state;
    if (!inputCount) {
      put(this.inputWords, 'This run has no input bits.');
      canvasFor(this.input, 1, 1);
      return;
    }
    const size = inputCount > 600 ? 8 : inputCount > 150 ? 10 : 14;
    const across = Math.floor(this.width / size);
    const context = canvasFor(this.input, this.width, Math.ceil(inputCount / across) * size + 1);
    for (let input = 0; input < inputCount; input++) {
      const [x, y] = [(input % across) * size, Math.floor(input / across) * size];
      context.strokeStyle = ink.faint;
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, size - 2, size - 2);
      if (!state.inputBits.has(input)) continue;
      context.fillStyle = ink.active;
      context.fillRect(x, y, size - 1, size - 1);
    }
    const column = this.hovered ?? this.app.selection.column;
    const segment = column === null || column === undefined ? undefined : state.proximal[column];
    let pool = '';
    if (segment !== undefined) {
      const bound = this.app.run.parameters?.sp?.connected_permanence ?? 0;
      let connected = 0;
      for (let i = 0; i < segment.inputs.length; i++) {
        const [x, y] = [(segment.inputs[i] % across) * size, Math.floor(segment.inputs[i] / across) * size];
        const isConnected = segment.permanences[i] >= bound;
        connected += Number(isConnected);
        context.strokeStyle = ink.predictive;
        context.lineWidth = isConnected ? 3 : 1;
        context.strokeRect(x + 1, y + 1, size - 3, size - 3);
      }
      pool = `; column ${column} has ${segment.inputs.length} potential synapses (framed), ${connected} of them connected (thick frame)`;
    }
    const words = `Input: ${state.inputBits.size} of ${inputCount} bits ON${pool}.`;
    put(this.inputWords, words);
    this.input.setAttribute('aria-label', words);
  }

  /** In index order: active ones filled, bursting ones with a cross, predicted ones with a diamond, the selected one with a frame. */
  #drawColumns(state, ink) {
    const { columnCount } = state;
    const size = columnCount > 1200 ? 9 : columnCount > 300 ? 11 : columnCount > 100 ? 14 : 20;
    const across = Math.max(1, Math.floor(this.width / size));
    const context = canvasFor(this.columns, this.width, Math.ceil(columnCount / across) * size + 1);
    for (let column = 0; column < columnCount; column++) {
      const [x, y] = [(column % across) * size, Math.floor(column / across) * size];
      context.lineWidth = 1;
      context.strokeStyle = ink.faint;
      context.strokeRect(x + 0.5, y + 0.5, size - 2, size - 2);
      const isBursting = state.now.burstingColumns.has(column);
      if (state.activeColumns.has(column)) {
        context.fillStyle = isBursting ? ink.burst : ink.active;
        context.fillRect(x, y, size - 1, size - 1);
      }
      context.strokeStyle = ink.paper;
      if (isBursting) cross(context, x + 2, y + 2, size - 5);
      if (this.predicted.has(column)) diamond(context, x + size / 2 - 0.5, y + size / 2 - 0.5, size / 2 - 1.5, ink.predictive);
      if (column === this.app.selection.column) {
        context.strokeStyle = ink.ink;
        context.lineWidth = 2;
        context.strokeRect(x, y, size - 1, size - 1);
      }
    }
    this.columnAt = (x, y) => {
      const column = Math.floor(y / size) * across + Math.floor(x / size);
      return x < across * size && column >= 0 && column < columnCount ? column : undefined;
    };
  }

  /** By overlap, the largest first, with the overlap at rank k. */
  #drawOverlaps(state, ink) {
    const { columnCount, overlaps } = state;
    const order = Array.from({ length: columnCount }, (_, column) => column).sort((a, b) => overlaps[b] - overlaps[a] || a - b);
    const shown = order.slice(0, Math.min(columnCount, Math.floor(this.width / 4)));
    const height = 130;
    const context = canvasFor(this.columns, this.width, height + 18);
    const most = Math.max(1, overlaps[order[0]] ?? 1);
    const step = this.width / shown.length;
    shown.forEach((column, i) => {
      const tall = (overlaps[column] / most) * (height - 16);
      context.fillStyle = state.activeColumns.has(column) ? ink.active : ink.line;
      context.fillRect(i * step, height - tall, Math.max(1, step - 1), tall);
      if (column === this.app.selection.column) {
        context.strokeStyle = ink.ink;
        context.lineWidth = 2;
        context.strokeRect(i * step, height - tall - 2, Math.max(2, step - 1), tall + 2);
      }
    });
    const reference = this.app.selection.column ?? shown[0];
    const [k, score] = [state.places[reference], state.scores[reference]];
    context.fillStyle = ink.ink;
    context.strokeStyle = ink.ink;
    context.font = '12px system-ui, sans-serif';
    if (k > 0) {
      const y = height - (score / most) * (height - 16);
      context.setLineDash([5, 3]);
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(this.width, y);
      context.stroke();
      context.setLineDash([]);
      context.fillText(`overlap at rank ${k}: ${short(score)}`, Math.max(0, this.width - 170), Math.max(12, y - 4));
    }
    context.fillText(`${shown.length} of ${columnCount} columns, largest overlap ${short(overlaps[order[0]] ?? 0)}`, 0, height + 14);
    this.columnAt = (x) => shown[Math.floor(x / step)];
  }

  #tellColumns(state) {
    const { activeColumns, now } = state;
    const chosen = this.app.selection.column;
    const words = [`${activeColumns.size} of ${state.columnCount} columns active, ${now.burstingColumns.size} bursting (cross), ${this.predicted.size} predicted for the next step (diamond)`];
    if (chosen !== null) {
      words.push(`column ${chosen}: overlap ${short(state.overlaps[chosen])}, boost ${short(state.boosts[chosen])}, active duty cycle ${short(state.activeDutyCycles[chosen])}, overlap duty cycle ${short(state.overlapDutyCycles[chosen])}`);
    }
    put(this.columnWords, `${words.join('; ')}.`);
    this.columns.setAttribute('aria-label', `${words.join('; ')}. Active: ${[...activeColumns].slice(0, 60).join(', ')}`);
    this.column.value = chosen ?? '';
  }

  /** The columns with visible cells: the selected one, the active ones and the predicted ones. */
  #shownColumns(state) {
    const { column, cell } = this.app.selection;
    const first = [column, cell === null ? null : state.columnOf(cell)].filter((one) => one !== null && one < state.columnCount);
    const rest = state.columnCount <= MOST_COLUMNS
      ? Array.from({ length: state.columnCount }, (_, one) => one)
      : [...state.activeColumns, ...this.predicted].slice(0, MOST_COLUMNS);
    return [...new Set([...first, ...rest])].sort((a, b) => a - b);
  }

  #drawCells(state, ink) {
    if (!this.app.hasMemory) {
      put(this.cellWords, 'This run has no temporal memory.');
      canvasFor(this.cells, 1, 1);
      return;
    }
    const columns = this.#shownColumns(state);
    const height = state.cellsPerColumn;
    const size = height > 16 ? 12 : 18;
    const wide = 30;
    const across = Math.max(1, Math.floor(this.width / wide));
    const tall = height * size + 20;
    const context = canvasFor(this.cells, this.width, Math.max(1, Math.ceil(columns.length / across)) * tall);
    context.font = '12px system-ui, sans-serif';
    const predictive = state.predictiveCells();
    const places = [];
    columns.forEach((column, i) => {
      const [left, top] = [(i % across) * wide, Math.floor(i / across) * tall];
      context.fillStyle = state.activeColumns.has(column) ? ink.ink : ink.dim;
      context.fillText(String(column), left, top + 12);
      for (let row = 0; row < height; row++) {
        const cell = column * height + row;
        const [x, y] = [left + 10, top + 18 + row * size + size / 2];
        drawCell(context, x, y, size / 2 - 2, {
          active: state.now.activeCells.has(cell), predictive: predictive.has(cell), winner: state.now.winnerCells.has(cell),
        }, ink);
        if (cell === this.app.selection.cell) {
          context.strokeStyle = ink.ink;
          context.lineWidth = 2;
          context.strokeRect(x - size / 2, y - size / 2, size, size);
        }
        places.push([x, y, cell]);
      }
    });
    this.cellAt = (x, y) => places.find(([left, top]) => Math.abs(left - x) <= size / 2 + 2 && Math.abs(top - y) <= size / 2)?.[2];
    const words = `${state.now.activeCells.size} cells active, ${state.now.winnerCells.size} winners, ${predictive.size} predictive; ${state.segmentCount} segments. Columns shown: ${columns.length}.`;
    put(this.cellWords, words);
    this.cells.setAttribute('aria-label', `${words} Arrow keys select a cell.`);
    this.cell.value = this.app.selection.cell ?? '';
  }

  #showCell(state) {
    const { cell, column, segment } = this.app.selection;
    const why = (label, name) => button(label, () => this.app.why(name), { 'data-why': name });
    put(this.whys,
      column !== null && cell === null && why(`Why is column ${column} active?`, 'column'),
      cell !== null && [why('Why active?', 'active'), why('Why winner?', 'winner'), why('Why predicted?', 'predicted'), why('Why punished?', 'punished')]);
    if (cell === null) {
      put(this.segments);
      return;
    }
    const { now } = state;
    const states = [now.activeCells.has(cell) && 'active', now.winnerCells.has(cell) && 'winner', state.predictiveCells().has(cell) && 'predictive'].filter(Boolean);
    const serials = state.segmentsOfCell[cell] ?? [];
    const { tm } = this.app.run.parameters ?? {};
    const isAtT = this.app.countsNow();
    const active = isAtT ? now.activeCells : state.past.activeCells;
    const rows = serials.slice(0, 60).flatMap((serial) => {
      const { cells, permanences } = state.segments[serial];
      const on = cells.map((other) => active.has(other));
      const potential = on.filter(Boolean).length;
      const connected = on.filter((one, i) => one && permanences[i] >= (tm?.connected_permanence ?? 0)).length;
      const pick = () => button(`segment ${serial}`, () => this.app.select({ segment: serial }), { 'aria-pressed': String(serial === segment), 'data-segment': serial });
      return [pick(), bar(connected, cells.length, tm?.activation_threshold, 'connected'), el('span', {}, `${connected} of ${short(tm?.activation_threshold)} connected`),
        el('span'), bar(potential, cells.length, tm?.learning_threshold, 'potential'), el('span', {}, `${potential} of ${short(tm?.learning_threshold)} potential`)];
    });
    put(this.segments,
      el('h3', {}, `Cell ${cell}, column ${state.columnOf(cell)}: ${states.length === 0 ? 'inactive' : states.join(', ')}; ${serials.length} segments`),
      rows.length > 0 && el('p', { class: 'dim' }, `Synapses on cells active at ${isAtT ? 't' : 't-1'}; the vertical line is the threshold.`),
      el('div', { class: 'bars' }, rows));
  }

  #showSegment(state) {
    const serial = this.app.selection.segment;
    const segment = serial === null ? undefined : state.segments[serial];
    if (segment === undefined) {
      put(this.synapses, serial !== null && el('p', { class: 'dim' }, `Segment ${serial} does not exist at this position.`));
      return;
    }
    const { run, cursor } = this.app;
    const bound = run.parameters?.tm?.connected_permanence ?? 0;
    const history = run.historyOf(serial, cursor.k);
    const rows = segment.cells.map((cell, i) => {
      const permanence = segment.permanences[i];
      const past = history.map(([k, version]) => [k, version?.permanences[version.cells.indexOf(cell)]]).filter(([, value]) => value !== undefined);
      return el('tr', { 'data-cell': cell },
        el('td', {}, button(`cell ${cell}`, () => this.app.select({ cell }), { class: 'link' })),
        el('td', {}, short(permanence)), el('td', {}, bar(permanence, 1, bound, permanence >= bound ? 'connected' : 'potential')),
        el('td', {}, permanence >= bound ? 'connected' : 'potential'),
        el('td', {}, state.now.activeCells.has(cell) ? 'active' : ''),
        el('td', {}, sparkline(past.map(([, value]) => value), bound)),
        el('td', { class: 'dim' }, past.slice(-4).map(([k, value]) => `${k < 0 ? 'start' : `step ${run.steps[k].number}`}: ${short(value)}`).join(', ')));
    });
    const head = ['presynaptic cell', 'permanence', '', '', 'now', 'history', 'last changes'].map((word) => el('th', { scope: 'col' }, word));
    put(this.synapses, el('h3', {}, `Segment ${serial} of cell ${segment.cell}: ${segment.cells.length} synapses`),
      rows.length === 0 ? el('p', { class: 'dim' }, 'It has no synapses.')
        : el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Synapses of segment ${serial}` }, el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, rows))));
  }
}
