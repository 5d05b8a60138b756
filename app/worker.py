"""The worker: one process that does the jobs, ends what is due, and puts events into the log, five times a second."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from app import clock, deadlines, installation, jobs, mail
from app.accounts import service as accounts  # noqa: F401  (each stage's service takes over its stage when imported)
from app.approvals import service as approvals
from app.certificates import job as certificates
from app.credits import service as credits
from app.evidence import documents, sequencer
from app.inbox import service as inbox
from app.issuance import service as issuance  # noqa: F401
from app.ledger import service as ledger
from app.mandates import service as mandates
from app.market import service as market
from app.monitoring import service as monitoring  # noqa: F401
from app.notices import service as notices
from app.projects import service as projects  # noqa: F401
from app.registration import service as registration  # noqa: F401
from app.sanctions import service as sanctions
from app.summaries import service as summaries
from app.validation import service as validation  # noqa: F401
from app.verification import service as verification  # noqa: F401

TICK = 0.2  # seconds
HALF_WRITTEN = 3600  # seconds after which a file that is not complete belongs to nobody any more
LOG = logging.getLogger(__name__)

# What the calendar asks for; each may be run twice, and each does one dossier after the other, so that none waits for
# another that fails.
TIMERS: tuple[Callable[[date], object], ...] = (deadlines.recount_all, notices.end_due, notices.expire_stale,
                                                approvals.expire_due, mandates.end_due, sanctions.run_out,
                                                credits.end_due, market.end_due, inbox.remind, ledger.prove_due,
                                                lambda today: mail.send_waiting())

jobs.task("certificate")(lambda payload: certificates.make(payload["number"]))
jobs.task(summaries.TASK)(lambda payload: summaries.make(date.fromisoformat(payload["day"])))
jobs.task("proof")(lambda payload: ledger.prove("person", int(payload["by"])))


def every(seconds: float, work: Callable[[], object]) -> Callable[[datetime], None]:
    """Do `work` when so long has passed since the last time. What fails is told in the log and tried again then: a lost
    race or a full disk must not end the loop that everything else waits for."""
    last = [datetime.min.replace(tzinfo=clock.now().tzinfo)]

    def tick(now: datetime) -> None:
        if now - last[0] >= timedelta(seconds=seconds):
            last[0] = now
            try:
                work()
            except Exception:
                LOG.exception("the worker goes on after a failed tick")

    return tick


def _on_the_day(timer: Callable[[date], object]) -> Callable[[], object]:
    return lambda: timer(clock.today())


def work_until_idle() -> None:
    """Everything the worker would do now, without waiting: for the demo and tests."""
    for timer in TIMERS:
        timer(clock.today())
    sequencer.sequence()
    jobs.work_until_idle()
    sequencer.sequence()
    sequencer.checkpoint()


def run() -> None:
    """Loop until told to stop. What a killed worker had half written goes first."""
    documents.store().drop_drafts(clock.wall().timestamp() - HALF_WRITTEN)
    going = [True]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: going.clear())
    timers = [
        every(TICK, sequencer.sequence),
        every(TICK, lambda: jobs.work_a_while(1)),
        every(10, sequencer.checkpoint),
        *(every(60, _on_the_day(timer)) for timer in TIMERS),
        every(60, _on_the_day(summaries.ask)),  # of real days: not for each that a demonstration leaps over
        every(1, installation.open_clock),
        every(5, _heartbeat),
    ]
    while going:
        now = clock.now()
        for tick in timers:
            tick(now)
        time.sleep(TICK)


def _heartbeat() -> None:
    """What /healthz shows: the age of the last tick, and whether the fonts can be cut."""
    from app.certificates import fonts

    jobs.heartbeat(fonts.fast())
