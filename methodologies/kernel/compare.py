"""What changes if a project moves from one version of a methodology to another: sentence by sentence, formula by
formula, and each change of the arithmetic with its effect in tonnes on the project's own inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .chapter import Chapter, law_of_table
from .expressions import Expr, structure
from .formulas import Formula, Symbols
from .methodology import Methodology
from .parameters import PROJECT, Kind, Level, Quantity
from .reader import CONFIRMED, NOTE, decimal_text
from .rules import Broken, Refusal
from .wording import Change, changes_of
from .worksheet import Worksheet


@dataclass(frozen=True)
class Step:
    """Symbols that change together, and what that alone does to the total. The steps add up to the whole."""

    symbols: tuple[str, ...]
    tonnes: int
    unrounded: Decimal


@dataclass(frozen=True)
class Line:
    """One row of one symbol whose value differs; empty where the symbol is not worked out."""

    symbol: str
    row: str
    was: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """`asked`: what the second methodology refuses in these inputs; then it has no tonnes, and there are no steps."""

    codes: tuple[str, str]
    chapter: str
    changes: tuple[Change, ...]
    was: int
    now: int | None
    steps: tuple[Step, ...] = ()
    lines: tuple[Line, ...] = ()
    asked: tuple[Broken, ...] = ()

    def to_json(self) -> dict[str, Any]:
        steps = [vars(step) | {"unrounded": decimal_text(step.unrounded)} for step in self.steps]
        asked = [broken.problem() for broken in self.asked]
        return vars(self) | {"changes": [vars(each) for each in self.changes], "steps": steps,
                             "lines": [vars(each) for each in self.lines], "asked": asked}


def compare(a: Methodology, b: Methodology, chapter: str, inputs: Mapping[str, Any]) -> Comparison:
    """The chapter of both, on inputs made for `a`; `b` is given those of them that it asks for, and may have no
    calculator. Refusal when `a` can't work them."""
    old = a.chapter(chapter)
    was = Worksheet(old, fitted(old, inputs))
    changes = tuple(changes_of(a, b, chapter))
    try:
        new = b.chapter(chapter)
        now = Worksheet(new, fitted(new, inputs))
    except Refusal as refusal:
        return Comparison((a.code, b.code), chapter, changes, was.tonnes, None, asked=refusal.broken)
    steps = tuple(Path(old, new, inputs).steps(was, now))
    return Comparison((a.code, b.code), chapter, changes, was.tonnes, now.tonnes, steps, tuple(lines_of(was, now)))


def fitted(chapter: Chapter, inputs: Any, level: Level = PROJECT) -> Any:
    """Of these inputs, what the chapter asks for."""
    if not isinstance(inputs, Mapping):
        return inputs
    inner = {each.name: each for each in chapter.inner(level)}
    known = {q.symbol for q in chapter.asks(level)} | {other.index for other in (level, *level.refers)} | {NOTE}
    kept = {key: value for key, value in inputs.items() if key in known or key in inner}
    if level is PROJECT and isinstance(inputs.get(CONFIRMED), Mapping):
        kept[CONFIRMED] = {name: fact for name, fact in inputs[CONFIRMED].items() if name in chapter.open_values}
    for name, each in inner.items():
        if isinstance(kept.get(name), list):
            kept[name] = [fitted(chapter, row, each) for row in kept[name]]
    return kept


def lines_of(was: Worksheet, now: Worksheet) -> Iterator[Line]:
    """Every value that a formula gives in the one and not in the other."""
    figures: list[dict[tuple[str, str], str]] = []
    for sheet in (was, now):
        rows = (line for line in sheet.to_json()["lines"])
        figures.append({(line["symbol"], key): value for line in rows
                        for key, value in zip(line["keys"], line["values"], strict=True)})
    for place in dict.fromkeys((*figures[0], *figures[1])):
        a, b = (figure.get(place, "") for figure in figures)
        if a != b:
            yield Line(*place, a, b)


