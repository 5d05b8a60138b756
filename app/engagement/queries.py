"""Reading an engagement, and the facts that its moves judge: shared by validation and verification."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, moves
from app.access import Who
from app.database import Db, reading
from app.engagement.competence import competent
from app.engagement.dossier import AT_WORK, DESK_KEY, OUTSIDE, OWNER, Dossier, Said, parts
from app.engagement.fieldwork import pictures_of, visit_facts
from app.engagement.independence import ties_of
from app.engagement.items import Item, items, target_of
from app.engagement.offline import TEMPLATE
from app.engagement.places import Reviewed, Target, reviewed
from app.engagement.reading import dossier_of, project_name
from app.engagement.rounds import days_stopped, requests_of
from app.engagement.sites import sites_told
from app.models.document import Attachment, Version
from app.models.engagement import Engagement, Finding
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.notices.queries import comments_open, notice_of
from app.papers.queries import Attached, attached, page_code, paper_version
from app.papers.values import values_of
from app.parties.queries import Named, approvals_of, named
from app.published.queries import settings
from methodologies.kernel import catalogue
from methodologies.kernel.rules import NotFound
from workflows.documents import PAPERS, Line, Paper
from workflows.engine import Actor, State

ENDED = ("refused", "withdrawn", "terminated")


def served(db: Db, row: Engagement) -> Application | ReductionApplication:
    """The application that the body works on."""
    model = Application if row.kind == "validation" else ReductionApplication
    return db.scalar(select(model).where(model.ref == row.subject))


def next_period(db: Db, row: Engagement) -> int:
    """The number of the accounting period after the one that this work is about."""
    application = served(db, row)
    return application.period.n + 1 if isinstance(application, ReductionApplication) else 1


def sector_of(db: Db, row: Engagement) -> str:
    """The sector of the methodology that the work is about."""
    application = served(db, row)
    code = application.methodology if isinstance(application, Application) else application.project.methodology
    return catalogue.find(code).sector


def findings_of(db: Db, row: Engagement) -> list[Finding]:
    return list(db.scalars(select(Finding).where(Finding.engagement_id == row.id).order_by(Finding.n)))


def open_targets(db: Db, subject: str) -> list[str]:
    """What the owner may change: the targets of the correction requests that are open on this dossier."""
    rows = db.scalars(select(Finding).join(Engagement).where(
        Engagement.subject == subject, Finding.kind == "correction", Finding.state != "closed",
        Engagement.state == "findings_open"))
    return [pointer for finding in rows for pointer in finding.targets]


def shared_facts(db: Db, row: Engagement, today: date, payload: Mapping[str, str]) -> dict[str, Any]:
    """The shared fields of `workflows.engagement.Facts`, but for what the methodology says."""
    application = served(db, row)
    notice = notice_of(db, row.subject)
    contract, plan, visit = row.contract or {}, row.plan or {}, visit_facts(db, row)
    said = {**contract, **plan, **(row.visit or {}), **{k: v for k, v in payload.items() if v}}
    members, findings = row.members, findings_of(db, row)
    able = competent(db, row.body_id, sector_of(db, row), today)
    return {
        "today": today, "application_open": application.state not in ENDED,
        "body_code": row.body.credit_code, "owner_code": row.client.credit_code,
        "body_approvals": approvals_of(db, row.body_id),
        "notice_starts": notice.starts_on if notice else None, "notice_ends": notice.ends_on if notice else None,
        "comments_open": comments_open(db, row.subject), "documents": documents(db, row),
        "team": frozenset(str(m.person_id) for m in members if m.in_team),
        "experts": frozenset(str(m.person_id) for m in members if m.in_team and m.person_id in able),
        "reviewer": next((str(m.person_id) for m in members if m.is_reviewer), ""),
        "decider": next((str(m.person_id) for m in members if m.is_decider), ""),
        "contracted_on": _day(said.get("contracted_on")), "planned_on": _day(plan.get("planned_on")),
        "desk_done_on": _day(plan.get("desk_done_on")),
        "visited_from": _day(said.get("visited_from")), "visited_to": _day(said.get("visited_to")),
        **visit, **sites_told(row.ref, said, settings(db, today), (each.site for each in visit["seen"])),
        "evidence_open": tuple(f"/checklist/{item.key}" for item in row.checklist
                               if item.key.startswith(DESK_KEY) and not item.answer),
        "checklist_open": tuple(f"/checklist/{item.key}" for item in row.checklist if not item.answer),
        "findings_open": tuple(f"/findings/{f.n}" for f in findings if f.state != "closed"),
        "requests_unsolved": tuple(f"/findings/{f.n}" for f in findings
                                   if f.kind == "correction" and f.state != "closed"),
        "requests": requests_of(db, row, application), "ties": ties_of(db, row, today),
        "days_stopped": days_stopped(db, row, today), "conclusion": row.conclusion or "",
        "settings": settings(db, today),
    }


def documents(db: Db, row: Engagement) -> frozenset[str]:
    """Slots filled and versions frozen, of the engagement, the application and its period."""
    application = served(db, row)
    of = (row.subject, row.ref, application.period.ref if isinstance(application, ReductionApplication) else "")
    slots = db.scalars(select(Attachment.slot).where(Attachment.subject.in_(of), Attachment.replaced_by.is_(None)))
    return frozenset(slots) | frozenset(db.scalars(select(Version.label).where(Version.subject.in_(of))))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def work_on(ref: str) -> str:
    """The ref of the newest engagement on an application."""
    with reading() as db:
        return db.scalar(select(Engagement.ref).where(Engagement.subject == ref).order_by(Engagement.id.desc()))


def checklist_keys(ref: str) -> list[str]:
    with reading() as db:
        row = db.scalar(select(Engagement).where(Engagement.ref == ref))
        return [item.key for item in row.checklist]


def unanswered(ref: str) -> list[int]:
    """Numbers of the findings that wait for the owner."""
    with reading() as db:
        row = db.scalar(select(Engagement).where(Engagement.ref == ref))
        return [f.n for f in findings_of(db, row) if f.state == "open"]


# --- pages

@dataclass(frozen=True)
class Listed:
    """An engagement in a list."""
    ref: str
    kind: str
    state: State
    name: str
    body: Named
    client: Named
    opened_on: date
    issued_on: date | None
    mine: bool                          # it waits for the reader


@dataclass(frozen=True)
class Review:
    """The document under review; papers and findings by the pointer they belong to."""
    head: Listed
    document: Reviewed
    papers: Mapping[str, Attached]
    marks: Mapping[str, tuple[Item, ...]]
    may_raise: bool


@dataclass(frozen=True)
class Printed:
    """The report with the words of its cover. `cover`: a paper of the procedure, its lines filled in."""
    dossier: Dossier
    content: Mapping[str, Any]
    parts: Mapping[str, tuple[Said, ...]]
    cover: tuple[tuple[Line, str], ...]
    promises: tuple[tuple[str, str], ...]
    signed: tuple[Line, ...]
    title: Paper
    code: str
    digest: str


def works(by: Who) -> tuple[Listed, ...]:
    """The engagements that `by` may see, newest first: of one's body, one's organisation, or all for the registry."""
    with reading() as db:
        rows = db.scalars(select(Engagement).order_by(Engagement.id.desc())).all()
        seen = [(row, actors) for row in rows if (actors := access.actors_of(db, by, row))]
        return tuple(_listed(db, row, actors) for row, actors in seen)


def dossier(ref: str, by: Who, today: date) -> Dossier:
    """The page of an engagement. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        return _dossier(db, moves.look(db, Engagement, ref, by), by, today)


