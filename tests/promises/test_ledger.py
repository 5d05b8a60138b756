"""The ledger: acts that split, merge and end; what refuses; what a retry gets."""
from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import database
from app.database import reading, transaction
from app.evidence import calls
from app.ledger import acts, queries, store
from app.ledger.pieces import Piece, Span
from app.ledger.serials import read_serial, serial_text
from app.models import triggers
from app.models.evidence import Event
from app.models.ledger import Act, Batch, Call, Holding
from methodologies.kernel.rules import Conflict, NotFound, Refusal, Unreadable
from tests.promises.acting import AT, ON, PROJECT, broken, issue, move, open_accounts, pieces, retire


def test_an_issue_is_one_act_with_a_batch_a_year(db_url):
    open_accounts(1)

    issue("issue-01", 500, years=(2023, 2024, 2025))

    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Act)) == 1
        issued = queries.batches_of(db, PROJECT)
        assert [str(i.block) for i in issued] == [f"CN-CCER-A210001-{year}-01-1-500" for year in (2023, 2024, 2025)]
        assert queries.issued_by(db, issued[0].act_id) == issued
        assert queries.balance_of(db, 1) == {"available": 1500}
        assert [held.tonnes for held in queries.holdings_of(db, 1)] == [500, 500, 500]
    assert broken() == []


def test_a_transfer_splits_and_a_transfer_back_merges(db_url):
    open_accounts(2)
    issue("issue-01")

    move("transfer-1", 150)
    split = pieces()
    move("transfer-2", 150, source=2, target=1)

    assert split == [(1, 150, 2, "available"), (151, 1000, 1, "available")]
    assert pieces() == [(1, 1000, 1, "available")]
    assert broken() == []


def test_retired_ranges_are_never_merged_nor_left(db_url):
    open_accounts(1)
    issue("issue-01")

    retire("retire-1", 10)
    retire("retire-2", 5)

    assert pieces() == [(1, 10, 1, "retired"), (11, 15, 1, "retired"), (16, 1000, 1, "available")]
    with pytest.raises(Conflict), transaction() as db:
        calls.keep(db, "revive-01", 1, 1, AT)
        acts.execute(db, key="revive-01", kind="revive", subject=PROJECT, on=ON, at=AT, facts={},
                     batches=store.lock_batches(db, [1]), closes=store.lying_in(db, [Span(1, 1, 10)]),
                     opens=[Piece(1, 1, 10, 1, "available")])
    assert broken() == []


@pytest.mark.parametrize("tonnes, accepted", [(1000, True), (1001, False), (0, False), (-1, False)])
def test_no_more_moves_than_is_held(db_url, tonnes, accepted):
    open_accounts(2)
    issue("issue-01")

    if accepted:
        move("transfer-1", tonnes)
    else:
        with pytest.raises(Refusal) as refusal:
            move("transfer-1", tonnes)
        assert [b.rule.id for b in refusal.value.broken] == ["LEDGER-ENOUGH"]

    assert pieces()[0][2] == (2 if accepted else 1)
    assert broken() == []


def test_a_batch_is_issued_once(db_url):
    open_accounts(1)
    issue("issue-01")

    with pytest.raises(acts.AlreadyIssued):
        issue("issue-02")
    issue("issue-03", years=(2025,))

    assert [p[:2] for p in pieces(1)] == [(1, 1000)]
    assert broken() == []


def test_every_bad_line_of_an_issue_is_named_at_once(db_url):
    open_accounts(1)
    line = acts.IssueLine

    with pytest.raises(Refusal) as refusal, transaction() as db:
        acts.issue(db, key="issue-01", account_id=1, on=ON, at=AT, facts={}, lines=[
            line(PROJECT, 2024, 1, 0), line("A110004", 2025, 1, 5), line(PROJECT, 2024, 1, Decimal("2.5"))])

    assert [b.where for b in refusal.value.broken] == [
        "/lines/0/tonnes", "/lines/1/project_code", "/lines/2/tonnes", "/lines/2/year"]
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Batch)) == 0


def test_a_retry_gets_the_first_answer_and_another_request_with_the_key_is_refused(db_url):
    open_accounts(2)
    issue("issue-01")

    first, again = move("transfer-1", 10), move("transfer-1", 10)
    with pytest.raises(Conflict):
        move("transfer-1", 11)

    assert first == again
    assert pieces() == [(1, 10, 2, "available"), (11, 1000, 1, "available")]


def test_a_refused_act_leaves_its_key_free_and_no_trace(db_url):
    open_accounts(2)
    issue("issue-01")
    counts = lambda db: [db.scalar(select(func.count()).select_from(table)) for table in (Call, Act, Event, Holding)]
    with reading() as db:
        before = counts(db)

    with pytest.raises(Refusal):
        move("transfer-1", 1001)

    with reading() as db:
        assert counts(db) == before
    move("transfer-1", 1000)


