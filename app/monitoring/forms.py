"""What the forms of a period send: days, rows; and the errors of a file as a table to work through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from methodologies.kernel.dates import read_day
from methodologies.kernel.records import Record
from methodologies.kernel.rules import INPUT, Broken, Refusal

MOST_TYPED = 60                                         # rows on one form; longer tables come as a file
LINE = re.compile(r"(?:第(\d+)行|row (\d+):) ?")


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong in a file: line of the file (or row of the table), column, sentence."""
    line: str
    column_zh: str
    column_en: str
    zh: str
    en: str
    rule: str


def days_of(*names: str) -> tuple[date, ...]:
    """Days of the form. Refusal with each field that holds none."""
    found = {name: read_day(request.form.get(name, "").strip()) for name in names}
    if wrong := [name for name, day in found.items() if day is None]:
        raise Refusal(*(INPUT.at(f"/{name}", "请填写日期，如 2024-01-01。", "A day is asked for, as 2024-01-01.")
                        for name in wrong))
    return tuple(day for day in found.values() if day)


def rows_of(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def too_many_to_type(rows: Sequence[Any]) -> bool:
    return len(rows) > MOST_TYPED


def cell_problems(broken: Iterable[Broken], record: Record) -> tuple[CellProblem, ...]:
    """Every problem of a file, in the order of its lines."""
    found = (_problem(each, {f.name: f for f in record.fields}) for each in broken)
    return tuple(sorted(found, key=lambda each: int(each.line or 0)))


def _problem(broken: Broken, fields: Mapping[str, Any]) -> CellProblem:
    parts = broken.where.strip("/").split("/")
    found = LINE.match(broken.zh)
    line = found[1] if found else str(int(parts[1]) + 1) if len(parts) > 1 and parts[1].isdigit() else ""
    field = fields.get(parts[2]) if len(parts) > 2 else None
    zh, en = (field.zh, field.en) if field else ("", "")
    return CellProblem(line, zh, en, LINE.sub("", broken.zh, 1), LINE.sub("", broken.en, 1), broken.rule.id)
