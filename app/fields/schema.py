"""From what a methodology or a template asks for to the widgets of a form: names, values, problems, locks.

A name in a form is flat, `turbines-0-depth_m`; a place in the document is a JSON Pointer, `/turbines/0/depth_m`.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import REFUSE, Broken

ALL: frozenset[str] = frozenset({""})                       # the pointer of the whole document


@dataclass(frozen=True)
class FieldWidget:
    """One input."""
    field: Field
    name: str
    pointer: str
    value: str
    problems: tuple[Broken, ...] = ()
    locked: bool = False
    level: str = "public"
    in_table: bool = False
    is_table = False

    @property
    def refused(self) -> bool:
        return any(b.rule.grade is REFUSE for b in self.problems)


@dataclass(frozen=True)
class RecordWidget:
    """A table of inputs; locked: no row may be added or removed."""
    record: Record
    name: str
    pointer: str
    rows: tuple[tuple[FieldWidget, ...], ...]
    problems: tuple[Broken, ...] = ()
    locked: bool = False
    level: str = "public"
    is_table = True

    def told_of_many(self) -> tuple[tuple[Broken, tuple[int, ...]], ...]:
        """Sentences that are true of several rows, each with the numbers of its rows, from 1: they are said once."""
        rows: dict[tuple[str, str], tuple[Broken, set[int]]] = {}
        for number, row in enumerate(self.rows, 1):
            for b in (b for cell in row for b in cell.problems):
                rows.setdefault((b.rule.id, b.en), (b, set()))[1].add(number)
        return tuple((b, tuple(sorted(numbers))) for b, numbers in rows.values() if len(numbers) > 1)


Widget = FieldWidget | RecordWidget


@dataclass(frozen=True)
class Look:
    """How a document is looked at: its problems, and what may be edited (pointers and what is below)."""
    broken: tuple[Broken, ...] = ()
    open: frozenset[str] = ALL

    @cached_property
    def by_place(self) -> dict[str, tuple[Broken, ...]]:
        places: dict[str, tuple[Broken, ...]] = {}
        for broken in self.broken:
            places[broken.where] = (*places.get(broken.where, ()), broken)
        return places

    def at(self, pointer: str) -> tuple[Broken, ...]:
        return self.by_place.get(pointer, ())

    def may_edit(self, pointer: str) -> bool:
        return any(pointer == door or pointer.startswith(f"{door}/") for door in self.open)


def widgets(asked: Iterable[Field | Record], data: Mapping[str, Any], look: Look = Look(), *, where: str = "",
            prefix: str = "") -> tuple[Widget, ...]:
    """The widgets of these fields, filled with `data`. where: their parent's pointer; prefix: the same, flat."""
    return tuple(_table(each, data.get(each.name), look, where, prefix) if isinstance(each, Record)
                 else _field(each, data.get(each.name), look, where, prefix) for each in asked)


def _field(field: Field, value: Any, look: Look, where: str, prefix: str, in_table: bool = False) -> FieldWidget:
    pointer = f"{where}/{field.name}"
    return FieldWidget(field, f"{prefix}{field.name}", pointer, "" if value is None else str(value), look.at(pointer),
                       not look.may_edit(pointer), field.publication, in_table)


def _table(record: Record, rows: Any, look: Look, where: str, prefix: str) -> RecordWidget:
    pointer, name = f"{where}/{record.name}", f"{prefix}{record.name}"
    rows = rows if isinstance(rows, list) else []
    built = tuple(tuple(_field(field, row.get(field.name) if isinstance(row, Mapping) else None, look,
                               f"{pointer}/{number}", f"{name}-{number}-", in_table=True) for field in record.fields)
                  for number, row in enumerate(rows))
    return RecordWidget(record, name, pointer, built, look.at(pointer) + _of_rows(look, pointer, len(rows)),
                        not look.may_edit(pointer), record.publication)


def _of_rows(look: Look, pointer: str, count: int) -> tuple[Broken, ...]:
    """What speaks of a whole row stands above the table: no single input could show it."""
    return tuple(broken for number in range(count) for broken in look.at(f"{pointer}/{number}"))
