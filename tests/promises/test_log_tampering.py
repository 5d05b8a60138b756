"""L7: every edit of the log that a kept checkpoint covers is found, and the first changed event is named rightly.

Short in `make test`; `CCER_SOAK` makes ten thousand edits (`make soak`). Prints one line of JSON per engine.
"""
from __future__ import annotations

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, text

from app import database
from app.database import Db, reading, transaction
from app.evidence import events, logkey, sequencer
from app.evidence.canonical import sha256
from app.evidence.note import Head, sign_checkpoint
from app.evidence.proof import check_all_kept, check_kept, check_log
from app.evidence.tree import leaf_hash
from app.models.evidence import Checkpoint, Event, Node, Pending
from tests.promises.acting import AT, ON
from tests.promises.test_log import PutBack, bodies, disarm, happen
from tests.promises.trees import tree_of

EDITS = 5000 if os.environ.get("CCER_SOAK") else 120    # on each engine
EVENTS, STEP = 60, 10                                   # events, and how many of them between two kept checkpoints
COVERED = 50                                            # the last ten are not yet under a kept checkpoint
FOUND = re.compile(r"the first changed event is one of (\d+) to (\d+)")


def forged(subject: str, n: int) -> str:
    return events.body_of(subject=subject, subject_seq=1, previous=None, kind="filed", on=ON, at=AT, act_id=None,
                          facts={"n": n, "forged": True})


def flip(found: list[str], at: int) -> list[str]:
    return [*found[:at], forged(f"PA-2026-{at:04d}", at), *found[at + 1:]]


def drop_one(found: list[str], at: int) -> list[str]:
    return [*found[:at], *found[at + 1:], forged("PA-2026-9999", at)]


def slip_in(found: list[str], at: int) -> list[str]:
    return [*found[:at], forged("PA-2026-9999", at), *found[at:-1]]


def swap(found: list[str], at: int) -> list[str]:
    return [*found[:at], found[at + 1], found[at], *found[at + 2:]]


def regrow(found: list[str], at: int) -> list[str]:
    return [*found[:at], *(forged(f"PB-2026-{n:04d}", n) for n in range(at, len(found)))]


def rewrite(db: Db, wanted: list[str]) -> None:
    """The whole log anew, with a perfect tree and freshly signed heads of the same sizes."""
    disarm(db)
    sizes = db.scalars(select(Checkpoint.size).order_by(Checkpoint.size)).all()
    for table in (Pending, Checkpoint, Node, Event):
        db.execute(delete(table))
    leaves = [leaf_hash(body.encode()) for body in wanted]
    rows = [json.loads(body) for body in wanted]
    db.execute(insert(Event), [{"subject": row["subject"], "subject_seq": 1, "on": ON, "at": AT, "body": body}
                               for row, body in zip(rows, wanted)])
    ids = dict(db.execute(select(Event.body, Event.id)).all())
    db.execute(insert(Node), [{"level": 0, "idx": n, "hash": leaves[n], "event_id": ids[body],
                               "receipt": bytes.fromhex(sha256(body))} for n, body in enumerate(wanted)])
    for size in sizes:
        head = Head(logkey.origin(), size, tree_of(leaves).root(0, size))
        db.add(Checkpoint(size=size, note=sign_checkpoint(head, logkey.private_key()), made_at=AT))
    db.flush()


def changed(db: Db, at: int) -> None:
    """One event's text, and nothing else."""
    _run(db, f"UPDATE event SET body = replace(body, '\"n\":{at}', '\"n\":9999') WHERE id = {at + 1}")


def rehashed(db: Db, at: int) -> None:
    """One event's text with its own leaf, under the heads of before."""
    changed(db, at)
    body = bodies(db)[at]
    db.execute(text("UPDATE node SET hash = :hash, receipt = :receipt WHERE level = 0 AND idx = :at"),
               {"hash": leaf_hash(body.encode()), "receipt": bytes.fromhex(sha256(body)), "at": at})


