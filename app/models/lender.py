"""What a holder shows a lender: one range, by an address of its own, for some days."""
from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Ref
from app.models.ledger import Account


class LenderLink(Base):
    """Whoever has the address reads how the range stands, until the last day or until the holder takes it back."""
    __tablename__ = "lender_link"
    __table_args__ = (CheckConstraint("lo >= 1 and hi >= lo", name="range"),
                      CheckConstraint("ends_on >= opened_on", name="term"),
                      CheckConstraint("(revoked_on is null) = (revoked_by is null)", name="revoked"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="LL-2026-0001")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, comment="Whose credits")
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), comment="Batch of the serials")
    lo: Mapped[int] = mapped_column(BigInteger, comment="First serial")
    hi: Mapped[int] = mapped_column(BigInteger, comment="Last serial")
    lender: Mapped[str] = mapped_column(String(120), comment="For whom, as the holder calls it")
    opened_on: Mapped[date] = mapped_column(comment="Beijing date")
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who made it")
    ends_on: Mapped[date] = mapped_column(comment="Last day, included")
    revoked_on: Mapped[date | None] = mapped_column(comment="Day on which the holder took it back")
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who took it back")
    account: Mapped[Account] = relationship()

    def is_open(self, today: date) -> bool:
        return self.revoked_on is None and today <= self.ends_on