def test_the_event_of_an_act_holds_its_postings_by_public_names(db_url):
    open_accounts(2)
    issue("issue-01")

    move("transfer-1", 150)

    with reading() as db:
        event = db.scalars(select(Event).order_by(Event.id.desc())).first()
        assert (event.kind, event.subject, event.subject_seq) == ("transfer", PROJECT, 2)
        assert event.facts["postings"] == [
            ["CN-CCER-A210001-2024-01", "CN00000001", "available", 1, 1000, -1000],
            ["CN-CCER-A210001-2024-01", "CN00000002", "available", 1, 150, 150],
            ["CN-CCER-A210001-2024-01", "CN00000001", "available", 151, 1000, 850]]


def test_an_act_without_its_event_is_not_done(db_url):
    open_accounts(1)

    with pytest.raises(ValueError, match="float"), transaction() as db:
        calls.keep(db, "issue-01", 1, 1, AT)
        acts.issue(db, key="issue-01", lines=[acts.IssueLine(PROJECT, 2024, 1, 5)], account_id=1, on=ON, at=AT,
                   facts={"share": 0.5})

    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Batch)) == 0


def test_an_act_of_more_than_400_postings_is_refused_whole(db_url):
    open_accounts(3)
    issue("issue-01", 1000)
    with transaction() as db:
        calls.keep(db, "scatter-1", 1, 1, AT)
        batches, held = store.lock_batches(db, [1]), store.lying_in(db, [Span(1, 1, 1000)])
        opens = [Piece(1, n, n, 1 + (n + 1) % 2, "available") for n in range(1, 399)]
        acts.execute(db, key="scatter-1", kind="transfer", subject=PROJECT, on=ON, at=AT, facts={}, batches=batches,
                     closes=held, opens=[*opens, Piece(1, 399, 1000, 1, "available")])

    with pytest.raises(Refusal) as refusal:
        move("gather-01", 800, source=1, target=3)      # 200 holdings closed, 200 opened, and one that is left over
    move("gather-01", 801, source=1, target=3)

    assert [b.rule.id for b in refusal.value.broken] == ["LEDGER-PARTS"]
    assert broken() == []


def test_a_printed_serial_leads_to_its_pieces_of_today(db_url):
    open_accounts(2)
    issue("issue-01")
    move("transfer-1", 150)
    retire("retire-1", 50, account=2)

    with reading() as db:
        found = queries.range_of(db, "CN-CCER-A210001-2024-01-41-200")
        for unknown in ("CN-CCER-A210001-2024-01-1-1001", "CN-CCER-A210001-2023-01-1-5"):
            with pytest.raises(NotFound):
                queries.range_of(db, unknown)

    assert [(h.block.lo, h.block.hi, h.account, h.state) for h in found] == [
        (41, 50, "CN00000002", "retired"), (51, 150, "CN00000002", "available"), (151, 200, "CN00000001", "available")]


@pytest.mark.parametrize("text", ["", "CN-CCER-A210001-2024-01-1", "CN-CCER-A210001-2024-01-0-5",
                                  "CN-CCER-A210001-2024-01-01-5", "CN-CCER-A210001-2024-01-5-4",
                                  "CN-CCER-A210001-2024-1-1-5", "CN-CCER-A210001-2024-01-1-٥"])
def test_only_a_serial_as_printed_is_read(text):
    with pytest.raises(Unreadable):
        read_serial(text)


def test_a_serial_reads_back_as_it_was_printed():
    text = serial_text("A210001", 2024, 2, 11, 576845)

    assert text == "CN-CCER-A210001-2024-02-11-576845"
    assert str(read_serial(text)) == text
    assert read_serial(text).tonnes == 576835


def test_the_database_has_exactly_the_guards_of_the_list_also_after_a_second_time(db_url):
    with transaction() as db:
        triggers.apply(db.connection())

    with reading() as db:
        connection = db.connection()
        names = triggers.names(connection.dialect.name)
        assert triggers.schema_objects(connection) == names
        assert len(names) > 40


def test_a_missing_guard_is_found(db_url):
    drop = {"sqlite": "DROP TRIGGER act_seal", "postgresql": "ALTER TABLE act DISABLE TRIGGER act_seal"}
    with transaction() as db:
        engine = db.connection().dialect.name
        db.connection().exec_driver_sql(drop[engine])

    assert [(check.name, check.broken) for check in broken()] == [
        ("the database guards the ledger", ("act_seal is missing",))]


def test_the_seal_of_an_act_reads_the_acts_own_rows_however_long_the_ledger_is(fresh):
    """By an index of acts, batches or row ids: a look-up by account alone would walk through a line for every issue."""
    database.bind(fresh("sqlite"), durable=False)
    asked = {said: query.replace("NEW.id", "'x'") for said, query in triggers.SEAL.items()}
    with reading() as db:
        steps = {said: [row[3] for row in db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
                 for said, query in asked.items()}

    touched = [(said, step) for said, each in steps.items() for step in each
               if re.match("(SCAN|SEARCH) (posting|holding|batch|event)", step)]
    assert len(touched) >= len(steps)
    assert [each for each in touched if not re.search(r"(act_id|opened_by|closed_by|batch_id|rowid)=\?", each[1])] == []
