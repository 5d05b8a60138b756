"""Notices and their comments."""
from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, func, not_, select, union_all

from app.database import Db, reading
from app.models.notice import NEWEST, Comment, Notice, Suspension
from app.models.project import Application
from app.models.reduction import ReductionApplication
from workflows.comments import NEEDS_NO_REPLY, OUT_OF_SIGHT


def notice_of(db: Db, subject: str) -> Notice | None:
    """The dossier's notice; the newest, where a change of body began another."""
    return db.scalar(select(Notice).where(Notice.subject == subject, NEWEST))


def waits_for_reply() -> ColumnElement[bool]:
    """Whether a comment waits for the owner's reply (R-38): one that is not shown does so too, unless it is not shown
    because it has nothing to do with the project or is unlawful (decision 0018)."""
    done_with = and_(Comment.state.in_(OUT_OF_SIGHT), Comment.ground.in_(NEEDS_NO_REPLY))
    return and_(Comment.reply.is_(None), not_(done_with))


def comments_open(db: Db, subject: str) -> int:
    """Comments that wait for the owner's reply."""
    return db.scalar(select(func.count()).select_from(Comment).join(Notice)
                     .where(Notice.subject == subject, waits_for_reply())) or 0


def suspended_until(db: Db, person_id: int, today: date) -> date | None:
    """The last day of a suspension of somebody's right to comment that is in force (R-37)."""
    return db.scalar(select(func.max(Suspension.until_on)).where(
        Suspension.person_id == person_id, Suspension.until_on >= today, Suspension.lifted_on.is_(None)))


def running(db: Db, today: date) -> list[Notice]:
    """Notices whose window is open, the one that ends first on top."""
    return list(db.scalars(select(Notice).where(Notice.starts_on <= today, Notice.ends_on >= today,
                                                Notice.called_off_on.is_(None)).order_by(Notice.ends_on)))


def comments_of(db: Db, subject: str) -> list[Comment]:
    return list(db.scalars(select(Comment).join(Notice).where(Notice.subject == subject).order_by(Comment.id)))


def notice_ref(subject: str) -> str:
    with reading() as db:
        return db.scalar(select(Notice.ref).where(Notice.subject == subject, NEWEST))


def dossiers_due(db: Db, today: date, state: str = "on_notice") -> list[str]:
    """The dossiers whose notice ended before this day and that stand in this state."""
    waits = [select(kind.ref).where(kind.state == state) for kind in (Application, ReductionApplication)]
    return list(db.scalars(select(Notice.subject).where(Notice.ends_on < today, NEWEST,
                                                        Notice.subject.in_(union_all(*waits)))))
