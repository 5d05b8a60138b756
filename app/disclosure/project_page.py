"""What the public may know of one project: the public fields of the registry (R-150), never more than their owner
published, and what its notices, bodies, reductions and certificates have left behind."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.certificates.queries import registration_of
from app.disclosure.ended import Ended, ending
from app.disclosure.expected import estimate, expected
from app.disclosure.public_fields import Fact, facts_of, section_texts
from app.models.certificate import Certificate, CertificateContent
from app.models.document import Attachment, Version
from app.models.engagement import Engagement
from app.models.ledger import Act, Batch
from app.models.notice import NEWEST, Comment, Notice
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.parties.queries import is_flagged
from methodologies.kernel import catalogue
from methodologies.kernel.rules import NotFound
from workflows import issuance, projects, registration
from workflows.documents import slot
from workflows.engine import State

if TYPE_CHECKING:
    from app.database import Db

REPORTS = {
    "validation_report": ("审定报告", "Validation report"),
    "verification_report": ("核查报告", "Verification report"),
    "verified_accounting_report": ("经核查的减排量核算报告", "Verified accounting report"),
    "validated_design": ("经审定的项目设计文件", "Validated design document"),
}


@dataclass(frozen=True)
class NoticeSeen:
    """A notice: its window and how many comments it got; all of it stands on the notice's own page."""
    ref: str
    starts_on: date
    ends_on: date
    comments: int


@dataclass(frozen=True)
class Paper:
    """A document whose level is public. href: where it is downloaded; empty for a report that stands in the data."""
    zh: str
    en: str
    name: str
    href: str
    sha256: str
    on: date


@dataclass(frozen=True)
class PeriodSeen:
    """An accounting period under a published report. years: (year, applied, verified or None)."""
    no: int
    first_day: date
    last_day: date
    state: State
    notice: NoticeSeen
    body: str
    body_en: str
    reported_on: date | None
    registered_on: date | None
    issued_on: date | None
    years: tuple[tuple[int, int, int | None], ...]
    certificates: tuple[tuple[str, bool], ...]

    @property
    def applied_t(self) -> int:
        return sum(applied for _, applied, _ in self.years)

    @property
    def verified_t(self) -> int | None:
        known = [verified for _, _, verified in self.years]
        return None if None in known or not known else sum(v for v in known if v is not None)


@dataclass(frozen=True)
class Seen:
    """A project as everybody sees it.

    expected: (crediting year, its first day, tonnes); issued: (calendar year, tonnes).
    """

    address: str
    code: str
    name: str
    name_en: str
    state: State
    facts: tuple[Fact, ...]
    texts: tuple[tuple[str, str, str], ...]
    notice: NoticeSeen | None
    stage: str
    dates: Mapping[str, date]
    annual_t: int | None
    total_t: int | None
    expected: tuple[tuple[int, date, int], ...]
    issued: tuple[tuple[int, int], ...]
    periods: tuple[PeriodSeen, ...]
    papers: tuple[Paper, ...]
    held_back: int
    ending: Ended | None
    changes: tuple[tuple[str, date, str, str], ...]     # (type, day, what has changed, outcome)
    flagged: bool
    certificate: str | None                             # of its registration

    @property
    def issued_t(self) -> int:
        return sum(tonnes for _, tonnes in self.issued)


def seen(db: Db, address: str) -> Seen:
    """By code, or by the application's ref while there is no code. NotFound for what was never on notice."""
    application, project = _find(db, address)
    module = catalogue.find(application.methodology)
    notice = db.scalar(select(Notice).where(Notice.subject == application.ref, NEWEST))
    version = db.get(Version, project.version_id if project else notice.version_id if notice else 0)
    document = json.loads(version.body) if version else {"inputs": {}, "sections": {}}
    work = _work(db, application.ref)
    periods = _periods(db, project) if project else ()
    sheet = estimate(db, application.ref)
    crediting = project.crediting_from if project else _day(document["inputs"].get("crediting_from"))
    held = _attached(db, [application.ref, *_refs(db, project)])
    return Seen(
        project.code if project else application.ref, project.code if project else "", application.name,
        project.name_en if project else "",
        projects.State.of(project.state) if project else registration.State.of(application.state),
        facts_of(application, project, module, document, work), section_texts(document),
        _notice(db, notice) if notice else None, *_road(application, project, notice, work, periods),
        sheet.get("average"), sheet.get("tonnes"), expected(sheet, module, crediting),
        _issued(db, project.code) if project else (), periods,
        (*_reports(db, [application.ref, *_refs(db, project)], project.code if project else application.ref),
         *_papers(held)),
        sum(not _is_public(a) for a in held), ending(project) if project and project.ended_on else None,
        tuple((c.kind, c.changed_on, c.what, c.outcome) for c in project.changes) if project else (),
        work is not None and work.state == "issued" and is_flagged(db, work.body_id),
        registration_of(db, project.code) if project else None)


def filings_of(db: Db, address: str) -> tuple[Application, list[str]]:
    """The application behind a public address, and the refs of all filings of its project that were on notice."""
    application, project = _find(db, address)
    return application, [application.ref, *_refs(db, project)]


def _find(db: Db, address: str) -> tuple[Application, Project | None]:
    row = db.execute(select(Application, Project).outerjoin(Project, Project.application_id == Application.id)
                     .outerjoin(Notice, Notice.subject == Application.ref)
                     .where(or_(Project.code == address, Application.ref == address),
                            or_(Notice.id.is_not(None), Project.id.is_not(None)))).first()
    if row is None:
        raise NotFound(address)
    return row[0], row[1]


