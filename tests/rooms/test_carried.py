"""R-84 and R-51: observations come back in the period in which they are due; the body's tags stay inside the body."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from app.database import reading, transaction
from app.engagement import queries, service
from app.models.engagement import Engagement, Finding
from app.models.reduction import ReductionApplication
from app.verification.service import facts
from methodologies.kernel.rules import Refusal
from tests.databases import ENGINES
from tests.rooms.commission import Commission, broken
from tests.stories import Told


@pytest.mark.parametrize("engine", ENGINES)
def test_an_observation_of_the_validation_waits_in_the_verification_of_its_period(told: Callable[..., Told],
                                                                                  engine: str):
    story = told("claimed", engine)
    work = story.refs["verification"]

    with reading() as db:
        row = db.query(Engagement).filter_by(ref=work).one()
        earlier = db.query(Finding).filter_by(kind="observation", carried_from=None).one()
        before = facts(db, row, story.today, {}).observations_due
    with transaction() as db:
        db.query(Finding).filter_by(carried_from=earlier.id).one().state = "closed"
    with reading() as db:
        after = facts(db, db.query(Engagement).filter_by(ref=work).one(), story.today, {}).observations_due

    shown = queries.dossier(work, story.who["ver1"], story.today).findings
    assert [(f.n, f.kind, f.carried, f.body) for f in shown] == [(1, "observation", True, earlier.body)]
    assert before == (f"/observations/{earlier.id}",) and after == ()


def test_an_observation_due_in_a_later_period_is_not_carried_yet(told: Callable[..., Told]):
    story = told("claimed")
    with transaction() as db:
        db.query(Finding).filter_by(kind="observation", carried_from=None).one().due_period = 2

    with reading() as db:
        row = db.query(Engagement).filter_by(ref=story.refs["verification"]).one()
        assert db.query(ReductionApplication).one().period.n == 1
        assert facts(db, row, story.today, {}).observations_due == ()


def test_an_observation_without_a_period_is_due_in_the_next_and_the_owner_never_sees_a_tag(case: Commission):
    case.start()
    case.visit()
    by = case.who["val1"]

    service.raise_finding(case.work, "observation", "核对校准日期。", by=by, today=case.today)
    said = {"ground": "plan", "by": by, "today": case.today}
    service.raise_finding(case.work, "correction", "请补充。", **said, tag="nonconformity")
    with pytest.raises(Refusal) as refusal:
        service.raise_finding(case.work, "correction", "请补充。", **said, tag="grave")
    case.move("send_findings", "val1", answer_by=case.today.isoformat())

    assert [(f.due_period, f.tag) for f in case.seen_by("val1").findings] == [(1, ""), (None, "nonconformity")]
    assert [f.tag for f in case.seen_by("owner1").findings] == ["", ""]
    assert [where for _, where in broken(refusal)] == ["/tag"]
