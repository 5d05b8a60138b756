"""What the rules of a registered project need to know, and what the pages of its dossier show."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import access, moves
from app.access import Who
from app.database import Db, reading
from app.ledger.queries import account_of
from app.ledger.words import ACTS
from app.models.party import Organisation
from app.models.project import Application, Project, ProjectChange
from app.models.reduction import ReductionApplication
from app.models.sanction import SanctionMeasure
from app.papers.history import Happened, history_of
from app.papers.periods import design_of
from app.papers.queries import newest_worksheet, sheet_of
from app.papers.waiting import Due, Waiting, deadlines_of, waiting_of
from app.parties.queries import Named, approvals_of, is_barred, named, organisation_of
from app.published.queries import settings
from app.rooms import Offer
from methodologies.kernel import catalogue, compare, wording
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.rules import Broken, NotFound
from workflows.calendar import CALENDAR
from workflows.engine import Actor
from workflows.lifecycle import STAGES
from workflows.projects import GROUNDS, KINDS, LIVING, Facts, State

ASIDE = ("report_change", "ask_deregistration", "find_ground", "revoke", "withdraw_change", "decline_change")
OUTCOMES = {"": ("办理中", "Under way"), "accepted": ("已变更", "Made"), "declined": ("不予变更", "Declined"),
            "rejected": ("审查不通过", "Found against"), "withdrawn": ("已撤回", "Withdrawn"),
            "ended": ("项目已终结", "Project ended")}
ENDINGS = {"request": ("业主申请注销", "At the owner's request"), **{key: (zh, en) for key, zh, en in GROUNDS},
           "R-128": ("申请材料虚假（第43条）", "False material in an application (art. 43)"),
           "R-129": ("骗取减排量（第43条）", "Reductions obtained by false material (art. 43)")}
ROWS = 50


@dataclass(frozen=True)
class Change:
    n: int
    kind: tuple[str, str]
    what: str
    changed_on: date
    reported_on: date
    body: Named | None
    new_owner: Named | None
    agreed_on: date | None
    judged_on: date | None
    outcome: tuple[str, str]
    open: bool


@dataclass(frozen=True)
class Line:
    ref: str
    name: str
    state: State
    owner: Named
    registered_on: date


@dataclass(frozen=True, kw_only=True)
class Dossier:
    line: Line
    methodology: str
    versions: tuple[Methodology, ...]
    crediting: tuple[date, date]
    ended_on: date | None
    ending: tuple[str, str]
    end_reason: str
    changes: tuple[Change, ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    turn: tuple[Actor, ...]
    deadlines: tuple[Due, ...]
    history: tuple[Happened, ...]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What would change if the project were judged by another version. `broken`: what its validated design would
    break; sheets: (purpose, comparison) of its estimate and of its newest claim."""
    line: Line
    own: Methodology
    other: Methodology
    broken: tuple[Broken, ...]
    said: tuple[wording.Change, ...]
    sheets: tuple[tuple[str, compare.Comparison], ...]


