"""行政处罚与处理: a case, its measures, and the bars on owners that they bring."""
from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Ref
from app.models.party import Organisation
from app.models.project import Project

CASE_STATES = ("opened", "investigating", "decided", "executed", "closed", "dismissed")
DUE = ("ordered", "overdue")                            # states of a measure that waits to be carried out
DECIDED = ("decided", "executed", "closed")
MEASURE_STATES = ("proposed", "ordered", "overdue", "in_force", "done", "lifted", "dropped")
KINDS = ("fine", "suspend_trading", "order_cancel", "force_cancel", "return_shortage", "revoke_project", "bar",
         "stop_body", "revoke_body", "staff_ban")


class SanctionCase(Base):
    """A case against an owner, a body or a trader, conducted by one office."""
    __tablename__ = "sanction_case"
    __table_args__ = (CheckConstraint(f"state in {CASE_STATES}", name="state"),
                      CheckConstraint(f"(state in {DECIDED}) = (decided_on is not null)", name="decided"))
    stage = "sanction"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="SA-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    ground: Mapped[str] = mapped_column(String(10), comment="R-128 … R-134")
    office_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="Who conducts it")
    respondent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="当事人")
    committed_on: Mapped[date] = mapped_column(comment="Day of the breach: it decides which fine applies")
    opened_on: Mapped[date] = mapped_column(comment="Beijing date")
    summary: Mapped[str] = mapped_column(Text, comment="What it is about")
    heard_on: Mapped[date | None] = mapped_column(comment="Day of the respondent's statement")
    statement: Mapped[str] = mapped_column(Text, default="", comment="The respondent's statement")
    decided_on: Mapped[date | None] = mapped_column(comment="Set if and only if decided")
    number: Mapped[str] = mapped_column(String(80), default="", comment="Number of the decision")
    reason: Mapped[str] = mapped_column(Text, default="", comment="Reasons of the decision, shown to everybody")
    office: Mapped[Organisation] = relationship(foreign_keys=[office_id])
    respondent: Mapped[Organisation] = relationship(foreign_keys=[respondent_id])
    measures: Mapped[list[SanctionMeasure]] = relationship(back_populates="case", order_by="SanctionMeasure.n")

    @property
    def offices(self) -> tuple[str, ...]:
        return (self.office.kind,)

    @property
    def holder_id(self) -> int | None:
        """The respondent sees the case once it is decided."""
        return self.respondent_id if self.state in DECIDED else None

    @property
    def acting_body_id(self) -> int | None:
        return self.holder_id


class SanctionMeasure(Base):
    """One measure of a case, with a state and a last day of its own. One that follows another by law has that one's
    ref as its target."""
    __tablename__ = "sanction_measure"
    __table_args__ = (UniqueConstraint("case_id", "n"),
                      CheckConstraint(f"kind in {KINDS}", name="kind"),
                      CheckConstraint(f"state in {MEASURE_STATES}", name="state"),
                      CheckConstraint("amount > 0 and quantity > 0", name="positive"))
    stage = "measure"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="SM-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    case_id: Mapped[int] = mapped_column(ForeignKey("sanction_case.id"), comment="Of which case")
    n: Mapped[int] = mapped_column(comment="1, 2, …")
    kind: Mapped[str] = mapped_column(String(20), comment="fine, bar, …")
    amount: Mapped[int | None] = mapped_column(BigInteger, comment="Fine in CNY")
    quantity: Mapped[int | None] = mapped_column(BigInteger, comment="Tonnes to be cancelled or returned")
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), comment="Project to be revoked")
    target: Mapped[str] = mapped_column(String(200), default="", comment="Project code or names of staff, as given")
    starts_on: Mapped[date | None] = mapped_column(comment="First day in force, once it lasts")
    ends_on: Mapped[date | None] = mapped_column(comment="Day on which it no longer holds; none: until it is lifted")
    done_on: Mapped[date | None] = mapped_column(comment="Day on which it was carried out")
    act: Mapped[str] = mapped_column(String(80), default="", comment="Ledger act that carried it out")
    case: Mapped[SanctionCase] = relationship(back_populates="measures")
    project: Mapped[Project | None] = relationship()

    @property
    def offices(self) -> tuple[str, ...]:
        return self.case.offices

    @property
    def office_id(self) -> int:
        """The office that conducts the case: no other one takes part."""
        return self.case.office_id

    @property
    def order(self) -> SanctionMeasure | None:
        """Of a forced cancellation: the order to cancel that it stands in for. It names that one, or was decided
        beside it with the same quantity; each stands in for one."""
        kept = [each for each in self.case.measures if each.state != "dropped"]
        orders = {each.ref: each for each in kept if each.kind == "order_cancel"}
        forced = [each for each in kept if each.kind == "force_cancel"]
        if self not in forced or self.target in orders:
            return orders.get(self.target) if self in forced else None
        named = {each.target for each in forced}
        beside = [each for each in forced if each.target not in orders and each.quantity == self.quantity]
        left = [each for ref, each in orders.items() if ref not in named and each.quantity == self.quantity]
        return dict(zip(beside, left)).get(self)

    @property
    def holder_id(self) -> int | None:
        return self.case.holder_id

    @property
    def acting_body_id(self) -> int | None:
        return self.case.holder_id


class Bar(Base):
    """不再受理申请: from its first day until the day before its end; none: until it is lifted (R-128, R-129)."""
    __tablename__ = "bar"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="span"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="Who is barred")
    starts_on: Mapped[date] = mapped_column(comment="First day")
    ends_on: Mapped[date | None] = mapped_column(comment="First day on which applications are accepted again")
    ground: Mapped[str] = mapped_column(String(10), default="", comment="R-128, R-129")
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("sanction_measure.id"), comment="The measure it rests on")
