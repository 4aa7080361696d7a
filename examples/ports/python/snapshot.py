#!/usr/bin/env python3
"""Reads, resumes and writes snapshots of bami-htm in plain Python (spec/snapshot.md).

    python3 snapshot.py FILE                            lists the contents
    python3 snapshot.py FILE --steps STEPS              resumes, and writes one line per step
    python3 snapshot.py FILE --steps STEPS --save NEW   resumes, and saves the state afterwards

STEPS is a file of JSON lines, or - for standard input. Each line is the input of one step in the form
used in vectors (spec/conformance.md), and each line of output has that form, too. The input of a
region is {"record": {...}}.

    1. The file         safetensors, the checksum, the document
    2. Taking arrays    and refusing invalid ones
    3. The program
"""

import collections
import hashlib
import json
import os
import struct
import sys

from bami_port import (
    REQUIRED,
    Ascending,
    Fields,
    ListOf,
    Pair,
    Refused,
    TopFields,
    Whole,
    an_object,
    parse,
    refuse_unless,
    text,
)
from objects import KINDS, with_switches

PROGRAM = "snapshot.py of the Python port"

# =================================================================================================
# 1. The file
# =================================================================================================

FORMAT = "bami-htm snapshot"
VERSION = 2  # the latest version that can be read, and the one that is written
DOCUMENT = "bami-htm"  # its name in the metadata
CHECKSUM = "sha256"  # the name of the last array
CHECKSUM_BYTES = 32
MOST_HEADER = 100_000_000  # bytes

# The types of arrays: the format character of `struct`, and the number of bytes. Wide types come first.
TYPES = {"F64": ("d", 8), "I64": ("q", 8), "U64": ("Q", 8), "U32": ("I", 4), "U8": ("B", 1)}

Array = collections.namedtuple("Array", "type numbers")


class Snapshot:
    """The state of an object as plain data: `arrays` has an `Array` under each name."""

    def __init__(self, kind, parameters, arrays, program=PROGRAM, attachments=None):
        self.kind = kind
        self.parameters = parameters
        self.arrays = arrays
        self.program = program
        self.attachments = attachments or {}

    @classmethod
    def read(cls, path):
        """Restates SNAP-BOUNDS (spec/snapshot.md#snap-bounds): reads nothing of a file if its length
        differs from the length that its header announces.
        """
        with open(path, "rb") as file:
            found = os.fstat(file.fileno()).st_size
            header_length = read_header_length(file.read(8), found)
            header = file.read(header_length)
            _, places = read_header(header)
            announced = 8 + header_length + end_of(places)
            check_length(found, announced)
            file.seek(0)
            return cls.from_bytes(file.read(announced))

    @classmethod
    def from_bytes(cls, data):
        """Restates SNAP-FORMAT, SNAP-CHECKSUM and SNAP-VERSION (spec/snapshot.md#snap-format)."""
        header_length = read_header_length(data[:8], len(data))
        body = 8 + header_length
        metadata, places = read_header(data[8:body])
        check_length(len(data), body + end_of(places))
        refuse_unless(DOCUMENT in metadata, f"its metadata has no entry {DOCUMENT}")
        check_checksum(data, places)
        document = read_document(metadata[DOCUMENT])
        arrays = {
            name: read_array(name, place, data[body:])
            for name, place in places.items()
            if name != CHECKSUM
        }
        return cls(
            document.kind, document.parameters, arrays, document.program, document.attachments
        )

    def to_bytes(self):
        """Restates SNAP-FORMAT, SNAP-CHECKSUM and SNAP-DOCUMENT (spec/snapshot.md#snap-document)."""
        document = {"format": FORMAT, "version": VERSION, "program": PROGRAM, "kind": self.kind}
        document["parameters"] = self.parameters
        if self.attachments:
            document["attachments"] = self.attachments
        header = {"__metadata__": {DOCUMENT: json.dumps(document)}}
        pieces = []
        end = 0

        def put(name, letter, length, piece):
            nonlocal end
            offsets = [end, end + len(piece)]
            header[name] = {"dtype": letter, "shape": [length], "data_offsets": offsets}
            pieces.append(piece)
            end += len(piece)

        widest_first = sorted(
            self.arrays.items(), key=lambda item: (-TYPES[item[1].type][1], item[0])
        )
        for name, array in widest_first:
            letter, _ = TYPES[array.type]
            packed = struct.pack(f"<{len(array.numbers)}{letter}", *array.numbers)
            put(name, array.type, len(array.numbers), packed)
        put(CHECKSUM, "U8", CHECKSUM_BYTES, bytes(CHECKSUM_BYTES))
        written = json.dumps(header, separators=(",", ":")).encode()
        written += b" " * (-len(written) % 8)
        whole = b"".join([struct.pack("<Q", len(written)), written, *pieces[:-1]])
        return whole + hashlib.sha256(whole).digest()

    def write(self, path):
        """Restates SNAP-WRITE (spec/snapshot.md#snap-write)."""
        folder, name = os.path.split(os.path.realpath(path))
        temporary = os.path.join(folder, f".{name}.new")
        if os.path.lexists(temporary):
            os.remove(temporary)
        with open(temporary, "xb") as file:
            file.write(self.to_bytes())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, os.path.join(folder, name))
        if os.name == "posix":  # a directory can be opened only there
            opened = os.open(folder, os.O_RDONLY)
            os.fsync(opened)
            os.close(opened)


