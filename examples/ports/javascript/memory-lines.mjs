// The lines of BAMI TM, one by one: the events that `bami trace` records of a temporal memory, in JavaScript.
//
// bami.mjs is the port for normal use; this module follows the book line by line and emits an event to an
// EventList for each line. Without a list it does the same and emits nothing. Tests compare both with the
// library. Parameters have the names used in spec/.

import { Pcg32 } from './bami.mjs';
import { FUNCTION, TM } from './events.mjs';

const NOBODY = null;

const clamp = (permanence) => Math.min(1, Math.max(0, permanence));

/** The optional parameters of a memory. */
const withMemoryDefaults = (parameters) => ({
  ...parameters,
  extensions: {
    max_segments_per_cell: null, max_synapses_per_segment: null, prune_zero_permanence: false, skip_empty_segments: false,
    ...parameters.extensions,
  },
});

/** The numbers of lines that occur twice in the book. */
const PREDICTED = { loop: 16, test: 17, reinforce: 18, weaken: 20, count: 22, read: 23, grow: 24 };
const BURST = { loop: 40, test: 41, reinforce: 42, weaken: 44, count: 46, read: 47, grow: 48 };

/** The lines of the temporal memory, for given parameters. */
export class MemoryLines {
  constructor(parameters) {
    this.parameters = withMemoryDefaults(parameters);
  }

  /** Sets the state before the first step, as given in `initial` of a vector. */
  begin(state, seed, initial = {}) {
    this.#keep(state, new Pcg32(seed, 2)); // R-2-STREAMS
    for (const { cell, synapses } of initial.segments ?? []) {
      const { serial } = state.createSegment(cell);
      for (const [presynaptic, permanence] of synapses) state.createSynapse(serial, presynaptic, permanence);
    }
    for (const cell of initial.active_cells ?? []) state.now.activeCells.add(cell);
    for (const cell of initial.winner_cells ?? []) state.now.winnerCells.add(cell);
    this.#activateDendrites(state, NOBODY);
  }

