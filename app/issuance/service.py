"""减排量登记与签发: an accounting report from its draft to serials in the owner's account."""
from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app import access, clock, moves
from app.access import Who
from app.certificates import service as certificates
from app.database import Db, transaction
from app.desk import experts, screen
from app.desk import service as desk
from app.engagement.queries import open_targets
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.fields.sections import strangers
from app.issuance.content import content_of
from app.issuance.facts import reduction_facts, report_document
from app.ledger import acts
from app.ledger.queries import account_of
from app.ledger.telling import tell_of_future
from app.models.document import Attachment
from app.models.reduction import Period, ReductionApplication, YearLine
from app.notices import service as notices
from app.papers import changes
from app.papers import service as papers
from app.papers.queries import attachments_of, current_draft, newest_version, newest_worksheet
from app.parties.queries import organisation_of
from app.rooms import Outcome, Room, Taken
from methodologies.kernel.rules import INPUT, Conflict, NotOpen, NotYours, Refusal
from workflows.documents import REPORT
from workflows.engine import Actor
from workflows.issuance import ISSUANCE
from workflows.verification import verifier_is_not_validator


class AlreadyClaimed(Conflict):
    """A live application exists for this period."""
    zh, en = "该核算期已有在办的减排量申请。", "There is a live application for this period already."


def open_application(period_ref: str, *, by: Who, today: date, key: str) -> str:
    """Begin a reduction application for an accounted period; gives back its ref. One live application for a period."""
    with transaction() as db:
        period = moves.find(db, Period, period_ref, by)
        if Actor.OWNER_INITIATOR not in access.actors_of(db, by, period):
            raise NotYours(period_ref)
        said = ["claim", period_ref, by.id]
        if (done := calls.earlier(db, key, said)) is not None:
            return done
        if any(c.state not in ("refused", "withdrawn", "terminated") for c in period.claims):
            raise AlreadyClaimed(period_ref)
        if period.state != "accounted":
            raise NotOpen(period_ref)
        row = ReductionApplication(ref=next_ref(db, ReductionApplication, "RA", today.year), state="draft",
                                   project_id=period.project_id, period_id=period.id, opened_on=today)
        db.add(row)
        db.flush()
        papers.open_draft(db, row.ref, {"template": REPORT.id, "sections": _written_before(db, period), "inputs": {}},
                          by)
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "period": period.ref})
        calls.keep(db, key, said, row.ref, clock.now())
        return row.ref


def _written_before(db: Db, period: Period) -> dict[str, str]:
    """The text of the last claim for this period, where that came to nothing: the next one goes on from it."""
    last = max(period.claims, key=lambda claim: claim.id, default=None)
    return dict(report_document(db, last)["sections"]) if last else {}


def save(ref: str, document: Mapping[str, Any], revision: int, *, by: Who, today: date) -> int:
    """Save the accounting report's draft whole; gives back its new revision. Conflict on a stale one.

    After publication only the open findings' targets may change, and each save is a new version (R-51).
    """
    with transaction() as db:
        row = _own(db, ref, by, "save", ("draft", *changes.OPEN_FOR_CHANGES))
        draft = current_draft(db, ref)
        if (draft.revision, draft.document) == (revision, dict(document)):
            return revision                             # nothing has changed: no revision, no version
        if row.state != "draft":
            changes.refuse_outside(draft.document, document, open_targets(db, ref))
        if broken := tuple(strangers(document, draft.document, REPORT)):
            raise Refusal(*broken)
        saved = papers.save_draft(db, row.ref, dict(document), revision, by)
        if row.state != "draft":
            _revise(db, row, document, by, today)
        return saved.revision


def _revise(db: Db, row: ReductionApplication, document: Mapping[str, Any], by: Who, today: date) -> None:
    """The next version: other words, and the figures of the version before, which nobody types."""
    before = papers.document_of(newest_version(db, row.ref, "accounting_report"))
    version = papers.freeze(db, row.ref, "accounting_report", {**before, **document}, by, today)
    events.write(db, subject=row.ref, kind="revised", on=today, at=clock.now(),
                 facts={"by": by.id, "version": version.digest, "n": version.n})


def name_body(ref: str, credit_code: str, *, by: Who) -> None:
    """Say which body is commissioned to verify; the rule on validator and verifier is judged at the move and here."""
    with transaction() as db:
        row = _own(db, ref, by, "name_body", ("draft",))
        body = organisation_of(db, credit_code, "body")
        if body is None:
            raise Refusal(INPUT.at("/body", "没有这个审定与核查机构。",
                                   "There is no such validation and verification body."))
        if body.id == row.project.validator_id:
            raise Refusal(verifier_is_not_validator.at("/body"))
        row.body_id = body.id


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    with transaction() as db:
        row = _own(db, ref, by, "attach", ("draft", "on_notice", "awaiting_body", "body_done", "supplement_asked"))
        file = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="attached", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, row, "attach"), "attachment": file.ref, "slot": slot,
                            "sha256": file.sha256})
        return file.ref


def adopt_verified(ref: str, *, by: Who, today: date) -> None:
    """The owner takes over the amounts that the verification report fixed, so that both are equal (R-85)."""
    with transaction() as db:
        row = _own(db, ref, by, "adopt", ("body_done",))
        verified = _verified_t(row)
        for line in row.lines:
            line.applied_t = verified[line.year]
        events.write(db, subject=ref, kind="adopted", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, row, "adopt"),
                            "by_year": {str(line.year): line.applied_t for line in row.lines}})


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, ReductionApplication, ref, by, key)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def _verified_t(row: ReductionApplication) -> dict[int, int]:
    """Calendar year → tonnes, once the verification report has fixed them all. NotOpen before."""
    found = {line.year: line.verified_t for line in row.lines if line.verified_t is not None}
    if len(found) < len(row.lines):
        raise NotOpen(row.ref)
    return found


