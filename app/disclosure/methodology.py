"""The methodologies of this installation, as everybody reads them: what each is, and all that it says. No database."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.disclosure.methodology_formulas import shown, symbol
from app.disclosure.public_fields import SECTORS
from methodologies.kernel.catalogue import catalogue, find
from methodologies.kernel.formulas import Formula
from methodologies.kernel.identity import RECONSTRUCTED
from methodologies.kernel.methodology import NO_CALCULATOR, Methodology
from methodologies.kernel.parameters import PROJECT, WORD, Quantity, Table
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import LIKELY, SURE, UNSURE, Confidence, Rule

LEAST = (UNSURE, LIKELY, SURE)                          # the least sure first
CHAPTERS = {"estimate": ("减排量估算", "Estimate"), "accounting": ("减排量核算", "Accounting")}


@dataclass(frozen=True)
class Line:
    """One formula. only: the chapter to which it belongs alone, or "": it is in both."""
    number: str
    gives: Quantity
    shown: Markup
    clause: str
    confidence: Confidence
    meaning: str
    only: str


@dataclass(frozen=True)
class Row:
    """One symbol of the table; value: of a fixed one; span: what the reader accepts; words: what may be chosen."""
    q: Quantity
    shown: Markup
    value: str
    span: str
    words: tuple[str, ...]

    @property
    def unit(self) -> str:
        return "" if self.q.unit in ("1", WORD) else self.q.unit


STATUS = {"in_force": ("现行有效", "in force", "good"), "draft": ("草案", "draft", "wait"),
          "legacy": ("旧版", "former scheme", "quiet")}


@dataclass(frozen=True)
class Shown:
    """A methodology with what is worked out for its page. editions: every version of the same text that is here."""
    module: Methodology
    sector: tuple[str, str]
    identity: Confidence
    lines: tuple[Line, ...]
    symbols: tuple[Row, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    control: tuple[Rule, ...]
    editions: tuple[Methodology, ...]

    @property
    def status(self) -> tuple[str, str, str]:
        """(Chinese, English, tone)"""
        return STATUS[self.module.status]

    @property
    def does(self) -> tuple[str, str]:
        """What one can do with it, in words."""
        if self.module.status == "legacy":
            return "仅用于核对历史数据", "check old figures"
        if self.files:
            return "核算、申请", "calculate, file"
        return ("按重建公式试算", "try out reconstructed formulas") if self.calculates else ("仅供查阅", "read only")

    @property
    def banner(self) -> Rule | None:
        """What a draft says of itself before all else."""
        if self.module.status != "draft":
            return None
        return RECONSTRUCTED if self.module.chapters else NO_CALCULATOR

    @property
    def calculates(self) -> bool:
        return bool(self.module.chapters)

    @property
    def files(self) -> bool:
        return self.module.status == "in_force"


def every() -> tuple[Shown, ...]:
    return tuple(map(described, catalogue().values()))


def methodology(code: str) -> Shown:
    """NotFound if there is no such methodology."""
    return described(find(code))


def described(module: Methodology) -> Shown:
    lines = tuple(lines_of(module))
    stem = module.code.rpartition("-")[0]
    applies = (*module.rules, *module.crediting.rules)
    tables = {table.title: table for chapter in module.chapters for f in chapter.formulas for table in f.tables}
    return Shown(
        module, SECTORS.get(module.sector, (module.sector, module.sector)),
        least(module.identity.code, module.identity.title), lines, symbols_of(module), tuple(tables.values()), applies,
        tuple(rule for rule in module.all_rules if rule not in applies) if module.chapters else (),
        tuple(each for each in catalogue().values() if each.code.rpartition("-")[0] == stem))


def least(*confidence: Confidence) -> Confidence:
    return min(confidence, key=LEAST.index)


def lines_of(module: Methodology) -> Iterable[Line]:
    """The formulas of both chapters, each once, in the order of the accounting and where the estimate has its own."""
    found: dict[int, tuple[Formula, str]] = {}
    for chapter in reversed(module.chapters):
        for f in chapter.formulas:
            found[id(f)] = (f, "" if id(f) in found else chapter.name)
    for f, only in found.values():
        only = only if len(module.chapters) > 1 else ""
        yield Line(f.number, f.gives, shown(f), f.source.clause, f.source.confidence, f.meaning, only)


def symbols_of(module: Methodology) -> tuple[Row, ...]:
    """In the order of the symbol table of the text."""
    used = {q.name for chapter in module.chapters for f in chapter.formulas for q in (*f.needs, f.gives)}
    known = module.chapters[0].symbols.known if module.chapters else {}
    return tuple(Row(q, symbol(q), "" if q.value is None else decimal_text(q.value), span_of(q), q.words)
                 for name, q in known.items() if name in used)


def span_of(q: Quantity) -> str:
    if q.minimum is None and q.maximum is None:
        return ""
    low, high = ("…" if bound is None else decimal_text(bound) for bound in (q.minimum, q.maximum))
    return f"≥ {low}" if high == "…" else f"≤ {high}" if low == "…" else f"{low} – {high}"


def per(q: Quantity) -> tuple[str, str]:
    """Of what there is one value each."""
    en = q.level.en.partition(":")[0]
    return ("", "") if q.level is PROJECT else (q.level.zh or q.level.name, en or q.level.name)
