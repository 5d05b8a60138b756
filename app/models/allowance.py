"""What the registry knows of the national allowance market 全国碳排放权交易市场: whose account is bound with one of its
registry, and until when each province takes the yearly form.
"""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.ledger import Account
from app.models.party import Organisation


class AllowanceBinding(Base):
    """A registry account and the holder's account with the allowance registry; the newest one counts."""
    __tablename__ = "allowance_binding"
    __table_args__ = (CheckConstraint("checked_by <> entered_by", name="two_people"),
                      {"info": {"insert_only": True}, "comment": "Accounts bound with the allowance registry"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Registry account")
    number: Mapped[str] = mapped_column(String(40), comment="Account number of the allowance registry")
    province_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="Department that takes the form")
    bound_on: Mapped[date] = mapped_column(comment="Beijing date")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who entered it")
    checked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who checked it")
    account: Mapped[Account] = relationship()
    province: Mapped[Organisation] = relationship()


class FormLastDay(Base):
    """Until when a province takes the form of an obligation year; the newest one counts."""
    __tablename__ = "form_last_day"
    __table_args__ = (CheckConstraint("checked_by <> entered_by", name="two_people"),
                      CheckConstraint("year between 2019 and 2199", name="year"),
                      {"info": {"insert_only": True}, "comment": "Last days for the form of surrender"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    province_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="Whose last day")
    year: Mapped[int] = mapped_column(comment="Year of the obligation")
    last_day: Mapped[date] = mapped_column(comment="Announced last day, included; Beijing date")
    source: Mapped[str] = mapped_column(String(200), comment="Where it was announced")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who entered it")
    checked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who checked it")
    province: Mapped[Organisation] = relationship()
