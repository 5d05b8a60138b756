"""授权书: what an owner lets an agent do, in which projects, from when to when."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Json, Ref
from app.models.party import Organisation

STATES = ("draft", "signed", "in_force", "refused", "revoked", "expired")
NO_BODY = {"a body acts for no owner": "NEW.state IN ('signed', 'in_force') AND EXISTS (SELECT 1 FROM organisation "
                                       "WHERE id = NEW.counterparty_id AND kind = 'body')"}


class Mandate(Base):
    """Written by the principal, signed by two of its people, accepted by the agent; ended at once by either side."""
    __tablename__ = "mandate"
    __table_args__ = (CheckConstraint(f"state in {STATES}", name="state"),
                      CheckConstraint("holder_id <> counterparty_id", name="two_parties"),
                      CheckConstraint("ends_on >= starts_on", name="term"),
                      CheckConstraint("(state in ('refused','revoked','expired')) = (ended_on is not null)",
                                      name="ended"), {"info": {"refused": NO_BODY}})
    stage = "mandate"
    offices: tuple[str, ...] = ()
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="M-2026-0001")
    state: Mapped[str] = mapped_column(String(20), comment="Assigned by moves alone")
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="委托方, the owner")
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="受托方, the agent")
    acts: Mapped[list] = mapped_column(Json, comment="Keys of workflows.mandates.ACTS")
    scope: Mapped[list] = mapped_column(Json, comment='Refs of applications, codes of projects, or ["*"] for all')
    starts_on: Mapped[date] = mapped_column(comment="First day; Beijing date")
    ends_on: Mapped[date] = mapped_column(comment="Last day, included")
    begun_on: Mapped[date] = mapped_column(comment="Day of the draft")
    ended_on: Mapped[date | None] = mapped_column(comment="Set if and only if refused, revoked or expired")
    holder: Mapped[Organisation] = relationship(foreign_keys=[holder_id])
    counterparty: Mapped[Organisation] = relationship(foreign_keys=[counterparty_id])
