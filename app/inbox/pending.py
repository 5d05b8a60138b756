"""What waits inside the dossiers of an inbox: open proposals, days that run, comments without a reply."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.clock import BEIJING
from app.inbox.tasks import Day
from app.models.notice import Comment, Notice
from app.models.work import Deadline, Proposal
from app.notices.queries import waits_for_reply

if TYPE_CHECKING:
    from app.database import Db


def proposals(db: Db) -> dict[str, tuple[str, int, date]]:
    """Subject → (trigger, who proposed, on which day) of every open proposal."""
    rows = db.execute(select(Proposal.subject, Proposal.trigger, Proposal.proposed_by, Proposal.proposed_at)
                      .where(Proposal.state == "open"))
    return {subject: (trigger, by, at.astimezone(BEIJING).date()) for subject, trigger, by, at in rows}


def deadlines(db: Db, refs: Collection[str]) -> dict[str, Day]:
    """Ref → the last day that runs; one that stands still is none."""
    rows = db.scalars(select(Deadline).where(Deadline.subject.in_(refs), Deadline.met_on.is_(None),
                                             Deadline.stopped_on.is_(None)).order_by(Deadline.due_on.desc()))
    return {row.subject: Day(row.due_on, row.provisional, row.counted_zh, row.counted_en) for row in rows}


def unanswered_comments(db: Db, refs: Collection[str]) -> dict[str, tuple[str, int, date]]:
    """Ref → (notice, how many comments wait for a reply, since when)."""
    rows = db.execute(select(Notice.subject, Notice.ref, func.count(), func.min(Comment.said_on)).join(Comment)
                      .where(Notice.subject.in_(refs), waits_for_reply()).group_by(Notice.subject, Notice.ref))
    return {subject: (ref, count, first) for subject, ref, count, first in rows}
