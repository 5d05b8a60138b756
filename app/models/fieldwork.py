"""What a body brings back from the sites: a record of each, pictures with the owner's consent, interviews."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json
from app.models.document import Attachment
from app.models.party import Person


class SiteRecord(Base):
    """A site as somebody of the team saw it: where, when, by whom (R-50)."""
    __tablename__ = "site_record"
    __table_args__ = (UniqueConstraint("engagement_id", "n"),
                      CheckConstraint("origin in ('typed','picture','file')", name="origin"),
                      {"info": {"kept": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True, comment="Which work")
    n: Mapped[int] = mapped_column(comment="1, 2, … in this engagement")
    site: Mapped[str] = mapped_column(String(200), comment="A name of the plan's list")
    seen_on: Mapped[date] = mapped_column(comment="Beijing date")
    seen_at: Mapped[str] = mapped_column(String(5), comment="HH:MM, Beijing")
    lat: Mapped[str] = mapped_column(String(12), comment="Degrees, six digits at most")
    lon: Mapped[str] = mapped_column(String(12), comment="Degrees, six digits at most")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Of the team, who was there")
    origin: Mapped[str] = mapped_column(String(10), comment="Where place and time come from: typed, picture, file")
    note: Mapped[str] = mapped_column(Text, default="", comment="What was seen")
    entered_on: Mapped[date] = mapped_column(comment="Beijing date")
    person: Mapped[Person] = relationship()


class VisitPicture(Base):
    """A copy, photo or recording, with consent; what was typed and what the file itself says stand side by side."""
    __tablename__ = "visit_picture"
    __table_args__ = (UniqueConstraint("engagement_id", "n"),
                      CheckConstraint("length(consent_by) > 0", name="consent"),
                      {"info": {"kept": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True, comment="Which work")
    n: Mapped[int] = mapped_column(comment="1, 2, … in this engagement")
    site: Mapped[str] = mapped_column(String(200), comment="A name of the plan's list")
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), comment="The file")
    consent_by: Mapped[str] = mapped_column(String(80), comment="Who consented for the owner (R-50)")
    consent_on: Mapped[date] = mapped_column(comment="When")
    typed: Mapped[dict] = mapped_column(Json, comment='{"at", "lat", "lon"} as typed; empty texts where nothing was')
    read: Mapped[dict] = mapped_column(Json, comment='{"at", "lat", "lon"} as read from the file; empty where absent')
    note: Mapped[str] = mapped_column(Text, default="", comment="What it shows")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Of the team")
    entered_on: Mapped[date] = mapped_column(comment="Beijing date")
    attachment: Mapped[Attachment] = relationship()


class Interview(Base):
    """Who was heard, what was asked and said; the signed sheet is a scan."""
    __tablename__ = "interview"
    __table_args__ = (UniqueConstraint("engagement_id", "n"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True, comment="Which work")
    n: Mapped[int] = mapped_column(comment="1, 2, … in this engagement")
    name: Mapped[str] = mapped_column(String(80), comment="Who was heard")
    role: Mapped[str] = mapped_column(String(120), comment="Post, or what they are to the project")
    held_on: Mapped[date] = mapped_column(comment="Beijing date")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Of the team, who asked")
    talk: Mapped[list] = mapped_column(Json, comment="[[question, answer], …]")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), comment="The signed sheet")
    entered_on: Mapped[date] = mapped_column(comment="Beijing date")
    person: Mapped[Person] = relationship()
    scan: Mapped[Attachment | None] = relationship()
