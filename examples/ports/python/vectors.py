#!/usr/bin/env python3
"""Writes the outputs of the Python port into vectors (spec/porting.md, "Adding vectors").

    python3 vectors.py FILE ...

A vector is written by hand: its parameters, its inputs, and for each output the keys to compare, with
any values. A step without an output gets all keys. Where the port refuses something, the output is
`{"error": ...}`; the text of an error that is there already stays as it is, because it is not compared.
"""

import decimal
import json
import sys

from bami_port import Refused, parse, port_of

WIDTH = 110  # of a line, except for lists of plain values


def outputs(vector):
    """The output of each step; an error is the last one."""
    head = {name: value for name, value in vector.items() if name != "steps"}
    made = []
    try:
        port = port_of(head)
        for step in vector["steps"]:
            # As a reader of JSON sees it: lists for tuples.
            made.append(json.loads(json.dumps(port.answer(step["input"]))))
    except Refused as error:
        made.append({"error": str(error)})
    return made


def wanted(expected, made):
    """The part of an output with the keys that are expected, at every depth."""
    if not isinstance(expected, dict) or not isinstance(made, dict):
        return made
    return {name: wanted(value, made.get(name)) for name, value in expected.items()}


def filled(vector):
    """The vector with the outputs of the port."""
    made = outputs(vector)
    if len(made) != len(vector["steps"]):
        raise Refused(f"step {len(made) - 1} is refused: {made[-1]['error']}")
    steps = []
    for step, output in zip(vector["steps"], made):
        expected = step.get("output", output)
        is_error = "error" in expected and "error" in output
        steps.append(
            {"input": step["input"], "output": expected if is_error else wanted(expected, output)}
        )
    return {**vector, "steps": steps}


def number_text(value):
    """The shortest form that reads back as the same number, in the manner of the library."""
    text = repr(value)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    if int(exponent) == -5:
        return format(decimal.Decimal(text), "f")
    sign = "+" if int(exponent) > 0 else ""
    return f"{mantissa}e{sign}{int(exponent)}"


def one_line(value):
    """A value on one line."""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(one_line, value))}]"
    if isinstance(value, dict):
        fields = ", ".join(f"{json.dumps(key)}: {one_line(each)}" for key, each in value.items())
        return f"{{ {fields} }}" if fields else "{}"
    return json.dumps(value, ensure_ascii=False)


def layout(value, indent=0, column=0, broken=True):
    """A value that fits is on one line, and a list of plain values always is."""
    line = one_line(value)
    is_plain = not isinstance(value, (dict, list)) or not value
    if isinstance(value, list):
        is_plain = not any(isinstance(each, (dict, list)) for each in value)
    if is_plain or (column + len(line.encode()) < WIDTH and not broken):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        opened, closed = "{", "}"
        entries = [(f"{json.dumps(key)}: ", each) for key, each in value.items()]
    else:
        opened, closed = "[", "]"
        entries = [("", each) for each in value]
    lines = [
        inner + key + layout(each, indent + 2, len(inner + key), broken=False)
        for key, each in entries
    ]
    return opened + "\n" + ",\n".join(lines) + "\n" + " " * indent + closed


def main(paths):
    """The program."""
    if not paths:
        print("usage: vectors.py FILE ...", file=sys.stderr)
        return 2
    for path in paths:
        try:
            with open(path, "rb") as file:
                made = filled(parse(file.read()))
        except Refused as error:
            print(f"vectors.py: {path}: {error}", file=sys.stderr)
            return 2
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(layout(made) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
