"""更正: a wrong move between accounts is made good by a new act; the wrong one stays where it is, and is named."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import holding_facts, pieces_of
from app.ledger.pieces import Change, Piece, give
from app.ledger.queries import is_usable
from app.models.credit import CreditDossier
from app.models.ledger import Account, Holding
from app.rooms import Payload, Taken
from workflows.correction import CORRECTION, Facts

if TYPE_CHECKING:
    from app.database import Db


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    origin = _origin(db, row, said_of(row, payload).get("act", ""))
    return Facts(**holding_facts(db, row, today), act_brought_them=origin is not None,
                 origin_active=origin is not None and is_usable(db, origin))


def _origin(db: Db, row: CreditDossier, act: str) -> Account | None:
    """The one other account out of which an act brought all of the dossier's serials into this one, when none of them
    has left it since."""
    pieces, act = pieces_of(db, row), act.strip()
    closed, opened = ([(h.account_id, h) for h in db.scalars(select(Holding).where(column == act))]
                      for column in (Holding.closed_by, Holding.opened_by))
    if any(_left_since(db, row.account_id, piece, act, [h.id for _, h in opened]) for piece in pieces):
        return None
    sources = {account for account, _ in closed if account != row.account_id}
    for source in sources:
        if all(_covered(piece, [h for account, h in closed if account == source])
               and _covered(piece, [h for account, h in opened if account == row.account_id]) for piece in pieces):
            return db.get_one(Account, source)
    return None


def _left_since(db: Db, account: int, piece: Piece, act: str, opened: list[int]) -> bool:
    """Whether another account has held some of these serials after the act; ranges are numbered as they open."""
    return bool(opened) and db.scalar(select(Holding.id).where(
        Holding.batch_id == piece.batch_id, Holding.lo <= piece.hi, Holding.hi >= piece.lo,
        Holding.account_id != account, Holding.opened_by != act, Holding.id > max(opened)).limit(1)) is not None


def _covered(piece: Piece, by: list[Holding]) -> bool:
    return piece.tonnes == sum(max(0, min(piece.hi, h.hi) - max(piece.lo, h.lo) + 1)
                               for h in by if h.batch_id == piece.batch_id)


def _give_back(db: Db, row: CreditDossier, said: Said) -> Change:
    origin = _origin(db, row, said.get("act", ""))
    if origin is None:
        raise LookupError("act")
    return give(origin.id)


def _named(db: Db, row: CreditDossier, taken: Taken, act_id: str) -> Mapping[str, Any]:
    return {"corrects": row.said["act"].strip()}


serve(CORRECTION, facts, {"correct": Effect("correct", _give_back, with_it=_named)})
