"""What the moves of an engagement leave behind: shared by the rooms of validation and verification."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app import clock
from app.engagement.dossier import DESK_KEY
from app.engagement.fieldwork import told
from app.engagement.findings import findings_sent
from app.engagement.items import target_of
from app.engagement.places import reviewed
from app.engagement.rounds import owner_clock
from app.engagement.sites import drawn
from app.evidence import events
from app.evidence.refs import next_ref
from app.models.document import Version
from app.models.engagement import ChecklistItem, Engagement, Finding
from app.notices.comments import handled_words
from app.notices.queries import comments_of
from app.papers import service as papers
from app.papers.queries import attachments_of
from app.papers.values import values_of
from app.published.queries import settings
from app.rooms import Taken
from methodologies.kernel.methodology import Methodology
from workflows import validation, verification
from workflows.documents import SLOTS, asked_of
from workflows.settings import DEFAULTS

if TYPE_CHECKING:
    from app.database import Db

EVIDENCE = {"validation": validation.EVIDENCE, "verification": verification.EVIDENCE}
SITE_RULES = ("vvb.site_full_max", "vvb.site_sample_min")
REPORTS = {"validation": "validation_report", "verification": "verification_report"}


def open_engagement(db: Db, application: Any, kind: str, module: Methodology, taken: Taken, *, client_id: int,
                    project_id: int | None = None, validator_id: int | None = None) -> Engagement:
    """The commission reaches the body: its checklist comes from the methodology's key points."""
    prefix, stage = ("VA", "val") if kind == "validation" else ("VE", "ver")
    row = Engagement(ref=next_ref(db, Engagement, prefix, taken.today.year), kind=kind, state="requested",
                     subject=application.ref, body_id=application.body_id, client_id=client_id,
                     project_id=project_id, validator_id=validator_id, opened_on=taken.today)
    db.add(row)
    db.flush()
    for point in module.key_points:
        if stage in point.stages:
            db.add(ChecklistItem(engagement_id=row.id, key=point.id, zh=point.zh, en=point.en))
    for slot in sorted(asked_of(EVIDENCE[kind], module.sector)):
        paper = SLOTS[slot]
        db.add(ChecklistItem(engagement_id=row.id, key=f"{DESK_KEY}{slot}", zh=f"文件审核：{paper.zh}，已看到且充分",
                             en=f"Desk review: {paper.en}, seen and sufficient"))
    events.write(db, subject=row.ref, kind="opened", on=taken.today, at=clock.now(),
                 facts={"application": application.ref, "body": row.body_id})
    return row


def accepted(db: Db, row: Engagement, taken: Taken) -> None:
    row.contract = dict(taken.payload)


def planned(db: Db, row: Engagement, taken: Taken) -> None:
    rules = {key: value for key, value in settings(db, taken.today).items() if key in SITE_RULES}
    found = drawn(row.ref, taken.payload, rules)
    row.plan = {**(row.plan or {}), **taken.payload, "planned_on": taken.today.isoformat(), "site_rules": rules,
                "site_seed": found.seed if found else "", "sites_chosen": list(found.chosen) if found else []}


def desk_finished(db: Db, row: Engagement, taken: Taken) -> None:
    row.plan = {**(row.plan or {}), **taken.payload, "desk_done_on": taken.today.isoformat()}


def visited(db: Db, row: Engagement, taken: Taken) -> None:
    row.visit = dict(taken.payload)


def findings_closed(db: Db, row: Engagement, taken: Taken) -> None:
    owner_clock(db, row, taken.today)


def noted(db: Db, row: Engagement, taken: Taken, **more: str) -> None:
    """Reasons and grounds are kept in words, in their order: the log holds only their digest."""
    note = {"trigger": taken.move.trigger, "by": taken.by.name, "on": taken.today.isoformat(), **taken.payload, **more}
    row.plan = {**(row.plan or {}), "notes": [*(row.plan or {}).get("notes", ()), note]}


