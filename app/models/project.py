"""项目申请 and 项目: an application dies and the project re-files; the code comes with registration."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from app.models.base import Base, Ref
from app.models.party import Organisation

PROJECT_STATES = ("change_open", "change_judged", "deregistration_asked", "registered", "deregistered", "revoked")
DEAD = "('refused','withdrawn','terminated')"


class Application(Base):
    """A project application (business 053), from draft to registration."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("(state = 'registered') = (registered_on is not null)", name="dated"),
        CheckConstraint(
            "state in ('draft','pub_review','on_notice','withdrawal_asked','awaiting_body','body_done',"
            "'under_review','supplement_asked','under_evaluation','registered','refused','withdrawn','terminated')",
            name="state",
        ),
        Index(
            "uq_application_live",
            "owner_id",
            "name",
            unique=True,
            sqlite_where=text(f"state not in {DEAD}"),
            postgresql_where=text(f"state not in {DEAD}"),
        ),
    )
    stage = "registration"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="PA-2026-0007")
    state: Mapped[str] = mapped_column(String(30), comment="Assigned by moves alone")
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="项目业主")
    body_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), comment="审定机构 named with the notice (R-36)"
    )
    name: Mapped[str] = mapped_column(String(200), comment="项目名称")
    methodology: Mapped[str] = mapped_column(String(40), comment="Code and version, pinned")
    opened_on: Mapped[date] = mapped_column(comment="Day of the first draft; Beijing date")
    received_on: Mapped[date | None] = mapped_column(comment="Day on which the registration application was received")
    registered_on: Mapped[date | None] = mapped_column(comment="Set if and only if registered; Beijing date")
    supplements: Mapped[int] = mapped_column(default=0, comment="How often a supplement was asked for (R-180)")
    conclusion: Mapped[str | None] = mapped_column(String(10), comment="positive or negative, by the validation body")
    earlier_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id"),
        unique=True,
        comment="The application that came to nothing and that this one was made from",
    )
    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    body: Mapped[Organisation | None] = relationship(foreign_keys=[body_id])
    project: Mapped[Project | None] = relationship(back_populates="application")
    earlier: Mapped[Application | None] = relationship(remote_side=[id])


class Project(Base):
    """A registered project."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("id", "validator_id"),
        CheckConstraint("crediting_to >= crediting_from", name="crediting"),
        CheckConstraint(f"state in {PROJECT_STATES}", name="state"),
        CheckConstraint("(state in ('deregistered','revoked')) = (ended_on is not null)", name="ended"),
    )
    stage = "project"
    offices = ("province", "regulator")
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    code: Mapped[str] = mapped_column(String(20), unique=True, comment="项目编号 R-58")
    state: Mapped[str] = mapped_column(String(20), default="registered", comment="Assigned by moves alone")
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id"), unique=True, comment="The application it came from"
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="项目业主")
    validator_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="审定机构")
    name: Mapped[str] = mapped_column(String(200), comment="项目名称")
    name_en: Mapped[str] = mapped_column(String(200), default="", comment="English name, where the owner gave one")
    methodology: Mapped[str] = mapped_column(String(40), index=True, comment="Code and version, pinned at registration")
    province: Mapped[str] = mapped_column(String(20), index=True, comment="省级行政区")
    registered_on: Mapped[date] = mapped_column(index=True, comment="登记日期")
    crediting_from: Mapped[date] = mapped_column(comment="First day of the crediting period, included")
    crediting_to: Mapped[date] = mapped_column(comment="Last day of the crediting period, included")
    annual_t: Mapped[int] = mapped_column(comment="Expected yearly reduction shown, tCO2e")
    total_t: Mapped[int] = mapped_column(comment="Expected reduction of the crediting period, tCO2e")
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), comment="Validated design document")
    ended_on: Mapped[date | None] = mapped_column(comment="Set if and only if deregistered or revoked")
    end_ground: Mapped[str] = mapped_column(String(20), default="", comment="request, owner_ended, project_gone, R-nn")
    end_reason: Mapped[str] = mapped_column(Text, default="", comment="Why it ended, shown to everybody (R-142)")
    application: Mapped[Application] = relationship(back_populates="project")
    owner: Mapped[Organisation] = relationship(foreign_keys=[owner_id])
    validator: Mapped[Organisation] = relationship(foreign_keys=[validator_id])
    components: Mapped[list[Component]] = relationship(back_populates="project", order_by="Component.n")
    changes: Mapped[list[ProjectChange]] = relationship(back_populates="project", order_by="ProjectChange.n")
    ref = synonym("code")

    @property
    def holder_id(self) -> int:
        return self.owner_id

    @property
    def open_change(self) -> ProjectChange | None:
        return next((each for each in self.changes if each.outcome == ""), None)

    @property
    def counterparty_id(self) -> int | None:
        """The entity that is to become the owner."""
        return self.open_change.new_owner_id if self.open_change else None

    @property
    def acting_body_id(self) -> int | None:
        """The body that judges the open change, where one is named."""
        return self.open_change.body_id if self.open_change else None


class ProjectChange(Base):
    """变更: what changed in a registered project, of which type, and what became of it."""

    __tablename__ = "project_change"
    __table_args__ = (
        UniqueConstraint("project_id", "n"),
        CheckConstraint("kind in ('A','B','C','owner')", name="kind"),
        CheckConstraint("outcome in ('','accepted','declined','rejected','withdrawn','ended')", name="outcome"),
        CheckConstraint("(kind = 'owner') = (new_owner_id is not null)", name="new_owner"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), comment="Of which project")
    n: Mapped[int] = mapped_column(comment="1, 2, …")
    kind: Mapped[str] = mapped_column(String(10), comment="A, B, C, owner")
    what: Mapped[str] = mapped_column(Text, comment="What has changed")
    new_name: Mapped[str] = mapped_column(String(200), default="", comment="New name of the project, type A")
    changed_on: Mapped[date] = mapped_column(comment="Day of the change")
    reported_on: Mapped[date] = mapped_column(comment="Day of the report; Beijing date")
    body_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="The body named to judge it")
    new_owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="Who is to own the project")
    agreed_on: Mapped[date | None] = mapped_column(comment="Day on which the new owner agreed (R-203)")
    judged_on: Mapped[date | None] = mapped_column(comment="Day on which the body judged it")
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), comment="The body that judged it")
    outcome: Mapped[str] = mapped_column(String(10), default="", comment="Empty while it is open")
    closed_on: Mapped[date | None] = mapped_column(comment="Day of the outcome")
    project: Mapped[Project] = relationship(back_populates="changes")
    body: Mapped[Organisation | None] = relationship(foreign_keys=[body_id])
    new_owner: Mapped[Organisation | None] = relationship(foreign_keys=[new_owner_id])


class Component(Base):
    """项目分项: one methodology version and one boundary. All but coastal bundles (R-35) have one."""

    __tablename__ = "component"
    __table_args__ = (UniqueConstraint("project_id", "n"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), comment="Of which project")
    n: Mapped[int] = mapped_column(comment="1, 2, …")
    methodology: Mapped[str] = mapped_column(String(40), comment="Code and version")
    project: Mapped[Project] = relationship(back_populates="components")
