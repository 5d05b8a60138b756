"""Ranges as they stand or stood: whose, in which state, under which liens, since when."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.ledger.serials import Block
from app.models.ledger import Account, Act, Batch, Holding, Posting

if TYPE_CHECKING:
    from app.database import Db

Until = date | datetime                                 # to the end of a day of Beijing; or an instant, itself included


@dataclass(frozen=True)
class Held:
    """A range as it stands: whose, in which state, under which liens, by which act."""
    block: Block
    account: str
    state: str
    liens: tuple[dict[str, str], ...]
    act_id: str
    since: date

    @property
    def tonnes(self) -> int:
        return self.block.tonnes


def now() -> Select:
    """Ranges as they stand now, by project, year and serial: to be narrowed, then read by `read`."""
    return _ranges(Act).where(Holding.closed_by.is_(None))


def then(account_id: int, until: Until) -> Select:
    """The ranges of one account as they stood: opened by then, and not yet closed. Only the account's acts are read."""
    begun, ended = aliased(Act), aliased(Act)
    own = select(Posting.act_id).where(Posting.account_id == account_id)
    return (_ranges(begun).outerjoin(ended, ended.id == Holding.closed_by)
            .where(Holding.account_id == account_id, Holding.opened_by.in_(own), by_then(begun, until),
                   or_(ended.id.is_(None), not_(by_then(ended, until)))))


def read(db: Db, query: Select, within: Block | None = None) -> list[Held]:
    """The ranges of a query, cut to a block."""
    lo, hi = (within.lo, within.hi) if within else (0, 2**62)
    return [Held(Block(b.project_code, b.year, b.period_no, max(h.lo, lo), min(h.hi, hi)), number, h.state,
                 tuple(json.loads(h.liens)), h.opened_by, since) for h, b, number, since in db.execute(query)]


def balance(db: Db, account_id: int, until: Until) -> dict[str, int]:
    """Tonnes of an account by state, as the postings have it."""
    tonnes = func.sum(Posting.delta)
    rows = db.execute(select(Posting.state, tonnes).join(Act, Act.id == Posting.act_id)
                      .where(Posting.account_id == account_id, by_then(Act, until))
                      .group_by(Posting.state).having(tonnes > 0).order_by(Posting.state))
    return {state: int(left) for state, left in rows}


def by_then(act: type[Act], until: Until) -> ColumnElement[bool]:
    """Whether an act was done by the end of that day, or at that instant at the latest."""
    return act.at <= until if isinstance(until, datetime) else act.on <= until


def _ranges(begun: type[Act]) -> Select:
    return (select(Holding, Batch, Account.number, begun.on).join(Batch, Batch.id == Holding.batch_id)
            .join(Account, Account.id == Holding.account_id).join(begun, begun.id == Holding.opened_by)
            .order_by(Batch.project_code, Batch.year, Batch.period_no, Holding.lo))
