"""自愿注销: what its rules need to know, and what it does to credits."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.credits.effects import Effect, said_of, serve
from app.credits.ranges import holding_facts
from app.ledger.pieces import end, only
from app.models.credit import CreditDossier
from app.rooms import Payload
from workflows.retirement import RETIREMENT, Facts

if TYPE_CHECKING:
    from app.database import Db


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said = said_of(row, payload)
    year = said.get("use_year", "")
    return Facts(**holding_facts(db, row, today), beneficiary=said.get("beneficiary", ""),
                 purpose=said.get("purpose", ""), use_year=int(year) if year.isdigit() else None, local_left_t=None,
                 abroad=said.get("abroad") == "yes")


serve(RETIREMENT, facts, {"retire": Effect("retire", lambda db, row, said: only("available", end("retired")))})
