"""举报: what somebody reports as fraud, with or without a name, and what the office that has it made of it (R-10)."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Ref
from app.models.party import Person

STATES = ("received", "with_province", "with_supervision", "answered")


class FraudReport(Base):
    """One report. Its reporter is known to the office that has it and to nobody else."""
    __tablename__ = "fraud_report"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("about in ('project','body')", name="about"),
        CheckConstraint("office in ('','province','market_supervision')", name="office"),
        CheckConstraint("(state = 'answered') = (answered_on is not null)", name="answered"))
    stage = "report"
    holder_id = None                                    # it belongs to no organisation (app/access.py)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="JB-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    about: Mapped[str] = mapped_column(String(10), comment="project or body")
    target: Mapped[str] = mapped_column(String(40), comment="Project code, ref of an application, or credit code")
    target_zh: Mapped[str] = mapped_column(String(200), comment="Name of the target on the day of the report")
    body: Mapped[str] = mapped_column(Text, comment="What is reported")
    contact: Mapped[str] = mapped_column(String(800), default="", comment=(
        "How to reach the reporter, if they want; sealed (S15)"))
    code: Mapped[str] = mapped_column(String(32), comment="Opens the page of its state to whoever reported it")
    office: Mapped[str] = mapped_column(String(20), default="", comment="Kind of organisation that has it")
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True,
                                                     comment="Who reported, when signed in")
    said_on: Mapped[date] = mapped_column(index=True, comment="Day of the report; Beijing date")
    answered_on: Mapped[date | None] = mapped_column(comment="Set if and only if answered")
    result: Mapped[str] = mapped_column(Text, default="", comment="What came of it, for its reporter")
    applicant: Mapped[Person | None] = relationship(foreign_keys=[applicant_id])

    @property
    def offices(self) -> tuple[str, ...]:
        """The office that has it takes part, no other."""
        return (self.office,) if self.office else ()
