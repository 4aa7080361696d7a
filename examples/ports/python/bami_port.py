#!/usr/bin/env python3
"""Hierarchical Temporal Memory, following Numenta's book BAMI, in plain Python.

A port of the algorithms, written from `spec/` alone. Standard library only, Python 3.9 or newer.
Read it from top to bottom with BAMI at hand: every function names the rule that it restates, with
its lines in BAMI and its section in `spec/`. Clarity comes before speed.

    1. The portable core      numbers, random choices, grids, hashing
    2. The temporal memory    BAMI TM 1-107, followed by its four extensions
    3. The spatial pooler     BAMI SP 1-26
    4. The encoders           BAMI ENC
    5. The anomaly likelihood
    6. The SDR classifier
    7. The port protocol      JSON lines in, JSON lines out
    8. The self-test          python3 bami_port.py --self-test

NB: `sum` is never used on floats here. Since Python 3.12 it compensates for rounding errors, and the
rules require plain additions, one after the other (R-1). `round` is not used either: it rounds half
to even (R-6).
"""

import collections
import datetime
import functools
import itertools
import json
import math
import re
import struct
import sys


class Refused(Exception):
    """An invalid input; the message says what is wrong and where."""


# =================================================================================================
# 1. The portable core
# =================================================================================================


def round_half_up(x):
    """Rounds a fraction to a count. Restates R-6 (spec/portable-core.md#r-6)."""
    return math.floor(x + 0.5)


def add_up(terms):
    """Plain additions from 0, in the order given. Restates R-1 (spec/portable-core.md#r-1)."""
    total = 0.0
    for term in terms:
        total += term
    return total


class Random:
    """PCG-XSH-RR with 64 bits of state and 32 bits of output.

    Restates R-2-SEED to R-2-CHOOSE (spec/portable-core.md#random-numbers).
    """

    SPATIAL_POOLER = 1  # R-2-STREAMS
    TEMPORAL_MEMORY = 2

    def __init__(self, seed, stream):
        """Restates R-2-SEED (spec/portable-core.md#r-2-seed)."""
        self.increment = (2 * stream + 1) % 2**64
        self.state = 0
        self.advance()
        self.state = (self.state + seed) % 2**64
        self.advance()

    def advance(self):
        """Restates R-2-ADVANCE (spec/portable-core.md#r-2-advance)."""
        self.state = (self.state * 6364136223846793005 + self.increment) % 2**64

    def u32(self):
        """One output of 32 bits. Restates R-2-OUTPUT (spec/portable-core.md#r-2-output)."""
        old = self.state
        self.advance()
        x = (((old >> 18) ^ old) >> 27) % 2**32
        turn = old >> 59
        return rotate_left(x, (32 - turn) % 32)

    def below(self, n):
        """An integer from 0 to n - 1. Restates R-2-BELOW (spec/portable-core.md#r-2-below)."""
        passed_over = (2**32 - n) % n
        while True:
            output = self.u32()
            if output >= passed_over:
                return output % n

    def unit(self):
        """A number in [0, 1). Restates R-2-UNIT (spec/portable-core.md#r-2-unit)."""
        return self.u32() / 2**32

    def choose(self, collection):
        """BAMI's chooseRandom. Restates R-2-CHOOSE (spec/portable-core.md#r-2-choose)."""
        return collection[self.below(len(collection))]


def rotate_left(x, turn):
    """Rotates 32 bits to the left by 0 to 31 positions."""
    return ((x << turn) | (x >> (32 - turn))) % 2**32


def murmur3(data, seed):
    """MurmurHash3_x86_32 of a byte string. Restates R-7 (spec/portable-core.md#r-7)."""

    def scrambled(block):
        return rotate_left(block * 0xCC9E2D51 % 2**32, 15) * 0x1B873593 % 2**32

    hashed = seed
    whole = len(data) // 4 * 4
    for (block,) in struct.iter_unpack("<I", data[:whole]):
        hashed = (rotate_left(hashed ^ scrambled(block), 13) * 5 + 0xE6546B64) % 2**32
    if len(data) > whole:
        hashed ^= scrambled(int.from_bytes(data[whole:], "little"))
    hashed ^= len(data)
    hashed = (hashed ^ (hashed >> 16)) * 0x85EBCA6B % 2**32
    hashed = (hashed ^ (hashed >> 13)) * 0xC2B2AE35 % 2**32
    return hashed ^ (hashed >> 16)


class Grid:
    """Numbered positions in several dimensions. Restates R-5 (spec/portable-core.md#r-5)."""

    def __init__(self, dimensions, ring=False):
        self.dimensions = dimensions
        self.ring = ring  # EXT-SP-WRAP-AROUND: every dimension is a ring
        self.size = math.prod(dimensions)

    def number(self, coordinates):
        """Row-major: the last coordinate moves fastest."""
        number = 0
        for coordinate, length in zip(coordinates, self.dimensions):
            number = number * length + coordinate
        return number

    def coordinates(self, number):
        """The inverse of `number`."""
        return self.places[number]

    @functools.cached_property
    def places(self):
        """The coordinates of all positions, by number: `product`, too, moves the last one fastest."""
        return list(itertools.product(*map(range, self.dimensions)))

    def distance(self, a, b):
        """The Chebyshev distance between two positions, given by their coordinates."""
        return max(map(self._difference, a, b, self.dimensions))

    def _difference(self, a, b, length):
        """On a ring, the shorter way round (spec/extensions.md#ext-sp-wrap-around)."""
        straight = abs(a - b)
        return min(straight, length - straight) if self.ring else straight

    def window(self, centre, radius):
        """The numbers of all positions that differ from `centre` by at most `radius` in every
        coordinate, ascending. Cut off at the borders, or continued around the ring.
        """
        numbers = [0]
        for a, length in zip(centre, self.dimensions):
            along = self._range(a, radius, length)
            numbers = [number * length + coordinate for number in numbers for coordinate in along]
        return numbers

    def _range(self, a, radius, length):
        """The window in one dimension, ascending (spec/extensions.md#ext-sp-wrap-around)."""
        if not self.ring:
            return range(max(0, a - radius), min(length - 1, a + radius) + 1)
        if 2 * radius + 1 >= length:
            return range(length)
        return sorted((a + step) % length for step in range(-radius, radius + 1))


# =================================================================================================
# 2. The temporal memory
# =================================================================================================


class Synapse:
    """Listens to one cell, with a permanence."""

    def __init__(self, presynaptic_cell, permanence):
        self.presynaptic_cell = presynaptic_cell
        self.permanence = permanence

    @property
    def permanence(self):
        """D-TM-1: every change is clamped (spec/temporal-memory.md#d-tm-1)."""
        return self._permanence

    @permanence.setter
    def permanence(self, value):
        self._permanence = min(1.0, max(0.0, value))


class Segment:
    """A distal segment of a cell. `serial` is its number (R-4-SEGMENT); `synapses` are in the order
    in which they were created (R-3).
    """

    def __init__(self, serial, cell, last_active_step):
        self.serial = serial
        self.cell = cell
        self.synapses = []
        # For max_segments_per_cell only; None if unknown, which counts as 0 (SNAP-TM).
        self.last_active_step = last_active_step


class Moment:
    """The state of one time step. That of t-1 is read only while t is computed (D-TM-3)."""

    def __init__(self):
        self.active_cells = set()  # D-TM-17: a set holds a cell at most once
        self.winner_cells = set()
        self.bursting_columns = []
        # Both by column, in the order of R-3: ascending cell, then creation.
        self.active_segments = {}
        self.matching_segments = {}
        self.num_active_potential_synapses = {}  # by serial number
        self.anomaly = 0.0


def segments_for_column(column, segments):
    """Restates R-3 (spec/portable-core.md#r-3)."""
    return segments.get(column, [])


