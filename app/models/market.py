"""交易机构报送: orders that lock credits at the exchange, trades and their settlement, days and their reconciliation.

What was reported never changes; only the state of an order, of a settlement and of a day moves.
"""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Instant, Json, Ref
from app.models.ledger import Account

ORDER_STATES = ("draft", "open", "partial", "filled", "cancelled", "expired")
SETTLEMENT_STATES = ("matched", "cleared", "confirmed_both", "delivered", "disputed", "accepted", "corrected",
                     "void")
MONEY = "CNY as decimal text, never a float"


class MarketOrder(Base):
    """A sell order as the exchange reported it; its credits bear a lien with this row's ref."""
    __tablename__ = "market_order"
    __table_args__ = (CheckConstraint(f"state in {ORDER_STATES}", name="state"),
                      CheckConstraint("tonnes >= 1", name="tonnes"))
    stage = "market_order"
    offices = ("exchange",)
    counterparty_id = None
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="MO-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    order_no: Mapped[str] = mapped_column(String(60), unique=True, comment="Number given by the exchange")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Seller")
    project_code: Mapped[str] = mapped_column(String(40), comment="Instrument: the project")
    year: Mapped[int] = mapped_column(comment="Instrument: the year")
    form: Mapped[str] = mapped_column(String(10), comment="listed, block, auction")
    tonnes: Mapped[int] = mapped_column(BigInteger, comment="Ordered")
    price: Mapped[str] = mapped_column(String(20), comment=MONEY)
    placed_on: Mapped[date] = mapped_column(comment="Trading day of the order")
    reported_on: Mapped[date] = mapped_column(comment="Beijing date of the report")
    account: Mapped[Account] = relationship()
    trades: Mapped[list[MarketTrade]] = relationship(back_populates="order", order_by="MarketTrade.id")

    @property
    def href(self) -> str:
        """Where its page stands."""
        return f"/market-orders/{self.ref}"

    @property
    def holder_id(self) -> int | None:
        return self.account.organisation_id

    @property
    def is_draft_of_another(self) -> bool:
        return self.state == "draft"

    @property
    def left_t(self) -> int:
        """Tonnes that no trade has taken."""
        return self.tonnes - sum(trade.tonnes for trade in self.trades if trade.stands)


class MarketTrade(Base):
    """A trade as the exchange's record has it (R-108)."""
    __tablename__ = "market_trade"
    __table_args__ = (CheckConstraint("tonnes >= 1", name="tonnes"), UniqueConstraint("record_no", "attempt"),
                      {"info": {"insert_only": True}, "comment": "Trades as the exchange reported them"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    record_no: Mapped[str] = mapped_column(String(60), comment="Number of the exchange's record")
    attempt: Mapped[int] = mapped_column(default=1, server_default="1",
                                         comment="1, 2, … of this record: again once a report was taken back")
    order_id: Mapped[int] = mapped_column(ForeignKey("market_order.id"), index=True, comment="Order that was taken")
    buyer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Buyer's account")
    tonnes: Mapped[int] = mapped_column(BigInteger, comment="Traded")
    price: Mapped[str] = mapped_column(String(20), comment=MONEY)
    traded_on: Mapped[date] = mapped_column(index=True, comment="Trading day")
    seller_charge: Mapped[str] = mapped_column(String(20), comment=MONEY)
    buyer_charge: Mapped[str] = mapped_column(String(20), comment=MONEY)
    buyer_cash: Mapped[str] = mapped_column(String(24), comment="Buyer's cash that the exchange has locked")
    order: Mapped[MarketOrder] = relationship(back_populates="trades")
    buyer: Mapped[Account] = relationship()
    settlement: Mapped[Settlement] = relationship(back_populates="trade")

    @property
    def stands(self) -> bool:
        """Its report was not taken back."""
        return self.settlement.state != "void"


class Settlement(Base):
    """The settlement of one trade: cleared, confirmed by both institutions, delivered against payment."""
    __tablename__ = "settlement"
    __table_args__ = (CheckConstraint(f"state in {SETTLEMENT_STATES}", name="state"),
                      CheckConstraint("(delivered_on is null) = (act_id is null)", name="delivered"))
    stage = "settlement"
    offices = ("exchange",)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="ST-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    trade_id: Mapped[int] = mapped_column(ForeignKey("market_trade.id"), unique=True, comment="Which trade")
    cleared_t: Mapped[int | None] = mapped_column(BigInteger, comment="Tonnes in the exchange's clearing")
    delivered_on: Mapped[date | None] = mapped_column(comment="Day on which the credits went to the buyer")
    act_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("act.id", deferrable=True, initially="DEFERRED"),
                                               comment="Act that delivered them")
    trade: Mapped[MarketTrade] = relationship(back_populates="settlement")

    @property
    def holder_id(self) -> int | None:
        return self.trade.order.account.organisation_id

    @property
    def counterparty_id(self) -> int | None:
        return self.trade.buyer.organisation_id


class MarketDay(Base):
    """A trading day in the daily reconciliation; it exists from the exchange's first file on."""
    __tablename__ = "market_day"
    __table_args__ = (CheckConstraint("state in ('open','closed')", name="state"),
                      CheckConstraint("(state = 'closed') = (closed_on is not null)", name="closed"))
    stage = "market_day"
    offices = ("exchange",)
    holder_id = None
    counterparty_id = None
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="MD-2026-11-23")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    day: Mapped[date] = mapped_column(unique=True, comment="The trading day")
    closed_on: Mapped[date | None] = mapped_column(comment="Set if and only if closed")
    files: Mapped[list[MarketFile]] = relationship(back_populates="market_day", order_by="MarketFile.n")


class MarketFile(Base):
    """One file of positions and trades; the newest of a day is the one that counts."""
    __tablename__ = "market_file"
    __table_args__ = (UniqueConstraint("day_id", "n"),
                      {"info": {"insert_only": True}, "comment": "Files of the exchange for a day"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    day_id: Mapped[int] = mapped_column(ForeignKey("market_day.id"), comment="Of which day")
    n: Mapped[int] = mapped_column(comment="1, 2, …")
    name: Mapped[str] = mapped_column(String(200), comment="Name of the file as it was sent")
    sha256: Mapped[str] = mapped_column(Digest, ForeignKey("document.sha256"), comment="The bytes as they were sent")
    positions: Mapped[list] = mapped_column(Json, comment="[[account, project, year, tonnes, locked] …]")
    trades: Mapped[list] = mapped_column(Json, comment="[[record, order, buyer, tonnes, price] …]")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who sent it")
    at: Mapped[datetime] = mapped_column(Instant, comment="When, UTC")
    market_day: Mapped[MarketDay] = relationship(back_populates="files")


class MarketExplanation(Base):
    """Why the two sides of a difference may differ: it holds as long as both figures stay what they were."""
    __tablename__ = "market_explanation"
    __table_args__ = ({"info": {"insert_only": True}, "comment": "Explanations of differences"},)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    day_id: Mapped[int] = mapped_column(ForeignKey("market_day.id"), index=True, comment="Of which day")
    difference: Mapped[str] = mapped_column(Digest, comment="sha256 of what differs and of both figures")
    words: Mapped[str] = mapped_column(Text, comment="The explanation")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who explained it")
    on: Mapped[date] = mapped_column(comment="Beijing date")
