"""What the exchange reports and what the registry does with it: bindings, orders, trades, settlements, days."""
from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock, moves, secrecy
from app.access import CLOCK, Who
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.ledger import store
from app.ledger.trading import account_named, binding_of, trading_no
from app.market import bindings, days, files, orders, settlements  # noqa: F401  (each takes over its stage)
from app.market.money import plain
from app.models.binding import TradingBinding
from app.models.ledger import Account
from app.models.market import MarketDay, MarketExplanation, MarketFile, MarketOrder, MarketTrade, Settlement
from app.papers import service as papers
from app.rooms import Outcome
from methodologies.kernel.rules import INPUT, NotFound, NotOpen, NotYours, Refusal, Refused, refuse_if_broken
from workflows.engine import Actor
from workflows.exchange import MARKET_ORDER, trading_day_has_closed
from workflows.market import accounts_are_bound

LOG = logging.getLogger(__name__)
MODELS: Mapping[str, Any] = {"TB": TradingBinding, "MO": MarketOrder, "ST": Settlement, "MD": MarketDay}
LONGEST = 2000
REPORT = next(move for move in MARKET_ORDER.moves if move.trigger == "report")


def model_of(ref: str) -> Any:
    """The model whose refs begin so. NotFound."""
    if (model := MODELS.get(ref.partition("-")[0])) is None:
        raise NotFound(ref)
    return model


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move of a dossier of this room. Raises NotFound, NotOpen, NotYours, Refusal."""
    said = dict(payload or {})
    if "bank_no" in said:
        said["bank_no"] = secrecy.seal(said["bank_no"].strip()[:60], "bank_no")
    with transaction() as db:
        row = moves.find(db, model_of(ref), ref, by, key)
        _alone(db, row)
        _refuse_bad_trade(db, row, trigger, said, by, today, key)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=said)


def _alone(db: Db, row: Any) -> None:
    """Nobody else moves credits of the instrument until this transaction ends."""
    order = db.lock(MarketOrder, row.trade.order.ref) if isinstance(row, Settlement) else row
    if isinstance(order, MarketOrder):
        store.lock_batches(db, orders.batches_of(db, order.project_code, order.year))


def _refuse_bad_trade(db: Db, row: Any, trigger: str, said: Mapping[str, str], by: Who, today: date, key: str) -> None:
    if trigger in ("take_part", "take_all") and not calls.is_known(db, key) and \
            Actor.EXCHANGE in access.actors_of(db, by, row):
        step = next(each for each in MARKET_ORDER.moves if each.trigger == trigger)
        broken = {b.where: b for b in (*orders.problems_of_trade(db, row, said, today), *step.missing(said))}
        if broken:
            raise Refusal(*broken.values())


def open_binding(account_no: str, *, by: Who, today: date, key: str) -> str:
    """The exchange begins the binding of a trading account; gives back its ref. NotFound, NotYours, Refusal."""
    with transaction() as db:
        asked = ["binding", account_no, by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        account = account_named(db, account_no)
        _insist_on_exchange(db, by)
        number = trading_no(db, account) if account else ""
        if account is None or not number:
            raise Refusal(accounts_are_bound.at("/account", "该登记账户不存在或尚未绑定交易账户。",
                                                "No such registry account, or no trading account is bound to it."))
        if (known := binding_of(db, account.id)) is not None:
            return known.ref
        row = TradingBinding(ref=next_ref(db, TradingBinding, "TB", today.year), state="unbound", opened_on=today,
                             account_id=account.id, trading_no=number)
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "account": account.number})
        return row.ref


def _insist_on_exchange(db: Db, by: Who) -> None:
    nobodys = TradingBinding(state="unbound", account=Account(organisation_id=None))
    if Actor.EXCHANGE not in access.actors_of(db, by, nobodys):
        raise NotYours("exchange")


def report_order(said: Mapping[str, str], *, by: Who, today: date, key: str) -> Outcome:
    """The exchange reports a sell order: the lowest serials at the exchange are locked for it. NotYours, Refusal.

    An order number that is known and another key: NotOpen.
    """
    said = {name: text.strip() for name, text in said.items()}
    with transaction() as db:
        _insist_on_exchange(db, by)
        row = db.scalar(select(MarketOrder).where(MarketOrder.order_no == said.get("order_no", "")))
        if row is None:
            row = _drafted(db, said, today)
        _alone(db, row)
        return moves.perform(db, row, "report", by=by, today=today, key=key, payload=said)


def _drafted(db: Db, said: Mapping[str, str], today: date) -> MarketOrder:
    """The order as it was reported, before its rules are judged. Refusal with all that can't be read."""
    account = account_named(db, said.get("account", ""))
    broken = [] if account else [INPUT.at("/account", "没有这个登记账户。", "There is no such registry account.")]
    broken += REPORT.missing(said)
    if not broken and said["placed_on"] > today.isoformat():
        broken.append(INPUT.at("/placed_on", "申报日期不晚于当日。", "Today at the latest."))
    if not broken and not orders.batches_of(db, said["project"], int(said["year"])):
        broken.append(INPUT.at("/project", "没有这个品种（项目和年度）。", "There is no such instrument."))
    if not broken and not orders.is_amount(said["price"]):
        broken.append(INPUT.at("/price", "应为不小于零、精确到分的金额。", "An amount of zero or more, to the cent."))
    if broken:
        raise Refusal(*broken)
    row = MarketOrder(
        ref=next_ref(db, MarketOrder, "MO", today.year), state="draft", order_no=said["order_no"][:60],
        account=account, project_code=said["project"], year=int(said["year"]), form=said["form"],
        tonnes=max(1, int(said["tonnes"])), price=plain(said["price"]), placed_on=date.fromisoformat(said["placed_on"]),
        reported_on=today)
    db.add(row)
    db.flush()
    return row


