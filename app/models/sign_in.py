"""What lets a person in: tries, the second factor, recovery codes, codes sent to a phone."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Instant


class SignIn(Base):
    """One try to sign in; guesses are counted, and successes are the owner's own log (S11). Nothing deletes them: R-155
    asks for six months at least."""
    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("step in ('password','code')", name="step"),
                      Index("ix_sign_in_at", "at"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    sign_in: Mapped[str] = mapped_column(String(80), index=True, comment="Name that was typed")
    step: Mapped[str] = mapped_column(String(10), default="password", comment="What was tried: password or code")
    at: Mapped[datetime] = mapped_column(Instant, comment="When")
    good: Mapped[bool] = mapped_column(comment="Whether it was let in")


class SecondFactor(Base):
    """The authenticator of a person. Not confirmed: the person has not shown a code yet, so it lets nobody in."""
    __tablename__ = "second_factor"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False,
                                           comment="Whose")
    secret: Mapped[str] = mapped_column(String(160), comment="Sealed; 160 bits")
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant, comment="When a first code was shown")
    last_step: Mapped[int] = mapped_column(default=0, comment="Newest step that was used: each code counts once")


class RecoveryCode(Base):
    """A code for the day on which the phone is lost; used once."""
    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of its 80 bits as typed")
    used_at: Mapped[datetime | None] = mapped_column(Instant, comment="When it was used")


class PhoneCode(Base):
    """The newest code that was sent to a person's phone."""
    __tablename__ = "phone_code"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False,
                                           comment="Whose")
    digest: Mapped[str] = mapped_column(Digest, comment="Keyed digest of the code")
    sent_at: Mapped[datetime] = mapped_column(Instant, comment="When it was sent")
    used: Mapped[bool] = mapped_column(default=False, comment="It counts once")


class ProgramKey(Base):
    """The key by which a program acts for a person, inside the addresses that are its own (R-154)."""
    __tablename__ = "program_key"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="In whose name")
    digest: Mapped[str] = mapped_column(Digest, unique=True, comment="sha256 of its 256 bits as shown once")
    made_at: Mapped[datetime] = mapped_column(Instant, comment="When it was made")
    ended_at: Mapped[datetime | None] = mapped_column(Instant, comment="From when it opens nothing")
