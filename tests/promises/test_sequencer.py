"""The sequencer: every committed event gets one leaf, whatever commits when and however many sequencers run."""
from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app import database
from app.database import reading, transaction
from app.evidence import events, sequencer
from app.evidence.proof import check_log
from app.models.evidence import Event, Node, Pending
from tests.promises.acting import AT, ON
from tests.promises.test_log import happen
from tests.promises.test_races import at_once


def leaves() -> list[str]:
    with reading() as db:
        return list(db.scalars(select(Event.subject).join(Node, Node.event_id == Event.id).order_by(Node.idx)))


def broken() -> list:
    with reading() as db:
        return [check for check in check_log(db, AT) if check.broken]


def test_an_event_that_commits_after_a_younger_one_is_not_lost(fresh, tmp_path, monkeypatch):
    monkeypatch.setenv("CCER_HOME", str(tmp_path))
    database.bind(fresh("postgresql"), durable=False)

    with transaction() as slow:
        events.write(slow, subject="early", kind="filed", on=ON, at=AT, facts={})
        with transaction() as quick:
            events.write(quick, subject="late", kind="filed", on=ON, at=AT, facts={})
        assert sequencer.sequence() == 1
    assert sequencer.sequence() == 1

    assert leaves() == ["late", "early"]
    with reading() as db:
        assert db.scalars(select(Event.subject).order_by(Event.id)).all() == ["early", "late"]
    assert broken() == []


def test_the_tree_completes_its_upper_levels_whatever_the_batches(db_url):
    happen(700)
    with reading() as db:
        waiting = db.scalar(select(func.count()).select_from(Pending))

    done = [sequencer.sequence(limit) for limit in (255, 1, 300)]
    with pytest.raises(ValueError):
        sequencer.sequence(0)

    assert waiting == 700
    assert sum(done) == 700
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Node).where(Node.level == 1)) == 2
    assert broken() == []
    assert sequencer.sequence() == 0


def test_sequencers_at_once_give_each_event_one_leaf(db_url):
    happen(120)

    answers = at_once(4, 2, lambda n: (happen(10, 1000 + 10 * n), sequencer.sequence(limit=25)) and "done")

    assert answers == {"done": 8}
    sequencer.sequence()
    assert len(leaves()) == len(set(leaves())) == 200
    assert broken() == []


def test_heads_signed_at_once_are_one_head(db_url):
    happen(50)
    sequencer.sequence()

    answers = at_once(4, 2, lambda n: sequencer.checkpoint(force=True).size)

    assert answers == {"50": 8}
    assert broken() == []


def test_events_of_one_subject_written_at_once_stand_in_one_chain(db_url):
    def write(n: int) -> str:
        with transaction() as db:
            events.write(db, subject="PA-2026-0001", kind="commented", on=ON, at=AT, facts={"n": n})
        return "written"

    answers = at_once(4, 4, write)
    sequencer.sequence()

    assert answers == {"written": 16}
    with reading() as db:
        assert [e.subject_seq for e in events.history(db, "PA-2026-0001")] == list(range(1, 17))
    assert broken() == []
