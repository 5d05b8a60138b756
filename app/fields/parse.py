"""From what a browser sent to the document: flat names to nested JSON, only what was asked for, locks respected."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.fields.schema import ALL, Look
from app.fields.values import normal
from methodologies.kernel.records import Field, Record

MOST_ROWS = 5000                                            # typed rows; larger tables come as a file


@dataclass(frozen=True)
class Pressed:
    """A button that works on rows: add one to a table, or remove the n-th (from 0)."""
    what: str
    name: str
    row: int = -1


def pressed(form: Mapping[str, str]) -> Pressed | None:
    """The row button that was pressed, if it was one; else the form was saved or handed in."""
    if name := form.get("add"):
        return Pressed("add", name)
    if match := re.fullmatch(r"(.+)-(\d{1,6})", form.get("remove") or ""):
        return Pressed("remove", match[1], int(match[2]))
    return None


def read_form(form: Mapping[str, str], asked: Iterable[Field | Record], *, prefix: str = "") -> dict[str, Any]:
    """Nested JSON of what was typed, in its normal form; names that nobody asked for are not looked at.

    Empty fields are left out, rows without a word dropped; the kernel's reader judges the rest.
    A row button changes its table here: the caller saves or shows the document again, without submitting it.
    """
    button = pressed(form)
    document: dict[str, Any] = {}
    for each in asked:
        name = f"{prefix}{each.name}"
        if isinstance(each, Record):
            document[each.name] = _rows(form, each, name, button)
        elif text := normal(each, form.get(name, "")):
            document[each.name] = text
    return document


def _rows(form: Mapping[str, str], record: Record, name: str, button: Pressed | None) -> list[dict[str, str]]:
    pattern = re.compile(re.escape(name) + r"-(\d{1,6})-")
    numbers = sorted({int(match[1]) for key in form if (match := pattern.match(key))})[:MOST_ROWS]
    mine = button if button and button.name == name else None
    rows = []
    for number in numbers:
        if mine and mine.what == "remove" and mine.row == number:
            continue
        row = {field.name: text for field in record.fields
               if (text := normal(field, form.get(f"{name}-{number}-{field.name}", "")))}
        if row:
            rows.append(row)
    if mine and mine.what == "add":
        rows.append({})
    return rows


def edit(form: Mapping[str, str], stored: Mapping[str, Any], asked: Iterable[Field | Record],
         open: frozenset[str] = ALL, *, where: str = "", prefix: str = "") -> dict[str, Any]:
    """The stored document, changed only at and below the open pointers (those under open findings).

    Names that are asked for elsewhere stay as stored. In a table whose rows are locked the rows keep their numbers.
    """
    look, document = Look(open=open), dict(stored)
    for each in asked:
        pointer, name = f"{where}/{each.name}", f"{prefix}{each.name}"
        if look.may_edit(pointer):
            document.pop(each.name, None)
            document.update(read_form(form, (each,), prefix=prefix))
        elif isinstance(each, Record) and each.name in stored:
            document[each.name] = [_edit_row(form, row, each, look, f"{pointer}/{n}", f"{name}-{n}-")
                                   for n, row in enumerate(stored[each.name] or [])]
    return document


def _edit_row(form: Mapping[str, str], row: Mapping[str, str], record: Record, look: Look, pointer: str,
              prefix: str) -> dict[str, str]:
    """Locked inputs are not sent by a browser, and not looked at when somebody sends them all the same."""
    changed = dict(row)
    for field in record.fields:
        if look.may_edit(f"{pointer}/{field.name}") and f"{prefix}{field.name}" in form:
            changed.pop(field.name, None)
            if text := normal(field, form[f"{prefix}{field.name}"]):
                changed[field.name] = text
    return changed
