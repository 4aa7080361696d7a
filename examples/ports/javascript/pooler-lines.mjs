// The lines of BAMI SP, one by one: the events that `bami trace` records of a spatial pooler, in JavaScript.
//
// bami.mjs is the port for normal use; this module follows the book line by line and emits an event to an
// EventList for each line. Without a list it does the same and emits nothing. Tests compare both with the
// library. Parameters have the names used in spec/.

import { Grid, Pcg32, exp, roundHalfUp } from './bami.mjs';
import { SP } from './events.mjs';

const NOBODY = null;

const clamp = (permanence) => Math.min(1, Math.max(0, permanence));

/** The optional parameters of a pooler. */
const withPoolerDefaults = (parameters) => {
  const complete = {
    local_area_density: null, num_active_columns_per_inh_area: null, center_bias: null, tie_break: 'all', wrap_around: false,
    connected_in_overlap: 'at_least', duty_cycles: 'recursive', boosting_order: 'two_passes',
    ...parameters,
  };
  const isGiven = complete.local_area_density !== null && complete.local_area_density >= 0; // D-SP-10
  return { ...complete, local_area_density: isGiven ? complete.local_area_density : null };
};

/** The lines of the spatial pooler, for given parameters. */
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

  /** Phase 1 with given potential synapses: for each column, a list of [input, permanence]. */
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

  /** One step on active bits, ascending; returns the active columns, ascending. Restates SP-STEP (spec/spatial-pooler.md#sp-step). */
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

  /** The test of connectedSynapses in lines 3-5. Restates D-SP-5 (spec/spatial-pooler.md#d-sp-5). */
  #isConnectedInOverlap() {
    const { connected_permanence, connected_in_overlap } = this.parameters;
    return connected_in_overlap === 'above'
      ? (permanence) => permanence > connected_permanence
      : (permanence) => permanence >= connected_permanence;
  }

  /** BAMI SP 1-5, with events. */
  #tellOverlaps(state, isActive, tell) {
    const isConnected = this.#isConnectedInOverlap();
    for (const column of this.everyColumn) {
      tell.push(SP.column_visited, 1, column);
      tell.push(SP.overlap_reset, 2, column, state.overlaps[column]);
      const { inputs, permanences } = state.proximal[column];
      let overlap = 0;
      for (let i = 0; i < inputs.length; i++) {
        if (!isConnected(permanences[i])) continue;
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

  /** BAMI SP 1-5, without events: visits only the synapses to active inputs, which are few. */
  #countOverlaps(state) {
    const isConnected = this.#isConnectedInOverlap();
    const { overlaps, boosts, proximal } = state;
    const active = Int32Array.from(state.inputBits);
    for (let column = 0; column < overlaps.length; column++) {
      const connected = proximal[column].connectedTo(this.inputs.size, isConnected);
      let overlap = 0;
      for (let i = 0; i < active.length; i++) overlap += connected[active[i]];
      overlaps[column] = overlap * boosts[column];
    }
  }

  /** The columns that a column competes with, including itself, ascending. Restates D-SP-7 (spec/spatial-pooler.md#d-sp-7). */
  neighbors(state, column) {
    if (this.parameters.global_inhibition) return this.everyColumn;
    return this.columns.window(this.columns.coordinates(column), state.inhibitionRadius);
  }

  #forNeighborhoods(state, compute) {
    if (!this.parameters.global_inhibition) return this.everyColumn.map((column) => compute(this.neighbors(state, column)));
    const result = compute(this.everyColumn);
    return this.everyColumn.map(() => result);
  }

  /** k for a number of neighbours. Restates D-SP-10 (spec/spatial-pooler.md#d-sp-10). */
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
    // NB: with global inhibition, a column that comes before a winner is a winner too.
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
    if (this.parameters.boosting_order === 'one_loop') this.#oneLoop(state, tell);
    else this.#twoPasses(state, tell);
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

  /** BAMI SP 19-25 as printed: column by column. Restates D-SP-14 (spec/spatial-pooler.md#d-sp-14). */
  #oneLoop(state, tell) {
    for (const column of this.everyColumn) {
      tell?.push(SP.column_visited, 19, column);
      this.#updateActiveDutyCycle(state, column, tell);
      this.#updateBoost(state, column, this.#meanActiveDutyCycle(state, this.neighbors(state, column)), tell);
      this.#updateOverlapDutyCycle(state, column, tell);
      this.#bumpIfWeak(state, column, this.#minDutyCycle(state, this.neighbors(state, column)), tell);
    }
  }

  /** BAMI SP 19-25 with the duty cycles of all columns first. Restates D-SP-14 (spec/spatial-pooler.md#d-sp-14). */
  #twoPasses(state, tell) {
    for (const column of this.everyColumn) {
      tell?.push(SP.column_visited, 19, column);
      this.#updateActiveDutyCycle(state, column, tell);
      this.#updateOverlapDutyCycle(state, column, tell);
    }
    const nearby = this.#forNeighborhoods(state, (neighbors) => ({
      average: this.#meanActiveDutyCycle(state, neighbors),
      least: this.#minDutyCycle(state, neighbors),
    }));
    for (const column of this.everyColumn) {
      const { average, least } = nearby[column];
      this.#updateBoost(state, column, average, tell);
      this.#bumpIfWeak(state, column, least, tell);
    }
  }

  /** The moving average of D-SP-12 (spec/spatial-pooler.md#d-sp-12); `windows` and `averages` are by column. */
  #updateAverage(state, column, windows, averages, x) {
    const { duty_cycle_period, duty_cycles } = this.parameters;
    const period = Math.min(duty_cycle_period, state.learningSteps);
    const before = averages[column];
    if (duty_cycles === 'window') {
      // NB: a new list, because copies of the state share the lists.
      windows[column] = [...(windows[column] ?? []), x].slice(-period);
      averages[column] = windows[column].reduce((ones, value) => ones + value, 0) / period;
    } else {
      averages[column] = (before * (period - 1) + x) / period;
    }
    return { period, before };
  }

  /** BAMI SP 20. */
  #updateActiveDutyCycle(state, column, tell) {
    const active = Number(state.activeColumns.has(column));
    const { period, before } = this.#updateAverage(state, column, state.activeWindows, state.activeDutyCycles, active);
    tell?.push(SP.active_duty_cycle_updated, 20, column, active, period, before, state.activeDutyCycles[column]);
  }

  /** BAMI SP 23. */
  #updateOverlapDutyCycle(state, column, tell) {
    const { stimulus_threshold } = this.parameters;
    const overlap = state.overlaps[column];
    const x = Number(overlap > stimulus_threshold);
    const { period, before } = this.#updateAverage(state, column, state.overlapWindows, state.overlapDutyCycles, x);
    tell?.push(SP.overlap_duty_cycle_updated, 23, column, overlap, stimulus_threshold, period, before, state.overlapDutyCycles[column]);
  }

  /** The mean of line 21, with the number of neighbours. */
  #meanActiveDutyCycle({ activeDutyCycles }, neighbors) {
    const sum = neighbors.reduce((total, column) => total + activeDutyCycles[column], 0);
    return { count: neighbors.length, mean: sum / neighbors.length };
  }

  /** Restates D-SP-15 (spec/spatial-pooler.md#d-sp-15). */
  #minDutyCycle({ overlapDutyCycles }, neighbors) {
    return this.parameters.min_pct_overlap_duty_cycle
      * neighbors.reduce((most, column) => Math.max(most, overlapDutyCycles[column]), 0);
  }

  /** BAMI SP 21 and 22. */
  #updateBoost(state, column, { count, mean }, tell) {
    const { activeDutyCycles, boosts } = state;
    tell?.push(SP.neighbors_mean, 21, column, count, mean);
    const before = boosts[column];
    boosts[column] = exp(-this.parameters.boost_strength * (activeDutyCycles[column] - mean)); // D-SP-13
    tell?.push(SP.boost_updated, 22, column, activeDutyCycles[column], mean, before, boosts[column]);
  }

  /** BAMI SP 24 and 25. */
  #bumpIfWeak(state, column, least, tell) {
    const dutyCycle = state.overlapDutyCycles[column];
    const below = dutyCycle < least;
    tell?.push(SP.overlap_duty_cycle_tested, 24, column, dutyCycle, least, Number(below));
    if (below) this.#bump(state, column, 0.1 * this.parameters.connected_permanence, tell);
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
