"""What the rules of a project application need to know, and what its pages show."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from app import access, agency, moves
from app.access import Who
from app.database import Db, reading
from app.desk.queries import INSIDE, review_of
from app.engagement.queries import open_targets
from app.fields.sections import TOPS, placed
from app.models.engagement import Engagement, EngagementMember
from app.models.project import Application, Project
from app.notices import comments
from app.notices.filing import common_facts, owner_facts
from app.papers import changes
from app.papers.checks import as_checked, day
from app.papers.designs import (
    Estimate,
    design_document,
    design_slots,
    estimate,
    form_of,
    methodology_data,
    shown_estimate,
)
from app.papers.history import history_of
from app.papers.queries import newest_worksheet, sheet_of, slots_filled
from app.papers.waiting import deadlines_of, waiting_of
from app.parties.queries import named
from app.registration import dossier as look
from app.registration import telling
from app.registration.dossier import Dossier, Line
from methodologies.kernel import catalogue
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import REFUSE, Broken, NotFound, Refusal, judge
from methodologies.kernel.worksheet import Worksheet
from workflows import reapplication
from workflows.application import document_is_complete
from workflows.design_checks import check_design
from workflows.documents import Slot, missing
from workflows.engine import Actor
from workflows.reapplication import AGAIN
from workflows.registration import REGISTRATION, Facts, State

HAPPENED = {"opened": ("新建申请", "Application opened"), "revised": ("修改设计文件", "Design document revised")}
PAGE = 50                                               # lines of a list
# Where a rule of the procedure speaks of what the methodology asks for under a name of its own.
ASKED_AS = {"/name": "/project_name", "/mandated": "/no_legal_duty", "/in_ets": "/no_legal_duty",
            "/other_mechanisms": "/no_other_mechanism", "/gec_archive_code": "/green_archive_code"}


@dataclass(frozen=True)
class Listing:
    """My applications, newest first; `later`: the ref after which the next page begins."""
    lines: tuple[Line, ...]
    states: tuple[tuple[State, int], ...]
    later: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The document as it stands, for its form. open: pointers that may be changed now; broken: all that is found."""
    ref: str
    name: str
    state: State
    methodology: Methodology
    document: Mapping[str, Any]
    revision: int
    saved_at: datetime
    saved_by: str
    may_edit: bool
    open: frozenset[str]
    broken: tuple[Broken, ...]
    estimate: Estimate | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A frozen version to be read."""
    ref: str
    name: str
    edition: look.Edition
    methodology: Methodology
    document: Mapping[str, Any]
    engagement: str


def design_facts(db: Db, row: Application, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.registration`, from the document as it stands."""
    module = catalogue.find(row.methodology)
    document = design_document(db, row)
    said, data = document["inputs"], methodology_data(row, document)
    sheet = estimated(db, row, document, today)
    return Facts(
        **common_facts(db, row, row.owner, module, today, payload),
        incomplete=(*form_of(row).empty(document["sections"]),
                    *missing("registration", "submit", slots_filled(db, row.ref), module.sector)),
        broken=module.check_design(data), checks=check_design(as_checked(document, module, sheet)),
        provisional=tuple(sheet.provisional) if sheet else (),
        name=str(said.get("project_name", "")), owner_names=(row.owner.name_zh,),
        places=tuple(str(said.get(k, "")) for k in ("province", "city", "county")),
        methodology_in_force=module.admits(today), methodology_status=module.status,
        commencement_on=day(said.get("commencement_on")), lifetime_from=day(said.get(module.lifetime[0])),
        lifetime_to=day(said.get(module.lifetime[1])), crediting_from=day(said.get("crediting_from")),
        crediting_to=day(said.get("crediting_to")), crediting_min_years=module.crediting.min_years,
        crediting_max_years=module.crediting.max_years,
        additionality=str(said.get("additionality", "")), additionality_modes=module.additionality,
        mandated=denied(said.get("no_legal_duty")), in_ets=denied(said.get("no_legal_duty")),
        other_mechanisms={"yes": (), "no": ("?",)}.get(said.get("no_other_mechanism")),
        gec_linked="green_archive_code" in {f.name for f in module.design},
        gec_archive_code=str(said.get("green_archive_code", "")))


