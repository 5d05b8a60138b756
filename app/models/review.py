"""登记审查: what the registry judged, item by item, and the experts it asked."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Json, Ref
from app.models.party import Person
from app.models.project import Application


class ReviewItem(Base):
    """One item of the list of completeness, as it was judged in one round of a review."""
    __tablename__ = "review_item"
    __table_args__ = (UniqueConstraint("subject", "round", "key"),
                      CheckConstraint("verdict in ('there','gap')", name="verdict"),
                      CheckConstraint("(verdict = 'gap') = (words <> '')", name="words"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, comment="Application under review")
    round: Mapped[int] = mapped_column(comment="Supplements asked for by then: 0, 1 …")
    key: Mapped[str] = mapped_column(String(40), comment="Item of workflows/templates/completeness.toml")
    verdict: Mapped[str] = mapped_column(String(10), comment="there or gap")
    words: Mapped[str] = mapped_column(Text, default="", comment="What is missing; of a gap alone")
    judged_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who judged")
    judged_on: Mapped[date] = mapped_column(comment="Beijing date")


class Evaluation(Base):
    """技术评估: a question to experts who were drawn from the panel (R-181)."""
    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("subject", "n"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, comment="Application under review")
    n: Mapped[int] = mapped_column(comment="1, 2, … within the application")
    question: Mapped[str] = mapped_column(Text, comment="What the experts are asked")
    seed: Mapped[str] = mapped_column(Digest, comment="Seed of the draw: sha256 of ref, number and names")
    ranks: Mapped[list] = mapped_column(Json, comment="[[rank, sign-in name], …] of all in the draw, lowest first")
    left_out: Mapped[list] = mapped_column(Json, comment="[[sign-in name, tie zh, tie en], …] kept out of the draw")
    asked_on: Mapped[date] = mapped_column(comment="Day of the draw; Beijing date")
    seats: Mapped[list[ExpertSeat]] = relationship(back_populates="evaluation", order_by="ExpertSeat.id")


class ExpertSeat(Base):
    """An expert who was drawn, with the opinion once it is given."""
    __tablename__ = "expert_seat"
    __table_args__ = (UniqueConstraint("evaluation_id", "person_id"),
                      CheckConstraint("(opinion = '') = (said_on is null)", name="said"),
                      CheckConstraint("view in ('','supports','doubts','objects')", name="view"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="In the order of the draw")
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), comment="Of which evaluation")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Who was drawn")
    view: Mapped[str] = mapped_column(String(10), default="", comment="supports, doubts or objects, once given")
    opinion: Mapped[str] = mapped_column(Text, default="", comment="The opinion in words")
    said_on: Mapped[date | None] = mapped_column(comment="Day of the opinion")
    evaluation: Mapped[Evaluation] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()


class UniquenessScreen(Base):
    """查重: what the screen found when a step was taken, kept with the decision."""
    __tablename__ = "uniqueness_screen"
    __table_args__ = (Index("ix_uniqueness_screen_subject", "subject"), {"info": {"insert_only": True}})
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, comment="Application that was screened")
    trigger: Mapped[str] = mapped_column(String(40), comment="Step that was taken with it")
    body: Mapped[str] = mapped_column(Text, comment="Canonical JSON: the footprint's size and every match")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the body, as in the event")
    made_on: Mapped[date] = mapped_column(comment="Beijing date")


class MeterShare(Base):
    """计量点分配比例: what an owner states for their own project, and who of another one on the meter confirmed it."""
    __tablename__ = "meter_share"
    __table_args__ = (CheckConstraint("hundredths between 1 and 10000", name="hundredths"),
                      CheckConstraint("ends_on is null or ends_on >= starts_on", name="window"),
                      CheckConstraint("(confirmed_by is null) = (confirmed_on is null)", name="confirmed"),
                      CheckConstraint("confirmed_by <> stated_by", name="two_people"),
                      Index("ix_meter_share_meter", "meter"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="The later of two statements has the greater")
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True, comment="Whose share")
    meter: Mapped[str] = mapped_column(String(60), comment="Number of the meter, without blanks, dashes and case")
    starts_on: Mapped[date] = mapped_column(comment="First day of the window, included")
    ends_on: Mapped[date | None] = mapped_column(comment="Last day of the window, included; none = open")
    hundredths: Mapped[int] = mapped_column(comment="Share in hundredths of a percent")
    stated_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who stated it, of its owner")
    stated_on: Mapped[date] = mapped_column(comment="Beijing date")
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="Who confirmed, of another one")
    confirmed_on: Mapped[date | None] = mapped_column(comment="Beijing date")
    application: Mapped[Application] = relationship()
