"""Every line below the headings: a row that is taken, or left out with the reason; totals checked; all of it told."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from app.fields.sheets.cells import number_of, read_cell
from app.fields.sheets.grid import Sheet, letter
from app.fields.sheets.heads import Column, mapping_problems, plain, unit_line
from app.fields.tables import NOTES
from app.fields.units import factor
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT, Broken

MOST_PROBLEMS = 1000
TOTAL = re.compile(r".{0,12}?(合\s*计|小\s*计|总\s*计|共\s*计)\s*([(（].*[)）])?[:：]?|(grand |sub-?)?totals?:?|sum:?",
                   re.I)
PART = re.compile(r"小\s*计|sub-?total", re.I)
REMARK = re.compile(r"(注|备注|说明|制表|填表|审核|复核|单位|notes?|prepared by|checked by)[^:：]{0,6}[:：].*",
                    re.I | re.S)
LEFT_OUT = {
    "title": ("标题以上的行", "above the headings"), "units": ("单位行", "line of units"), "empty": ("空行", "empty"),
    "example": ("示例行", "example"), "heading": ("重复的标题行", "headings again"),
    "total": ("合计、小计行", "totals"), "remark": ("表下说明", "remark below the table")}


class Change(NamedTuple):
    """What one cell went through. line: from 1, as the spreadsheet counts; column: from 0."""
    line: int
    column: int
    kind: str
    was: str
    now: str

    @property
    def cell(self) -> str:
        return f"{letter(self.column)}{self.line}"


class LeftOut(NamedTuple):
    line: int
    kind: str
    text: str


class Total(NamedTuple):
    """A total of the sheet beside the sum of its rows, in the unit of the sheet."""
    line: int
    column: int
    told: Decimal
    summed: Decimal


class Bad(NamedTuple):
    """What is wrong at a cell; column None: with the whole row."""
    line: int
    column: int | None
    broken: Broken


@dataclass(frozen=True)
class Read:
    """What a sheet gives under a mapping. rows may be taken when neither `mapping` nor `bad` holds anything."""
    sheet: Sheet
    line: int
    columns: tuple[Column, ...]
    mapping: tuple[Broken, ...]
    rows: tuple[Mapping[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    totals: tuple[Total, ...] = ()
    bad: tuple[Bad, ...] = ()

    @property
    def broken(self) -> tuple[Broken, ...]:
        return (*self.mapping, *(each.broken for each in self.bad))

    @property
    def differences(self) -> tuple[Total, ...]:
        return tuple(total for total in self.totals if total.told != total.summed)

    @property
    def is_ours(self) -> bool:
        """In our own form: one sheet, all headings on top and known. Cells beyond them are for the strict reader."""
        return (self.line == 0 and not self.mapping and self.sheet.names[1:] in ((), (NOTES,))
                and all(c.known_by == "heading" or not c.head for c in self.columns))

    @property
    def is_plain(self) -> bool:
        """In our own form, and nothing left out or changed but our own words for choices."""
        return (self.is_ours and not self.totals and all(change.kind == "own_word" for change in self.changes)
                and all(each.kind in ("empty", "example") for each in self.left_out))


@dataclass
class _Work:
    """What grows while the lines are read."""
    sheet: Sheet
    record: Record
    columns: list[tuple[Column, Field, Fraction]]
    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    sums: dict[int, Decimal] = field(default_factory=dict)          # of all rows, by column
    part: dict[int, Decimal] = field(default_factory=dict)          # of the rows since the last total


def read(sheet: Sheet, line: int, columns: Sequence[Column], record: Record) -> Read:
    """Every row below `line` (from 0). The order of the columns never matters, nor that of the rows to each other."""
    columns, known = tuple(columns), {each.name: each for each in record.fields}
    mapping = mapping_problems(columns, record)
    if mapping:
        return Read(sheet, line, columns, mapping)
    mapped = [(c, known[c.field], _factor(c, known[c.field])) for c in columns if c.field]
    work = _Work(sheet, record, mapped)
    _above(work, line)
    heads = [plain(head) for head in sheet.rows[line]]
    units = unit_line(sheet, line)
    for n in range(line + 1, len(sheet.rows)):
        if kind := "units" if units and n == line + 1 else _left_out(sheet.apart(n), heads):
            work.left_out.append(LeftOut(n + 1, kind, " ".join(filter(None, sheet.apart(n)))[:80]))
            if kind == "total":
                _check_total(work, n)
        else:
            _take(work, n)
        if len(work.bad) > MOST_PROBLEMS:
            break
    work.bad += _of_table(work)
    return Read(sheet, line, columns, (), tuple(work.rows), tuple(work.changes), tuple(work.left_out),
                tuple(work.totals), tuple(sorted(work.bad[:MOST_PROBLEMS], key=lambda each: each.line)))


def _factor(column: Column, asked: Field) -> Fraction:
    by = factor(column.unit, asked.unit) if asked.kind == "decimal" and asked.unit not in ("", "1") else None
    return Fraction(1) if by is None else by


def _above(work: _Work, line: int) -> None:
    for n in range(line):
        if text := " ".join(filter(None, work.sheet.apart(n))):
            work.left_out.append(LeftOut(n + 1, "title", text[:80]))


def _left_out(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Why a line is no row, or ""."""
    said = [cell for cell in cells if cell]
    if not said:
        return "empty"
    if said[0].startswith("#"):
        return "example"
    if [plain(cell) for cell in cells if cell] == [head for head in heads if head]:
        return "heading"
    first = next((cell for cell in said if number_of(cell) is None), "")
    if TOTAL.fullmatch(first):
        return "total"
    return "remark" if len(said) <= 2 and REMARK.fullmatch(first) else ""


