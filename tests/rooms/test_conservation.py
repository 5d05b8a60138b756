"""What was issued is what there is: the sums, the proofs that are kept, and the page that is red by itself."""
from __future__ import annotations

import json
import random
from datetime import timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from app import clock, jobs, worker
from app.cli.check import prove
from app.database import reading, transaction
from app.evidence import calls, sequencer
from app.ledger import acts, service
from app.ledger.conservation import COLUMN, KINDS, LATE, MANY, Conservation, conservation, few, kept
from app.ledger.pieces import Span, lay
from app.ledger.words import PROMISES
from app.models.ledger import STATES
from app.models.proof import ProofRun
from app.web import create_app
from methodologies.kernel.rules import Conflict
from tests.promises.acting import AT, ON, issue, move, open_accounts, retire
from tests.promises.test_log import disarm
from tests.visiting import Browser


@pytest.fixture
def lived(db_url):
    """Two batches of 1000: of the first 100 pledged, 200 with another, 50 retired; the second untouched."""
    open_accounts(2)
    issue("issue-0001", years=(2024, 2025))
    with transaction() as db:
        calls.keep(db, "pledge-001", [1], {}, AT)
        acts.reshape(db, key="pledge-001", kind="pledge", subject="PL-2026-0001", spans=[Span(1, 1, 100)],
                     change=lay("pledge", "PL-2026-0001"), on=ON, at=AT)
    move("transfer-1", 200)
    retire("retire-001", 50)


def seen(everything: bool = True, later: timedelta = timedelta()) -> Conservation:
    with reading() as db:
        return conservation(db, everything, 1, clock.wall() + later)


def test_what_was_issued_is_what_there_is_by_batch_vintage_and_in_all(lived):
    found = seen()

    first = {"held": 850, "market": 0, "locked": 0, "pledged": 100, "frozen": 0, "pending": 0, "retired": 50,
             "cancelled": 0}
    assert [(line.issued, line.tonnes) for line in found.batches] == [
        (1000, first | {"held": 1000, "pledged": 0, "retired": 0}), (1000, first)]
    assert [(line.name, line.issued, line.difference) for line in found.vintages] == [("2024", 1000, 0),
                                                                                      ("2025", 1000, 0)]
    assert found.total.tonnes == first | {"held": 1850}
    assert (found.off, found.verdict) == ((), "late")
    service.prove("command")
    assert (seen().verdict, seen(later=LATE + timedelta(minutes=1)).verdict) == ("whole", "late")
    few_are_not_told_apart()


def few_are_not_told_apart() -> None:
    """R-151: fewer than three accounts hold them."""
    total = seen(everything=False).total

    assert (total.split, total.tonnes) == (False, {"alive": 1950, "retired": 50, "cancelled": 0})
    assert total.difference == 0


