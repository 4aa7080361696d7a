"""Restores objects from the arrays of a snapshot and saves them as arrays (spec/snapshot.md).

For each kind, one function takes parameters and arrays and returns a port, which answers inputs in
the form used in vectors. Another returns the arrays of such a port: the type and numbers by name.
"""

import math
import sys

from bami_port import (
    AnomalyLikelihoodPort,
    Record,
    Segment,
    SpatialPoolerPort,
    Synapse,
    TemporalMemoryPort,
    refuse_unless,
)

from region import Region


def in_turn(numbers, counts):
    """Splits the numbers into consecutive lists with the given lengths."""
    at = 0
    for count in counts:
        yield numbers[at : at + count]
        at += count


# What an absent switch stands for, whatever the profile. Restates SNAP-VERSION
# (spec/snapshot.md#snap-version).
POOLER_SWITCHES = {
    "connected_in_overlap": "at_least",
    "tie_break": "all",
    "duty_cycles": "recursive",
    "boosting_order": "two_passes",
}
EXTENSIONS = {
    "max_segments_per_cell": None,
    "max_synapses_per_segment": None,
    "prune_zero_permanence": False,
    "skip_empty_segments": False,
}
ENCODER_SWITCHES = {
    "random-distributed-scalar": {"rounding": "nearest", "collisions": "probe"},
    "coordinate": {"collisions": "probe"},
    "geospatial": {"collisions": "probe"},
}
WEEK_SWITCHES = {"first_weekday": "monday"}


def filled(switches, parameters):
    """The parameters with the switches that are absent."""
    absent = {name: value for name, value in switches.items() if parameters.get(name) is None}
    return {**parameters, **absent}


def with_switches(kind, parameters):
    """The parameters of a snapshot with every switch. Restates SNAP-VERSION. What is no object or
    list stays as it is, to be refused later.
    """
    if not isinstance(parameters, dict):
        return parameters
    parameters = dict(parameters)
    if kind == "spatial-pooler":
        return filled(POOLER_SWITCHES, parameters)
    if kind == "temporal-memory":
        extensions = parameters.get("extensions") or {}
        if isinstance(extensions, dict):
            parameters["extensions"] = filled(EXTENSIONS, extensions)
    if kind == "region":
        parameters["sp"] = with_switches("spatial-pooler", parameters.get("sp"))
        parameters["tm"] = with_switches("temporal-memory", parameters.get("tm"))
        if isinstance(parameters.get("encoders"), list):
            parameters["encoders"] = list(map(encoder_with_switches, parameters["encoders"]))
    return parameters


def encoder_with_switches(parameters):
    """The parameters of an encoder, and of its parts, with every switch."""
    if not isinstance(parameters, dict):
        return parameters
    kind = parameters.get("type")
    switches = ENCODER_SWITCHES.get(kind, {}) if isinstance(kind, str) else {}
    parameters = filled(switches, parameters)
    if isinstance(parameters.get("day_of_week"), dict):
        parameters["day_of_week"] = filled(WEEK_SWITCHES, parameters["day_of_week"])
    if isinstance(parameters.get("parts"), list):
        parameters["parts"] = list(map(encoder_with_switches, parameters["parts"]))
    return parameters


NEVER = 2**64 - 1  # the segment has no known step in which it was active