class TemporalMemory:
    """BAMI TM 1-107, in the book's order and with the book's names.

    The number behind a line is that of the line in the book. `now` is (t), `previous` is (t-1).
    """

    def __init__(self, parameters, seed, initial):
        self.parameters = parameters
        self.random = Random(seed, Random.TEMPORAL_MEMORY)
        self.segments = {}  # the segments of each cell that has any, in order of creation
        self.segments_ever_made = 0
        self.dead_cells = set()  # DEATH-CELL: only a snapshot can contain any
        self.step_number = 0
        self.now = Moment()
        self.previous = Moment()
        for cell, synapses in initial["segments"]:
            self.new_segment(cell).synapses = [Synapse(*synapse) for synapse in synapses]
        self.now.active_cells.update(initial["active_cells"])
        self.now.winner_cells.update(initial["winner_cells"])
        if self.segments:
            self.activate_dendrites()

    def step(self, active_columns, learning_enabled):
        """Two stages of a new step. Restates TM-STEP (spec/temporal-memory.md#tm-step)."""
        self.step_number += 1
        self.previous, self.now = self.now, Moment()
        self.learning_enabled = learning_enabled
        self.activate_columns(set(active_columns))
        self.now.anomaly = self.anomaly(active_columns)
        self.after_stage_1()
        self.activate_dendrites()
        self.after_stage_2()

    def reset(self):
        """The next step sees no past. Restates D-TM-9 (spec/temporal-memory.md#d-tm-9)."""
        self.now = Moment()

    # --- Stage 1: from active columns to active cells, and learning

    def activate_columns(self, active_columns):
        """Restates BAMI TM 1-9 (spec/temporal-memory.md#tm-1)."""
        for column in range(self.parameters.column_count):  # 1
            if column in active_columns:  # 2
                if len(segments_for_column(column, self.previous.active_segments)) > 0:  # 3
                    self.activate_predicted_column(column)  # 4
                else:  # 5
                    self.burst_column(column)  # 6
            else:  # 7
                if len(segments_for_column(column, self.previous.matching_segments)) > 0:  # 8
                    self.punish_predicted_column(column)  # 9

    def activate_predicted_column(self, column):
        """Restates BAMI TM 10-24 (spec/temporal-memory.md#tm-10-11)."""
        for segment in segments_for_column(column, self.previous.active_segments):  # 11
            self.now.active_cells.add(segment.cell)  # 12
            self.now.winner_cells.add(segment.cell)  # 13

            if self.learning_enabled:  # 15
                for synapse in segment.synapses:  # 16
                    if synapse.presynaptic_cell in self.previous.active_cells:  # 17
                        synapse.permanence += self.parameters.permanence_increment  # 18
                    else:  # 19
                        synapse.permanence -= self.parameters.permanence_decrement  # 20

                new_synapse_count = (
                    self.parameters.synapse_sample_size  # 22
                    - self.num_active_potential_synapses(segment)  # 23
                )
                self.grow_synapses(segment, new_synapse_count)  # 24

    def burst_column(self, column):
        """Restates BAMI TM 25-48 (spec/temporal-memory.md#tm-25)."""
        self.now.bursting_columns.append(column)
        for cell in self.cells(column):  # 26
            self.now.active_cells.add(cell)  # 27

        if len(segments_for_column(column, self.previous.matching_segments)) > 0:  # 29
            learning_segment = self.best_matching_segment(column)  # 30
            winner_cell = learning_segment.cell  # 31
        else:  # 32
            winner_cell = self.least_used_cell(column)  # 33; D-TM-5: always drawn
            if self.learning_enabled:  # 34
                learning_segment = self.grow_new_segment(winner_cell)  # 35

        self.now.winner_cells.add(winner_cell)  # 37

        if self.learning_enabled:  # 39
            for synapse in learning_segment.synapses:  # 40
                if synapse.presynaptic_cell in self.previous.active_cells:  # 41
                    synapse.permanence += self.parameters.permanence_increment  # 42
                else:  # 43
                    synapse.permanence -= self.parameters.permanence_decrement  # 44

            new_synapse_count = (
                self.parameters.synapse_sample_size  # 46; D-TM-4
                - self.num_active_potential_synapses(learning_segment)  # 47
            )
            self.grow_synapses(learning_segment, new_synapse_count)  # 48

    def punish_predicted_column(self, column):
        """Restates BAMI TM 49-54 (spec/temporal-memory.md#tm-49-50)."""
        if self.learning_enabled:  # 50
            for segment in segments_for_column(column, self.previous.matching_segments):  # 51
                for synapse in segment.synapses:  # 52
                    if synapse.presynaptic_cell in self.previous.active_cells:  # 53
                        synapse.permanence -= self.parameters.predicted_decrement  # 54

    # --- Stage 2: dendrite segments

    def activate_dendrites(self):
        """Restates BAMI TM 55-72 (spec/temporal-memory.md#tm-55-57)."""
        for segment in self.segments_by_cell():  # 55
            num_active_connected = 0  # 56
            num_active_potential = 0  # 57
            for synapse in segment.synapses:  # 58
                if synapse.presynaptic_cell in self.now.active_cells:  # 59
                    if synapse.permanence >= self.parameters.connected_permanence:  # 60
                        num_active_connected += 1  # 61

                    if synapse.permanence >= 0:  # 63
                        num_active_potential += 1  # 64

            if num_active_connected >= self.parameters.activation_threshold:  # 66
                self.add_segment(segment, self.now.active_segments)  # 67

            if num_active_potential >= self.parameters.learning_threshold:  # 69
                self.add_segment(segment, self.now.matching_segments)  # 70

            self.now.num_active_potential_synapses[segment.serial] = num_active_potential  # 72

    # --- Supporting functions

    def least_used_cell(self, column):
        """Restates BAMI TM 73-83 (spec/temporal-memory.md#tm-73-76)."""
        fewest_segments = math.inf  # 74
        for cell in self.cells(column):  # 75
            fewest_segments = min(fewest_segments, self.segment_count(cell))  # 76

        least_used_cells = []  # 78
        for cell in self.cells(column):  # 79
            if self.segment_count(cell) == fewest_segments:  # 80
                least_used_cells.append(cell)  # 81

        return self.random.choose(least_used_cells)  # 83

    def best_matching_segment(self, column):
        """Restates BAMI TM 84-92 (spec/temporal-memory.md#tm-84-86)."""
        best_matching_segment = None  # 85
        best_score = -1  # 86
        for segment in segments_for_column(column, self.previous.matching_segments):  # 87
            if self.num_active_potential_synapses(segment) > best_score:  # 88
                best_matching_segment = segment  # 89
                best_score = self.num_active_potential_synapses(segment)  # 90

        return best_matching_segment  # 92

    def grow_synapses(self, segment, new_synapse_count):
        """Restates BAMI TM 93-107 (spec/temporal-memory.md#tm-93-94)."""
        candidates = sorted(self.previous.winner_cells)  # 94
        while len(candidates) > 0 and new_synapse_count > 0:  # 95
            presynaptic_cell = self.random.choose(candidates)  # 96
            candidates.remove(presynaptic_cell)  # 97; D-TM-16: the others stay in order

            already_connected = False  # 99
            for synapse in segment.synapses:  # 100
                if synapse.presynaptic_cell == presynaptic_cell:  # 101
                    already_connected = True  # 102

            if not already_connected:  # 104
                self.create_new_synapse(
                    segment, presynaptic_cell, self.parameters.initial_permanence
                )  # 105-106
                new_synapse_count -= 1  # 107

    # --- What these lines use

    def num_active_potential_synapses(self, segment):
        """That of t-1; D-TM-3: 0 for a segment that was grown in this step."""
        return self.previous.num_active_potential_synapses.get(segment.serial, 0)

    def segments_by_cell(self):
        """All segments, in the order of R-3 (spec/portable-core.md#r-3)."""
        for cell in sorted(self.segments):
            yield from self.segments[cell]

    def add_segment(self, segment, segments):
        """Adds a segment to activeSegments or matchingSegments, which are kept by column."""
        column = segment.cell // self.parameters.cells_per_column
        segments.setdefault(column, []).append(segment)

    def segment_count(self, cell):
        """The number of segments of a cell."""
        return len(self.segments.get(cell, []))

    def cells(self, column):
        """Restates R-4-CELL (spec/portable-core.md#r-4-cell); dead cells no longer belong to the
        column (spec/cell-death.md#death-cell).
        """
        first = column * self.parameters.cells_per_column
        cells = range(first, first + self.parameters.cells_per_column)
        return [cell for cell in cells if cell not in self.dead_cells] if self.dead_cells else cells

    def new_segment(self, cell):
        """Restates R-4-SEGMENT (spec/portable-core.md#r-4-segment)."""
        segment = Segment(self.segments_ever_made, cell, self.step_number)
        self.segments_ever_made += 1
        self.segments.setdefault(cell, []).append(segment)
        return segment

    # --- What an extension overrides besides

    def grow_new_segment(self, cell):
        """BAMI TM 35; D-TM-6: even if there is nothing to connect to."""
        return self.new_segment(cell)

    def create_new_synapse(self, segment, presynaptic_cell, permanence):
        """BAMI TM 105."""
        segment.synapses.append(Synapse(presynaptic_cell, permanence))

    def after_stage_1(self):
        """Does nothing in BAMI."""

    def after_stage_2(self):
        """Does nothing in BAMI."""

    # --- What is visible from outside

    def all_segments(self):
        """All segments in ascending order of serial number."""
        return sorted(itertools.chain(*self.segments.values()), key=lambda each: each.serial)

    def anomaly(self, active_columns):
        """Restates D-TM-11 (spec/temporal-memory.md#d-tm-11), once stage 1 of the step is done."""
        if not active_columns:
            return 0.0
        predicted = len(active_columns) - len(self.now.bursting_columns)
        return 1 - predicted / len(active_columns)


class NothingGivesWay(Exception):
    """The bound on synapses is reached, and no synapse may be removed."""


class ExtendedTemporalMemory(TemporalMemory):
    """The temporal memory with its extensions beyond BAMI (spec/extensions.md#temporal-memory)."""

    def __init__(self, parameters, seed, initial):
        self.extensions = parameters.extensions
        self.changed = {}  # the segments that this step reinforced, weakened or punished
        super().__init__(parameters, seed, initial)

    def grow_new_segment(self, cell):
        """Restates EXT-TM-SKIP-EMPTY (spec/extensions.md#ext-tm-skip-empty) and
        EXT-TM-MAX-SEGMENTS (spec/extensions.md#ext-tm-max-segments).
        """
        if self.extensions.skip_empty_segments and not self.previous.winner_cells:
            # Belongs to no cell. Lines 40-48 do nothing with it: it has no synapses, and there are
            # no candidates.
            return Segment(None, cell, None)
        limit = self.extensions.max_segments_per_cell
        segments = self.segments.get(cell, [])
        if limit is not None and len(segments) >= limit:
            # The first of several minima is the one with the lowest serial number.
            self.remove_segment(min(segments, key=lambda segment: segment.last_active_step or 0))
        return super().grow_new_segment(cell)

    def grow_synapses(self, segment, new_synapse_count):
        """Lines 24 and 48 come after what learning changes: records the segment for
        `after_stage_1`. Restates EXT-TM-MAX-SYNAPSES (spec/extensions.md#ext-tm-max-synapses).
        """
        self.changed[segment.serial] = segment
        try:
            super().grow_synapses(segment, new_synapse_count)
        except NothingGivesWay:
            pass

    def create_new_synapse(self, segment, presynaptic_cell, permanence):
        """Restates EXT-TM-MAX-SYNAPSES (spec/extensions.md#ext-tm-max-synapses)."""
        limit = self.extensions.max_synapses_per_segment
        if limit is not None and len(segment.synapses) >= limit:
            removable = [
                synapse
                for synapse in segment.synapses
                if synapse.presynaptic_cell not in self.previous.winner_cells
            ]
            if not removable:
                raise NothingGivesWay
            # The first of several minima is the oldest.
            segment.synapses.remove(min(removable, key=lambda synapse: synapse.permanence))
        super().create_new_synapse(segment, presynaptic_cell, permanence)

    def punish_predicted_column(self, column):
        """Records the segments for `after_stage_1`."""
        if self.learning_enabled:
            for segment in segments_for_column(column, self.previous.matching_segments):
                self.changed[segment.serial] = segment
        super().punish_predicted_column(column)

    def after_stage_1(self):
        """Restates EXT-TM-PRUNE-ZERO (spec/extensions.md#ext-tm-prune-zero)."""
        if self.extensions.prune_zero_permanence:
            for segment in self.changed.values():
                kept = [synapse for synapse in segment.synapses if synapse.permanence > 0]
                lost_some = len(kept) < len(segment.synapses)
                segment.synapses = kept
                if lost_some and not kept:
                    self.remove_segment(segment)
        self.changed = {}

    def after_stage_2(self):
        """Restates EXT-TM-MAX-SEGMENTS (spec/extensions.md#ext-tm-max-segments)."""
        for segment in itertools.chain(*self.now.active_segments.values()):
            segment.last_active_step = self.step_number

    def remove_segment(self, segment):
        """Never reuses the serial number (R-4-SEGMENT)."""
        self.segments[segment.cell].remove(segment)


# =================================================================================================
# 3. The spatial pooler
# =================================================================================================


