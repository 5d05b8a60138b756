"""The nightly page: asked for once a Beijing day after midnight, made by the worker as a certificate is.

A kill at any point leaves either nothing or a file that nobody refers to; the day is the key of the row, so that a
second try finds the first one's page or makes it, and never a second.
"""
from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app import clock, jobs
from app.certificates import check, trust
from app.certificates.keys import keys_for, trust_file, trust_of
from app.database import Db, reading, transaction
from app.evidence import events, logkey, sequencer
from app.evidence.canonical import sha256
from app.evidence.documents import store
from app.evidence.proof import Check
from app.models.evidence import Checkpoint
from app.models.summary import DailySummary
from app.models.work import Job
from app.published.queries import is_demonstration
from app.summaries import content
from app.summaries.content import Summary
from methodologies.kernel.rules import HOUSE, Conflict, NotFound, Refusal, Rule, cite

TASK = "daily summary"
OWN_CHECK = Rule("SUMMARY-CHECK", "每日摘要未通过自身查验，未予保存。",
                 "The daily summary failed our own check and was not kept.", cite(HOUSE, "daily summary"))


def ask(today: date) -> bool:
    """Ask for the page of yesterday, unless it is there or one is being made; whether it was asked for now.

    A day on which no worker ran gets no page of its own: each page covers the whole log up to its day.
    """
    day = today - timedelta(days=1)
    with reading() as db:
        if not _is_wanted(db, day):
            return False
    with transaction() as db:
        if wanted := _is_wanted(db, day):
            jobs.enqueue(db, TASK, day=day.isoformat())
    return wanted


def make(day: date) -> str:
    """Make the page of a day that is over, once; the sha256 of its PDF. A second call gives the first one's.

    NotFound while the log is empty; Refusal CERT-KEYS while the operator's keys are missing, SUMMARY-CHECK when our own
    check refuses what was made: then nothing is stored.
    """
    from app.summaries import page

    if done := _made(day):
        return done
    summary, at = _figures(day), clock.now().replace(microsecond=0)
    keys = keys_for(summary.demonstration, at)
    pinned = trust_of(keys)
    pdf = page.sealed(summary, keys, at)
    if not (line := check.sealed(pdf, pinned)).ok:
        raise Refusal(OWN_CHECK.at(f"/{line.name}", line.zh, line.en))
    return _record(summary, store().put(pdf), at)


def check_stored() -> Check:
    """Every page is the sealed file that the log names, and repeats a checkpoint of this log."""
    with reading() as db:
        rows = db.scalars(select(DailySummary).order_by(DailySummary.day)).all()
        broken = tuple(f"{row.day}: {why}" for row in rows for why in _broken(db, row))
    return Check("daily summaries sealed", len(rows), broken)


def _is_wanted(db: Db, day: date) -> bool:
    open_one = select(Job.id).where(Job.name == TASK, Job.state.in_(("queued", "running"))).limit(1)
    last = select(Job.payload).where(Job.name == TASK).order_by(Job.id.desc()).limit(1)
    asked = db.scalar(last)
    return (db.get(DailySummary, day) is None and db.scalar(open_one) is None and sequencer.tree_size(db) > 0
            and (asked is None or asked["day"] != day.isoformat()))


def _made(day: date) -> str | None:
    with reading() as db:
        row = db.get(DailySummary, day)
        return row.pdf_sha256 if row else None


def _figures(day: date) -> Summary:
    """Everything that has happened so far is in the log and signed before it is counted."""
    sequencer.sequence()
    row = sequencer.checkpoint(force=True)
    if row is None:
        raise NotFound("checkpoint")
    with reading() as db:
        return content.figures(db, day, row, demonstration=is_demonstration(db), origin=logkey.origin(),
                               log_key=logkey.verifier())


def _record(summary: Summary, pdf_sha256: str, at) -> str:
    """The row and its event; whoever comes second takes the first one's page."""
    said = content.to_text(summary)
    try:
        with transaction() as db:
            db.add(DailySummary(day=summary.day, size=summary.size, content=said, pdf_sha256=pdf_sha256, made_at=at))
            db.flush()
            events.write(db, subject=_subject(summary.day), kind="daily summary stored", on=clock.today(), at=at,
                         facts=_logged(said, pdf_sha256))
        return pdf_sha256
    except Conflict:
        if first := _made(summary.day):
            return first
        raise


def _subject(day: date) -> str:
    return f"LOG-{day.isoformat()}"


def _logged(said: str, pdf_sha256: str) -> dict[str, str]:
    return {"pdf_sha256": pdf_sha256, "summary_sha256": sha256(said)}


def _broken(db: Db, row: DailySummary):
    said = content.from_text(row.content)
    kept = db.get(Checkpoint, row.size)
    if kept is None or (kept.note, row.day) != (said.checkpoint, said.day):
        yield "it prints a checkpoint that this log does not have"
    if [e.facts for e in events.history(db, _subject(row.day))] != [_logged(row.content, row.pdf_sha256)]:
        yield "its hash is not the one in the log"
    try:
        line = check.sealed(store().get(row.pdf_sha256), trust.read(trust_file()))
        if not line.ok:
            yield line.said
    except (NotFound, Refusal, ValueError) as error:
        yield str(error)