def read_header_length(begin, found):
    """Reads the first eight bytes of a file of `found` bytes."""
    refuse_unless(
        len(begin) == 8,
        f"it is too short: it has {found} bytes, but the first 8 must give the length of its header",
    )
    length = int.from_bytes(begin, "little")
    refuse_unless(length <= MOST_HEADER, "it does not begin like a safetensors file")
    refuse_unless(
        8 + length <= found,
        f"it ends within its header: it has {found} bytes, but its header ends at byte {8 + length}; "
        "a copy may have been cut short",
    )
    return length


def check_length(found, announced):
    """Refuses a file with a length that differs from the length that its header announces."""
    refuse_unless(
        announced == found,
        f"its header announces {announced} bytes, but it has {found}; "
        "a copy may have been cut short",
    )


class TextFields:
    """Reads an object of strings."""

    def __call__(self, value, name):
        return {key: text(each, f"{name}.{key}") for key, each in an_object(value, name).items()}


PLACE = Fields(
    dtype=(text, REQUIRED),
    shape=(ListOf(Whole(0, 2**64 - 1)), REQUIRED),
    data_offsets=(Pair(Whole(0, 2**64 - 1), Whole(0, 2**64 - 1)), REQUIRED),
)


def read_header(header):
    """The metadata and the location of each array; the arrays are contiguous."""
    document = an_object(parse(header), "the header")
    metadata = TextFields()(document.pop("__metadata__", {}), "__metadata__")
    places = {name: PLACE(place, name) for name, place in document.items()}
    end = 0
    for name, place in sorted(places.items(), key=lambda item: item[1].data_offsets):
        begin, behind = place.data_offsets
        refuse_unless(
            begin == end, f"the array {name} begins at {begin}, the previous one ends at {end}"
        )
        # NB: only the checksum has the type U8.
        refuse_unless(
            place.dtype in TYPES and (place.dtype != "U8" or name == CHECKSUM),
            f"the array {name} has the type {place.dtype}; it must be U32, U64, I64 or F64",
        )
        refuse_unless(len(place.shape) == 1, f"the array {name} must have one dimension")
        bytes_there, bytes_said = behind - begin, place.shape[0] * TYPES[place.dtype][1]
        refuse_unless(
            bytes_there == bytes_said, f"the array {name} has {bytes_there} bytes, not {bytes_said}"
        )
        end = behind
    return metadata, places


def end_of(places):
    """The end of the last array, relative to the end of the header."""
    return max((place.data_offsets[1] for place in places.values()), default=0)


def check_checksum(data, places):
    """Restates SNAP-CHECKSUM (spec/snapshot.md#snap-checksum)."""
    place = places.get(CHECKSUM)
    is_last = place is not None and place.data_offsets == (
        end_of(places) - CHECKSUM_BYTES,
        end_of(places),
    )
    refuse_unless(is_last, f"it does not end with an array {CHECKSUM} of {CHECKSUM_BYTES} bytes")
    written, found = data[-CHECKSUM_BYTES:], hashlib.sha256(data[:-CHECKSUM_BYTES]).digest()
    refuse_unless(
        written == found,
        f"it is damaged: the SHA-256 of its bytes is {found.hex()}, but its checksum is "
        f"{written.hex()}; use another copy",
    )


LABEL = TopFields(format=(text, REQUIRED), version=(Whole(0, 2**64 - 1), REQUIRED))
DOCUMENT_FIELDS = Fields(
    format=(text, REQUIRED),
    version=(Whole(), REQUIRED),
    program=(text, REQUIRED),
    kind=(text, REQUIRED),
    parameters=(an_object, REQUIRED),
    attachments=(an_object, {}),
)


def read_document(written):
    """Restates SNAP-DOCUMENT and SNAP-VERSION (spec/snapshot.md#snap-document)."""
    document = parse(written.encode())
    label = LABEL(document, "the document")
    refuse_unless(
        label.format == FORMAT, f"its document has the format {label.format!r}, not {FORMAT!r}"
    )
    refuse_unless(
        1 <= label.version <= VERSION,
        f"it has format version {label.version}; versions 1 to {VERSION} can be read",
    )
    return DOCUMENT_FIELDS(document, "the document")


