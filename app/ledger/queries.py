"""What the ledger says: who holds what, in which state, since when."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from app.database import Db
from app.ledger.serials import Block, read_serial
from app.models.ledger import Account, Act, Batch, Holding
from methodologies.kernel.rules import NotFound


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


@dataclass(frozen=True)
class Issued:
    """A batch as it was issued."""
    block: Block
    act_id: str
    on: date


def account_of(db: Db, organisation_id: int) -> Account | None:
    """The organisation's registry account, None before it is opened (R-13: one each)."""
    return db.scalar(select(Account).where(Account.organisation_id == organisation_id).order_by(Account.id).limit(1))


def holdings_of(db: Db, account_id: int) -> list[Held]:
    """All that the account holds or has retired, by project, year and serial."""
    return _held(db, _open().where(Holding.account_id == account_id))


def balance_of(db: Db, account_id: int) -> dict[str, int]:
    """Tonnes by state."""
    rows = db.execute(select(Holding.state, func.sum(Holding.hi - Holding.lo + 1)).where(
        Holding.account_id == account_id, Holding.closed_by.is_(None)).group_by(Holding.state).order_by(Holding.state))
    return {state: int(tonnes) for state, tonnes in rows}


def batches_of(db: Db, project_code: str) -> list[Issued]:
    """What a project was issued, by year."""
    return _issued(db, _batches().where(Batch.project_code == project_code))


def issued_by(db: Db, act_id: str) -> list[Issued]:
    """The batches that one act issued, by year."""
    return _issued(db, _batches().where(Batch.act_id == act_id))


def range_of(db: Db, serial: str) -> list[Held]:
    """How the serials of a printed block stand today, in pieces. Unreadable; NotFound when they were not issued."""
    block = read_serial(serial)
    batch = db.scalar(select(Batch).where(Batch.project_code == block.project_code, Batch.year == block.year,
                                          Batch.period_no == block.period_no))
    if batch is None or block.hi > batch.size:
        raise NotFound(serial)
    return _held(db, _open().where(Holding.batch_id == batch.id, Holding.lo <= block.hi, Holding.hi >= block.lo), block)


def _open() -> Select:
    return (select(Holding, Batch, Account.number, Act.on).join(Batch, Batch.id == Holding.batch_id)
            .join(Account, Account.id == Holding.account_id).join(Act, Act.id == Holding.opened_by)
            .where(Holding.closed_by.is_(None))
            .order_by(Batch.project_code, Batch.year, Batch.period_no, Holding.lo))


def _held(db: Db, query: Select, within: Block | None = None) -> list[Held]:
    lo, hi = (within.lo, within.hi) if within else (0, 2**62)
    return [Held(Block(b.project_code, b.year, b.period_no, max(h.lo, lo), min(h.hi, hi)), number, h.state,
                 tuple(json.loads(h.liens)), h.opened_by, since) for h, b, number, since in db.execute(query)]


def _batches() -> Select:
    return (select(Batch, Act.on).join(Act, Act.id == Batch.act_id)
            .order_by(Batch.project_code, Batch.year, Batch.period_no))


def _issued(db: Db, query: Select) -> list[Issued]:
    return [Issued(Block(b.project_code, b.year, b.period_no, 1, b.size), b.act_id, on) for b, on in db.execute(query)]
