"""Values that others publish, settings, and what kind of database this is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest, Json


class Installation(Base):
    """One row. A production database has no clock offset and takes no illustration."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("kind in ('production','demo','test')", name="kind"),
        CheckConstraint("offset_days = 0 or kind <> 'production'", name="clock"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Always 1")
    kind: Mapped[str] = mapped_column(String(10), comment="production, demo, test; never changed")
    offset_days: Mapped[int] = mapped_column(default=0, comment="Days by which the demo clock is moved; only grows")

REFUSED_ROWS = {
    "illustration rows need a demo or test database": (
        "NEW.purpose = 'illustration' AND NOT EXISTS (SELECT 1 FROM installation WHERE kind IN ('demo', 'test'))"
    )
}


class PublishedTable(Base):
    """A dated, sourced value set, entered by one person and checked by another; insert-only."""

    __tablename__ = "published_table"
    __table_args__ = (
        CheckConstraint("purpose in ('official','provisional','illustration')", name="purpose"),
        CheckConstraint("checked_by <> entered_by", name="two_people"),
        Index("ix_published_table_name", "name"),
        {"info": {"insert_only": True, "refused": REFUSED_ROWS}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(String(60), unique=True, comment="grid_ef/2019/N")
    name: Mapped[str] = mapped_column(String(40), comment="Which table: grid_ef")
    key: Mapped[dict] = mapped_column(Json, comment="Row key: table year, region")
    values: Mapped[dict] = mapped_column(Json, comment="Decimals as text")
    published_on: Mapped[date] = mapped_column(comment="Day of publication")
    source: Mapped[str] = mapped_column(Text, comment="Where it was published")
    sha256: Mapped[str] = mapped_column(Digest, comment="Of the published file, or of the statement that there is none")
    purpose: Mapped[str] = mapped_column(String(12), comment="official, provisional, illustration")
    confidence: Mapped[str] = mapped_column(String(8), comment="sure, likely, unsure")
    absent: Mapped[bool] = mapped_column(default=False, comment="A statement that no such table was published")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who typed it")
    checked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who compared it with the source")


class Setting(Base):
    """A value the law leaves open, from a day on; insert-only. Defaults are data of `workflows`."""

    __tablename__ = "setting"
    __table_args__ = (
        CheckConstraint("confirmed_by <> proposed_by", name="two_people"),
        Index("ix_setting_key", "key"),
        {"info": {"insert_only": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    key: Mapped[str] = mapped_column(String(60), comment="meter.out_from")
    value: Mapped[str] = mapped_column(String(200), comment="As text")
    from_on: Mapped[date] = mapped_column(comment="First day; never retroactive")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who proposed")
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who confirmed")
