"""What stands around an account's trading: its trading account, a suspension, instruments that the exchange knows."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.models.account import AccountDossier
from app.models.binding import TradingBinding
from app.models.credit import CreditDossier
from app.models.ledger import Account, Act, Batch, Holding, Posting
from app.parties.queries import trading_is_suspended

if TYPE_CHECKING:
    from app.database import Db

SUSPENDED = ("suspended", "lifting_asked")
_NAMED = select(Account).where(Account.number == bindparam("number"), Account.organisation_id.is_not(None))
_SUSPENSION = select(CreditDossier.id).where(
    CreditDossier.stage == "suspension", CreditDossier.account_id == bindparam("account"),
    CreditDossier.state.in_(SUSPENDED)).limit(1)


def account_named(db: Db, number: str) -> Account | None:
    """The account of this number, never the world."""
    return db.scalar(_NAMED, {"number": number.strip()})


def trading_no(db: Db, account: Account) -> str:
    """The number of the trading account; empty when there is none."""
    return db.scalar(select(AccountDossier.trading_no).where(AccountDossier.account_no == account.number)) or ""


def binding_of(db: Db, account_id: int) -> TradingBinding | None:
    """The binding that lives."""
    return db.scalar(select(TradingBinding).where(TradingBinding.account_id == account_id,
                                                  TradingBinding.state != "ended"))


def is_suspended(db: Db, account_id: int) -> bool:
    """Whether this account's trading is suspended: by a suspension in force, or by a measure in force that suspends all
    of its holder's (R-129)."""
    if db.scalar(_SUSPENSION, {"account": account_id}) is not None:
        return True
    home = db.get_one(Account, account_id).organisation_id
    return home is not None and trading_is_suspended(db, home)


def new_instruments(db: Db, batches: Iterable[int]) -> set[tuple[str, int]]:
    """(project, year) of these batches that never came to the exchange, in whatever period they were issued."""
    asked = set(db.execute(select(Batch.project_code, Batch.year).where(Batch.id.in_(set(batches)))))
    wanted, other = aliased(Batch), aliased(Batch)
    known = db.execute(
        select(wanted.project_code, wanted.year).where(wanted.id.in_(set(batches)))
        .join(other, (other.project_code == wanted.project_code) & (other.year == wanted.year))
        .join(Posting, (Posting.batch_id == other.id) & (Posting.state == "at_exchange")).distinct())
    return asked - set(known)


def in_trading(db: Db, account_id: int) -> int:
    """Tonnes at the exchange, under whatever lien, and those on the way there or back."""
    there = or_(Holding.state == "at_exchange", Holding.liens.contains('"was":"at_exchange"', autoescape=True),
                Holding.liens.contains('"kind":"transfer"', autoescape=True))
    return int(db.scalar(select(func.coalesce(func.sum(Holding.hi - Holding.lo + 1), 0)).where(
        Holding.account_id == account_id, Holding.closed_by.is_(None), there)) or 0)


def moved_on(db: Db, account_id: int, day: date) -> bool:
    """Whether credits of the account went to the exchange, from it or about in it on this day."""
    return db.scalar(select(Posting.act_id).join(Act, Act.id == Posting.act_id).where(
        Posting.account_id == account_id, Act.on == day,
        Posting.state.in_(("at_exchange", "order_locked", "transferring"))).limit(1)) is not None
