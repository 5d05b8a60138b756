"""The working: every column that a formula filled, row by row, with what it used. JSON, digest, sentences,
comparison."""

from __future__ import annotations

import copy
import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from typing import TYPE_CHECKING, Any

from .expressions import EXACT
from .formulas import Formula
from .parameters import PROJECT, Kind, Level, Quantity
from .reader import Reading, decimal_text
from .readings import sentence
from .rules import HOUSE, LIKELY, REFUSE, WARN, Broken, Refusal, Rule, cite, judge

if TYPE_CHECKING:
    from .chapter import Chapter

NEAR_A_TONNE = Decimal("1e-6")  # binary arithmetic may land on the other side of the whole tonne
WORKING = Rule("WORKING", "按公式无法算出结果。", "The formula gives no result.", cite(HOUSE, "worksheet"))
NEGATIVE_ER = Rule(
    "NEGATIVE_ER",
    "该年度减排量为负，按 0 核证，亏损结转。",
    "The reductions of this year are negative: 0 is certified and the deficit is carried forward.",
    cite(HOUSE, "negative year lines", LIKELY),
    WARN,
)


class Worksheet:
    """One chapter worked on one input. Raises Refusal with every problem of the input, or with the formula that fails.

    tonnes: int; by_year: {"2023": 576845}, empty for an estimate; unrounded, remainder: Decimal, tCO2e;
    average: int, tonnes per crediting year, None for an accounting. `told` and `notes` come from the determinations.
    """

    def __init__(
        self,
        chapter: Chapter,
        inputs: dict[str, Any],
        told: tuple[dict[str, Any], ...] = (),
        notes: tuple[dict[str, Any], ...] = (),
    ):
        self.chapter, self.told, self.notes = chapter, tuple(told), tuple(notes)
        reading = Reading(chapter, inputs)
        if reading.broken:
            raise Refusal(*reading.broken)
        self.inputs, self.rows, self.columns, self.taint = reading.inputs, reading.rows, reading.columns, reading.taint
        self.confirmed = reading.confirmed
        self.demonstration = "illustration" in reading.purposes
        judged = judge(chapter.rules, self.inputs)
        if any(broken.rule.grade is REFUSE for broken in judged):
            raise Refusal(*judged)
        for q in chapter.needs:
            if q.kind is Kind.FIXED:
                said = self.confirmed.get(q.symbol)
                self.columns[q.name] = [Decimal(said["value"]) if said else q.value]
            if q.provisional and q.symbol not in self.confirmed:  # adds to the taint of facts, never replaces it
                self.taint.setdefault(q.name, set()).add(q.symbol)
        self.edges: dict[str, list[str]] = {}
        with localcontext(EXACT):
            for formula in chapter.formulas:
                self._work(formula)
            self._conclude()
        self.findings = (*self.told, *(broken.problem() for broken in (*judged, *self._negative_lines())))

    def with_columns(self, instead: Mapping[str, list[Any]]) -> Worksheet:
        """The same working with other values in some input columns, by name: what follows from them is worked again.

        Neither judged nor sealed; the input stays the one that was read. Refusal where a formula now fails.
        """
        other, moved = copy.copy(self), set(instead)
        other.columns, other.edges, other.taint = {**self.columns, **instead}, dict(self.edges), dict(self.taint)
        with localcontext(EXACT):
            for formula in self.chapter.formulas:
                if not moved.isdisjoint(q.name for q in formula.needs):
                    other._work(formula)
                    moved.add(formula.gives.name)
            other._conclude()
        return other

    def _conclude(self) -> None:
        names = self.chapter.result
        self.tonnes = int(self[names.total])
        self.unrounded: Decimal = self[names.unrounded]
        self.remainder: Decimal = self.unrounded - self.tonnes
        self.average = int(self[names.average]) if names.average else None
        self.by_year: dict[str, int] = {}
        if names.whole:
            years = self.rows[self.chapter.symbols[names.whole].level].keys
            self.by_year = {year: int(t) for year, t in sorted(zip(years, self[names.whole], strict=True))}
        self.provisional = sorted(self.taint[self.chapter.symbols[names.total].name])

    def _negative_lines(self) -> Iterator[Broken]:
        line = self.chapter.symbols[self.chapter.result.line]
        level = line.level
        for number, (key, value) in enumerate(zip(self.rows[level].keys, self.columns[line.name], strict=True)):
            if value < 0:
                lost = decimal_text(-value)
                yield NEGATIVE_ER.at(
                    f"/{level.name}/{number}",
                    f"{key} 年减排量为 −{lost} t，按 0 核证；亏损 {lost} t 应结转。",
                    f"{key}: −{lost} t. 0 is certified; the deficit of {lost} t is carried forward.",
                )

    # --- one formula, every row of its level

    def operand(self, q: Quantity, level: Level, row: int) -> tuple[int, int]:
        """(first row, last row + 1) that q has, seen from row `row` of `level`."""
        if q.level in level.above:
            place = row if q.level is level else 0 if q.level is PROJECT else self.rows[level].up[q.level][row]
            return place, place + 1
        ups = self.rows[q.level].up.get(level, [])
        return bisect_left(ups, row), bisect_left(ups, row + 1)

    def _getter(self, name: str, f: Formula) -> Callable[[int], Any]:
        q, level = next(q for q in f.needs if q.name == name.removesuffix("__before")), f.gives.level
        column = self.columns[q.name]
        if name.endswith("__before"):
            return lambda row: column[row - 1] if row else None
        if q.level is level:
            return lambda row: column[row]
        if q.level is PROJECT:
            return lambda row: column[0]
        if q.level in level.above:
            up = self.rows[level].up[q.level]
            return lambda row: column[up[row]]
        return lambda row: column[slice(*self.operand(q, level, row))]

    def _work(self, f: Formula) -> None:
        compute, names = f.number_reading
        rows, out = self.rows[f.gives.level], []
        getters = {name: self._getter(name, f) for name in {*names, *(n for _, _, inner in f.snaps for n in inner)}}
        arguments = [getters[name] for name in names]
        for row in range(len(rows.keys)):
            try:
                out.append(compute(*[get(row) for get in arguments]))
            except (LookupError, ArithmeticError) as problem:
                said = str(problem) if isinstance(problem, LookupError) else type(problem).__name__
                where = f"{f.gives.symbol} {rows.names[row]}".strip()
                raise Refusal(
                    WORKING.at("", f"式 {f.number}，{where}：{said}", f"Formula {f.number}, {where}: {said}")
                ) from None
        self.columns[f.gives.name] = out
        self.edges[f.gives.name] = [
            rows.names[row] for row in range(len(rows.keys)) if self._on_the_edge(f, row, getters)
        ]
        tables = {table.title for table in f.tables if table.provisional and table.title not in self.confirmed}
        tables |= self.taint.keys() & {table.title for table in f.tables}
        self.taint[f.gives.name] = tables.union(*(self.taint.get(q.name, set()) for q in f.needs))

    @staticmethod
    def _on_the_edge(f: Formula, row: int, getters: Mapping[str, Callable[[int], Any]]) -> bool:
        """Whether a workbook, which computes in binary, may here fall on the other side of a whole number or a
        limit."""
        for node, inner, names in f.snaps:
            x = inner(*[getters[name](row) for name in names])
            if node.op in ("band", "at_most"):
                if node.args[1].near_a_limit(x):
                    return True
            elif abs(x - x.to_integral_value()) < NEAR_A_TONNE:
                return True
        return False

    # --- what the verifier reads

    def __getitem__(self, symbol: str) -> Any:
        """The value of a project symbol, else the column."""
        q = self.chapter.symbols[symbol]
        return self.columns[q.name][0] if q.level is PROJECT else self.columns[q.name]

    def line(self, f: Formula, row: int) -> str:
        """One row of one formula: symbol, expression, substituted values, result, number, clause."""

        def shown(q: Quantity) -> str:
            start, end = self.operand(q, f.gives.level, row)
            some = [short(value) for value in self.columns[q.name][start:end]]
            if end == start + 1:
                return some[0]
            return f"({' ; '.join(some)})" if 0 < len(some) <= 6 else f"({len(some)} {q.level.name})"

        name = self.rows[f.gives.level].names[row]
        label = f"{f.gives.symbol}[{name}]" if name else f.gives.symbol
        symbols, numbers = (sentence(f.expression, show) for show in (lambda q: q.symbol, shown))
        unit = f" {f.gives.unit}" if f.gives.unit != "1" else ""
        marks = [f"暂定 PROVISIONAL: {', '.join(sorted(self.taint[f.gives.name]))}"] if self.taint[f.gives.name] else []
        marks += ["临界 EDGE"] if name in self.edges[f.gives.name] else []
        result = short(self.columns[f.gives.name][row], brackets=False)
        middle = [symbols] if symbols == numbers else [symbols, numbers]
        return " = ".join([label, *middle, result + unit]) + "   " + " ".join([f.number, f.source.clause, *marks])

    def lines(self, most_rows: int = 50) -> Iterator[str]:
        """The whole working as sentences, at most `most_rows` of each formula."""
        for f in self.chapter.formulas:
            for row in range(min(most_rows, len(self.rows[f.gives.level].keys))):
                yield self.line(f, row)

    def _json_line(self, f: Formula) -> dict[str, Any]:
        q = f.gives
        return {
            "symbol": q.symbol,
            "zh": q.zh,
            "en": q.en,
            "formula": f.number,
            "clause": f.source.clause,
            "unit": q.unit,
            "per": q.level.name,
            "keys": self.rows[q.level].names,
            "expression": str(f),
            "provisional": sorted(self.taint[q.name]),
            "edge": self.edges[q.name],
            "values": [decimal_text(value) for value in self.columns[q.name]],
        }

    def to_json(self) -> dict[str, Any]:
        """The sealed worksheet: decimals as text, tonnes as integers, `digest` = sha256 over the RFC 8785 bytes of
        the rest."""
        body = {
            "methodology": self.chapter.symbols.text,
            "chapter": self.chapter.name,
            "law": self.chapter.law,
            "code": self.chapter.symbols.code,
            "inputs": self.inputs,
            "notes": list(self.notes),
            "lines": [self._json_line(f) for f in self.chapter.formulas],
            "findings": list(self.findings),
            "tonnes": self.tonnes,
            "by_year": self.by_year,
            "unrounded": decimal_text(self.unrounded),
            "remainder": decimal_text(self.remainder),
            "provisional": self.provisional,
            "demonstration": self.demonstration,
        }
        if self.average is not None:
            body["average"] = self.average
        return body | {"digest": seal(body)}


def short(value: Any, brackets: bool = True) -> str:
    """At most 10 significant digits: 34 were unreadable. JSON keeps all."""
    if not isinstance(value, Decimal):
        return str(value)
    digits = len(value.as_tuple().digits)
    whole = max(value.adjusted() + 1, 10)
    text = (
        decimal_text(value)
        if digits <= whole
        else decimal_text(value.normalize(Context(prec=whole, rounding=ROUND_DOWN)))
    )
    text += "…" if digits > whole and decimal_text(value) != text else ""
    return f"(−{text[1:]})" if text[0] == "-" and brackets else text.replace("-", "−")


def seal(body: dict[str, Any]) -> str:
    """sha256, hexadecimal, over the canonical bytes (RFC 8785)."""
    import rfc8785

    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()
