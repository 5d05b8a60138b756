"""The expression of a numbered formula, recorded once as a tree. Its dimension is proven here; `readings` shows the
rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, NoReturn

from .parameters import Quantity, Table
from .units import ONE, Unit, UnitError, unit

EXACT = Context(prec=34)  # decimal128; never the thread's context
GUARD = Decimal("1e-12")  # a microgram: 10.99…9 (34 digits) after a division is 11, not 10
BINARY = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
RANGE = ("total", "count", "first", "last")
SNAPS = ("floor_tonnes", "whole_up", "band", "at_most")  # where a tiny difference makes a large one


class NotAFormula(TypeError):
    """The function does something that can't be shown to a verifier: a branch, a float, a loop."""


@dataclass(frozen=True, eq=False, slots=True)
class Expr:
    """One node. `op`: "symbol", "number", + - * / ^ neg, or the name of a kernel function."""

    op: str
    args: tuple

    def __add__(self, other: Any) -> Expr:
        return binary("+", self, other)

    def __radd__(self, other: Any) -> Expr:
        return binary("+", other, self)

    def __sub__(self, other: Any) -> Expr:
        return binary("-", self, other)

    def __rsub__(self, other: Any) -> Expr:
        return binary("-", other, self)

    def __mul__(self, other: Any) -> Expr:
        return binary("*", self, other)

    def __rmul__(self, other: Any) -> Expr:
        return binary("*", other, self)

    def __truediv__(self, other: Any) -> Expr:
        return binary("/", self, other)

    def __rtruediv__(self, other: Any) -> Expr:
        return binary("/", other, self)

    def __pow__(self, other: Any) -> Expr:
        return binary("^", self, other)

    def __neg__(self) -> Expr:
        return Expr("neg", (self,))

    def __bool__(self, *_: Any) -> NoReturn:
        raise NotAFormula("a formula has no branch: use least, most, size, choose or band")

    def __iter__(self) -> NoReturn:
        raise NotAFormula("a formula has no loop: write total(x)")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__  # type: ignore[assignment]
    __float__ = __int__ = __index__ = __round__ = __abs__ = __bool__
    __hash__ = object.__hash__

    def walk(self) -> Iterator[Expr]:
        yield self
        for arg in self.args:
            if isinstance(arg, Expr):
                yield from arg.walk()

    def symbols(self) -> Iterator[Quantity]:
        return (node.args[0] for node in self.walk() if node.op == "symbol")

    def tables(self) -> Iterator[Table]:
        return (arg for node in self.walk() for arg in node.args if isinstance(arg, Table))


def lift(x: Any) -> Expr:
    if isinstance(x, Expr):
        return x
    if type(x) in (int, Decimal):
        return Expr("number", (Decimal(x),))
    raise NotAFormula(f"{x!r} is a {type(x).__name__}: only symbols, int and Decimal stand in a formula")


def binary(op: str, left: Any, right: Any) -> Expr:
    return Expr(op, (lift(left), lift(right)))


def function(name: str, arity: int = 1) -> Callable[..., Expr]:
    """A kernel function that records itself; arity 0 takes any number of arguments, at least one."""

    def call(*args: Any) -> Expr:
        if len(args) != arity if arity else not args:
            raise NotAFormula(f"{name} takes {arity or 'at least one'}")
        return Expr(name, tuple(map(lift, args)))

    call.__name__ = name
    return call


total, count, first, last = map(function, RANGE)  # over the rows below
exp, ln, root, size = map(function, ("exp", "ln", "root", "size"))
floor_tonnes, whole_up = map(function, ("floor_tonnes", "whole_up"))  # down after the guard of 10⁻¹² t; up
least, most = function("least", 0), function("most", 0)
power, before = function("power", 2), function("before", 2)  # before(C, what stands before the first)
TONNE = unit("tCO2")


def band(x: Any, table: Table) -> Expr:
    """The first row of the table whose limit is not passed."""
    return Expr("band", (lift(x), table))


def at_most(x: Any, table: Table) -> Expr:
    """The last row of the table that is not above x."""
    return Expr("at_most", (lift(x), table))


def row_of(word: Any, table: Table, column: str) -> Expr:
    """The row of the table that a word names."""
    return Expr("row_of", (lift(word), table, column))


def choose(word: Any, **cases: Any) -> Expr:
    """One case for each word that the symbol may have: choose(state_w, OK=0, OUT=size(e_w), NONE=MPE_m)."""
    return Expr("choose", (lift(word), tuple(cases), *map(lift, cases.values())))


def structure(e: Any) -> Any:
    """The tree as nested lists: what the digest of the law covers."""
    match e:
        case Expr(op="symbol"):
            return e.args[0].symbol
        case Expr(op="number"):
            return ["number", f"{e.args[0]:f}"]
        case Expr():
            return [e.op, *map(structure, e.args)]
        case Table():
            return ["table", e.title]
        case tuple():
            return list(e)
        case _:
            return str(e)


# --- the dimension: None stands for 0, which fits any unit


def dimension(e: Expr) -> Unit | None:
    """Unit of the result. UnitError when two sides do not fit."""
    match e.op:
        case "symbol":
            return e.args[0].dimension
        case "number":
            return None if e.args[0] == 0 else ONE
        case "count":
            return ONE
        case "*" | "/":
            left, right = (dimension(arg) or ONE for arg in e.args)
            return left * right if e.op == "*" else left / right
        case "^" if e.args[1].op == "number" and e.args[1].args[0] == int(e.args[1].args[0]):
            return (dimension(e.args[0]) or ONE) ** int(e.args[1].args[0])
        case "root":
            return (dimension(e.args[0]) or ONE) ** Fraction(1, 2)
        case "exp" | "ln" | "power" | "^":
            return same(e.op, ONE, *map(dimension, e.args))
        case "floor_tonnes":
            return same(e.op, TONNE, dimension(e.args[0]))
        case "band" | "at_most":
            same(e.op, dimension(e.args[0]), e.args[1].key_unit)
            return e.args[1].unit
        case "row_of":
            return e.args[1].units[e.args[2]]
        case "choose":
            return same(e.op, *map(dimension, e.args[2:]))
        case _:
            return same(e.op, *map(dimension, e.args))


def same(op: str, *units: Unit | None) -> Unit | None:
    known = [one for one in units if one is not None]
    for one in known[1:]:
        if one != known[0]:
            raise UnitError(f"{op}: {known[0]} against {one}")
    return known[0] if known else None