class SpatialPooler:
    """BAMI SP 1-26, in the book's order and with the book's names.

    The number behind a line is that of the line in the book.
    """

    def __init__(self, parameters, seed, potential_synapses):
        """Phase 1. Restates SP-PHASE-1 (spec/spatial-pooler.md#sp-phase-1) and, if the potential
        synapses are given, SP-PHASE-1-GIVEN (spec/spatial-pooler.md#sp-phase-1-given).
        """
        self.parameters = parameters
        self.inputs = Grid(parameters.input_dimensions, parameters.wrap_around)
        self.columns = Grid(parameters.column_dimensions, parameters.wrap_around)
        self.all_columns = range(self.columns.size)
        if potential_synapses is None:
            potential_synapses = self.draw_potential_synapses(Random(seed, Random.SPATIAL_POOLER))
        # For each column, its permanences by input, ascending.
        self.potential_synapses = potential_synapses
        self.boosts = [1.0] * self.columns.size
        self.overlaps = [0.0] * self.columns.size
        self.active_inputs = set()
        self.active_columns = []
        self.active_duty_cycles = [0.0] * self.columns.size
        self.overlap_duty_cycles = [0.0] * self.columns.size
        # For D-SP-12, window: for each column, the last values of x, the oldest first.
        self.active_windows = self.empty_windows()
        self.overlap_windows = self.empty_windows()
        self.learning_steps = 0
        self.known_radius, self.known_neighbors = None, {}
        self.inhibition_radius = self.average_receptive_field_size()  # D-SP-17

    def step(self, active_inputs, learn):
        """Restates SP-STEP (spec/spatial-pooler.md#sp-step)."""
        self.active_inputs = set(active_inputs)
        self.overlap()
        self.inhibition()
        if learn:  # D-SP-25
            self.learning()
        return self.active_columns

    # --- Phase 1: initialization

    def draw_potential_synapses(self, random):
        """Restates D-SP-1 to D-SP-4 (spec/spatial-pooler.md#d-sp-1)."""
        centres = [self.natural_centre(column) for column in range(self.columns.size)]
        center_bias = self.parameters.center_bias
        if center_bias is None:  # D-SP-4: a centre is meaningful only with topology
            fields = map(self.receptive_field, centres)
            center_bias = 0.0 if all(len(f) == self.inputs.size for f in fields) else 0.1
        drawn = []
        for centre in centres:
            field = self.receptive_field(centre)
            chosen = self.choose_inputs(field, random)
            drawn.append(self.draw_permanences(chosen, centre, field, center_bias, random))
        return drawn

    def natural_centre(self, column):
        """Restates D-SP-1 (spec/spatial-pooler.md#d-sp-1)."""
        return tuple(
            (2 * x + 1) * input_length // (2 * column_length)
            for x, input_length, column_length in zip(
                self.columns.coordinates(column), self.inputs.dimensions, self.columns.dimensions
            )
        )

    def receptive_field(self, centre):
        """Restates D-SP-2 (spec/spatial-pooler.md#d-sp-2); D-SP-21: whatever the inhibition."""
        return self.inputs.window(centre, self.parameters.potential_radius)

    def choose_inputs(self, field, random):
        """Fisher-Yates from the front. Restates D-SP-3 (spec/spatial-pooler.md#d-sp-3)."""
        deck = list(field)
        k = round_half_up(self.parameters.potential_pct * len(deck))
        for a in range(k):
            b = a + random.below(len(deck) - a)
            deck[a], deck[b] = deck[b], deck[a]
        return sorted(deck[:k])

    def draw_permanences(self, chosen, centre, field, center_bias, random):
        """Restates D-SP-4 (spec/spatial-pooler.md#d-sp-4)."""
        connected_permanence = self.parameters.connected_permanence
        initial_permanence_range = self.parameters.initial_permanence_range
        distances = {}
        if center_bias > 0:  # a bias of 0 adds 0, so no distance is needed
            coordinates = self.inputs.coordinates
            distances = {i: self.inputs.distance(coordinates(i), centre) for i in field}
        largest = max(distances.values(), default=0)
        permanences = {}
        for number in chosen:
            permanence = connected_permanence + initial_permanence_range * (2 * random.unit() - 1)
            if largest > 0:
                permanence += center_bias * (0.5 - distances[number] / largest)
            permanences[number] = min(1.0, max(0.0, permanence))
        return permanences

    # --- Phase 2: overlap with the input

    def overlap(self):
        """Restates BAMI SP 1-5 (spec/spatial-pooler.md#sp-1-2)."""
        for column in self.all_columns:  # 1
            self.overlaps[column] = 0.0  # 2
            for number in self.connected_synapses(column):  # 3
                self.overlaps[column] += self.input(number)  # 4
            self.overlaps[column] *= self.boosts[column]  # 5; D-SP-6

    # --- Phase 3: inhibition

    def inhibition(self):
        """Restates BAMI SP 6-10 (spec/spatial-pooler.md#sp-6-7)."""
        self.active_columns = []
        self.known_scores = {}
        for column in self.all_columns:  # 6
            min_local_activity = self.kth_score(column, self.number_of_winners(column))  # 7
            if self.overlaps[column] > self.parameters.stimulus_threshold and (  # 8; D-SP-11
                self.overlaps[column] >= min_local_activity  # 9; D-SP-9
            ):
                self.active_columns.append(column)  # 10

        if self.parameters.tie_break == "lowest_index":
            self.active_columns = list(filter(self.wins_by_lowest_index, self.active_columns))

    def number_of_winners(self, column):
        """k of an inhibition area. Restates D-SP-10 (spec/spatial-pooler.md#d-sp-10)."""
        if self.parameters.local_area_density is not None:
            neighbors = len(self.neighbors(column))
            return max(1, round_half_up(self.parameters.local_area_density * neighbors))
        return self.parameters.num_active_columns_per_inh_area

    def kth_score(self, column, k):
        """kthScore of neighbors(column); with globalInhibition it is the same for all columns."""
        area = None if self.parameters.global_inhibition else column
        if area not in self.known_scores:
            scores = [self.overlaps[other] for other in self.neighbors(column)]
            self.known_scores[area] = kth_score(scores, k)
        return self.known_scores[area]

    def wins_by_lowest_index(self, column):
        """Restates EXT-SP-LOWEST-INDEX (spec/extensions.md#ext-sp-lowest-index)."""
        own = self.overlaps[column]
        before = 0
        for other in self.neighbors(column):
            overlap = self.overlaps[other]
            before += overlap > own or (overlap == own and other < column)
        return before < self.number_of_winners(column)

    # --- Phase 4: learning

    def learning(self):
        """Restates BAMI SP 11-26 (spec/spatial-pooler.md#sp-11-12)."""
        self.learning_steps += 1
        for column in self.active_columns:  # 11
            permanence = self.potential_synapses[column]
            for number in permanence:  # 12
                if self.active(number):  # 13
                    permanence[number] += self.parameters.syn_perm_active_inc  # 14
                    permanence[number] = min(1.0, permanence[number])  # 15
                else:  # 16
                    permanence[number] -= self.parameters.syn_perm_inactive_dec  # 17; D-SP-19
                    permanence[number] = max(0.0, permanence[number])  # 18

        if self.parameters.boosting_order == "two_passes":
            self.two_passes()
        else:
            for column in self.all_columns:  # 19
                self.update_active_duty_cycle(column)  # 20
                active_duty_cycle_neighbors = self.mean_active_duty_cycle(column)  # 21
                self.boosts[column] = self.boost_function(
                    self.active_duty_cycles[column], active_duty_cycle_neighbors
                )  # 22
                self.update_overlap_duty_cycle(column)  # 23
                if self.overlap_duty_cycles[column] < self.min_duty_cycle(column):  # 24
                    self.increase_permanences(
                        column, 0.1 * self.parameters.connected_permanence
                    )  # 25

        self.inhibition_radius = self.average_receptive_field_size()  # 26

    def two_passes(self):
        """BAMI SP 19-25 with the duty cycles of all columns before anything is computed from them.
        Restates D-SP-14 (spec/spatial-pooler.md#d-sp-14).
        """
        for column in self.all_columns:
            self.update_active_duty_cycle(column)
            self.update_overlap_duty_cycle(column)
        # In the second pass no duty cycle changes.
        means = self.for_every_neighborhood(self.mean_active_duty_cycle)
        min_duty_cycles = self.for_every_neighborhood(self.min_duty_cycle)
        for column in self.all_columns:
            self.boosts[column] = self.boost_function(
                self.active_duty_cycles[column], means[column]
            )
            if self.overlap_duty_cycles[column] < min_duty_cycles[column]:
                self.increase_permanences(column, 0.1 * self.parameters.connected_permanence)

    # --- What these lines use

    def input(self, number):
        """input(t, j)."""
        return 1 if number in self.active_inputs else 0

    def active(self, number):
        """Whether the input of a synapse is ON."""
        return number in self.active_inputs

    def connected_synapses(self, column):
        """The inputs of the connected synapses in lines 3-5. Restates D-SP-5
        (spec/spatial-pooler.md#d-sp-5).
        """
        bound = self.parameters.connected_permanence
        above = self.parameters.connected_in_overlap == "above"
        for number, permanence in self.potential_synapses[column].items():
            if permanence > bound or (permanence == bound and not above):
                yield number

    def neighbors(self, column):
        """Ascending, including itself. Restates D-SP-7 (spec/spatial-pooler.md#d-sp-7)."""
        if self.parameters.global_inhibition:
            return self.all_columns
        if self.known_radius != self.inhibition_radius:
            self.known_radius, self.known_neighbors = self.inhibition_radius, {}
        if column not in self.known_neighbors:
            centre = self.columns.coordinates(column)
            self.known_neighbors[column] = self.columns.window(centre, self.inhibition_radius)
        return self.known_neighbors[column]

    def for_every_neighborhood(self, function):
        """`function(c)` for every column c, where the result depends on neighbors(c) alone. With
        globalInhibition all neighborhoods are the same, so one result is enough.
        """
        if self.parameters.global_inhibition:
            return [function(0)] * self.columns.size
        return list(map(function, self.all_columns))

    def update_active_duty_cycle(self, column):
        """Restates D-SP-12 (spec/spatial-pooler.md#d-sp-12)."""
        x = int(column in self.active_columns)
        self.active_duty_cycles[column] = self.moving_average(
            self.active_duty_cycles[column], self.active_windows[column], x
        )

    def update_overlap_duty_cycle(self, column):
        """Restates D-SP-12 and D-SP-22 (spec/spatial-pooler.md#d-sp-22)."""
        x = int(self.overlaps[column] > self.parameters.stimulus_threshold)
        self.overlap_duty_cycles[column] = self.moving_average(
            self.overlap_duty_cycles[column], self.overlap_windows[column], x
        )

    def moving_average(self, old, window, x):
        """Restates D-SP-12 (spec/spatial-pooler.md#d-sp-12)."""
        period = min(self.parameters.duty_cycle_period, self.learning_steps)
        if self.parameters.duty_cycles == "recursive":
            return (old * (period - 1) + x) / period
        window.append(x)
        return sum(window) / period  # integers: `sum` is exact

    def empty_windows(self):
        """For each column, a list that keeps the last dutyCyclePeriod values."""
        period = self.parameters.duty_cycle_period
        return [collections.deque(maxlen=period) for _ in self.all_columns]

    def mean_active_duty_cycle(self, column):
        """The mean of line 21."""
        neighbors = self.neighbors(column)
        return add_up(self.active_duty_cycles[other] for other in neighbors) / len(neighbors)

    def boost_function(self, active_duty_cycle, active_duty_cycle_neighbors):
        """Restates D-SP-13 (spec/spatial-pooler.md#d-sp-13)."""
        difference = active_duty_cycle - active_duty_cycle_neighbors
        return exp(-self.parameters.boost_strength * difference)

    def min_duty_cycle(self, column):
        """Restates D-SP-15 (spec/spatial-pooler.md#d-sp-15)."""
        largest = max(self.overlap_duty_cycles[other] for other in self.neighbors(column))
        return self.parameters.min_pct_overlap_duty_cycle * largest

    def increase_permanences(self, column, amount):
        """Restates D-SP-16 (spec/spatial-pooler.md#d-sp-16)."""
        permanences = self.potential_synapses[column]
        for number, permanence in permanences.items():
            permanences[number] = min(1.0, permanence + amount)

    def average_receptive_field_size(self):
        """Restates D-SP-17 (spec/spatial-pooler.md#d-sp-17)."""
        if self.parameters.global_inhibition:
            return max(self.columns.dimensions)
        sizes = map(self.receptive_field_size, self.potential_synapses)
        mean_size = add_up(sizes) / self.columns.size
        columns_per_input = add_up(
            columns / inputs
            for columns, inputs in zip(self.columns.dimensions, self.inputs.dimensions)
        ) / len(self.columns.dimensions)
        diameter = mean_size * columns_per_input
        return min(2**32 - 1, round_half_up(max(1.0, (diameter - 1) / 2)))

    def receptive_field_size(self, permanences):
        """Restates D-SP-17 (spec/spatial-pooler.md#d-sp-17)."""
        connected = [
            self.inputs.coordinates(number)
            for number, permanence in permanences.items()
            if permanence >= self.parameters.connected_permanence
        ]
        if not connected:
            return 0.0
        spans = [max(along) - min(along) + 1 for along in zip(*connected)]
        return sum(spans) / len(spans)  # integers: `sum` is exact


def kth_score(overlaps, k):
    """Restates D-SP-8 (spec/spatial-pooler.md#d-sp-8)."""
    descending = sorted(overlaps, reverse=True)
    return descending[min(k, len(descending)) - 1]


def exp(x):
    """The same bits on every machine. Restates D-SP-23 (spec/spatial-pooler.md#d-sp-23)."""
    upper_half = struct.unpack(">I", struct.pack(">d", abs(x))[:4])[0]
    sign = -1 if x < 0 else 1
    if upper_half <= 0x3E300000:
        return 1 + x
    if upper_half <= 0x3FD62E42:
        n, hi, lo = 0, x, 0.0
    else:
        if upper_half < 0x3FF0A2B2:
            n = sign
        else:
            n = int(1.44269504088896338700e00 * x + sign * 0.5)
        hi = x - n * 6.93147180369123816490e-01
        lo = n * 1.90821492927058770002e-10
        x = hi - lo
    z = x * x
    c = x - z * (
        1.66666666666666019037e-01
        + z
        * (
            -2.77777777770155933842e-03
            + z
            * (
                6.61375632143793436117e-05
                + z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08)
            )
        )
    )
    y = 1 + (x * c / (2 - c) - lo + hi)
    return math.ldexp(y, n)


# =================================================================================================
# 4. The encoders
# =================================================================================================
# Each has `size`, the number of bits n, and `encode(value)`, which returns the bits that are ON.
# `EncoderPort` handles missing values, which turn no bit ON (D-ENC-3).

LARGEST_SIZE = 2**32 - 1


def ln(x):
    """The natural logarithm. Restates R-8 (spec/portable-core.md#r-8)."""
    m, k = math.frexp(x)
    if m < 0.7071067811865476:
        m, k = 2 * m, k - 1
    s = (m - 1) / (m + 1)
    p = 1 / 21
    for d in range(19, 0, -2):
        p = p * (s * s) + 1 / d
    return k * 0.6931471805599453 + 2 * s * p


def tan(h):
    """The tangent, for h from -0.8 to 0.8. Restates R-9 (spec/portable-core.md#r-9)."""
    p = q = 1.0
    for d in range(17, 1, -2):
        p = 1 - h * h * p / (d * (d - 1))
    for d in range(18, 0, -2):
        q = 1 - h * h * q / (d * (d - 1))
    return h * p / q


def a_number(value):
    """Restates ENC-KIND and ENC-FINITE (spec/encoders.md#enc-kind)."""
    return Number()(value, "value")


