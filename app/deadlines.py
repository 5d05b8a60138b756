"""期限: a last day and how it was counted. A move ends the running ones of its dossier, starts one, stops one or lets
it go on. It may be stopped from elsewhere too: a body's hundred days stand still while the owner answers.
"""

from __future__ import annotations

import logging
from datetime import date

from sqlalchemy import bindparam, select

from app import clock
from app.database import Db, reading, transaction
from app.evidence import events
from app.models.notice import NEWEST, Notice
from app.models.work import Deadline, Pause
from app.published.queries import settings
from workflows import lifecycle
from workflows.calendar import CALENDAR, Calendar, Due, Term, never_earlier
from workflows.calendar import Pause as Stop
from workflows.engine import Move

LOG = logging.getLogger(__name__)
_NOTICE = select(Notice).where(Notice.subject == bindparam("subject"), NEWEST)
_RUNNING = (select(Deadline).where(Deadline.subject == bindparam("subject"), Deadline.met_on.is_(None))
            .order_by(Deadline.due_on))


def renew(db: Db, subject: str, move: Move, today: date) -> None:
    """After a move: what it names stands still or goes on; the rest is met, unless the dossier stayed where it was;
    where the new state may last only so long, a deadline starts."""
    named = {move.pauses, move.resumes}
    for each in running(db, subject):
        if each.setting not in named and (move.source is not move.dest or move.due):
            each.met_on = today
    db.flush()
    if move.resumes:
        resume(db, subject, move.resumes, today)
    if move.pauses:
        stop(db, subject, move.pauses, today, move.zh, move.en)
    notice = db.scalar(_NOTICE, {"subject": subject})
    term = lifecycle.term(move, today, notice=notice and notice.starts_on, settings=settings(db, today))
    if term is None:
        return
    row = Deadline(subject=subject, setting=move.due, starts_on=term.starts_on, days=term.days, kind=term.kind,
                   first_counts=term.first_counts)
    _count(db, row, CALENDAR)
    if notice and move.due == "pub.days_wd":            # the window was fixed at release, whatever a setting says now
        row.due_on, row.provisional, row.calendar_version = notice.ends_on, notice.provisional, notice.calendar_version
    db.add(row)


def stop(db: Db, subject: str, setting: str, on: date, zh: str, en: str) -> None:
    """The deadline of this setting stands still from this day on; where it already does, nothing changes."""
    if _standing(db, subject, setting) is None:
        db.add(Pause(subject=subject, setting=setting, stopped_on=on, cause_zh=zh, cause_en=en))
        _recount(db, subject, setting)


def resume(db: Db, subject: str, setting: str, on: date) -> None:
    """It goes on with the days it had left; where it does not stand still, nothing changes."""
    if (pause := _standing(db, subject, setting)) is not None:
        pause.resumed_on = on
        _recount(db, subject, setting)


def pauses_of(db: Db, subject: str, setting: str) -> tuple[Stop, ...]:
    rows = db.scalars(select(Pause).where(Pause.subject == subject, Pause.setting == setting).order_by(Pause.id))
    return tuple(Stop(each.stopped_on, each.resumed_on, each.cause_zh, each.cause_en) for each in rows)


def term_of(db: Db, row: Deadline) -> Term:
    """A stored deadline as the calendar counts it."""
    return Term(row.starts_on, row.days, row.kind, row.first_counts, pauses_of(db, row.subject, row.setting))


def running(db: Db, subject: str) -> list[Deadline]:
    """Those neither met nor fallen away; one that stands still is among them."""
    return list(db.scalars(_RUNNING, {"subject": subject}))


def recount_all(today: date, calendar: Calendar = CALENDAR) -> int:
    """Count again what an older calendar counted (R-07); gives back of how many dossiers. One that fails is told in the
    log and holds up none of the others."""
    with reading() as db:
        due = set(db.scalars(select(Deadline.subject).where(Deadline.met_on.is_(None),
                                                            Deadline.calendar_version != calendar.version)))
        due |= set(db.scalars(select(Notice.subject).where(NEWEST, Notice.ends_on >= today,
                                                           Notice.calendar_version != calendar.version)))
    counted = 0
    for subject in sorted(due):
        try:
            counted += _recount_dossier(subject, today, calendar)
        except Exception:
            LOG.exception("the deadlines of %s could not be counted again", subject)
    return counted


def _recount_dossier(subject: str, today: date, calendar: Calendar) -> bool:
    """False where somebody has done it meanwhile."""
    with transaction() as db:
        stale = [row for row in running(db, subject) if row.calendar_version != calendar.version]
        notice = db.scalar(select(Notice).where(Notice.subject == subject, NEWEST).with_for_update())
        moved = [each for row in stale if (each := _again(db, row, calendar))]
        if notice and notice.ends_on >= today and notice.calendar_version != calendar.version:
            moved += _notice_again(db, notice, calendar)
            stale.append(notice)
        if moved:
            events.write(db, subject=subject, kind="recounted", on=today, at=clock.now(),
                         facts={"calendar": calendar.version, "days": moved})
        return bool(stale)


def _again(db: Db, row: Deadline, calendar: Calendar) -> dict[str, str] | None:
    """What changed: setting, the day that was, the day that is."""
    was = row.due_on
    _count(db, row, calendar)
    return {"setting": row.setting, "was": was.isoformat(), "is": row.due_on.isoformat()} if row.due_on != was else None


def _notice_again(db: Db, notice: Notice, calendar: Calendar) -> list[dict[str, str]]:
    """The window's last day under the newer calendar, by the length that was in force at its release."""
    first = db.scalar(select(Deadline).where(Deadline.subject == notice.subject, Deadline.setting == "pub.days_wd",
                                             Deadline.starts_on == notice.starts_on).order_by(Deadline.id))
    was = notice.ends_on
    if first is not None:
        published = Due(was, notice.provisional, notice.calendar_version, "", "")
        due = never_earlier(published, calendar.due(term_of(db, first)))
        notice.ends_on, notice.provisional = due.on, due.provisional
    notice.calendar_version = calendar.version
    if notice.ends_on == was:
        return []
    return [{"notice": notice.ref, "was": was.isoformat(), "is": notice.ends_on.isoformat()}]


def _standing(db: Db, subject: str, setting: str) -> Pause | None:
    return db.scalar(select(Pause).where(Pause.subject == subject, Pause.setting == setting,
                                         Pause.resumed_on.is_(None)))


def _recount(db: Db, subject: str, setting: str) -> None:
    db.flush()
    for row in running(db, subject):
        if row.setting == setting:
            _count(db, row, CALENDAR)


def _count(db: Db, row: Deadline, calendar: Calendar) -> None:
    """Set what the calendar says of a deadline; a last day that was published is never brought forward (R-07)."""
    term = term_of(db, row)
    due = calendar.due(term)
    if row.due_on is not None:
        due = never_earlier(Due(row.due_on, row.provisional, row.calendar_version, "", ""), due)
    row.due_on, row.provisional, row.calendar_version = due.on, due.provisional, due.calendar_version
    row.counted_zh, row.counted_en = due.zh, due.en
    stands = calendar.left(term) is not None
    row.stopped_on = max(p.stopped_on for p in term.pauses if p.resumed_on is None) if stands else None
