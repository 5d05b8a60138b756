"""L3: kill -9 at every statement boundary leaves all of an act, or nothing, and the key still gives one effect."""
from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import event, func, select

from app import database
from app.database import reading
from app.evidence import sequencer
from app.models.evidence import Node, Pending
from app.models.ledger import Act
from tests.databases import ENGINES
from tests.promises.acting import broken, issue, lay, move, open_accounts, pieces, retire

SOAK = bool(os.environ.get("CCER_SOAK"))
SWEPT = [(engine, kind) for engine in ENGINES for kind in ("issue", "split", "merge", "retire", "pledge")
         if SOAK or engine == "sqlite" or kind in ("issue", "split")]
SECONDS = 6 * (1 + int(os.environ.get("CCER_SOAK", "0")))  # for all kinds together; each is swept at least once


def killed_at(boundary: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that dies at the n-th boundary; False when it came to its end before."""
    child = os.fork()
    if child == 0:
        left = [boundary]

        def step(*_) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        try:
            for name in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
                event.listen(database.engine(), name, step)
            work()
            os._exit(0)
        except BaseException as error:
            print(f"child: {error!r}")
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    assert os.WTERMSIG(status) in (0, signal.SIGKILL) and os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def acts_with(key: str) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Act).where(Act.key == key))

@pytest.mark.parametrize("db_url, kind", SWEPT, indirect=["db_url"])
def test_a_kill_leaves_all_of_an_act_or_nothing(db_url, kind):
    database.bind(db_url, durable=True)
    open_accounts(2)
    absent = whole = rounds = 0
    until = time.monotonic() + SECONDS / 10             # five kinds, two engines

    while rounds == 0 or time.monotonic() < until:
        rounds += 1
        key, batch, work = prepared(kind, rounds)
        boundary, before = 1, pieces(batch)
        while killed_at(boundary, work):
            assert broken() == []
            if acts_with(key):
                whole += 1
                break
            assert pieces(batch) == before
            absent, boundary = absent + 1, boundary + 1
        assert work() == work()
        assert acts_with(key) == 1
        assert broken() == []

    print(json.dumps({"promise": "L3", "kind": kind, "kills": absent + whole, "absent": absent, "whole": whole}))
    assert absent > 20 * rounds and whole >= rounds


def prepared(kind: str, n: int) -> tuple[str, int, Callable[[], dict]]:
    """(key, batch, the act): each round on a batch of its own."""
    key, project = f"{kind}-{n:06d}", f"P{n:06d}"
    if kind == "issue":
        return key, n, lambda: issue(key, 500, years=(2024,), project=project)
    issue(f"before-{kind}-{n}", 500, project=project)
    if kind == "split":
        return key, n, lambda: move(key, 120, batch=n)
    if kind == "merge":
        move(f"there-{n:06d}", 120, batch=n)
        return key, n, lambda: move(key, 60, source=2, target=1, batch=n)
    if kind == "pledge":
        return key, n, lambda: lay(key, "pledge", 101, 220, batch=n)
    return key, n, lambda: retire(key, 70, batch=n)


def test_a_kill_of_the_sequencer_loses_and_doubles_no_leaf(db_url):
    open_accounts(1)
    boundary, kills = 1, 0
    for n in range(200):
        issue(f"issue-{n:06d}", 10, project=f"P{n:06d}")
        if not killed_at(boundary, lambda: sequencer.sequence() and sequencer.checkpoint(force=True)):
            break
        kills, boundary = kills + 1, boundary + 1
        assert broken() == []

    sequencer.sequence()
    sequencer.checkpoint(force=True)

    assert kills > 20
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Pending)) == 0
        assert db.scalar(select(func.count()).select_from(Node).where(Node.level == 0)) == n + 1
    assert broken() == []