class ScalarEncoder:
    """BAMI ENC 'A Simple Encoder for Numbers' (spec/encoders.md#the-scalar-encoder)."""

    def __init__(self, minimum, maximum, buckets, active_bits):
        """Restates ENC-SCALAR-PARAMETERS and ENC-SCALAR-SIZE."""
        refuse_unless(maximum > minimum, "maximum must be greater than minimum")
        refuse_unless(
            math.isfinite(buckets * (maximum - minimum)),
            "buckets * (maximum - minimum) must be finite",
        )
        self.minimum, self.maximum = minimum, maximum
        self.buckets, self.active_bits = buckets, active_bits
        self.size = buckets + active_bits - 1
        refuse_unless(self.size <= LARGEST_SIZE, "buckets + active_bits - 1 must be below 2^32")

    def encode(self, value):
        """Restates ENC-KIND (spec/encoders.md#enc-kind)."""
        return self.encode_number(a_number(value))

    def encode_number(self, v):
        """Restates ENC-SCALAR-BITS (spec/encoders.md#enc-scalar-bits)."""
        bucket = self.bucket(v)
        return range(bucket, bucket + self.active_bits)

    def bucket(self, v):
        """Restates ENC-SCALAR-RANGE, ENC-SCALAR-BUCKET, D-ENC-1 (spec/encoders.md#d-enc-1)."""
        v = min(self.maximum, max(self.minimum, v))
        i = math.floor(self.buckets * (v - self.minimum) / (self.maximum - self.minimum))
        return min(i, self.buckets - 1)


def placed(probe_of, items, collisions):
    """The bits of keys or coordinates in their order. Restates D-ENC-2 and D-ENC-19."""
    taken = set()
    for item in items:
        if collisions == "leave":
            taken.add(probe_of(item, 0))
        else:
            probes = (probe_of(item, count) for count in itertools.count())
            taken.add(next(bit for bit in probes if bit not in taken))
    return sorted(taken)


class RandomDistributedScalarEncoder:
    """BAMI ENC 'A More Flexible Encoder for Numbers'
    (spec/encoders.md#the-random-distributed-scalar-encoder).
    """

    REACH = 2**52  # ENC-RDSE-REACH

    def __init__(
        self, resolution, size, active_bits, offset, seed, rounding="nearest", collisions="probe"
    ):
        """Restates ENC-RDSE-PARAMETERS (spec/encoders.md#enc-rdse-parameters)."""
        refuse_unless(active_bits <= size, "active_bits must be at most size")
        self.resolution, self.offset = resolution, offset
        self.size, self.active_bits, self.seed = size, active_bits, seed
        self.rounding, self.collisions = rounding, collisions

    def encode(self, value):
        """Restates ENC-RDSE-KEYS and D-ENC-2 (spec/encoders.md#d-enc-2)."""
        bucket = self.bucket(a_number(value))
        keys = range(bucket, bucket + self.active_bits)
        return placed(self.probe, keys, self.collisions)

    def bucket(self, v):
        """Restates D-ENC-5 and ENC-RDSE-REACH (spec/encoders.md#d-enc-5)."""
        i = (v - self.offset) / self.resolution + (0.5 if self.rounding == "nearest" else 0.0)
        # NB: an infinite i is out of reach as well, and has no floor.
        refuse_unless(-self.REACH <= i < self.REACH + 1, "value is beyond bucket -2^52 or 2^52")
        return math.floor(i)

    def probe(self, key, count):
        """Restates ENC-RDSE-PROBE (spec/encoders.md#enc-rdse-probe)."""
        return murmur3(struct.pack("<qI", key, count), self.seed) % self.size


class CategoryEncoder:
    """BAMI ENC 'Encoding Categories' (spec/encoders.md#the-category-encoder)."""

    def __init__(self, categories, active_bits, unknown_slot):
        """Restates ENC-CATEGORY-PARAMETERS and ENC-CATEGORY-SIZE."""
        refuse_unless(categories, "categories must name at least 1 category")
        refuse_unless(
            len(set(categories)) == len(categories), "categories must name each category once"
        )
        self.slots = {category: slot for slot, category in enumerate(categories)}
        self.active_bits, self.unknown_slot = active_bits, unknown_slot
        self.size = active_bits * (len(categories) + (1 if unknown_slot else 0))
        refuse_unless(self.size <= LARGEST_SIZE, "active_bits * slots must be below 2^32")

    def encode(self, value):
        """Restates ENC-CATEGORY-UNKNOWN and D-ENC-7 (spec/encoders.md#enc-category-unknown)."""
        category = text(value, "value")
        refuse_unless(
            category in self.slots or self.unknown_slot, f"value is an unknown category: {category}"
        )
        return self.slot_bits(self.slots.get(category, len(self.slots)))

    def slot_bits(self, slot):
        """Restates ENC-CATEGORY-BITS (spec/encoders.md#enc-category-bits)."""
        return range(slot * self.active_bits, (slot + 1) * self.active_bits)


class PeriodicEncoder:
    """BAMI ENC 'Encoding Categories', ordered (spec/encoders.md#the-periodic-encoder)."""

    def __init__(self, period, buckets, active_bits, minimum):
        """Restates ENC-PERIODIC-PARAMETERS and ENC-PERIODIC-SIZE."""
        refuse_unless(math.isfinite(buckets * period), "buckets * period must be finite")
        refuse_unless(active_bits <= buckets, "active_bits must be at most buckets")
        self.period, self.minimum = period, minimum
        self.active_bits, self.size = active_bits, buckets

    def encode(self, value):
        """Restates D-ENC-4 (spec/encoders.md#d-enc-4)."""
        first = self.bucket(a_number(value)) - self.active_bits // 2
        return sorted((first + k) % self.size for k in range(self.active_bits))

    def bucket(self, v):
        """Restates ENC-PERIODIC-REACH to -BUCKET (spec/encoders.md#enc-periodic-reach)."""
        above_minimum = v - self.minimum
        refuse_unless(math.isfinite(above_minimum), "value is too far from minimum")
        r = math.fmod(above_minimum, self.period)
        if r < 0:
            r += self.period
        return math.floor(self.size * r / self.period) % self.size


