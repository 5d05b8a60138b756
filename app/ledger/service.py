"""Proofs of the ledger: run by the clock, by a command, or because somebody who looks after it asks."""
from __future__ import annotations

import time
from datetime import date

from sqlalchemy import func, select

from app import clock, jobs
from app.access import Who
from app.database import reading, transaction
from app.evidence.canonical import canonical
from app.evidence.proof import check_day
from app.ledger.conservation import EVERY, JOB
from app.ledger.proof import check_ledger
from app.ledger.queries import looks
from app.models.ledger import Batch
from app.models.proof import ProofRun
from app.models.work import Job
from methodologies.kernel.rules import NotYours


def prove(cause: str, by: int | None = None) -> ProofRun:
    """Prove the whole ledger and the log of a day from one snapshot, and keep what was found."""
    began, at, wall = time.perf_counter(), clock.now(), clock.wall()
    with reading() as db:
        found = [*check_ledger(db), *check_day(db, at)]
        batches, issued = db.execute(select(func.count(), func.coalesce(func.sum(Batch.size), 0))).one()
    run = ProofRun(at=at, ran_at=wall, took_ms=round(1000 * (time.perf_counter() - began)), cause=cause, asked_by=by,
                   batches=batches, issued_t=int(issued), whole=not any(each.broken for each in found),
                   found=canonical([[each.name, each.counted, list(each.broken)] for each in found]))
    with transaction() as db:
        db.add(run)
    return run


def prove_due(today: date) -> ProofRun | None:
    """One proof an hour. None when the last is younger."""
    with reading() as db:
        last = db.scalar(select(func.max(ProofRun.ran_at)))
    return prove("timer") if last is None or clock.wall() - last >= EVERY else None


def ask_for_proof(by: Who) -> None:
    """The worker runs one at once; a second wish while one waits is the same wish. NotYours for who may not look."""
    with transaction() as db:
        if not looks(db, by):
            raise NotYours(JOB)
        waits = select(Job.id).where(Job.name == JOB, Job.state.in_(("queued", "running")))
        if db.scalar(waits) is None:
            jobs.enqueue(db, JOB, by=str(by.id))
