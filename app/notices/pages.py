"""What a notice shows to everybody: the published document's public parts, its tonnes, its days. Frozen."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from app import access
from app.access import Who
from app.database import Db, reading
from app.desk.queries import Supplement, supplements_of
from app.fields.sections import SectionWidget, for_public, sections
from app.models.document import Version
from app.models.notice import Comment, Notice
from app.models.party import Organisation
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.notices.comments import Said, Window, comments, window_of
from app.notices.queries import running, suspended_until
from app.papers.designs import Estimate, shown_estimate
from app.papers.queries import HOMES, Attached, attached, dossier, newest_worksheet, sheet_of
from app.parties.queries import Named, named
from methodologies.kernel import catalogue
from methodologies.kernel.rules import NotFound
from workflows.documents import template
from workflows.engine import Actor

PAGE = 30                                               # past notices on one page
KINDS = {"registration": ("项目登记", "Project registration"), "issuance": ("减排量登记", "Registration of reductions")}


@dataclass(frozen=True)
class Line:
    """A notice in a list."""
    window: Window
    kind: tuple[str, str]
    name: str
    owner: Named
    comments: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything that the public page of a notice shows."""
    window: Window
    kind: tuple[str, str]
    subject: str
    home: str
    name: str
    owner: Named
    body: Named | None
    methodology: Any
    project: str
    period: tuple[int, date, date] | None
    estimate: Estimate | None
    claimed: Mapping[str, int]
    digest: str
    sections: tuple[SectionWidget, ...]
    withheld: frozenset[str]
    files: tuple[Attached, ...]
    comments: tuple[Said, ...]
    may_reply: bool
    suspended_until: date | None
    may_comment: bool
    is_actor: bool
    supplements: tuple[Supplement, ...]


@dataclass(frozen=True)
class Levels:
    """Files and their publication levels; `named_who`: whether the page may say who uploaded them."""
    ref: str
    home: str
    files: tuple[Attached, ...]
    may_settle: bool
    named_who: bool


def line_of(db: Db, row: Notice, today: date) -> Line:
    subject = dossier(db, row.subject)
    name, owner, _ = _of(subject)
    return Line(window_of(row, today), KINDS[subject.stage], name, named(owner), len(row.comments))


def _of(subject: Application | ReductionApplication) -> tuple[str, Organisation, str]:
    """(name, owner, methodology) of either filing."""
    source = subject if isinstance(subject, Application) else subject.project
    return source.name, source.owner, source.methodology


def page_of(db: Db, row: Notice, by: Who | None, today: date) -> Page:
    subject = dossier(db, row.subject)
    me, (name, owner, code) = access.actors_of(db, by, subject, "reply"), _of(subject)
    version, claims = db.get(Version, row.version_id), isinstance(subject, ReductionApplication)
    module, document = catalogue.find(code), json.loads(version.body)
    every = sections(template(document["template"]), () if claims else module.design, document)
    shown, days = for_public(every), window_of(row, today)
    return Page(
        window=days, kind=KINDS[subject.stage], subject=subject.ref, name=name, owner=named(owner),
        body=named(subject.body),
        home=f"/reductions/{subject.ref}" if claims else f"/applications/{subject.ref}", methodology=module,
        project=subject.project.code if claims else "",
        period=(subject.period.n, subject.period.starts_on, subject.period.ends_on) if claims else None,
        estimate=None if claims else _estimate(db, subject.ref, document), claimed=document.get("by_year", {}),
        digest=version.digest, sections=shown, files=tuple(f for f in attached(db, subject) if f.is_public),
        withheld=frozenset(s.section.code for s, public in zip(every, shown) if _kept_back(s, public)),
        comments=comments(db, subject.ref, by, today), is_actor=bool(me), supplements=supplements_of(db, subject),
        suspended_until=suspended_until(db, by.id, today) if by else None,
        may_comment=by is not None and days.state == "running", may_reply=Actor.OWNER_INITIATOR in me)


def _kept_back(every: SectionWidget, public: SectionWidget) -> bool:
    """Whether something written in this section is not shown."""
    text = every.text is not None and every.text.value and public.text is None
    return bool(text) or len(every.widgets) > len(public.widgets)


def _estimate(db: Db, ref: str, document: Mapping[str, Any]) -> Estimate | None:
    sheet = sheet_of(newest_worksheet(db, ref, "estimate"))
    return sheet and shown_estimate(sheet, document)



# --- what the views ask for

def published(today: date, before: str = "") -> dict[str, Any]:
    """{"running", "past": lines, "later": ref after which the next page of past ones begins}"""
    with reading() as db:
        ended = or_(and_(Notice.called_off_on.is_(None), Notice.ends_on < today),
                    Notice.called_off_on >= Notice.starts_on)
        past = select(Notice).where(ended).order_by(Notice.id.desc()).limit(PAGE + 1)
        if before:
            past = past.where(Notice.id < (db.scalar(select(Notice.id).where(Notice.ref == before)) or 0))
        rows = list(db.scalars(past))
        return {"running": [line_of(db, row, today) for row in running(db, today)],
                "past": [line_of(db, row, today) for row in rows[:PAGE]],
                "later": rows[PAGE - 1].ref if len(rows) > PAGE else ""}


def page(ref: str, *, by: Who | None, today: date) -> Page:
    """The notice for everybody from its first day on; before that for those who are something to the dossier."""
    with reading() as db:
        row = db.scalar(select(Notice).where(Notice.ref == ref))
        if row is None or not (row.is_public(today) or access.actors_of(db, by, dossier(db, row.subject))):
            raise NotFound(ref)
        return page_of(db, row, by, today)


def levels(ref: str, *, by: Who) -> Levels:
    """The files of a filing or a comment for whoever is something to it. NotFound."""
    with reading() as db:
        subject = dossier(db, ref)
        actors = access.actors_of(db, by, subject)
        if not actors or not isinstance(subject, (Application, ReductionApplication, Comment)):
            raise NotFound(ref)
        home = f"/notices/{subject.notice.ref}" if isinstance(subject, Comment) else f"{HOMES[subject.stage]}/{ref}"
        return Levels(ref, home, attached(db, subject), Actor.REGISTRY_OPERATOR in actors,
                      named_who=not isinstance(subject, Comment))


def notice_of_comment(ref: str, *, by: Who) -> str:
    """The notice of a comment that this person is something to. NotFound."""
    with reading() as db:
        row = db.scalar(select(Comment).where(Comment.ref == ref))
        if row is None or not access.actors_of(db, by, row):
            raise NotFound(ref)
        return row.notice.ref
