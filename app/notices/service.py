"""公示: opened when the registry releases a document; anyone signed in may comment, the owner replies to each."""
from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app import access, clock, moves
from app.access import CLOCK, Who
from app.database import Db, reading, transaction
from app.evidence import events
from app.evidence.canonical import sha256
from app.evidence.refs import next_ref
from app.models.document import Version
from app.models.notice import Comment, Notice
from app.models.party import Person
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.notices import handling  # noqa: F401  (it takes over the stage of comments)
from app.notices.queries import dossiers_due, notice_of, suspended_until
from app.papers import service as papers
from app.papers.queries import dossier as papers_of
from app.published.queries import settings
from methodologies.kernel.rules import HOUSE, INPUT, NotFound, NotOpen, NotYours, Refusal, Rule, cite, judge
from workflows import lifecycle
from workflows.calendar import CALENDAR
from workflows.comments import COMMENTING, Commenting
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


def call_off(db: Db, subject: str, today: date) -> None:
    """The dossier has left its notice before the end: nobody comments any more, what was said is kept."""
    notice = notice_of(db, subject)
    if notice and notice.called_off_on is None and today <= notice.ends_on:
        notice.called_off_on = today


def comment(ref: str, body: str, *, by: Who, today: date, paragraph: str = "",
            files: Sequence[tuple[str, bytes]] = ()) -> str:
    """A signed-in person comments on a running notice, with files. Gives back the comment's ref; once sent, the second
    sending changes nothing. NotFound, NotOpen, Refusal with all that is wrong."""
    with transaction() as db:
        notice = db.lock(Notice, ref)
        if by is None:
            raise NotYours(ref)
        if not notice.is_open(today):
            raise NotOpen(ref)
        broken = list(judge(COMMENTING, _commenting(db, by, today, len(files))))
        if not 1 <= len(body.strip()) <= LONGEST:
            broken.append(TOO_LONG.at("/body"))
        broken += [b.rule.at(f"/files/{k}", b.zh, b.en) for k, (name, data) in enumerate(files, 1)
                   for b in papers.file_problems(name, data)]
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
        db.flush()
        kept = [papers.attach(db, row, f"comment_file_{k}", name, data, by=by, today=today)
                for k, (name, data) in enumerate(files, 1)]
        # no "by": the log is public for ever, and the author is known to registry and body alone
        events.write(db, subject=notice.subject, kind="commented", on=today, at=clock.now(),
                     facts={"comment": row.ref, "body": sha256(row.body), "files": [each.sha256 for each in kept]})
        return row.ref


def _commenting(db: Db, by: Who, today: date, files: int) -> Commenting:
    return Commenting(today=today, real_name=db.get_one(Person, by.id).name, files=files,
                      suspended_until=suspended_until(db, by.id, today), settings=settings(db, today))


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
        row.reply_level = settings(db, today)["comment.reply_level"]
        events.write(db, subject=subject.ref, kind="replied", on=today, at=clock.now(),
                     facts={**access.signed(db, by.id, subject, "reply"), "comment": row.ref,
                            "body": sha256(row.reply), "level": row.reply_level})
        return subject.ref


def settle_levels(ref: str, choices: Mapping[str, tuple[str, str]], *, by: Who, today: date) -> None:
    """The registry confirms or changes the publication levels of a filing's or a comment's files, before the notice
    opens (H-93) and whenever files are added. NotFound, NotYours, Refusal."""
    with transaction() as db:
        subject = papers_of(db, ref)
        actors = access.actors_of(db, by, subject)
        if not actors:
            raise NotFound(ref)
        if Actor.REGISTRY_OPERATOR not in actors:
            raise NotYours(ref)
        papers.settle_levels(db, subject, choices, by=by, today=today)
        events.write(db, subject=ref, kind="levels_settled", on=today, at=clock.now(),
                     facts={"by": by.id, "levels": {name: level for name, (level, _) in sorted(choices.items())},
                            "reasons": {name: sha256(why) for name, (_, why) in sorted(choices.items()) if why}})


def dossier(db: Db, ref: str) -> Application | ReductionApplication:
    model = Application if ref.startswith("PA-") else ReductionApplication
    return db.lock(model, ref)


def end_due(today: date) -> int:
    """The clock's own move: end every notice whose last day is over. Gives back how many."""
    with reading() as db:
        due = dossiers_due(db, today)
    return _by_clock("end", "on_notice", due, today)


def expire_stale(today: date) -> int:
    """End applications that have lain longer than `app.stale_days` after their notice; 0: there is no limit."""
    with reading() as db:
        days = settings(db, today)["app.stale_days"]
        due = dossiers_due(db, today - timedelta(days=days), "awaiting_body") if days else []
    return _by_clock("expire", "awaiting_body", due, today)


def _by_clock(trigger: str, state: str, refs: list[str], today: date) -> int:
    """Take the clock's move on each; one that fails is told in the log, holds up none, and is tried again next time."""
    taken = 0
    for ref in refs:
        try:
            taken += _take(trigger, state, ref, today)
        except Exception:
            LOG.exception("%s of %s failed", trigger, ref)
    return taken


def _take(trigger: str, state: str, ref: str, today: date) -> bool:
    """One dossier; False where somebody moved it meanwhile."""
    with transaction() as db:
        subject = dossier(db, ref)
        if subject.state != state:
            return False
        moves.perform(db, subject, trigger, by=CLOCK, today=today, key=f"{trigger}:{ref}:{notice_of(db, ref).ref}")
        return True
