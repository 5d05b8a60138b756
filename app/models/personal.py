"""Personal data: who looked at it in full and why, and what its owner asked to have put right (S15)."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Instant
from app.models.party import Person

FIELDS = ("phone", "id_number")


class PersonalView(Base):
    """Somebody read a number in full. Insert-only; shown to the person and to the auditor."""
    __tablename__ = "personal_view"
    __table_args__ = (CheckConstraint(f"field in {FIELDS}", name="field"), {"info": {"insert_only": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose")
    field: Mapped[str] = mapped_column(String(20), comment="phone or id_number")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who looked")
    reason: Mapped[str] = mapped_column(String(200), comment="Why, as typed")
    at: Mapped[datetime] = mapped_column(Instant, comment="When")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class Correction(Base):
    """A person asks to have their own data put right; a system administrator answers."""
    __tablename__ = "correction"
    __table_args__ = (CheckConstraint("field in ('name','phone','id_number')", name="field"),
                      CheckConstraint("state in ('open','done','refused')", name="state"),
                      CheckConstraint("decided_by <> person_id", name="two_people"),
                      CheckConstraint("(state = 'open') = (decided_at is null)", name="decided"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose data")
    field: Mapped[str] = mapped_column(String(20), comment="name, phone or id_number")
    wanted: Mapped[str] = mapped_column(String(400), comment="What it should say; sealed")
    state: Mapped[str] = mapped_column(String(10), default="open", comment="open, done, refused")
    asked_at: Mapped[datetime] = mapped_column(Instant, comment="When it was asked for")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who answered")
    decided_at: Mapped[datetime | None] = mapped_column(Instant, comment="When")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