# --- what it does: from the one to the other, change by change


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether one may stand for the other in a formula; their values may differ."""
    return (a.kind, a.level, a.dimension, a.words) == (b.kind, b.level, b.dimension, b.words)


def recast(e: Expr, names: Mapping[str, Quantity]) -> Expr:
    """The same tree over other symbols of the same names."""
    if e.op == "symbol":
        return Expr("symbol", (names[e.args[0].name],))
    return Expr(e.op, tuple(recast(arg, names) if isinstance(arg, Expr) else arg for arg in e.args))


class Path:
    """The way from one chapter to another: fixed values first, then formulas in the order of the second text. A
    change that makes no chapter by itself waits for the next."""

    def __init__(self, old: Chapter, new: Chapter, inputs: Mapping[str, Any]):
        self.old, self.new, self.inputs = old, new, inputs
        self.before, self.after = ({q.name: q for f in chapter.formulas for q in (*f.needs, f.gives)}
                                   for chapter in (old, new))
        self.formulas = {f.gives.name: f for f in old.formulas}
        self.values = dict(self.before)

    def steps(self, was: Worksheet, now: Worksheet) -> Iterator[Step]:
        waiting: list[str] = []
        reached = was
        for name in self.changed():
            waiting.append((self.after.get(name) or self.before[name]).symbol)
            sheet = self.take(name)
            if sheet is not None:
                yield step(waiting, reached, sheet)
                waiting, reached = [], sheet
        if waiting or reached.unrounded != now.unrounded or reached.tonnes != now.tonnes:
            yield step(waiting or [self.new.result.total], reached, now)

    def changed(self) -> list[str]:
        fixed = [name for name, q in self.after.items() if q.kind is Kind.FIXED and name in self.before
                 and alike(q, self.before[name]) and q.value != self.before[name].value]
        old = {f.gives.name: shape(f) for f in self.old.formulas}
        return [*fixed, *(f.gives.name for f in self.new.formulas if old.get(f.gives.name) != shape(f))]

    def take(self, name: str) -> Worksheet | None:
        """Bring one change in, and work what there is now; None when that is no chapter."""
        theirs = {f.gives.name: f for f in self.new.formulas}
        if name in theirs:
            self.formulas[name] = theirs[name]
        else:
            self.values[name] = replace(self.after[name], level=self.home(self.after[name].level))
        try:
            chapter = self.chapter()
            return Worksheet(chapter, fitted(chapter, self.inputs))
        except (ValueError, LookupError, NameError, Refusal):
            return None

    def home(self, level: Level) -> Level:
        """The level of the first text that is the same; rows are told apart by identity."""
        return next((each for each in (PROJECT, *self.old.levels) if each == level), level)

    def chapter(self) -> Chapter:
        names = dict(self.values)
        for name, q in self.after.items():
            names.setdefault(name, replace(q, level=self.home(q.level)))
            if name in self.before and not alike(q, self.before[name]):
                if any(f in self.new.formulas for f in self.formulas.values()):
                    raise ValueError(f"{q.symbol} is another thing in the second text")
        symbols = Symbols(self.old.symbols.text)
        symbols.known = names
        given = tuple(q.symbol for q in names.values() if q.name in {g.name for g in (*self.old.given, *self.new.given)}
                      and q.name not in self.formulas)
        return Chapter(self.old.name, symbols, self.ordered(names, given), result=self.old.result, given=given)

    def ordered(self, names: Mapping[str, Quantity], given: tuple[str, ...]) -> tuple[Formula, ...]:
        """Each formula after what it needs. ValueError when they wait for each other."""
        known, left, done = {names[s.replace(",", "_")].name for s in given}, dict(self.formulas), []
        while left:
            ready = [f for f in left.values() if all(
                q.name in known or names[q.name].kind is not Kind.WORKED for q in f.needs)]
            if not ready:
                raise ValueError(f"what gives {', '.join(left)} is not there yet")
            for f in ready:
                known.add(left.pop(f.gives.name).gives.name)
                done.append(replace(f, gives=names[f.gives.name], needs=tuple(names[q.name] for q in f.needs),
                                    expression=recast(f.expression, names)))
        return tuple(done)


def shape(f: Formula) -> Any:
    """What of a formula can move a number."""
    needs = sorted((q.name, str(q.kind), q.level.name, q.unit) for q in (*f.needs, f.gives))
    return structure(f.expression), needs, [law_of_table(table)[:4] for table in f.tables]


def step(symbols: list[str], a: Worksheet, b: Worksheet) -> Step:
    return Step(tuple(symbols), b.tonnes - a.tonnes, Decimal(decimal_text(b.unrounded - a.unrounded)))