class DateEncoder:
    """Date and time of day (spec/encoders.md#the-date-encoder)."""

    FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?", re.ASCII)
    HOLIDAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)", re.ASCII)
    DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    def __init__(self, **parameters):
        """Restates ENC-DATE-PARTS and ENC-DATE-ORDER (spec/encoders.md#enc-date-order)."""
        self.parts = []  # pairs of a part's encoder and what it reads from date and time
        for name in self.ORDER:
            if parameters[name] is not None:
                self.parts.append(self.ORDER[name](self, parameters[name]))
        refuse_unless(self.parts, "a date encoder must have at least 1 part")
        self.size = sum(encoder.size for encoder, _ in self.parts)
        refuse_unless(self.size <= LARGEST_SIZE, "the parts must have fewer than 2^32 bits")

    def encode(self, value):
        """Restates ENC-DATE-ORDER (spec/encoders.md#enc-date-order)."""
        date, seconds = self.date_and_seconds(value)
        bits, offset = [], 0
        for encoder, part in self.parts:
            bits += [offset + bit for bit in encoder.encode(part(date, seconds))]
            offset += encoder.size
        return bits

    def date_and_seconds(self, value):
        """The date, and the time of day in seconds as D-ENC-8 computes it."""
        parts = self.FORM.fullmatch(text(value, "value"))
        refuse_unless(parts, "value must be a date and time, for example 2024-02-29T23:59:59.5")
        year, month, day, hour, minute, second = map(int, parts.groups()[:6])
        nanosecond = int((parts[7] or "").ljust(9, "0"))
        try:
            date = datetime.datetime(year, month, day, hour, minute, second, nanosecond // 1000)
        except ValueError as error:
            raise Refused(f"value is not a date and time: {error}") from error
        fraction = nanosecond / 1000000000
        self.second_of_hour = 60 * minute + second + fraction  # ENC-DATE-MINUTE
        return date, 3600 * hour + 60 * minute + second + fraction

    @staticmethod
    def ring(part, period, value, minimum=0.0):
        """A periodic part."""
        return PeriodicEncoder(period, part.buckets, part.active_bits, minimum), value

    @staticmethod
    def slots(part, holds):
        """A part with slot 1 if a condition holds, and slot 0 otherwise."""
        encoder = CategoryEncoder(["no", "yes"], part.active_bits, False)
        return encoder, lambda date, seconds: "yes" if holds(date, seconds) else "no"

    def time_of_day(self, part):
        """Restates D-ENC-8 (spec/encoders.md#d-enc-8)."""
        return self.ring(part, 86400.0, lambda date, seconds: seconds)

    def day_of_week(self, part):
        """Restates D-ENC-9 (spec/encoders.md#d-enc-9)."""
        first = 1 if part.first_weekday == "monday" else 0
        return self.ring(part, 7.0, lambda date, seconds: (self.weekday(date) - first) % 7)

    @staticmethod
    def weekday(date):
        """The number of days since Sunday."""
        return date.isoweekday() % 7

    def weekend(self, part):
        """Restates D-ENC-10 (spec/encoders.md#d-enc-10)."""
        return self.slots(part, lambda date, seconds: self.weekday(date) in (0, 6))

    def season(self, part):
        """Restates D-ENC-12 (spec/encoders.md#d-enc-12)."""

        def day_of_leap_year(date, seconds):
            return datetime.date(2024, date.month, date.day).timetuple().tm_yday - 1

        return self.ring(part, 366.0, day_of_leap_year)

    def month(self, part):
        """Restates ENC-DATE-MONTH (spec/encoders.md#enc-date-month)."""
        return self.ring(part, 12.0, lambda date, seconds: date.month - 1)

    def day_of_month(self, part):
        """Restates D-ENC-13 (spec/encoders.md#d-enc-13)."""
        return self.ring(part, 31.0, lambda date, seconds: date.day, 1.0)

    def holiday(self, part):
        """Restates D-ENC-14 and ENC-DATE-HOLIDAY-PARAMETERS (spec/encoders.md#d-enc-14)."""
        refuse_unless(part.dates, "holiday.dates must name at least 1 day")
        days = [self.holiday_date(each) for each in part.dates]
        return self.slots(
            part,
            lambda date, seconds: any(
                year in (None, date.year) and (month, day) == (date.month, date.day)
                for year, month, day in days
            ),
        )

    def holiday_date(self, written):
        """Year or None, month and day of a date as written in the parameters."""
        parts = self.HOLIDAY.fullmatch(written)
        refuse_unless(parts, "holiday.dates must be dates, for example 12-25 or 2027-03-28")
        year, month, day = (each and int(each) for each in parts.groups())
        try:
            datetime.date(2024 if year is None else year, month, day)
        except ValueError as error:
            raise Refused(f"holiday.dates: {written}: {error}") from error
        return year, month, day

    def custom_days(self, part):
        """Restates ENC-DATE-CUSTOM and ENC-DATE-CUSTOM-PARAMETERS."""
        refuse_unless(part.days, "custom_days.days must name at least 1 day")
        refuse_unless(set(part.days) <= set(self.DAYS), "custom_days.days must be Monday to Sunday")
        refuse_unless(len(set(part.days)) == len(part.days), "custom_days.days names a day twice")
        return self.slots(part, lambda date, seconds: self.DAYS[self.weekday(date)] in part.days)

    def day_night(self, part):
        """Restates D-ENC-15 and ENC-DATE-NIGHT-PARAMETERS (spec/encoders.md#d-enc-15)."""
        begin, end = part.day_begins, part.night_begins
        refuse_unless(0 <= begin < end <= 24, "day_begins must be before night_begins, 0 to 24")
        return self.slots(part, lambda date, t: not 3600 * begin <= t < 3600 * end)

    def minute_of_hour(self, part):
        """Restates ENC-DATE-MINUTE (spec/encoders.md#enc-date-minute)."""
        return self.ring(part, 3600.0, lambda date, seconds: self.second_of_hour)

    ORDER = {
        "time_of_day": time_of_day,
        "day_of_week": day_of_week,
        "weekend": weekend,
        "season": season,
        "month": month,
        "day_of_month": day_of_month,
        "holiday": holiday,
        "custom_days": custom_days,
        "day_night": day_night,
        "minute_of_hour": minute_of_hour,
    }


class LogEncoder(ScalarEncoder):
    """Numbers compared by their ratio (spec/further-encoders.md#the-log-encoder)."""

    def __init__(self, minimum, maximum, buckets, active_bits):
        """Restates ENC-LOG-PARAMETERS (spec/further-encoders.md#enc-log-parameters)."""
        super().__init__(ln(minimum), ln(maximum), buckets, active_bits)

    def bucket(self, v):
        """Restates ENC-LOG and ENC-LOG-POSITIVE (spec/further-encoders.md#enc-log)."""
        refuse_unless(v > 0, "value must be greater than 0")
        return super().bucket(ln(v))


class DeltaEncoder(ScalarEncoder):
    """Numbers encoded by their change (spec/further-encoders.md#the-delta-encoder)."""

    previous = None

    def encode(self, value):
        """Restates ENC-DELTA and D-ENC-16 (spec/further-encoders.md#enc-delta)."""
        value = a_number(value)
        difference = 0.0 if self.previous is None else value - self.previous
        self.previous = value
        return super().encode_number(difference)

    def reset(self):
        """Restates ENC-DELTA-RESET (spec/further-encoders.md#enc-delta-reset)."""
        self.previous = None


class OrderedCategoryEncoder:
    """BAMI ENC 'Encoding Categories', with names in order
    (spec/further-encoders.md#ordered-and-cyclic-categories).
    """

    def __init__(self, categories, active_bits, spacing, cyclic):
        """Restates ENC-ORDERED-PARAMETERS and ENC-ORDERED-SIZE."""
        refuse_unless(categories, "categories must name at least 1 category")
        self.places = {category: place for place, category in enumerate(categories)}
        refuse_unless(
            len(self.places) == len(categories), "categories must name each category once"
        )
        self.active_bits, self.spacing, self.cyclic = active_bits, spacing, cyclic
        count = len(categories)
        self.size = spacing * count if cyclic else spacing * (count - 1) + active_bits
        refuse_unless(self.size <= LARGEST_SIZE, "the categories must have fewer than 2^32 bits")
        refuse_unless(active_bits <= self.size, "active_bits must be at most the ring's bits")

    def encode(self, value):
        """Restates ENC-ORDERED-BITS and ENC-ORDERED-UNKNOWN."""
        category = text(value, "value")
        refuse_unless(category in self.places, f"value is an unknown category: {category}")
        first = self.spacing * self.places[category]
        if not self.cyclic:
            return range(first, first + self.active_bits)
        first -= self.active_bits // 2  # D-ENC-4
        return sorted((first + k) % self.size for k in range(self.active_bits))


def numbers(value):
    """A list of numbers, or None if one is missing. Restates ENC-LIST-MISSING."""
    refuse_unless(isinstance(value, list), "value must be a list of numbers")
    read = [None if each is None else a_number(each) for each in value]
    return None if None in read else read


class CoordinateEncoder:
    """Positions on a grid (spec/further-encoders.md#the-coordinate-encoder)."""

    REACH = 2**52
    LARGEST_NEIGHBORHOOD = 65536

    def __init__(self, dimensions, radius, size, active_bits, seed, collisions):
        """Restates ENC-COORDINATE-PARAMETERS."""
        refuse_unless(dimensions in (2, 3), "dimensions must be 2 or 3")
        refuse_unless(active_bits <= size, "active_bits must be at most size")
        refuse_unless(
            active_bits <= (2 * radius + 1) ** dimensions <= self.LARGEST_NEIGHBORHOOD,
            "the neighbourhood must have at least active_bits and at most 65536 coordinates",
        )
        self.dimensions, self.radius = dimensions, radius
        self.size, self.active_bits, self.seed = size, active_bits, seed
        self.collisions = collisions

    def encode(self, value):
        """Restates ENC-LIST-MISSING (spec/further-encoders.md#enc-list-missing)."""
        place = numbers(value)
        return [] if place is None else self.encode_place(place, self.radius)

    def encode_place(self, place, radius):
        """Restates ENC-COORDINATE-VALUE, -CHOICE and D-ENC-19."""
        refuse_unless(len(place) == self.dimensions, "value has the wrong number of dimensions")
        for each in place:
            refuse_unless(each == math.floor(each), "value must be a list of integers")
            refuse_unless(abs(each) <= self.REACH, "value is beyond 2^52")
        chosen = self.chosen([int(each) for each in place], radius)
        return placed(self.probe, chosen, self.collisions)

    def chosen(self, place, radius):
        """The chosen coordinates, as bytes. Restates ENC-COORDINATE-CHOICE, -NEIGHBOURHOOD, -WEIGHT."""
        around = [range(each - radius, each + radius + 1) for each in place]
        # NB: they are in the order of their numbers, and sorted() is stable.
        packed = [struct.pack(f"<{len(place)}q", *each) for each in itertools.product(*around)]
        by_weight = sorted(packed, key=lambda each: -murmur3(each, self.seed))
        return by_weight[: self.active_bits]

    def probe(self, packed, count):
        """Restates ENC-COORDINATE-PROBE (spec/further-encoders.md#enc-coordinate-probe)."""
        return murmur3(packed + struct.pack("<I", count), self.seed) % self.size


class GeospatialEncoder:
    """Positions on Earth (spec/further-encoders.md#the-geospatial-encoder)."""

    EARTH = 6378137.0
    DEGREE = 0.017453292519943295

    def __init__(self, scale, timestep, size, active_bits, seed, speed, altitude, collisions):
        """Restates ENC-GEO-PARAMETERS (spec/further-encoders.md#enc-geo-parameters)."""
        self.scale, self.timestep = scale, timestep
        self.has_speed, self.has_altitude = speed, altitude
        dimensions = 3 if altitude else 2
        self.greatest_radius = 19 if altitude else 127
        radii = range(self.greatest_radius + 1)
        self.least_radius = next((r for r in radii if (2 * r + 1) ** dimensions >= active_bits), None)
        refuse_unless(self.least_radius is not None, "active_bits must fit into a neighborhood")
        self.grid = CoordinateEncoder(
            dimensions, self.least_radius, size, active_bits, seed, collisions
        )
        self.size = size

    def encode(self, value):
        """Restates ENC-GEO-VALUE, ENC-GEO-BOUNDS and D-ENC-20 (spec/further-encoders.md#enc-geo)."""
        place = numbers(value)
        if place is None:
            return []
        count = 2 + self.has_speed + self.has_altitude
        refuse_unless(len(place) == count, f"value must be a list of {count} numbers")
        latitude, longitude = place[:2]
        speed = place[2] if self.has_speed else 0.0
        refuse_unless(-89 <= latitude <= 89, "the latitude must be from -89 to 89")
        refuse_unless(-180 <= longitude <= 180, "the longitude must be from -180 to 180")
        refuse_unless(speed >= 0, "the speed must be at least 0")
        metres = [self.east(longitude), self.north(latitude)]
        if self.has_altitude:
            metres.append(place[-1])
        squares = [each / self.scale for each in metres]
        refuse_unless(all(map(math.isfinite, squares)), "value is beyond 2^52")
        return self.grid.encode_place([math.floor(each) for each in squares], self.radius(speed))

    def east(self, longitude):
        """Restates ENC-GEO-MERCATOR (spec/further-encoders.md#enc-geo-mercator)."""
        return self.EARTH * (longitude * self.DEGREE)

    def north(self, latitude):
        """Restates ENC-GEO-MERCATOR (spec/further-encoders.md#enc-geo-mercator)."""
        t = tan(latitude * self.DEGREE / 2)
        return self.EARTH * ln((1 + t) / (1 - t))

    def radius(self, speed):
        """Restates ENC-GEO-RADIUS (spec/further-encoders.md#enc-geo-radius)."""
        # NB: clamped before it is rounded, because it may be infinite
        radius = min(0.75 * speed * self.timestep / self.scale, 1000.0)
        return min(max(round_half_up(radius), self.least_radius), self.greatest_radius)


class PassThroughEncoder:
    """Values that are SDRs already (spec/further-encoders.md#pass-through)."""

    def __init__(self, size, active_bits, exact):
        """Restates ENC-PASS-PARAMETERS (spec/further-encoders.md#enc-pass-parameters)."""
        refuse_unless(active_bits <= size, "active_bits must be at most size")
        self.size, self.active_bits, self.exact = size, active_bits, exact

    def encode(self, value):
        """Restates ENC-PASS, ENC-PASS-BITS and D-ENC-18 (spec/further-encoders.md#enc-pass)."""
        bits = Ascending(self.size)(value, "value")
        refuse_unless(
            not self.exact or len(bits) == self.active_bits, "value must have active_bits bits"
        )
        return bits


# =================================================================================================
# 5. The anomaly likelihood
# =================================================================================================


class AnomalyLikelihood:
    """How unusual the recent raw scores are (spec/anomaly.md#anomaly-likelihood)."""

    NULL_DISTRIBUTION = (0.5, 1000.0)  # ANOM-LIKELIHOOD-NULL: mean and deviation

    def __init__(self, parameters):
        """Restates ANOM-LIKELIHOOD-STATE (spec/anomaly.md#anom-likelihood-state)."""
        self.parameters = parameters
        self.i = 0
        self.history = []  # pairs of a value (None if missing) and a raw score
        self.distribution = None
        self.tail_before = None

    def row(self, value, raw):
        """The likelihood of one row. Restates ANOM-LIKELIHOOD-PROBATION, -REESTIMATION, -BEFORE,
        -CURRENT, -RESULT and -HISTORY, in their order (spec/anomaly.md#anom-likelihood-probation).
        """
        parameters = self.parameters
        likelihood = 0.5
        if self.i >= parameters.learning_period + parameters.estimation_samples:
            if self.distribution is None or self.i % parameters.reestimation_period == 0:
                averages = self.averages()
                self.distribution = self.estimate(averages)
                if averages:  # ANOM-LIKELIHOOD-BEFORE
                    self.tail_before = self.tail(averages[-1])
            earlier = max(0, len(self.history) - (parameters.averaging_window - 1))
            recent = [score for _, score in self.history[earlier:]] + [raw]
            q = self.tail(add_up(recent) / len(recent))
            likelihood = 1 - self.filtered(q)
            self.tail_before = q
        self.history.append((value, raw))
        self.i += 1
        if len(self.history) > parameters.history_window:
            del self.history[0]
        return likelihood

    def averages(self):
        """Restates ANOM-LIKELIHOOD-AVERAGES (spec/anomaly.md#anom-likelihood-averages)."""
        scores = [score for _, score in self.history]
        windows = (
            scores[max(0, j - self.parameters.averaging_window + 1) : j + 1]
            for j in range(len(scores))
        )
        return [add_up(window) / len(window) for window in windows]

    def estimate(self, averages):
        """Restates ANOM-LIKELIHOOD-SKIP to -MISSING (spec/anomaly.md#anom-likelihood-skip)."""
        dropped = max(0, self.i - self.parameters.history_window)
        skipped = min(self.i, max(0, self.parameters.learning_period - dropped))
        averages = averages[skipped:]
        values = [value for value, _ in self.history[skipped:] if value is not None]
        if not averages:
            return self.NULL_DISTRIBUTION
        if values and mean_and_variance(values)[1] < 0.000015:  # ANOM-LIKELIHOOD-FLAT
            return self.NULL_DISTRIBUTION
        mean, variance = mean_and_variance(averages)
        return max(mean, 0.03), math.sqrt(max(variance, 0.0003))  # ANOM-LIKELIHOOD-NORMAL

    def tail(self, average):
        """Restates ANOM-LIKELIHOOD-TAIL (spec/anomaly.md#anom-likelihood-tail)."""
        mean, deviation = self.distribution
        distance = average - mean
        if self.parameters.tail == "two-sided":
            distance = abs(distance)
        return 0.5 * math.erfc(distance / deviation / 1.4142)

    def filtered(self, q):
        """Restates ANOM-LIKELIHOOD-FILTER (spec/anomaly.md#anom-likelihood-filter)."""
        red = 1 - 0.99999
        if self.tail_before is not None and q <= red and self.tail_before <= red:
            return 1 - 0.999
        return q


def mean_and_variance(numbers):
    """Restates ANOM-LIKELIHOOD-NORMAL (spec/anomaly.md#anom-likelihood-normal)."""
    mean = add_up(numbers) / len(numbers)
    variance = add_up((a - mean) * (a - mean) for a in numbers) / len(numbers)
    return mean, variance


def log_likelihood(likelihood):
    """Restates ANOM-LIKELIHOOD-LOG (spec/anomaly.md#anom-likelihood-log)."""
    return math.log(1.0000000001 - likelihood) / -23.02585084720009


# =================================================================================================
# 6. The SDR classifier
# =================================================================================================


class SdrClassifier:
    """Maps active bits to the probability of each bucket, some steps ahead (spec/classifier.md)."""

    def __init__(self, parameters):
        """Restates CLA-STATE (spec/classifier.md#cla-state)."""
        self.parameters = parameters
        self.values = {}  # of each known bucket, in the order of first appearance
        self.weights = {horizon: {} for horizon in parameters.steps}  # by bit and bucket, or 0
        self.patterns = []  # those of the previous steps, the latest first

    def step(self, pattern, target, learn):
        """Learn, remember, predict. `target` is a pair of a bucket and a value, or None.

        Restates CLA-ORDER, D-CLA-1 and CLA-MISSING (spec/classifier.md#cla-order).
        """
        if target is not None and learn:
            self.learn(self.known_bucket(*target))
        self.patterns.insert(0, pattern)
        del self.patterns[self.parameters.steps[-1] :]
        return [self.probabilities(horizon, pattern) for horizon in self.parameters.steps]

    def reset(self):
        """Restates CLA-RESET (spec/classifier.md#cla-reset)."""
        self.patterns.clear()

    def known_bucket(self, bucket, value):
        """Restates CLA-BUCKETS and CLA-VALUES (spec/classifier.md#cla-buckets)."""
        if bucket not in self.values:
            if len(self.values) < self.parameters.max_buckets:
                self.values[bucket] = value
                return bucket
            bucket = min(self.values, key=lambda known: (abs(known - bucket), known))
        rate = self.parameters.value_rate
        self.values[bucket] = (1 - rate) * self.values[bucket] + rate * value
        return bucket

    def learn(self, target):
        """Restates CLA-LEARN (spec/classifier.md#cla-learn)."""
        for horizon in self.parameters.steps:
            if horizon > len(self.patterns):
                continue
            pattern = self.patterns[horizon - 1]
            weights = self.weights[horizon]
            for bucket, p in self.probabilities(horizon, pattern).items():
                y = 1.0 if bucket == target else 0.0
                for bit in pattern:
                    weight = weights.get((bit, bucket), 0.0)
                    weights[bit, bucket] = weight + self.parameters.learning_rate * (y - p)

    def probabilities(self, horizon, pattern):
        """Per known bucket. Restates CLA-ACTIVATION, CLA-SOFTMAX (spec/classifier.md#cla-softmax)."""
        weights = self.weights[horizon]
        activations = [
            add_up(weights.get((bit, bucket), 0.0) for bit in pattern) for bucket in self.values
        ]
        greatest = max(activations, default=0.0)
        powers = [power_of_e(activation - greatest) for activation in activations]
        s = add_up(powers)
        return {bucket: e / s for bucket, e in zip(self.values, powers)}

    def outcomes(self, probabilities):
        """Triples of bucket, value and probability, in ascending order of bucket."""
        return [(bucket, self.values[bucket], p) for bucket, p in sorted(probabilities.items())]


def power_of_e(x):
    """e to the power of x, for x of at most 0; D-SP-23 ends at -500 (spec/conformance.md)."""
    return exp(x) if x >= -500 else 0.0


def mode(outcomes):
    """Restates CLA-MODE (spec/classifier.md#cla-mode)."""
    return max(outcomes, key=lambda outcome: (outcome[2], -outcome[0]))[0]


def mean(outcomes):
    """Restates CLA-MEAN (spec/classifier.md#cla-mean)."""
    return add_up(p * value for _, value, p in outcomes)


def quantile(outcomes, q):
    """Restates CLA-QUANTILE (spec/classifier.md#cla-quantile)."""
    by_value = sorted(outcomes, key=lambda outcome: (outcome[1], outcome[0]))
    total = 0.0
    for _, value, p in by_value:
        total += p
        if total >= q:
            return value
    return by_value[-1][1]


# =================================================================================================
# 7. The port protocol
# =================================================================================================
# spec/conformance.md. The first line of the input is a vector without its steps, every further line
# the input of one step (CONF-PORT-INPUT). Each step is answered by one line (CONF-PORT-ANSWER).

# --- Reading JSON: anything invalid is refused


def refuse_unless(condition, message):
    """Raises `Refused` with the message unless the condition holds."""
    if not condition:
        raise Refused(message)


class Number:
    """Reads a finite number; `low` and `high` are inclusive, `above` is exclusive."""

    def __init__(self, low=-math.inf, high=math.inf, above=-math.inf):
        self.low, self.high, self.above = low, high, above

    def __call__(self, value, name):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        refuse_unless(is_number, f"{name} must be a number")
        try:
            value = float(value)
        except OverflowError:
            value = math.inf
        refuse_unless(math.isfinite(value), f"{name} must be a finite number")
        refuse_unless(value >= self.low, f"{name} must be at least {self.low}")
        refuse_unless(value <= self.high, f"{name} must be at most {self.high}")
        refuse_unless(value > self.above, f"{name} must be greater than {self.above}")
        return value


class Whole:
    """Reads an integer from `low` to `high`."""

    def __init__(self, low=0, high=2**32 - 1):
        self.low, self.high = low, high

    def __call__(self, value, name):
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        refuse_unless(
            is_whole and self.low <= value <= self.high,
            f"{name} must be an integer from {self.low} to {self.high}",
        )
        return value


class OneOf:
    """Reads one of the given strings."""

    def __init__(self, *words):
        self.words = words

    def __call__(self, value, name):
        refuse_unless(
            isinstance(value, str) and value in self.words,
            f"{name} must be one of {', '.join(self.words)}",
        )
        return value


class ListOf:
    """Reads a list, each item with `item`."""

    def __init__(self, item):
        self.item = item

    def __call__(self, value, name):
        refuse_unless(isinstance(value, list), f"{name} must be a list")
        return [self.item(each, f"{name}[{index}]") for index, each in enumerate(value)]


class Ascending(ListOf):
    """Reads a strictly ascending list of integers below `count` (CONF-ASCENDING)."""

    def __init__(self, count):
        super().__init__(Whole(0, count - 1))

    def __call__(self, value, name):
        numbers = super().__call__(value, name)
        refuse_unless(
            all(a < b for a, b in zip(numbers, numbers[1:])), f"{name} must be strictly ascending"
        )
        return numbers


class Pair:
    """Reads a list of two items."""

    def __init__(self, first, second):
        self.first, self.second = first, second

    def __call__(self, value, name):
        refuse_unless(isinstance(value, list) and len(value) == 2, f"{name} must be a pair")
        return self.first(value[0], f"{name}[0]"), self.second(value[1], f"{name}[1]")


def truth(value, name):
    """Reads true or false."""
    refuse_unless(isinstance(value, bool), f"{name} must be true or false")
    return value


def text(value, name):
    """Reads a string."""
    refuse_unless(isinstance(value, str), f"{name} must be a string")
    return value


def anything(value, name):
    """Reads any value."""
    return value


def an_object(value, name):
    """Reads any object."""
    refuse_unless(isinstance(value, dict), f"{name} must be an object")
    return value


REQUIRED = object()


class Fields:
    """Reads an object. Each field has a name, a reader, and a default or REQUIRED.

    An unknown field is refused (CONF-VECTOR). An optional field that is null counts as missing
    (CONF-PARAMETERS).
    """

    PASSES_OVER_UNKNOWN = False

    def __init__(self, **fields):
        self.fields = fields

    def __call__(self, value, name):
        refuse_unless(isinstance(value, dict), f"{name} must be an object")
        for field in value:
            known = field in self.fields or self.PASSES_OVER_UNKNOWN
            refuse_unless(known, f"{name} has an unknown field: {field}")
        read = Record()
        for field, (reader, default) in self.fields.items():
            if default is REQUIRED:
                refuse_unless(field in value, f"{name}.{field} is missing")
                read[field] = reader(value[field], f"{name}.{field}")
            elif value.get(field) is None:
                read[field] = default
            else:
                read[field] = reader(value[field], f"{name}.{field}")
        return read


class TopFields(Fields):
    """Reads the top level of a vector, where unknown fields are ignored (CONF-VECTOR)."""

    PASSES_OVER_UNKNOWN = True


class Record(dict):
    """A dictionary that also gives its fields as attributes."""

    __getattr__ = dict.__getitem__


PERMANENCE = Number(0, 1)
SEED = Whole(0, 2**64 - 1)
VECTOR = TopFields(  # CONF-HEADER
    format=(OneOf("bami-conformance/1"), REQUIRED),  # CONF-FORMAT
    name=(text, ""),
    about=(text, ""),
    covers=(ListOf(text), []),
    algorithm=(text, REQUIRED),
    parameters=(an_object, REQUIRED),
    seed=(SEED, 42),
    initial=(an_object, None),
)


def no_initial_state(vector):
    """For algorithms with only one initial state. Restates CONF-INITIAL."""
    refuse_unless(not vector.initial, f"{vector.algorithm} has no initial state")


# --- One class per algorithm: from JSON to the algorithm and back


class RandomPort:
    """The random generator."""

    PARAMETERS = Fields(stream=(SEED, REQUIRED))
    INPUT = Fields(draw=(OneOf("u32", "unit"), REQUIRED))
    BELOW = Fields(draw=(OneOf("below"), REQUIRED), n=(Whole(1), REQUIRED))

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        no_initial_state(vector)
        self.random = Random(vector.seed, parameters.stream)

    def answer(self, given):
        if isinstance(given, dict) and given.get("draw") == "below":
            return {"value": self.random.below(self.BELOW(given, "input").n)}
        draw = self.INPUT(given, "input").draw
        return {"value": self.random.u32() if draw == "u32" else self.random.unit()}


class TemporalMemoryPort:
    """The temporal memory."""

    LIMIT = 2**24  # cells; the rules leave the limit to each port

    EXTENSIONS = Fields(
        max_segments_per_cell=(Whole(1), None),
        max_synapses_per_segment=(Whole(1), None),
        prune_zero_permanence=(truth, False),
        skip_empty_segments=(truth, False),
    )
    PARAMETERS = Fields(
        column_count=(Whole(1), REQUIRED),
        cells_per_column=(Whole(1), REQUIRED),
        activation_threshold=(Whole(), REQUIRED),
        learning_threshold=(Whole(), REQUIRED),
        initial_permanence=(PERMANENCE, REQUIRED),
        connected_permanence=(PERMANENCE, REQUIRED),
        permanence_increment=(PERMANENCE, REQUIRED),
        permanence_decrement=(PERMANENCE, REQUIRED),
        predicted_decrement=(PERMANENCE, REQUIRED),
        synapse_sample_size=(Whole(), REQUIRED),
        extensions=(EXTENSIONS, EXTENSIONS({}, "extensions")),
    )
    RESET = Fields(reset=(truth, REQUIRED))

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        cell_count = parameters.column_count * parameters.cells_per_column
        refuse_unless(cell_count <= self.LIMIT, f"there can be at most {self.LIMIT} cells")
        self.input = Fields(
            active_columns=(Ascending(parameters.column_count), REQUIRED),
            learn=(truth, True),
            dump=(truth, False),
        )
        initial = self.initial({} if vector.initial is None else vector.initial, cell_count)
        self.memory = ExtendedTemporalMemory(parameters, vector.seed, initial)

    @staticmethod
    def initial(given, cell_count):
        """Reads an initial state."""
        cell = Whole(0, cell_count - 1)
        synapses = ListOf(Pair(cell, PERMANENCE))
        segment = Fields(cell=(cell, REQUIRED), synapses=(synapses, REQUIRED))
        initial = Fields(
            segments=(ListOf(segment), []),
            active_cells=(Ascending(cell_count), []),
            winner_cells=(Ascending(cell_count), []),
        )(given, "initial")
        # CONF-PARAMETERS
        for each in initial.segments:
            presynaptic_cells = {presynaptic_cell for presynaptic_cell, _ in each.synapses}
            refuse_unless(
                len(presynaptic_cells) == len(each.synapses),
                "initial.segments: two synapses of a segment must not listen to the same cell",
            )
        initial["segments"] = [(each.cell, each.synapses) for each in initial.segments]
        return initial

    def answer(self, given):
        if isinstance(given, dict) and "reset" in given:
            refuse_unless(self.RESET(given, "input").reset, "input.reset must be true")
            self.memory.reset()
            return {}
        step = self.input(given, "input")
        self.memory.step(step.active_columns, step.learn)
        memory, now = self.memory, self.memory.now
        active_segments = list(itertools.chain(*now.active_segments.values()))
        matching_segments = list(itertools.chain(*now.matching_segments.values()))
        segments = memory.all_segments()
        output = {
            "active_cells": sorted(now.active_cells),
            "winner_cells": sorted(now.winner_cells),
            "bursting_columns": now.bursting_columns,
            "active_segments": sorted(segment.serial for segment in active_segments),
            "matching_segments": sorted(segment.serial for segment in matching_segments),
            "predictive_cells": sorted({segment.cell for segment in active_segments}),
            "anomaly": now.anomaly,
            "segment_count": len(segments),
            "synapse_count": sum(len(segment.synapses) for segment in segments),
        }
        if step.dump:
            output["segments"] = [
                {
                    "id": segment.serial,
                    "cell": segment.cell,
                    "synapses": [
                        [each.presynaptic_cell, each.permanence] for each in segment.synapses
                    ],
                }
                for segment in segments
            ]
        return output


def density(value, name):
    """A local area density; below 0 it counts as missing. Restates D-SP-10."""
    value = Number(high=1)(value, name)
    return None if value < 0 else Number(above=0)(value, name)


class SpatialPoolerPort:
    """The spatial pooler."""

    LIMIT = 100_000_000  # inputs, columns and potential synapses (SP-PARAMETERS)

    PARAMETERS = Fields(
        input_dimensions=(ListOf(Whole(1)), REQUIRED),
        column_dimensions=(ListOf(Whole(1)), REQUIRED),
        potential_radius=(Whole(), REQUIRED),
        potential_pct=(Number(high=1, above=0), REQUIRED),
        global_inhibition=(truth, REQUIRED),
        local_area_density=(density, None),
        num_active_columns_per_inh_area=(Whole(1), None),
        stimulus_threshold=(Number(0), REQUIRED),
        connected_permanence=(PERMANENCE, REQUIRED),
        syn_perm_active_inc=(PERMANENCE, REQUIRED),
        syn_perm_inactive_dec=(PERMANENCE, REQUIRED),
        min_pct_overlap_duty_cycle=(Number(0, 1), REQUIRED),
        duty_cycle_period=(Whole(1), REQUIRED),
        boost_strength=(Number(0, 500), REQUIRED),
        initial_permanence_range=(Number(0, 1), REQUIRED),
        center_bias=(Number(0, 1), None),
        tie_break=(OneOf("all", "lowest_index"), "all"),
        wrap_around=(truth, False),
        connected_in_overlap=(OneOf("at_least", "above"), "at_least"),
        duty_cycles=(OneOf("recursive", "window"), "recursive"),
        boosting_order=(OneOf("two_passes", "one_loop"), "two_passes"),
    )

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        self.check(parameters)
        inputs = math.prod(parameters.input_dimensions)
        columns = math.prod(parameters.column_dimensions)
        self.input = Fields(
            active_bits=(Ascending(inputs), REQUIRED), learn=(truth, True), dump=(truth, False)
        )
        potential_synapses = None
        if vector.initial is not None:
            potential_synapses = self.potential_synapses(vector.initial, inputs, columns)
        self.pooler = SpatialPooler(parameters, vector.seed, potential_synapses)

    @staticmethod
    def potential_synapses(given, inputs, columns):
        """Restates SP-PHASE-1-GIVEN (spec/spatial-pooler.md#sp-phase-1-given)."""
        synapses = ListOf(Pair(Whole(0, inputs - 1), PERMANENCE))
        initial = Fields(potential_synapses=(ListOf(synapses), None))(given, "initial")
        if initial.potential_synapses is None:
            return None
        refuse_unless(
            len(initial.potential_synapses) == columns,
            "initial.potential_synapses must have a list for each column",
        )
        for column, pairs in enumerate(initial.potential_synapses):
            Ascending(inputs)([pair[0] for pair in pairs], f"the inputs of column {column}")
        return [dict(pairs) for pairs in initial.potential_synapses]

    @staticmethod
    def check(parameters):
        """Restates SP-PARAMETERS and D-SP-10 (spec/spatial-pooler.md#sp-parameters)."""
        dimensions = len(parameters.input_dimensions)
        refuse_unless(
            dimensions == len(parameters.column_dimensions) > 0,
            "input_dimensions and column_dimensions must have the same number of dimensions",
        )
        given = [parameters.local_area_density, parameters.num_active_columns_per_inh_area]
        refuse_unless(
            given.count(None) == 1,
            "exactly one of local_area_density and num_active_columns_per_inh_area must be given",
        )
        inputs = math.prod(parameters.input_dimensions)
        columns = math.prod(parameters.column_dimensions)
        field = math.prod(
            min(length, 2 * parameters.potential_radius + 1)
            for length in parameters.input_dimensions
        )
        refuse_unless(
            inputs + columns + columns * field <= SpatialPoolerPort.LIMIT,
            f"inputs, columns and potential synapses could be more than {SpatialPoolerPort.LIMIT}",
        )

    def answer(self, given):
        step = self.input(given, "input")
        active_columns = self.pooler.step(step.active_bits, step.learn)
        output = {"overlaps": self.pooler.overlaps, "active_columns": active_columns}
        if step.dump:
            output["state"] = {
                "potential_synapses": [
                    list(permanences.items()) for permanences in self.pooler.potential_synapses
                ],
                "active_duty_cycles": self.pooler.active_duty_cycles,
                "overlap_duty_cycles": self.pooler.overlap_duty_cycles,
                "boosts": self.pooler.boosts,
                "inhibition_radius": self.pooler.inhibition_radius,
            }
        return output


class EncoderPort:
    """Any encoder: ENCODER is constructed from what PARAMETERS reads."""

    INPUT = Fields(value=(anything, REQUIRED))

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        no_initial_state(vector)
        self.encoder = self.ENCODER(**parameters)

    def answer(self, given):
        value = self.INPUT(given, "input").value
        # D-ENC-3: a missing value turns no bit ON
        return {"active_bits": [] if value is None else list(self.encoder.encode(value))}


class ScalarEncoderPort(EncoderPort):
    ENCODER = ScalarEncoder
    PARAMETERS = Fields(
        minimum=(Number(), REQUIRED),
        maximum=(Number(), REQUIRED),
        buckets=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
    )


class RandomDistributedScalarEncoderPort(EncoderPort):
    ENCODER = RandomDistributedScalarEncoder
    PARAMETERS = Fields(
        resolution=(Number(above=0), REQUIRED),
        size=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        offset=(Number(), 0.0),
        seed=(Whole(), 42),
        rounding=(OneOf("nearest", "floor"), "nearest"),
        collisions=(OneOf("probe", "leave"), "probe"),
    )


class CategoryEncoderPort(EncoderPort):
    ENCODER = CategoryEncoder
    PARAMETERS = Fields(
        categories=(ListOf(text), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        unknown_slot=(truth, False),
    )


class PeriodicEncoderPort(EncoderPort):
    ENCODER = PeriodicEncoder
    PARAMETERS = Fields(
        period=(Number(above=0), REQUIRED),
        buckets=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        minimum=(Number(), 0.0),
    )


def ring(buckets, **more):
    """Reads a periodic part of a date."""
    return Fields(buckets=(Whole(1), buckets), active_bits=(Whole(1), 21), **more), None


class DateEncoderPort(EncoderPort):
    ENCODER = DateEncoder
    PARAMETERS = Fields(
        time_of_day=ring(54),
        day_of_week=ring(84, first_weekday=(OneOf("sunday", "monday"), "sunday")),
        weekend=(Fields(active_bits=(Whole(1), 21)), None),
        season=ring(84),
        month=ring(144),
        day_of_month=ring(124),
        holiday=(Fields(active_bits=(Whole(1), 21), dates=(ListOf(text), ())), None),
        custom_days=(Fields(active_bits=(Whole(1), 21), days=(ListOf(text), ())), None),
        day_night=(
            Fields(
                active_bits=(Whole(1), 21),
                day_begins=(Number(), 6.0),
                night_begins=(Number(), 18.0),
            ),
            None,
        ),
        minute_of_hour=ring(60),
    )


class LogEncoderPort(EncoderPort):
    ENCODER = LogEncoder
    PARAMETERS = Fields(
        minimum=(Number(above=0), REQUIRED),
        maximum=(Number(above=0), REQUIRED),
        buckets=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
    )


class DeltaEncoderPort(ScalarEncoderPort):
    ENCODER = DeltaEncoder
    RESET = Fields(reset=(truth, REQUIRED))

    def answer(self, given):
        """Restates CONF-ENCODER-RESET (spec/conformance.md#conf-encoder-reset)."""
        if isinstance(given, dict) and "reset" in given:
            refuse_unless(self.RESET(given, "input").reset, "reset must be true")
            self.encoder.reset()
            return {}
        return super().answer(given)


class OrderedCategoryEncoderPort(EncoderPort):
    ENCODER = OrderedCategoryEncoder
    PARAMETERS = Fields(
        categories=(ListOf(text), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        spacing=(Whole(1), REQUIRED),
        cyclic=(truth, False),
    )


class CoordinateEncoderPort(EncoderPort):
    ENCODER = CoordinateEncoder
    PARAMETERS = Fields(
        dimensions=(Whole(), REQUIRED),
        radius=(Whole(), REQUIRED),
        size=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        seed=(Whole(), 42),
        collisions=(OneOf("probe", "leave"), "probe"),
    )


class GeospatialEncoderPort(EncoderPort):
    ENCODER = GeospatialEncoder
    PARAMETERS = Fields(
        scale=(Number(above=0), REQUIRED),
        timestep=(Number(above=0), REQUIRED),
        size=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        seed=(Whole(), 42),
        speed=(truth, True),
        altitude=(truth, False),
        collisions=(OneOf("probe", "leave"), "probe"),
    )


class PassThroughEncoderPort(EncoderPort):
    ENCODER = PassThroughEncoder
    PARAMETERS = Fields(
        size=(Whole(1), REQUIRED),
        active_bits=(Whole(1), REQUIRED),
        exact=(truth, True),
    )


class AnomalyLikelihoodPort:
    """The anomaly likelihood."""

    PARAMETERS = Fields(
        learning_period=(Whole(), REQUIRED),
        estimation_samples=(Whole(), REQUIRED),
        history_window=(Whole(1), REQUIRED),
        reestimation_period=(Whole(1), REQUIRED),
        averaging_window=(Whole(1), REQUIRED),
        tail=(OneOf("one-sided", "two-sided"), "one-sided"),
    )
    # ANOM-LIKELIHOOD-INPUT
    INPUT = Fields(raw=(Number(0, 1), REQUIRED), value=(Number(), None))

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        no_initial_state(vector)
        # NB: no rule says so; the library refuses it, too.
        for name in ["estimation_samples", "averaging_window"]:
            refuse_unless(
                parameters[name] <= parameters.history_window,
                f"parameters.{name} must be at most history_window",
            )
        self.estimator = AnomalyLikelihood(parameters)

    def answer(self, given):
        row = self.INPUT(given, "input")
        likelihood = self.estimator.row(row.value, row.raw)
        return {"likelihood": likelihood, "log_likelihood": log_likelihood(likelihood)}


class SdrClassifierPort:
    """The SDR classifier."""

    LIMIT = 10_000_000  # CONF-CLASSIFIER-SIZE
    MOST = 2**32 - 1  # CONF-CLASSIFIER-TARGET

    # CLA-PARAMETERS
    PARAMETERS = Fields(
        size=(Whole(1), REQUIRED),
        steps=(ListOf(Whole(1, 65536)), REQUIRED),
        learning_rate=(Number(above=0), 0.01),  # D-CLA-5
        value_rate=(Number(high=1, above=0), REQUIRED),
        max_buckets=(Whole(1), REQUIRED),
    )
    RESET = Fields(reset=(truth, REQUIRED))

    def __init__(self, vector):
        parameters = self.PARAMETERS(vector.parameters, "parameters")
        no_initial_state(vector)
        steps = parameters.steps
        refuse_unless(
            steps and all(a < b for a, b in zip(steps, steps[1:])),
            "parameters.steps must be non-empty and strictly ascending",
        )
        refuse_unless(
            parameters.size * len(steps) <= self.LIMIT,
            f"parameters.size times the number of steps must be at most {self.LIMIT}",
        )
        self.classifier = SdrClassifier(parameters)
        self.input = Fields(
            active_bits=(Ascending(parameters.size), REQUIRED),  # CLA-INPUT
            bucket=(Whole(-self.MOST, self.MOST), None),
            value=(Number(), None),
            learn=(truth, True),
            quantile=(Number(), 0.5),
        )

    def answer(self, given):
        if isinstance(given, dict) and "reset" in given:
            refuse_unless(self.RESET(given, "input").reset, "input.reset must be true")
            self.classifier.reset()
            return {}
        step = self.input(given, "input")
        refuse_unless(
            (step.bucket is None) == (step.value is None),
            "input.bucket and input.value must be given together",
        )
        target = None if step.bucket is None else (step.bucket, step.value)
        predictions = self.classifier.step(step.active_bits, target, step.learn)
        pairs = zip(self.classifier.parameters.steps, predictions)
        return {"predictions": [self.shown(*pair, step.quantile) for pair in pairs]}

    def shown(self, horizon, probabilities, q):
        """A prediction as vectors have it."""
        outcomes = self.classifier.outcomes(probabilities)
        return {
            "steps": horizon,
            "outcomes": outcomes,
            "mode": mode(outcomes) if outcomes else None,
            "mean": mean(outcomes) if outcomes else None,
            "quantile": quantile(outcomes, q) if outcomes else None,
        }


class UnsupportedPort:
    """An algorithm that this port does not know. Restates CONF-PORT-UNSUPPORTED."""

    def __init__(self, vector):
        pass

    def answer(self, given):
        return {"unsupported": True}


PORTS = {
    "random": RandomPort,
    "temporal-memory": TemporalMemoryPort,
    "spatial-pooler": SpatialPoolerPort,
    "scalar-encoder": ScalarEncoderPort,
    "random-distributed-scalar-encoder": RandomDistributedScalarEncoderPort,
    "category-encoder": CategoryEncoderPort,
    "periodic-encoder": PeriodicEncoderPort,
    "date-encoder": DateEncoderPort,
    "log-encoder": LogEncoderPort,
    "delta-encoder": DeltaEncoderPort,
    "ordered-category-encoder": OrderedCategoryEncoderPort,
    "coordinate-encoder": CoordinateEncoderPort,
    "geospatial-encoder": GeospatialEncoderPort,
    "pass-through-encoder": PassThroughEncoderPort,
    "anomaly-likelihood": AnomalyLikelihoodPort,
    "sdr-classifier": SdrClassifierPort,
}


def port_of(document):
    """The port for the algorithm named in a vector."""
    vector = VECTOR(document, "vector")
    return PORTS.get(vector.algorithm, UnsupportedPort)(vector)


# In valid JSON: a surrogate pair, an unpaired surrogate (the group), or any other escape.
ESCAPES = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F])|.)")


