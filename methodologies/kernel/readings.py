"""The three readings of a recorded tree beside its dimension: the number, the sentence, the live cell."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from .expressions import BINARY, EXACT, GUARD, Expr

# --- the number: the tree becomes one Python lambda; total() becomes a generator over the rows below


def whole_tonnes(x: Decimal) -> Decimal:
    """Downwards to whole tonnes. First to 10⁻¹² t, so that a division that leaves 32.99…9 does not lose the 33rd tonne;
    at most half a microgram too much is credited."""
    return x.quantize(GUARD, context=EXACT).to_integral_value(ROUND_FLOOR)


NUMBERS: dict[str, Any] = {
    "Decimal": Decimal,
    "ZERO": Decimal(0),
    "floor_tonnes": whole_tonnes,
    "size": abs,
    "least": min,
    "most": max,
    "exp": lambda x: x.exp(),
    "ln": lambda x: x.ln(),
    "root": lambda x: x.sqrt(),
    "power": lambda x, y: x**y,
    "whole_up": lambda x: x.to_integral_value(ROUND_CEILING),
}


def compiled(e: Expr, below: set[str]) -> tuple[Callable[..., Decimal], list[str]]:
    """(function over Decimal, names of its arguments). The one place that evaluates text, made only of the tree's
    own names."""
    constants: dict[str, Any] = {}
    befores = {f"{node.args[0].args[0].name}__before" for node in e.walk() if node.op == "before"}
    names = sorted({q.name for q in e.symbols()} | befores)
    text = f"lambda {', '.join(names)}: {python(e, below, constants)}"
    return eval(text, NUMBERS | constants), names


def python(e: Expr, below: set[str], constants: dict[str, Any], loop: bool = False) -> str:
    def go(x: Expr) -> str:
        return python(x, below, constants, loop)

    def constant(x: Any) -> str:
        constants[name := f"k{len(constants)}"] = x
        return name

    match e.op:
        case "symbol":
            return ("_" if loop and e.args[0].name in below else "") + e.args[0].name
        case "number":
            return constant(e.args[0])
        case "neg":
            return f"(-{go(e.args[0])})"
        case op if op in BINARY:
            return f"({go(e.args[0])}{'**' if op == '^' else op}{go(e.args[1])})"
        case "total" | "count" | "first" | "last" | "before":
            return python_of_rows(e, go, below, constants)
        case "band" | "at_most":
            return f"{constant(e.args[1])}.{e.op}({go(e.args[0])})"
        case "row_of":
            return f"{constant(e.args[1])}.value({go(e.args[0])}, {e.args[2]!r})"
        case "choose":
            cases = ", ".join(f"{word!r}: lambda: {go(x)}" for word, x in zip(e.args[1], e.args[2:], strict=True))
            return f"{{{cases}}}[{go(e.args[0])}]()"
        case _:
            return f"{e.op}({', '.join(map(go, e.args))})"


def python_of_rows(e: Expr, go: Callable[[Expr], str], below: set[str], constants: dict[str, Any]) -> str:
    match e.op:
        case "total":
            inner = sorted({q.name for q in e.symbols()} & below)
            one, many = ", ".join("_" + name for name in inner), ", ".join(inner)
            return f"sum(({python(e.args[0], below, constants, True)} for ({one},) in zip({many})), ZERO)"
        case "count":
            return f"Decimal(len({go(e.args[0])}))"
        case "first" | "last":
            return f"{go(e.args[0])}[{0 if e.op == 'first' else -1}]"
        case _:
            name = f"{e.args[0].args[0].name}__before"
            return f"({name} if {name} is not None else {go(e.args[1])})"


# --- the sentence a verifier reads, in signs and not in words; `show` says what stands for a symbol

AROUND = {
    "size": ("|", "|"),
    "floor_tonnes": ("⌊", "⌋"),
    "whole_up": ("⌈", "⌉"),
    "least": ("min(", ")"),
    "most": ("max(", ")"),
    "count": ("n(", ")"),
    "first": ("first(", ")"),
    "last": ("last(", ")"),
}
SIGNS = {"-": "−", "*": "×", "/": "÷", "^": "^", "+": "+"}


def sentence(e: Expr, show: Callable[[Any], str], above: int = 0) -> str:
    def go(x: Expr, above: int = 0) -> str:
        return sentence(x, show, above)

    match e.op:
        case "symbol":
            return show(e.args[0])
        case "number":
            return f"{e.args[0]:f}"
        case "neg":
            return f"(−{go(e.args[0], 3)})"
        case op if op in BINARY:
            rank = BINARY[op]
            text = f"{go(e.args[0], rank)} {SIGNS[op]} {go(e.args[1], rank + 1)}"
            return f"({text})" if rank < above else text
        case "total":
            return f"Σ {go(e.args[0], 3)}"
        case "root":
            return f"√{go(e.args[0], 5)}"
        case "band" | "at_most":
            return f"{e.args[1].title}({go(e.args[0])})"
        case "row_of":
            return f"{e.args[1].title}({go(e.args[0])}, {e.args[2]})"
        case "choose":
            cases = ", ".join(f"{word}: {go(x)}" for word, x in zip(e.args[1], e.args[2:], strict=True))
            return f"{{{go(e.args[0])}; {cases}}}"
        case "before":
            return f"before({go(e.args[0])}, {go(e.args[1])})"
        case op:
            left, right = AROUND.get(op, (f"{op}(", ")"))
            return left + ", ".join(map(go, e.args)) + right


# --- the live cell; `cell` gives the reference, or the range, that a symbol has in this row

EXCEL = {"exp": "EXP", "ln": "LN", "root": "SQRT", "least": "MIN", "most": "MAX", "size": "ABS", "floor_tonnes": "INT"}
NO_ROWS = "{0}"  # a sum over an empty level is a sum of nothing


def excel(e: Expr, cell: Callable[..., str | None], above: int = 0) -> str:
    def go(x: Expr, above: int = 0) -> str:
        return excel(x, cell, above)

    match e.op:
        case "symbol":
            return str(cell(e.args[0]))
        case "number":
            return f"{e.args[0]:f}" if e.args[0] >= 0 else f"({e.args[0]:f})"
        case "neg":
            return f"(-{go(e.args[0], 5)})"  # always bracketed: -2^2 is 4 in a sheet
        case op if op in BINARY:
            rank = BINARY[op]
            text = f"{go(e.args[0], rank + (op == '^'))}{op}{go(e.args[1], rank + 1)}"
            return f"({text})" if rank < above else text
        case "power":
            return f"({go(e.args[0], 5)}^{go(e.args[1], 5)})"
        case "total":
            return f"{'SUM' if e.args[0].op == 'symbol' else 'SUMPRODUCT'}({go(e.args[0])})"
        case "count" | "first" | "last" | "whole_up" | "before":
            return excel_of_rows(e, cell)
        case "band" | "at_most" | "row_of" | "choose":
            return excel_of_tables(e, cell)
        case op:
            return f"{EXCEL[op]}({','.join(map(go, e.args))})"


def excel_of_rows(e: Expr, cell: Callable[..., str | None]) -> str:
    inner = excel(e.args[0], cell)
    match e.op:
        case "count":
            return "0" if inner == NO_ROWS else f"ROWS({inner})"  # ROWS({0}) is 1
        case "first":
            return f"INDEX({inner},1)"
        case "last":
            return f"INDEX({inner},ROWS({inner}))"
        case "whole_up":
            return f"CEILING({inner},1)"
        case _:
            return cell(e.args[0].args[0], shift=-1) or excel(e.args[1], cell)


def excel_of_tables(e: Expr, cell: Callable[..., str | None]) -> str:
    inner, table = excel(e.args[0], cell), e.args[1]
    match e.op:
        case "band":  # not COUNTIF, which compares 15-digit text
            bracketed = excel(e.args[0], cell, 5)
            return f"INDEX({table.range(1)},SUMPRODUCT(1*({table.range(0)}<{bracketed}))+1)"
        case "at_most":
            return f"LOOKUP({inner},{table.range(0)},{table.range(1)})"
        case "row_of":
            column = table.columns.index(e.args[2])
            return f"INDEX({table.range(column)},MATCH({inner},{table.range(0)},0))"
        case _:
            text = "NA()"
            for word, x in reversed(list(zip(table, e.args[2:], strict=True))):
                text = f'IF({inner}="{word}",{excel(x, cell)},{text})'
            return text
