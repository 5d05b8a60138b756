"""The public list of projects: everything that was ever on public notice, and everything registered."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, tuple_

from app.models.document import Version
from app.models.notice import NEWEST, Notice
from app.models.party import Organisation
from app.models.project import Application, Project
from methodologies.kernel import catalogue
from methodologies.kernel.rules import INPUT, Unreadable
from workflows import registration
from workflows.engine import State

if TYPE_CHECKING:
    from app.database import Db

ROWS = 20                                               # of one page
PHASES = {                                              # what the list can be narrowed to
    "on_notice": ("公示中", "On public notice", ("on_notice", "withdrawal_asked")),
    "in_progress": ("审定与登记中", "In validation or review",
                    ("awaiting_body", "body_done", "under_review", "supplement_asked")),
    "registered": ("已登记", "Registered", ("registered",)),
    "ended": ("未登记（撤回、终止、不予登记）", "Not registered", ("withdrawn", "terminated", "refused"))}


@dataclass(frozen=True)
class Wanted:
    """What the reader asks for; empty words narrow nothing. `after`: the mark of the last row of the page before."""
    methodology: str = ""
    province: str = ""
    phase: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True)
class Listed:
    """address: the project's code, before registration the application's ref. since: registered, else on notice."""
    address: str
    code: str
    name: str
    owner: str
    owner_en: str
    methodology: str
    methodology_zh: str
    methodology_en: str
    province: str
    state: State
    since: date
    annual_t: int | None


@dataclass(frozen=True)
class Page:
    """next: the mark for the page after; empty on the last."""
    rows: tuple[Listed, ...]
    next: str


@dataclass(frozen=True)
class Choices:
    methodologies: tuple[tuple[str, str, str], ...]
    provinces: tuple[str, ...]
    phases: tuple[tuple[str, str, str], ...]


SINCE = func.coalesce(Project.registered_on, Notice.starts_on)


def choices(db: Db) -> Choices:
    provinces = db.scalars(select(Project.province).distinct().order_by(Project.province))
    return Choices(tuple((code, m.zh, m.en) for code, m in catalogue.catalogue().items() if m.status != "legacy"),
                   tuple(provinces),
                   tuple((key, zh, en) for key, (zh, en, _) in PHASES.items()))


def listed(db: Db, wanted: Wanted, rows: int = ROWS) -> Page:
    """Newest first. Unreadable for a mark that we did not give."""
    found = db.execute(
        _narrowed(_published(), wanted).order_by(SINCE.desc(), Application.ref.desc()).limit(rows + 1)
    ).all()
    page = tuple(_row(*row) for row in found[:rows])
    last = found[rows - 1] if len(found) > rows else None
    return Page(page, f"{page[-1].since.isoformat()}~{last[0].ref}" if last else "")


def _published() -> Any:
    return (select(Application, Project, Organisation, SINCE, Version.body)
            .join(Organisation, Organisation.id == Application.owner_id)
            .outerjoin(Project, Project.application_id == Application.id)
            .outerjoin(Notice, and_(Notice.subject == Application.ref, NEWEST))
            .outerjoin(Version, and_(Version.id == Notice.version_id, Project.id.is_(None)))
            .where(or_(Notice.id.is_not(None), Project.id.is_not(None))))


def _narrowed(query: Any, wanted: Wanted) -> Any:
    if wanted.methodology:
        query = query.where(Application.methodology == wanted.methodology)
    if wanted.phase in PHASES:
        query = query.where(Application.state.in_(PHASES[wanted.phase][2]))
    if wanted.province:
        said = json.dumps(wanted.province, ensure_ascii=False)
        query = query.where(or_(Project.province == wanted.province,
                                Version.body.contains(f'"province":{said}', autoescape=True)))
    if wanted.words:
        query = query.where(or_(Application.name.contains(wanted.words, autoescape=True), Project.code == wanted.words,
                                Organisation.name_zh.contains(wanted.words, autoescape=True)))
    if wanted.after:
        query = query.where(tuple_(SINCE, Application.ref) < _mark(wanted.after))
    return query


def _mark(text: str) -> tuple[date, str]:
    day, _, ref = text.partition("~")
    try:
        return date.fromisoformat(day), ref
    except ValueError:
        raise Unreadable(INPUT.at("/after", "翻页标记无法识别。", "The page mark can't be read.")) from None


def _row(application: Application, project: Project | None, owner: Organisation, since: date | str,
         body: str | None) -> Listed:
    module = catalogue.catalogue().get(application.methodology)
    province = project.province if project else str(json.loads(body)["inputs"].get("province", "")) if body else ""
    since = since if isinstance(since, date) else date.fromisoformat(since)
    return Listed(
        project.code if project else application.ref,
        project.code if project else "",
        application.name,
        owner.name_zh,
        owner.name_en or owner.name_zh,
        application.methodology,
        module.zh if module else "",
        module.en if module else "",
        province,
        registration.State.of(application.state),
        since,
        project.annual_t if project else None,
    )
