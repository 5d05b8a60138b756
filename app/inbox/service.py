"""What the clock tells people: what is due soon, late, escalated, or waits for a reply. Run as often as one likes: each
cause is told once to each reader (app/mail.py), also after a restart, and one dossier that fails holds up no other."""
from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from app import access, mail
from app.access import Who
from app.database import Db, reading
from app.inbox.queries import href
from app.inbox.steps import turn_of
from app.mail import Letter
from app.models.notice import Comment, Notice
from app.models.work import Deadline
from app.notices.queries import waits_for_reply
from app.papers.queries import dossier
from app.published.queries import settings
from workflows.calendar import CALENDAR, Term
from workflows.engine import Actor
from workflows.settings import SETTINGS, Value

LOG = logging.getLogger(__name__)
BODY = (Actor.BODY_TEAM, Actor.BODY_DECIDER)            # whose the hundred days are
CHIEF = frozenset({Actor.NATIONAL_ADMINISTRATOR})


def remind(today: date) -> int:
    """Write every letter that is due and was not written yet; gives back how many."""
    with reading() as db:
        rules = settings(db, today)
        last = CALENDAR.nth_workday(today, max(rules["due.soon_wd"], 1), first_counts=False)
        due = list(db.scalars(select(Deadline.id).where(Deadline.met_on.is_(None), Deadline.stopped_on.is_(None),
                                                        Deadline.due_on <= last).order_by(Deadline.id)))
        asked = list(db.scalars(select(Comment.id).where(waits_for_reply()).order_by(Comment.id)))
    written = 0
    for letters, number in [*((_of_deadline, n) for n in due), *((_of_comment, n) for n in asked)]:
        try:
            with reading() as db:
                told = tuple(letters(db, number, today, rules))
            written += mail.post(told, today)
        except Exception:
            LOG.exception("a reminder could not be written: %s %d", letters.__name__, number)
    return written


def seen(*, by: Who) -> int:
    """The reader has seen all letters."""
    return mail.mark_seen(by.id)


def _of_deadline(db: Db, number: int, today: date, rules: dict[str, Value]) -> Iterator[Letter]:
    """To those whose turn it is; a review that the registry let run out goes to its national administrators as well."""
    row = db.get_one(Deadline, number)
    subject = dossier(db, row.subject)
    actors = frozenset(turn_of(subject.stage, subject.state)) - {Actor.CLOCK} or frozenset(BODY)
    late, name, to = row.due_on < today, SETTINGS[row.setting], href(subject.stage, row.subject)
    if row.setting == "pub.days_wd":                    # nobody's: the clock ends a notice by itself
        return
    for who in access.people_of(db, subject, actors):
        words = (("已逾期", "is late") if late else ("即将到期", "is due soon"))
        yield Letter(who.id, f"{'late' if late else 'soon'}:{number}:{row.due_on}:{who.id}", row.subject, to,
                     f"{row.subject} {name.zh}{words[0]}：{row.due_on}。{row.counted_zh}。",
                     f"{row.subject}, {name.en}, {words[1]}: {row.due_on}; {row.counted_en}.")
    if late and Actor.REGISTRY_OPERATOR in actors:
        for who in access.people_of(db, subject, CHIEF):
            yield Letter(who.id, f"escalated:{number}:{row.due_on}:{who.id}", row.subject, to,
                         f"登记机构办理逾期，请督办：{row.subject} {name.zh}，{row.due_on}到期。",
                         f"The registry is late, please see to it: {row.subject}, {name.en}, was due {row.due_on}.")


def _of_comment(db: Db, number: int, today: date, rules: dict[str, Value]) -> Iterator[Letter]:
    """R-183: to the owner, once so many working days have passed since the comment."""
    row, days = db.get_one(Comment, number), rules["comment.remind_wd"]
    if not days or CALENDAR.due(Term(row.said_on, days)).on >= today:
        return
    notice = db.get_one(Notice, row.notice_id)
    for who in access.people_of(db, dossier(db, notice.subject), {Actor.OWNER_INITIATOR}):
        yield Letter(who.id, f"reply:{row.ref}:{who.id}", notice.subject, f"/notices/{notice.ref}#comment-{row.ref}",
                     f"公众意见 {row.ref} 提出已满{days}个工作日，尚未答复；未答复的意见会阻止肯定结论。",
                     f"Comment {row.ref} has waited {days} working days for your reply; without one there is no "
                     "positive conclusion.")
