"""What was decided of serials across the border (R-158), range by range."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledger.pieces import Span, cut
from app.ledger.serials import Block
from app.published.queries import tables
from workflows.international import AUTHORISATIONS, Authorisation, authorisation_in

if TYPE_CHECKING:
    from app.database import Db

Decided = Sequence[tuple[Block, Authorisation]]


def decided(db: Db) -> Decided:
    """Every decision with its serials, the oldest first; those of one day in the order in which they were entered."""
    rows = sorted(tables(db, AUTHORISATIONS.id), key=lambda row: row.published_on)
    return [(Block(row.values["project"], *(int(row.values[name]) for name in ("year", "period_no", "lo", "hi"))),
             authorisation_in(row)) for row in rows if not row.absent]


def parts(block: Block, decisions: Decided) -> list[tuple[Block, Authorisation]]:
    """The block, cut where decisions differ; a later decision counts instead of an earlier one."""
    found = [(Span(0, block.lo, block.hi), Authorisation())]
    for of, said in decisions:
        if replace(of, lo=block.lo, hi=block.hi) == block:
            found = [(part, said if inside else before) for whole, before in found
                     for part, inside in cut(whole, [Span(0, of.lo, of.hi)])]
    return [(replace(block, lo=part.lo, hi=part.hi), said) for part, said in found]