def _own(db: Db, ref: str, by: Who, step: str, states: tuple[str, ...]) -> ReductionApplication:
    row = moves.find(db, ReductionApplication, ref, by)
    if Actor.OWNER_INITIATOR not in access.actors_of(db, by, row, step):
        raise NotYours(ref)
    if row.state not in states or moves.open_proposal(db, ref):
        raise NotOpen(ref)
    return row


# --- what a move leaves behind

def _submitted(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    """The report is frozen with its worksheet, and the year lines are what it claims."""
    working = newest_worksheet(db, row.period.ref, "accounting")
    sheet = json.loads(working.body)
    document = {**current_draft(db, row.ref).document, "by_year": sheet["by_year"], "tonnes": sheet["tonnes"],
                "worksheet": working.digest}
    version = papers.freeze(db, row.ref, "accounting_report", document, taken.by, taken.today)
    row.worksheet_id = papers.keep_worksheet(db, row.ref, "accounting", sheet, taken.today).id
    _take_evidence(db, row)
    for line in list(row.lines):
        db.delete(line)
    db.flush()
    row.lines = [YearLine(year=int(year), applied_t=int(tonnes)) for year, tonnes in sheet["by_year"].items()]
    return {"version": version.digest, "worksheet": working.digest, "by_year": dict(sheet["by_year"]),
            **screen.keep(db, row, "submit", taken.today)}


def _take_evidence(db: Db, row: ReductionApplication) -> None:
    """The period's vouchers, calibrations … become the report's annexes, each by its own hash; newer ones replace."""
    have = {a.slot: a for a in attachments_of(db, row.ref)}
    n = db.scalars(select(func.count()).select_from(Attachment).where(Attachment.subject == row.ref)).one()
    for a in attachments_of(db, row.period.ref):
        if a.slot in have and have[a.slot].sha256 == a.sha256:
            continue
        n += 1
        copy = Attachment(ref=f"{row.ref}-F{n:03d}", subject=row.ref, slot=a.slot, sha256=a.sha256, name=a.name,
                          level=a.level, reason=a.reason, asked_level=a.asked_level, asked_reason=a.asked_reason,
                          page_code=a.page_code, uploaded_by=a.uploaded_by, uploaded_on=a.uploaded_on)
        db.add(copy)
        db.flush()
        if a.slot in have:
            have[a.slot].replaced_by = copy.id


def _released(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    notice = notices.open_notice(db, row.ref, newest_version(db, row.ref, "accounting_report"), taken.today)
    return {"notice": notice.ref, "from": notice.starts_on.isoformat(), "to": notice.ends_on.isoformat(),
            "calendar": notice.calendar_version}


def _restarted(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    """The owner names another body; this notice is called off and kept, the next release begins another (R-184)."""
    notices.call_off(db, row.ref, taken.today)
    gone, row.body_id = row.body_id, None
    return {"body": gone}


def _withdrawn(db: Db, row: ReductionApplication, taken: Taken) -> None:
    notices.call_off(db, row.ref, taken.today)


def _recommissioned(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    row.body_id = organisation_of(db, taken.payload["body"], "body").id
    return {"body": row.body_id}


def _verified(conclusion: str):
    def effect(db: Db, row: ReductionApplication, taken: Taken) -> dict:
        row.conclusion = conclusion
        return {"conclusion": conclusion, "by_year": {str(line.year): line.verified_t for line in row.lines}}
    return effect


def _applied(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    row.received_on = taken.today
    return {"by_year": {str(line.year): line.applied_t for line in row.lines}}


def _registered(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    """Registered, to be issued; where a pledgee's note stops that, the pledgee is told."""
    row.registered_on = taken.today
    tell_of_future(db, row.project_id, row.ref, sum(_verified_t(row).values()), taken.today)
    return {"by_year": {str(line.year): line.verified_t for line in row.lines},
            **screen.keep(db, row, "register", taken.today)}


def _issued(db: Db, row: ReductionApplication, taken: Taken) -> dict:
    """One act: a batch for each calendar year above zero, the certificate's words fixed, its event, its job."""
    act_id = str(uuid.uuid4())
    worksheet = newest_worksheet(db, row.ref, "verification")
    content = content_of(db, row, taken.today, worksheet.digest)
    said = certificates.prepare(db, content, worksheet.body.encode(), act_id)
    lines = [acts.IssueLine(row.project.code, line.year, row.period.n, line.verified_t)
             for line in row.lines if line.verified_t]
    account = account_of(db, row.project.owner_id)
    acts.issue(db, key=taken.key, lines=lines, account_id=account.id, on=taken.today, at=clock.now(), act_id=act_id,
               facts={**said, "application": row.ref, "by": taken.by.id, "proposed_by": taken.proposed_by})
    return {"act": act_id, "certificate": content.number}


def _find(db: Db, other: Any) -> ReductionApplication | None:
    """The application that an engagement serves."""
    ref = getattr(other, "subject", "")
    return db.lock(ReductionApplication, ref) if ref.startswith("RA-") else None


moves.serve("issuance", Room(ISSUANCE, reduction_facts, {
    "submit": _submitted, "release": _released, "restart": _restarted, "grant_withdrawal": _withdrawn,
    "recommission": _recommissioned, "upload_positive": _verified("positive"),
    "upload_negative": _verified("negative"), "apply": _applied,
    "ask_supplement": desk.asked_supplement, "ask_evaluation": experts.appoint, "register": _registered,
    "issue": _issued}, find=_find))
