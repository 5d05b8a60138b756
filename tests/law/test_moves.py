"""Moves of the stages, as a dossier lives them: the rules named by the issue, and refusals that name everything."""
from datetime import date

import pytest

from methodologies.kernel.rules import Broken, NotOpen, NotYours, Refusal, cite
from methodologies.kernel.rules import Rule as KernelRule
from tests.law.builders import (
    issuance_facts,
    period_facts,
    registration_facts,
    validation_facts,
    verification_facts,
)
from workflows import engagement, issuance, monitoring, registration
from workflows.engine import Actor
from workflows.issuance import ISSUANCE
from workflows.monitoring import MONITORING
from workflows.registration import REGISTRATION, average_tonnes, project_code, years_later
from workflows.settings import DEFAULTS
from workflows.validation import VALIDATION
from workflows.verification import VERIFICATION, recalculation_agrees


def refused(stage, trigger, state, actor, facts):
    with pytest.raises(Refusal) as refusal:
        stage.fire(trigger, state=state, actors={actor}, facts=facts)
    return [broken.rule.id for broken in refusal.value.broken]


def test_a_complete_design_is_submitted_without_a_warning():
    move, warnings = REGISTRATION.fire("submit", state=registration.State.DRAFT, actors={Actor.OWNER_INITIATOR},
                                       facts=registration_facts())

    assert (move.dest, move.confirm, warnings) == (registration.State.PUB_REVIEW, Actor.OWNER_CONFIRMER, ())


def test_a_refusal_names_every_broken_rule_at_once():
    facts = registration_facts(commencement_on=date(2012, 11, 8), mandated=True, body_code="",
                               crediting_to=date(2032, 4, 1))

    assert refused(REGISTRATION, "submit", registration.State.DRAFT, Actor.OWNER_INITIATOR, facts) == [
        "R-23", "R-28", "R-29", "R-94"]


def test_a_warning_is_given_back_and_does_not_stop_the_move():
    move, warnings = REGISTRATION.fire("submit", state=registration.State.DRAFT, actors={Actor.OWNER_INITIATOR},
                                       facts=registration_facts(name="三号风电项目"))

    assert move.dest is registration.State.PUB_REVIEW
    assert [broken.rule.id for broken in warnings] == ["R-35a"]


def test_the_confirmer_does_not_submit_alone():
    with pytest.raises(NotYours):
        REGISTRATION.fire("submit", state=registration.State.DRAFT, actors={Actor.OWNER_CONFIRMER},
                          facts=registration_facts())


def test_a_notice_does_not_end_on_its_last_day():
    facts = registration_facts(today=date(2026, 3, 27), notice_ends=date(2026, 3, 27))

    assert refused(REGISTRATION, "end", registration.State.ON_NOTICE, Actor.CLOCK, facts) == ["R-36"]


def test_a_methodologys_own_rule_refuses_under_its_own_id():
    own = KernelRule("CCER-01-002-V01/OW-2", "离岸或水深。", "Far or deep.", cite("方法学", "2"))
    facts = registration_facts(broken=(Broken(own, "/turbines/16/depth_m"),))

    with pytest.raises(Refusal) as refusal:
        REGISTRATION.fire("submit", state=registration.State.DRAFT, actors={Actor.OWNER_INITIATOR}, facts=facts)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("CCER-01-002-V01/OW-2", "/turbines/16/depth_m")]


def test_a_provisional_value_blocks_filing_but_not_accounting():
    filing = issuance_facts(provisional=("EF_OM,y",))

    assert refused(ISSUANCE, "submit", issuance.State.DRAFT, Actor.OWNER_INITIATOR, filing) == ["H-03"]
    assert refused(ISSUANCE, "apply", issuance.State.BODY_DONE, Actor.OWNER_INITIATOR, filing) == ["H-03"]
    assert MONITORING.fire("account", state=monitoring.State.CLOSED, actors={Actor.OWNER_INITIATOR},
                           facts=period_facts())


def test_a_supplement_is_asked_for_once():
    gap = ("/review/annexes",)
    first, again = registration_facts(gaps=gap), registration_facts(gaps=gap, supplement_count=1)

    move, _ = REGISTRATION.fire("ask_supplement", state=registration.State.UNDER_REVIEW,
                                actors={Actor.REGISTRY_OPERATOR}, facts=first)

    assert move.dest is registration.State.SUPPLEMENT_ASKED
    assert refused(REGISTRATION, "ask_supplement", registration.State.UNDER_REVIEW, Actor.REGISTRY_OPERATOR, again) == [
        "R-180"]


def test_a_dead_application_moves_no_more():
    for state in (registration.State.WITHDRAWN, registration.State.TERMINATED, registration.State.REFUSED):
        with pytest.raises(NotOpen):
            REGISTRATION.fire("submit", state=state, actors={Actor.OWNER_INITIATOR}, facts=registration_facts())


def test_t12_a_period_from_20_september_2020_breaks_p6():
    facts = period_facts(period_from=date(2020, 9, 20), period_to=date(2020, 12, 31), crediting_from=date(2020, 9, 1))

    with pytest.raises(Refusal) as refusal:
        MONITORING.fire("close", state=monitoring.State.OPEN, actors={Actor.OWNER_INITIATOR}, facts=facts)

    assert [(b.rule.id, b.rule.aka, b.where) for b in refusal.value.broken] == [("R-77", ("P6",), "/period/from")]


def test_t13_a_validator_as_verifier_breaks_p9_when_contracting_and_when_filing():
    engaged, filed = verification_facts(validator_code="BODY-A"), issuance_facts(validator_code="BODY-A")

    assert refused(VERIFICATION, "accept", engagement.State.REQUESTED, Actor.BODY_DECIDER, engaged) == ["R-81"]
    assert refused(ISSUANCE, "submit", issuance.State.DRAFT, Actor.OWNER_INITIATOR, filed) == ["R-81"]