def project_facts(db: Db, row: Project, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.projects`."""
    change, rules = row.open_change, settings(db, today)
    kind = payload.get("kind") or (change.kind if change else "")
    day = payload.get("changed_on")
    changed_on = date.fromisoformat(day) if day else change.changed_on if change else None
    new_owner = organisation_of(db, payload.get("new_owner", ""), "owner") if payload else None
    if change:
        new_owner = change.new_owner
    body = judging_body(db, row, payload)
    sector = catalogue.find(row.methodology).sector
    asked = kind == "C" or (kind == "owner" and rules["change.owner_judged"])
    due = CALENDAR.review_due(changed_on, rules["change.report_wd"], from_next_day=rules["wd.count_from_next_day"]) \
        if changed_on and not change else None
    return Facts(
        today=today, kind=kind, changed_on=changed_on, change_due=due.on if due else None,
        new_owner=payload.get("new_owner", "") or (new_owner.credit_code if new_owner else ""),
        new_owner_fit=new_owner is not None and _is_fit(db, row, new_owner, today),
        agreed=change is not None and change.agreed_on is not None, body_needed=asked,
        body_in_scope=body is not None and any(each.covers(sector, today) for each in approvals_of(db, body)),
        judged=change is not None and change.judged_on is not None,
        open_reductions=_open_reductions(db, row), revocation_ordered=revocation_of(db, row) is not None,
        settings=rules)


def judging_body(db: Db, row: Project, payload: Mapping[str, str]) -> int | None:
    """The body that is named with a change; for one of type B that of the verification under way."""
    if payload.get("body"):
        found = organisation_of(db, payload["body"], "body")
        return found.id if found else None
    if row.open_change and row.open_change.body_id:
        return row.open_change.body_id
    work = access.engagement_of(db, row)
    return work.body_id if work else None


def revocation_of(db: Db, row: Project) -> SanctionMeasure | None:
    """The measure that revokes this project's registration, once it is being carried out (R-70)."""
    return db.scalar(select(SanctionMeasure).where(
        SanctionMeasure.kind == "revoke_project", SanctionMeasure.project_id == row.id,
        SanctionMeasure.state == "done"))



def _is_fit(db: Db, row: Project, heir: Organisation, today: date) -> bool:
    return (heir.id != row.owner_id and not access.is_shut(heir) and account_of(db, heir.id) is not None
            and not is_barred(db, heir.id, today))


def _open_reductions(db: Db, row: Project) -> tuple[str, ...]:
    stage = STAGES["issuance"]
    rows = db.execute(select(ReductionApplication.ref, ReductionApplication.state).where(
        ReductionApplication.project_id == row.id))
    return tuple(f"/reductions/{ref}" for ref, state in rows if stage.states.of(state) not in stage.finals())


# --- pages

def listing(by: Who) -> tuple[Line, ...]:
    """The registered projects whose dossier `by` may see, newest first."""
    with reading() as db:
        rows = db.scalars(select(Project).order_by(Project.id.desc()).limit(ROWS * 10))
        return tuple(_line(row) for row in rows if access.actors_of(db, by, row))[:ROWS]


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """The dossier of a registered project. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, Project, ref, by)
        return Dossier(
            line=_line(row), methodology=row.methodology,
            versions=catalogue.other_versions(row.methodology), crediting=(row.crediting_from, row.crediting_to),
            ended_on=row.ended_on, ending=ENDINGS.get(row.end_ground, ("", "")), end_reason=row.end_reason,
            changes=tuple(change_of(each) for each in reversed(row.changes)), offers=moves.offers(db, row, by, today),
            waiting=waiting_of(db, row, by),
            turn=tuple(dict.fromkeys(a for m, a in moves.waited_for(row) if m.trigger not in ASIDE))
            if row.state not in LIVING[:1] else (), deadlines=deadlines_of(db, ref), history=history_of(db, row, ACTS))


def moved(ref: str, code: str, *, by: Who) -> Moved:
    """The project under another version of its methodology. NotFound when there is none of that code."""
    with reading() as db:
        row = moves.look(db, Project, ref, by)
        other = next((each for each in catalogue.other_versions(row.methodology) if each.code == code), None)
        if other is None:
            raise NotFound(code)
        own = catalogue.find(row.methodology)
        sheets = tuple((sheet["chapter"], compare.compare(own, other, sheet["chapter"], sheet["inputs"]))
                       for sheet in _worksheets(db, row))
        said = dict.fromkeys(change for _, found in sheets for change in found.changes)
        return Moved(line=_line(row), own=own, other=other, broken=other.check_design(design_of(db, row)),
                     said=tuple(said), sheets=sheets)


def _worksheets(db: Db, row: Project) -> Iterator[dict]:
    """Of the estimate at registration, and of the newest claim, verified where it is."""
    claim = db.scalar(select(ReductionApplication.ref).where(ReductionApplication.project_id == row.id)
                      .order_by(ReductionApplication.id.desc()))
    application = db.scalar(select(Application.ref).where(Application.id == row.application_id))
    found = (newest_worksheet(db, application, "estimate"),
             claim and (newest_worksheet(db, claim, "verification") or newest_worksheet(db, claim, "accounting")))
    return (sheet for sheet in map(sheet_of, found) if sheet)


def change_of(row: ProjectChange) -> Change:
    words = next((zh, en) for key, zh, en in KINDS if key == row.kind)
    return Change(row.n, words, row.what, row.changed_on, row.reported_on, named(row.body), named(row.new_owner),
                  row.agreed_on, row.judged_on, OUTCOMES[row.outcome], row.outcome == "")


def _line(row: Project) -> Line:
    return Line(row.code, row.name, moves.state_of(row), named(row.owner), row.registered_on)

