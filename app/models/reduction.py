"""核算期, monitored datasets, 减排量申请 and its year lines."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Instant, Json, Ref
from app.models.party import Organisation
from app.models.project import DEAD, Project

REFUSED_PERIODS = {
    "accounting periods of a project overlap": (
        "EXISTS (SELECT 1 FROM period other WHERE other.project_id = NEW.project_id "
        "AND other.id IS DISTINCT FROM NEW.id AND other.starts_on <= NEW.ends_on AND NEW.starts_on <= other.ends_on)"
    ),
    "accounting period outside the crediting period": (
        "EXISTS (SELECT 1 FROM project WHERE project.id = NEW.project_id "
        "AND (NEW.starts_on < project.crediting_from OR NEW.ends_on > project.crediting_to))"
    ),
}


class Period(Base):
    """核算期: periods of a project never overlap and lie inside the crediting period, by rules and by triggers."""

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("project_id", "n"),
        CheckConstraint("ends_on >= starts_on", name="span"),
        CheckConstraint("starts_on >= '2020-09-23'", name="generated_after"),
        CheckConstraint("state in ('open','closed','accounted','claimed','verified')", name="state"),
        {"info": {"refused": REFUSED_PERIODS}},
    )
    stage = "monitoring"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="MP-2026-0001")
    state: Mapped[str] = mapped_column(String(30), comment="Assigned by moves alone")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True, comment="Which project")
    n: Mapped[int] = mapped_column(comment="核算期次 1, 2, …")
    starts_on: Mapped[date] = mapped_column(comment="First day, included")
    ends_on: Mapped[date] = mapped_column(comment="Last day, included")
    opened_on: Mapped[date] = mapped_column(comment="Day of opening; Beijing date")
    project: Mapped[Project] = relationship()
    datasets: Mapped[list[Dataset]] = relationship(back_populates="period", order_by="Dataset.id")
    claims: Mapped[list[ReductionApplication]] = relationship(back_populates="period")


class Dataset(Base):
    """One table of monitored data of a period, as its methodology declares it. Rows in = used + reported."""

    __tablename__ = "dataset"
    __table_args__ = (UniqueConstraint("period_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), comment="Which period")
    name: Mapped[str] = mapped_column(String(40), comment="Name of the methodology's record: readings, meters …")
    rows: Mapped[list] = mapped_column(Json, comment="Rows by field name; decimals as text, dates as ISO text")
    revision: Mapped[int] = mapped_column(default=1, comment="Raised by each save")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the canonical rows")
    source: Mapped[str | None] = mapped_column(
        ForeignKey("document.sha256"), comment="The raw file, where rows came from one"
    )
    source_name: Mapped[str] = mapped_column(String(200), default="", comment="Name of that file")
    saved_at: Mapped[datetime] = mapped_column(Instant, comment="Last save")
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who saved last")
    period: Mapped[Period] = relationship(back_populates="datasets")


class ReductionApplication(Base):
    """减排量申请 (business 056): one live application for a period."""

    __tablename__ = "reduction_application"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft','pub_review','on_notice','withdrawal_asked','awaiting_body','body_done',"
            "'under_review','supplement_asked','under_evaluation','registered','issued','refused','withdrawn',"
            "'terminated')",
            name="state",
        ),
        CheckConstraint("(state in ('registered','issued')) = (registered_on is not null)", name="dated"),
        Index(
            "uq_reduction_application_live",
            "period_id",
            unique=True,
            sqlite_where=text(f"state not in {DEAD}"),
            postgresql_where=text(f"state not in {DEAD}"),
        ),
    )
    stage = "issuance"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="RA-2026-0001")
    state: Mapped[str] = mapped_column(String(30), comment="Assigned by moves alone")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True, comment="Which project")
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True, comment="Which period")
    body_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="核查机构 named with the notice")
    worksheet_id: Mapped[int | None] = mapped_column(
        ForeignKey("worksheet.id"), comment="The working that is applied for"
    )
    opened_on: Mapped[date] = mapped_column(comment="Day of the first draft")
    received_on: Mapped[date | None] = mapped_column(comment="Day on which the registration application was received")
    registered_on: Mapped[date | None] = mapped_column(comment="Set once the reductions are registered")
    supplements: Mapped[int] = mapped_column(default=0, comment="How often a supplement was asked for (R-180)")
    conclusion: Mapped[str | None] = mapped_column(String(10), comment="positive or negative, by the verification body")
    project: Mapped[Project] = relationship()
    period: Mapped[Period] = relationship(back_populates="claims")
    body: Mapped[Organisation | None] = relationship(foreign_keys=[body_id])
    lines: Mapped[list[YearLine]] = relationship(back_populates="application", order_by="YearLine.year")


class YearLine(Base):
    """年度减排量: a calendar year of an application, floored once. Verified tonnes are set by the report alone."""

    __tablename__ = "year_line"
    __table_args__ = (
        CheckConstraint("applied_t >= 0", name="applied"),
        CheckConstraint("verified_t >= 0", name="verified"),
    )
    application_id: Mapped[int] = mapped_column(
        ForeignKey("reduction_application.id"), primary_key=True, comment="Of which application"
    )
    year: Mapped[int] = mapped_column(primary_key=True, comment="Calendar year in which the reduction arose (R-96)")
    applied_t: Mapped[int] = mapped_column(comment="Whole tonnes claimed, tCO2e")
    verified_t: Mapped[int | None] = mapped_column(comment="Whole tonnes that the report fixes, tCO2e")
    application: Mapped[ReductionApplication] = relationship(back_populates="lines")
