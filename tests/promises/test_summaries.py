"""The nightly page: once a Beijing day, true to ledger and log, sealed, logged, and never doubled."""
from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from app import clock, database, jobs, worker
from app.certificates import check, trust
from app.certificates.keys import establish_demonstration, folder, make_demonstration_keys, trust_file
from app.database import reading, transaction
from app.evidence import events, logkey, sequencer
from app.evidence.documents import store
from app.models.evidence import Event
from app.models.summary import DailySummary
from app.models.work import Job
from app.summaries import content, page, queries, service
from app.summaries.content import Summary
from app.web import create_app
from methodologies.kernel.rules import NotFound, Refusal
from tests.promises.acting import issue, move, open_accounts, retire
from tests.promises.certificates import opened, text_of
from tests.promises.test_certificate_job import _die_at as die_at
from tests.promises.test_log import disarm
from workflows.holdings import STATES

ON = date(2026, 11, 23)                                 # the day of every act of tests.promises.acting


def count(model) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(model))


def a_day_of_acts() -> None:
    establish_demonstration(clock.now())
    open_accounts(2)
    issue("issue-of-the-day", 1000)
    move("move-of-the-day", 300)
    retire("retire-of-the-day", 120, account=2)


def in_a_process_of_its_own(killed_in: str = "") -> int:
    """Its id; it makes the page, or dies by kill -9 in this step."""
    if child := os.fork():
        return child
    try:
        if killed_in:
            die_at(killed_in)
        service.make(ON)
        os._exit(0)
    finally:
        os._exit(1)


@pytest.fixture
def sealed(db_url) -> str:
    """sha256 of the page of the day of the acts."""
    a_day_of_acts()
    return service.make(ON)


def test_the_page_says_what_ledger_and_log_say_and_anybody_may_have_it(sealed):
    said = queries.of_day(ON).said
    pdf = store().get(sealed)
    client = create_app().test_client()
    answer = client.get("/log/summaries/2026-11-23.pdf")

    assert (said.size, said.events_today, said.acts, said.acts_today, said.batches) == (3, 3, 3, 3, 1)
    assert {state: tonnes for state, tonnes in said.states if tonnes} == {"available": 880, "retired": 120}
    assert said.conserved and said.issued == 1000 and said.demonstration
    assert said.checkpoint.startswith(f"{logkey.origin()}\n3\n{said.root}\n")
    line = check.sealed(pdf, trust.read(trust_file()))
    assert line.ok, line.said
    assert not check.genuine(check.verify(pdf, trust.read(trust_file())))   # sealed, and no certificate
    assert len(opened(pdf).pages) == 1
    shown = text_of(pdf)
    for words in ("2026年11月23日", "880", "1,000", said.root, "二者相等", "演示"):
        assert words in shown, words
    assert "二者不等，相差 1 吨" in text_of(page.render(replace(said, issued=999), "登记机构"))
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (
        200, pdf, "public, max-age=31536000, immutable")
    assert "/log/summaries/2026-11-23.pdf" in client.get("/log").text
    assert "Daily summaries" in client.get("/log?lang=en&page=2").text
    with reading() as db:
        logged = events.history(db, "LOG-2026-11-23")
        assert [e.facts["pdf_sha256"] for e in logged] == [sealed]
        assert queries.documents_referred(db) == [sealed]
    assert service.check_stored() == ("daily summaries sealed", 1, ())


def test_a_second_run_gives_the_first_page(sealed):
    assert service.make(ON) == sealed
    assert count(DailySummary) == 1


def test_two_workers_at_once_make_one_page(db_url):
    a_day_of_acts()
    database.engine().dispose()
    children = [in_a_process_of_its_own() for _ in range(2)]
    ends = [os.waitpid(child, 0)[1] for child in children]

    assert ends == [0, 0] and count(DailySummary) == 1 and service.check_stored().broken == ()