def denied(text: Any) -> bool | None:
    """The answer to "is it so?" when the document declares that it is not; None until it is declared."""
    return {"yes": False, "no": True}.get(text)


def estimated(db: Db, row: Application, document: dict, today: date) -> Worksheet | None:
    """The estimate, or None while it can't be worked; why it can't is told by the rules on the data."""
    try:
        return estimate(db, row, document, today)
    except Refusal:
        return None


def again_problems(db: Db, row: Application, today: date) -> tuple[Broken, ...]:
    """Why a new application can't be made from this one; empty when it can."""
    later = db.scalar(select(Application.id).where(Application.earlier_id == row.id))
    return judge(AGAIN, reapplication.Facts(
        state=State.of(row.state), project_state=row.project.state if row.project else "",
        made_anew=later is not None, **owner_facts(db, row.owner, today)))


def registered_as(ref: str) -> str:
    """The project code that an application became."""
    with reading() as db:
        return db.scalar(select(Project.code).join(Application).where(Application.ref == ref))


# --- pages

def mine(by: Who, state: str = "", after: str = "") -> Listing:
    """The applications that this person is something to. state: only those; after: ref of the last line seen."""
    with reading() as db:
        seen = _visible(db, by)
        counts = dict(db.execute(select(Application.state, func.count()).where(seen).group_by(Application.state)).all())
        wanted = select(Application).where(seen).order_by(Application.id.desc()).limit(PAGE + 1)
        if state:
            wanted = wanted.where(Application.state == state)
        if after:
            seen_last = db.scalar(select(Application.id).where(Application.ref == after)) or 0
            wanted = wanted.where(Application.id < seen_last)
        rows = list(db.scalars(wanted))
        return Listing(tuple(look.line_of(db, row) for row in rows[:PAGE]),
                       tuple((each, counts[each.key]) for each in State if each.key in counts),
                       rows[PAGE - 1].ref if len(rows) > PAGE else "")


def _visible(db: Db, by: Who) -> ColumnElement[bool]:
    """`access.actors_of` as one condition: mine as owner, handed in for staff, or in the body's hands."""
    duties = access.duties_of(db, by)
    owns = [home for home, duty in duties if duty in access.OWNER_DUTIES]
    serves = [home for home, duty in duties if duty in access.BODY_DUTIES]
    staff = any(duty in (*access.REGISTRY_DUTIES, "auditor") for _, duty in duties)
    named = exists().where(EngagementMember.engagement_id == Engagement.id)
    is_mine = or_(named.where(EngagementMember.person_id == by.id), and_(Engagement.body_id.in_(serves), ~named))
    works = exists().where(Engagement.subject == Application.ref, is_mine)
    return or_(Application.owner_id.in_(owns), and_(true() if staff else false(), Application.state != "draft"), works,
               agency.covered(db, duties))


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """The dossier for this person. NotFound when it is absent or not theirs to see."""
    with reading() as db:
        row = moves.look(db, Application, ref, by)
        me, targets = access.actors_of(db, by, row, "save"), tuple(open_targets(db, ref))
        writes, waiting = Actor.OWNER_INITIATOR in me, waiting_of(db, row, by)
        to_do = _to_do(db, row, today) if writes and row.state == "draft" else 0
        offers = moves.offers(db, row, by, today)
        project = db.scalar(select(Project.code).where(Project.application_id == row.id))
        review = review_of(db, row, by, today)
        return Dossier(
            ref=row.ref, name=row.name, state=moves.state_of(row), owner=named(row.owner),
            body=named(row.body), methodology=catalogue.find(row.methodology), me=me, opened_on=row.opened_on,
            registered_on=row.registered_on, project=project or "", conclusion=row.conclusion or "",
            notice=comments.window(db, ref, today), comments=comments.comments(db, ref, by),
            engagement=look.engagement_link(db, row),
            estimate=_shown_estimate(db, row, design_document(db, row), today), editions=look.editions_of(db, row),
            places=look.places_of(db, row, targets, may_upload=writes and not waiting), sheets=look.sheets_of(db, row),
            offers=tuple(telling.short(offer, to_do) for offer in offers), waiting=waiting,
            turn=look.turn_of(row), deadlines=deadlines_of(db, ref), targets=targets, to_do=to_do,
            history=history_of(db, row, HAPPENED, unseen=INSIDE if review and not review.is_desk else ()),
            review=review, attempts=look.attempts_of(row),
            may_begin_again=writes and not again_problems(db, row, today))