def _take(work: _Work, n: int) -> None:
    index, row = len(work.rows), {}
    cells, tail = work.sheet.rows[n], {column.n for column, _, _ in work.columns}
    for column, asked, by in work.columns:
        text = cells[column.n] if column.n < len(cells) else ""
        value, steps, problem = read_cell(asked, text, work.sheet.kind(n, column.n), by)
        if (n, column.n) in work.sheet.lent and value is not None:
            work.changes.append(Change(n + 1, column.n, "merged", "", text))
        work.changes += [Change(n + 1, column.n, *step) for step in steps]
        if problem:
            work.bad.append(Bad(n + 1, column.n, at(work.record, index, n + 1, asked.name, *problem)))
        elif value is not None:
            row[asked.name] = value
        if asked.kind == "decimal" and (number := number_of(text)) is not None:
            for sums in (work.sums, work.part):
                sums[column.n] = sums.get(column.n, Decimal(0)) + number
    if not tail & {c for c, text in enumerate(cells) if text}:
        work.bad.append(Bad(n + 1, None, at(work.record, index, n + 1, "", "内容只在未对应的列中。",
                                            "only columns that are left out hold anything.")))
    work.rows.append(row)
    work.lines.append(n + 1)


def _check_total(work: _Work, n: int) -> None:
    """A total is that of all rows, or of those since the last one; 小计 always of those."""
    cells = work.sheet.apart(n)
    only_part = any(PART.search(cell) for cell in cells)
    for column, asked, _ in work.columns:
        told = number_of(cells[column.n]) if column.n < len(cells) and asked.kind == "decimal" else None
        if told is not None:
            part, whole = (sums.get(column.n, Decimal(0)) for sums in (work.part, work.sums))
            work.totals.append(Total(n + 1, column.n, told, part if only_part or told == part else whole))
    work.part.clear()


def _of_table(work: _Work) -> list[Bad]:
    """Too few rows; a key there twice."""
    record, bad = work.record, []
    if len(work.rows) < record.min_rows:
        bad.append(Bad(0, None, INPUT.at(f"/{record.name}", f"{record.zh}：至少 {record.min_rows} 行。",
                                         f"{record.en}: at least {record.min_rows} rows.")))
    place = next((column.n for column, asked, _ in work.columns if asked.name == record.key), None)
    first: dict[Any, int] = {}
    for index, (row, line) in enumerate(zip(work.rows, work.lines, strict=True)):
        key = row.get(record.key) if record.key else None
        if key is not None and key in first:
            bad.append(Bad(line, place, at(record, index, line, record.key, f"“{key}”与第{first[key]}行重复。",
                                           f"{key!r} is in row {first[key]} already.")))
        first.setdefault(key, line)
    return bad


def at(record: Record, index: int, line: int, name: str, zh: str, en: str) -> Broken:
    pointer = f"/{record.name}/{index}/{name}" if name else f"/{record.name}/{index}"
    return INPUT.at(pointer, f"第{line}行 {zh}", f"row {line}: {en}")
