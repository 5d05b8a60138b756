"""A stored worksheet as people read it: each line with its sentences, and each value with where it came from."""
from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from app.fields.workbooks import cells_of
from app.monitoring.determined import facts_in
from app.monitoring.sources import NONE, Rows, Sources
from methodologies.kernel import catalogue, recompute, workbook
from methodologies.kernel.chapter import Chapter
from methodologies.kernel.formulas import Formula
from methodologies.kernel.parameters import PROJECT, Level, Quantity
from methodologies.kernel.reader import decimal_text, pointer
from methodologies.kernel.recompute import Difference
from methodologies.kernel.returned import Returned, read_back
from methodologies.kernel.rules import HOUSE, INPUT, REFUSE, Refusal, Rule, cite
from methodologies.kernel.worksheet import Worksheet

MOST_ROWS = 2_000                                       # of a workbook made in a request
MOST_SENTENCES = 60                                     # rows of one line, and values of one symbol, on the page
MOST_BYTES = 4 * 1024 * 1024                            # of a workbook that comes back; ours have a tenth of it
AGAIN = Rule(
    "H-WORKBOOK",
    "重新计算与所存计算书不一致，不生成工作簿。",
    "The recomputation differs from the stored worksheet: no workbook is made of it.",
    cite(HOUSE, "worksheet"),
)


@dataclass(frozen=True)
class Provenance:
    """A published value: of which row, which table, published when, the file's hash."""
    key: str
    value: str
    table: str
    published_on: str
    source: str
    sha256: str
    purpose: str
    fallback: bool


@dataclass(frozen=True)
class Value:
    """One value; rows: of the monitored tables that it was taken from."""
    key: str
    text: str
    rows: tuple[Rows, ...]


@dataclass(frozen=True)
class Used:
    """A symbol that a line uses. worked: another line gives it; rows: how many values it has, of which some stand in
    `values`."""
    symbol: str
    zh: str
    en: str
    unit: str
    kind: str
    source: str
    values: tuple[Value, ...]
    rows: int
    published: tuple[Provenance, ...]
    provisional: tuple[str, ...]

    @property
    def worked(self) -> bool:
        return self.kind == "worked"


@dataclass(frozen=True)
class Row:
    key: str
    value: str
    edge: bool


@dataclass(frozen=True)
class Line:
    """One formula with all its rows. sentences: symbol = expression = substituted = result, one per row."""
    formula: str
    symbol: str
    zh: str
    en: str
    unit: str
    expression: str
    clause: str
    meaning: str
    per_zh: str
    per_en: str
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    uses: tuple[Used, ...]
    provisional: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


def worked_again(stored: Mapping[str, Any]) -> Worksheet | None:
    """The same chapter on the stored inputs; None when it can't be worked any more, or is too large for a page."""
    if rows_in(stored) > MOST_ROWS:
        return None
    try:
        return recompute.worked_again(catalogue.find(stored["methodology"]), stored)
    except (Refusal, KeyError):
        return None


def lines_of(stored: Mapping[str, Any], sheet: Worksheet | None, said: Iterable[Difference] = (),
             sources: Sources = NONE) -> tuple[Line, ...]:
    """Every stored line; values are the stored ones, sentences and uses those of `sheet`, the same worked again.
    said: what a recomputation found."""
    formulas = {f.gives.symbol: f for f in sheet.chapter.formulas} if sheet else {}
    places = places_of(sheet.chapter, stored["inputs"]) if sheet else {}
    said = tuple(said)
    return tuple(_line(line, sheet, formulas.get(line["symbol"]), said, partial(_used, sheet, places, sources))
                 for line in stored["lines"])


def places_of(chapter: Chapter, inputs: Mapping[str, Any]) -> dict[Level, list[str]]:
    """The JSON Pointer of every row of the input, level by level, in the order in which the rows are worked."""
    found: dict[Level, list[str]] = {PROJECT: [""]}

    def walk(level: Level, row: Mapping[str, Any], here: str) -> None:
        for inner in chapter.inner(level):
            for n, each in enumerate(row.get(inner.name) or ()):
                place = here + pointer(inner.name, n)
                found.setdefault(inner, []).append(place)
                walk(inner, each, place)

    walk(PROJECT, inputs, "")
    return found


