"""待复核, 期限, 任务."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Instant, Json, Ref
from app.models.party import Person


class Proposal(Base):
    """A move that waits for a second person. One open per subject; the two are never the same person."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("confirmed_by <> proposed_by", name="two_people"),
        CheckConstraint("state in ('open','confirmed','declined')", name="state"),
        CheckConstraint("(state = 'confirmed') = (confirmed_by is not null)", name="confirmed"),
        Index(
            "uq_proposal_open",
            "subject",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="Dossier")
    trigger: Mapped[str] = mapped_column(String(40), comment="Move proposed")
    payload: Mapped[str] = mapped_column(Text, comment="Canonical JSON of what was proposed")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the payload")
    state: Mapped[str] = mapped_column(String(10), default="open", comment="open, confirmed, declined")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="First person")
    proposed_at: Mapped[datetime] = mapped_column(Instant, comment="When")
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Second person")
    closed_at: Mapped[datetime | None] = mapped_column(Instant, comment="When confirmed or declined")
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])


class Deadline(Base):
    """A day by which a dossier must move, and how it was counted."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index(
            "ix_deadline_open", "subject", sqlite_where=text("met_on is null"), postgresql_where=text("met_on is null")
        ),
        CheckConstraint("days >= 1", name="days"),
        CheckConstraint("kind in ('notice','review','calendar')", name="kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, comment="Dossier")
    setting: Mapped[str] = mapped_column(String(40), comment="Setting that gives its length")
    starts_on: Mapped[date] = mapped_column(comment="Day from which it is counted")
    due_on: Mapped[date] = mapped_column(index=True, comment="Last day")
    provisional: Mapped[bool] = mapped_column(comment="Reaches into a year whose holiday notice is not loaded")
    calendar_version: Mapped[str] = mapped_column(String(40), comment="Calendar that counted it")
    counted_zh: Mapped[str] = mapped_column(Text, comment="How it was counted, in Chinese")
    counted_en: Mapped[str] = mapped_column(Text, comment="How it was counted, in English")
    days: Mapped[int] = mapped_column(comment="Its length, as the setting was on the first day")
    kind: Mapped[str] = mapped_column(String(10), comment="notice, review: working days; calendar: calendar days")
    first_counts: Mapped[bool] = mapped_column(comment="The first day itself counts, if it is one of its kind")
    stopped_on: Mapped[date | None] = mapped_column(comment="Stands still since; due_on is then the earliest day")
    met_on: Mapped[date | None] = mapped_column(comment="Day on which it was met or fell away")


class Pause(Base):
    """A time in which a deadline of a dossier does not run 停止计算; it may begin before the deadline does (R-52)."""

    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint("resumed_on >= stopped_on", name="order"),
        Index("uq_pause_open", "subject", "setting", unique=True, sqlite_where=text("resumed_on is null"),
              postgresql_where=text("resumed_on is null")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="Dossier whose deadline stands still")
    setting: Mapped[str] = mapped_column(String(40), comment="Setting that gives the deadline its length")
    stopped_on: Mapped[date] = mapped_column(comment="Day on which it stopped; does not count")
    resumed_on: Mapped[date | None] = mapped_column(comment="Day on which it went on")
    cause_zh: Mapped[str] = mapped_column(String(80), comment="Why, in Chinese")
    cause_en: Mapped[str] = mapped_column(String(80), comment="Why, in English")


class Job(Base):
    """An outbox row, written in the transaction that needs the work."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('queued','running','done','failed')", name="state"),
        Index(
            "ix_job_waiting", "state", sqlite_where=text("state <> 'done'"), postgresql_where=text("state <> 'done'")
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Order of work")
    name: Mapped[str] = mapped_column(String(40), comment="Which task")
    payload: Mapped[dict] = mapped_column(Json, comment="What it works on")
    state: Mapped[str] = mapped_column(String(10), default="queued", comment="queued, running, done, failed")
    attempts: Mapped[int] = mapped_column(default=0, comment="How often it was begun")
    error: Mapped[str] = mapped_column(Text, default="", comment="Why the last try failed")
    created_at: Mapped[datetime] = mapped_column(Instant, comment="When it was asked for")
    not_before: Mapped[datetime] = mapped_column(Instant, comment="Not to be tried earlier")
    finished_at: Mapped[datetime | None] = mapped_column(Instant, comment="When it was done")


class Heartbeat(Base):
    """One row: when the worker last looked round, and what it found on its machine. Shown by /healthz."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Always 1")
    at: Mapped[datetime] = mapped_column(Instant, comment="Last look round, by the wall clock")
    fonts: Mapped[bool] = mapped_column(comment="Fonts are cut and the subsetting library is there")


class Said(Base):
    """The words of a move: reasons, gaps, answers. Its event holds their digest alone. Insert-only."""

    __tablename__ = "said"
    __table_args__ = ({"info": {"insert_only": True}},)
    digest: Mapped[str] = mapped_column(Digest, primary_key=True, comment="sha256 of the body, as in the event")
    body: Mapped[str] = mapped_column(Text, comment="Canonical JSON: name of what was asked for, and the words")


class Mail(Base):
    """通知: a notice to one person, written once for each cause, carried out by an adapter, marked as seen."""

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    key: Mapped[str] = mapped_column(String(120), unique=True, comment="Cause and reader: nothing is told twice")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="To whom")
    subject: Mapped[str] = mapped_column(Ref, comment="Dossier or comment it speaks of")
    href: Mapped[str] = mapped_column(String(200), comment="Page to go to")
    zh: Mapped[str] = mapped_column(Text, comment="What it says, in Chinese")
    en: Mapped[str] = mapped_column(Text, comment="What it says, in English")
    made_on: Mapped[date] = mapped_column(comment="Beijing date")
    sent_at: Mapped[datetime | None] = mapped_column(Instant, comment="When the adapter took it")
    seen_at: Mapped[datetime | None] = mapped_column(Instant, comment="When its reader marked it as seen")
    person: Mapped[Person] = relationship()
