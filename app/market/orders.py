"""Orders as the exchange reports them: what a registry can judge of one, the lock on its credits, and its trades."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app import access, clock, moves
from app.evidence import events
from app.evidence.refs import next_ref
from app.ledger import acts
from app.ledger.pieces import Piece, Span, cut, first_of, lay, lift, only
from app.ledger.trading import account_named, binding_of, is_suspended
from app.market.money import amount, is_amount, plain
from app.models.ledger import Account, Act, Batch, Holding
from app.models.market import MarketDay, MarketOrder, MarketTrade, Settlement
from app.models.party import Organisation
from app.published.queries import settings
from app.rooms import Payload, Room, Taken
from methodologies.kernel.rules import INPUT, Broken, Conflict, judge
from workflows.exchange import MARKET_ORDER, TRADED
from workflows.holdings import account_is_active
from workflows.market import accounts_are_bound
from workflows.orders import Facts, account_may_trade, order_is_of_another
from workflows.settlement import Facts as SettlementFacts
from workflows.settlement import both_sides_are_covered, charges_are_by_the_tariff

if TYPE_CHECKING:
    from app.database import Db

CHARGES = ("seller_charge", "buyer_charge", "buyer_cash")
AS_REPORTED = {"/charges/seller": "/seller_charge", "/charges/buyer": "/buyer_charge"}
TRADED_TONNES = next(ask for ask in TRADED if ask.name == "tonnes")


class RecordKnown(Conflict):
    """A trade is reported once."""
    zh, en = "该成交记录编号已经报送。", "A trade with this record number was reported before."


def batches_of(db: Db, project: str, year: int) -> list[int]:
    """The batches of an instrument, of whatever period."""
    return list(db.scalars(select(Batch.id).where(Batch.project_code == project, Batch.year == year)
                           .order_by(Batch.id)))


def facts(db: Db, row: MarketOrder, today: date, payload: Payload) -> Facts:
    """What the exchange alone knows (cash, best price, base price) is filled in so that it breaks nothing here. A draft
    is judged by the day on which the order was placed and by what is free to be locked; later, what can be sold is what
    is locked still and promised to no trade."""
    tonnes, price = payload.get("tonnes", ""), amount(payload.get("price", row.price))
    home = db.get_one(Organisation, row.account.organisation_id)
    return Facts(
        today=row.placed_on if row.state == "draft" else today, at=clock.time_of_day(), form=row.form, side="sell",
        tonnes=int(tonnes) if tonnes.isdigit() else row.tonnes, price=Decimal(0) if price.is_nan() else price,
        base=None, listed_from=None, cash=Decimal(0), bought_on=_bought_on(db, row), sold_on=None, held_t=0,
        sellable_t=sum(piece.tonnes for piece in free(db, row)) if row.state == "draft" else untraded_t(db, row),
        halted=False, account_active=not access.is_shut(home), suspended=is_suspended(db, row.account_id),
        left_t=row.left_t, own=False, best=True, linked=False, cancels_today=0, placed_on=row.placed_on,
        day_closed=_is_closed(db, payload), settings=settings(db, today))


def _is_closed(db: Db, said: Payload) -> bool:
    """Whether the day of a trade was closed without it: what was reported then and taken back may be reported again."""
    if not said.get("traded_on"):
        return False
    day, record = date.fromisoformat(said["traded_on"]), said.get("record_no", "")
    closed = select(MarketDay.id).where(MarketDay.day == day, MarketDay.state == "closed")
    before = select(MarketTrade.id).where(MarketTrade.traded_on == day, MarketTrade.record_no == record)
    return db.scalar(closed) is not None and db.scalar(before) is None


def _bought_on(db: Db, row: MarketOrder) -> date | None:
    """The last day on which this account bought the instrument, as far as trades were reported here (R-107)."""
    return db.scalar(select(func.max(MarketTrade.traded_on)).join(MarketOrder).join(Settlement).where(
        Settlement.state != "void", MarketTrade.buyer_id == row.account_id,
        MarketOrder.project_code == row.project_code, MarketOrder.year == row.year))


def free(db: Db, row: MarketOrder) -> list[Piece]:
    """The seller's credits of the instrument at the exchange under no lien, lowest serials first."""
    return [piece for piece in _held(db, row) if piece.state == "at_exchange"]


def locked(db: Db, row: MarketOrder) -> list[Piece]:
    """What this order has locked and nothing that comes before an order holds back."""
    return [piece for piece in _held(db, row) if piece.is_bound_by(row.ref) and piece.state == "order_locked"]


def _held(db: Db, row: MarketOrder) -> list[Piece]:
    held = db.scalars(select(Holding).where(
        Holding.batch_id.in_(batches_of(db, row.project_code, row.year)), Holding.account_id == row.account_id,
        Holding.closed_by.is_(None)).order_by(Holding.batch_id, Holding.lo).execution_options(populate_existing=True))
    return [Piece(h.batch_id, h.lo, h.hi, h.account_id, h.state, h.liens) for h in held]


def undelivered_t(row: MarketOrder, before: int | None = None) -> int:
    """Tonnes traded of an order and not delivered yet; before: of the trades before this one."""
    return sum(trade.tonnes for trade in row.trades
               if trade.stands and trade.settlement.delivered_on is None and (before is None or trade.id < before))


def untraded_t(db: Db, row: MarketOrder) -> int:
    """Tonnes that the order has locked and promised to no trade: fewer than it has left, once some were taken away."""
    return max(0, sum(piece.tonnes for piece in locked(db, row)) - undelivered_t(row))


