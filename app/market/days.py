"""日终对账: a day's file beside the ledger as it stood when the day ended. Differences are never stored: they are what
the two sides say now, and an explanation holds for the two figures that it was written for.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app import clock, moves
from app.evidence.canonical import canonical, sha256
from app.models.ledger import Account, Act, Batch, Holding
from app.models.market import MarketDay, MarketExplanation, MarketFile, MarketOrder, MarketTrade, Settlement
from app.models.party import Person
from app.published.queries import settings
from app.rooms import Payload, Room, Taken
from workflows.exchange import MARKET_DAY, DayFacts

if TYPE_CHECKING:
    from app.database import Db

KINDS = {"held": ("在交易平台的数量（吨）", "Tonnes at the exchange"),
         "locked": ("委托冻结（吨）", "Locked by orders, t"), "trade": ("成交记录", "Trade record")}
NOTHING = "—"
A_QUESTION = 10_000                                     # numbers in one question: PostgreSQL takes 65,535
_RECORDED = (select(MarketTrade, MarketOrder.order_no, Account.number)
             .join(MarketOrder, MarketOrder.id == MarketTrade.order_id)
             .join(Account, Account.id == MarketTrade.buyer_id)
             .join(Settlement, Settlement.trade_id == MarketTrade.id).where(Settlement.state != "void"))


@dataclass(frozen=True)
class Difference:
    """What the two sides say of one thing. key: of these figures; explained: (words, by whom, on which day) or None."""
    kind: str
    of: tuple[str, ...]                 # account, project, year; or the number of the record
    exchange: str
    registry: str
    explained: tuple[str, str, date] | None = None

    @property
    def key(self) -> str:
        return sha256(canonical([self.kind, list(self.of), self.exchange, self.registry]))


def differences(db: Db, row: MarketDay) -> list[Difference]:
    """Every difference of a day, those explained among them; none without a file."""
    file = newest(row)
    if file is None:
        return []
    known = {each.difference: (each.words, name, each.on) for each, name in db.execute(
        select(MarketExplanation, Person.name).join(Person, Person.id == MarketExplanation.by_id)
        .where(MarketExplanation.day_id == row.id).order_by(MarketExplanation.id))}
    found = [*_positions(db, row.day, file), *_trades(db, row.day, file)]
    return [Difference(each.kind, each.of, each.exchange, each.registry, known.get(each.key)) for each in found]


def newest(row: MarketDay) -> MarketFile | None:
    return row.files[-1] if row.files else None


def _positions(db: Db, day: date, file: MarketFile) -> Iterator[Difference]:
    theirs = {(account, project, str(year)): (tonnes, bound)
              for account, project, year, tonnes, bound in file.positions}
    ours = ledger_on(db, day)
    for of in sorted(theirs.keys() | ours.keys()):
        for kind, exchange, registry in zip(("held", "locked"), theirs.get(of, (0, 0)), ours.get(of, (0, 0)),
                                            strict=True):
            if exchange != registry:
                yield Difference(kind, of, str(exchange), str(registry))


def ledger_on(db: Db, day: date) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(account, project, year) → tonnes at the exchange and those of them locked by orders, when the day ended."""
    opener, closer = aliased(Act), aliased(Act)
    rows = db.execute(
        select(Account.number, Batch.project_code, Batch.year, Holding.liens, Holding.hi - Holding.lo + 1)
        .join(Account, Account.id == Holding.account_id).join(Batch, Batch.id == Holding.batch_id)
        .join(opener, opener.id == Holding.opened_by).outerjoin(closer, closer.id == Holding.closed_by)
        .where(opener.on <= day, or_(Holding.closed_by.is_(None), closer.on > day),
               or_(Holding.state == "at_exchange", Holding.liens.contains('"was":"at_exchange"', autoescape=True))))
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for account, project, year, liens, tonnes in rows:
        held, bound = found.get((account, project, str(year)), (0, 0))
        found[account, project, str(year)] = held + tonnes, bound + (tonnes if '"kind":"order"' in liens else 0)
    return found


def _trades(db: Db, day: date, file: MarketFile) -> Iterator[Difference]:
    theirs = {record: _said(*rest) for record, *rest in file.trades}
    records = list(theirs)
    asked = [MarketTrade.traded_on == day, *(MarketTrade.record_no.in_(records[n:n + A_QUESTION])
                                             for n in range(0, len(records), A_QUESTION))]
    ours = {trade.record_no: _said(order_no, buyer, trade.tonnes, trade.price)
            + (f" · {trade.traded_on}" if trade.traded_on != day else "")
            for each in asked for trade, order_no, buyer in db.execute(_RECORDED.where(each))}
    for record in sorted(theirs.keys() | ours.keys()):
        if theirs.get(record) != ours.get(record):
            yield Difference("trade", (record,), theirs.get(record, NOTHING), ours.get(record, NOTHING))


def _said(order_no: str, buyer: str, tonnes: int, price: str) -> str:
    return f"{order_no} → {buyer} · {tonnes} t · {price} CNY/t"


def facts(db: Db, row: MarketDay, today: date, payload: Payload) -> DayFacts:
    open_ = tuple(f"/differences/{n}" for n, each in enumerate(differences(db, row)) if each.explained is None)
    return day_facts(db, row.day, today, received=newest(row) is not None, unexplained=open_)


def day_facts(db: Db, day: date, today: date, **known: Any) -> DayFacts:
    return DayFacts(today=today, at=clock.time_of_day(), day=day, sessions=settings(db, today)["trade.sessions"],
                    **known)


def _close(db: Db, row: MarketDay, taken: Taken) -> dict[str, Any]:
    row.closed_on = taken.today
    file = newest(row)
    return {"day": row.day.isoformat(), "file": file and file.sha256, "differences": len(differences(db, row))}


moves.serve(MARKET_DAY.name, Room(MARKET_DAY, facts, {"close": _close}))
