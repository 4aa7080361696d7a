// The lines of BAMI's pseudocode, one by one: what `bami trace` tells of a run, in JavaScript.
//
// bami.mjs is the port that does the work; this module does it in the book's words, line by line, and
// tells an EventList what each line did. With nobody to tell it does the same and says nothing. A test
// holds both against the library. Parameters have the names of spec/.

import { Grid, Pcg32, exp, roundHalfUp } from './bami.mjs';
import { FUNCTION, SP, TM } from './events.mjs';

const NOBODY = null;

const clamp = (permanence) => Math.min(1, Math.max(0, permanence));

/** The parameters that may be left out of a pooler's. */
export const withPoolerDefaults = (parameters) => ({
  local_area_density: null, num_active_columns_per_inh_area: null, center_bias: null, tie_break: 'all', wrap_around: false,
  ...parameters,
});

/** The parameters that may be left out of a memory's. */
export const withMemoryDefaults = (parameters) => ({
  ...parameters,
  extensions: {
    max_segments_per_cell: null, max_synapses_per_segment: null, prune_zero_permanence: false, skip_empty_segments: false,
    ...parameters.extensions,
  },
});

// ---------------------------------------------------------------------------------------------
// Spatial pooler
// ---------------------------------------------------------------------------------------------

/** The lines of the spatial pooler for its parameters. */
export class PoolerLines {
  constructor(parameters) {
    this.parameters = withPoolerDefaults(parameters);
    const { input_dimensions, column_dimensions, wrap_around } = this.parameters;
    this.inputs = new Grid(input_dimensions, wrap_around);
    this.columns = new Grid(column_dimensions, wrap_around);
    this.everyColumn = Array.from({ length: this.columns.size }, (_, column) => column);
  }

  /** Phase 1 with random potential synapses. Restates SP-PHASE-1 (spec/spatial-pooler.md#sp-phase-1). */
  draw(state, seed, tell = NOBODY) {
    const { potential_radius, potential_pct, connected_permanence, initial_permanence_range } = this.parameters;
    const random = new Pcg32(seed, 1);
    const centerBias = this.#centerBias();
    for (let column = 0; column < this.columns.size; column++) {
      const centre = this.#naturalCentre(column);
      const field = this.inputs.window(centre, potential_radius);
      const chosen = roundHalfUp(potential_pct * field.length);
      const [middle] = this.inputs.window(centre, 0);
      tell?.push(SP.receptive_field, 0, column, middle, tell.keep([...field]), chosen);
      for (let turn = 0; turn < chosen; turn++) { // D-SP-3
        const draw = random.below(field.length - turn);
        [field[turn], field[turn + draw]] = [field[turn + draw], field[turn]];
        tell?.push(SP.potential_input_drawn, 0, column, turn, field.length - turn, draw, field[turn]);
      }
      const distance = (input) => this.inputs.distance(centre, this.inputs.coordinates(input));
      const largest = field.reduce((most, input) => Math.max(most, distance(input)), 0);
      const inputs = field.slice(0, chosen).sort((a, b) => a - b);
      const permanences = Float64Array.from(inputs, (input) => {
        const unit = random.unit();
        const bias = largest === 0 ? 0 : centerBias * (0.5 - distance(input) / largest);
        const permanence = clamp(connected_permanence + initial_permanence_range * (2 * unit - 1) + bias); // D-SP-4
        tell?.push(SP.initial_permanence, 0, column, input, unit, bias, permanence);
        return permanence;
      });
      state.setProximal(column, inputs, permanences);
    }
    this.#updateInhibitionRadius(state, tell);
  }

  /** Phase 1 with potential synapses that are given, for each column a list of [input, permanence]. */
  take(state, potentialSynapses, tell = NOBODY) {
    potentialSynapses.forEach((synapses, column) => {
      state.setProximal(column, synapses.map(([input]) => input), Float64Array.from(synapses, ([, permanence]) => permanence));
    });
    this.#updateInhibitionRadius(state, tell);
  }

