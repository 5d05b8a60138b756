"""Acts of the ledger and steps of dossiers by 1, 4 and 16 writers on both engines, beside the bare driver (raw.py).

Every commit is durable. Each writer is a process with a batch of its own, as holders have. The ratio is the writer's
own CPU time for one of ours to that for one of the driver's, in the same sitting, alternating. How many a second and
how long each waited depends on who else is on the machine, and is information. A wrong sum, an error, a lost act is a
failure.
"""
from __future__ import annotations

import multiprocessing
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app import database
from app.access import Who
from app.credits import service
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.evidence.proof import Check
from app.ledger.proof import check_ledger
from app.models.ledger import Act
from app.models.party import Organisation
from app.parties import service as parties
from benchmarks import raw
from tests.databases import build_template, cluster
from tests.promises.acting import ON, PROJECT, issue, move, open_accounts

ENGINES, WRITERS = ("sqlite", "postgresql"), (1, 4, 16)
WARM = 4                                                # not measured: each step of a dossier once, in a new process
FORK = multiprocessing.get_context("fork")
USE = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "other", "use_year": "2026", "abroad": "no"}
Work = Callable[[str, int], Callable[[], None]]         # (address, writer) → what is done again and again


@contextmanager
def addresses() -> Iterator[Callable[[str, str], str]]:
    """(engine, name) → the address of an empty database whose commits are durable."""
    with tempfile.TemporaryDirectory(prefix="ccer-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["CCER_HOME"] = f"{folder}/home"      # keys and files of the people who work here
        with cluster(Path(folder)) as address:
            control = psycopg.connect(address.format("postgres").replace("+psycopg", ""), autocommit=True)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                control.execute(f"alter system set {setting} = on")
            control.execute("select pg_reload_conf()")

            def make(engine: str, name: str) -> str:
                if engine == "sqlite":
                    return f"sqlite:///{folder}/{name}.sqlite"
                control.execute(f"create database {name}")
                return address.format(name)
            yield make
            control.close()


def prepare() -> dict[str, Who]:
    """A batch of a million for each writer, with an account to give and one to take, and one for each in account 1,
    whose people are given back."""
    open_accounts(2 * WRITERS[-1] + 1)
    for n in _each():
        issue(f"issue-{n:04d}", raw.MANY, account=2 * n, project=f"A{210000 + n}")
    issue("issue-steps", raw.MANY, account=1, project=f"{PROJECT}0", years=tuple(2011 + n for n in _each()))
    with transaction() as db:
        home = db.query(Organisation).order_by(Organisation.id).first().id
        office = Organisation(credit_code="T" + "9" * 17, name_zh="演示登记机构", kind="registry")
        db.add(office)
        db.flush()
        registry = office.id
    people = {}
    for n, (duty, where) in enumerate((("initiator", home), ("confirmer", home), ("operator", registry))):
        number = parties.add_person(name=f"演示{n}", sign_in=f"bench{n}", password="correct-horse-battery")
        parties.give_duty(number, duty, where)
        people[duty] = Who(number, f"演示{n}", f"bench{n}")
    return people


def _each() -> range:
    return range(1, WRITERS[-1] + 1)


def acts(url: str, writer: int) -> Callable[[], None]:
    """As a service does it: the call, the lock, the split, postings, event and seal, in one transaction."""
    return lambda: move(uuid.uuid4().hex, 1, source=2 * writer, target=2 * writer + 1, batch=writer) and None


def steps(people: dict[str, Who]) -> Work:
    """The steps of a retirement up to its review: begun, proposed, confirmed by a second person, taken up."""
    def of(url: str, writer: int) -> Callable[[], None]:
        turns = life(people, f"CN-CCER-{PROJECT}0-{2011 + writer}-01-1-1")
        return lambda: next(turns)
    return of


def life(people: dict[str, Who], serial: str) -> Iterator[None]:
    first, second, office = people["initiator"], people["confirmer"], people["operator"]
    key = lambda: uuid.uuid4().hex
    while True:
        ref = service.begin("retirement", "CN00000001", [Pick(serial, "1")], by=first,
                            today=ON, key=key())
        yield
        for trigger, by, said in (("request", first, USE), ("confirm", second, {}), ("take_up", office, {})):
            service.move(ref, trigger, by=by, today=ON, key=key(), payload=said)
            yield


def seconds_of(url: str, writers: int, work: Work, seconds: float) -> list[tuple[float, float]]:
    """How long each one took, by so many processes at once: by the clock, and of the writer's own CPU."""
    gate, answers = FORK.Barrier(writers), FORK.SimpleQueue()

    def one(writer: int) -> None:
        try:
            once, took = work(url, writer), []
            for _ in range(WARM):
                once()
            gate.wait(60)
            end = time.perf_counter() + seconds
            while (began := time.perf_counter()) < end:
                worked = time.process_time()
                once()
                took.append((time.perf_counter() - began, time.process_time() - worked))
            answers.put(took)
        except BaseException as error:
            gate.abort()
            answers.put(f"{type(error).__name__}: {error}")
    crowd = [FORK.Process(target=one, args=(writer,)) for writer in range(1, writers + 1)]
    for each in crowd:
        each.start()
    found = [answers.get() for _ in crowd]
    for each in crowd:
        each.join()
    if wrong := [each for each in found if isinstance(each, str)]:
        raise RuntimeError(wrong[0])
    return [each for took in found for each in took]


def measured(rounds: int, seconds: float) -> Iterator[dict]:
    """One line for each job, engine and number of writers."""
    with addresses() as make:
        for engine in ENGINES:
            url, bare = make(engine, "ours"), make(engine, "bare")
            build_template(url)
            database.bind(url)
            people = prepare()
            raw.prepare(bare, WRITERS[-1])
            done = 0
            for writers in WRITERS:
                for job, ours, theirs in (("ledger act", acts, raw.acts),
                                          ("step of a dossier", steps(people), raw.steps)):
                    pairs = [(seconds_of(url, writers, ours, seconds), seconds_of(bare, writers, theirs, seconds))
                             for _ in range(rounds)]
                    done += sum(len(mine) + WARM * writers for mine, _ in pairs) if ours is acts else 0
                    yield _line(f"{job}, {engine}, {writers} writers", pairs, seconds)
            _is_whole(done)


def _line(name: str, pairs: list[tuple[list, list]], seconds: float) -> dict:
    ours, theirs = (statistics.median(1000 * worked for pair in pairs for _, worked in pair[n]) for n in (0, 1))
    rates = [round(statistics.median(len(pair[n]) / seconds for pair in pairs)) for n in (0, 1)]
    took = sorted(1000 * each for mine, _ in pairs for each, _ in mine)
    return {"job": name, "ratio": round(ours / theirs, 2), "cpu_ms": round(ours, 2),
            "reference_cpu_ms": round(theirs, 2), "per_s": rates[0], "reference_per_s": rates[1],
            "p50_ms": round(took[len(took) // 2], 1),
            "p99_ms": round(took[int(len(took) * .99)], 1), "longest_ms": round(took[-1], 1)}


def _is_whole(done: int) -> None:
    """Nothing was lost, nothing doubled, and every promise of the ledger holds."""
    with reading() as db:
        made = db.query(Act).filter_by(kind="transfer").count()
        broken: list[Check] = [each for each in check_ledger(db) if each.broken]
    if made != done or broken:
        raise RuntimeError(f"{made} acts instead of {done}; {broken}")