def lost(db: Db, row: Engagement, taken: Taken) -> None:
    noted(db, row, taken)
    owner_clock(db, row, taken.today)


def decided(conclusion: str) -> Callable[[Db, Engagement, Taken], dict[str, Any]]:
    def effect(db: Db, row: Engagement, taken: Taken) -> dict[str, Any]:
        row.conclusion = conclusion
        noted(db, row, taken)
        return {"conclusion": conclusion}
    return effect


def issued(db: Db, row: Engagement, taken: Taken) -> dict[str, Any]:
    """The decision maker promises for the very report whose digest is noted and logged with it."""
    row.issued_on = taken.today
    digest = db.get_one(Version, row.report_version_id).digest
    noted(db, row, taken, report=digest)
    return {"report": digest}


def write_report(db: Db, row: Engagement, application: Any, taken: Taken, more: Mapping[str, Any]) -> dict[str, Any]:
    """Assemble the report from data, never from typed figures, and freeze it beside the document it speaks of."""
    targets = reviewed(db, application).targets()
    plan = {name: value for name, value in (row.plan or {}).items() if name != "notes"}
    report = {
        "kind": row.kind, "engagement": row.ref, "application": row.subject,
        "body": {"name": row.body.name_zh, "credit_code": row.body.credit_code},
        "approval": values_of(db, row, taken.today).get("approval_no", ""),
        "contract": row.contract or {}, "plan": plan, "visit": row.visit or {}, "sampling": _sampling(row),
        **told(db, row),
        "team": [{"person": m.person.name, "team": m.in_team, "competent": m.has_competence,
                  "reviewer": m.is_reviewer, "decider": m.is_decider} for m in row.members],
        "checklist": [{"key": i.key, "zh": i.zh, "en": i.en, "answer": i.answer, "note": i.note}
                      for i in row.checklist],
        "findings": [_finding(f, targets) for f in row.findings],
        "files": [{"slot": a.slot, "name": a.name, "sha256": a.sha256}
                  for ref in filings_of(row, application) for a in attachments_of(db, ref)],
        "comments": [handled_words(each) for each in comments_of(db, row.subject)],
        **more}
    version = papers.freeze(db, row.subject, REPORTS[row.kind], report, taken.by, taken.today)
    row.report_version_id = version.id
    return {"report": version.digest}


def filings_of(row: Engagement, application: Any) -> tuple[str, ...]:
    """Whose files the report lists: the application's, its period's, the body's own."""
    period = getattr(application, "period", None)
    return (row.subject, *((period.ref,) if period else ()), row.ref)


def _sampling(row: Engagement) -> dict[str, Any]:
    """The draw of sites so that anyone repeats it."""
    found = drawn(row.ref, row.plan or {}, DEFAULTS)
    return {} if found is None else {"seed": found.seed, "sites": [
        {"site": s.name, "rank": s.rank, "drawn": s.drawn, "added": s.added} for s in found.sites]}


def _finding(finding: Finding, targets: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as the report tells it, its targets in the words of that day; the internal tag stays inside."""
    named = [{"at": at, "zh": t.zh, "en": t.en} for at in finding.targets for t in (target_of(at, targets),)]
    said = [{"side": a.side, "body": a.body, "on": a.said_on.isoformat(),
             "file": a.attachment.sha256 if a.attachment else ""} for a in finding.answers]
    return {"n": finding.n, "kind": finding.kind, "ground": finding.ground, "body": finding.body, "targets": named,
            "state": finding.state, "due_period": finding.due_period, "rounds": len(finding.rounds), "answers": said}


SHARED_EFFECTS = {"accept": accepted, "decline": noted, "plan": planned, "finish_desk": desk_finished,
                  "finish_visit": visited, "send_findings": findings_sent, "fail_review": noted,
                  "decide_positive": decided("positive"), "decide_negative": decided("negative"),
                  "issue_positive": issued, "issue_negative": issued, "lose_body": lost,
                  "close_findings": findings_closed}
