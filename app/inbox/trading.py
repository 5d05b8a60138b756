"""What the exchange and the registry owe the market: bindings, settlements, each difference of a day."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.inbox.after import confirmed
from app.inbox.gathering import MOST, Roles
from app.inbox.steps import state_words, step
from app.inbox.tasks import Task
from app.market.days import KINDS, differences
from app.models.binding import TradingBinding
from app.models.market import MarketDay, Settlement
from workflows.calendar import CALENDAR
from workflows.engine import Actor

if TYPE_CHECKING:
    from app.database import Db

NOBODY = ("", "")
INSTITUTIONS = frozenset({Actor.EXCHANGE, Actor.REGISTRY_OPERATOR})
MOST_DIFFERENCES = 20                                   # of one day, by name; the rest as one line
COUNTED = ("下一交易日开市前说明；期限为系统设定，未见明文。",
           "To be explained by the next trading day; the term is this system's own, no text was found.")
Proposals = Mapping[str, tuple[str, int, date]]


def bindings(db: Db, roles: Roles) -> Iterator[Task]:
    """Trading accounts without a bank account."""
    if Actor.EXCHANGE not in roles.offices:
        return
    for row in db.scalars(select(TradingBinding).where(TradingBinding.state == "unbound")
                          .order_by(TradingBinding.ref).limit(MOST)):
        yield Task("绑定银行账户", "Bind a bank account", row.ref, f"/trading-bindings/{row.ref}", row.account.number,
                   *state_words("binding", row.state), NOBODY, row.opened_on)


def settlements(db: Db, roles: Roles, who: int, proposals: Proposals) -> Iterator[Task]:
    """Trades that are not delivered, due on their own day (R-109), and objections."""
    mine = (roles.offices | roles.registry) & INSTITUTIONS
    if not mine:
        return
    rows = db.scalars(select(Settlement).where(Settlement.state.in_(("matched", "cleared", "confirmed_both",
                                                                     "disputed"))).order_by(Settlement.ref).limit(MOST))
    for row in rows:
        where, about = f"/settlements/{row.ref}", row.trade.record_no
        if row.ref in proposals:
            yield from confirmed("settlement", row.state, row.ref, where, about, proposals[row.ref], who, mine)
        elif move := step("settlement", row.state, mine):
            yield Task(move.zh, move.en, row.ref, where, about, *state_words("settlement", row.state), NOBODY,
                       row.trade.traded_on, None if row.state == "disputed" else row.trade.traded_on)


def days(db: Db, roles: Roles, who: int, proposals: Proposals) -> Iterator[Task]:
    """Files that are missing, differences that nobody has explained, days that can be closed."""
    mine = (roles.offices | roles.registry) & INSTITUTIONS
    newest = db.scalar(select(func.max(MarketDay.day))) if mine else None
    if newest is None:
        return
    missing = CALENDAR.next_trading_day(newest)
    if missing < roles.today:
        yield Task("上传持仓和成交文件", "Send the file of positions and trades", missing.isoformat(), "/market-days",
                   "", "未收到", "Not received", NOBODY, missing, CALENDAR.next_trading_day(missing))
    for row in db.scalars(select(MarketDay).where(MarketDay.state == "open").order_by(MarketDay.day).limit(MOST)):
        where = f"/market-days/{row.ref}"
        if row.ref in proposals:
            yield from confirmed("market_day", row.state, row.ref, where, "", proposals[row.ref], who, mine)
        else:
            yield from _open(db, row, where, mine)


def _open(db: Db, row: MarketDay, where: str, mine: frozenset[Actor]) -> Iterator[Task]:
    words, due = state_words("market_day", row.state), CALENDAR.next_trading_day(row.day)
    left = [each for each in differences(db, row) if each.explained is None]
    for each in left[:MOST_DIFFERENCES]:
        zh, en = KINDS[each.kind]
        yield Task(f"说明差异：{zh}", f"Explain a difference: {en}", row.ref, f"{where}#differences",
                   f"{' · '.join(each.of)}：{each.exchange} / {each.registry}", *words, NOBODY, row.day, due,
                   counted=COUNTED)
    if len(left) > MOST_DIFFERENCES:
        more = len(left) - MOST_DIFFERENCES
        yield Task(f"说明其余 {more} 项差异", f"Explain {more} more differences", row.ref, f"{where}#differences", "",
                   *words, NOBODY, row.day, due, counted=COUNTED)
    if not left and Actor.REGISTRY_OPERATOR in mine:
        yield Task("结账", "Close the day", row.ref, where, "", *words, NOBODY, row.day, due)
