"""A recorded formula as readers know it: fractions, sums, subscripts; every symbol leads to its row in the table."""
from __future__ import annotations

from markupsafe import Markup, escape

from methodologies.kernel.expressions import BINARY, Expr
from methodologies.kernel.formulas import Formula
from methodologies.kernel.parameters import Quantity, Table
from methodologies.kernel.readings import AROUND, SIGNS

FRACTION = Markup(
    '<span class="fraction"><span>{}</span><span class="visually-hidden"> ÷ </span><span>{}</span></span>')
GREEK = {"alpha": "α", "beta": "β", "delta": "δ", "eta": "η", "rho": "ρ", "sigma": "σ"}
CASE = Markup('<span class="case">{} → {}</span>')


def shown(formula: Formula) -> Markup:
    return Markup("{} = {}").format(symbol(formula.gives), tree(formula.expression))


def symbol(q: Quantity) -> Markup:
    """EF_grid,OM,y as EF with the rest below it."""
    head, _, below = q.symbol.partition("_")
    sub = Markup("<sub>{}</sub>").format(below) if below else ""
    return Markup('<a class="symbol" href="#symbol-{}"><i>{}</i>{}</a>').format(q.name, GREEK.get(head, head), sub)


def tree(e: Expr, above: int = 0) -> Markup:
    """`above`: how strongly the sign around it binds; what binds less stands in brackets."""
    match e.op:
        case "symbol":
            return symbol(e.args[0])
        case "number":
            return escape(f"{e.args[0]:f}")
        case "/":
            return FRACTION.format(tree(e.args[0]), tree(e.args[1]))
        case "^":
            return Markup("{}<sup>{}</sup>").format(tree(e.args[0], 4), tree(e.args[1]))
        case "neg":
            return Markup("(−{})").format(tree(e.args[0], 3))
        case op if op in BINARY:
            rank = BINARY[op]
            text = Markup("{} {} {}").format(tree(e.args[0], rank), SIGNS[op], tree(e.args[1], rank + 1))
            return Markup("({})").format(text) if rank < above else text
        case "total":
            return Markup("∑ {}").format(tree(e.args[0], 3))
        case "root":
            return Markup("√({})").format(tree(e.args[0]))
        case "power":
            return Markup("{}<sup>{}</sup>").format(tree(e.args[0], 4), tree(e.args[1]))
        case "exp":
            return Markup("e<sup>{}</sup>").format(tree(e.args[0]))
        case _:
            return of_rows_and_tables(e)


def of_rows_and_tables(e: Expr) -> Markup:
    match e.op:
        case "band" | "at_most":
            return Markup("{}({})").format(table(e.args[1]), tree(e.args[0]))
        case "row_of":
            return Markup("{}({}, {})").format(table(e.args[1]), tree(e.args[0]), e.args[2])
        case "choose":
            cases = (CASE.format(word, tree(x)) for word, x in zip(e.args[1], e.args[2:], strict=True))
            return Markup('<span class="choice"><span class="case">{}：</span>{}</span>').format(
                tree(e.args[0]), Markup().join(cases))
        case op:
            left, right = AROUND.get(op, (f"{op}(", ")"))
            return Markup("{}{}{}").format(left, Markup(", ").join(map(tree, e.args)), right)


def table(of: Table) -> Markup:
    return Markup('<a class="symbol" href="#table-{}">{}</a>').format(of.title, of.title)
