"""The outbox: work is asked for in the transaction that needs it, and done outside the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.database import Db, LostRace, StorageFull, reading, transaction
from app.models.evidence import Event, Pending
from app.models.work import Heartbeat, Job
from methodologies.kernel.rules import Refusal

Task = Callable[[dict], None]
TASKS: dict[str, Task] = {}
ATTEMPTS = 5
WAITS = (0, 10, 60, 300, 1800, 3600)  # seconds before the next try; what has failed is tried every hour


def task(name: str) -> Callable[[Task], Task]:
    """Register the function that does the jobs of this name. It must be idempotent: a job may be tried again."""

    def register(function: Task) -> Task:
        TASKS[name] = function
        return function

    return register


def enqueue(db: Db, name: str, **payload: str) -> Job:
    """Ask for work, in the transaction of the move that needs it."""
    job = Job(name=name, payload=payload, created_at=clock.now(), not_before=clock.now())
    db.add(job)
    db.flush()
    return job


def waiting() -> list[int]:
    """Ids of jobs that may be tried now, oldest first."""
    with reading() as db:
        return list(
            db.scalars(
                select(Job.id)
                .where(Job.state != "done", Job.not_before <= clock.now())
                .order_by(Job.id)
            )
        )


def do(job_id: int) -> bool:
    """Try one job; True when it is done. A failure is written down and tried again later. After five the job counts as
    failed, is shown as that, and is tried again every hour: what stood in its way may be gone."""
    with transaction() as db:
        job = db.get(Job, job_id, with_for_update=True)
        if job is None or job.state == "done":
            return False
        job.state, job.attempts = "running", job.attempts + 1
        job.not_before = clock.now() + timedelta(minutes=5)  # another worker takes it if this one dies
        name, payload = job.name, dict(job.payload)
    try:
        TASKS[name](payload)
    except (Refusal, StorageFull, LostRace) as refused:  # something else must happen first; tried again until then
        _put_off(job_id, f"{refused.zh} {refused.en} {refused}")
        return False
    except Exception as failure:  # whatever a task raises is its job's error, never the worker's end
        _failed(job_id, f"{type(failure).__name__}: {failure}")
        return False
    with transaction() as db:
        job = db.get(Job, job_id, with_for_update=True)
        job.state, job.error, job.finished_at = "done", "", clock.now()
    return True


def _put_off(job_id: int, why: str) -> None:
    with transaction() as db:
        job = db.get(Job, job_id, with_for_update=True)
        job.state, job.error, job.not_before = "queued", why[:2000], clock.now() + timedelta(minutes=5)


def _failed(job_id: int, why: str) -> None:
    with transaction() as db:
        job = db.get(Job, job_id, with_for_update=True)
        job.error = why[:2000]
        job.state = "failed" if job.attempts >= ATTEMPTS else "queued"
        job.not_before = clock.now() + timedelta(seconds=WAITS[min(job.attempts, len(WAITS) - 1)])


def work_until_idle() -> int:
    """Do everything that waits, without a worker process: for the demo and tests. Gives back how many were done."""
    done = 0
    while ids := waiting():
        finished = sum(do(job_id) for job_id in ids)
        done += finished
        if not finished:
            break
    return done


def work_a_while(seconds: float) -> int:
    """Do what waits, one job at least, until so long has passed: a thousand certificates must not stop the worker's
    clock, its sequencer and its timers. Gives back how many were done."""
    done, until = 0, clock.wall() + timedelta(seconds=seconds)
    for job_id in waiting():
        done += do(job_id)
        if clock.wall() > until:
            break
    return done


@dataclass(frozen=True)
class Progress:
    """Jobs of one name: done, waiting for their turn or their next try, failed so often that people should look."""
    done: int
    waiting: int
    failed: int


def progress(name: str) -> Progress:
    with reading() as db:
        counts = dict(db.execute(select(Job.state, func.count()).where(Job.name == name).group_by(Job.state)).all())
    return Progress(counts.get("done", 0), counts.get("queued", 0) + counts.get("running", 0), counts.get("failed", 0))


def heartbeat(fonts: bool) -> None:
    """The worker is alive; what it found on its machine."""
    with transaction() as db:
        row = db.get(Heartbeat, 1) or Heartbeat(id=1)
        row.at, row.fonts = clock.wall(), fonts
        db.add(row)


def health() -> dict[str, object]:
    """Age of the worker's last tick and of the oldest unsequenced event in seconds, jobs that wait or failed, fonts."""
    with reading() as db:
        beat = db.get(Heartbeat, 1)
        oldest = db.scalar(select(func.min(Event.at)).join(Pending, Pending.event_id == Event.id))
        counts = dict(db.execute(select(Job.state, func.count()).where(Job.state != "done").group_by(Job.state)).all())
    age = lambda since, now: None if since is None else round((now - since).total_seconds(), 1)
    return {"worker_tick_age_s": age(beat and beat.at, clock.wall()), "sequencer_lag_s": age(oldest, clock.now()) or 0,
            "jobs_waiting": counts.get("queued", 0) + counts.get("running", 0), "jobs_failed": counts.get("failed", 0),
            "fonts": beat.fonts if beat else None}
