"""Notices and their comments."""
from __future__ import annotations

from datetime import date

from sqlalchemy import func, select, union_all

from app.database import Db, reading
from app.models.notice import NEWEST, Comment, Notice
from app.models.project import Application
from app.models.reduction import ReductionApplication


def notice_of(db: Db, subject: str) -> Notice | None:
    """The dossier's notice; the newest, where a change of body began another."""
    return db.scalar(select(Notice).where(Notice.subject == subject, NEWEST))


def comments_open(db: Db, subject: str) -> int:
    """Comments that wait for the owner's reply (R-38)."""
    return db.scalar(select(func.count()).select_from(Comment).join(Notice)
                     .where(Notice.subject == subject, Comment.reply.is_(None))) or 0


def running(db: Db, today: date) -> list[Notice]:
    """Notices whose window is open, the one that ends first on top."""
    return list(db.scalars(select(Notice).where(Notice.starts_on <= today, Notice.ends_on >= today)
                           .order_by(Notice.ends_on)))


def comments_of(db: Db, subject: str) -> list[Comment]:
    return list(db.scalars(select(Comment).join(Notice).where(Notice.subject == subject).order_by(Comment.id)))


def notice_ref(subject: str) -> str:
    with reading() as db:
        return db.scalar(select(Notice.ref).where(Notice.subject == subject, NEWEST))


def dossiers_due(db: Db, today: date) -> list[str]:
    """The dossiers whose notice is over and that still stand on notice."""
    waits = [select(kind.ref).where(kind.state == "on_notice") for kind in (Application, ReductionApplication)]
    return list(db.scalars(select(Notice.subject).where(Notice.ends_on < today, NEWEST,
                                                        Notice.subject.in_(union_all(*waits)))))