def deleted(db: Db, at: int) -> None:
    _run(db, f"DELETE FROM node WHERE level = 0 AND idx = {at}", f"DELETE FROM event WHERE id = {at + 1}")


def cut(db: Db, at: int) -> None:
    """Everything from here on, with the heads above."""
    _run(db, f"DELETE FROM node WHERE level = 0 AND idx >= {at}", f"DELETE FROM event WHERE id > {at}",
         f"DELETE FROM checkpoint WHERE size > {at}")


def swapped(db: Db, at: int) -> None:
    """Two leaves change places."""
    _run(db, f"UPDATE node SET idx = 9999 WHERE level = 0 AND idx = {at}",
         f"UPDATE node SET idx = {at} WHERE level = 0 AND idx = {at + 1}",
         f"UPDATE node SET idx = {at + 1} WHERE level = 0 AND idx = 9999")


REBUILT = (flip, drop_one, slip_in, swap, regrow)       # with the whole tree and every head signed anew
PLAIN = (changed, rehashed, deleted, cut, swapped)


def _run(db: Db, *statements: str) -> None:
    for statement in statements:
        db.execute(text(statement.replace(":", "\\:")))


def tamper(db: Db, way: Callable, at: int) -> None:
    if way in REBUILT:
        rewrite(db, way(bodies(db), at))
    else:
        disarm(db)
        way(db, at)


def named(db: Db, kept: list[str]) -> tuple[int, int] | None:
    """(first, last) event that may be the first changed one, by the checkpoints that were kept; None: nothing found."""
    said = check_all_kept(db, kept).broken
    return tuple(map(int, FOUND.fullmatch(said[0]).groups())) if said else None


def swept() -> None:
    """Rows of trials that were put back stay in PostgreSQL's files until somebody sweeps; here nobody else does."""
    if database.engine().dialect.name == "postgresql":
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM event, node, checkpoint, pending"))


def test_every_edit_that_a_kept_checkpoint_covers_is_found_at_its_place(db_url, capsys):
    kept = []
    for first in range(0, EVENTS, STEP):
        happen(STEP, first)
        sequencer.sequence()
        kept.append(sequencer.checkpoint(force=True).note)
    kept, chance = kept[:COVERED // STEP], random.Random("tampering")
    tally, began = Counter(), time.monotonic()

    for n in range(EDITS):
        if n % 200 == 199:
            swept()
        way, at = (REBUILT + PLAIN)[n % 10], chance.randrange(EVENTS - 1)
        with pytest.raises(PutBack), transaction() as db:
            tamper(db, way, at)
            found, inside = named(db, kept), [each for each in check_log(db, AT) if each.broken]
            raise PutBack
        covered = at < COVERED
        right = found == (at // STEP * STEP, at // STEP * STEP + STEP - 1) if covered else found is None
        tally.update({"covered": covered, "found": covered and found is not None, "first_right": covered and right,
                      "not_covered": not covered, "seen_by_check": bool(inside)})
        assert right, (way.__name__, at, found)
        assert bool(inside) is (way in PLAIN and way is not cut), (way.__name__, at)    # the rest agrees with itself

    with reading() as db:
        assert named(db, kept) is None and not check_kept(db, kept[-1]).broken
    with capsys.disabled():
        print("\n" + json.dumps({"promise": "L7", "engine": database.engine().dialect.name, "edits": EDITS, **tally,
                                 "seconds": round(time.monotonic() - began, 1)}))


@pytest.mark.parametrize("at", [0, 7, 58])
@pytest.mark.parametrize("way", [changed, deleted])
@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_an_edit_without_a_new_tree_is_named_to_the_event(db_url, way, at):
    happen(EVENTS)
    sequencer.sequence()
    sequencer.checkpoint(force=True)

    with pytest.raises(PutBack), transaction() as db:
        tamper(db, way, at)
        leaves = next(each for each in check_log(db, AT) if each.name.startswith("leaves are"))
        raise PutBack

    assert leaves.broken[0].startswith(f"leaf {at}: "), leaves.broken
