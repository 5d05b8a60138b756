"""Competence is a record with days, not a tick in a form (R-48), on both engines."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.engagement import competence, service
from methodologies.kernel.rules import NotFound, NotYours, Refusal
from tests.rooms.commission import PLAN, Commission, broken


def team(case: Commission, *names: str) -> None:
    service.name_team(case.work, names, "val3", "val4", by=case.who["val4"], today=case.today)


def plan(case: Commission) -> None:
    case.move("plan", "val1", **PLAN, visit_on=case.today.isoformat(), sites="升压站")


def test_a_team_without_a_record_that_holds_today_gets_no_further(case: Commission):
    case.move("accept", "val4", **case.contract())
    team(case, "val1", "val2")
    by = {"by": case.who["val4"], "today": case.today}
    record = competence.register(**by).lines[0]

    competence.end(record.id, case.today - timedelta(days=1), **by)
    with pytest.raises(Refusal) as refusal:
        plan(case)
    competence.record("val2", "01", "从事海上风电审定三年", case.today, **by)
    plan(case)

    assert broken(refusal) == [("R-48", "/experts")]
    assert [(line.sign_in, line.now) for line in competence.register(**by).lines] == [("val1", False), ("val2", True)]


def test_only_a_decision_maker_of_the_body_writes_records_and_all_that_is_wrong_is_told(case: Commission):
    today = case.today

    for name, refused in (("val1", NotYours), ("owner1", NotFound), ("stranger", NotFound)):
        with pytest.raises(refused):
            competence.record("val2", "01", "从业五年以上", today, by=case.who[name], today=today)
    with pytest.raises(Refusal) as wrong:
        competence.record("ver1", "99", "短", None, by=case.who["val4"], today=today)
    with pytest.raises(Refusal) as turned:
        competence.record("val1", "01", "从业五年以上", date(2024, 6, 1), date(2024, 5, 1), by=case.who["val4"],
                          today=today)

    assert [where for _, where in broken(wrong)] == ["/person", "/sector", "/evidence", "/starts_on"]
    assert broken(turned) == [("INPUT", "/ends_on"), ("INPUT", "/starts_on")]
    assert len(competence.register(by=case.who["val1"], today=today).lines) == 1


def test_another_bodys_record_is_not_there(case: Commission):
    number = competence.register(by=case.who["val4"], today=case.today).lines[0].id

    with pytest.raises(NotFound):
        competence.end(number, case.today, by=case.who["ver4"], today=case.today)
