"""公示: opened when the registry releases a document; anyone signed in may comment, the owner replies to each."""
from __future__ import annotations

import logging
from datetime import date

from app import access, clock, moves
from app.access import CLOCK, Who
from app.database import Db, reading, transaction
from app.evidence import events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.models.document import Version
from app.models.notice import Comment, Notice
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.notices.queries import dossiers_due, notice_of
from app.published.queries import settings
from methodologies.kernel.rules import HOUSE, INPUT, NotFound, NotOpen, NotYours, Refusal, Refused, Rule, cite
from workflows import lifecycle
from workflows.calendar import CALENDAR
from workflows.engine import Actor

LOG = logging.getLogger(__name__)
LONGEST = 5000
TOO_LONG = Rule("H-COMMENT", "意见应为 1 至 5000 字。", "A comment has 1 to 5000 characters.", cite(HOUSE, "notices"))


def open_notice(db: Db, subject: str, version: Version, today: date) -> Notice:
    """Fix the window of a released document: it starts on the next working day (R-40) and runs its full term (R-05)."""
    window = lifecycle.notice_of(today, settings(db, today))
    notice = Notice(ref=next_ref(db, Notice, "GS", today.year), subject=subject, version_id=version.id,
                    starts_on=window.starts_on, ends_on=window.ends_on, provisional=window.ends.provisional,
                    calendar_version=CALENDAR.version)
    db.add(notice)
    db.flush()
    return notice


def comment(ref: str, body: str, *, by: Who, today: date, paragraph: str = "") -> str:
    """A signed-in person comments on a running notice. Gives back the comment's ref. NotFound, NotOpen, Refusal."""
    with transaction() as db:
        notice = db.lock(Notice, ref)
        if by is None:
            raise NotYours(ref)
        if not notice.starts_on <= today <= notice.ends_on:
            raise NotOpen(ref)
        broken = []
        if not 1 <= len(body.strip()) <= LONGEST:
            broken.append(TOO_LONG.at("/body"))
        if len(paragraph) > 80:
            broken.append(INPUT.at("/paragraph", "段落最多 80 字。", "A paragraph's name has at most 80 characters."))
        if broken:
            raise Refusal(*broken)
        if same := next((c for c in notice.comments if (c.person_id, c.body) == (by.id, body.strip())), None):
            return same.ref                             # sent twice: said once
        n = 1 + len(notice.comments)
        row = Comment(ref=f"{notice.ref}-{n:03d}", notice_id=notice.id, person_id=by.id, paragraph=paragraph.strip(),
                      body=body.strip(), said_on=today)
        db.add(row)
        events.write(db, subject=notice.subject, kind="commented", on=today, at=clock.now(),
                     facts={"comment": row.ref, "body": sha256(row.body)})
        return row.ref


def reply(ref: str, body: str, *, by: Who, today: date) -> str:
    """The owner answers a comment, once; the answer is public (R-38). Gives back the dossier's ref."""
    with transaction() as db:
        row = db.lock(Comment, ref)
        subject = dossier(db, row.notice.subject)
        actors = access.actors_of(db, by, subject, "reply")
        if not actors:
            raise NotFound(ref)
        if Actor.OWNER_INITIATOR not in actors:
            raise NotYours(ref)
        if row.reply is not None and row.reply == body.strip():
            return subject.ref                          # sent twice: said once
        if row.reply is not None:
            raise NotOpen(ref)
        if not 1 <= len(body.strip()) <= LONGEST:
            raise Refusal(TOO_LONG.at("/body"))
        row.reply, row.replied_on = body.strip(), today
        events.write(db, subject=subject.ref, kind="replied", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, subject, "reply"), "comment": row.ref,
                            "body": sha256(row.reply)})
        return subject.ref


def dossier(db: Db, ref: str) -> Application | ReductionApplication:
    model = Application if ref.startswith("PA-") else ReductionApplication
    return db.lock(model, ref)


def end_due(today: date) -> int:
    """The clock's own move: end every notice whose last day is over. Gives back how many."""
    with reading() as db:
        due = dossiers_due(db, today)
    ended = 0
    for ref in due:
        try:
            ended += _end(ref, today)
        except Refused:    # one dossier that may not move holds up none of the others; the next round tries again
            LOG.exception("the notice of %s could not end", ref)
    return ended


def _end(ref: str, today: date) -> bool:
    """End one dossier's notice; False where it has ended meanwhile."""
    with transaction() as db:
        subject = dossier(db, ref)
        if subject.state != "on_notice":
            return False
        moves.perform(db, subject, "end", by=CLOCK, today=today, key=f"end:{ref}:{notice_of(db, ref).ref}")
        return True
