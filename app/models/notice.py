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
    called_off_on: Mapped[date | None] = mapped_column(comment="Left before its end: withdrawn, another body")
    comments: Mapped[list[Comment]] = relationship(back_populates="notice", order_by="Comment.id")

    def is_open(self, day: date) -> bool:
        """Whether the public may comment on this day."""
        return self.called_off_on is None and self.starts_on <= day <= self.ends_on

    def is_public(self, day: date) -> bool:
        """From its first day on, unless it was called off before that."""
        return self.starts_on <= min(day, self.called_off_on or day)


class Comment(Base):
    """A real-name comment; the name is hidden from the public (R-151). Its reply is part of it. Never deleted."""
    __tablename__ = "comment"
    __table_args__ = (CheckConstraint("state in ('shown','warned','hidden','reported')", name="state"),
                      CheckConstraint("ground in ('','unrelated','uncivil','illegal')", name="ground"),
                      CheckConstraint("(state = 'shown') = (ground = '')", name="grounded"),
                      CheckConstraint("reply_level in ('public','body')", name="reply_level"))
    stage = "comment"
    holder_id = None                                    # nobody's dossier: `access` asks about the filing on notice
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="Name in addresses")
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True, comment="Which notice")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who; never shown to the public")
    paragraph: Mapped[str] = mapped_column(String(80), default="", comment="Section that it speaks of")
    body: Mapped[str] = mapped_column(Text, comment="What was said")
    said_on: Mapped[date] = mapped_column(comment="Beijing date")
    state: Mapped[str] = mapped_column(String(10), default="shown", comment="Assigned by moves alone")
    ground: Mapped[str] = mapped_column(String(10), default="", comment="Why it was warned of or is not shown")
    handling: Mapped[str] = mapped_column(Text, default="", comment="The registry's reason for the present state")
    handled_on: Mapped[date | None] = mapped_column(comment="Beijing date of the present state")
    reply_level: Mapped[str] = mapped_column(String(10), default="public", comment="Who reads the reply: public, body")
    reply: Mapped[str | None] = mapped_column(Text, comment="The owner's answer")
    replied_on: Mapped[date | None] = mapped_column(comment="Beijing date of the answer")
    notice: Mapped[Notice] = relationship(back_populates="comments")
    person: Mapped[Person] = relationship()


class Warned(Base):
    """A warning given to a commenter (R-37); a later comment may then lead to a suspension. Insert-only."""
    __tablename__ = "comment_warning"
    __table_args__ = ({"info": {"insert_only": True}},)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True, comment="For which comment")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="To whom")
    newest_id: Mapped[int] = mapped_column(comment="The newest comment there was when it was given")
    given_on: Mapped[date] = mapped_column(comment="Beijing date")


class Suspension(Base):
    """A time in which a person may not comment (R-37)."""
    __tablename__ = "comment_suspension"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="order"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True, comment="The comment that led to it")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose right")
    from_on: Mapped[date] = mapped_column(comment="First day; Beijing date")
    until_on: Mapped[date] = mapped_column(comment="Last day")
    reason: Mapped[str] = mapped_column(Text, comment="Why")
    lifted_on: Mapped[date | None] = mapped_column(comment="Day on which it was lifted")


_later = aliased(Notice)
NEWEST = ~exists().where(_later.subject == Notice.subject, _later.id > Notice.id)   # of its dossier
