"""What other registers publish, as read on a day: insert-only, marked with source and date, and with what is wrong."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Instant, Json


class ImportedProject(Base):
    """A registered project of another register. Rules it breaks are kept beside it, no row is left out for them."""

    __tablename__ = "imported_project"
    __table_args__ = ({"info": {"insert_only": True}},)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    code: Mapped[str] = mapped_column(String(20), unique=True, comment="项目编号 as published")
    name: Mapped[str] = mapped_column(String(200), comment="项目名称")
    owner: Mapped[str] = mapped_column(String(200), comment="项目业主, by name")
    province: Mapped[str] = mapped_column(String(20), comment="省级行政区")
    methodology: Mapped[str] = mapped_column(String(40), comment="Code and version")
    validator: Mapped[str] = mapped_column(String(200), comment="审定机构, by name or short name")
    started_on: Mapped[date] = mapped_column(comment="开工日期")
    registered_on: Mapped[date] = mapped_column(index=True, comment="登记日期")
    crediting_from: Mapped[date] = mapped_column(comment="First day of the crediting period, included")
    crediting_to: Mapped[date] = mapped_column(comment="Last day of the crediting period, included")
    annual_t: Mapped[int] = mapped_column(comment="Expected yearly reduction, tCO2e")
    total_t: Mapped[int] = mapped_column(comment="Expected reduction of the crediting period, tCO2e")
    more: Mapped[dict] = mapped_column(Json, comment="Further public fields (R-150) by name, as text")
    problems: Mapped[list] = mapped_column(Json, comment="Broken rules, in the shape in which every page shows them")
    source: Mapped[str] = mapped_column(Text, comment="Where the record was published")
    as_of: Mapped[date] = mapped_column(comment="Day of the record")
    imported_at: Mapped[datetime] = mapped_column(Instant, comment="When it was read in, UTC")


class ImportedReduction(Base):
    """A registered period of reductions of another register; issued when a day of issue is shown."""

    __tablename__ = "imported_reduction"
    __table_args__ = (
        UniqueConstraint("project_code", "period"),
        CheckConstraint("issued_on is not null or registered_on is not null", name="dated"),
        {"info": {"insert_only": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    project_code: Mapped[str] = mapped_column(String(20), comment="Code of the project, which may be unknown here")
    period: Mapped[int] = mapped_column(comment="核算期次 1, 2, …")
    starts_on: Mapped[date] = mapped_column(comment="First day of the period, included")
    ends_on: Mapped[date] = mapped_column(comment="Last day of the period, included")
    verifier: Mapped[str] = mapped_column(String(200), comment="核查机构, by name or short name")
    registered_on: Mapped[date | None] = mapped_column(comment="登记日期, where shown")
    issued_on: Mapped[date | None] = mapped_column(comment="签发日期; none = registration seen, issue not shown")
    total_t: Mapped[int] = mapped_column(comment="Total as published, tCO2e")
    more: Mapped[dict] = mapped_column(Json, comment="Further public fields (R-150) by name, as text")
    problems: Mapped[list] = mapped_column(Json, comment="Broken rules, in the shape in which every page shows them")
    source: Mapped[str] = mapped_column(Text, comment="Where the record was published")
    as_of: Mapped[date] = mapped_column(comment="Day of the record")
    imported_at: Mapped[datetime] = mapped_column(Instant, comment="When it was read in, UTC")
    lines: Mapped[list[ImportedLine]] = relationship(back_populates="reduction", order_by="ImportedLine.year")


class ImportedLine(Base):
    """A calendar year of such a period. A line of zero is registered and never issued."""

    __tablename__ = "imported_line"
    __table_args__ = ({"info": {"insert_only": True}},)
    reduction_id: Mapped[int] = mapped_column(
        ForeignKey("imported_reduction.id"), primary_key=True, comment="Of which period"
    )
    year: Mapped[int] = mapped_column(primary_key=True, comment="Calendar year in which the reduction arose (R-96)")
    tonnes: Mapped[int] = mapped_column(comment="Whole tonnes as published, tCO2e; a wrong figure is kept as it is")
    reduction: Mapped[ImportedReduction] = relationship(back_populates="lines")
