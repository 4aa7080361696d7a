"""A region in plain Python: encoders, spatial pooler, temporal memory and anomaly likelihood in one.

Restates spec/region.md. Its parts come from a snapshot; this module does not create a new region.
"""

from bami_port import (
    PORTS,
    REQUIRED,
    SEED,
    Fields,
    ListOf,
    Record,
    an_object,
    log_likelihood,
    refuse_unless,
    text,
    truth,
)

REMEMBERED = 1024  # ENC-DECODE-REMEMBERED
REACH = 2**52


def value_of(columns, record):
    """Restates REGION-COLUMNS (spec/region.md#region-columns)."""
    values = [record.get(column) for column in columns]
    return values[0] if len(values) == 1 else values


def is_missing(value):
    """Restates D-ENC-3 and ENC-LIST-MISSING (spec/encoders.md#d-enc-3)."""
    return value is None or (isinstance(value, list) and any(map(is_missing, value)))


class Seen(list):
    """The last distinct things that were encoded, the latest last.

    Restates ENC-DECODE-REMEMBERED (spec/decoding.md#enc-decode-remembered).
    """

    def see(self, thing):
        """Moves a repeated thing to the end."""
        if thing in self:
            self.remove(thing)
        self.append(thing)
        del self[:-REMEMBERED]


class Concatenation:
    """Several encoders, concatenated (spec/encoders.md#several-values)."""

    def __init__(self, given, name_of):
        """Restates ENC-MULTIPLE-PARTS (spec/encoders.md#enc-multiple-parts); `name_of` is the field
        with the name of a part.
        """
        self.parts = [Part(each, name_of) for each in ListOf(an_object)(given, "encoders")]
        names = [part.name for part in self.parts]
        refuse_unless(0 < len(set(names)) == len(names), "each encoder must have a unique name")
        self.size = sum(part.encoder.size for part in self.parts)

    def encode(self, values):
        """Restates ENC-MULTIPLE-ORDER and -VALUES (spec/encoders.md#enc-multiple-order)."""
        fits = isinstance(values, list) and len(values) == len(self.parts)
        refuse_unless(fits, f"value must be a list of {len(self.parts)} values")
        bits, offset = [], 0
        for part, value in zip(self.parts, values):
            bits += [offset + bit for bit in part.encode(value)]
            offset += part.encoder.size
        return bits

    def reset(self):
        """Resets every part."""
        for part in self.parts:
            part.reset()


class Part:
    """An encoder with a name and the columns that it reads (spec/region.md#region-encoders)."""

    def __init__(self, given, name_of):
        parameters = dict(given)
        self.name = text(parameters.pop(name_of, None), f"encoders.{name_of}")
        columns = ListOf(text)(parameters.pop("columns", []), f"encoders.{self.name}.columns")
        self.columns = columns or [self.name]
        self.type = text(parameters.pop("type", None), f"encoders.{self.name}.type")
        self.encoder = self.make(parameters)
        self.missing = 0
        self.seen = Seen()
        self.keeps = None
        self.remember()

    def make(self, parameters):
        """The encoder of this type (spec/encoders.md#errors-and-configuration)."""
        if self.type == "concatenated":
            return Concatenation(parameters.get("parts"), "name")
        algorithm = f"{self.type}-encoder"
        refuse_unless(algorithm in PORTS, f"there is no encoder of type {self.type}")
        return PORTS[algorithm](
            Record(algorithm=algorithm, parameters=parameters, initial=None)
        ).encoder

    def remember(self):
        """Records what the encoder encodes, if that is part of its state."""
        encoder, see = self.encoder, self.seen.see
        if self.type == "concatenated":
            self.keeps = "parts"
        elif self.type == "delta":
            self.keeps = "previous"
        elif self.type == "random-distributed-scalar":
            self.keeps, bucket_of = "buckets", encoder.bucket

            def bucket(value):
                found = bucket_of(value)
                see(found)
                return found

            encoder.bucket = bucket
        elif self.type in ("coordinate", "geospatial"):
            self.keeps = "places"
            grid = encoder if self.type == "coordinate" else encoder.grid
            self.dimensions, encode_on_grid = grid.dimensions, grid.encode_place

            def encode_place(place, radius):
                bits = encode_on_grid(place, radius)
                see((tuple(map(int, place)), radius))
                return bits

            grid.encode_place = encode_place

    def refuse_unless_possible(self):
        """Refuses remembered things that the encoder cannot have seen."""
        different = len(set(self.seen)) == len(self.seen) <= REMEMBERED
        numbers = [
            each for seen in self.seen for each in (seen[0] if self.keeps == "places" else [seen])
        ]
        refuse_unless(
            different and all(-REACH <= each <= REACH for each in numbers),
            f"{self.name}: an encoder keeps at most {REMEMBERED} distinct ones from -2^52 to 2^52",
        )

    def reset(self):
        """Restates ENC-DELTA-RESET (spec/further-encoders.md#enc-delta-reset)."""
        if self.type in ("delta", "concatenated"):
            self.encoder.reset()

    def encode(self, value):
        """The bits of a value; counts missing values (D-ENC-3)."""
        self.missing += is_missing(value)
        return [] if value is None else self.encoder.encode(value)


