"""What the pages of the market show: bindings, orders, settlements, days with their differences."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app import access, moves, secrecy
from app.access import Who
from app.database import Db, reading
from app.ledger.fallen import FELL
from app.market import days
from app.market.days import KINDS, Difference
from app.models.binding import TradingBinding
from app.models.ledger import Account
from app.models.market import MarketDay, MarketFile, MarketOrder, MarketTrade, Settlement
from app.models.party import Organisation, Person
from app.papers.history import Happened, history_of
from app.papers.waiting import Waiting, waiting_of
from app.parties.queries import Named, named
from app.rooms import Offer
from methodologies.kernel.rules import NotFound
from workflows.engine import Actor, Stage, State
from workflows.lifecycle import STAGES
from workflows.orders import FORMS

NOUNS: Mapping[str, Any] = {"market-days": MarketDay, "settlements": Settlement, "market-orders": MarketOrder,
                            "trading-bindings": TradingBinding}
LETTERS = {"market-days": "MD-", "settlements": "ST-", "market-orders": "MO-", "trading-bindings": "TB-"}
HAPPENED = {"opened": ("开始", "Begun"), "received": ("收到交易机构文件", "File of the exchange received"),
            "explained": ("说明差异", "A difference explained"),
            "order_lock": ("账本：委托冻结", "Ledger: locked for the order"),
            "lien_fell": FELL,
            "order_release": ("账本：解除冻结", "Ledger: lock lifted"),
            "market_delivery": ("账本：交收", "Ledger: delivered"),
            "market_correction": ("账本：更正", "Ledger: corrected")}
SENDERS = {Actor.EXCHANGE, Actor.REGISTRY_OPERATOR}
LOOKING = SENDERS | {Actor.NATIONAL_ADMINISTRATOR, Actor.AUDITOR}
ROWS = 50
Words = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A dossier in a list. left: how many differences of a day nobody has explained yet."""
    ref: str
    href: str
    state: State
    holder: Named | None
    account: str
    tonnes: int | None
    on: date
    left: int = 0


@dataclass(frozen=True)
class Listing:
    """Dossiers of one kind, newest first. begins, sends: this reader may begin bindings and orders, send files."""
    kind: str
    kinds: tuple[tuple[str, Stage], ...]
    lines: tuple[Line, ...]
    begins: bool
    sends: bool


@dataclass(frozen=True)
class Fact:
    """One thing that a dossier says, for pages and programs."""
    name: str
    zh: str
    en: str
    value: str


