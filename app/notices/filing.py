"""What the rules of both filings, project registration and registration of reductions, need to know alike."""
from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app import deadlines
from app.access import is_shut
from app.database import Db
from app.models.document import Version
from app.models.ledger import Account
from app.models.notice import Notice
from app.models.party import Approval, Organisation
from app.notices.queries import comments_open
from app.papers.queries import in_place
from app.published.queries import settings
from methodologies.kernel.methodology import Methodology
from workflows import lifecycle
from workflows.application import Approval as ApprovalFact


def common_facts(db: Db, subject: Any, owner: Organisation, methodology: Methodology, today: date) -> dict[str, Any]:
    """The shared fields of `workflows.application.Facts`, but for what the document itself says."""
    body = subject.body
    starts, ends = _window(db, subject.ref, today)
    return {
        "today": today,
        "account_active": not is_shut(owner) and _has_account(db, owner.id),
        "owner_barred": owner.barred_until is not None and today < owner.barred_until,
        "documents": in_place(db, subject) | _frozen(db, subject.ref),
        "sector": methodology.sector,
        "body_code": body.credit_code if body else "",
        "body_approvals": _approvals(db, body.id) if body else (),
        "notice_starts": starts, "notice_ends": ends,
        "comments_open": comments_open(db, subject.ref),
        "supplement_count": subject.supplements,
        "supplement_due": _supplement_due(db, subject),
        "settings": settings(db, today),
    }


def _has_account(db: Db, owner_id: int) -> bool:
    return db.scalar(select(Account.id).where(Account.organisation_id == owner_id)) is not None


def _approvals(db: Db, body_id: int) -> tuple[ApprovalFact, ...]:
    return tuple(ApprovalFact(a.sector, a.approved_on, a.ended_on)
                 for a in db.scalars(select(Approval).where(Approval.body_id == body_id)))


def _window(db: Db, ref: str, today: date) -> tuple[date | None, date | None]:
    """The notice's window; before release, the one that a release today would fix."""
    notice = db.scalar(select(Notice).where(Notice.subject == ref))
    if notice:
        return notice.starts_on, notice.ends_on
    return lifecycle.notice_of(today, settings(db, today)).starts_on, None


def _supplement_due(db: Db, subject: Any) -> date | None:
    running = [d.due_on for d in deadlines.running(db, subject.ref) if d.setting == "review.supplement_wd"]
    return running[0] if subject.state == "supplement_asked" and running else None


def _frozen(db: Db, ref: str) -> frozenset[str]:
    """Labels of the versions that stand in for a document: the report, the validated design."""
    return frozenset(db.scalars(select(Version.label).where(Version.subject == ref)))
