"""What the forms of a period send: days, a file, rows; and the errors of a file as a table to work through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from methodologies.kernel.records import Record
from methodologies.kernel.rules import INPUT, Broken, Refusal, Unreadable

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


def day_of(name: str) -> date:
    """A day of the form. Refusal with its field when it is none."""
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        raise Refusal(
            INPUT.at(f"/{name}", "请填写日期，如 2024-01-01。", "A day is asked for, as 2024-01-01.")
        ) from None


def revision_of() -> int:
    """The revision that this form was made from."""
    said = request.values.get("revision", "")
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise Unreadable(
            INPUT.at("/revision", "缺少版本号，请重新打开页面。", "The revision is missing: reopen the page.")
        )
    return int(said)


def sent_file() -> tuple[str, bytes]:
    """(name, bytes) of the file that was sent. Refusal when there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(INPUT.at("/file", "请选择文件。", "Choose a file."))
    return file.filename, file.read()


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