def _work(db: Db, ref: str) -> Engagement | None:
    """The body's work on an application, the newest."""
    return db.scalar(select(Engagement).where(Engagement.subject == ref).order_by(Engagement.id.desc()).limit(1))


def _notice(db: Db, notice: Notice) -> NoticeSeen:
    comments = db.scalar(select(func.count()).select_from(Comment).where(Comment.notice_id == notice.id))
    return NoticeSeen(notice.ref, notice.starts_on, notice.ends_on, comments or 0)


def _periods(db: Db, project: Project) -> tuple[PeriodSeen, ...]:
    rows = db.execute(select(ReductionApplication, Notice).join(Notice, Notice.subject == ReductionApplication.ref)
                      .where(NEWEST, ReductionApplication.project_id == project.id).order_by(Notice.starts_on)).all()
    return tuple(_period(db, row, notice) for row, notice in rows)


def _period(db: Db, row: ReductionApplication, notice: Notice) -> PeriodSeen:
    work, acts = _work(db, row.ref), _acts(db, row)
    said = db.execute(select(CertificateContent.number, Certificate.number).outerjoin(Certificate)
                      .where(CertificateContent.act_id.in_([act for act, _ in acts])))
    return PeriodSeen(
        row.period.n, row.period.starts_on, row.period.ends_on, issuance.State.of(row.state), _notice(db, notice),
        row.body.name_zh if row.body else "",
        (row.body.name_en or row.body.name_zh) if row.body else "", work.issued_on if work else None, row.registered_on,
        acts[0][1] if acts else None, tuple((line.year, line.applied_t, line.verified_t) for line in row.lines),
        tuple((number, made is not None) for number, made in said))


def _acts(db: Db, row: ReductionApplication) -> list[tuple[str, date]]:
    """The acts that issued this application's period; none while it is not issued."""
    if row.state != "issued":
        return []
    rows = db.execute(select(Act.id, Act.on).join(Batch, Batch.act_id == Act.id).distinct()
                      .where(Batch.project_code == row.project.code, Batch.period_no == row.period.n))
    return [(act, on) for act, on in rows]


def _road(application: Application, project: Project | None, notice: Notice | None, work: Engagement | None,
          periods: tuple[PeriodSeen, ...]) -> tuple[str, dict[str, date]]:
    """(where the project stands now, the days of the steps behind it); words as in the macro `stages`."""
    last = periods[-1] if periods else None
    dates = {"application": notice and notice.starts_on, "validation": work and work.issued_on,
             "registration": project and project.registered_on,
             "verification": last and last.reported_on, "issuance": last and last.issued_on}
    known = {step: on for step, on in dates.items() if on}
    if project is None:
        at = (
            "application"
            if application.state in ("on_notice", "draft", "pub_review")
            else "validation"
            if not application.conclusion
            else "registration"
        )
    elif last is None or last.state.key in ("refused", "withdrawn", "terminated"):
        at = "monitoring"
    else:
        at = "done" if last.issued_on else "verification" if not last.reported_on else "issuance"
    return at, known


def _issued(db: Db, code: str) -> tuple[tuple[int, int], ...]:
    rows = db.execute(select(Batch.year, func.sum(Batch.size)).where(Batch.project_code == code)
                      .group_by(Batch.year).order_by(Batch.year))
    return tuple((year, int(tonnes)) for year, tonnes in rows)


def _refs(db: Db, project: Project | None) -> list[str]:
    """The reduction applications that were on public notice."""
    if project is None:
        return []
    return list(db.scalars(select(ReductionApplication.ref).join(Notice, Notice.subject == ReductionApplication.ref)
                           .where(NEWEST, ReductionApplication.project_id == project.id)))


def _attached(db: Db, refs: list[str]) -> list[Attachment]:
    return list(db.scalars(select(Attachment).where(Attachment.subject.in_(refs), Attachment.replaced_by.is_(None))
                           .order_by(Attachment.subject, Attachment.id)))


def _is_public(row: Attachment) -> bool:
    """As the registry settled it; what waits for that is not public (H-93)."""
    return row.level == "public" and row.settled_on is not None


def _papers(held: list[Attachment]) -> tuple[Paper, ...]:
    named = ((a, slot(a.slot)) for a in held if _is_public(a))
    return tuple(
        Paper(s.zh if s else a.slot, s.en if s else a.slot, a.name, f"/documents/{a.ref}", a.sha256, a.uploaded_on)
        for a, s in named
    )


def _reports(db: Db, refs: list[str], address: str) -> tuple[Paper, ...]:
    """What the bodies issued, each readable on a page of its own; a draft of a report is nobody's to see (R-139)."""
    return tuple(Paper(*REPORTS[v.label], "", f"/projects/{address}/papers/{v.digest}", v.digest, v.made_on)
                 for v in issued_papers(db, refs))


def issued_papers(db: Db, refs: list[str]) -> list[Version]:
    """The newest of each report, and of each document it speaks of, where the body has issued its report."""
    issued = select(Engagement.subject).where(Engagement.subject.in_(refs), Engagement.state == "issued")
    rows = db.scalars(select(Version).where(Version.subject.in_(issued), Version.label.in_(REPORTS))
                      .order_by(Version.id))
    return list({(v.subject, v.label): v for v in rows}.values())


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
