"""Symbols of one text, and its numbered formulas. A formula is recorded once, when it is written, and proven there."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Any

from .expressions import RANGE, SNAPS, Expr, NotAFormula, dimension, lift
from .parameters import PROJECT, WORD, Kind, Level, Quantity, Table
from .readings import compiled, sentence
from .rules import SURE, Confidence, Source
from .units import UnitError

CODE_FILES = (".py", ".toml", ".csv", ".json")


@dataclass(frozen=True, eq=False)
class Formula:
    """A numbered formula of the text: the symbol it gives and the recorded tree."""

    number: str
    gives: Quantity
    source: Source
    meaning: str
    expression: Expr
    needs: tuple[Quantity, ...]
    tables: tuple[Table, ...]

    @cached_property
    def below(self) -> set[str]:
        """Names of the symbols that have many rows for one row of the result."""
        return {q.name for q in self.needs if q.level not in self.gives.level.above}

    @cached_property
    def number_reading(self) -> tuple[Callable[..., Decimal], list[str]]:
        """(function over Decimal, names of its arguments), compiled when first used."""
        return compiled(self.expression, self.below)

    @cached_property
    def snaps(self) -> tuple[tuple[Expr, Callable[..., Decimal], list[str]], ...]:
        """Where a tiny difference makes a large one: the node, and what comes before rounding or looking up."""
        nodes = [node for node in self.expression.walk() if node.op in SNAPS]
        return tuple((node, *compiled(node.args[0], self.below)) for node in nodes)

    def __str__(self) -> str:
        return f"{self.gives.symbol} = {sentence(self.expression, lambda q: q.symbol)}"


class Symbols:
    """The symbol table of a methodology. Python name of a symbol: commas become underscores.

    `folders`: packages whose files, with the kernel's, make the `code` digest.
    """

    def __init__(self, text: str, *folders: str):
        self.text, self.folders = text, folders
        self.known: dict[str, Quantity] = {}
        self.formulas: list[Formula] = []

    def __getitem__(self, symbol: str) -> Quantity:
        try:
            return self.known[symbol.replace(",", "_")]
        except KeyError:
            raise NameError(f"{self.text}: no such symbol: {symbol}") from None

    def cite(self, clause: str, confidence: Confidence = SURE) -> Source:
        return Source(self.text, clause, confidence)

    def _add(
        self,
        symbol: str,
        kind: Kind,
        *,
        zh: str,
        en: str,
        unit: str,
        source: str,
        level: Level = PROJECT,
        confidence: Confidence = SURE,
        value: str | None = None,
        minimum: str | None = None,
        maximum: str | None = None,
        words: tuple[str, ...] = (),
        provisional: bool = False,
        stated_from: str = "",
    ) -> None:
        number = [None if text is None else Decimal(text) for text in (value, minimum, maximum)]
        try:
            q = Quantity(
                symbol,
                zh,
                en,
                unit,
                kind,
                self.cite(source, confidence),
                level,
                number[0],
                words,
                provisional,
                number[1],
                number[2],
                stated_from,
            )
        except (ValueError, UnitError) as problem:
            raise type(problem)(f"{self.text} {problem}") from None
        if q.name in self.known:
            raise ValueError(f"{self.text}: {symbol} is declared twice")
        self.known[q.name] = q

    def fixed(self, symbol: str, **said: Any) -> None:
        """A value of the text itself."""
        self._add(symbol, Kind.FIXED, **said)

    def published(self, symbol: str, **said: Any) -> None:
        """A value of a published table: it travels as an object with its provenance."""
        self._add(symbol, Kind.PUBLISHED, **said)

    def monitored(self, symbol: str, **said: Any) -> None:
        """A value of the project's own documents and records."""
        self._add(symbol, Kind.MONITORED, **said)

    def worked(self, symbol: str, **said: Any) -> None:
        """A value that a formula gives."""
        self._add(symbol, Kind.WORKED, **{"source": "symbol table"} | said)

    def formula(
        self, number: str, gives: str, clause: str, confidence: Confidence = SURE
    ) -> Callable[[Callable[..., Any]], Formula]:
        """Record a function as the formula `number` of the text, which gives the symbol `gives`."""

        def write(function: Callable[..., Any]) -> Formula:
            formula = self._record(function, number, self[gives], self.cite(clause, confidence))
            self.formulas.append(formula)
            return formula

        return write

    def _record(self, function: Callable[..., Any], number: str, gives: Quantity, source: Source) -> Formula:
        where = f"{self.text} {number} {gives.symbol}"
        names = list(inspect.signature(function).parameters)
        unknown = [name for name in names if name not in self.known]
        if unknown:
            raise NameError(f"{where}: no such symbol: {', '.join(unknown)}")
        needs = tuple(self.known[name] for name in names)
        try:
            tree = lift(function(*(Expr("symbol", (q,)) for q in needs)))
            check_words(tree)
            found = dimension(tree)
            if found is not None and found != gives.dimension:
                raise UnitError(f"gives {found}, declared {gives.unit}")
            check_levels(tree, gives.level)
        except (NotAFormula, UnitError) as problem:
            raise type(problem)(f"{where}: {problem}") from None
        tables = tuple({table.title: table for table in tree.tables()}.values())
        return Formula(number, gives, source, inspect.getdoc(function) or "", tree, needs, tables)

    @cached_property
    def code(self) -> str:
        """sha256 over the files of the kernel and of this text's folders: determinations and rules are not in the
        trees."""
        digest = hashlib.sha256()
        for package in (__package__, *self.folders):
            for name, content in sorted(files_of(package)):
                digest.update(f"{package}/{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()


def files_of(package: str) -> list[tuple[str, bytes]]:
    """(path below the package, bytes) of every file that can change a number."""
    found, waiting = [], [("", resources.files(package))]
    while waiting:
        path, folder = waiting.pop()
        for entry in folder.iterdir():
            if entry.is_dir() and entry.name != "__pycache__":
                waiting.append((f"{path}{entry.name}/", entry))
            elif entry.name.endswith(CODE_FILES):
                found.append((path + entry.name, entry.read_bytes()))
    return found


def check_words(tree: Expr) -> None:
    """A word is only chosen by or looked up, and every word that it may be has its case."""
    for node in tree.walk():
        operands = node.args[1:] if node.op in ("choose", "row_of") else node.args
        if node.op != "count" and any(
            isinstance(a, Expr) and a.op == "symbol" and a.args[0].unit == WORD for a in operands
        ):
            raise NotAFormula("a word is not a number: use choose or row_of")
        if node.op == "choose":
            word = node.args[0].args[0] if node.args[0].op == "symbol" else None
            if word is None or set(word.words) != set(node.args[1]):
                raise NotAFormula(f"choose: the cases are not the words of its symbol: {', '.join(node.args[1])}")


def check_levels(tree: Expr, level: Level, inside_total: bool = False) -> None:
    """A row below stands only inside total, count, first, last; and one total walks over one level."""
    if tree.op == "symbol" and tree.args[0].level not in level.above and not inside_total:
        raise NotAFormula(f"{tree.args[0].symbol} is one per {tree.args[0].level.name}: take its total")
    if tree.op in SNAPS and inside_total:
        raise NotAFormula(f"{tree.op} inside a total: give it a column of its own")
    if tree.op in RANGE:
        levels = {q.level for q in tree.symbols() if q.level not in level.above}
        if inside_total or len(levels) != 1 or level not in next(iter(levels)).chain:
            raise NotAFormula(f"{tree.op} needs rows of one level inside {level.name}")
        if tree.op != "total" and tree.args[0].op != "symbol":
            raise NotAFormula(f"{tree.op} takes one symbol")
    for arg in tree.args:
        if isinstance(arg, Expr):
            check_levels(arg, level, inside_total or tree.op in RANGE)
