// Loads runs from the data of the page and from files that are opened in it.

import { EventList } from './events.mjs';
import { State } from './state.mjs';
import { LineRun, TraceRun } from './runs.js';

/** The bytes of a compressed block. */
async function unpacked(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const textOf = async (base64) => new TextDecoder().decode(await unpacked(base64));

/** A run from the data of the page. */
export async function loadRun({ title, about, document, permanences, trace }) {
  const traced = trace === null ? null : parseTrace(await textOf(trace));
  if (document === null) return tracedRun(title, about, traced);
  return recordedRun(title, about, JSON.parse(await textOf(document)), await unpacked(permanences), traced);
}

/** A run from the contents of a trace file. */
export function runOfText(title, text) {
  return tracedRun(title, 'A trace opened in this page.', parseTrace(text));
}

function tracedRun(title, about, { source, steps }) {
  const regions = [...new Set(steps.flatMap(({ events }) => (events.regions ?? []).map(([, name]) => name)))];
  if (regions.length > 1) return regions.map((region) => oneRegion(title, about, source, steps, region));
  return new TraceRun({ title, about, source, steps, region: regions[0] });
}

/** The part of a network's trace that belongs to one region. */
function oneRegion(title, about, source, steps, region) {
  const own = steps.map(({ number, input, output, events }) => {
    const list = new EventList(Math.max(16, events.length));
    for (let i = 0; i < events.length; i++) if (events.region(i) === region) list.pushJson(events.get(i));
    // A region of a network may skip rows.
    return { number, input, output: output?.[region] ?? null, events: list, isIdle: list.length === 0 };
  });
  return new TraceRun({ title: `${title}: ${region}`, about, source, steps: own, region });
}

/** Parses a trace into its source and its steps with their events. Errors contain the line number. */
export function parseTrace(text) {
  let source = null;
  const steps = [];
  let number = 0;
  for (let from = 0; from < text.length;) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    const line = text.slice(from, to);
    from = to + 1;
    number += 1;
    if (line.trim() === '') continue;
    let json;
    try {
      json = JSON.parse(line);
    } catch {
      throw new Error(`line ${number} is not JSON`);
    }
    if (number === 1) {
      if (json?.kind !== 'start' || json.format !== 'bami-trace/1') throw new Error('line 1 is not the start of a trace in the format bami-trace/1');
      source = json.source;
    } else if (json?.kind === 'input') {
      steps.push({ number: json.step, input: json.input, output: null, events: new EventList(64) });
    } else if (json?.kind === 'event' && steps.length > 0) {
      steps.at(-1).events.pushJson(json);
    } else if (json?.kind === 'output' && steps.length > 0) {
      steps.at(-1).output = json.output;
    } else {
      throw new Error(`line ${number} is not part of a trace, or comes before the first step`);
    }
  }
  // Step 0 of a memory is empty.
  const told = steps.filter((step) => step.number > 0 || step.events.length > 0);
  if (told.length === 0) throw new Error('the trace has no steps');
  return { source, steps: told };
}

function recordedRun(title, about, document, permanences, traced) {
  const { parameters, source, pooler, memory, steps } = document;
  const state = new State(parameters.tm.column_count, parameters.tm.cells_per_column, pooler.inputs);
  takePooler(state, pooler, permanences);
  takeMemory(state, memory);
  const own = steps.map(({ step, input, output, bits, columns, learn, active, matching, counted, counts, ...noted }) => {
    const byCount = new Map(counted.map((serial, i) => [serial, counts[i]]));
    const recorded = { activeSegments: active, matchingSegments: matching, counts: byCount };
    return { number: step, input, output, bits, columns, learn, recorded, noted };
  });
  return new LineRun({ title, about, parameters, source, start: state, steps: own, traced: traced?.steps.map(({ events }) => events) ?? null });
}

/** Restores the pooler of a key frame. `recording.rs` describes the layout of the bytes. */
function takePooler(state, frame, bytes) {
  const width = Math.ceil(frame.inputs / 8);
  const lists = [];
  for (let column = 0; column < state.columnCount; column++) {
    const inputs = [];
    for (let input = 0; input < frame.inputs; input++) {
      if ((bytes[column * width + (input >> 3)] >> (input & 7)) & 1) inputs.push(input);
    }
    lists.push(Int32Array.from(inputs));
  }
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const planes = state.columnCount * width;
  const whole = new Uint8Array(8 * count);
  for (let plane = 0; plane < 8; plane++) {
    for (let i = 0; i < count; i++) whole[8 * i + plane] = bytes[planes + plane * count + i];
  }
  const numbers = new Float64Array(whole.buffer);
  let at = 0;
  lists.forEach((inputs, column) => {
    state.setProximal(column, inputs, numbers.slice(at, at + inputs.length));
    at += inputs.length;
  });
  state.overlaps = Float64Array.from(frame.overlaps);
  state.boosts = Float64Array.from(frame.boosts);
  state.activeDutyCycles = Float64Array.from(frame.active_duty_cycles);
  state.overlapDutyCycles = Float64Array.from(frame.overlap_duty_cycles);
  state.learningSteps = frame.learning_steps;
  state.inhibitionRadius = frame.inhibition_radius;
}

/** Restores the memory of a key frame. */
function takeMemory(state, frame) {
  state.step = frame.t;
  const [stateHigh, stateLow, incrementHigh, incrementLow] = frame.random;
  state.random = { stateHigh, stateLow, incrementHigh, incrementLow };
  for (const { serial, cell, cells, permanences, last_active } of frame.segments) {
    const segment = state.createSegment(cell, serial);
    segment.cells = cells;
    segment.permanences = permanences;
    state.lastActive[serial] = last_active ?? 0;
  }
  state.nextSerial = frame.next_serial;
  const { now } = state;
  now.activeCells = new Set(frame.active_cells);
  now.winnerCells = new Set(frame.winner_cells);
  now.burstingColumns = new Set(frame.bursting_columns);
  now.activeSegments = new Set(frame.active_segments);
  now.matchingSegments = new Set(frame.matching_segments);
  now.counts = new Map(frame.counted.map((serial, i) => [serial, frame.counts[i]]));
}
