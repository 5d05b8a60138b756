"""The log: what is written, sequenced and signed, and where `ccer check` sees that somebody changed it."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from app import clock
from app.cli.log import log
from app.database import Db, reading, transaction
from app.evidence import events, logkey, sequencer
from app.evidence.canonical import LARGEST, canonical, sha256
from app.evidence.note import check_proof
from app.evidence.proof import check_day, check_log, check_since
from app.models import triggers
from app.models.evidence import Checkpoint, Event, Node
from methodologies.kernel.rules import NotFound
from tests.promises.acting import AT, ON

EVENTS, KEPT = 60, 30
LEAVES, HEADS = "leaves are the hashes of the events", "checkpoints are signed and cover these events"


def happen(count: int, first: int = 0) -> None:
    """Events of `count` subjects, one each."""
    with transaction() as db:
        for n in range(first, first + count):
            events.write(db, subject=f"PA-2026-{n:04d}", kind="filed", on=ON, at=AT, facts={"n": n})


def a_log_with_a_kept_checkpoint() -> str:
    happen(KEPT)
    sequencer.sequence()
    kept = sequencer.checkpoint(force=True).note
    happen(EVENTS - KEPT, KEPT)
    sequencer.sequence()
    sequencer.checkpoint(force=True)
    return kept


def disarm(db: Db) -> None:
    """What an administrator can do: put the database's own guards out of action."""
    if db.is_postgresql:
        db.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in triggers.schema_objects(db.connection()):
        db.execute(text(f"DROP TRIGGER {name}"))


def bodies(db: Db) -> list[str]:
    return list(db.scalars(select(Event.body).join(Node, Node.event_id == Event.id).order_by(Node.idx)))


class PutBack(Exception):
    """Ends a trial transaction."""


@pytest.mark.parametrize("statement, found", [
    ("UPDATE event SET body = replace(body, '\"n\":7', '\"n\":8') WHERE id = 8",
     {LEAVES: "leaf 7: not the hash of its event",
      HEADS: "checkpoint 30: the events before it are not those that were signed"}),
    ("UPDATE event SET \"on\" = '2020-01-01' WHERE id = 8",
     {"events of a subject follow one another": "PA-2026-0007, event 1: the row differs from its body"}),
    ("UPDATE event SET subject_seq = 2, previous = 'ab' WHERE id = 8",
     {"events of a subject follow one another": "PA-2026-0007, event 2: does not follow the one before"}),
    ("DELETE FROM node WHERE level = 0 AND idx = 59",
     {"events have a leaf or wait": "event 60: has no leaf and does not wait"}),
    ("INSERT INTO pending VALUES (8)", {"events have a leaf or wait": "event 8: has a leaf and waits"}),
    ("UPDATE node SET receipt = hash WHERE level = 0 AND idx = 7",
     {LEAVES: "leaf 7: its receipt is not that of its event"}),
    ("UPDATE node SET idx = 99 WHERE level = 0 AND idx = 59",
     {LEAVES: "leaf 59: missing"}),
    ("UPDATE checkpoint SET note = replace(note, '30', '31') WHERE size = 30",
     {HEADS: "checkpoint 30: the signature of a known key does not fit the text"}),
    ("INSERT INTO node (level, idx, hash) SELECT 1, 0, hash FROM node WHERE level = 0 AND idx = 0",
     {"the tree follows from its leaves": "level 1, hash 0: wrong or missing"}),
])
def test_an_edit_that_does_not_rebuild_the_log_is_found_at_its_place(db_url, statement, found):
    a_log_with_a_kept_checkpoint()

    with pytest.raises(PutBack), transaction() as db:
        disarm(db)
        db.execute(text(statement.replace(":", "\\:")))
        checks = {check.name: check.broken[0] for check in check_log(db, AT) if check.broken}
        raise PutBack

    assert found.items() <= checks.items()
    with reading() as db:
        assert [check for check in check_log(db, AT) if check.broken] == []


@pytest.mark.parametrize("statement, found", [
    ("UPDATE event SET body = replace(body, '\"n\":45', '\"n\":8') WHERE id = 46",
     "leaf 45: not the hash of its event"),
    ("UPDATE node SET receipt = hash WHERE level = 0 AND idx = 59", "leaf 59: its receipt is not that of its event"),
    ("DELETE FROM node WHERE level = 0 AND idx = 44", "leaf 44: missing"),
    ("UPDATE node SET hash = receipt WHERE level = 0 AND idx = 29",
     "checkpoint 30: the events before it are not those that were signed"),
    ("DELETE FROM node WHERE idx >= 29", "checkpoint 30: only 29 leaves are left"),
])
def test_what_the_log_has_gained_since_a_checkpoint_is_checked_by_itself(db_url, statement, found):
    note = a_log_with_a_kept_checkpoint()
    with reading() as db:
        assert [(check.counted, check.broken) for check in check_since(db, note)] == [(30, ()), (30, ())]

    with pytest.raises(PutBack), transaction() as db:
        disarm(db)
        db.execute(text(statement.replace(":", "\\:")))
        broken = [place for check in check_since(db, note) for place in check.broken]
        raise PutBack

    assert found in broken


def test_the_log_of_a_day_is_checked_since_the_checkpoint_of_a_day_ago(db_url):
    with reading() as db:
        assert check_day(db, clock.now()) == []
    a_log_with_a_kept_checkpoint()
    covers = lambda later: check_day(db, clock.now() + timedelta(hours=later))[0].counted
    happen(1, 700)
    sequencer.sequence()
    sequencer.checkpoint(force=True)

    with reading() as db:
        assert (covers(0), covers(23.9), covers(24.1)) == (30, 30, 61)


