"""Settlement of a reported trade: what both institutions confirm, and the delivery of the seller's locked credits."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import clock, moves
from app.ledger import acts
from app.ledger.pieces import Span, after, first_of, give, lift, only
from app.ledger.serials import read_serial
from app.market import orders
from app.models.ledger import Act, Batch
from app.models.market import Settlement
from app.models.party import Organisation
from app.published.queries import settings
from app.rooms import Payload, Room, Taken
from workflows.settlement import SETTLEMENT, Facts

if TYPE_CHECKING:
    from app.database import Db


def facts(db: Db, row: Settlement, today: date, payload: Payload) -> Facts:
    """Cash is the exchange's word; credits are the ledger's: what is locked and not promised to an earlier trade."""
    trade = row.trade
    there = sum(piece.tonnes for piece in orders.locked(db, trade.order))
    mine = max(0, there - orders.undelivered_t(trade.order, before=trade.id))
    said = payload.get("exchange_t", "")
    return Facts(
        today=today, at=clock.time_of_day(), matched_on=trade.traded_on, record_no=trade.record_no,
        form=trade.order.form, tonnes=trade.tonnes, price=Decimal(trade.price),
        charges=(Decimal(trade.seller_charge), Decimal(trade.buyer_charge)),
        buyer_closed=db.get_one(Organisation, trade.buyer.organisation_id).closed_on is not None, seller_locked_t=mine,
        buyer_cash=Decimal(trade.buyer_cash), exchange_t=int(said) if said.isdigit() else row.cleared_t,
        registry_t=min(mine, trade.tonnes), settings=settings(db, today))


def _agree(db: Db, row: Settlement, taken: Taken) -> None:
    row.cleared_t = int(taken.payload["exchange_t"])


def _deliver(db: Db, row: Settlement, taken: Taken) -> dict[str, Any]:
    """The lowest locked serials go to the buyer, who has them at the exchange, under no lien."""
    trade = row.trade
    act = acts.reshape(
        db, key=taken.key, kind="market_delivery", subject=row.ref, on=taken.today, at=clock.now(),
        spans=first_of(orders.locked(db, trade.order), trade.tonnes),
        change=after(lift(trade.order.ref), only("at_exchange", give(trade.buyer_id, "at_exchange"))),
        facts={"dossier": row.ref, "record": trade.record_no, "price": trade.price})
    row.delivered_on, row.act_id = taken.today, act.id
    return {"act": act.id}


def _correct(db: Db, row: Settlement, taken: Taken) -> dict[str, Any]:
    """A further entry, never an edit: what was delivered goes back. Unfit when the buyer has it no more."""
    trade = row.trade
    act = acts.reshape(
        db, key=taken.key, kind="market_correction", subject=row.ref, on=taken.today, at=clock.now(),
        spans=_delivered(db, row), change=only("at_exchange", give(trade.order.account_id, "at_exchange")),
        facts={"dossier": row.ref, "record": trade.record_no, "corrects": row.act_id})
    return {"act": act.id}


def _delivered(db: Db, row: Settlement) -> list[Span]:
    """The serials that the delivery opened in the buyer's account."""
    opened = acts.result_of(db.get_one(Act, row.act_id))["opened"]
    blocks = [read_serial(serial) for serial, account, _, _ in opened if account == row.trade.buyer.number]
    return [Span(db.scalars(select(Batch.id).where(
        Batch.project_code == each.project_code, Batch.year == each.year,
        Batch.period_no == each.period_no)).one(), each.lo, each.hi) for each in blocks]


moves.serve(SETTLEMENT.name, Room(SETTLEMENT, facts, {"agree": _agree, "deliver": _deliver, "correct": _correct}))
