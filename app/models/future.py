"""A note of a pledge on credits that a project has not been issued yet 未来减排量质押备注."""
from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Ref
from app.models.party import Organisation
from app.models.project import Project


class FutureNote(Base):
    """Entered by two of the owner, lifted by two of the pledgee; until then the project is issued nothing."""
    __tablename__ = "future_note"
    __table_args__ = (CheckConstraint("checked_by <> entered_by", name="two_people"),
                      CheckConstraint("(lifted_on is null) = (lifted_by is null)", name="lifted"))
    offices: tuple[str, ...] = ()
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="FN-2026-0001")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True, comment="Whose future credits")
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True,
                                                 comment="质权人, the pledgee")
    contract_no: Mapped[str] = mapped_column(String(80), comment="Number of the contract")
    pboc_no: Mapped[str] = mapped_column(String(80), comment="No. in the register of movable finance")
    noted_on: Mapped[date] = mapped_column(comment="Beijing date")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who entered it")
    checked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who checked it")
    lifted_on: Mapped[date | None] = mapped_column(comment="Day on which the pledgee lifted it")
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="The pledgee's second person")
    project: Mapped[Project] = relationship()
    counterparty: Mapped[Organisation] = relationship()

    @property
    def holder_id(self) -> int:
        return self.project.owner_id

    @property
    def state(self) -> str:
        return "lifted" if self.lifted_on else "noted"
