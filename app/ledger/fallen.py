"""Liens that fell by somebody else's act: what outranks them took the credits away. Their dossiers' people are told."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import access, clock, mail
from app.evidence import events
from app.ledger.telling import LENDERS
from app.models.credit import CreditDossier
from app.models.ledger import Act, Holding
from app.models.market import MarketOrder
from workflows.engine import Actor

if TYPE_CHECKING:
    from app.database import Db

FELL = ("另一项业务处分了所涉减排量，其上的冻结或质押随之消灭", "Another act took credits; its lien on them fell")
TOLD = (Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER, Actor.COUNTERPARTY_INITIATOR, Actor.COUNTERPARTY_CONFIRMER,
        Actor.REGISTRY_OPERATOR, Actor.COURT_DESK, Actor.EXCHANGE)


def tell(db: Db, act: Act, on: date, besides: str = "") -> dict[str, int]:
    """Note on each dossier whose lien an act took away how many tonnes it lost, and write to its people.

    besides: the ref of the dossier whose own act it is. Gives back tonnes by ref.
    """
    lost = {ref: tonnes for ref, tonnes in _lost(db, act.id).items() if ref != besides}
    dossiers = db.scalars(select(CreditDossier).where(CreditDossier.ref.in_(lost)).order_by(CreditDossier.ref))
    orders = db.scalars(select(MarketOrder).where(MarketOrder.ref.in_(lost)).order_by(MarketOrder.ref))
    for row in (*dossiers, *orders):
        events.write(db, subject=row.ref, kind="lien_fell", on=on, at=clock.now(),
                     facts={"act": act.id, "tonnes": lost[row.ref]})
        mail.write(db, _letters(db, row, act, lost[row.ref]), on)
    return lost


def _lost(db: Db, act_id: str) -> dict[str, int]:
    """Tonnes by the ref of a lien that lay on what the act closed, and not on what it opened."""
    found: Counter[str] = Counter()
    for column, sign in ((Holding.closed_by, 1), (Holding.opened_by, -1)):
        for liens, lo, hi in db.execute(select(Holding.liens, Holding.lo, Holding.hi)
                                        .where(column == act_id, Holding.liens != "[]")):
            for bond in json.loads(liens):
                found[bond["ref"]] += sign * (hi - lo + 1)
    return {ref: tonnes for ref, tonnes in found.items() if tonnes > 0}


def _why(kind: str) -> tuple[str, str]:
    """What took the credits away."""
    if kind == "transfer":                              # it ranks last, and passes a freeze by its organ's order alone
        return "依作出冻结的机关的要求过户", "were transferred by order of the organ that froze them"
    return "被顺位在先的业务处分", "were taken by an act that outranks it"


def _letters(db: Db, row: CreditDossier | MarketOrder, act: Act, tonnes: int) -> Iterator[mail.Letter]:
    zh, en = _why(act.kind)
    told = [each for each in TOLD if row.stage != "pledge" or each not in LENDERS]      # these are told of every act
    for who in access.people_of(db, row, told):
        yield mail.Letter(
            who.id, f"lien_fell:{act.id}:{row.ref}:{who.id}", row.ref, row.href,
            f"{row.ref} 所涉 {tonnes} 吨减排量{zh}，其上的冻结或质押随之消灭。",
            f"{tonnes} t under {row.ref} {en}; its lien on them fell.")
