"""交易账户绑定: what its rules need to know, and what its moves leave behind."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import update

from app import moves
from app.ledger.trading import in_trading, moved_on
from app.market.money import amount
from app.models.account import AccountDossier
from app.models.binding import TradingBinding
from app.models.party import Organisation
from app.published.queries import settings
from app.rooms import Payload, Room, Taken
from workflows.market import BINDING, BindingFacts

if TYPE_CHECKING:
    from app.database import Db


def facts(db: Db, row: TradingBinding, today: date, payload: Payload) -> BindingFacts:
    """The exchange says whether there is cash and whether it moved; of credits the ledger knows."""
    return BindingFacts(
        holder=db.get_one(Organisation, row.account.organisation_id).name_zh,
        bank_holder=payload.get("bank_holder", ""), cash=amount(payload.get("cash", "")),
        held_t=in_trading(db, row.account_id),
        flow_today=payload.get("flow_today") == "yes" or moved_on(db, row.account_id, today),
        operators=len(_lines(payload.get("operators", ""))), settings=settings(db, today))


def _lines(text: str) -> list[str]:
    return [line.strip()[:80] for line in text.splitlines() if line.strip()]


def _bind(db: Db, row: TradingBinding, taken: Taken) -> None:
    row.bank_holder, row.bank_no = taken.payload["bank_holder"][:200], taken.payload["bank_no"]


def _unbind(db: Db, row: TradingBinding, taken: Taken) -> None:
    row.bank_holder = row.bank_no = ""


def _name(db: Db, row: TradingBinding, taken: Taken) -> None:
    row.operators = _lines(taken.payload["operators"])


def _end(db: Db, row: TradingBinding, taken: Taken) -> None:
    """The account is free to have another trading account."""
    row.ended_on = taken.today
    db.flush()
    db.execute(update(AccountDossier).where(AccountDossier.account_no == row.account.number).values(trading_no=""))


moves.serve(BINDING.name, Room(BINDING, facts, {
    "bind_bank": _bind, "change_bank": _bind, "unbind_bank": _unbind, "name_operators": _name, "end": _end}))