def read_array(name, place, body):
    """The numbers, in little-endian order."""
    letter, _ = TYPES[place.dtype]
    begin, end = place.data_offsets
    return Array(place.dtype, list(struct.unpack(f"<{place.shape[0]}{letter}", body[begin:end])))


# =================================================================================================
# 2. Taking arrays
# =================================================================================================


class Arrays:
    """The arrays not taken yet. Restates SNAP-LOAD (spec/snapshot.md#snap-load)."""

    def __init__(self, arrays, prefix=""):
        self.left = arrays
        self.prefix = prefix

    def part(self, name):
        """The arrays of a part of the object, which are prefixed with `name` and a dot."""
        return Arrays(self.left, f"{self.prefix}{name}.")

    def take(self, name, kind, length=None):
        """The numbers of an array of this type."""
        name = self.prefix + name
        refuse_unless(name in self.left, f"the array {name} is missing")
        array = self.left.pop(name)
        refuse_unless(
            array.type == kind,
            f"the array {name} has the type {array.type}; it must be {kind}",
        )
        found = len(array.numbers)
        refuse_unless(
            length in (None, found),
            f"the array {name} has {found} numbers; it must have {length}",
        )
        return array.numbers

    def counter(self, name):
        """One number that can be incremented indefinitely."""
        (counter,) = self.take(name, "U64", 1)
        self.refuse_unless(counter < 2**63, name, f"is {counter}; it must be below 2^63")
        return counter

    def ascending(self, name, bound):
        """Strictly ascending numbers below a bound."""
        return Ascending(bound)(self.take(name, "U32"), f"the array {self.prefix}{name}")

    def between(self, name, low, high, length=None):
        """Floating-point numbers from `low` to `high`, both inclusive."""
        numbers = self.take(name, "F64", length)
        fits = all(low <= number <= high for number in numbers)  # false for NaN
        self.refuse_unless(fits, name, f"must have numbers from {low} to {high}")
        return numbers

    def refuse_unless(self, condition, name, problem):
        """Refuses the array `name` unless the condition holds."""
        refuse_unless(condition, f"the array {self.prefix}{name} {problem}")

    def finish(self):
        """Refuses arrays that were not taken."""
        for name in self.left:
            raise Refused(f"the array {name} is unexpected for this kind of object")


def load(snapshot):
    """The port of the object in a snapshot."""
    refuse_unless(
        snapshot.kind in KINDS,
        f"it holds a {snapshot.kind}; this port can resume a {' or a '.join(KINDS)}",
    )
    load_kind, _ = KINDS[snapshot.kind]
    arrays = Arrays(dict(snapshot.arrays))
    port = load_kind(with_switches(snapshot.kind, snapshot.parameters), arrays)
    arrays.finish()
    return port


def save(snapshot, port):
    """A snapshot of the current state of a port from `load`."""
    _, save_kind = KINDS[snapshot.kind]
    arrays = {name: Array(*array) for name, array in save_kind(port).items()}
    parameters = with_switches(snapshot.kind, snapshot.parameters)
    return Snapshot(snapshot.kind, parameters, arrays, PROGRAM, snapshot.attachments)


# =================================================================================================
# 3. The program
# =================================================================================================


def described(snapshot):
    """The contents of a snapshot, line by line."""
    yield f"{snapshot.kind}, written by {snapshot.program}"
    yield "parameters"
    yield from parameter_lines(snapshot.parameters, "")
    for name in sorted(snapshot.attachments):
        yield f"attachment {name}"
    yield "arrays"
    for name, array in sorted(snapshot.arrays.items()):
        yield f"  {name} {array.type} {len(array.numbers)}"


def parameter_lines(parameters, prefix):
    """Each parameter with its value; the names of nested ones have dots."""
    for name, value in parameters.items():
        if isinstance(value, dict) and value:
            yield from parameter_lines(value, f"{prefix}{name}.")
        else:
            yield f"  {prefix}{name} {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"


def main(arguments):
    """The program."""
    options = dict(zip(arguments[1::2], arguments[2::2]))
    if len(arguments) % 2 == 0 or not set(options) <= {"--steps", "--save"}:
        print("usage: snapshot.py FILE [--steps STEPS] [--save NEW]", file=sys.stderr)
        return 2
    try:
        snapshot = Snapshot.read(arguments[0])
        if not options:
            print("\n".join(described(snapshot)))
            return 0
        port = load(snapshot)
        if "--steps" in options:
            steps = options["--steps"]
            with sys.stdin.buffer if steps == "-" else open(steps, "rb") as lines:
                for line in lines:
                    print(json.dumps(port.answer(parse(line))))
        if "--save" in options:
            save(snapshot, port).write(options["--save"])
    except (Refused, OSError) as error:
        print(f"snapshot.py: {arguments[0]}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