  #naturalCentre(column) {
    const { input_dimensions, column_dimensions } = this.parameters;
    return this.columns.coordinates(column)
      .map((x, d) => Math.floor(((2 * x + 1) * input_dimensions[d]) / (2 * column_dimensions[d])));
  }

  #centerBias() {
    const { center_bias, potential_radius } = this.parameters;
    if (center_bias !== null) return center_bias;
    const isCut = this.everyColumn.some((column) =>
      this.inputs.window(this.#naturalCentre(column), potential_radius).length < this.inputs.size);
    return isCut ? 0.1 : 0;
  }

  /** One step on active bits, ascending; gives the active columns, ascending. Restates SP-STEP (spec/spatial-pooler.md#sp-step). */
  step(state, activeBits, learn, tell = NOBODY) {
    const isActive = new Uint8Array(this.inputs.size);
    for (const bit of activeBits) {
      isActive[bit] = 1;
      state.inputBits.add(bit);
    }
    if (tell === NOBODY) this.#countOverlaps(state);
    else this.#tellOverlaps(state, isActive, tell);
    const winners = this.#inhibit(state, tell);
    if (learn) this.#learn(state, winners, isActive, tell);
    return winners;
  }

  /** BAMI SP 1-5, told. */
  #tellOverlaps(state, isActive, tell) {
    const { connected_permanence } = this.parameters;
    for (const column of this.everyColumn) {
      tell.push(SP.column_visited, 1, column);
      tell.push(SP.overlap_reset, 2, column, state.overlaps[column]);
      const { inputs, permanences } = state.proximal[column];
      let overlap = 0;
      for (let i = 0; i < inputs.length; i++) {
        if (permanences[i] < connected_permanence) continue; // D-SP-5
        tell.push(SP.connected_synapse, 3, column, inputs[i], permanences[i]);
        const active = isActive[inputs[i]];
        tell.push(SP.input_added, 4, column, inputs[i], active, overlap, overlap + active);
        overlap += active;
      }
      const boosted = overlap * state.boosts[column];
      tell.push(SP.overlap_boosted, 5, column, state.boosts[column], overlap, boosted);
      state.overlaps[column] = boosted;
    }
  }

  /** BAMI SP 1-5, with nobody to tell: looks at the synapses to active inputs alone, which are few. */
  #countOverlaps(state) {
    const { connected_permanence } = this.parameters;
    const { overlaps, boosts, proximal } = state;
    const active = Int32Array.from(state.inputBits);
    for (let column = 0; column < overlaps.length; column++) {
      const connected = proximal[column].connectedTo(this.inputs.size, connected_permanence);
      let overlap = 0;
      for (let i = 0; i < active.length; i++) overlap += connected[active[i]];
      overlaps[column] = overlap * boosts[column];
    }
  }

  /** The columns with which a column competes, itself included, ascending. Restates D-SP-7 (spec/spatial-pooler.md#d-sp-7). */
  neighbors(state, column) {
    if (this.parameters.global_inhibition) return this.everyColumn;
    return this.columns.window(this.columns.coordinates(column), state.inhibitionRadius);
  }

  #forNeighborhoods(state, compute) {
    if (!this.parameters.global_inhibition) return this.everyColumn.map((column) => compute(this.neighbors(state, column)));
    const result = compute(this.everyColumn);
    return this.everyColumn.map(() => result);
  }

  /** k for so many neighbors. Restates D-SP-10 (spec/spatial-pooler.md#d-sp-10). */
  winnersOf(neighborCount) {
    const { local_area_density, num_active_columns_per_inh_area } = this.parameters;
    return local_area_density === null
      ? num_active_columns_per_inh_area
      : Math.max(1, roundHalfUp(local_area_density * neighborCount));
  }

  /** BAMI SP 6-10. */
  #inhibit(state, tell) {
    const { stimulus_threshold, tie_break } = this.parameters;
    const areas = this.#forNeighborhoods(state, (neighbors) => {
      const k = this.winnersOf(neighbors.length);
      const ascending = Float64Array.from(neighbors, (column) => state.overlaps[column]).sort();
      return { neighbors, k, score: ascending[Math.max(0, ascending.length - k)] };
    });
    let winners = [];
    for (const column of this.everyColumn) {
      const { neighbors, k, score } = areas[column];
      const overlap = state.overlaps[column];
      tell?.push(SP.column_visited, 6, column);
      tell?.push(SP.min_local_activity, 7, column, neighbors.length, k, score);
      state.places[column] = k;
      state.scores[column] = score;
      const exceeds = overlap > stimulus_threshold;
      tell?.push(SP.stimulus_threshold_tested, 8, column, overlap, stimulus_threshold, Number(exceeds));
      if (!exceeds) continue;
      const reaches = overlap >= score;
      tell?.push(SP.min_local_activity_tested, 9, column, overlap, score, Number(reaches));
      if (!reaches) continue;
      tell?.push(SP.column_activated, 10, column);
      winners.push(column);
    }
    if (tie_break === 'lowest_index') winners = this.#breakTies(state, winners, areas, tell);
    state.activeColumns = new Set(winners);
    return winners;
  }

  /** EXT-SP-LOWEST-INDEX (spec/extensions.md#ext-sp-lowest-index). */
  #breakTies(state, winners, areas, tell) {
    const { overlaps } = state;
    // NB: with global inhibition who comes before a winner is a winner too.
    const rivals = (column) => (this.parameters.global_inhibition ? winners : areas[column].neighbors);
    return winners.filter((column) => {
      const ahead = rivals(column).filter((other) =>
        overlaps[other] > overlaps[column] || (overlaps[other] === overlaps[column] && other < column)).length;
      const { k } = areas[column];
      tell?.push(SP.tie_judged, 0, column, ahead, k, Number(ahead < k));
      return ahead < k;
    });
  }

  /** BAMI SP 11-26. */
  #learn(state, winners, isActive, tell) {
    state.learningSteps += 1;
    for (const column of winners) this.#adapt(state, column, isActive, tell);
    this.#updateDutyCycles(state, tell);
    this.#boostAndBump(state, tell);
    this.#updateInhibitionRadius(state, tell);
  }

  /** BAMI SP 11-18. */
  #adapt(state, column, isActive, tell) {
    const { syn_perm_active_inc, syn_perm_inactive_dec } = this.parameters;
    tell?.push(SP.column_visited, 11, column);
    const { inputs, permanences } = state.writableProximal(column);
    for (let i = 0; i < inputs.length; i++) {
      const before = permanences[i];
      const active = isActive[inputs[i]];
      const after = active === 1 ? before + syn_perm_active_inc : before - syn_perm_inactive_dec;
      const clipped = active === 1 ? Math.min(1, after) : Math.max(0, after);
      permanences[i] = clipped;
      if (tell === NOBODY) continue;
      const line = active === 1 ? 14 : 17;
      tell.push(SP.potential_synapse, 12, column, inputs[i], before);
      tell.push(SP.synapse_tested, 13, column, inputs[i], active);
      tell.push(SP.permanence_adjusted, line, column, inputs[i], before, after);
      tell.push(SP.permanence_clipped, line + 1, column, inputs[i], after, clipped);
    }
  }

  /** BAMI SP 19, 20 and 23. */
  #updateDutyCycles(state, tell) {
    const { duty_cycle_period, stimulus_threshold } = this.parameters;
    const period = Math.min(duty_cycle_period, state.learningSteps);
    const updated = (old, x) => (old * (period - 1) + x) / period; // D-SP-12
    const { activeDutyCycles, overlapDutyCycles } = state;
    for (const column of this.everyColumn) {
      tell?.push(SP.column_visited, 19, column);
      const active = Number(state.activeColumns.has(column));
      const activeBefore = activeDutyCycles[column];
      activeDutyCycles[column] = updated(activeBefore, active);
      tell?.push(SP.active_duty_cycle_updated, 20, column, active, period, activeBefore, activeDutyCycles[column]);
      const overlap = state.overlaps[column];
      const overlapBefore = overlapDutyCycles[column];
      overlapDutyCycles[column] = updated(overlapBefore, Number(overlap > stimulus_threshold));
      tell?.push(SP.overlap_duty_cycle_updated, 23, column, overlap, stimulus_threshold, period, overlapBefore, overlapDutyCycles[column]);
    }
  }

  /** BAMI SP 21, 22, 24 and 25. */
  #boostAndBump(state, tell) {
    const { boost_strength, min_pct_overlap_duty_cycle, connected_permanence } = this.parameters;
    const { activeDutyCycles, overlapDutyCycles } = state;
    const nearby = this.#forNeighborhoods(state, (neighbors) => ({
      count: neighbors.length,
      mean: neighbors.reduce((sum, column) => sum + activeDutyCycles[column], 0) / neighbors.length,
      least: min_pct_overlap_duty_cycle * neighbors.reduce((most, column) => Math.max(most, overlapDutyCycles[column]), 0), // D-SP-15
    }));
    for (const column of this.everyColumn) {
      const { count, mean, least } = nearby[column];
      tell?.push(SP.neighbors_mean, 21, column, count, mean);
      const before = state.boosts[column];
      state.boosts[column] = exp(-boost_strength * (activeDutyCycles[column] - mean)); // D-SP-13
      tell?.push(SP.boost_updated, 22, column, activeDutyCycles[column], mean, before, state.boosts[column]);
      const below = overlapDutyCycles[column] < least;
      tell?.push(SP.overlap_duty_cycle_tested, 24, column, overlapDutyCycles[column], least, Number(below));
      if (below) this.#bump(state, column, 0.1 * connected_permanence, tell);
    }
  }

  /** BAMI SP 25 and D-SP-16. */
  #bump(state, column, amount, tell) {
    const { inputs, permanences } = state.writableProximal(column);
    for (let i = 0; i < inputs.length; i++) {
      const before = permanences[i];
      permanences[i] = Math.min(1, before + amount);
      tell?.push(SP.permanence_bumped, 25, column, inputs[i], amount, before, permanences[i]);
    }
  }

  /** BAMI SP 26 and D-SP-17. */
  #updateInhibitionRadius(state, tell) {
    const { global_inhibition, column_dimensions, input_dimensions } = this.parameters;
    const before = state.inhibitionRadius;
    let mean = NaN;
    if (global_inhibition) {
      state.inhibitionRadius = Math.max(...column_dimensions);
    } else {
      mean = this.everyColumn.reduce((sum, column) => sum + this.#fieldSize(state.proximal[column]), 0) / this.columns.size;
      const ratio = column_dimensions.reduce((sum, length, d) => sum + length / input_dimensions[d], 0) / column_dimensions.length;
      state.inhibitionRadius = Math.min(4294967295, roundHalfUp(Math.max(1, (mean * ratio - 1) / 2)));
    }
    tell?.push(SP.inhibition_radius_updated, 26, mean, before, state.inhibitionRadius);
  }

  #fieldSize({ inputs, permanences }) {
    const places = [];
    inputs.forEach((input, i) => {
      if (permanences[i] >= this.parameters.connected_permanence) places.push(this.inputs.coordinates(input));
    });
    if (places.length === 0) return 0;
    const spans = places[0].map((_, d) => {
      const along = places.map((place) => place[d]);
      return Math.max(...along) - Math.min(...along) + 1;
    });
    return spans.reduce((sum, span) => sum + span, 0) / spans.length;
  }
}

// ---------------------------------------------------------------------------------------------
// Temporal memory
// ---------------------------------------------------------------------------------------------

/** The numbers of lines that stand twice in the book. */
const PREDICTED = { loop: 16, test: 17, reinforce: 18, weaken: 20, count: 22, read: 23, grow: 24 };
const BURST = { loop: 40, test: 41, reinforce: 42, weaken: 44, count: 46, read: 47, grow: 48 };

/** The lines of the temporal memory for its parameters. */
export class MemoryLines {
  constructor(parameters) {
    this.parameters = withMemoryDefaults(parameters);
  }

  /** The state before the first step, as a vector's `initial` gives it. Restates CONF-TM's initial state (spec/conformance.md). */
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
   * Where the outcome of stage 2 is known (`recorded`: the lists activeSegments and matchingSegments, and the map counts)
   * and nobody is told, it is taken as it is.
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

  /** BAMI TM 93-106. */
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
      tell?.push(TM.still_wanted, 106, serial, wanted);
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

  /** BAMI TM 105 with EXT-TM-MAX-SYNAPSES; whether it was made. */
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

/** The segments of a set by column, each column's in the order of R-3 (spec/portable-core.md#r-3). */
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
