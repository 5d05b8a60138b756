"""转入和转出市场: what its rules need to know, and what each step does to credits.

On the way in and on the way out a lien holds the serials; at the exchange they are free of it, for orders to lock.
"""
from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app import clock
from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import holding_facts, spans_of, under_its_lien
from app.ledger.pieces import Change, after, give, lay, lift, only
from app.ledger.trading import binding_of, new_instruments, trading_no
from app.models.credit import CreditDossier
from app.rooms import Payload
from workflows.market import MARKET_MOVE, Facts, State

if TYPE_CHECKING:
    from app.database import Db

LAID = (State.REQUESTED, State.TO_TRADING_ACCOUNT, State.TO_PLATFORM, State.WITHDRAW_REQUESTED)


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    """One price names one instrument: of two new ones neither has its own, and each is moved in by itself."""
    bound = binding_of(db, row.account_id)
    new = new_instruments(db, {span.batch_id for span in spans_of(row)})
    return Facts(**holding_facts(db, row, today, LAID), at=clock.time_of_day(), trading_no=trading_no(db, row.account),
                 bank_bound=bound is not None and bound.state == "bound",
                 instrument_known=not new, new_instruments=len(new),
                 first_price=_price(said_of(row, payload).get("first_price", "")) if len(new) == 1 else None)


def _price(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _leave(db: Db, row: CreditDossier, said: Said) -> Change:
    return only("available", lay("transfer", row.ref))


def _enter(db: Db, row: CreditDossier, said: Said) -> Change:
    return after(lift(row.ref), only("available", give(row.account_id, "at_exchange")))


def _ask_back(db: Db, row: CreditDossier, said: Said) -> Change:
    return only("at_exchange", lay("transfer", row.ref))


def _return(db: Db, row: CreditDossier, said: Said) -> Change:
    return after(lift(row.ref), only("at_exchange", give(row.account_id)))


def _free(db: Db, row: CreditDossier, said: Said) -> Change:
    return lift(row.ref)


serve(MARKET_MOVE, facts, {
    "request": Effect("market_request", _leave), "refuse": Effect("market_refuse", _free, under_its_lien),
    "take_back": Effect("market_take_back", _free, under_its_lien),
    "admit": Effect("market_admit", _enter, under_its_lien), "ask_back": Effect("market_ask_back", _ask_back),
    "give_back": Effect("market_return", _return, under_its_lien),
    "keep": Effect("market_keep", _free, under_its_lien)})
