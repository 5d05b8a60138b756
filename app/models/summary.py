"""每日摘要: the sealed page of a day of the log. Insert-only."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Instant
from app.models.evidence import Serial


class DailySummary(Base):
    """One a Beijing day, once its PDF is sealed and stored."""
    __tablename__ = "daily_summary"
    __table_args__ = ({"info": {"insert_only": True}, "comment": "Sealed summaries of the log; never changed"},)
    day: Mapped[date] = mapped_column(primary_key=True, comment="Beijing date that it sums up")
    size: Mapped[int] = mapped_column(Serial, ForeignKey("checkpoint.size"), comment="Size of the checkpoint it prints")
    content: Mapped[str] = mapped_column(Text, comment="summary.json, canonical, byte for byte")
    pdf_sha256: Mapped[str] = mapped_column(Digest, unique=True, comment="The bytes in the document store")
    made_at: Mapped[datetime] = mapped_column(Instant, comment="When it was sealed, UTC; what its time stamp states")
