"""Dossiers for programs: fields of the row, and the same offers as on its page. `access` says who may look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select, union_all

from app import access, agency, deadlines, moves
from app.access import Who
from app.credits import queries as credits
from app.database import Db, reading
from app.engagement.dossier import OUTSIDE
from app.engagement.items import items
from app.market import queries as market
from app.models.account import AccountDossier
from app.models.approval import Approval
from app.models.credit import LETTERS, CreditDossier
from app.models.engagement import Engagement
from app.models.mandate import Mandate
from app.models.market import MarketDay
from app.models.notice import Comment, Notice
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.reduction import Period, ReductionApplication
from app.models.report import FraudReport
from app.models.sanction import SanctionCase, SanctionMeasure
from app.models.work import Deadline
from app.notices.comments import SEE_NAMES
from app.notices.queries import notice_of
from app.papers.queries import attachments_of, current_draft, versions_of
from app.parties.plain import plain
from app.rooms import Offer
from methodologies.kernel.rules import NotFound
from workflows.calendar import CALENDAR
from workflows.engine import Actor

ROWS = 50
SEE_ALL = {"operator", "national_administrator", "auditor"}


@dataclass(frozen=True)
class Noun:
    """A kind of dossier: its model, its own fields, and with what its refs begin where a model has several kinds."""
    model: Any
    fields: Callable[[Db, Any, frozenset[Actor]], dict[str, Any]]
    letters: str = ""
    near: Callable[[Db, Any, Who], Any] | None = None       # narrows a query to what may be theirs; None: `_near`


def listed(noun: str, by: Who, after: str) -> tuple[list[dict[str, Any]], str]:
    """(dossiers that `by` may see, newest first; the ref to go on after, empty on the last page)."""
    model = NOUNS[noun].model
    with reading() as db:
        query = select(model).where(model.ref.startswith(NOUNS[noun].letters))
        if after:
            query = query.where(model.ref < after)
        narrowed = near(db, query, by) if (near := NOUNS[noun].near) else _near(db, query, model, by)
        found = db.scalars(narrowed.order_by(model.ref.desc()).limit(ROWS + 1)).all()
        rows = [{"ref": row.ref, "state": plain(moves.state_of(row)), "href": f"/api/v1/{noun}/{row.ref}"}
                for row in found[:ROWS] if access.actors_of(db, by, row)]
        return rows, found[ROWS - 1].ref if len(found) > ROWS else ""


def dossier(noun: str, ref: str, by: Who, today: date) -> dict[str, Any]:
    """The dossier's fields, its state, what `by` may do now and why not. NotFound when absent or not theirs to see."""
    insist(noun, ref)
    with reading() as db:
        row = moves.look(db, NOUNS[noun].model, ref, by)
        proposal, may_confirm, may_decline = moves.may_confirm(db, row, by)
        return {
            "ref": row.ref,
            "stage": row.stage,
            "state": plain(moves.state_of(row)),
            **NOUNS[noun].fields(db, row, access.actors_of(db, by, row)),
            "versions": [{"n": v.n, "label": v.label, "sha256": v.digest, "made_on": v.made_on.isoformat()}
                         for v in versions_of(db, ref)],
            "documents": [{"ref": a.ref, "slot": a.slot, "name": a.name, "level": a.level, "sha256": a.sha256,
                           "uploaded_on": a.uploaded_on.isoformat()} for a in attachments_of(db, ref)],
            "deadlines": [_deadline(db, each) for each in deadlines.running(db, ref)],
            "waits_for": [{"trigger": move.trigger, "zh": move.zh, "en": move.en, "actor": plain(actor)}
                          for move, actor in moves.waited_for(row)],
            "proposal": proposal and {
                "trigger": proposal.trigger, "sha256": proposal.digest, "proposed_at": plain(proposal.proposed_at),
                "may_confirm": may_confirm, "may_decline": may_decline},
            "offers": [_offer(noun, ref, offer) for offer in moves.offers(db, row, by, today)],
        }


def insist(noun: str, ref: str) -> None:
    """NotFound for a ref of another kind."""
    if not ref.startswith(NOUNS[noun].letters):
        raise NotFound(ref)


def draft(noun: str, ref: str, by: Who) -> tuple[dict[str, Any], int]:
    """(document, revision) of the draft. NotFound as above, and where there is none."""
    with reading() as db:
        moves.look(db, NOUNS[noun].model, ref, by)
        found = current_draft(db, ref)
        return found.document, found.revision


def _offer(noun: str, ref: str, offer: Offer) -> dict[str, Any]:
    asks = [{"name": a.name, "zh": a.zh, "en": a.en, "kind": a.kind, "required": a.required,
             "choices": [{"value": v, "zh": zh, "en": en} for v, zh, en in a.choices]} for a in offer.asks]
    return {"trigger": offer.trigger, "zh": offer.zh, "en": offer.en, "open": offer.open, "why": plain(offer.why),
            "warnings": plain(offer.warnings), "asks": asks, "confirm": plain(offer.confirm),
            "href": f"/api/v1/{noun}/{ref}/moves/{offer.trigger}"}


