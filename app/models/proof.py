"""Proofs of the ledger that were run: when, at whose wish, and what they found."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Instant


class ProofRun(Base):
    """One proof of the whole ledger. What it found stays as it was found."""
    __tablename__ = "proof_run"
    __table_args__ = (
        CheckConstraint("cause in ('timer','person','command')", name="cause"),
        CheckConstraint("(cause = 'person') = (asked_by is not null)", name="asked"),
        {"info": {"insert_only": True}, "comment": "Proofs of the ledger that were run"})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    at: Mapped[datetime] = mapped_column(Instant, comment="Instant of the snapshot that was proved, UTC")
    ran_at: Mapped[datetime] = mapped_column(Instant, comment="The same by the machine's own clock: gives its age")
    took_ms: Mapped[int] = mapped_column(comment="How long it took")
    cause: Mapped[str] = mapped_column(String(8), comment="timer; person: asked for on the page; command")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who asked for it")
    batches: Mapped[int] = mapped_column(comment="Batches that there were")
    issued_t: Mapped[int] = mapped_column(BigInteger, comment="Tonnes that were ever issued")
    whole: Mapped[bool] = mapped_column(comment="Every promise of the ledger held")
    found: Mapped[str] = mapped_column(Text, comment="Canonical JSON: [promise, how many counted, [where broken]] each")
