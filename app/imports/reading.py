"""Files of public records, read: JSON {"projects": […], "reductions": […]}, or CSV of one kind by its head.

A row that can't be read is listed with every place that stops it; the others are read. Field names as in the columns
of the CSV files beside this module; calendar years of a CSV are columns of their own: 2024, 2025 …
"""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from methodologies.kernel.rules import INPUT, Broken, Unreadable

LARGEST = 10**9                                         # tonnes of one figure: more is a slip of the pen
YEARS = range(2000, 2200)
LONGEST = {"code": 20, "project": 20, "province": 20, "methodology": 40}
NOTICE = ("notice_from", "notice_to", "notice_published_on", "comments", "body_uploaded_on", "result_on", "documents",
          "remark")
MORE = {                                                # the further public fields of R-150
    "projects": ("category", "sector", "type", "methodology_name", "verifier", "place", "longitude", "latitude",
                 "lifetime", "lifetime_from", "lifetime_to", "additionality", "situation", "technology", "change_note",
                 "gec_archive_code", "grid_on", *NOTICE),
    "reductions": ("applied_t", "cancelled", "cancel_reason", "cancel_file", *NOTICE)}


@dataclass(frozen=True)
class ProjectRecord:
    """where: its row in the file, "/projects/0". more: further public fields (R-150), as text."""
    where: str
    code: str
    name: str
    owner: str
    province: str
    methodology: str
    validator: str
    started_on: date
    registered_on: date
    crediting_from: date
    crediting_to: date
    annual_t: int
    total_t: int
    more: Mapping[str, str]


@dataclass(frozen=True)
class ReductionRecord:
    """issued_on None: registration seen, day of issue not shown. by_year: "2024" → tonnes as published."""
    where: str
    project: str
    period: int
    starts_on: date
    ends_on: date
    verifier: str
    issued_on: date | None
    registered_on: date | None
    total_t: int
    by_year: Mapping[str, int]
    more: Mapping[str, str]


@dataclass(frozen=True)
class Records:
    """problems: rows that could not be read, and names of fields that nobody knows."""
    projects: tuple[ProjectRecord, ...] = ()
    reductions: tuple[ReductionRecord, ...] = ()
    problems: tuple[Broken, ...] = ()

    def __add__(self, other: Records) -> Records:
        return Records(self.projects + other.projects, self.reductions + other.reductions,
                       self.problems + other.problems)


def read(data: bytes, name: str) -> Records:
    """The records of a file. Unreadable when it is neither of the two kinds as a whole."""
    try:
        text = data.decode("utf-8-sig")
        return _csv(text) if name.lower().endswith(".csv") else _json(text)
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error, RecursionError, ValueError) as error:
        raise Unreadable(INPUT.at("", f"无法读取该文件：{error}", f"The file can't be read: {error}")) from None


def _json(text: str) -> Records:
    said = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    if not isinstance(said, dict) or not ({"projects", "reductions"} & set(said)):
        raise Unreadable(INPUT.at("", "应为含 projects、reductions 的对象。",
                                  "An object with projects, reductions is needed."))
    rows = {kind: said.get(kind) or [] for kind in MORE}
    wrong = [kind for kind, listed in rows.items() if not isinstance(listed, list)]
    if wrong:
        raise Unreadable(*(INPUT.at(f"/{kind}", "应为列表。", "A list is needed.") for kind in wrong))
    unknown = Records(problems=tuple(_unknown(f"/{key}") for key in said if key not in MORE))
    return _rows("projects", rows["projects"]) + _rows("reductions", rows["reductions"]) + unknown


def _csv(text: str) -> Records:
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    head = set(rows[0]) if rows else set(text.partition("\n")[0].strip().split(","))
    if "code" in head:
        return _rows("projects", [_cells(row) for row in rows])
    if {"project", "period"} <= head:
        return _rows("reductions", [_with_years(_cells(row)) for row in rows])
    raise Unreadable(INPUT.at("", "表头应含 code，或 project 与 period。",
                              "The head needs code, or project and period."))


