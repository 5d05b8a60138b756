"""Drafts change, versions never do; documents are bytes known by their hash; an attachment hangs one on a dossier."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Instant, Json, Ref
from app.models.party import Person

LEVELS = ("public", "redacted", "private")


class Draft(Base):
    """One mutable document of a dossier, with a revision: a save on a stale one is refused."""
    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, unique=True, comment="Dossier it belongs to")
    document: Mapped[dict] = mapped_column(Json, comment='{"template", "sections", "inputs"}')
    revision: Mapped[int] = mapped_column(default=1, comment="Raised by each save")
    saved_at: Mapped[datetime] = mapped_column(Instant, comment="Last save")
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who saved last")


class Version(Base):
    """An immutable document: RFC 8785 text and its digest. Insert-only."""
    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("subject", "n"), {"info": {"insert_only": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="Dossier it belongs to")
    n: Mapped[int] = mapped_column(comment="1, 2, … within the dossier")
    label: Mapped[str] = mapped_column(String(30), comment="published, revised, validated, verified, report")
    body: Mapped[str] = mapped_column(Text, comment="Canonical JSON")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the body")
    made_on: Mapped[date] = mapped_column(comment="Beijing date")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who handed it in")


class Worksheet(Base):
    """A sealed calculation: canonical JSON of the kernel. Insert-only."""
    __tablename__ = "worksheet"
    __table_args__ = (UniqueConstraint("subject", "purpose", "n"), {"info": {"insert_only": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="Dossier it belongs to")
    purpose: Mapped[str] = mapped_column(String(20), comment="estimate, accounting, verification")
    n: Mapped[int] = mapped_column(comment="1, 2, … of this purpose")
    tonnes: Mapped[int] = mapped_column(comment="Whole tonnes of CO2 equivalent")
    body: Mapped[str] = mapped_column(Text, comment="Canonical JSON")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the body")
    made_on: Mapped[date] = mapped_column(comment="Beijing date")


class Document(Base):
    """Bytes by sha256; the file lies in the blob store. Insert-only."""
    __tablename__ = "document"
    __table_args__ = ({"info": {"insert_only": True}},)
    sha256: Mapped[str] = mapped_column(Digest, primary_key=True, comment="Name and proof of the bytes")
    size: Mapped[int] = mapped_column(comment="Bytes")
    media_type: Mapped[str] = mapped_column(String(80), comment="As found in the bytes, not as claimed")
    stored_at: Mapped[datetime] = mapped_column(Instant, comment="First upload")


class Attachment(Base):
    """A document in a slot of a dossier, with its publication level."""
    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint(f"level in {LEVELS}", name="level"),
                      CheckConstraint("level = 'public' or reason <> ''", name="reason"),
                      CheckConstraint(f"asked_level in {LEVELS}", name="asked_level"),
                      Index("ix_attachment_subject_slot", "subject", "slot"),
                      {"info": {"kept": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="Name in addresses")
    subject: Mapped[str] = mapped_column(Ref, comment="Dossier it belongs to")
    slot: Mapped[str] = mapped_column(String(60), comment="Which paper of the dossier")
    sha256: Mapped[str] = mapped_column(ForeignKey("document.sha256"), comment="The bytes")
    name: Mapped[str] = mapped_column(String(200), comment="File name as uploaded")
    level: Mapped[str] = mapped_column(String(10), comment="public 公开, redacted 脱敏后公开, private 不公开")
    reason: Mapped[str] = mapped_column(String(200), default="", comment="Why it is not public")
    asked_level: Mapped[str] = mapped_column(String(10), comment="The level that the uploader asked for")
    asked_reason: Mapped[str] = mapped_column(String(200), default="", comment="Why, in the uploader's words")
    settled_on: Mapped[date | None] = mapped_column(comment="Day on which the registry settled the level; until then "
                                                            "nobody but the dossier's own people gets the file")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who settled it")
    page_code: Mapped[str] = mapped_column(String(40), default="", comment="Code of the printed page whose scan it is")
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who")
    uploaded_on: Mapped[date] = mapped_column(comment="Beijing date")
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), comment="The newer one in this slot")
    document: Mapped[Document] = relationship()
    uploader: Mapped[Person] = relationship(foreign_keys=[uploaded_by])
