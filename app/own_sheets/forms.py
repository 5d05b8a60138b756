"""What the page of a waiting file sends: which sheet, which line, which field and unit a column."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from app.fields.sheets.heads import Column, apart, proposed_unit
from app.fields.sheets.rows import Change, Read
from app.fields.units import choices
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT, Broken, Refusal

if TYPE_CHECKING:
    from app.database import Db

EXAMPLES = 4                                                # changes of one kind that are shown at once
MOST_SHOWN = 200                                            # lines of a list on the page; all are in the workbook
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Target:
    """A table of a dossier that takes files. at: address of its page of files; back: of the table itself.

    may: whether this person may replace its rows now. allow: refuses whoever may not, else gives the owner's number.
    take(rows, file, revision, also): stores the rows by the room's own service; `also` in the same transaction.
    """
    subject: str
    record: Record
    at: str
    back: str
    trail: tuple[tuple[str | None, str, str], ...]
    may: bool
    revision: int
    allow: Callable[[], int]
    take: Callable[[Rows, tuple[str, bytes], int, Callable[[Db], None]], str]


@dataclass(frozen=True)
class Typed:
    """sheet, head: from 0."""
    source: str
    sheet: int
    head: int
    columns: tuple[Column, ...]


def typed(form: Mapping[str, str], source: str, read: Read, record: Record) -> Typed:
    """What was chosen for the file on this page. Refusal with every choice that is none."""
    broken: list[Broken] = []
    sheet = _number(form, "sheet", read.sheet.index, len(read.sheet.names), broken)
    head = _number(form, "head", read.line + 1, len(read.sheet.rows) + 1, broken) - 1
    if head < 0:
        broken.append(_unknown("/head"))
    fields = {field.name: field for field in record.fields}
    columns = tuple(_column(form, column, fields, broken) for column in read.columns)
    if broken:
        raise Refusal(*broken)
    return Typed(form.get("seen", source), sheet, head, columns)


def _number(form: Mapping[str, str], name: str, default: int, below: int, broken: list[Broken]) -> int:
    said = form.get(name, str(default)).strip()
    if said.isascii() and said.isdigit() and len(said) < 8 and int(said) < below:
        return int(said)
    broken.append(_unknown(f"/{name}"))
    return default


def _column(form: Mapping[str, str], column: Column, fields: Mapping[str, Field], broken: list[Broken]) -> Column:
    """A field that is chosen anew gets the unit of its heading; then the unit may be chosen too."""
    name, unit = form.get(f"field-{column.n}", column.field), form.get(f"unit-{column.n}", column.unit)
    field = fields.get(name)
    if name and field is None:
        broken.append(_unknown(f"/field-{column.n}"))
        return column
    if name != column.field:
        return replace(column, field=name, known_by="chosen",
                       unit=proposed_unit(field, apart(column.head)[1]) if field else "")
    if field is None or unit == column.unit:
        return column
    if unit and unit not in choices(field.unit):
        broken.append(_unknown(f"/unit-{column.n}"))
    return replace(column, unit=unit, known_by="chosen")


def _unknown(where: str) -> Broken:
    return INPUT.at(where, "没有这一选项，请重新选择。", "There is no such choice: choose again.")


@dataclass(frozen=True)
class Told:
    """Changes of one kind in one column."""
    kind: str
    column: int
    changes: tuple[Change, ...]


def gathered(read: Read) -> tuple[Told, ...]:
    """What was changed, by column and kind, in the order of the columns."""
    by = lambda change: (change.column, change.kind)
    return tuple(Told(kind, column, tuple(some)) for (column, kind), some in groupby(sorted(read.changes, key=by), by))


def shown(read: Read, record: Record) -> dict[str, Any]:
    """What the page shows of a file beside the file itself."""
    fields = {field.name: field for field in record.fields}
    units = {c.n: choices(fields[c.field].unit) for c in read.columns
             if c.field in fields and fields[c.field].kind == "decimal" and fields[c.field].unit not in ("", "1")}
    samples = {c.n: [row[c.n] for row in read.sheet.rows[read.line + 1:read.line + 30]
                     if c.n < len(row) and row[c.n]][:3] for c in read.columns}
    problems: dict[int, list[Broken]] = {}
    for broken in read.mapping:
        number = broken.where.removeprefix("/columns/")
        problems.setdefault(int(number) if number.isdigit() else -1, []).append(broken)
    return {"fields": fields, "units": units, "samples": samples, "column_problems": problems,
            "told": gathered(read), "examples": EXAMPLES, "most": MOST_SHOWN}