def rows_in(stored: Mapping[str, Any]) -> int:
    return sum(len(line["values"]) for line in stored["lines"])


def _line(line: Mapping[str, Any], sheet: Worksheet | None, f: Formula | None, said: tuple[Difference, ...],
          used: Callable[[Quantity], Used]) -> Line:
    keys = line["keys"] if len(line["keys"]) == len(line["values"]) else [""] * len(line["values"])
    rows = tuple(Row(key, value, key in line["edge"]) for key, value in zip(keys, line["values"]))
    sentences = tuple(_sentence(sheet.line(f, n)) for n in range(min(len(rows), MOST_SENTENCES))) if sheet and f else ()
    level = f.gives.level if f else None
    per = (level.zh, level.en) if level and level is not PROJECT else ("", "")
    return Line(
        line["formula"],
        line["symbol"],
        line["zh"],
        line["en"],
        line["unit"],
        line["expression"],
        line["clause"],
        f.meaning if f else "",
        *per,
        rows,
        sentences,
        tuple(map(used, f.needs)) if sheet and f else (),
        tuple(line["provisional"]),
        tuple(d for d in said if d.symbol == line["symbol"]),
    )


def _sentence(text: str) -> str:
    """Without the number and the clause, which stand beside it."""
    return text.split("   ")[0]


def _used(sheet: Worksheet, places: Mapping[Level, list[str]], sources: Sources, q: Quantity) -> Used:
    column, name = sheet.columns[q.name], pointer(q.symbol)
    some = zip(sheet.rows[q.level].names, column, places.get(q.level, ()), strict=False)
    values = tuple(Value(key, value if isinstance(value, str) else decimal_text(value),
                         sources.rows.get(place + name, ())) for key, value, place in islice(some, MOST_SENTENCES))
    published = tuple(_provenance(key, fact) for symbol, key, fact in facts_in(sheet.chapter, sheet.inputs)
                      if symbol == q.symbol)
    return Used(q.symbol, q.zh, q.en, "" if q.unit in ("1", "word") else q.unit, str(q.kind), str(q.source), values,
                len(column), published, tuple(sorted(sheet.taint.get(q.name, ()))))


def _provenance(key: str, fact: Mapping[str, Any]) -> Provenance:
    return Provenance(key, fact["value"], fact["table"], fact["published_on"], fact["source"], fact["sha256"],
                      fact.get("purpose", "official"), bool(fact.get("fallback")))


def differences_of(stored: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What a recomputation finds; empty: the same tonnes by the same lines."""
    return tuple(recompute.recompute(catalogue.find(stored["methodology"]), stored))


def agrees(said: Iterable[Difference]) -> bool:
    return not any(each.grade is REFUSE for each in said)


def workbook_of(stored: Mapping[str, Any]) -> bytes:
    """The worksheet as XLSX with live formulas. Refusal: too large for a request, or it does not come out again."""
    sheet = comes_out_again(stored)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worksheet.xlsx"
        workbook.write(sheet, path, digest=stored["digest"])
        return path.read_bytes()


def returned(stored: Mapping[str, Any], data: bytes) -> Returned:
    """What differs in an edited workbook of this worksheet, and what it does to the tonnes. Refusal: every reason."""
    sheet = comes_out_again(stored)
    if len(data) > MOST_BYTES:
        raise Refusal(INPUT.at("/file", f"文件超过 {MOST_BYTES // 2**20} MB。",
                               f"The file has more than {MOST_BYTES // 2**20} MB."))
    return read_back(sheet, cells_of(data), stored["digest"])


def comes_out_again(stored: Mapping[str, Any]) -> Worksheet:
    """The working, the same as what is stored. Refusal: too large for a request, or not the same."""
    if rows_in(stored) > MOST_ROWS:
        raise Refusal(INPUT.at("/worksheet", f"超过 {MOST_ROWS} 行的计算书请用命令行导出工作簿。",
                               f"A worksheet of more than {MOST_ROWS} rows is exported by the command line."))
    broken = [AGAIN.at(f"/worksheet/{each.symbol}", each.zh, each.en) for each in differences_of(stored)
              if each.grade is REFUSE]
    sheet = worked_again(stored)
    if broken or sheet is None:
        raise Refusal(*(broken or [AGAIN.at("/worksheet")]))
    return sheet
