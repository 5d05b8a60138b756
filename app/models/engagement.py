"""委托: a body's work on one dossier, its people, checklist and findings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Digest, Json, Ref
from app.models.document import Attachment
from app.models.party import Organisation, Person

OVER = "('declined','body_lost')"


class Engagement(Base):
    """Validation (VA) or verification (VE). The verifier is never the project's validator: the database says so too."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("kind in ('validation','verification')", name="kind"),
        CheckConstraint(
            "state in ('requested','contracted','planned','desk_done','site_done','findings_open',"
            "'findings_closed','drafted','reviewed','decided','issued','declined','body_lost')",
            name="state",
        ),
        CheckConstraint("(kind = 'verification') = (project_id is not null)", name="project"),
        CheckConstraint("(kind = 'verification') = (validator_id is not null)", name="validator"),
        CheckConstraint("body_id <> validator_id", name="verifier_is_not_validator"),
        ForeignKeyConstraint(["project_id", "validator_id"], ["project.id", "project.validator_id"]),
        Index(
            "uq_engagement_live",
            "subject",
            unique=True,
            sqlite_where=text(f"state not in {OVER}"),
            postgresql_where=text(f"state not in {OVER}"),
        ),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    ref: Mapped[str] = mapped_column(Ref, unique=True, comment="VA-2026-0001, VE-2026-0001")
    kind: Mapped[str] = mapped_column(String(12), comment="validation or verification")
    state: Mapped[str] = mapped_column(String(30), comment="Assigned by moves alone")
    subject: Mapped[str] = mapped_column(Ref, index=True, comment="The application it works on")
    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="审定与核查机构")
    client_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), comment="委托方, the owner")
    project_id: Mapped[int | None] = mapped_column(comment="Of a verification")
    validator_id: Mapped[int | None] = mapped_column(comment="Validator of that project (R-81)")
    opened_on: Mapped[date] = mapped_column(comment="Day of the commission")
    contract: Mapped[dict | None] = mapped_column(Json, comment="Number, date, declaration of independence")
    plan: Mapped[dict | None] = mapped_column(Json, comment="Strategic analysis, sites, days, risks")
    visit: Mapped[dict | None] = mapped_column(Json, comment="Visit record: places, days, people, what was seen")
    conclusion: Mapped[str | None] = mapped_column(String(10), comment="positive or negative, as decided")
    report_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id"), comment="The report, assembled from data"
    )
    issued_on: Mapped[date | None] = mapped_column(comment="Day of issue and upload")
    body: Mapped[Organisation] = relationship(foreign_keys=[body_id])
    client: Mapped[Organisation] = relationship(foreign_keys=[client_id])
    members: Mapped[list[EngagementMember]] = relationship(back_populates="engagement")
    checklist: Mapped[list[ChecklistItem]] = relationship(back_populates="engagement", order_by="ChecklistItem.id")
    findings: Mapped[list[Finding]] = relationship(back_populates="engagement", order_by="Finding.n")

    @property
    def stage(self) -> str:
        return self.kind


class EngagementMember(Base):
    """One person in one engagement: team, or reviewer and decider, never both sides (R-48)."""

    __tablename__ = "engagement_member"
    __table_args__ = (
        CheckConstraint("not (in_team and (is_reviewer or is_decider))", name="sides"),
        CheckConstraint("in_team or is_reviewer or is_decider", name="some_duty"),
    )
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True, comment="Which work")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, comment="Who")
    in_team: Mapped[bool] = mapped_column(default=False, comment="Member of the team")
    has_competence: Mapped[bool] = mapped_column(default=False, comment="Competent in the sector (R-48)")
    is_reviewer: Mapped[bool] = mapped_column(default=False, comment="Independent reviewer")
    is_decider: Mapped[bool] = mapped_column(default=False, comment="Decision maker")
    engagement: Mapped[Engagement] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Qualification(Base):
    """A record of somebody's competence in a sector, as the body keeps it (R-48). A mistake is ended, never deleted."""

    __tablename__ = "qualification"
    __table_args__ = (
        UniqueConstraint("body_id", "person_id", "sector", "starts_on"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="days"),
        CheckConstraint("length(evidence) >= 5", name="evidence"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    body_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True, comment="Who keeps the record")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose competence")
    sector: Mapped[str] = mapped_column(String(4), comment="01 … as in the body's approvals")
    evidence: Mapped[str] = mapped_column(String(300), comment="Training, degree or practice that shows it")
    starts_on: Mapped[date] = mapped_column(comment="First day")
    ends_on: Mapped[date | None] = mapped_column(comment="Last day; empty: open")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Decision maker who entered it")
    recorded_on: Mapped[date] = mapped_column(comment="Beijing date")


class OwnTable(Base):
    """A table of monitored data as the body found it itself; apart from the owner's, which nobody of a body changes."""

    __tablename__ = "own_table"
    __table_args__ = (UniqueConstraint("engagement_id", "name"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), comment="Which verification")
    name: Mapped[str] = mapped_column(String(40), comment="Name of the methodology's record")
    rows: Mapped[list] = mapped_column(Json, comment="Rows by field name, as the methodology reads them")
    digest: Mapped[str] = mapped_column(Digest, comment="sha256 of the canonical rows")
    source: Mapped[str] = mapped_column(ForeignKey("document.sha256"), comment="The raw file")
    source_name: Mapped[str] = mapped_column(String(200), comment="Name of that file")
    saved_on: Mapped[date] = mapped_column(comment="Beijing date")
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Of the team")


class TieOverride(Base):
    """A line of the override log: the body's decision maker cleared a tie of the past with a reason (R-133b)."""

    __tablename__ = "tie_override"
    __table_args__ = (UniqueConstraint("engagement_id", "key"),
                      CheckConstraint("length(reason) >= 10", name="reason"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), comment="Which work")
    key: Mapped[str] = mapped_column(String(120), comment="The tie: client-…, validator-…, worked-… sign-in name")
    reason: Mapped[str] = mapped_column(Text, comment="Why it does not touch independence")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="The decision maker who cleared it")
    made_on: Mapped[date] = mapped_column(comment="Beijing date")