def to_record(ref: str, by: Who, today: date) -> dict[str, Any]:
    """What the offline form of a visit needs to know; the owner's copy lacks the body's key points."""
    shown = dossier(ref, by, today)
    return {"template": TEMPLATE, "engagement": ref, "project": shown.name,
            "team": [{"sign_in": m.sign_in, "name": m.name} for m in shown.members if m.in_team],
            "sites": [{"name": s.name, "chosen": s.chosen} for s in (shown.draw.sites if shown.draw else ())],
            "points": [{"key": p.key, "zh": p.zh, "en": p.en} for p in shown.points]}


def review(ref: str, by: Who) -> Review:
    """The document under review. NotFound as above."""
    with reading() as db:
        row = moves.look(db, Engagement, ref, by)
        actors, application = access.actors_of(db, by, row), served(db, row)
        document = reviewed(db, application)
        marks: dict[str, tuple[Item, ...]] = {}
        for finding in items(row, row.findings, document.targets(), all_of_them=not actors <= OUTSIDE):
            for target in finding.targets:
                marks[target.pointer] = (*marks.get(target.pointer, ()), finding)
        return Review(_listed(db, row, actors), document, _hung(db, application), marks,
                      Actor.BODY_TEAM in actors and row.state in AT_WORK)


def chosen(ref: str, by: Who, pointers: Iterable[str]) -> tuple[Target, ...]:
    """Those of these places that the document has, each once, in words."""
    wanted = list(dict.fromkeys(pointers))
    if not wanted:
        return ()
    with reading() as db:
        row = moves.look(db, Engagement, ref, by)
        known = reviewed(db, served(db, row)).targets()
        pictures = {f"/pictures/{each.n}" for each in pictures_of(db, row)}
        return tuple(target_of(p, known) for p in wanted if p.partition("/pages/")[0] in {*known, *pictures})


def _hung(db: Db, application: Application | ReductionApplication) -> dict[str, Attached]:
    """The papers of the application and of its accounting period, by slot."""
    of = [application, *((application.period,) if isinstance(application, ReductionApplication) else ())]
    return {paper.slot.key: paper for subject in of for paper in attached(db, subject)}


def report(ref: str, by: Who, today: date) -> Printed:
    """The report, once it is frozen; the owner's only once it is issued. NotFound otherwise."""
    with reading() as db:
        row = moves.look(db, Engagement, ref, by)
        shown = _dossier(db, row, by, today)
        if shown.report is None:
            raise NotFound(ref)
        version = db.get(Version, row.report_version_id)
        key = f"{row.kind}_report_cover"
        values, content, paper = values_of(db, row, today), json.loads(version.body), PAPERS[key]
        cover = tuple((line, values.get(line.name) or "—") for line in paper.rows)
        told = parts(content["contract"], content["plan"], content["visit"])
        return Printed(shown, content, told, cover, paper.paragraphs(values), paper.signed, paper,
                       page_code(ref, key, paper_version(db, row, key)), version.digest)


def _dossier(db: Db, row: Engagement, by: Who, today: date) -> Dossier:
    return dossier_of(db, row, served(db, row), by, today, settings(db, today))


def _listed(db: Db, row: Engagement, actors: frozenset[Actor]) -> Listed:
    return Listed(row.ref, row.kind, moves.state_of(row), project_name(served(db, row)), named(row.body),
                  named(row.client), row.opened_on, row.issued_on, _waits_for(row, actors))


def _waits_for(row: Engagement, actors: frozenset[Actor]) -> bool:
    """Whether the next step is the reader's: a move, or a finding to answer."""
    turn = any(actor in actors and move.trigger != "lose_body" for move, actor in moves.waited_for(row))
    asked = row.state == "findings_open" and any(f.state == "open" for f in row.findings)
    return turn or (asked and bool(OWNER & actors))
