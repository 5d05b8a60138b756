"""公示 and 公众意见."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, exists
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.models.base import Base, Ref
from app.models.party import Person


class Notice(Base):
    """A public notice: its window is fixed at release, with the version of the calendar that counted it."""
    __tablename__ = "notice"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="window"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="GS-2026-0003")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="Dossier on notice")
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), comment="The version that is shown")
    starts_on: Mapped[date] = mapped_column(comment="First day, included")
    ends_on: Mapped[date] = mapped_column(comment="Last day, included; never moved earlier")
    provisional: Mapped[bool] = mapped_column(comment="Reaches into a year whose holiday notice is not loaded")
    calendar_version: Mapped[str] = mapped_column(String(40), comment="Calendar that counted the window")
    comments: Mapped[list[Comment]] = relationship(back_populates="notice", order_by="Comment.id")


class Comment(Base):
    """A real-name comment; the name is hidden from the public (R-151). The reply is part of it."""
    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="Name in addresses")
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True, comment="Which notice")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who; never shown to the public")
    paragraph: Mapped[str] = mapped_column(String(80), default="", comment="Section that it speaks of")
    body: Mapped[str] = mapped_column(Text, comment="What was said")
    said_on: Mapped[date] = mapped_column(comment="Beijing date")
    reply: Mapped[str | None] = mapped_column(Text, comment="The owner's answer")
    replied_on: Mapped[date | None] = mapped_column(comment="Beijing date of the answer")
    notice: Mapped[Notice] = relationship(back_populates="comments")
    person: Mapped[Person] = relationship()


_later = aliased(Notice)
NEWEST = ~exists().where(_later.subject == Notice.subject, _later.id > Notice.id)   # of its dossier