class ChecklistItem(Base):
    """A point to check, from the methodology's key points and the rules on evidence."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        UniqueConstraint("engagement_id", "key"),
        CheckConstraint("answer in ('','yes','no','not_applicable')", name="answer"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), comment="Which work")
    key: Mapped[str] = mapped_column(String(30), comment="V1, R-49-1 …")
    zh: Mapped[str] = mapped_column(Text, comment="The point, in Chinese")
    en: Mapped[str] = mapped_column(Text, comment="The point, in English")
    answer: Mapped[str] = mapped_column(String(20), default="", comment="yes, no, not applicable; empty: open")
    note: Mapped[str] = mapped_column(Text, default="", comment="What was looked at")
    engagement: Mapped[Engagement] = relationship(back_populates="checklist")


class Finding(Base):
    """整改要求 or 观察项, bound to targets: JSON Pointers into the version under review."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("engagement_id", "n"),
        UniqueConstraint("engagement_id", "carried_from"),
        CheckConstraint("tag in ('','nonconformity','clarification')", name="tag"),
        CheckConstraint("kind in ('correction','observation')", name="kind"),
        CheckConstraint("kind = 'correction' or ground = ''", name="ground"),
        CheckConstraint("state in ('open','answered','closed')", name="state"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), comment="Which work")
    n: Mapped[int] = mapped_column(comment="1, 2, … in this engagement")
    kind: Mapped[str] = mapped_column(String(12), comment="correction 整改要求, observation 观察项")
    targets: Mapped[list] = mapped_column(Json, comment="JSON Pointers; empty: the dossier as a whole")
    body: Mapped[str] = mapped_column(Text, comment="What is wrong or to be watched")
    state: Mapped[str] = mapped_column(String(10), default="open", comment="open, answered, closed")
    raised_on: Mapped[date] = mapped_column(comment="Beijing date")
    due_period: Mapped[int | None] = mapped_column(
        comment="Observation: the accounting period in which it is due (R-84)"
    )
    tag: Mapped[str] = mapped_column(
        String(20), default="", comment="Inside the body: nonconformity 不符合, clarification 澄清, or none"
    )
    carried_from: Mapped[int | None] = mapped_column(
        ForeignKey("finding.id"), comment="The earlier observation, due now, that this one carries on"
    )
    ground: Mapped[str] = mapped_column(
        String(20), default="", comment="Correction: why it is mandatory (R-51, R-84), a key of workflows.findings"
    )
    engagement: Mapped[Engagement] = relationship(back_populates="findings")
    answers: Mapped[list[FindingAnswer]] = relationship(back_populates="finding", order_by="FindingAnswer.id")
    rounds: Mapped[list[FindingRound]] = relationship(back_populates="finding", order_by="FindingRound.n")


class FindingRound(Base):
    """From sending a finding, or sending it back, to the judgement on its answer: the owner's time is in it (R-52)."""

    __tablename__ = "finding_round"
    __table_args__ = (
        UniqueConstraint("finding_id", "n"),
        CheckConstraint("verdict in ('','closed','reopened')", name="verdict"),
        CheckConstraint("(verdict = '') = (judged_on is null)", name="judged"),
        {"info": {"kept": True}},
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), comment="Which finding")
    n: Mapped[int] = mapped_column(comment="1, 2, … of this finding")
    version: Mapped[int] = mapped_column(comment="Number of the owner's version that was sent back")
    asked_on: Mapped[date] = mapped_column(comment="Sent, or sent back")
    answer_by: Mapped[date | None] = mapped_column(comment="The agreed day")
    answered_on: Mapped[date | None] = mapped_column(comment="First answer of the round")
    judged_on: Mapped[date | None] = mapped_column(comment="Judged by the team")
    verdict: Mapped[str] = mapped_column(String(10), default="", comment="closed or reopened; empty: under way")
    finding: Mapped[Finding] = relationship(back_populates="rounds")


class FindingAnswer(Base):
    """The owner's answer, or the team's judgement on it."""

    __tablename__ = "finding_answer"
    __table_args__ = ({"info": {"insert_only": True}},)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Inside the house only")
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True, comment="Which finding")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Who said it")
    side: Mapped[str] = mapped_column(String(10), comment="owner or team")
    body: Mapped[str] = mapped_column(Text, comment="The words")
    said_on: Mapped[date] = mapped_column(comment="Beijing date")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), comment="Evidence that came with it")
    finding: Mapped[Finding] = relationship(back_populates="answers")
    attachment: Mapped[Attachment | None] = relationship()
    person: Mapped[Person] = relationship()
