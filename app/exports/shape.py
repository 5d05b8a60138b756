"""Whether a document has the shape of a model: the part of JSON Schema that our models use, none of it in silence.

A keyword that is not known here stops the check: a schema that is half obeyed would be worse than none.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

TYPES: Mapping[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
SAID = {"$schema", "$id", "title", "description"}       # what a schema says of itself


def misfits(schema: Mapping[str, Any], said: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """(JSON Pointer, what is asked for) of each place that does not fit."""
    if odd := schema.keys() - SAID - CHECKS.keys() - {"then", "else", "additionalProperties"}:
        raise ValueError(f"unknown keywords {sorted(odd)}")
    for keyword, check in CHECKS.items():
        if keyword in schema:
            yield from check(schema, said, where)


def _type(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(said, TYPES[name]) and not isinstance(said, bool) for name in wanted):
        yield where, f"type {' or '.join(wanted)}"


def _enum(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if said not in schema["enum"]:
        yield where, f"one of {schema['enum']}"


def _text(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, str) and not re.search(schema["pattern"], said):
        yield where, f"pattern {schema['pattern']}"


def _format(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if schema["format"] != "date":
        raise ValueError(f"unknown format {schema['format']}")
    if isinstance(said, str):
        try:
            date.fromisoformat(said)
        except ValueError:
            yield where, "a date"


def _least(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, int) and said < schema["minimum"]:
        yield where, f"at least {schema['minimum']}"


def _required(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, dict):
        yield from ((f"{where}/{name}", "is required") for name in schema["required"] if name not in said)


def _properties(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if not isinstance(said, dict):
        return
    for name, value in said.items():
        if name in schema["properties"]:
            yield from misfits(schema["properties"][name], value, f"{where}/{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}/{name}", "has no place in the model"


def _items(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, list):
        for n, each in enumerate(said):
            yield from misfits(schema["items"], each, f"{where}/{n}")


def _if(schema: Mapping[str, Any], said: Any, where: str) -> Iterator[tuple[str, str]]:
    holds = next(misfits(schema["if"], said, where), None) is None
    yield from misfits(schema.get("then" if holds else "else", {}), said, where)


CHECKS = {"type": _type, "enum": _enum, "pattern": _text, "format": _format, "minimum": _least, "required": _required,
          "properties": _properties, "items": _items, "if": _if}