def test_what_is_hidden_of_a_batch_can_not_be_worked_out_from_other_lines(db_url):
    """R-151: the vintage less the batch of many would be the batch of one."""
    open_accounts(4)
    issue("issue-0001", years=(2024,), project="A210001")
    issue("issue-0002", years=(2024,), project="A210002", account=2)
    issue("issue-0003", years=(2025,), project="A210002", account=2)
    for number, target in enumerate((3, 4, 3, 4)):
        move(f"move-000{number}", 100, 2, target, batch=2 + number // 2)
    with transaction() as db:
        calls.keep(db, "pledge-001", [1], {}, AT)
        acts.reshape(db, key="pledge-001", kind="pledge", subject="PL-2026-0001", spans=[Span(1, 1, 777)],
                     change=lay("pledge", "PL-2026-0001"), on=ON, at=AT)

    public, staff = seen(everything=False), seen()

    split = lambda lines: {line.name.rpartition("CCER-")[2]: line.split for line in lines}
    assert split(public.batches) == {"A210001-2024-01": False, "A210002-2024-01": True, "A210002-2025-01": True}
    assert split(public.vintages) == {"2024": False, "2025": True}
    assert (split(public.methodologies), public.total.split) == ({"—": False}, False)
    assert all(line.difference == 0 for line in (public.total, *public.vintages, *public.batches))
    assert all(line.split for line in (staff.total, *staff.vintages, *staff.methodologies, *staff.batches))
    assert staff.vintages[0].tonnes["pledged"] == 777


def test_no_sum_or_difference_of_lines_that_are_shown_tells_of_fewer_than_three_accounts():
    """Whatever lies where: no line, however weighted, is left of what two accounts hold alone (R-151)."""
    dice, shown_sums = random.Random(92), 0
    for _ in range(600):
        batches = [(dice.choice("ABC"), dice.choice("123"), set(dice.sample(range(6), dice.choice((1, 1, 1, 2, 3, 4)))))
                   for _ in range(dice.randint(1, 12))]
        unsplit = kept(batches)

        lines = [[each is one for each in batches] for one in batches if not few(one[2])]
        sums = [[m == name for m, _, _ in batches] for name in {m for m, _, _ in batches} - unsplit.methodologies]
        sums += [[v == name for _, v, _ in batches] for name in {v for _, v, _ in batches} - unsplit.vintages]
        sums += [] if unsplit.total else [[True] * len(batches)]
        shown_sums += len(sums)
        for two in combinations(range(6), MANY - 1):
            others = [n for n, (_, _, holders) in enumerate(batches) if not holders <= set(two)]
            assert rank(lines + sums) == rank([[line[n] for n in others] for line in lines + sums]), batches
    assert shown_sums > 600


def rank(rows: list[list[bool]]) -> int:
    """Of a matrix, exactly."""
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        lead = next((row for row in left if row[column]), None)
        if lead is not None:
            left.remove(lead)
            left = [[a - b * row[column] / lead[column] for a, b in zip(row, lead)] for row in left]
            found += 1
    return found


def test_every_state_has_one_column_and_every_promise_its_words(lived):
    sequencer.sequence()
    sequencer.checkpoint(force=True)

    run = service.prove("command")

    assert sorted(COLUMN) == sorted(STATES) and sum(len(states) for *_, states in KINDS) == len(STATES)
    assert {name for name, *_ in json.loads(run.found)} == set(PROMISES)


def test_a_proof_is_kept_and_the_clock_runs_one_an_hour(lived):
    first, second = service.prove_due(ON), service.prove_due(ON)

    assert (first.whole, first.batches, first.issued_t, first.cause, second) == (True, 2, 2000, "timer", None)
    assert service.prove_due in worker.TIMERS
    with pytest.raises(Conflict), transaction() as db:  # it stays as it was found
        db.execute(text("update proof_run set whole = true"))


def test_a_tonne_that_came_from_nowhere_turns_the_page_and_the_proof_red(lived):
    service.prove("command")
    with transaction() as db:
        disarm(db)
        db.execute(text("update holding set hi = hi + 7 where batch_id = 2 and closed_by is null"))
    page = create_app().test_client().get("/conservation")
    told = CliRunner().invoke(prove, ["--json"])

    assert [(line.name[-7:], line.difference) for line in seen().off] == [("2025-01", 7)]
    assert seen().verdict == "off" and "不守恒" in page.text and 'role="alert"' in page.text
    said = json.loads(told.stdout)
    assert (told.exit_code, said["whole"], said["issued_t"]) == (1, False, 2000)
    assert any(each["broken"] for each in said["promises"])
    places = [place for each in seen(everything=False).proof.promises for place in each.places]
    assert places == [] and seen().proof.whole is False


def test_who_looks_at_every_account_may_ask_for_a_proof_and_once_is_enough(told):
    story, app = told("issued"), create_app()
    registry, owner = (Browser(app, story, name) for name in ("registry1", "owner1"))

    answers = [registry.post("/conservation/proofs").status_code for _ in range(2)]
    waiting = registry.get("/conservation").text
    with reading() as db:
        before = db.scalar(select(func.count()).select_from(ProofRun))
    jobs.TASKS["proof"]({"by": str(story.who["registry1"].id)})

    assert (answers, owner.post("/conservation/proofs").status_code) == ([303, 303], 403)
    assert "正在证明" in waiting
    with reading() as db:
        last = db.scalars(select(ProofRun).order_by(ProofRun.id.desc())).first()
        assert db.scalar(select(func.count()).select_from(ProofRun)) == before + 1
    assert (last.cause, last.asked_by, last.whole) == ("person", story.who["registry1"].id, True)
    assert "守恒：签发量等于各状态之和" in registry.get("/conservation").text
    public = app.test_client().get("/api/v1/conservation").json
    assert (public["verdict"], public["total"]["split"], public["total"]["tonnes"]["alive"]) == (
        "whole", False, public["total"]["issued"])