def load_temporal_memory(parameters, arrays):
    """The port of a temporal memory. Restates SNAP-TM, SNAP-GRAPH (spec/snapshot.md#snap-tm)."""
    port = TemporalMemoryPort(Record(parameters=parameters, seed=0, initial=None))
    memory = port.memory
    cells = memory.parameters.column_count * memory.parameters.cells_per_column

    state, increment = arrays.take("random", "U64", 2)
    arrays.refuse_unless(increment % 2 == 1, "random", "must have an odd increment")
    memory.random.state, memory.random.increment = state, increment
    memory.step_number = arrays.counter("t")
    memory.dead_cells = set(arrays.ascending("dead_cells", cells))
    for column in {cell // memory.parameters.cells_per_column for cell in memory.dead_cells}:
        arrays.refuse_unless(memory.cells(column), "dead_cells", f"leaves no cell in column {column}")

    load_graph(memory, cells, arrays)
    memory.now.active_cells = living(
        memory, "active_cells", arrays.ascending("active_cells", cells)
    )
    memory.now.winner_cells = living(
        memory, "winner_cells", arrays.ascending("winner_cells", cells)
    )
    memory.now.bursting_columns = arrays.ascending(
        "bursting_columns", memory.parameters.column_count
    )
    (memory.now.anomaly,) = arrays.between("anomaly", 0.0, 1.0, 1)
    memory.activate_dendrites()
    return port


def load_graph(memory, cells, arrays):
    """Restates SNAP-GRAPH (spec/snapshot.md#snap-graph)."""
    segments_per_cell = arrays.take("segments_per_cell", "U32", cells)
    segments = sum(segments_per_cell)
    synapses_per_segment = arrays.take("synapses_per_segment", "U32", segments)
    synapses = sum(synapses_per_segment)
    serials = arrays.take("serials", "U64", segments)
    presynaptic_cells = arrays.take("presynaptic_cells", "U32", synapses)
    permanences = arrays.between("permanences", 0.0, 1.0, synapses)
    last_active = [NEVER] * segments
    if memory.extensions.max_segments_per_cell is not None:
        last_active = arrays.take("last_active", "U64", segments)
        for step in last_active:
            in_time = step == NEVER or step <= memory.step_number
            arrays.refuse_unless(in_time, "last_active", f"names step {step}, which is in the future")
    memory.segments_ever_made = arrays.counter("next_serial")
    arrays.refuse_unless(len(set(serials)) == segments, "serials", "has the same number twice")
    given = all(serial < memory.segments_ever_made for serial in serials)
    arrays.refuse_unless(given, "serials", "contains a number that was never assigned")

    owners = (cell for cell, count in enumerate(segments_per_cell) for _ in range(count))
    sources = in_turn(presynaptic_cells, synapses_per_segment)
    strengths = in_turn(permanences, synapses_per_segment)
    for serial, cell, step, own, strong in zip(serials, owners, last_active, sources, strengths):
        living(memory, "segments_per_cell", [cell])
        refuse_unless(all(each < cells for each in own), f"segment {serial} listens to an unknown cell")
        refuse_unless(
            len(living(memory, "presynaptic_cells", own)) == len(own),
            f"two synapses of segment {serial} listen to the same cell",
        )
        segment = Segment(serial, cell, None if step == NEVER else step)
        segment.synapses = [Synapse(*synapse) for synapse in zip(own, strong)]
        others = memory.segments.setdefault(cell, [])
        ascends = not others or others[-1].serial < serial
        arrays.refuse_unless(ascends, "serials", f"must ascend on cell {cell}")
        others.append(segment)


def living(memory, name, cells):
    """The set of these cells; refuses dead cells."""
    for cell in cells:
        refuse_unless(
            cell not in memory.dead_cells, f"the array {name} names cell {cell}, which is dead"
        )
    return set(cells)


def save_temporal_memory(port):
    """Restates SNAP-TM (spec/snapshot.md#snap-tm)."""
    memory, now = port.memory, port.memory.now
    cells = range(memory.parameters.column_count * memory.parameters.cells_per_column)
    segments = [segment for cell in cells for segment in memory.segments.get(cell, [])]
    synapses = [synapse for segment in segments for synapse in segment.synapses]
    arrays = {
        "random": ("U64", [memory.random.state, memory.random.increment]),
        "t": ("U64", [memory.step_number]),
        "anomaly": ("F64", [now.anomaly]),
        "bursting_columns": ("U32", now.bursting_columns),
        "active_cells": ("U32", sorted(now.active_cells)),
        "winner_cells": ("U32", sorted(now.winner_cells)),
        "dead_cells": ("U32", sorted(memory.dead_cells)),
        "next_serial": ("U64", [memory.segments_ever_made]),
        "segments_per_cell": ("U32", [len(memory.segments.get(cell, [])) for cell in cells]),
        "serials": ("U64", [segment.serial for segment in segments]),
        "synapses_per_segment": ("U32", [len(segment.synapses) for segment in segments]),
        "presynaptic_cells": ("U32", [synapse.presynaptic_cell for synapse in synapses]),
        "permanences": ("F64", [synapse.permanence for synapse in synapses]),
    }
    if memory.extensions.max_segments_per_cell is not None:
        steps = [segment.last_active_step for segment in segments]
        arrays["last_active"] = ("U64", [NEVER if step is None else step for step in steps])
    return arrays


def load_spatial_pooler(parameters, arrays):
    """The port of a spatial pooler. Restates SNAP-SP (spec/snapshot.md#snap-sp)."""
    read = SpatialPoolerPort.PARAMETERS(parameters, "parameters")
    SpatialPoolerPort.check(read)
    columns = math.prod(read.column_dimensions)
    counts = arrays.take("synapses_per_column", "U32", columns)
    inputs = in_turn(arrays.take("inputs", "U32", sum(counts)), counts)
    permanences = in_turn(arrays.take("permanences", "F64", sum(counts)), counts)
    # SNAP-GRAPH: checked like an initial state
    potential_synapses = [
        [[*synapse] for synapse in zip(*pair)] for pair in zip(inputs, permanences)
    ]
    initial = {"potential_synapses": potential_synapses}
    port = SpatialPoolerPort(Record(parameters=parameters, seed=0, initial=initial))
    pooler = port.pooler
    pooler.active_duty_cycles = arrays.between("active_duty_cycles", 0.0, 1.0, columns)
    pooler.overlap_duty_cycles = arrays.between("overlap_duty_cycles", 0.0, 1.0, columns)
    pooler.boosts = arrays.between("boosts", math.ulp(0.0), sys.float_info.max, columns)
    pooler.overlaps = arrays.between("overlaps", 0.0, sys.float_info.max, columns)
    pooler.active_columns = arrays.ascending("active_columns", columns)
    (pooler.inhibition_radius,) = arrays.take("inhibition_radius", "U32", 1)
    arrays.refuse_unless(pooler.inhibition_radius > 0, "inhibition_radius", "must be at least 1")
    pooler.learning_steps = arrays.counter("learning_steps")
    if read.duty_cycles == "window":
        pooler.active_windows = load_windows(pooler, "active", arrays)
        pooler.overlap_windows = load_windows(pooler, "overlap", arrays)
    return port


def load_windows(pooler, name, arrays):
    """The last values of each column, from a bit for each of them. Restates SNAP-SP."""
    columns = pooler.columns.size
    period = min(pooler.parameters.duty_cycle_period, pooler.learning_steps)
    words = -(-columns // 32)
    name = f"{name}_window"
    numbers = arrays.take(name, "U32", period * words)
    windows = pooler.empty_windows()
    for step in in_turn(numbers, [words] * period):
        bits = sum(word << (32 * place) for place, word in enumerate(step))
        arrays.refuse_unless(bits < 1 << columns, name, f"has a bit beyond column {columns - 1}")
        for column, window in enumerate(windows):
            window.append(bits >> column & 1)
    duty_cycles = pooler.active_duty_cycles
    if name == "overlap_window":
        duty_cycles = pooler.overlap_duty_cycles
    shares = [sum(window) / max(1, period) for window in windows]
    arrays.refuse_unless(shares == list(duty_cycles), name, "does not give the duty cycles")
    return windows


def save_spatial_pooler(port):
    """Restates SNAP-SP (spec/snapshot.md#snap-sp)."""
    pooler = port.pooler
    columns = pooler.potential_synapses
    arrays = {
        "synapses_per_column": ("U32", [len(own) for own in columns]),
        "inputs": ("U32", [number for own in columns for number in own]),
        "permanences": ("F64", [each for own in columns for each in own.values()]),
        "active_duty_cycles": ("F64", pooler.active_duty_cycles),
        "overlap_duty_cycles": ("F64", pooler.overlap_duty_cycles),
        "boosts": ("F64", pooler.boosts),
        "overlaps": ("F64", pooler.overlaps),
        "active_columns": ("U32", pooler.active_columns),
        "inhibition_radius": ("U32", [pooler.inhibition_radius]),
        "learning_steps": ("U64", [pooler.learning_steps]),
    }
    if pooler.parameters.duty_cycles == "window":
        arrays["active_window"] = ("U32", save_windows(pooler.active_windows))
        arrays["overlap_window"] = ("U32", save_windows(pooler.overlap_windows))
    return arrays


def save_windows(windows):
    """For each step, the oldest first, a bit for each column. Restates SNAP-SP."""
    numbers = []
    for step in zip(*windows):
        for first in range(0, len(step), 32):
            bits = enumerate(step[first : first + 32])
            numbers.append(sum(bit << place for place, bit in bits))
    return numbers


def load_anomaly(parameters, arrays):
    """The likelihood. Restates SNAP-ANOMALY (spec/snapshot.md#snap-anomaly)."""
    vector = Record(algorithm="anomaly-likelihood", parameters=parameters, initial=None)
    likelihood = AnomalyLikelihoodPort(vector).estimator
    likelihood.i = arrays.counter("row")
    rows = min(likelihood.i, likelihood.parameters.history_window)
    values = arrays.take("values", "F64", rows)
    raw_scores = arrays.between("raw_scores", 0.0, 1.0, rows)
    arrays.refuse_unless(not any(map(math.isinf, values)), "values", "has an infinite number")
    likelihood.history = [
        (None if math.isnan(value) else value, raw) for value, raw in zip(values, raw_scores)
    ]
    distribution = arrays.take("distribution", "F64")
    if distribution:
        is_one = (
            len(distribution) == 2 and all(map(math.isfinite, distribution)) and distribution[1] > 0
        )
        arrays.refuse_unless(is_one, "distribution", "must be a mean and a deviation above 0")
        likelihood.distribution = tuple(distribution)
    likelihood.tail_before = at_most_one(arrays, "tail_before", 0.0, 1.0)
    return likelihood


def at_most_one(arrays, name, low=-sys.float_info.max, high=sys.float_info.max):
    """The number in an array, or None if it is empty."""
    numbers = arrays.between(name, low, high)
    arrays.refuse_unless(len(numbers) <= 1, name, "must have at most one number")
    return numbers[0] if numbers else None


def save_anomaly(likelihood):
    """Restates SNAP-ANOMALY (spec/snapshot.md#snap-anomaly)."""
    values = [math.nan if value is None else value for value, _ in likelihood.history]
    tail = likelihood.tail_before
    return {
        "row": ("U64", [likelihood.i]),
        "values": ("F64", values),
        "raw_scores": ("F64", [raw for _, raw in likelihood.history]),
        "distribution": ("F64", list(likelihood.distribution or [])),
        "tail_before": ("F64", [] if tail is None else [tail]),
    }


def load_parts(parts, arrays):
    """The parts of a concatenation. Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders)."""
    for place, (part, missing) in enumerate(zip(parts, arrays.take("missing", "U64", len(parts)))):
        arrays.refuse_unless(missing < 2**63, "missing", "must be below 2^63")
        part.missing = missing
        load_encoder(part, arrays.part(str(place)))


def load_encoder(part, arrays):
    """The state of an encoder. Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders)."""
    if part.keeps == "parts":
        load_parts(part.encoder.parts, arrays)
    elif part.keeps == "previous":
        part.encoder.previous = at_most_one(arrays, "previous")
    elif part.keeps == "buckets":
        part.seen.extend(arrays.take("buckets", "I64"))
    elif part.keeps == "places":
        radii, positions = arrays.take("radii", "U32"), arrays.take("positions", "I64")
        dimensions = part.dimensions
        whole = len(positions) == dimensions * len(radii)
        arrays.refuse_unless(whole, "positions", f"must have {dimensions} numbers per radius")
        places = in_turn(positions, [dimensions] * len(radii))
        part.seen.extend((tuple(place), radius) for place, radius in zip(places, radii))
    part.refuse_unless_possible()


def save_parts(parts):
    """Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders)."""
    arrays = {"missing": ("U64", [part.missing for part in parts])}
    for place, part in enumerate(parts):
        arrays.update({f"{place}.{name}": array for name, array in save_encoder(part).items()})
    return arrays


def save_encoder(part):
    """Restates SNAP-ENCODERS (spec/snapshot.md#snap-encoders)."""
    if part.keeps == "parts":
        return save_parts(part.encoder.parts)
    if part.keeps == "previous":
        previous = part.encoder.previous
        return {"previous": ("F64", [] if previous is None else [previous])}
    if part.keeps == "buckets":
        return {"buckets": ("I64", list(part.seen))}
    if part.keeps == "places":
        return {
            "radii": ("U32", [radius for _, radius in part.seen]),
            "positions": ("I64", [each for place, _ in part.seen for each in place]),
        }
    return {}


def load_region(parameters, arrays):
    """Restates SNAP-REGION (spec/snapshot.md#snap-region)."""
    region = Region(parameters)
    load_parts(region.senses.parts, arrays.part("encoders"))
    region.steps = arrays.counter("step")
    region.sp = load_spatial_pooler(region.parameters.sp, arrays.part("sp"))
    region.tm = load_temporal_memory(region.parameters.tm, arrays.part("tm"))
    region.refuse_unless_sizes_fit()
    anomaly = arrays.part("anomaly")
    region.likelihood = load_anomaly(region.parameters.anomaly, anomaly)
    if region.parameters.range_rule:
        seen = anomaly.take("range", "F64")
        fits = not seen or (len(seen) == 2 and all(map(math.isfinite, seen)) and seen[0] <= seen[1])
        anomaly.refuse_unless(fits, "range", "must be empty or two numbers, the lower one first")
        region.seen = seen
    return region


def save_region(region):
    """Restates SNAP-REGION (spec/snapshot.md#snap-region)."""
    parts = {
        "encoders": save_parts(region.senses.parts),
        "sp": save_spatial_pooler(region.sp),
        "tm": save_temporal_memory(region.tm),
        "anomaly": save_anomaly(region.likelihood),
    }
    if region.parameters.range_rule:
        parts["anomaly"]["range"] = ("F64", region.seen)
    arrays = {f"{part}.{name}": array for part in parts for name, array in parts[part].items()}
    return {"step": ("U64", [region.steps]), **arrays}


# For each kind, how to restore its port from parameters and arrays, and how to save its arrays.
KINDS = {
    "temporal-memory": (load_temporal_memory, save_temporal_memory),
    "spatial-pooler": (load_spatial_pooler, save_spatial_pooler),
    "region": (load_region, save_region),
}