def _to_do(db: Db, row: Application, today: date) -> int:
    return len({b.where for b in _found(db, row, today) if b.rule.grade is REFUSE})


def _shown_estimate(db: Db, row: Application, document: Mapping[str, Any], today: date) -> Estimate | None:
    """Of a draft what it gives now, afterwards the sealed one."""
    stored = None if row.state == "draft" else sheet_of(newest_worksheet(db, row.ref, "estimate"))
    if stored:
        return shown_estimate(stored, document)
    sheet = estimated(db, row, dict(document), today)
    return sheet and shown_estimate(sheet.to_json(), document)


def draft(ref: str, *, by: Who, today: date) -> Draft:
    """The document for its form; for those who may not change it, to read."""
    with reading() as db:
        row = moves.look(db, Application, ref, by)
        me, waits = access.actors_of(db, by, row, "save"), moves.open_proposal(db, ref) is not None
        targets = [""] if row.state == "draft" else open_targets(db, ref)
        doors = frozenset(p if p.startswith(TOPS) or not p else f"/inputs{p}" for p in targets)
        document, revision, saved_at, saved_by = look.draft_of(db, ref)
        return Draft(ref=ref, name=row.name, state=moves.state_of(row), methodology=catalogue.find(row.methodology),
                     document=document, revision=revision, saved_at=saved_at, saved_by=saved_by,
                     may_edit=Actor.OWNER_INITIATOR in me and bool(doors) and not waits, open=doors,
                     broken=_found(db, row, today), estimate=_shown_estimate(db, row, document, today),
                     slots=design_slots(row))


def _found(db: Db, row: Application, today: date) -> tuple[Broken, ...]:
    """All that a hand-in today would find, at the places where it is asked for; of an empty place only that it is."""
    rules = REGISTRATION.move("submit", State.DRAFT).rules
    found = (_told(b) for b in judge(rules, design_facts(db, row, today, {})))
    asked = catalogue.find(row.methodology).design
    document = design_document(db, row)
    told: dict[tuple[str, str], Broken] = {}
    for b in placed(found, asked):
        told.setdefault((b.where if changes.read(document, b.where) in (None, "", [], {}) else b.rule.id, b.where), b)
    return tuple(told.values())


def _told(broken: Broken) -> Broken:
    """The problem at the place where it is asked for; what is merely empty says so."""
    if broken.rule is document_is_complete:
        zh, en = ("尚未上传。", "Not uploaded yet.") if broken.where.startswith("/documents") else (
            "尚未填写。", "Not filled in yet.")
        return replace(broken, own_zh=zh, own_en=en)
    return replace(broken, where=ASKED_AS.get(broken.where, broken.where))


def work_estimate(ref: str, document: Mapping[str, Any], *, by: Who, today: date) -> Estimate:
    """The estimate of a document that is not saved. Refusal with everything that is missing, at once."""
    with reading() as db:
        row = moves.look(db, Application, ref, by)
        return shown_estimate(estimate(db, row, dict(document), today).to_json(), document)


def edition(ref: str, n: int, *, by: Who) -> Edition:
    """A frozen version of the document, or the body's report, which is read elsewhere (`engagement`)."""
    with reading() as db:
        row = moves.look(db, Application, ref, by)
        version = look.edition(db, ref, n)
        if version is None:
            raise NotFound(ref)
        document = json.loads(version.body)
        return Edition(ref=ref, name=row.name, edition=next(e for e in look.editions_of(db, row) if e.n == n),
                       methodology=catalogue.find(row.methodology), document=document,
                       engagement=document.get("engagement", ""))
