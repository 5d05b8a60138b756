"""证书: what it says, fixed with what it speaks of; and the sealed PDF, once it is made. Both insert-only."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Instant


class CertificateContent(Base):
    """certificate.json and worksheet.json of one certificate, written in the transaction of the act or event that it
    speaks of."""
    __tablename__ = "certificate_content"
    __table_args__ = (CheckConstraint("kind in ('issuance','retirement','registration','statement')", name="kind"),
                      CheckConstraint("(kind in ('issuance','retirement')) = (act_id is not null)", name="act"),
                      {"info": {"insert_only": True, "sealed_by": "act_id"},
                       "comment": "What certificates say; never changed"})
    number: Mapped[str] = mapped_column(String(20), primary_key=True, comment=(
        "QF-2026-000001 签发, ZX-… 注销, DJ-… 项目登记, CY-… 持有"))
    act_id: Mapped[str | None] = mapped_column(
        String(36), ForeignKey("act.id", deferrable=True, initially="DEFERRED"), unique=True,
        comment="The ledger act it speaks of; empty where the first event of its number is it")
    kind: Mapped[str] = mapped_column(String(12), comment="issuance, retirement, registration, statement")
    content: Mapped[str] = mapped_column(Text, comment="certificate.json, canonical, byte for byte")
    worksheet: Mapped[str] = mapped_column(Text, comment=(
        "worksheet.json, canonical, byte for byte; empty where it rests on none"))
    certificate: Mapped[Certificate | None] = relationship(back_populates="said")


class Certificate(Base):
    """The sealed PDF in the document store. Its present state is the ledger's, never stored here."""
    __tablename__ = "certificate"
    __table_args__ = ({"info": {"insert_only": True}, "comment": "Sealed certificates; never changed"},)
    number: Mapped[str] = mapped_column(String(20), ForeignKey("certificate_content.number"), primary_key=True,
                                        comment="Its number")
    pdf_sha256: Mapped[str] = mapped_column(Digest, unique=True, comment="The bytes in the document store")
    made_at: Mapped[datetime] = mapped_column(Instant, comment="When it was sealed, UTC; what its time stamp states")
    said: Mapped[CertificateContent] = relationship(back_populates="certificate")