def _deadline(db: Db, row: Deadline) -> dict[str, Any]:
    """A last day and how it was counted; one that stands still has `stopped_on`, and `due_on` is the earliest day."""
    term = deadlines.term_of(db, row)
    return {"setting": row.setting, "starts_on": plain(row.starts_on), "days": row.days,
            "unit": "working days" if term.in_working_days else "calendar days", "due_on": plain(row.due_on),
            "provisional": row.provisional, "calendar": row.calendar_version, "zh": row.counted_zh,
            "en": row.counted_en, "stopped_on": plain(row.stopped_on), "days_left": CALENDAR.left(term),
            "pauses": [plain(pause) for pause in term.pauses]}


def _near(db: Db, query: Any, model: Any, by: Who) -> Any:
    """Those that may be theirs, by organisation; who exactly may look is asked of each row afterwards."""
    duties = access.duties_of(db, by)
    if any(duty in SEE_ALL for _, duty in duties):
        return query
    homes = [home for home, _ in duties if home]
    if model is Mandate:
        return query.where(or_(Mandate.holder_id.in_(homes), Mandate.counterparty_id.in_(homes)))
    homes += [mandate.holder_id for mandate in agency.mandates_held(db, homes)] if homes else []
    if model is AccountDossier:
        looks = "exchange" in access.kinds_of(db, duties).values()
        mine = or_(AccountDossier.holder_id.in_(homes), AccountDossier.applicant_id == by.id)
        return query if looks else query.where(mine)
    if model is Approval:
        offices = set(Approval.offices) & set(access.kinds_of(db, duties).values())
        return query if offices else query.where(Approval.body_id.in_(homes))
    if model is FraudReport:
        return query.where(or_(FraudReport.applicant_id == by.id, FraudReport.office.in_(
            access.kinds_of(db, duties).values())))
    if model in (Project, SanctionCase, SanctionMeasure):
        return query                                    # few, and seen by offices as well: each row is asked itself
    work = select(Engagement.subject).where(Engagement.body_id.in_(homes))
    projects = select(Project.id).where(Project.owner_id.in_(homes))
    if model is Comment:
        filings = union_all(select(Application.ref).where(Application.owner_id.in_(homes)),
                            select(ReductionApplication.ref).where(ReductionApplication.project_id.in_(projects)), work)
        return query.where(or_(Comment.person_id == by.id, Comment.notice_id.in_(
            select(Notice.id).where(Notice.subject.in_(filings)))))
    if model is Application:
        return query.where(or_(Application.owner_id.in_(homes), Application.ref.in_(work)))
    if model is Engagement:
        return query.where(or_(Engagement.client_id.in_(homes), Engagement.body_id.in_(homes)))
    if model is ReductionApplication:
        return query.where(or_(ReductionApplication.project_id.in_(projects), ReductionApplication.ref.in_(work)))
    served = select(ReductionApplication.period_id).where(ReductionApplication.ref.in_(work))
    return query.where(or_(Period.project_id.in_(projects), Period.id.in_(served)))


def _party(home: Organisation | None) -> dict[str, str] | None:
    return {"credit_code": home.credit_code, "zh": home.name_zh, "en": home.name_en} if home else None


def _notice(db: Db, ref: str) -> dict[str, Any] | None:
    found = notice_of(db, ref)
    if found is None:
        return None
    return {"ref": found.ref, "starts_on": found.starts_on.isoformat(), "ends_on": found.ends_on.isoformat(),
            "provisional": found.provisional}


def _application(db: Db, row: Application, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"name": row.name, "methodology": row.methodology, "owner": _party(row.owner), "body": _party(row.body),
            "opened_on": plain(row.opened_on), "received_on": plain(row.received_on),
            "registered_on": plain(row.registered_on), "conclusion": row.conclusion,
            "project": row.project.code if row.project else None, "notice": _notice(db, row.ref)}


def _reduction(db: Db, row: ReductionApplication, actors: frozenset[Actor]) -> dict[str, Any]:
    return {
        "project": row.project.code,
        "period": row.period.ref,
        "body": _party(row.body),
        "opened_on": plain(row.opened_on),
        "received_on": plain(row.received_on),
        "registered_on": plain(row.registered_on),
        "conclusion": row.conclusion,
        "by_year": {str(line.year): {"applied_t": line.applied_t, "verified_t": line.verified_t} for line in row.lines},
        "notice": _notice(db, row.ref),
    }


def _engagement(db: Db, row: Engagement, actors: frozenset[Actor]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "application": row.subject,
        "body": _party(row.body),
        "client": _party(row.client),
        "opened_on": plain(row.opened_on),
        "issued_on": plain(row.issued_on),
        "findings": [
            {
                "n": f.n,
                "kind": f.kind,
                "state": f.state,
                "targets": [t.pointer for t in f.targets],
                "raised_on": plain(f.raised_on),
            }
            for f in items(row, row.findings, {}, all_of_them=not actors <= OUTSIDE)
        ],
    }


