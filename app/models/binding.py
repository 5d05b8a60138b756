"""交易账户绑定: what the trading account of a registry account is bound to. Its number is in the account's dossier."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, Ref
from app.models.ledger import Account

_lives = text("state <> 'ended'")                       # one trading account at a time


class TradingBinding(Base):
    """The bond of a registry account with its trading account, and of that with one bank account."""
    __tablename__ = "trading_binding"
    __table_args__ = (
        CheckConstraint("state in ('unbound','bound','ended')", name="state"),
        CheckConstraint("(state = 'bound') = (bank_no <> '')", name="bank"),
        CheckConstraint("(state = 'ended') = (ended_on is not null)", name="ended"),
        Index("uq_trading_binding_account", "account_id", unique=True, sqlite_where=_lives, postgresql_where=_lives))
    stage = "binding"
    offices = ("exchange",)
    counterparty_id = None
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="TB-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Registry account")
    trading_no: Mapped[str] = mapped_column(String(40), comment="Number of the trading account")
    bank_holder: Mapped[str] = mapped_column(String(200), default="", comment="Name as the bank prints it")
    bank_no: Mapped[str] = mapped_column(String(300), default="", comment="Number at the bank, sealed (S15)")
    operators: Mapped[list] = mapped_column(Json, default=list, comment="R-19: who trades for the account, by name")
    opened_on: Mapped[date] = mapped_column(comment="Beijing date")
    ended_on: Mapped[date | None] = mapped_column(comment="Set if and only if ended")
    account: Mapped[Account] = relationship()

    @property
    def holder_id(self) -> int | None:
        return self.account.organisation_id
