"""What the rules of both filings, project registration and registration of reductions, need to know alike."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import deadlines
from app.access import engagement_of, is_shut
from app.database import Db
from app.desk.queries import review_facts
from app.desk.screen import matches_of
from app.models.document import Version
from app.models.ledger import Account
from app.models.notice import NEWEST, Notice
from app.models.party import Organisation
from app.notices.queries import comments_open
from app.papers.queries import files_to_publish, in_place
from app.parties.queries import approvals_of, is_barred, is_flagged, organisation_of
from app.published.queries import settings
from methodologies.kernel.methodology import Methodology
from workflows import lifecycle

OVER = ("declined", "body_lost")                          # of an engagement: it ended without a report


def common_facts(db: Db, subject: Any, owner: Organisation, methodology: Methodology, today: date,
                 payload: Mapping[str, str]) -> dict[str, Any]:
    """The shared fields of `workflows.application.Facts`, but for what the document itself says."""
    work = engagement_of(db, subject)
    gone = work is not None and work.state in OVER
    said = payload.get("body", "") if gone else ""
    body = organisation_of(db, said, "body") if said else subject.body
    starts, ends = _window(db, subject, today)
    return {
        "today": today,
        **owner_facts(db, owner, today),
        "documents": in_place(db, subject) | _frozen(db, subject.ref),
        "sector": methodology.sector,
        "body_code": body.credit_code if body else "",
        "body_approvals": approvals_of(db, body.id) if body else (),
        "notice_starts": starts, "notice_ends": ends,
        "comments_open": comments_open(db, subject.ref),
        "levels_open": tuple(f"/documents/{row.slot}" for row in files_to_publish(db, subject)
                             if row.settled_on is None),
        "supplement_count": subject.supplements,
        "supplement_due": _supplement_due(db, subject),
        "body_gone": gone, "body_is_new": bool(said),
        "report_flagged": work is not None and work.state == "issued" and is_flagged(db, work.body_id),
        **review_facts(db, subject, today),
        "matches": matches_of(db, subject, today),
        "settings": settings(db, today),
    }


def owner_facts(db: Db, owner: Organisation, today: date) -> dict[str, bool]:
    """Whether the owner may file at all."""
    return {"account_active": not is_shut(owner) and _has_account(db, owner.id),
            "owner_barred": is_barred(db, owner.id, today)}


def _has_account(db: Db, owner_id: int) -> bool:
    return db.scalar(select(Account.id).where(Account.organisation_id == owner_id)) is not None



def _window(db: Db, subject: Any, today: date) -> tuple[date | None, date | None]:
    """The notice's window; before release, the one that a release today would fix."""
    notice = db.scalar(select(Notice).where(Notice.subject == subject.ref, NEWEST))
    if notice and subject.state not in ("draft", "pub_review"):
        return notice.starts_on, notice.ends_on
    return lifecycle.notice_of(today, settings(db, today)).starts_on, None


def _supplement_due(db: Db, subject: Any) -> date | None:
    running = [d.due_on for d in deadlines.running(db, subject.ref) if d.setting == "review.supplement_wd"]
    return running[0] if subject.state == "supplement_asked" and running else None


def _frozen(db: Db, ref: str) -> frozenset[str]:
    """Labels of the versions that stand in for a document: the report, the validated design."""
    return frozenset(db.scalars(select(Version.label).where(Version.subject == ref)))
