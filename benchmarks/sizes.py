"""A long ledger beside a short one: what an act costs then, and how long the proofs take.

The history is made by the bare driver (history.py) and whole; every proof of the program holds on it, or the benchmark
fails. Proofs are measured by the clock, since PostgreSQL does its part in processes of its own; each alternates with
the bare driver that reads the same rows and does the least that could be called the same.
"""
from __future__ import annotations

import statistics
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import func, select

from app import database
from app.database import reading, transaction
from app.evidence import calls, sequencer
from app.evidence.proof import Check, check_log, check_since, check_tree
from app.ledger import acts, pieces
from app.ledger.pieces import Span
from app.ledger.proof import check_ledger
from app.models.evidence import Checkpoint
from app.models.ledger import WORLD, Holding, Posting
from benchmarks import history, raw, writers
from benchmarks.alone import alone
from tests.databases import build_template
from tests.promises.acting import AT, ON, open_accounts

SMALL = 1000                                            # acts of the short ledger
PROOFS = {                                              # name of the job → ours, the least, rounds
    "balances of all acts added up": ("balances", "raw_balances", 5),
    "ledger proved whole": ("prove_ledger", "raw_balances", 1),
    "log proved from its events": ("prove_tree", "raw_hashes", 3),
    "log proved with its chains": ("prove_log", "raw_hashes", 1),
    "a day of the log proved from a checkpoint": ("prove_day", "raw_hashes_of_a_day", 5),
}


def measured(size: int, rounds: int) -> Iterator[dict]:
    """One line for each job and engine."""
    with writers.addresses() as make:
        for engine in writers.ENGINES:
            short, long = (_ledger(make(engine, name), many) for name, many in (("short", SMALL), ("long", size)))
            for name, (ours, least, times) in PROOFS.items():
                yield _proof(f"{name}, {engine}, {size:,} acts", long, (ours, least), min(times, rounds))
            yield _act(f"ledger act at {size:,} acts beside {SMALL:,}, {engine}", long, short, rounds)


def _ledger(url: str, many: int) -> str:
    """So many acts in batches of a thousand; the last batch is a day's, between two checkpoints."""
    build_template(url)
    database.bind(url)
    open_accounts(3)
    last = many // history.A_BATCH
    for batches in (range(1, last), range(last, last + 1)):
        history.add(batches)
        sequencer.sequence(20_000)
        sequencer.checkpoint(force=True)
    return url


def _proof(name: str, url: str, jobs: tuple[str, str], rounds: int) -> dict:
    first = f"from benchmarks import sizes; sizes.opened({url!r})"
    run = lambda job: alone(f"sizes.{job}({url!r})", first)
    empty, pairs = alone("", first), [(run(jobs[0]), run(jobs[1])) for _ in range(rounds)]
    took, least = (statistics.median(pair[n].wall_s for pair in pairs) for n in (0, 1))
    return {"job": name, "ratio": round(took / least, 2), "wall_s": round(took, 3), "reference_wall_s": round(least, 3),
            "peak_mib": max(pair[0].peak_mib for pair in pairs), "empty_process_mib": empty.peak_mib}


def _act(name: str, long: str, short: str, rounds: int) -> dict:
    """The same act on both, in turn; nobody else writes."""
    took: dict[str, list[float]] = {long: [], short: []}
    for _ in range(rounds):
        for url in (long, short):
            database.bind(url)
            took[url] += [worked for _, worked in writers.seconds_of(url, 1, _acts, 1.0)]
    ours, theirs = (1000 * statistics.median(took[url]) for url in (long, short))
    return {"job": name, "ratio": round(ours / theirs, 2), "cpu_ms": round(ours, 2),
            "reference_cpu_ms": round(theirs, 2)}


def _acts(url: str, writer: int) -> Callable[[], None]:
    """Give away the lowest tonne that the giver of the first batch has, and so on, each under a key of its own."""
    with reading() as db:
        left = db.scalar(select(Holding.lo).where(Holding.batch_id == 1, Holding.closed_by.is_(None),
                                                  Holding.account_id == history.GIVER))
    serials = iter(range(left, history.SIZE))

    def once() -> None:
        key, lo = uuid.uuid4().hex, next(serials)
        with transaction() as db:
            calls.keep(db, key, key, key, AT)
            acts.reshape(db, key=key, kind="transfer", subject="bench", spans=[Span(1, lo, lo)], on=ON, at=AT,
                         change=pieces.give(history.TAKERS[0]))
    return once


# --- jobs, each run in a process of its own

def opened(url: str) -> None:
    database.bind(url)
    raw.Driver(url).run("select 1")
    with reading() as db:
        db.scalar(select(Checkpoint).limit(1))


def balances(url: str) -> None:
    with reading() as db:
        posted = {(account, state): tonnes for account, state, tonnes in db.execute(
            select(Posting.account_id, Posting.state, func.sum(Posting.delta)).where(Posting.account_id != WORLD)
            .group_by(Posting.account_id, Posting.state)) if tonnes}
        held = {(account, state): tonnes for account, state, tonnes in db.execute(
            select(Holding.account_id, Holding.state, func.sum(Holding.hi - Holding.lo + 1))
            .where(Holding.closed_by.is_(None)).group_by(Holding.account_id, Holding.state))}
    assert posted == held and posted


def raw_balances(url: str) -> None:
    found: Counter = Counter()
    for account, state, delta in raw.Driver(url).run("select account_id, state, delta from posting"):
        found[account, state] += delta
    assert sum(found.values()) == 0


def prove_ledger(url: str) -> None:
    _insist(check_ledger)


def prove_tree(url: str) -> None:
    _insist(lambda db: check_tree(db, AT))


def prove_log(url: str) -> None:
    _insist(lambda db: check_log(db, AT + timedelta(seconds=1)))


def prove_day(url: str) -> None:
    _insist(lambda db: check_since(db, db.scalar(select(Checkpoint.note).order_by(Checkpoint.size).limit(1))))


def raw_hashes(url: str, more: str = "") -> None:
    for body, in raw.Driver(url).run(f"select body from event {more}"):
        sha256(b"\0" + body.encode()).digest()


def raw_hashes_of_a_day(url: str) -> None:
    raw_hashes(url, f"order by id desc limit {history.A_BATCH}")


def _insist(prove: Callable[..., list[Check]]) -> None:
    with reading() as db:
        if broken := [check for check in prove(db) if check.broken]:
            raise RuntimeError(str(broken))