  #keep(state, { stateHigh, stateLow, incrementHigh, incrementLow }) {
    state.random = { stateHigh, stateLow, incrementHigh, incrementLow };
  }

  /**
   * One step on active columns, ascending. Restates TM-STEP (spec/temporal-memory.md#tm-step).
   *
   * If the result of stage 2 is known (`recorded`: the lists activeSegments and matchingSegments, and the map counts)
   * and no events are emitted, it is used as it is.
   */
  step(state, activeColumns, learn, tell = NOBODY, recorded = null) {
    const work = { state, learn, tell, random: Object.assign(new Pcg32(0, 2), state.random), learned: [] };
    work.wereActive = new Uint8Array(state.columnCount * state.cellsPerColumn);
    for (const cell of state.past.activeCells) work.wereActive[cell] = 1;
    work.active = bySegmentOrder(state, state.past.activeSegments);
    work.matching = bySegmentOrder(state, state.past.matchingSegments);
    this.#activateColumns(work, activeColumns);
    this.#endOfStage1(work);
    this.#keep(state, work.random);
    if (recorded !== null && tell === NOBODY) this.#takeRecorded(state, recorded);
    else this.#activateDendrites(state, tell);
  }

  #takeRecorded(state, { activeSegments, matchingSegments, counts }) {
    for (const serial of activeSegments) state.addSegment(serial, 67);
    for (const serial of matchingSegments) state.addSegment(serial, 70);
    state.now.counts = new Map(counts);
  }

  /** BAMI TM 1-9. */
  #activateColumns(work, activeColumns) {
    const { state, tell, active, matching } = work;
    const isActive = new Uint8Array(state.columnCount);
    for (const column of activeColumns) {
      isActive[column] = 1;
      state.activeColumns.add(column);
    }
    for (let column = 0; column < state.columnCount; column++) {
      tell?.push(TM.column_visited, 1, column);
      tell?.push(TM.column, 2, column, isActive[column]);
      if (isActive[column] === 1) {
        const segments = active.get(column) ?? [];
        tell?.push(TM.segments_counted, 3, column, segments.length);
        if (segments.length > 0) {
          tell?.push(TM.column_handled, 4, column, FUNCTION.activatePredictedColumn);
          this.#activatePredictedColumn(work, column, segments);
        } else {
          tell?.push(TM.column_handled, 6, column, FUNCTION.burstColumn);
          this.#burstColumn(work, column);
        }
      } else {
        const segments = matching.get(column) ?? [];
        tell?.push(TM.segments_counted, 8, column, segments.length);
        if (segments.length > 0) {
          tell?.push(TM.column_handled, 9, column, FUNCTION.punishPredictedColumn);
          this.#punishPredictedColumn(work, column, segments);
        }
      }
    }
  }

  #addTo(set, tell, kind, line, cell) {
    tell?.push(kind, line, cell, Number(!set.has(cell)));
    set.add(cell);
  }

  /** BAMI TM 10-24. */
  #activatePredictedColumn(work, column, segments) {
    const { state, tell, learn } = work;
    tell?.push(TM.function_entered, 10, FUNCTION.activatePredictedColumn, column);
    for (const serial of segments) {
      const { cell } = state.segments[serial];
      tell?.push(TM.segment_visited, 11, serial, cell);
      this.#addTo(state.now.activeCells, tell, TM.active_cell_added, 12, cell);
      this.#addTo(state.now.winnerCells, tell, TM.winner_cell_added, 13, cell);
      tell?.push(TM.learning_tested, 15, Number(learn));
      if (learn) this.#learnOn(work, serial, PREDICTED);
    }
  }

  /** BAMI TM 25-48. */
  #burstColumn(work, column) {
    const { state, tell, learn, matching } = work;
    tell?.push(TM.function_entered, 25, FUNCTION.burstColumn, column);
    state.now.burstingColumns.add(column);
    const first = column * state.cellsPerColumn;
    for (let cell = first; cell < first + state.cellsPerColumn; cell++) {
      tell?.push(TM.cell_visited, 26, cell);
      this.#addTo(state.now.activeCells, tell, TM.active_cell_added, 27, cell);
    }
    const segments = matching.get(column) ?? [];
    tell?.push(TM.segments_counted, 29, column, segments.length);
    let winner;
    let learningSegment = null;
    if (segments.length > 0) {
      learningSegment = this.#bestMatchingSegment(work, column, segments);
      winner = state.segments[learningSegment].cell;
      tell?.push(TM.learning_segment_chosen, 30, learningSegment);
      tell?.push(TM.winner_cell_chosen, 31, winner);
    } else {
      winner = this.#leastUsedCell(work, column);
      tell?.push(TM.winner_cell_chosen, 33, winner);
      tell?.push(TM.learning_tested, 34, Number(learn));
      if (learn) learningSegment = this.#growNewSegment(work, winner);
    }
    this.#addTo(state.now.winnerCells, tell, TM.winner_cell_added, 37, winner);
    tell?.push(TM.learning_tested, 39, Number(learn));
    if (learn && learningSegment !== null) this.#learnOn(work, learningSegment, BURST);
  }

  /** BAMI TM 16-24 and 40-48. */
  #learnOn(work, serial, lines) {
    const { state, tell, wereActive } = work;
    const { permanence_increment, permanence_decrement, synapse_sample_size } = this.parameters;
    const { cells, permanences } = state.writable(serial);
    for (let i = 0; i < cells.length; i++) {
      const before = permanences[i];
      const active = wereActive[cells[i]];
      permanences[i] = clamp(active === 1 ? before + permanence_increment : before - permanence_decrement);
      if (tell === NOBODY) continue;
      tell.push(TM.synapse_visited, lines.loop, serial, cells[i], before);
      tell.push(TM.presynaptic_tested, lines.test, serial, cells[i], active);
      tell.push(TM.permanence_changed, active === 1 ? lines.reinforce : lines.weaken, serial, cells[i], before, permanences[i]);
    }
    const potential = state.past.counts.get(serial) ?? 0;
    const count = synapse_sample_size - potential;
    tell?.push(TM.active_potential_read, lines.read, serial, potential);
    tell?.push(TM.new_synapse_count, lines.count, serial, synapse_sample_size, potential, count);
    tell?.push(TM.grow_synapses_called, lines.grow, serial, count);
    this.#growSynapses(work, serial, count);
    work.learned.push(serial);
  }

  /** BAMI TM 49-54. */
  #punishPredictedColumn(work, column, segments) {
    const { state, tell, learn, wereActive } = work;
    tell?.push(TM.function_entered, 49, FUNCTION.punishPredictedColumn, column);
    tell?.push(TM.learning_tested, 50, Number(learn));
    if (!learn) return;
    for (const serial of segments) {
      const { cells, permanences, cell } = state.writable(serial);
      tell?.push(TM.segment_visited, 51, serial, cell);
      for (let i = 0; i < cells.length; i++) {
        const before = permanences[i];
        const active = wereActive[cells[i]];
        tell?.push(TM.synapse_visited, 52, serial, cells[i], before);
        tell?.push(TM.presynaptic_tested, 53, serial, cells[i], active);
        if (active === 0) continue;
        permanences[i] = clamp(before - this.parameters.predicted_decrement);
        tell?.push(TM.permanence_changed, 54, serial, cells[i], before, permanences[i]);
      }
      work.learned.push(serial);
    }
  }

  /** BAMI TM 55-72. */
  #activateDendrites(state, tell) {
    const { connected_permanence, activation_threshold, learning_threshold } = this.parameters;
    const isActive = new Uint8Array(state.columnCount * state.cellsPerColumn);
    for (const cell of state.now.activeCells) isActive[cell] = 1;
    for (const serials of state.segmentsOfCell) {
      for (const serial of serials ?? []) {
        const { cell, cells, permanences } = state.segments[serial];
        let connected = 0;
        let potential = 0;
        tell?.push(TM.segment_visited, 55, serial, cell);
        tell?.push(TM.counted, 56, serial, 0);
        tell?.push(TM.counted, 57, serial, 0);
        for (let i = 0; i < cells.length; i++) {
          const active = isActive[cells[i]];
          const holds = permanences[i] >= connected_permanence;
          if (active === 1) {
            potential += 1;
            if (holds) connected += 1;
          }
          if (tell !== NOBODY) tellSynapse(tell, serial, cells[i], permanences[i], active, connected_permanence, holds, connected, potential);
        }
        const isReached = connected >= activation_threshold;
        tell?.push(TM.threshold_tested, 66, serial, connected, activation_threshold, Number(isReached));
        if (isReached) {
          tell?.push(TM.segment_added, 67, serial);
          state.addSegment(serial, 67);
        }
        const isMatching = potential >= learning_threshold;
        tell?.push(TM.threshold_tested, 69, serial, potential, learning_threshold, Number(isMatching));
        if (isMatching) {
          tell?.push(TM.segment_added, 70, serial);
          state.addSegment(serial, 70);
        }
        if (potential > 0) state.now.counts.set(serial, potential);
        tell?.push(TM.potential_kept, 72, serial, potential);
      }
    }
  }

  /** BAMI TM 73-83. */
  #leastUsedCell({ state, tell, random }, column) {
    const first = column * state.cellsPerColumn;
    const cells = Array.from({ length: state.cellsPerColumn }, (_, i) => first + i);
    const segmentsOf = (cell) => state.segmentsOfCell[cell]?.length ?? 0;
    tell?.push(TM.function_entered, 73, FUNCTION.leastUsedCell, column);
    tell?.push(TM.fewest_segments, 74, column, NaN, NaN);
    let fewest = Infinity;
    for (const cell of cells) {
      tell?.push(TM.cell_visited, 75, cell);
      fewest = Math.min(fewest, segmentsOf(cell));
      tell?.push(TM.fewest_segments, 76, column, cell, fewest);
    }
    const candidates = [];
    tell?.push(TM.candidates, 78, tell.keep([]));
    for (const cell of cells) {
      tell?.push(TM.cell_visited, 79, cell);
      const equal = segmentsOf(cell) === fewest;
      tell?.push(TM.segments_compared, 80, cell, segmentsOf(cell), fewest, Number(equal));
      if (!equal) continue;
      candidates.push(cell);
      tell?.push(TM.candidates, 81, tell.keep([...candidates]));
    }
    const draw = random.below(candidates.length);
    tell?.push(TM.random_choice, 83, tell.keep(candidates), draw, candidates[draw]);
    return candidates[draw];
  }

  /** BAMI TM 84-92. */
  #bestMatchingSegment({ state, tell }, column, segments) {
    tell?.push(TM.function_entered, 84, FUNCTION.bestMatchingSegment, column);
    tell?.push(TM.best_matching_started, 85, column, NaN);
    tell?.push(TM.best_matching_started, 86, column, -1);
    let best = null;
    let bestScore = -1;
    for (const serial of segments) {
      tell?.push(TM.segment_visited, 87, serial, state.segments[serial].cell);
      const score = state.past.counts.get(serial) ?? 0;
      tell?.push(TM.best_matching_compared, 88, serial, score, bestScore, Number(score > bestScore));
      if (score <= bestScore) continue;
      best = serial;
      bestScore = score;
      tell?.push(TM.best_matching_kept, 89, serial, score);
      tell?.push(TM.best_matching_kept, 90, serial, score);
    }
    tell?.push(TM.best_matching_returned, 92, best);
    return best;
  }

  /** BAMI TM 93-107. */
  #growSynapses(work, serial, wanted) {
    const { state, tell, random } = work;
    tell?.push(TM.grow_synapses_entered, 93, serial, wanted);
    const candidates = [...state.past.winnerCells].sort((a, b) => a - b);
    tell?.push(TM.candidates, 94, tell.keep([...candidates]));
    for (;;) {
      const goesOn = candidates.length > 0 && wanted > 0;
      tell?.push(TM.growing_tested, 95, serial, candidates.length, wanted, Number(goesOn));
      if (!goesOn) return;
      const draw = random.below(candidates.length);
      tell?.push(TM.random_choice, 96, tell.keep([...candidates]), draw, candidates[draw]);
      const [candidate] = candidates.splice(draw, 1); // D-TM-16
      tell?.push(TM.candidate_removed, 97, candidate, candidates.length);
      const connected = tell === NOBODY
        ? state.segments[serial].cells.includes(candidate)
        : tellConnected(tell, state.segments[serial], candidate);
      tell?.push(TM.connection_tested, 104, serial, candidate, Number(connected));
      if (connected) continue;
      if (!this.#createNewSynapse(work, serial, candidate)) return;
      wanted -= 1;
      tell?.push(TM.still_wanted, 107, serial, wanted);
    }
  }

  /** BAMI TM 35 with EXT-TM-SKIP-EMPTY and EXT-TM-MAX-SEGMENTS; a serial number, or null. */
  #growNewSegment({ state, tell }, cell) {
    const { skip_empty_segments, max_segments_per_cell } = this.parameters.extensions;
    if (skip_empty_segments && state.past.winnerCells.size === 0) {
      tell?.push(TM.segment_grown, 35, cell, NaN);
      return null;
    }
    const serials = state.segmentsOfCell[cell] ?? [];
    if (max_segments_per_cell !== null && serials.length >= max_segments_per_cell) {
      const { lastActive } = state;
      const oldest = serials.reduce((least, serial) => (lastActive[serial] < lastActive[least] ? serial : least));
      tell?.push(TM.segment_gave_way, 0, oldest, cell, serials.length, lastActive[oldest]);
      state.removeSegment(oldest);
    }
    const { serial } = state.createSegment(cell);
    tell?.push(TM.segment_grown, 35, cell, serial);
    return serial;
  }

  /** BAMI TM 105 with EXT-TM-MAX-SYNAPSES; returns whether the synapse was created. */
  #createNewSynapse({ state, tell }, serial, cell) {
    const permanence = this.parameters.initial_permanence;
    const most = this.parameters.extensions.max_synapses_per_segment;
    const { cells, permanences } = state.segments[serial];
    let made = true;
    if (most !== null && cells.length >= most) {
      let weakest = -1;
      cells.forEach((other, i) => {
        if (state.past.winnerCells.has(other)) return;
        if (weakest < 0 || permanences[i] < permanences[weakest]) weakest = i;
      });
      made = weakest >= 0;
      if (made) {
        tell?.push(TM.synapse_gave_way, 0, serial, cells.length, cells[weakest], permanences[weakest]);
        state.removeSynapse(serial, cells[weakest]);
      }
    }
    if (made) state.createSynapse(serial, cell, permanence);
    tell?.push(TM.synapse_created, 105, serial, cell, permanence, Number(made));
    return made;
  }

  /** EXT-TM-PRUNE-ZERO (spec/extensions.md#ext-tm-prune-zero). */
  #endOfStage1({ state, tell, learned }) {
    if (!this.parameters.extensions.prune_zero_permanence) return;
    for (const serial of learned) {
      const segment = state.segments[serial];
      const dead = segment.cells.filter((_, i) => segment.permanences[i] === 0);
      for (const cell of dead) {
        tell?.push(TM.synapse_pruned, 0, serial, cell);
        state.removeSynapse(serial, cell);
      }
      if (dead.length > 0 && state.segments[serial].cells.length === 0) {
        tell?.push(TM.segment_pruned, 0, serial, segment.cell);
        state.removeSegment(serial);
      }
    }
  }
}

