"""L1: any two kinds of act on the same credits, the second begun while the first is not yet committed.

The outcome is that of one after the other: what the second may still do after the first, and no more.
"""
from __future__ import annotations

import json
import threading
from collections.abc import Callable
from itertools import product

import pytest

from app import database
from app.database import transaction
from app.evidence import calls
from app.ledger import acts, pieces
from app.ledger.pieces import Span
from methodologies.kernel.rules import Refused
from tests.databases import ENGINES
from tests.promises.acting import AT, ON, broken, open_accounts
from tests.promises.acting import pieces as lying

PLEDGE = "PL-0001"
# kind: (from this serial to that one, what becomes of a piece, whether it may follow each of the others)
KINDS = {
    "transfer": (1, 60, pieces.give(2)),
    "retire": (41, 80, pieces.only("available", pieces.end("retired"))),
    "pledge": (50, 90, pieces.lay("pledge", "PL-0002")),
    "release": (101, 120, pieces.lift(PLEDGE)),
    "freeze": (1, 120, pieces.lay("court", "FZ-0001")),
    "market": (60, 100, pieces.only("available", pieces.give(1, "at_exchange"))),
    "cancel": (20, 45, pieces.end("force_cancelled")),
}
AGAINST = {                                             # second act → the first acts after which it is refused
    "transfer": {"transfer", "retire", "pledge", "freeze", "cancel"},
    "retire": {"retire", "pledge", "freeze", "market", "cancel"},
    "pledge": {"retire", "pledge"},
    "release": {"release"},
    "freeze": {"retire", "freeze", "cancel"},
    "market": {"retire", "pledge", "freeze", "market"},
    "cancel": {"retire", "freeze", "cancel"},
    "issue": {"issue"},
}
ANSWERS = ("done", "Unfit", "AlreadyIssued", "LostRace")  # the last from the database itself, for the same batch
PAIRS = list(product((*KINDS, "issue"), repeat=2))


def act(batch: int, kind: str, key: str, before_commit: Callable[[], object] = lambda: None) -> str:
    try:
        with transaction() as db:
            calls.keep(db, key, key, key, AT)
            if kind == "issue":
                new = acts.IssueLine(f"Q{batch:04d}", 2025, 1, 10)
                acts.issue(db, key=key, lines=[new], account_id=1, on=ON, at=AT, facts={})
            else:
                lo, hi, change = KINDS[kind]
                acts.reshape(db, key=key, kind=kind, subject=key, spans=[Span(batch, lo, hi)], change=change, on=ON,
                             at=AT)
            before_commit()
        return "done"
    except Refused as refused:
        return type(refused).__name__


def pair(batch: int, first: str, second: str) -> tuple[str, str]:
    """The second begins while the first stands before its commit."""
    answers, ready, go = {}, threading.Event(), threading.Event()
    one = threading.Thread(target=lambda: answers.update(a=act(batch, first, f"a-{batch:06d}", lambda: (
        ready.set(), go.wait(20)))))
    two = threading.Thread(target=lambda: answers.update(b=act(batch, second, f"b-{batch:06d}")))
    one.start()
    assert ready.wait(20)
    two.start()
    two.join(0.02)
    go.set()
    one.join()
    two.join()
    return answers["a"], answers["b"]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_acts_at_once_end_as_one_after_the_other(engine, fresh, tmp_path, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    database.bind(fresh(engine), durable=False)
    open_accounts(2)
    wrong = []
    for batch, (first, second) in enumerate(PAIRS, 1):
        with transaction() as db:
            key = f"ready-{batch:06d}"
            calls.keep(db, key, key, key, AT)
            acts.issue(db, key=key, lines=[acts.IssueLine(f"P{batch:04d}", 2024, 1, 120)], account_id=1, on=ON, at=AT,
                       facts={})
            number = db.execute(acts.select(acts.Batch.id).where(acts.Batch.project_code == f"P{batch:04d}")).scalar()
            calls.keep(db, f"{key}-p", key, key, AT)
            acts.reshape(db, key=f"{key}-p", kind="pledge", subject=key, spans=[Span(number, 101, 120)],
                         change=pieces.lay("pledge", PLEDGE), on=ON, at=AT)
        a, b = pair(number, first, second)
        if (a, b == "done") != ("done", first not in AGAINST[second]) or b not in ANSWERS:
            wrong.append((first, second, a, b))
        assert sum(hi - lo + 1 for lo, hi, *_ in lying(number)) == 120

    print(json.dumps({"promise": "L1", "engine": engine, "pairs": len(PAIRS), "wrong": wrong}))
    assert wrong == [] and len(PAIRS) >= 64
    assert broken() == []
