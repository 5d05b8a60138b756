"""The sites of a visit, and how long its records are kept, by the service on both engines."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from app.engagement import queries, service
from methodologies.kernel.rules import Refusal
from tests.rooms.commission import PLAN, Commission, broken
from tests.stories import Told
from workflows.documents import asked_of
from workflows.validation import EVIDENCE

TURBINES = [f"F{n:02}" for n in range(1, 51)]


def contract(case: Commission) -> None:
    case.move("accept", "val4", **case.contract())
    service.name_team(case.work, ("val1", "val2"), "val3", "val4", by=case.who["val4"], today=case.today)


def plan(case: Commission, sites: list[str], must: str = "") -> None:
    case.move("plan", "val1", **PLAN, visit_on=case.today.isoformat(), sites="\n".join(sites),
              must_visit=must)


def visit(case: Commission, sites: list[str]) -> None:
    day = case.today.isoformat()
    case.record(*sites)
    case.move("finish_visit", "val1", visited_from=day, visited_to=day, people="林海")


def test_the_drawn_sites_are_shown_and_each_of_them_is_visited(case: Commission):
    contract(case)
    plan(case, TURBINES)
    with pytest.raises(Refusal) as unseen:
        case.move("finish_desk", "val1", focus="点位。")
    case.judge_evidence()
    case.move("finish_desk", "val1", focus="点位。")
    chosen = list(case.seen_by("owner1").draw.chosen)
    others = [name for name in TURBINES if name not in chosen][:5]

    with pytest.raises(Refusal) as four:
        visit(case, chosen[:4])
    with pytest.raises(Refusal) as refusal:
        visit(case, others[:1])
    visit(case, chosen[4:])

    assert broken(unseen) == [("R-49a", f"/checklist/R-49-{slot}") for slot in sorted(asked_of(EVIDENCE, "01"))]
    assert len(chosen) == 5 and broken(refusal) == [("R-50b", "/sites_visited")]
    assert broken(four) == [("R-50", "/sites_visited"), ("R-50b", "/sites_visited")]
    assert case.seen_by("val1").state.key == "site_done"


def test_a_list_that_names_a_site_twice_or_misses_one_that_must_be_seen_is_refused(case: Commission):
    contract(case)

    with pytest.raises(Refusal) as refusal:
        plan(case, ["升压站", "集控中心", "升压站"], must="码头")

    assert broken(refusal) == [("R-50a", "/sites"), ("R-50a", "/sites")]
    assert case.seen_by("val1").draw is None


def test_verification_records_are_kept_ten_years_from_the_last_registration_and_validation_ones_from_the_report(
        told: Callable[..., Told]):
    story = told("issued")
    validation = queries.dossier(queries.work_on(story.refs["application"]), story.who["val1"], story.today)
    verification = queries.dossier(story.refs["verification"], story.who["ver1"], story.today)

    assert validation.keeping.until == validation.issued_on.replace(year=validation.issued_on.year + 10)
    assert verification.keeping.until.year - verification.issued_on.year == 10
    assert verification.keeping.until > verification.issued_on.replace(year=verification.issued_on.year + 10)


def test_before_a_registration_of_reductions_the_end_of_keeping_is_not_known(told: Callable[..., Told]):
    story = told("claimed")

    assert queries.dossier(story.refs["verification"], story.who["ver1"], story.today).keeping is None