@dataclass(frozen=True)
class Sent:
    """One file of a day."""
    n: int
    name: str
    sha256: str
    positions: int
    trades: int
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A page. The last three are a day's alone; may_explain: this reader may explain a difference."""
    line: Line
    noun: str
    stage: Stage
    says: tuple[Fact, ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    turn: tuple[Actor, ...]
    history: tuple[Happened, ...]
    differences: tuple[Difference, ...] = ()
    files: tuple[Sent, ...] = ()
    may_explain: bool = False


def listing(noun: str, by: Who) -> Listing:
    """noun: one of NOUNS. NotFound for one that is none."""
    if noun not in NOUNS:
        raise NotFound(noun)
    with reading() as db:
        mine = access.actors_of(db, by, MarketDay(state="open"))
        homes = [home for home, duty in access.duties_of(db, by) if duty in ("initiator", "confirmer") and home]
        kinds = tuple((each, STAGES[model.stage]) for each, model in NOUNS.items()
                      if each != "market-days" or mine & LOOKING)
        query = near(select(NOUNS[noun]), NOUNS[noun], homes, everything=bool(mine & LOOKING))
        rows = db.scalars(query.order_by(NOUNS[noun].id.desc()).limit(ROWS)).all()
        return Listing(noun, kinds, tuple(_line(db, row) for row in rows if access.actors_of(db, by, row)),
                       Actor.EXCHANGE in mine, bool(mine & SENDERS))


def near(query: Any, model: Any, homes: list[int], *, everything: bool) -> Any:
    """Narrowed to the rows that may be these organisations'."""
    if everything:
        return query
    if model is MarketDay:
        return query.where(MarketDay.id.is_(None))
    mine = Account.organisation_id.in_(homes)
    if model is not Settlement:
        return query.join(Account, Account.id == model.account_id).where(mine)
    buyer = aliased(Account)
    return (query.join(MarketTrade, MarketTrade.id == Settlement.trade_id)
            .join(MarketOrder, MarketOrder.id == MarketTrade.order_id)
            .join(Account, Account.id == MarketOrder.account_id).join(buyer, buyer.id == MarketTrade.buyer_id)
            .where(or_(mine, buyer.organisation_id.in_(homes))))


def show(noun: str, ref: str, *, by: Who, today: date) -> Dossier:
    """NotFound when it is absent, of another noun, or not this person's to see."""
    if not ref.startswith(LETTERS[noun]):
        raise NotFound(ref)
    with reading() as db:
        row = moves.look(db, NOUNS[noun], ref, by)
        actors = access.actors_of(db, by, row)
        waiting = waiting_of(db, row, by)
        is_day = isinstance(row, MarketDay)
        return Dossier(
            line=_line(db, row), noun=noun, stage=STAGES[row.stage], says=SAYS[noun](row, actors),
            offers=moves.offers(db, row, by, today), waiting=waiting,
            turn=tuple(dict.fromkeys(actor for _, actor in moves.waited_for(row))),
            history=history_of(db, row, HAPPENED),
            differences=tuple(days.differences(db, row)) if is_day else (),
            files=tuple(_file(db, each) for each in reversed(row.files)) if is_day else (),
            may_explain=is_day and row.state == "open" and waiting is None and bool(actors & SENDERS))


def noun_of(ref: str) -> str:
    return next(noun for noun, letters in LETTERS.items() if ref.startswith(letters))


def _line(db: Db, row: Any) -> Line:
    href, state = f"/{noun_of(row.ref)}/{row.ref}", moves.state_of(row)
    if isinstance(row, MarketDay):
        left = sum(each.explained is None for each in days.differences(db, row)) if row.state == "open" else 0
        return Line(row.ref, href, state, None, "", None, row.day, left)
    if isinstance(row, Settlement):
        return Line(row.ref, href, state, _holder(db, row.trade.order.account), row.trade.order.account.number,
                    row.trade.tonnes, row.trade.traded_on)
    bound = isinstance(row, TradingBinding)
    return Line(row.ref, href, state, _holder(db, row.account), row.account.number, None if bound else row.tonnes,
                row.opened_on if bound else row.placed_on)


def _holder(db: Db, account: Account) -> Named:
    return named(db.get_one(Organisation, account.organisation_id))


def _file(db: Db, file: MarketFile) -> Sent:
    return Sent(file.n, file.name, file.sha256, len(file.positions), len(file.trades),
                db.get_one(Person, file.by_id).name, file.at)


def fields(db: Db, row: Any, actors: frozenset[Actor]) -> dict[str, Any]:
    """The same for programs, with the differences of a day."""
    found: dict[str, Any] = {fact.name: fact.value for fact in SAYS[noun_of(row.ref)](row, actors)}
    if isinstance(row, MarketDay):
        found["differences"] = [{"kind": each.kind, "of": list(each.of), "exchange": each.exchange,
                                 "registry": each.registry, "explained": each.explained and each.explained[0]}
                                for each in days.differences(db, row)]
    return found


def _of_day(row: MarketDay, actors: frozenset[Actor]) -> tuple[Fact, ...]:
    return (Fact("day", "交易日", "Trading day", row.day.isoformat()),
            Fact("closed_on", "结账日期", "Closed on", _day(row.closed_on)))


def _of_order(row: MarketOrder, actors: frozenset[Actor]) -> tuple[Fact, ...]:
    return (Fact("order_no", "委托编号", "No. of the order", row.order_no),
            Fact("account", "卖方登记账户", "Seller's account", row.account.number),
            Fact("project", "项目编码", "Project", row.project_code), Fact("year", "年度", "Year", str(row.year)),
            Fact("form", "交易方式", "Form", next(f"{zh} {en}" for key, zh, en in FORMS if key == row.form)),
            Fact("tonnes", "数量（吨）", "Tonnes", str(row.tonnes)),
            Fact("left_t", "未成交（吨）", "Not traded, t", str(row.left_t)),
            Fact("price", "价格（元/吨）", "Price, CNY/t", row.price),
            Fact("placed_on", "申报日期", "Placed on", _day(row.placed_on)))


def _of_settlement(row: Settlement, actors: frozenset[Actor]) -> tuple[Fact, ...]:
    """Each side reads its own charge; the buyer's cash is for the institutions alone."""
    trade = row.trade
    seller = {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER} | LOOKING
    buyer = {Actor.COUNTERPARTY_INITIATOR, Actor.COUNTERPARTY_CONFIRMER} | LOOKING
    found = ((Fact("record_no", "成交记录编号", "No. of the trade record", trade.record_no), ()),
             (Fact("account", "卖方登记账户", "Seller's account", trade.order.account.number), ()),
             (Fact("buyer", "买方登记账户", "Buyer's account", trade.buyer.number), ()),
             (Fact("project", "项目编码", "Project", trade.order.project_code), ()),
             (Fact("year", "年度", "Year", str(trade.order.year)), ()),
             (Fact("tonnes", "数量（吨）", "Tonnes", str(trade.tonnes)), ()),
             (Fact("price", "价格（元/吨）", "Price, CNY/t", trade.price), ()),
             (Fact("traded_on", "成交日期", "Traded on", _day(trade.traded_on)), ()),
             (Fact("seller_charge", "卖方手续费（元）", "Seller's charge, CNY", trade.seller_charge), seller),
             (Fact("buyer_charge", "买方手续费（元）", "Buyer's charge, CNY", trade.buyer_charge), buyer),
             (Fact("buyer_cash", "买方已冻结资金（元）", "Buyer's cash locked, CNY", trade.buyer_cash), LOOKING),
             (Fact("delivered_on", "交收日期", "Delivered on", _day(row.delivered_on)), ()))
    return tuple(fact for fact, readers in found if not readers or actors & frozenset(readers))


def _of_binding(row: TradingBinding, actors: frozenset[Actor]) -> tuple[Fact, ...]:
    """Of the number at the bank the last four digits (S15)."""
    number = secrecy.unseal(row.bank_no, "bank_no")
    return (Fact("account", "登记账户", "Registry account", row.account.number),
            Fact("trading_account", "交易账户", "Trading account", row.trading_no),
            Fact("bank_holder", "银行账户户名", "Holder of the bank account", row.bank_holder),
            Fact("bank_no", "银行账号", "No. of the bank account", f"**** {number[-4:]}" if number else ""),
            Fact("operators", "操作员", "Operators", "、".join(row.operators)),
            Fact("opened_on", "绑定日期", "Bound on", _day(row.opened_on)),
            Fact("ended_on", "解除日期", "Ended on", _day(row.ended_on)))


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


SAYS: Mapping[str, Callable[[Any, frozenset[Actor]], tuple[Fact, ...]]] = {
    "market-days": _of_day, "market-orders": _of_order, "settlements": _of_settlement,
    "trading-bindings": _of_binding}


def words_of(difference: Difference) -> Words:
    """What differs, in words."""
    return KINDS[difference.kind]
