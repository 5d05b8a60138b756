"""A table as somebody made it, waiting to be taken over; and how an organisation's columns were mapped last time."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Instant, Json, Ref


class OwnSheet(Base):
    """A file that was sent for one table of a dossier and is not taken over yet; the next file takes its place."""
    __tablename__ = "own_sheet"
    __table_args__ = (UniqueConstraint("subject", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    subject: Mapped[str] = mapped_column(Ref, comment="Dossier: a period or an application")
    name: Mapped[str] = mapped_column(String(40), comment="Name of the methodology's record: readings, turbines …")
    source: Mapped[str] = mapped_column(Digest, ForeignKey("document.sha256"), comment="The file as it was sent")
    file_name: Mapped[str] = mapped_column(String(200), comment="Its name")
    sheet: Mapped[int] = mapped_column(comment="Which visible sheet, from 0")
    head: Mapped[int] = mapped_column(comment="Line of the headings, from 0")
    columns: Mapped[list] = mapped_column(Json, comment="[number, field or '', unit, by what it was known] a column")
    sent_at: Mapped[datetime] = mapped_column(Instant, comment="When it was sent")
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who sent it")


class ColumnMemory(Base):
    """What an organisation's headings meant when a table of that name was taken over last."""
    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="Whose dossiers")
    name: Mapped[str] = mapped_column(String(40), comment="Name of the methodology's record")
    columns: Mapped[dict] = mapped_column(Json, comment="Plain heading: [field or '' when left out, unit]")
    saved_at: Mapped[datetime] = mapped_column(Instant, comment="When rows were taken over last")
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who took them over")
