"""登记审查: what the registry judged, item by item, and the experts it asked."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Json, Ref
from app.models.party import Person


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