def test_the_log_signs_nothing_over_a_broken_tree(db_url):
    a_log_with_a_kept_checkpoint()
    with transaction() as db:
        disarm(db)
        db.execute(text("UPDATE node SET hash = (SELECT hash FROM node WHERE level = 0 AND idx = 1) "
                        "WHERE level = 0 AND idx = 0"))
    happen(1, 900)
    sequencer.sequence()

    with pytest.raises(sequencer.BrokenLog):
        sequencer.checkpoint(force=True)
    asked = CliRunner().invoke(log, ["checkpoint"])
    assert asked.exit_code == 1 and "Not signed" in asked.output


def test_an_event_that_waits_a_minute_is_found_and_not_before(db_url):
    happen(1)
    patient = lambda now: [check.broken for check in check_log(db, now) if check.name.startswith("no event waits")][0]

    with reading() as db:
        assert patient(AT + timedelta(seconds=60)) == ()
        assert len(patient(AT + timedelta(seconds=61))) == 1


def test_each_event_has_a_proof_under_the_newest_checkpoint(db_url):
    happen(300)
    sequencer.sequence()
    with pytest.raises(sequencer.NotCovered):
        sequencer.proof_of(1)
    sequencer.checkpoint(force=True)
    happen(1, 300)
    sequencer.sequence()

    with reading() as db:
        rows = db.execute(select(Event.id, Event.body).order_by(Event.id)).all()
    for id, body in (*rows[:300:50], rows[299]):
        assert check_proof(sequencer.proof_of(id), body.encode(), logkey.origin(), logkey.public_key())[1] == 300
    with pytest.raises(sequencer.NotCovered):
        sequencer.proof_of(rows[300][0])
    with pytest.raises(NotFound):
        sequencer.proof_of(99_999)


def test_the_events_of_a_subject_form_a_chain(db_url):
    with transaction() as db:
        events.write(db, subject="PA-2026-0001", kind="filed", on=ON, at=AT, facts={"document": "ab" * 32})
        events.write(db, subject="PA-2026-0002", kind="filed", on=ON, at=AT, facts={})
        events.write(db, subject="PA-2026-0001", kind="released", on=ON, at=AT, facts={})

    with reading() as db:
        (first, second), (other,) = (events.history(db, f"PA-2026-000{n}") for n in (1, 2))
    assert (first.subject_seq, first.previous, other.subject_seq) == (1, None, 1)
    assert (second.subject_seq, second.previous) == (2, events.receipt(first))
    assert first.body == ('{"act":null,"at":"2026-11-23T02:00:00.000000Z","facts":{"document":"' + "ab" * 32 + '"},'
                          '"kind":"filed","on":"2026-11-23","previous":null,"subject":"PA-2026-0001","subject_seq":1}')
    assert [first.kind, second.kind] == ["filed", "released"]


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -2**53, "\ud800", {"\udfff": 1}, {1: 2}, ON, b"x",
                                   [{"deep": 0.5}]])
def test_what_has_no_single_meaning_in_json_is_refused(value):
    with pytest.raises(ValueError):
        canonical({"facts": value})


@given(st.recursive(st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.text("abn_-/", max_size=3), inner)))
@example({"\u007f\u2028é": "\x00\x1f\"\\/", "\ue000": 1, "\U0001d11e": 2})
def test_whatever_the_keys_the_text_is_that_of_the_standard(value):
    assert canonical(value) == rfc8785.dumps(value).decode()


def test_what_has_one_meaning_is_written_in_one_way():
    assert canonical({"b": [True, None, 2**53 - 1, 1 - 2**53], "a": "项目\n"}) == (
        '{"a":"项目\\n","b":[true,null,9007199254740991,-9007199254740991]}')
    assert sha256("项目") == sha256("项目".encode())


@pytest.mark.parametrize("length, taken", [(65_000, True), (65_536, False)])
def test_an_event_is_no_larger_than_a_log_entry_may_be(length, taken):
    write = lambda: events.body_of(subject="s", subject_seq=1, previous=None, kind="k", on=ON, at=AT, act_id=None,
                                   facts={"x": "a" * length})

    if taken:
        assert len(write()) > length
    else:
        with pytest.raises(ValueError, match="65535"):
            write()


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))

    first = logkey.public_key()
    logkey._load.cache_clear()

    assert logkey.public_key() == first
    assert (tmp_path / "keys" / "log.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["log.key"]
    assert logkey.origin() == "ccer.localhost/log"
    (tmp_path / "trust.json").write_text('{"log_origin": "demo.ccer.localhost/log"}')
    assert logkey.verifier().startswith("demo.ccer.localhost/log+")


def test_a_checkpoint_is_signed_when_there_is_something_new(db_url, monkeypatch):
    assert sequencer.checkpoint(force=True) is None
    happen(2)
    sequencer.sequence()
    first = sequencer.checkpoint()
    happen(1, 2)
    sequencer.sequence()

    assert first.size == 2
    assert sequencer.checkpoint() is None               # younger than nine seconds, and nobody waits
    later = datetime.now(UTC) + timedelta(seconds=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sequencer.checkpoint().size == 3
    assert sequencer.checkpoint(force=True).size == 3
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Checkpoint)) == 2