def _period(db: Db, row: Period, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"project": row.project.code, "n": row.n, "starts_on": plain(row.starts_on), "ends_on": plain(row.ends_on),
            "tables": [{"name": d.name, "rows": len(d.rows), "revision": d.revision, "sha256": d.digest}
                       for d in row.datasets]}


def _report(db: Db, row: FraudReport, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"about": row.about, "target": row.target, "said_on": row.said_on.isoformat(), "body": row.body,
            "result": row.result, "answered_on": plain(row.answered_on)}


def _account(db: Db, row: AccountDossier, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"credit_code": row.credit_code, "zh": row.name_zh, "en": row.name_en, "kind": row.kind, "mode": row.mode,
            "account": row.account_no, "trading_account": row.trading_no, "applied_on": plain(row.applied_on),
            "first_reviewed_on": plain(row.first_reviewed_on), "decided_on": plain(row.decided_on),
            "closed_on": plain(row.closed_on)}


def _approval(db: Db, row: Approval, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"body": _party(row.body), "sector": row.sector, "number": row.number, "begun_on": plain(row.begun_on),
            "approved_on": plain(row.approved_on), "valid_to": plain(row.valid_to),
            "suspended_on": plain(row.suspended_on), "ended_on": plain(row.ended_on), "ground": row.ground}


def _mandate(db: Db, row: Mandate, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"principal": _party(row.holder), "agent": _party(row.counterparty), "acts": list(row.acts),
            "scope": list(row.scope), "starts_on": plain(row.starts_on), "ends_on": plain(row.ends_on),
            "ended_on": plain(row.ended_on)}


def _project(db: Db, row: Project, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"name": row.name, "owner": _party(row.owner), "methodology": row.methodology,
            "registered_on": plain(row.registered_on), "ended_on": plain(row.ended_on), "end_ground": row.end_ground,
            "changes": [{"n": c.n, "kind": c.kind, "what": c.what, "changed_on": plain(c.changed_on),
                         "new_owner": _party(c.new_owner), "agreed_on": plain(c.agreed_on),
                         "judged_on": plain(c.judged_on), "outcome": c.outcome} for c in row.changes]}


def _case(db: Db, row: SanctionCase, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"ground": row.ground, "respondent": _party(row.respondent), "office": _party(row.office),
            "committed_on": plain(row.committed_on), "opened_on": plain(row.opened_on),
            "decided_on": plain(row.decided_on), "number": row.number, "measures": [each.ref for each in row.measures]}


def _measure(db: Db, row: SanctionMeasure, actors: frozenset[Actor]) -> dict[str, Any]:
    return {"case": row.case.ref, "kind": row.kind, "amount": row.amount, "quantity": row.quantity,
            "project": row.project.code if row.project else None, "starts_on": plain(row.starts_on),
            "ends_on": plain(row.ends_on), "done_on": plain(row.done_on)}


def _comment(db: Db, row: Comment, actors: frozenset[Actor]) -> dict[str, Any]:
    """The author's name goes to registry and body alone (R-151)."""
    return {"notice": row.notice.ref, "subject": row.notice.subject, "paragraph": row.paragraph, "body": row.body,
            "said_on": plain(row.said_on), "ground": row.ground, "handling": row.handling,
            "handled_on": plain(row.handled_on), "reply": row.reply, "replied_on": plain(row.replied_on),
            "reply_level": row.reply_level, "mine": Actor.COMMENTER in actors,
            **({"by": row.person.name} if actors & SEE_NAMES else {})}


def _credit(db: Db, row: CreditDossier, actors: frozenset[Actor]) -> dict[str, Any]:
    return {name: plain(value) for name, value in credits.programmed(db, row, actors).items()}


def _near_market(model: Any) -> Callable[[Db, Any, Who], Any]:
    def near(db: Db, query: Any, by: Who) -> Any:
        homes = [home for home, _ in access.duties_of(db, by) if home]
        everything = bool(market.LOOKING & access.actors_of(db, by, MarketDay(state="open")))
        return market.near(query, model, homes, everything=everything)
    return near


NOUNS: Mapping[str, Noun] = {
    "applications": Noun(Application, _application), "reductions": Noun(ReductionApplication, _reduction),
    "engagements": Noun(Engagement, _engagement), "periods": Noun(Period, _period),
    "account-applications": Noun(AccountDossier, _account), "approvals": Noun(Approval, _approval),
    "registered-projects": Noun(Project, _project), "sanction-cases": Noun(SanctionCase, _case),
    "sanction-measures": Noun(SanctionMeasure, _measure), "reports": Noun(FraudReport, _report),
    "mandates": Noun(Mandate, _mandate), "comments": Noun(Comment, _comment),
    **{noun: Noun(model, market.fields, near=_near_market(model)) for noun, model in market.NOUNS.items()},
    **{noun: Noun(CreditDossier, _credit, f"{LETTERS[stage]}-", credits.narrow)
       for noun, stage in credits.NOUNS.items()}}