def _cells(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Without empty cells; cells beyond the head keep a name that nobody knows, so that they are listed."""
    return {name or "(beyond the head)": cell for name, cell in row.items() if cell}


def _with_years(row: dict[str, Any]) -> dict[str, Any]:
    years = {name: cell for name, cell in row.items() if name.isdigit()}
    return {name: cell for name, cell in row.items() if name not in years} | {"by_year": years}


def _rows(kind: str, rows: list[Any]) -> Records:
    found, problems = [], []
    for n, row in enumerate(rows):
        cells = _Cells(f"/{kind}/{n}", row if isinstance(row, dict) else {})
        record = _project(cells) if kind == "projects" else _reduction(cells)
        problems += cells.problems
        if not cells.stopped:
            found.append(record)
    return Records(**{kind: tuple(found), "problems": tuple(problems)})


def _project(cells: _Cells) -> ProjectRecord:
    return ProjectRecord(
        cells.where, cells.text("code"), cells.text("name"), cells.text("owner"), cells.text("province"),
        cells.text("methodology"), cells.text("validator"), cells.day("started_on"), cells.day("registered_on"),
        cells.day("crediting_from"), cells.day("crediting_to"), cells.tonnes("annual_t"), cells.tonnes("total_t"),
        cells.more("projects"))


def _reduction(cells: _Cells) -> ReductionRecord:
    issued, registered = cells.maybe("issued_on", cells.day), cells.maybe("registered_on", cells.day)
    if issued is None and registered is None:
        cells.stop("issued_on", "应有签发日期或登记日期。", "A day of issue or of registration is needed.")
    return ReductionRecord(
        cells.where, cells.text("project"), cells.tonnes("period"), cells.day("from"), cells.day("to"),
        cells.text("verifier"), issued, registered, cells.tonnes("total_t"), cells.years(), cells.more("reductions"))


class _Cells:
    """A row as it is read cell by cell; what was not asked for in the end is a name that nobody knows."""

    def __init__(self, where: str, row: Mapping[str, Any]):
        self.where, self.row, self.left = where, row, set(row)
        self.problems: list[Broken] = []
        self.stopped = False

    def stop(self, name: str, zh: str, en: str) -> None:
        self.stopped = True
        self.problems.append(INPUT.at(f"{self.where}/{name}", zh + "该行未读入。", en + " The row is not read."))

    def maybe(self, name: str, how: Callable[[str], Any]) -> Any:
        self.left.discard(name)
        return how(name) if self.row.get(name) not in (None, "") else None

    def text(self, name: str) -> str:
        said = self._cell(name)
        if not isinstance(said, str) or not said.strip() or not said.isprintable():
            self.stop(name, "应为文字。", "Words are needed.")
        elif len(said.strip()) > LONGEST.get(name, 200):
            self.stop(name, "文字过长。", "Too long.")
        return str(said).strip()

    def day(self, name: str) -> date:
        said = self._cell(name)
        try:
            found = date.fromisoformat(said) if isinstance(said, str) else date.min
        except ValueError:
            found = date.min
        if found.year not in YEARS:
            self.stop(name, "应为日期，如 2026-11-23。", "A date as 2026-11-23 is needed.")
        return found

    def tonnes(self, name: str) -> int:
        found = _whole(self._cell(name))
        if found is None:
            self.stop(name, "应为整数。", "A whole number is needed.")
        return found or 0

    def years(self) -> dict[str, int]:
        said = self._cell("by_year")
        lines = said if isinstance(said, dict) else {}
        if not lines:
            self.stop("by_year", "应按年度列出减排量。", "Tonnes by calendar year are needed.")
        for year, tonnes in lines.items():
            if not (len(year) == 4 and year.isdecimal() and int(year) in YEARS) or _whole(tonnes) is None:
                self.stop(f"by_year/{year}", "应为年度与整数吨。", "A year and whole tonnes are needed.")
        return {year: _whole(tonnes) or 0 for year, tonnes in lines.items()}

    def more(self, kind: str) -> dict[str, str]:
        """The further fields; a broken one stops the row, an unknown one is listed and not kept."""
        found = {name: str(self.row[name]).strip() for name in MORE[kind] if self.row.get(name) not in (None, "")}
        self.left -= set(MORE[kind])
        for name, said in found.items():
            if "\0" in said or len(said) > 20_000 or not _is_text(said):
                self.stop(name, "内容无法保存。", "This can't be kept.")
        for name in sorted(set(found) & {"longitude", "latitude"}):
            if coordinate(found[name]) is None:
                self.stop(name, "应为十进制度数。", "Decimal degrees are needed.")
        self.problems += [_unknown(f"{self.where}/{name}") for name in sorted(map(str, self.left))]
        return found

    def _cell(self, name: str) -> Any:
        self.left.discard(name)
        return self.row.get(name)


def coordinate(text: str) -> Decimal | None:
    """Decimal degrees; None for anything else."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= 180 else None


def _whole(said: Any) -> int | None:
    digits = said.strip().removeprefix("-") if isinstance(said, str) else ""
    if type(said) is not int and not (digits.isdecimal() and digits.isascii() and len(digits) < 12):
        return None
    return int(said) if abs(int(said)) <= LARGEST else None


def _is_text(said: str) -> bool:
    try:
        return bool(said.encode())
    except UnicodeEncodeError:                          # half of a surrogate pair
        return False


def _unknown(where: str) -> Broken:
    return INPUT.at(where, "不认识的字段，未予保存。", "An unknown field, not kept.")


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")
