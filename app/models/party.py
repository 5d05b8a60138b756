"""Organisations, people, and who serves whom in which duty."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Instant

KINDS = ("owner", "key_emitter", "trader", "body", "province", "registry", "exchange", "pledgee", "consultant",
         "market_supervision", "regulator", "court", "expert_panel")
HOLDERS = ("owner", "key_emitter", "trader")            # they may hold credits
DUTIES = ("initiator", "confirmer", "team", "reviewer", "decider", "operator", "national_administrator",
          "commenter", "auditor", "officer", "expert", "system_administrator", "security_administrator")


class Organisation(Base):
    """A legal person. One registry account each (R-13)."""
    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("length(credit_code) = 18", name="credit_code_length"),
                      CheckConstraint(f"kind in {KINDS}", name="kind"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    credit_code: Mapped[str] = mapped_column(String(18), unique=True,
                                             comment="统一社会信用代码, check digit tested by the service")
    name_zh: Mapped[str] = mapped_column(String(120), comment="Registered name")
    name_en: Mapped[str] = mapped_column(String(200), default="", comment="Name used in English texts")
    kind: Mapped[str] = mapped_column(String(20), comment="One of KINDS")
    address: Mapped[str] = mapped_column(String(200), default="", comment="Registered address")
    restricted: Mapped[bool] = mapped_column(default=False, comment="R-16: account restricted, no new moves")
    closed_on: Mapped[date | None] = mapped_column(comment="R-17: account closed, for good")
    members: Mapped[list[Membership]] = relationship(back_populates="organisation")


class Person(Base):
    """A natural person who signs in; may serve several organisations."""
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    sign_in: Mapped[str] = mapped_column(String(80), unique=True, comment="Sign-in name, lower case")
    name: Mapped[str] = mapped_column(String(80), comment="Real name")
    password_hash: Mapped[str] = mapped_column(String(200), comment="Argon2id")
    disabled: Mapped[bool] = mapped_column(default=False, comment="May not sign in")
    session_epoch: Mapped[int] = mapped_column(default=0, comment="Raised to end all sessions of this person")
    must_change: Mapped[bool] = mapped_column(default=False, comment="R-156: the password was set by somebody else")
    password_set_at: Mapped[datetime | None] = mapped_column(Instant, comment="When the password was set")
    phone: Mapped[str] = mapped_column(String(200), default="", comment="Sealed (S15)")
    id_number: Mapped[str] = mapped_column(String(200), default="", index=True, comment="居民身份证号, sealed (S15)")
    memberships: Mapped[list[Membership]] = relationship(back_populates="person")


ADMINISTRATORS = ("system_administrator", "security_administrator", "auditor")
_administers = text(f"ended_on is null and duty in {ADMINISTRATORS}")
APART = {"an administrator has no other duty": f"""NEW.ended_on IS NULL AND EXISTS (SELECT 1 FROM membership other
    WHERE other.person_id = NEW.person_id AND other.ended_on IS NULL AND other.id <> coalesce(NEW.id, -1)
    AND other.duty <> NEW.duty AND (other.duty IN {ADMINISTRATORS} OR NEW.duty IN {ADMINISTRATORS}))"""}


class Membership(Base):
    """One duty of a person in an organisation; a commenter has none."""
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "duty"),
                      CheckConstraint(f"duty in {DUTIES}", name="duty"),
                      CheckConstraint("(organisation_id is null) = (duty = 'commenter')", name="home"),
                      Index("uq_membership_administrator", "person_id", unique=True, sqlite_where=_administers,
                            postgresql_where=_administers),
                      {"info": {"refused": APART}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Who")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, comment="For whom")
    duty: Mapped[str] = mapped_column(String(30), comment="What the person does there")
    ended_on: Mapped[date | None] = mapped_column(comment="Last day, if it has ended; Beijing date")
    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation | None] = relationship(back_populates="members")