class Region:
    """A region. Its parts `sp`, `tm` (as ports) and `likelihood` are set from outside."""

    PARAMETERS = Fields(
        seed=(SEED, REQUIRED),
        metric=(text, None),
        range_rule=(truth, REQUIRED),
        encoders=(ListOf(an_object), REQUIRED),
        sp=(an_object, REQUIRED),
        tm=(an_object, REQUIRED),
        anomaly=(an_object, REQUIRED),
    )
    INPUT = Fields(record=(an_object, REQUIRED), learn=(truth, True))
    RESET = Fields(reset=(truth, REQUIRED))
    METRICS = ("scalar", "random-distributed-scalar", "log")

    def __init__(self, parameters):
        self.parameters = self.PARAMETERS(parameters, "parameters")
        self.senses = Concatenation(self.parameters.encoders, "field")
        self.metric = self.metric_part()
        self.steps = 0
        self.seen = []  # the minimum and maximum value so far, for the range rule

    def metric_part(self):
        """Restates REGION-METRIC (spec/region.md#region-metric)."""
        if self.parameters.metric is not None:
            named = [part for part in self.senses.parts if part.name == self.parameters.metric]
            refuse_unless(named, "parameters.metric must be the field of an encoder")
            return named[0]
        scalars = [
            part
            for part in self.senses.parts
            if part.type in self.METRICS and len(part.columns) == 1
        ]
        return scalars[0] if len(scalars) == 1 else None

    def refuse_unless_sizes_fit(self):
        """Restates REGION-SIZES (spec/region.md#region-sizes)."""
        bits = self.senses.size
        pooler, memory = self.sp.pooler, self.tm.memory
        refuse_unless(
            pooler.inputs.size == bits, f"the encoders have {bits} bits, the pooler does not"
        )
        refuse_unless(
            pooler.columns.size == memory.parameters.column_count,
            "the spatial pooler and the temporal memory must have the same number of columns",
        )

    def answer(self, given):
        """A step, or a reset. Restates REGION-STEP and REGION-RESET (spec/region.md#region-step)."""
        if isinstance(given, dict) and "reset" in given:
            refuse_unless(self.RESET(given, "input").reset, "input.reset must be true")
            self.senses.reset()
            self.tm.memory.reset()
            return {}
        step = self.INPUT(given, "input")
        parts = self.senses.parts
        known = {column for part in parts for column in part.columns}
        for field in step.record:
            refuse_unless(field in known, f"no encoder reads the field {field}")
        encoded = self.senses.encode([value_of(part.columns, step.record) for part in parts])
        active_columns = self.sp.pooler.step(encoded, step.learn)
        memory = self.tm.memory
        memory.step(active_columns, step.learn)
        self.steps += 1
        raw_score = memory.now.anomaly
        value = self.metric and value_of(self.metric.columns, step.record)
        likelihood = self.likelihood.row(
            value if isinstance(value, (int, float)) else None, raw_score
        )
        out_of_range = self.parameters.range_rule and self.out_of_range(value)
        log = log_likelihood(likelihood)
        return {
            "encoded": encoded,
            "active_columns": active_columns,
            "bursting_columns": memory.now.bursting_columns,
            "active_cells": sorted(memory.now.active_cells),
            "winner_cells": sorted(memory.now.winner_cells),
            "raw_score": raw_score,
            "likelihood": likelihood,
            "log_likelihood": log,
            "score": 1.0 if out_of_range else log,
        }

    def out_of_range(self, value):
        """Restates ANOM-RANGE-RULE (spec/anomaly.md#anom-range-rule)."""
        if value is None:
            return False
        low, high = self.seen or (value, value)
        tolerance = (high - low) * 0.05
        fires = low < high and (value > high + tolerance or value < low - tolerance)
        self.seen = [min(low, value), max(high, value)]
        return fires
