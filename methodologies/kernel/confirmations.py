"""A value that the text leaves open, once two people have compared it with a document: it counts, and taints no more.

The confirmed value travels with the input, under "confirmed", by symbol or by title of a table of the text, as an
object with its provenance; so whoever recomputes a worksheet needs nothing else. A table is confirmed as it is
shipped, by its digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from .parameters import Quantity, Table
from .published import PublishedRow, PublishedTable, digest_of_row
from .reader import decimal_text, problem_of_value
from .records import Field
from .rules import HOUSE, INPUT, SURE, Broken, Rule, cite

if TYPE_CHECKING:
    from .chapter import Chapter
    from .methodology import Methodology

PARAMETER = "parameter"                                 # the kind of published table that holds confirmations
NONE = (("-", "目前没有暂定参数", "No value is provisional now"),)
NEEDS_A_DOCUMENT = Rule(
    "PARAMETER_DOCUMENT",
    "暂定值须对照文件确认：请附该文件。",
    "A provisional value is confirmed against a document: attach it.",
    cite(HOUSE, "provisional values", SURE),
)


def confirmed_facts(methodology: Methodology, chapter: Chapter, rows: Sequence[PublishedRow],
                    on: date) -> dict[str, dict[str, Any]]:
    """The newest confirmation of each open value that was there on that day, as a chapter reads it."""
    known, found = chapter.open_values, dict[str, dict[str, Any]]()
    mine = (row for row in rows if row.table == PARAMETER and row.published_on <= on and not row.absent)
    for row in sorted(mine, key=lambda row: (row.published_on, int(row.key["edition"]))):
        code, _, name = row.key["parameter"].partition(":")
        if code == methodology.code and name in known:
            found[name] = row.fact("value", row.id)
    return found


def table_of(methodologies: Iterable[Methodology]) -> PublishedTable:
    """The kind of published table in which open values are confirmed; one row for a value and an edition."""
    known = {f"{m.code}:{name}": thing for m in methodologies for chapter in m.chapters
             for name, thing in chapter.open_values.items()}
    choices = tuple((name, *words(name, thing)) for name, thing in sorted(known.items()))
    return PublishedTable(
        PARAMETER,
        "暂定参数的确认",
        "Confirmed parameters",
        (Field("parameter", "参数", "Parameter", "choice", choices=choices or NONE),
         Field("edition", "第几次确认", "Edition", "integer", minimum="1", maximum="99", example="1")),
        (Field("value", "文件所载数值（表格填其摘要）", "Value in the document (of a table: its digest)", "text"),),
        judge=lambda row: tuple(_reasons(row, known)),
        shipped=tuple,
    )


def words(name: str, thing: Quantity | Table) -> tuple[str, str]:
    """An open value in a list: what it is and as what it counts until it is confirmed."""
    if isinstance(thing, Table):
        digest = thing.digest
        return f"{name}（表，摘要 {digest}）", f"{name} (table, digest {digest})"
    now = decimal_text(thing.value) if thing.value is not None else "—"
    return f"{name} {thing.zh}（暂定 {now} {thing.unit}）", f"{name} {thing.en} (provisional {now} {thing.unit})"


def _reasons(row: PublishedRow, known: Mapping[str, Quantity | Table]) -> Iterator[Broken]:
    thing = known.get(row.key.get("parameter", ""))
    if thing is None:
        yield INPUT.at("/parameter", "没有这个暂定参数。", "There is no such provisional value.")
    elif problem := problem_of_value(thing, row.values.get("value")):
        yield INPUT.at("/value", *problem)
    if row.purpose == "official" and row.sha256 == digest_of_row(row.table, row.key, row.values, row.source):
        yield NEEDS_A_DOCUMENT.at("/sha256")