/** The segments of a set by column, in the order of R-3 (spec/portable-core.md#r-3). */
function bySegmentOrder(state, serials) {
  const columns = new Map();
  for (const serial of serials) {
    const column = state.columnOf(state.segments[serial].cell);
    if (!columns.has(column)) columns.set(column, []);
    columns.get(column).push(serial);
  }
  for (const list of columns.values()) {
    list.sort((a, b) => state.segments[a].cell - state.segments[b].cell || a - b);
  }
  return columns;
}

/** BAMI TM 58-64 for one synapse. */
function tellSynapse(tell, serial, cell, permanence, active, bound, holds, connected, potential) {
  tell.push(TM.synapse_visited, 58, serial, cell, permanence);
  tell.push(TM.presynaptic_tested, 59, serial, cell, active);
  if (active === 0) return;
  tell.push(TM.permanence_tested, 60, serial, cell, permanence, bound, Number(holds));
  if (holds) tell.push(TM.counted, 61, serial, connected);
  tell.push(TM.permanence_tested, 63, serial, cell, permanence, 0, 1);
  tell.push(TM.counted, 64, serial, potential);
}

/** BAMI TM 99-102. */
function tellConnected(tell, { serial, cells, permanences }, candidate) {
  let connected = false;
  tell.push(TM.already_connected, 99, serial, candidate, 0);
  cells.forEach((cell, i) => {
    tell.push(TM.synapse_visited, 100, serial, cell, permanences[i]);
    tell.push(TM.synapse_compared, 101, serial, cell, candidate, Number(cell === candidate));
    if (cell !== candidate) return;
    connected = true;
    tell.push(TM.already_connected, 102, serial, candidate, 1);
  });
  return connected;
}
