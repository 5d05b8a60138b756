"""机构批准: the dossier of a body's approval for one sector, and the published need that it answers (R-22, R-23)."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, Ref
from app.models.party import Organisation

STATES = ("need_published", "applied", "expert_review", "mee_consulted", "suspended", "approved", "refused", "revoked",
          "surrendered", "expired")
BEFORE = ("need_published", "applied", "expert_review", "mee_consulted", "refused")
OVER = ("refused", "revoked", "surrendered", "expired")
_live = text(f"state not in {('need_published', *OVER)}")
DAY = timedelta(days=1)


class ApprovalNeed(Base):
    """需求信息: market supervision says that a sector needs bodies."""
    __tablename__ = "approval_need"
    __table_args__ = (CheckConstraint("closes_on >= published_on", name="window"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="VN-2026-0001")
    sector: Mapped[str] = mapped_column(String(2), comment="Sector number, 01 energy")
    words: Mapped[str] = mapped_column(Text, comment="What is needed")
    published_on: Mapped[date] = mapped_column(comment="First day for applying")
    closes_on: Mapped[date] = mapped_column(comment="Last day for applying")
    published_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Officer of market supervision")


class Approval(Base):
    """A body may work in a sector from a day on, until its approval ends; a suspension is a hole in between."""
    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_body_sector", "body_id", "sector"),
        Index("uq_approval_live", "body_id", "sector", unique=True, sqlite_where=_live, postgresql_where=_live),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"(state in {BEFORE}) = (approved_on is null)", name="approved"),
        CheckConstraint("(state = 'suspended') = (suspended_on is not null)", name="suspended"),
        CheckConstraint("(state in ('revoked','surrendered','expired')) = (ended_on is not null)", name="ended"))
    stage = "approval"
    holder_id = None
    offices = ("market_supervision", "regulator", "expert_panel")
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="VB-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="The body")
    sector: Mapped[str] = mapped_column(String(2), comment="Sector number, 01 energy")
    need_id: Mapped[int | None] = mapped_column(ForeignKey("approval_need.id"),
                                                comment="The need that it answers; none for what was entered by hand")
    begun_on: Mapped[date] = mapped_column(comment="Day on which the dossier began; Beijing date")
    number: Mapped[str] = mapped_column(String(40), default="", comment="Approval number")
    said: Mapped[dict] = mapped_column(Json, default=dict, comment="Staff and conditions as applied for (R-22)")
    consented_on: Mapped[date | None] = mapped_column(comment="Day of the ministry's consent")
    approved_on: Mapped[date | None] = mapped_column(comment="First day")
    valid_to: Mapped[date | None] = mapped_column(comment="Last day by its own terms")
    suspended_on: Mapped[date | None] = mapped_column(comment="First day of the suspension in force")
    pauses: Mapped[list] = mapped_column(Json, default=list, comment="Suspensions that are over: first and last day")
    ended_on: Mapped[date | None] = mapped_column(comment="Last day, once revoked, surrendered or expired")
    ground: Mapped[str] = mapped_column(String(10), default="", comment="Rule on which it was suspended or revoked")
    reports: Mapped[list] = mapped_column(Json, default=list, comment="Years reported on, with the day (R-25)")
    body: Mapped[Organisation] = relationship()
    need: Mapped[ApprovalNeed | None] = relationship()

    @property
    def acting_body_id(self) -> int:
        """Its people take part by their duty in the body."""
        return self.body_id

    def in_force(self) -> Iterator[tuple[date, date | None]]:
        """(first day, last day or None) of each span without suspension; nothing before the approval."""
        if self.approved_on is None:
            return
        begins = self.approved_on
        for first, last in self.pauses:
            yield begins, date.fromisoformat(first) - DAY
            begins = date.fromisoformat(last) + DAY
        ends = [day for day in (self.ended_on, self.valid_to, self.suspended_on and self.suspended_on - DAY) if day]
        yield begins, min(ends, default=None)

    def valid_on(self, day: date) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in self.in_force())
