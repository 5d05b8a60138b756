"""A stored worksheet as people read it: each line with its sentences, and each value with where it came from."""
from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.monitoring.determined import facts_in
from methodologies.kernel import catalogue, workbook
from methodologies.kernel.formulas import Formula
from methodologies.kernel.parameters import PROJECT, Quantity
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.recompute import Difference, recompute
from methodologies.kernel.rules import HOUSE, INPUT, REFUSE, Refusal, Rule, cite
from methodologies.kernel.worksheet import NEGATIVE_ER, Worksheet

MOST_ROWS = 2_000                                       # of a workbook made in a request
MOST_VALUES = 6                                         # of one symbol beside the sentences, which hold them all
MOST_SENTENCES = 60                                     # of one line on the page
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
class Used:
    """A symbol that a line uses. worked: another line gives it; values: (key, text); none where there are many rows."""
    symbol: str
    zh: str
    en: str
    unit: str
    kind: str
    source: str
    values: tuple[tuple[str, str], ...]
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
    """The same chapter on the stored inputs; None when it can't be worked any more."""
    module = catalogue.find(stored["methodology"])
    chapter = module.chapter(stored["chapter"])
    own = {NEGATIVE_ER.id, *(rule.id for rule in chapter.rules)}
    try:
        told = tuple(finding for finding in stored["findings"] if finding["rule"] not in own)
        return module.work(stored["chapter"], stored["inputs"], told, tuple(stored["notes"]))
    except (Refusal, KeyError):
        return None


def lines_of(stored: Mapping[str, Any], said: Iterable[Difference] = ()) -> tuple[Line, ...]:
    """Every stored line; values are the stored ones, sentences and uses are worked again. said: of a recomputation."""
    sheet = worked_again(stored) if rows_in(stored) <= MOST_ROWS else None
    formulas = {f.gives.symbol: f for f in sheet.chapter.formulas} if sheet else {}
    said = tuple(said)
    return tuple(_line(line, sheet, formulas.get(line["symbol"]), stored, said) for line in stored["lines"])


def rows_in(stored: Mapping[str, Any]) -> int:
    return sum(len(line["values"]) for line in stored["lines"])


def _line(line: Mapping[str, Any], sheet: Worksheet | None, f: Formula | None, stored: Mapping[str, Any],
          said: tuple[Difference, ...]) -> Line:
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
        tuple(_used(q, sheet, stored) for q in f.needs) if sheet and f else (),
        tuple(line["provisional"]),
        tuple(d for d in said if d.symbol == line["symbol"]),
    )


def _sentence(text: str) -> str:
    """Without the number and the clause, which stand beside it."""
    return text.split("   ")[0]


def _used(q: Quantity, sheet: Worksheet, stored: Mapping[str, Any]) -> Used:
    names = sheet.rows[q.level].names if q.level is not PROJECT else [""]
    column = sheet.columns[q.name]
    shown = tuple((name, value if isinstance(value, str) else decimal_text(value))
                  for name, value in zip(names, column)) if len(column) <= MOST_VALUES else ()
    published = tuple(_provenance(key, fact) for symbol, key, fact in facts_in(sheet.chapter, stored["inputs"])
                      if symbol == q.symbol)
    return Used(q.symbol, q.zh, q.en, "" if q.unit in ("1", "word") else q.unit, str(q.kind), str(q.source), shown,
                len(column), published, tuple(sorted(sheet.taint.get(q.name, ()))))


def _provenance(key: str, fact: Mapping[str, Any]) -> Provenance:
    return Provenance(key, fact["value"], fact["table"], fact["published_on"], fact["source"], fact["sha256"],
                      fact.get("purpose", "official"), bool(fact.get("fallback")))


def differences_of(stored: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What a recomputation finds; empty: the same tonnes by the same lines."""
    return tuple(recompute(catalogue.find(stored["methodology"]), stored))


def agrees(said: Iterable[Difference]) -> bool:
    return not any(each.grade is REFUSE for each in said)


def workbook_of(stored: Mapping[str, Any]) -> bytes:
    """The worksheet as XLSX with live formulas. Refusal: too large for a request, or it does not come out again."""
    if rows_in(stored) > MOST_ROWS:
        raise Refusal(INPUT.at("/worksheet", f"超过 {MOST_ROWS} 行的计算书请用命令行导出工作簿。",
                               f"A worksheet of more than {MOST_ROWS} rows is exported by the command line."))
    broken = [AGAIN.at(f"/worksheet/{each.symbol}", each.zh, each.en) for each in differences_of(stored)
              if each.grade is REFUSE]
    sheet = worked_again(stored)
    if broken or sheet is None:
        raise Refusal(*(broken or [AGAIN.at("/worksheet")]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worksheet.xlsx"
        workbook.write(sheet, path)
        return path.read_bytes()
