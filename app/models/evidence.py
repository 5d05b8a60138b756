"""Rows of the event log: events, what waits for a place in the tree, the tree, its signed heads."""
from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Instant

Serial = BigInteger().with_variant(Integer, "sqlite")   # SQLite numbers rows by itself only for INTEGER


class Event(Base):
    """One thing that happened. Its body is the leaf of the log, byte for byte; the columns repeat it for queries."""
    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("subject_seq >= 1", name="seq"),
        CheckConstraint("(subject_seq = 1) = (previous IS NULL)", name="chain"),
        Index("uq_event_subject_seq", "subject", "subject_seq", unique=True),
        {"info": {"insert_only": True}, "comment": "Event log; never changed"})
    id: Mapped[int] = mapped_column(Serial, Identity(always=True), primary_key=True,
                                    comment="Order of writing; not the leaf index")
    act_id: Mapped[str | None] = mapped_column(
        String(36), ForeignKey("act.id", deferrable=True, initially="DEFERRED"), unique=True,
        comment="The ledger act this event is the record of; empty for other events")
    subject: Mapped[str] = mapped_column(String(80), comment="What it happened to: a dossier's ref, a project code")
    subject_seq: Mapped[int] = mapped_column(comment="1, 2, 3 … within the subject, without gaps")
    previous: Mapped[str | None] = mapped_column(Digest, comment="sha256 of the body of the subject's previous event")
    on: Mapped[date] = mapped_column(comment="Beijing date")
    at: Mapped[datetime] = mapped_column(Instant, comment="Instant, UTC")
    body: Mapped[str] = mapped_column(Text, comment="RFC 8785 text, the very bytes of the leaf; ids and digests only")

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.body)["facts"]

    @property
    def kind(self) -> str:
        return json.loads(self.body)["kind"]


class Pending(Base):
    """An event that has no leaf yet. Written with the event; the sequencer removes it with the leaf's insertion."""
    __tablename__ = "pending"
    __table_args__ = ({"comment": "Events that wait for their place in the tree"},)
    event_id: Mapped[int] = mapped_column(Serial, ForeignKey("event.id"), primary_key=True, autoincrement=False,
                                          comment="The waiting event")


class Node(Base):
    """Level 0: leaf hashes. Level k: roots of 256^k leaves, once they are complete. So no row ever changes."""
    __tablename__ = "node"
    __table_args__ = (
        CheckConstraint("level >= 0 AND idx >= 0", name="place"),
        CheckConstraint("(level = 0) = (event_id IS NOT NULL)", name="leaf"),
        CheckConstraint("length(hash) = 32", name="hash"),
        {"info": {"insert_only": True}, "comment": "Hashes of the Merkle tree (RFC 6962, C2SP tiles)"})
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0 leaves, 1 roots of 256 …")
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False,
                                     comment="Place in the level, from 0")
    hash: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256, 32 bytes")
    event_id: Mapped[int | None] = mapped_column(Serial, ForeignKey("event.id"), unique=True,
                                                 comment="On level 0, the event of this leaf")
    receipt: Mapped[bytes | None] = mapped_column(
        LargeBinary, index=True, comment="On level 0, sha256 of the event's bytes: what its actor keeps")


class Checkpoint(Base):
    """A signed head of the log. Whoever keeps the note can tell whether anything before it was changed."""
    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("size >= 1", name="size"),
        {"info": {"insert_only": True}, "comment": "Signed tree heads"})
    size: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False,
                                      comment="Number of leaves it covers")
    note: Mapped[str] = mapped_column(Text, comment="C2SP signed note: origin, size, root, signature")
    made_at: Mapped[datetime] = mapped_column(Instant, comment="When it was signed, UTC")