def problems_of_trade(db: Db, row: MarketOrder, said: Mapping[str, str], today: date) -> Iterator[Broken]:
    """What of a trade can't be stored: a buyer who is unknown or may not buy, a day to come, an amount that is none."""
    buyer = account_named(db, said.get("buyer", ""))
    bound = binding_of(db, buyer.id) if buyer else None
    if buyer is None or bound is None or bound.state != "bound":
        yield accounts_are_bound.at("/buyer", "买方登记账户不存在，或未绑定交易账户和银行账户。",
                                    "There is no such buyer's account, or it is bound to no trading and bank account.")
    elif buyer.id == row.account_id:
        yield order_is_of_another.at("/buyer")
    if buyer and access.is_shut(db.get_one(Organisation, buyer.organisation_id)):
        yield account_is_active.at("/buyer", "买方登记账户已限制使用或销户。",
                                   "The buyer's registry account is restricted or closed.")
    elif buyer and is_suspended(db, buyer.id):
        yield account_may_trade.at("/buyer", "买方账户已暂停交易。", "Trading of the buyer's account is suspended.")
    timely = row.placed_on.isoformat() <= said.get("traded_on", "") <= today.isoformat()
    if not timely:
        yield INPUT.at("/traded_on", "成交日期应在申报日期与当日之间。", "A day from that of the order to today.")
    wrong = [name for name in ("price", *CHARGES) if not is_amount(said.get(name, ""))]
    for name in wrong:
        yield INPUT.at(f"/{name}", "应为不小于零、精确到分的金额。", "An amount of zero or more, to the cent.")
    if timely and not wrong and not TRADED_TONNES.wrong(said.get("tonnes", "")):
        for broken in judge((both_sides_are_covered, charges_are_by_the_tariff), _as_settled(db, row, said, today)):
            yield broken.rule.at(AS_REPORTED.get(broken.where, broken.where))


def _as_settled(db: Db, row: MarketOrder, said: Mapping[str, str], today: date) -> SettlementFacts:
    """A trade that is reported, as its settlement will judge the cash and the charges. What is locked for it is the
    order's own to judge."""
    money = {name: amount(said[name]) for name in ("price", *CHARGES)}
    tonnes = int(said["tonnes"])
    return SettlementFacts(
        today=today, at=clock.time_of_day(), matched_on=date.fromisoformat(said["traded_on"].strip()), record_no="",
        form=row.form, tonnes=tonnes, price=money["price"], charges=(money["seller_charge"], money["buyer_charge"]),
        buyer_closed=False, seller_locked_t=tonnes, buyer_cash=money["buyer_cash"], exchange_t=None, registry_t=None,
        settings=settings(db, today))


def _lock(db: Db, row: MarketOrder, taken: Taken) -> dict[str, Any]:
    return _reshape(db, row, taken, "order_lock", first_of(free(db, row), row.tonnes),
                    only("at_exchange", lay("order", row.ref)))


def _trade(db: Db, row: MarketOrder, taken: Taken) -> dict[str, Any]:
    """The record is kept as it came; its settlement begins, and moves credits at its end."""
    said = taken.payload
    earlier = db.scalars(select(MarketTrade).where(MarketTrade.record_no == said["record_no"][:60])).all()
    if any(trade.stands for trade in earlier):
        raise RecordKnown(said["record_no"])
    buyer = db.scalars(select(Account).where(Account.number == said["buyer"])).one()
    ref = next_ref(db, Settlement, "ST", taken.today.year)
    trade = MarketTrade(record_no=said["record_no"][:60], attempt=1 + len(earlier), order=row, buyer=buyer,
                        tonnes=int(said["tonnes"]),
                        price=plain(said["price"]), traded_on=date.fromisoformat(said["traded_on"]),
                        **{name: plain(said[name]) for name in CHARGES})
    settlement = Settlement(ref=ref, state="matched", trade=trade)
    db.add_all((trade, settlement))
    db.flush()
    events.write(db, subject=settlement.ref, kind="opened", on=taken.today, at=clock.now(), facts={
        "by": taken.by.id, "order": row.ref, "record": trade.record_no, "buyer": buyer.number, "tonnes": trade.tonnes,
        "price": trade.price})
    return {"settlement": settlement.ref}


def _release(db: Db, row: MarketOrder, taken: Taken) -> dict[str, Any]:
    """Lift the lock from what no trade has taken; the lowest serials stay for the trades."""
    mine = [piece for piece in _held(db, row) if piece.is_bound_by(row.ref)]
    kept = first_of(mine, undelivered_t(row))
    rest = [Span(part.batch_id, part.lo, part.hi) for piece in mine for part, inside in cut(piece, kept) if not inside]
    return _reshape(db, row, taken, "order_release", rest, lift(row.ref)) if rest else {}


def _reshape(db: Db, row: MarketOrder, taken: Taken, kind: str, spans: Sequence[Span], change: Any) -> dict[str, Any]:
    act: Act = acts.reshape(db, key=taken.key, kind=kind, subject=row.ref, spans=spans, change=change, on=taken.today,
                            at=clock.now(), facts={"dossier": row.ref, "order_no": row.order_no})
    return {"act": act.id}


def _find(db: Db, other: Settlement) -> MarketOrder:
    return other.trade.order


moves.serve(MARKET_ORDER.name, Room(MARKET_ORDER, facts, {
    "report": _lock, "take_part": _trade, "take_all": _trade, "cancel": _release, "expire": _release}, find=_find))