def parse(line):
    """The document in a line of bytes. Restates CONF-JSON (spec/conformance.md#conf-json)."""

    def not_json(word):
        raise Refused(f"{word} is not JSON")

    def number(kind):
        def read(digits):
            value = kind(digits)
            try:
                too_large = math.isinf(float(value))
            except OverflowError:
                too_large = True
            refuse_unless(not too_large, "a number is too large")
            return value

        return read

    try:
        line = line.decode("utf-8")
        document = json.loads(
            line, parse_constant=not_json, parse_float=number(float), parse_int=number(int)
        )
    except (ValueError, RecursionError) as error:
        raise Refused(f"not JSON: {error}") from error
    halves = any(escape[1] for escape in ESCAPES.finditer(line))
    refuse_unless(not halves, "a string has an unpaired surrogate")
    return document


def serve(lines, write):
    """Answers every line of bytes except the first; returns the exit status.

    Restates CONF-PORT-ANSWER, CONF-PORT-ERROR, CONF-PORT-END (spec/conformance.md#conf-port-error).
    """
    port = None
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if port is None:
                port = port_of(parse(line))
            else:
                write(json.dumps(port.answer(parse(line))))
        refuse_unless(port is not None, "the input has no vector")
    except Refused as error:
        write(json.dumps({"error": f"line {number}: {error}"}))
        return 1
    return 0