@pytest.mark.parametrize("step", ["put", "write"])
@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_kill_leaves_nothing_false_and_the_next_run_finishes(db_url, step):
    a_day_of_acts()
    database.engine().dispose()
    status = os.waitpid(in_a_process_of_its_own(step), 0)[1]

    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert count(DailySummary) == 0
    made = service.make(ON)
    with reading() as db:
        store().sweep(queries.documents_referred(db), clock.now().timestamp() + 60)
    assert [path for path in store().folder.glob("??/*")] == [store().path(made)]
    assert service.check_stored() == ("daily summaries sealed", 1, ())


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_it_is_asked_for_once_a_beijing_day_and_not_while_the_log_is_empty(db_url, monkeypatch):
    assert worker.jobs.TASKS[service.TASK]
    assert not service.ask(ON + timedelta(days=1))      # nothing has happened yet
    a_day_of_acts()
    sequencer.sequence()

    asked = [service.ask(ON + timedelta(days=1)) for _ in range(3)]
    jobs.work_until_idle()
    later = [service.ask(ON + timedelta(days=n)) for n in (1, 2, 2, 3)]     # the second day waits: one at a time
    jobs.work_until_idle()
    after = service.ask(ON + timedelta(days=2)), service.ask(ON + timedelta(days=3))
    jobs.work_until_idle()

    assert asked == [True, False, False] and later == [False, True, False, False] and after == (False, True)
    with reading() as db:
        assert db.scalars(select(DailySummary.day).order_by(DailySummary.day)).all() == [
            ON, ON + timedelta(days=1), ON + timedelta(days=2)]
        assert set(db.scalars(select(Job.state))) == {"done"}
    quiet = queries.of_day(ON + timedelta(days=1)).said
    assert (quiet.events_today, quiet.acts_today, quiet.acts, quiet.issued) == (0, 0, 3, 1000)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_failure_is_tried_again_and_leaves_one_page(db_url):
    a_day_of_acts()
    sequencer.sequence()
    service.ask(ON + timedelta(days=1))
    hidden = folder().with_name("hidden")
    folder().rename(hidden)
    folder().mkdir()                                    # a folder without keys: the operator has to put them

    jobs.work_until_idle()
    with reading() as db:
        job = db.scalar(select(Job))
        waits, why = job.state, job.error
        folder().rmdir()
        hidden.rename(folder())
    again = service.make(ON)

    assert waits == "queued" and "seal.key" in why and count(DailySummary) == 1
    assert jobs.do(job.id) and service.make(ON) == again and count(DailySummary) == 1


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_day_without_a_page_is_not_found(db_url):
    client = create_app().test_client()

    with pytest.raises(NotFound):
        service.make(ON)
    for day in ("2026-11-23", "2026-13-01", "2026-1-1", "x", "9999-12-31"):
        assert client.get(f"/log/summaries/{day}.pdf").status_code == 404, day


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_changed_page_is_found(sealed):
    for statement, found in (
            ("UPDATE daily_summary SET content = replace(content, '\"acts\":3', '\"acts\":4')", "its hash is not"),
            ("UPDATE checkpoint SET note = replace(note, 'log', 'lug')", "a checkpoint that this log does not have"),
            ("UPDATE daily_summary SET pdf_sha256 = '" + "0" * 64 + "'", "document 0000")):
        with transaction() as db:
            disarm(db)
            db.execute(text(statement.replace(":", "\\:")))

        assert any(found in place for place in service.check_stored().broken), statement


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_no_page_is_made_under_other_keys_than_those_that_are_pinned(db_url):
    a_day_of_acts()
    other = json.loads(trust_file().read_text())
    kept = count(DailySummary), count(Event)
    trust_file().write_text(json.dumps(other | {"root_certificate": other["root_certificate"].replace("M", "N", 1)}))

    with pytest.raises(Refusal) as refusal:
        service.make(ON)

    assert [b.rule.id for b in refusal.value.broken] == ["INPUT"]
    assert (count(DailySummary), count(Event)) == kept


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_page_that_our_own_check_refuses_is_not_kept(db_url, tmp_path):
    a_day_of_acts()
    make_demonstration_keys(tmp_path / "others", clock.now())
    seal = folder() / "seal.key"
    seal.chmod(0o600)
    seal.write_bytes((tmp_path / "others" / "seal.key").read_bytes())
    kept = count(DailySummary), count(Event)

    with pytest.raises(Refusal) as refusal:
        service.make(ON)

    assert [b.rule.id for b in refusal.value.broken] == ["SUMMARY-CHECK"]
    assert (count(DailySummary), count(Event)) == kept


def test_what_is_written_reads_the_same_with_every_state_that_a_credit_can_have():
    said = Summary(ON, True, "o", "k", "o\n1\nr\n\n— o x\n", "2026-11-23T16:00:21.000000Z", 1, "r", 1, 2, 1, 1, 10,
                   (("available", 9), ("retired", 2)))

    read = content.from_text(content.to_text(said))

    assert replace(read, states=said.states) == said and [state for state, _ in read.states] == list(STATES)
    assert not said.conserved and read.accounted == 11