@pytest.mark.parametrize(("applied_on", "broken"), [("2026-06-04", []), ("2026-06-05", ["R-78"])])
def test_a_period_from_4_june_2021_may_be_applied_for_until_4_june_2026(applied_on, broken):
    facts = issuance_facts(
        today=date.fromisoformat(applied_on), period_from=date(2021, 6, 4), period_to=date(2026, 6, 3),
        crediting_from=date(2021, 6, 4), crediting_to=date(2031, 6, 3), by_year={}, total=0)

    try:
        ISSUANCE.fire("apply", state=issuance.State.BODY_DONE, actors={Actor.OWNER_INITIATOR}, facts=facts)
        found = []
    except Refusal as refusal:
        found = [b.rule.id for b in refusal.broken]

    assert found == broken


def test_the_five_years_may_count_from_the_filing_for_the_notice():
    settings = {**DEFAULTS, "red.window_anchor": "publicity_filing"}
    late = dict(period_from=date(2021, 6, 4), today=date(2026, 6, 5), settings=settings)

    inside = issuance_facts(**late, filed_on=date(2026, 6, 4))
    outside = issuance_facts(**late, filed_on=date(2026, 6, 5))

    assert issuance.young_enough.broken_by(inside) == ()
    assert len(issuance.young_enough.broken_by(outside)) == 1


def test_a_second_application_for_the_same_days_is_refused():
    other = monitoring.Span("/periods/1", date(2024, 12, 31), date(2025, 6, 30))

    assert refused(ISSUANCE, "submit", issuance.State.DRAFT, Actor.OWNER_INITIATOR,
                   issuance_facts(other_periods=(other,))) == ["R-79"]


def test_a_line_of_zero_is_registered_and_not_issued():
    facts = issuance_facts(by_year={"2023": 0, "2024": 0}, total=0, verified_by_year={"2023": 0, "2024": 0},
                           applied_by_year={"2023": 0, "2024": 0})

    ISSUANCE.fire("register", state=issuance.State.UNDER_REVIEW, actors={Actor.REGISTRY_OPERATOR}, facts=facts)

    assert refused(ISSUANCE, "issue", issuance.State.REGISTERED, Actor.REGISTRY_OPERATOR, facts) == ["R-90"]


def test_issuance_needs_the_national_administrator_as_second_person():
    assert issuance.ISSUE.confirm is Actor.NATIONAL_ADMINISTRATOR


def test_a_positive_report_needs_every_request_solved_and_a_negative_one_does_not():
    facts = validation_facts(requests_unsolved=("/findings/1",))

    assert refused(VALIDATION, "decide_positive", engagement.State.REVIEWED, Actor.BODY_DECIDER, facts) == ["R-51"]
    assert VALIDATION.fire("decide_negative", state=engagement.State.REVIEWED, actors={Actor.BODY_DECIDER}, facts=facts)


def test_a_report_says_what_was_decided():
    positive, negative = validation_facts("positive"), validation_facts("negative")

    assert refused(VALIDATION, "issue_negative", engagement.State.DECIDED, Actor.BODY_DECIDER, positive) == ["H-13"]
    assert refused(VALIDATION, "issue_positive", engagement.State.DECIDED, Actor.BODY_DECIDER, negative) == ["H-12"]


def test_a_late_report_is_warned_of_and_refused_only_where_the_limit_is_hard():
    late = dict(today=date(2026, 6, 11))

    _, warnings = VALIDATION.fire("issue_positive", state=engagement.State.DECIDED, actors={Actor.BODY_DECIDER},
                                  facts=validation_facts(**late))

    assert [b.rule.id for b in warnings] == ["R-52"]
    assert refused(VALIDATION, "issue_positive", engagement.State.DECIDED, Actor.BODY_DECIDER,
                   validation_facts(**late, settings={**DEFAULTS, "vvb.limit_hard": True})) == ["R-52"]


def test_a_newer_factor_table_on_the_upload_day_refuses_the_report_with_both_tonnes():
    newer = recalculation_agrees.at("/tonnes", "有更新的因子表：365,909 变为 365,100。",
                                    "A newer table applies: 365,909 → 365,100.")

    with pytest.raises(Refusal) as refusal:
        VERIFICATION.fire("issue_positive", state=engagement.State.DECIDED, actors={Actor.BODY_DECIDER},
                          facts=verification_facts(recalculation=(newer,)))

    assert [(b.rule.id, b.en) for b in refusal.value.broken] == [("R-83a", "A newer table applies: 365,909 → 365,100.")]


@pytest.mark.parametrize(("type_code", "sequence", "code"), [
    ("A0201", 1, "A210001"), ("A0101", 4, "A110004"), ("N0101", 1, "N110001"), ("N0201", 9999, "N219999")])
def test_project_codes_have_the_pattern_of_the_registered_ones(type_code, sequence, code):
    assert project_code(type_code, sequence) == code


@pytest.mark.parametrize(("type_code", "sequence"),
                         [("A0201", 0), ("A0201", 10000), ("a0201", 1), ("", 1), ("A1101", 1)])
def test_what_fits_no_pattern_gets_no_project_code(type_code, sequence):
    with pytest.raises(ValueError, match="no project code"):
        project_code(type_code, sequence)


def test_ten_years_end_a_day_before_the_tenth_return_of_their_first_day():
    assert years_later(date(2021, 12, 9), 10) == date(2031, 12, 8)
    assert years_later(date(2024, 2, 29), 10) == date(2034, 2, 28)


def test_t15_the_average_is_shown_rounded_down_and_the_total_kept():
    assert average_tonnes(4971913, 10) == 497191