# =================================================================================================
# 8. The self-test
# =================================================================================================


def self_test():
    """The numbers that `spec/` publishes."""

    def answers(algorithm, parameters, inputs, initial=None):
        vector = {"format": "bami-conformance/1", "name": "self-test", "about": "", "covers": []}
        vector.update(algorithm=algorithm, parameters=parameters, seed=0, initial=initial)
        port = port_of(vector)
        return [port.answer(each) for each in inputs]

    def bits(algorithm, value, **parameters):
        return answers(algorithm, parameters, [{"value": value}])[0]["active_bits"]

    # R-2-OUTPUT, R-6, R-7
    random = Random(42, 54)
    outputs = [f"{random.u32():08x}" for _ in range(6)]
    assert outputs == "a15c02b7 7b47f409 ba1d3330 83d2f293 bfa4784b cbed606e".split()
    assert (round_half_up(2.5), round_half_up(-2.5)) == (3, -2)
    assert murmur3(b"", 0) == 0
    assert murmur3(b"", 1) == 0x514E28B7
    assert murmur3(b"\x21\x43\x65\x87", 0) == 0xF55B516B
    assert murmur3(b"\x21\x43\x65", 0) == 0x7E4A8634
    assert murmur3(b"test", 0) == 0xBA6BD213
    assert murmur3(b"Hello, world!", 0x9747B28C) == 0x24884CBA

    # R-5, EXT-SP-WRAP-AROUND, D-SP-1, D-SP-8, D-SP-13
    assert Grid([3, 4]).number((1, 2)) == 6
    assert Grid([3, 4]).coordinates(6) == (1, 2)
    assert Grid([10]).window((1,), 2) == [0, 1, 2, 3]
    assert Grid([10], ring=True).window((1,), 2) == [0, 1, 2, 3, 9]
    assert kth_score([5, 3, 3, 1], 2) == 3 and kth_score([5, 3, 3, 1], 7) == 1
    assert exp(0.5) == 1.6487212707001282
    assert (exp(1), exp(-1)) == (2.7182818284590455, 0.36787944117144233)
    assert all(abs(exp(x) / math.exp(x) - 1) < 1e-15 for x in (-500, -1, -1e-9, 0, 0.4, 1, 500))

    # The example of the temporal memory
    parameters = {
        "column_count": 2,
        "cells_per_column": 2,
        "activation_threshold": 1,
        "learning_threshold": 1,
        "initial_permanence": 0.6,
        "connected_permanence": 0.5,
        "permanence_increment": 0.1,
        "permanence_decrement": 0.1,
        "predicted_decrement": 0,
        "synapse_sample_size": 1,
    }
    alternating = [{"active_columns": [step % 2]} for step in range(4)]
    steps = answers("temporal-memory", parameters, alternating)
    assert [step["anomaly"] for step in steps] == [1, 1, 1, 0]
    assert [step["synapse_count"] for step in steps] == [0, 1, 2, 2]
    assert steps[2]["predictive_cells"] == steps[3]["active_cells"] == steps[1]["winner_cells"]

    # The example of the spatial pooler
    parameters = {
        "input_dimensions": [4],
        "column_dimensions": [3],
        "potential_radius": 4,
        "potential_pct": 0.75,
        "global_inhibition": True,
        "num_active_columns_per_inh_area": 1,
        "stimulus_threshold": 0,
        "connected_permanence": 0.5,
        "syn_perm_active_inc": 0.25,
        "syn_perm_inactive_dec": 0.125,
        "min_pct_overlap_duty_cycle": 0.01,
        "duty_cycle_period": 1000,
        "boost_strength": 0,
        "initial_permanence_range": 0.1,
    }
    initial = {
        "potential_synapses": [
            [[0, 0.5], [1, 0.75], [2, 0.25]],
            [[1, 0.5], [2, 0.5], [3, 0.5]],
            [[0, 0.25], [2, 0], [3, 0.875]],
        ]
    }
    inputs = [{"active_bits": [0, 1], "dump": True}]
    (step,) = answers("spatial-pooler", parameters, inputs, initial)
    assert step["overlaps"] == [2, 1, 0] and step["active_columns"] == [0]
    assert step["state"] == {
        "potential_synapses": [
            [(0, 0.75), (1, 1), (2, 0.125)],
            [(1, 0.5), (2, 0.5), (3, 0.5)],
            [(0, 0.25 + 0.05), (2, 0.05), (3, 0.875 + 0.05)],
        ],
        "active_duty_cycles": [1, 0, 0],
        "overlap_duty_cycles": [1, 1, 0],
        "boosts": [1, 1, 1],
        "inhibition_radius": 3,
    }

    # The example of D-SP-14: in the first step, column 2 alone overlaps with the input
    parameters.update(
        input_dimensions=[3],
        connected_permanence=0.2,
        boost_strength=1,
    )
    initial = {"potential_synapses": [[[0, 0.5]], [[1, 0.5]], [[2, 0.5]]]}
    inputs = [{"active_bits": [2], "dump": True}]
    for order, boost, permanence in [("one_loop", 1, 0.5), ("two_passes", 1.395612, 0.52)]:
        parameters["boosting_order"] = order
        (step,) = answers("spatial-pooler", parameters, inputs, initial)
        state = step["state"]
        published = [boost, boost, 0.513417]
        assert all(abs(each - b) < 5e-7 for each, b in zip(state["boosts"], published))
        assert [own[0][1] for own in state["potential_synapses"][:2]] == [permanence] * 2
        assert state["active_duty_cycles"] == state["overlap_duty_cycles"] == [0, 0, 1]

    # The encoders
    thermometer = {"minimum": 0, "maximum": 100, "buckets": 100, "active_bits": 21}
    assert bits("scalar-encoder", 72, **thermometer) == list(range(72, 93))
    assert bits("scalar-encoder", 99, **thermometer) == list(range(99, 120))
    assert bits("scalar-encoder", 100, **thermometer) == list(range(99, 120))
    rdse = RandomDistributedScalarEncoder(1.0, 400, 21, 0.0, 42)
    probes = [(0, 0), (0, 1), (1, 0), (-1, 0), (2**52, 0)]
    assert [rdse.probe(*probe) for probe in probes] == [247, 69, 308, 375, 169]
    bucket_0 = [
        14,
        41,
        54,
        80,
        81,
        87,
        161,
        178,
        187,
        210,
        217,
        247,
        262,
        264,
        280,
        294,
        299,
        308,
        320,
        342,
        356,
    ]
    assert rdse.encode(0) == bucket_0
    assert set(rdse.encode(1)) == set(bucket_0) - {247} | {122}
    crowded = RandomDistributedScalarEncoder(1.0, 40, 5, 0.0, 42)
    assert crowded.encode(16) == [0, 14, 15, 18, 29]
    assert crowded.encode(17) == [0, 2, 14, 15, 18]
    crowded.collisions = "leave"
    assert (crowded.encode(16), crowded.encode(17)) == ([0, 14, 18], [0, 2, 14, 18])
    halves = RandomDistributedScalarEncoder(0.5, 400, 21, 0.0, 42)
    assert [halves.bucket(v) for v in (-0.25, 0, 0.2, 0.25, -0.3)] == [0, 0, 0, 1, -1]
    halves.rounding = "floor"
    assert [halves.bucket(v) for v in (-0.25, 0, 0.2, 0.5, -0.5)] == [-1, 0, 0, 1, -1]
    colours = {"categories": ["red", "green", "blue"], "active_bits": 21}
    assert bits("category-encoder", "green", **colours) == list(range(21, 42))
    hours = {"period": 24, "buckets": 54, "active_bits": 21}
    assert bits("periodic-encoder", 0.5, **hours) == [*range(12), *range(45, 54)]
    clock = {"time_of_day": {"buckets": 54, "active_bits": 21}}
    assert bits("date-encoder", "2024-02-29T12:00:00", **clock) == list(range(17, 38))
    assert bits("date-encoder", None, **clock) == []
    sizes = {"categories": ["small", "medium", "large"], "active_bits": 21, "spacing": 12}
    assert bits("ordered-category-encoder", "medium", **sizes) == list(range(12, 33))
    powers = {"minimum": 1, "maximum": 10000, "buckets": 100, "active_bits": 21}
    assert bits("log-encoder", 10, **powers) == list(range(25, 46))

    # The anomaly likelihood
    published = [(0.5, 0.0301), (0.999, 0.3), (0.99999, 0.5), (1, 1)]
    assert all(abs(log_likelihood(each) - log) < 5e-5 for each, log in published)

    # The example of the classifier
    parameters = {
        "size": 3,
        "steps": [1],
        "learning_rate": 0.5,
        "value_rate": 0.3,
        "max_buckets": 1024,
    }
    inputs = [
        {"active_bits": [0, 1], "bucket": 0, "value": 10},
        {"active_bits": [2], "bucket": 1, "value": 20},
        {"active_bits": [0, 1]},
    ]
    (prediction,) = answers("sdr-classifier", parameters, inputs)[-1]["predictions"]
    published = [0.2689, 0.7311]
    assert all(abs(each[2] - p) < 5e-5 for each, p in zip(prediction["outcomes"], published))
    print("self-test passed")


def main():
    """The program."""
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    if sys.argv[1:]:
        print("usage: bami_port.py [--self-test] <vector-and-inputs >outputs", file=sys.stderr)
        return 2
    return serve(sys.stdin.buffer, lambda line: print(line, flush=True))


if __name__ == "__main__":
    sys.exit(main())
