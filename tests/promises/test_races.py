"""L1 and L2: processes, not threads alone, want the same thing at the same time. One winner, one effect, no error."""
from __future__ import annotations

import json
import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import database
from app.database import Unlawful, reading, transaction
from app.models.document import Attachment
from app.models.ledger import Account, Call
from methodologies.kernel.rules import Conflict, NotFound, Refusal
from tests.promises.acting import AT, broken, issue, issued_batches, lay, move, open_accounts, pieces

SOAK = int(os.environ.get("CCER_SOAK", "0"))
ROUNDS, RETRIES = (25 * SOAK, 2500 * SOAK) if SOAK else (1, 1000)     # CCER_SOAK=40: a thousand rounds
LOST = {"LEDGER-ENOUGH", "HoldingMoved", "Unfit", "AlreadyIssued", "LostRace"}     # a plain refusal or 409
FORK = multiprocessing.get_context("fork")


def at_once(processes: int, threads: int, work: Callable[[int], object]) -> Counter:
    """Call work(0), work(1) … all at the same moment; how often each answer came."""
    [answers] = in_rounds(processes, threads, lambda _, n: work(n), lambda _: None, 1)
    return answers


def in_rounds(processes: int, threads: int, work: Callable[[int, int], object], before: Callable[[int], object],
              rounds: int) -> Iterator[Counter]:
    """The same again and again by the same crowd, work(round, n), once before(round) is done; yields after each round,
    of which the first is 1."""
    gate, answers = FORK.Barrier(processes * threads + 1), FORK.SimpleQueue()

    def one(n: int) -> None:
        for round_ in range(1, rounds + 1):
            gate.wait(120)
            try:
                answers.put(str(work(round_, n)))
            except Refusal as refusal:
                answers.put(refusal.broken[0].rule.id)
            except Exception as error:
                answers.put(f"{type(error).__name__}: {error}")

    def process(first: int) -> None:
        crowd = [threading.Thread(target=one, args=(first + n,)) for n in range(threads)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()
    crowd = [FORK.Process(target=process, args=(n * threads,), daemon=True) for n in range(processes)]
    for each in crowd:
        each.start()
    for round_ in range(1, rounds + 1):
        before(round_)
        gate.wait(120)
        yield Counter(answers.get() for _ in range(processes * threads))
    for each in crowd:
        each.join()


@pytest.mark.parametrize("processes, threads, tonnes, accepted", [(2, 4, 150, 6), (4, 16, 100, 10)])
def test_no_more_transfers_succeed_than_there_are_credits(db_url, processes, threads, tonnes, accepted):
    open_accounts(32)
    give = lambda batch, n: move(f"transfer-{batch}-{n}", tonnes, target=2 + n % 30, batch=batch)["done"][:8]
    for round_, answers in enumerate(in_rounds(processes, threads, give, issued(1000), ROUNDS), 1):
        assert answers == {"transfer": accepted, "LEDGER-ENOUGH": processes * threads - accepted}
        assert sum(hi - lo + 1 for lo, hi, account, _ in pieces(round_) if account != 1) == accepted * tonnes
    assert broken() == []
    print(json.dumps({"promise": "L1", "engine": db_url.split(":")[0], "at_once": processes * threads,
                      "accepted": accepted, "refused": processes * threads - accepted, "rounds": ROUNDS,
                      "total": 1000}))


@pytest.mark.parametrize("kind", ["retire", "pledge", "transfer", "issue"])
def test_of_many_who_want_the_same_serials_one_gets_them(db_url, kind):
    """64 at once, each under a key of its own."""
    open_accounts(2)
    for answers in in_rounds(4, 16, lambda batch, n: wanted(kind, f"{kind}-{batch}-{n}", batch), issued(100), ROUNDS):
        assert answers.pop("done") == 1 and not {each.split(":")[0] for each in answers} - LOST
    assert broken() == []
    print(json.dumps({"promise": "L1", "engine": db_url.split(":")[0], "kind": kind, "at_once": 64, "rounds": ROUNDS}))


def issued(tonnes: int) -> Callable[[int], object]:
    """Before each round a batch of its own: the round's number is that of the batch."""
    return lambda round_: issue(f"issue-{round_:04d}", tonnes, project=f"P{round_:06d}")


def wanted(kind: str, key: str, batch: int) -> str:
    if kind == "pledge":
        lay(key, kind, 1, 100, batch)
    elif kind == "issue":
        issue(key, 100, years=(2025,), project=f"P{batch:06d}")
    else:
        move(key, 100, 1, 2 if kind == "transfer" else 1, kind, "retired" if kind == "retire" else "available", batch)
    return "done"


def test_a_retry_after_a_lost_reply_and_a_restart_has_one_effect(db_url):
    """L2: the same key again and again, the connections gone in between."""
    open_accounts(2)
    issue("issue-01", 1000)
    first = move("same-key-1", 10)

    for n in range(RETRIES):
        if n % 100 == 0:
            database.bind(db_url, durable=False)
        assert move("same-key-1", 10) == first

    print(json.dumps({"promise": "L2", "engine": db_url.split(":")[0], "retries": RETRIES, "effects": 1}))
    assert pieces() == [(1, 10, 2, "available"), (11, 1000, 1, "available")]
    assert broken() == []


def test_one_key_sent_by_32_clients_has_one_effect_and_one_answer(db_url):
    open_accounts(2)
    issue("issue-01", 1000)

    answers = at_once(4, 8, lambda n: move("same-key-1", 10))

    assert answers == {"{'done': 'same-key-1'}": 32}
    assert pieces()[0] == (1, 10, 2, "available")
    assert broken() == []


def test_one_issue_sent_by_32_clients_under_keys_of_their_own_gives_one_batch(db_url):
    open_accounts(1)

    answers = at_once(4, 8, lambda n: issue(f"issue-{n:04d}") and "issued")

    assert answers.pop("issued") == 1
    assert {answer.split(":")[0] for answer in answers} <= {"AlreadyIssued", "LostRace"}
    batches = issued_batches()                          # a loser may have drawn the number before the winner did
    assert [pieces(batch) for batch in batches] == [[(1, 1000, 1, "available")]]
    assert broken() == []


def test_acts_on_two_batches_in_opposite_order_do_not_block_each_other(db_url):
    open_accounts(2)
    issue("issue-01", 100, years=(2024, 2025))

    answers = at_once(2, 8, lambda n: move(f"transfer-{n}", 5, batch=1 + n % 2)["done"][:8])

    assert answers == {"transfer": 16}
    assert broken() == []


def test_a_reader_sees_one_snapshot_and_cannot_write(db_url):
    open_accounts(1)

    with reading() as db:
        before = db.scalar(select(func.count()).select_from(Account))
        at_once(1, 1, lambda n: open_more())
        assert db.scalar(select(func.count()).select_from(Account)) == before
        with pytest.raises(DBAPIError):
            db.execute(text("DELETE FROM pending"))
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == before + 1


def open_more() -> None:
    with transaction() as db:
        db.add(Account(id=77, organisation_id=1, number="CN00000077", kind="body"))


def test_what_fails_in_the_middle_stores_nothing(db_url):
    open_accounts(1)

    with pytest.raises(RuntimeError), transaction() as db:
        db.add(Account(id=77, organisation_id=1, number="CN00000077", kind="body"))
        db.flush()
        raise RuntimeError("the service found a reason")

    with reading() as db:
        assert db.get(Account, 77) is None


def test_a_lost_race_is_a_conflict_that_keeps_its_cause(db_url):
    open_accounts(1)

    with pytest.raises(Conflict) as lost, transaction() as db:
        db.add(Account(id=77, organisation_id=1, number="CN00000001", kind="body"))

    assert isinstance(lost.value.__cause__, DBAPIError)
    assert lost.value.retry is False


def test_what_is_not_about_others_is_not_called_a_conflict(db_url):
    with pytest.raises(DBAPIError), transaction() as db:
        db.execute(text("SELECT no_such_column FROM account"))


@pytest.mark.parametrize("key, result", [("seven77", "''"), ("no-result", "NULL")])
def test_a_row_against_the_rules_of_its_table_is_not_called_a_lost_race(db_url, key, result):
    with pytest.raises(Unlawful), transaction() as db:
        db.execute(text("INSERT INTO call (key, digest, result, at) "
                        f"VALUES ('{key}', '', {result}, '2026-01-01 00:00:00')"))


def test_a_deadlock_is_a_conflict_worth_a_second_try(fresh):
    database.bind(fresh("postgresql"), durable=False)
    open_accounts(2)
    meet = threading.Barrier(2)

    def take(first: str, second: str) -> str:
        try:
            with transaction() as db:
                db.execute(text(f"SELECT pg_advisory_xact_lock({first})"))
                meet.wait(10)
                db.execute(text(f"SELECT pg_advisory_xact_lock({second})"))
            return "done"
        except Conflict as lost:
            return f"retry={lost.retry}"
    answers: list[str] = []
    crowd = [threading.Thread(target=lambda a=a, b=b: answers.append(take(a, b))) for a, b in (("1", "2"), ("2", "1"))]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert sorted(answers) == ["done", "retry=True"]


def test_locking_what_is_absent_is_not_found(db_url):
    with pytest.raises(NotFound), transaction() as db:
        db.lock(Attachment, "PA-2026-0001-F001")


def test_writers_of_different_rows_all_get_through(db_url):
    """A fair lock on SQLite, row locks on PostgreSQL: nobody meets "database is locked"."""
    answers = at_once(4, 8, lambda n: [keep(f"key-{n:06d}-{i}") for i in range(5)] and "stored")

    assert answers == {"stored": 32}
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Call)) == 160


def keep(key: str) -> None:
    with transaction() as db:
        db.add(Call(key=key, digest="0" * 64, result="{}", at=AT))