def report_trade(order_no: str, said: Mapping[str, str], *, by: Who, today: date, key: str) -> Outcome:
    """The exchange reports a trade against an order: whole or in part, as the tonnes say. NotFound, Refusal."""
    with reading() as db:
        _insist_on_exchange(db, by)
        row = db.scalar(select(MarketOrder).where(MarketOrder.order_no == order_no.strip()))
        if row is None:
            raise NotFound(order_no)
        ref, trigger = row.ref, _trigger(row, said)
    return move(ref, trigger, by=by, today=today, key=key, payload=said)


def _trigger(row: MarketOrder, said: Mapping[str, str]) -> str:
    """A retry asks for what the first call did, whatever was traded since."""
    left = row.tonnes
    for trade in (each for each in row.trades if each.stands):
        if trade.record_no == said.get("record_no", "").strip():
            break
        left -= trade.tonnes
    tonnes = said.get("tonnes", "").strip()
    return "take_all" if not tonnes.isdigit() or int(tonnes) >= left else "take_part"


def receive(day: date, name: str, data: bytes, *, by: Who, today: date, key: str) -> str:
    """The exchange or the registry sends the file of a trading day; the newest one counts. Gives the day's ref.

    NotYours, NotOpen once the day is closed, Refusal with every line that can't be read.
    """
    with transaction() as db:
        asked = ["market file", day.isoformat(), sha256(data), by.id]
        if not {Actor.EXCHANGE, Actor.REGISTRY_OPERATOR} & access.actors_of(db, by, MarketDay(state="open")):
            raise NotYours("market day")
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        refuse_if_broken((trading_day_has_closed,), days.day_facts(db, day, today, received=True, unexplained=()))
        sent = files.read(name, data)
        row = _day(db, day)
        if row.state == "closed" or moves.open_proposal(db, row.ref):
            raise NotOpen(row.ref)
        document = papers.store_file(db, name, data)
        file = MarketFile(n=len(row.files) + 1, name=name[:200], sha256=document.sha256, positions=sent.positions,
                          trades=sent.trades, by_id=by.id, at=clock.now())
        row.files.append(file)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="received", on=today, at=clock.now(), facts={
            "by": by.id, "n": file.n, "sha256": file.sha256, "differences": len(days.differences(db, row))})
        return row.ref


def _day(db: Db, day: date) -> MarketDay:
    ref = f"MD-{day.isoformat()}"
    if db.scalar(select(MarketDay.id).where(MarketDay.ref == ref)) is None:
        db.add(MarketDay(ref=ref, state="open", day=day))
        db.flush()
    return db.lock(MarketDay, ref)


def explain(ref: str, difference: str, words: str, *, by: Who, today: date) -> None:
    """A person of the exchange or the registry says why two figures differ. NotFound, NotYours, NotOpen, Refusal."""
    with transaction() as db:
        row = moves.find(db, MarketDay, ref, by)
        if not {Actor.EXCHANGE, Actor.REGISTRY_OPERATOR} & access.actors_of(db, by, row):
            raise NotYours(ref)
        if row.state == "closed" or moves.open_proposal(db, ref):
            raise NotOpen(ref)
        if difference not in {each.key for each in days.differences(db, row)}:
            raise NotFound(difference)
        if not 1 <= len(words.strip()) <= LONGEST:
            raise Refusal(INPUT.at("/words", "说明为 1 至 2000 字。", "The explanation in 1 to 2000 characters."))
        db.add(MarketExplanation(day_id=row.id, difference=difference, words=words.strip(), by_id=by.id, on=today))
        events.write(db, subject=ref, kind="explained", on=today, at=clock.now(),
                     facts={"by": by.id, "difference": difference, "words": sha256(words.strip())})


def end_due(today: date) -> int:
    """The clock's own moves: settlements that nobody objected to by the next opening are accepted, and orders that the
    exchange left open on a day which is closed by now lose their lock; not one whose trade is to be reported again."""
    closed = select(MarketDay.day).where(MarketDay.state == "closed")
    reported = select(MarketTrade.record_no).join(Settlement).where(Settlement.state != "void")
    again = (select(MarketTrade.order_id).join(Settlement)
             .where(Settlement.state == "void", MarketTrade.record_no.not_in(reported)))
    with reading() as db:
        delivered = db.scalars(select(Settlement).where(Settlement.state == "delivered")).all()
        left = db.scalars(select(MarketOrder).where(MarketOrder.state.in_(("open", "partial")),
                                                    MarketOrder.placed_on.in_(closed),
                                                    MarketOrder.id.not_in(again))).all()
        due = [(row.ref, "accept") for row in delivered if _is_due(db, row, "accept", today)]
        due += [(row.ref, "expire") for row in left if _is_due(db, row, "expire", today)]
    return sum(_end(ref, trigger, today) for ref, trigger in due)


def _is_due(db: Db, row: Any, trigger: str, today: date) -> bool:
    return any(o.trigger == trigger and o.open for o in moves.offers(db, row, CLOCK, today))


def _end(ref: str, trigger: str, today: date) -> bool:
    try:
        move(ref, trigger, by=CLOCK, today=today, key=f"{trigger}:{ref}")
        return True
    except Refused:                                     # one that may not move holds up none of the others
        LOG.exception("%s could not %s", ref, trigger)
        return False
