"""Each rule on both sides of its edge. One without a row here fails: none can be always true or always false."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.rules import Broken, Rule, cite
from tests.edges import ALWAYS, Edge, all_edges, judge, named, predicates, survives, surviving
from tests.law.after import ELSEWHEN
from tests.law.builders import (
    BUILDERS,
    EVIDENCE,
    VERIFIED,
    issuance_facts,
    period_facts,
    public_project_facts,
    public_reduction_facts,
    registration_facts,
    validation_facts,
    verification_facts,
)
from tests.law.credit_builders import CREDIT_APART
from workflows import lifecycle
from workflows.application import Approval
from workflows.independence import Tie
from workflows.monitoring import Span
from workflows.settings import DEFAULTS

ELSEWHERE = Broken(Rule("X-1", "甲", "A", cite("X", "1")), "/turbines/3")
D = date
SPAN = Span("/periods/1", D(2022, 4, 1), D(2022, 12, 31))


def without(slots, name):
    return dict(documents=slots - {name})


PAPERS = registration_facts().documents
REDUCTION_PAPERS = issuance_facts().documents
A1, B1 = dict(body_approvals=(Approval("01", D(2024, 6, 1), D(2026, 6, 1)),)), dict(
    body_approvals=(Approval("01", D(2024, 6, 1), D(2026, 5, 31)),))

STALE = {**DEFAULTS, "app.stale_days": 30}
TIES = {"named": Tie("k", "named", "甲", "A"), "serves": Tie("k", "serves", "甲", "A"),
        "past": Tie("k", "past", "甲", "A"), "past, cleared": Tie("k", "past", "甲", "A", cleared=True)}

EDGES = (
    # the filing
    Edge("H-01", registration_facts, dict(account_active=True), dict(account_active=False), ("/owner",)),
    Edge("H-02", registration_facts, {}, dict(incomplete=("/sections/C.1", "/name")), ("/sections/C.1", "/name")),
    Edge("H-03", registration_facts, {}, dict(provisional=("EF_OM,y",)), ("/worksheet/EF_OM,y",)),
    Edge("H-04", registration_facts, {}, dict(checks=(ELSEWHERE,)), ("/turbines/3",)),
    Edge("R-128", registration_facts, {}, dict(owner_barred=True), ("/owner",)),
    Edge("R-28b", registration_facts, {}, dict(broken=(ELSEWHERE,)), ("/turbines/3",)),
    Edge("R-23", registration_facts, A1, B1, ("/body",)),
    Edge("R-23", registration_facts, {}, dict(body_approvals=(Approval("14", D(2024, 6, 1)),)), ("/body",)),
    Edge("R-23", registration_facts, dict(body_approvals=(Approval("01", D(2026, 6, 1)),)),
         dict(body_approvals=(Approval("01", D(2026, 6, 2)),)), ("/body",)),
    Edge("R-23", registration_facts, {}, dict(body_code=""), ("/body",)),
    Edge("R-40", registration_facts, dict(notice_starts=D(2026, 6, 2)), dict(notice_starts=D(2026, 6, 1)),
         ("/notice/starts_on",)),
    Edge("R-36", registration_facts, dict(notice_ends=D(2026, 5, 31)), dict(notice_ends=D(2026, 6, 1)),
         ("/notice/ends_on",)),
    Edge("H-91", registration_facts, dict(notice_ends=D(2026, 5, 1), settings=STALE),
         dict(notice_ends=D(2026, 5, 2), settings=STALE), ("/notice/ends_on",)),
    Edge("H-91", registration_facts, dict(notice_ends=D(2026, 5, 1), settings=STALE), dict(notice_ends=D(2020, 1, 1)),
         ("/notice/ends_on",)),
    Edge("R-41", registration_facts, dict(notice_ends=D(2026, 6, 1)), dict(notice_ends=D(2026, 5, 31)),
         ("/notice/ends_on",)),
    Edge("R-42", registration_facts, dict(notice_ends=D(2026, 5, 31)), dict(notice_ends=D(2026, 6, 1)),
         ("/notice/ends_on",)),
    Edge("R-38", registration_facts, dict(comments_open=0), dict(comments_open=1), ("/comments",)),
    Edge("R-180", registration_facts, dict(supplement_count=0), dict(supplement_count=1), ("/supplement",)),
    Edge("R-180a", registration_facts, dict(supplement_due=D(2026, 5, 31)), dict(supplement_due=D(2026, 6, 1)),
         ("/supplement",)),
    # project registration
    Edge("R-28", registration_facts, dict(commencement_on=D(2012, 11, 9)), dict(commencement_on=D(2012, 11, 8)),
         ("/commencement_on",)),
    Edge("R-28", registration_facts, {}, dict(commencement_on=None), ("/commencement_on",)),
    Edge("R-35b", registration_facts, {}, dict(methodology_in_force=False), ("/methodology",)),
    Edge("R-35b", registration_facts, {}, dict(methodology_in_force=False, methodology_status="draft"),
         ("/methodology",)),
    Edge("R-29", registration_facts, {}, dict(mandated=True), ("/mandated",)),
    Edge("R-29", registration_facts, {}, dict(mandated=None, in_ets=True), ("/mandated", "/in_ets")),
    Edge("R-30", registration_facts, {}, dict(other_mechanisms=("VCS",)), ("/other_mechanisms",)),
    Edge("R-30", registration_facts, {}, dict(other_mechanisms=None), ("/other_mechanisms",)),
    Edge("R-31", registration_facts, {}, dict(additionality="general"), ("/additionality",)),
    Edge("R-33a", registration_facts, dict(gec_linked=False, gec_archive_code=""), dict(gec_archive_code=""),
         ("/gec_archive_code",)),
    Edge("R-35a", registration_facts, dict(name="山东半岛南3号301.6MW海上风电项目"), dict(name="三号风电项目"),
         ("/name",)),
    Edge("R-35a", registration_facts, {}, dict(name="山东半岛南3号风电场"), ("/name",)),
    Edge("R-93", registration_facts, dict(lifetime_from=D(2022, 4, 1)), dict(lifetime_from=D(2022, 4, 2)),
         ("/crediting_from",)),
    Edge("R-93", registration_facts, dict(lifetime_to=D(2032, 3, 31)), dict(lifetime_to=D(2032, 3, 30)),
         ("/crediting_to",)),
    Edge("R-93", registration_facts, {}, dict(lifetime_to=None), ("/crediting_from", "/crediting_to")),
    Edge("R-94", registration_facts, dict(crediting_to=D(2032, 3, 31)), dict(crediting_to=D(2032, 4, 1)),
         ("/crediting_to",)),
    Edge("R-94", registration_facts, dict(crediting_to=D(2022, 4, 1)), dict(crediting_to=D(2022, 3, 31)),
         ("/crediting_to",)),
    Edge("R-95", registration_facts, dict(crediting_from=D(2020, 9, 23)), dict(crediting_from=D(2020, 9, 22)),
         ("/crediting_from",)),
    Edge("R-56", registration_facts, {}, without(PAPERS, "commitment_letter"), ("/documents/commitment_letter",)),
    Edge("R-56", registration_facts, {}, dict(documents=frozenset()),
         ("/documents/application_form", "/documents/commitment_letter", "/documents/validated_design",
          "/documents/validation_report")),
    # a body's work
    Edge("H-11", validation_facts, {}, dict(application_open=False), ("/application",)),
    Edge("R-133", validation_facts, {}, dict(owner_code="BODY-A"), ("/body",)),
    Edge("R-47", validation_facts, dict(desk_done_on=D(2026, 3, 12)), dict(desk_done_on=D(2026, 3, 13)),
         ("/visited_from",)),
    Edge("R-47", validation_facts, dict(visited_to=D(2026, 6, 1)), dict(visited_to=D(2026, 6, 2)), ("/visited_to",)),
    Edge("R-47", validation_facts, {}, dict(contracted_on=D(2026, 3, 6)), ("/planned_on",)),
    Edge("R-48", validation_facts, {}, dict(team=frozenset({"1"})), ("/team",)),
    Edge("R-48", validation_facts, {}, dict(experts=frozenset({"9"})), ("/experts",)),
    Edge("R-48", validation_facts, dict(reviewer="4"), dict(reviewer="2"), ("/reviewer",)),
    Edge("R-48", validation_facts, {}, dict(decider="1", reviewer=""), ("/reviewer", "/decider")),
    Edge("R-48a", validation_facts, dict(ties=(TIES["past, cleared"],)), dict(ties=(TIES["named"],)), ("/ties/k",)),
    Edge("R-133a", validation_facts, dict(ties=(TIES["past, cleared"],)), dict(ties=(TIES["serves"],)), ("/ties/k",)),
    Edge("R-133b", validation_facts, dict(ties=(TIES["past, cleared"],)), dict(ties=(TIES["past"],)), ("/ties/k",)),
    Edge("R-49", validation_facts, {}, without(EVIDENCE, "eia_approval"), ("/documents/eia_approval",)),
    Edge("R-49a", validation_facts, {}, dict(evidence_open=("/checklist/R-49-x",)), ("/checklist/R-49-x",)),
    Edge("R-50", validation_facts, dict(sites_total=5, sites_planned=5, sites_visited=5),
         dict(sites_total=5, sites_planned=5, sites_visited=4), ("/sites_visited",)),
    Edge("R-50", validation_facts, dict(sites_total=6, sites_planned=5, sites_visited=5),
         dict(sites_total=6, sites_planned=4, sites_visited=4), ("/sites_planned", "/sites_visited")),
    Edge("R-50", validation_facts, dict(sites_total=None, sites_planned=None, sites_visited=None),
         dict(sites_total=0, sites_planned=0, sites_visited=0), ("/sites_total",)),
    Edge("R-50", validation_facts, dict(sites_total=3, sites_planned=3, sites_visited=3),
         dict(sites_total=3, sites_planned=4, sites_visited=3), ("/sites_planned",)),
    Edge("R-50a", validation_facts, {}, dict(sites_odd=("升压站",)), ("/sites",)),
    Edge("R-50b", validation_facts, {}, dict(sites_missed=("升压站", "F01")), ("/sites_visited", "/sites_visited")),
    Edge("R-51a", validation_facts, {}, dict(findings_open=("/findings/2",)), ("/findings/2",)),
    Edge("R-51", validation_facts, {}, dict(requests_unsolved=("/findings/1",)), ("/findings/1",)),
    Edge("R-46", validation_facts, {}, dict(broken=(ELSEWHERE,)), ("/turbines/3",)),
    Edge("R-82", validation_facts, {}, dict(checklist_open=("/checklist/V1",)), ("/checklist/V1",)),
    Edge("R-52", validation_facts, dict(today=D(2026, 6, 10)), dict(today=D(2026, 6, 11)), ("/report",)),
    Edge("R-52", validation_facts, dict(today=D(2026, 6, 15), days_stopped=5),
         dict(today=D(2026, 6, 16), days_stopped=5), ("/report",)),
    Edge("H-12", validation_facts, {}, dict(conclusion="negative"), ("/conclusion",)),
    Edge("H-13", validation_facts, dict(conclusion="negative"), dict(conclusion="positive"), ("/conclusion",)),
    Edge("R-53", validation_facts, {}, without(EVIDENCE, "validated_design"), ("/documents/validated_design",)),
    Edge("R-54", validation_facts, {}, without(EVIDENCE, "validation_report"), ("/documents/validation_report",)),
    Edge("R-81", verification_facts, dict(validator_code="BODY-V"), dict(validator_code="BODY-A"), ("/body",)),
    Edge("R-83", verification_facts, {}, dict(recalculation=None), ("/recalculation",)),
    Edge("R-83a", verification_facts, {}, dict(recalculation=("/lines/ER,y/2023",)), ("/lines/ER,y/2023",)),
    Edge("R-84", verification_facts, {}, dict(observations_due=("/findings/7",)), ("/findings/7",)),
    Edge("R-85a", verification_facts, dict(verified_by_year={"2023": 99, "2024": 0}),
         dict(verified_by_year={"2023": 101, "2024": -1}), ("/verified_by_year/2023", "/verified_by_year/2024")),
    Edge("R-85a", verification_facts, {}, dict(verified_by_year={"2023": 100}), ("/verified_by_year/2024",)),
    Edge("R-85a", verification_facts, {}, dict(recalculated_by_year=None), ("/verified_by_year",)),
    Edge("R-83c", verification_facts, {}, dict(own_by_year=None), ("/own_run",)),
    Edge("R-86a", verification_facts, dict(own_by_year={"2023": 99, "2024": 200}, request_raised=True),
         dict(own_by_year={"2023": 99, "2024": 201}), ("/own_run/2023",)),
    Edge("R-86a", verification_facts, dict(own_by_year={"2023": 115, "2024": 200}),
         dict(own_by_year={"2023": 116, "2024": 200}), ("/own_run",)),
    Edge("R-86", verification_facts, dict(own_by_year={"2023": 85, "2024": 200}),
         dict(own_by_year={"2023": 84, "2024": 200}), ("/own_run",)),
    Edge("R-53a", verification_facts, {}, without(VERIFIED, "verified_accounting_report"),
         ("/documents/verified_accounting_report",)),
    Edge("R-54a", verification_facts, {}, without(VERIFIED, "verification_report"),
         ("/documents/verification_report",)),
    # a period
    Edge("R-77", period_facts, dict(period_from=D(2020, 9, 23)), dict(period_from=D(2020, 9, 22)), ("/period/from",)),
    Edge("R-77a", period_facts, dict(period_from=D(2022, 4, 1)), dict(period_from=D(2022, 3, 31)), ("/period/from",)),
    Edge("R-77a", period_facts, dict(period_to=D(2032, 3, 31)), dict(period_to=D(2032, 4, 1)), ("/period/to",)),
    Edge("R-79", period_facts, dict(other_periods=(SPAN,)),
         dict(other_periods=(replace(SPAN, ends_on=D(2023, 1, 1)),)), ("/periods/1",)),
    Edge("R-79", period_facts, dict(other_periods=(replace(SPAN, starts_on=D(2025, 1, 1), ends_on=D(2025, 6, 30)),)),
         dict(other_periods=(replace(SPAN, starts_on=D(2024, 12, 31), ends_on=D(2025, 6, 30)),)), ("/periods/1",)),
    Edge("R-79", period_facts, dict(period_to=D(2023, 1, 1)), dict(period_to=D(2022, 12, 31)), ("/period/to",)),
    Edge("R-79a", period_facts, dict(other_periods=(SPAN,)),
         dict(other_periods=(replace(SPAN, ends_on=D(2022, 12, 30)),)), ("/period/from",)),
    Edge("H-05", period_facts, dict(period_to=D(2026, 5, 31)), dict(period_to=D(2026, 6, 1)), ("/period/to",)),
    Edge("R-77b", period_facts, {}, dict(broken=(ELSEWHERE,)), ("/turbines/3",)),
    Edge("H-06", period_facts, {}, dict(incomplete=("/readings",)), ("/readings",)),
    Edge("H-07", period_facts, dict(worksheet_tonnes=0), dict(worksheet_tonnes=None), ("/worksheet",)),
    Edge("H-08", period_facts, {}, dict(reductions_registered=True), ("/period",)),
    # reductions
    Edge("H-09", issuance_facts, {}, dict(project_registered=False), ("/project",)),
    Edge("R-97", issuance_facts, dict(by_year={"2023": 0, "2024": 300}), dict(by_year={"2023": -1, "2024": 301}),
         ("/by_year/2023",)),
    Edge("R-97", issuance_facts, {}, dict(total=301), ("/total",)),
    Edge("R-97", issuance_facts, {}, dict(by_year={"2024": 300}), ("/by_year/2023",)),
    Edge("R-97", issuance_facts, {}, dict(by_year={"2023": Decimal("100"), "2024": 200, "2025": 0}),
         ("/by_year/2023", "/by_year/2025")),
    Edge("R-33", issuance_facts, dict(gec_traded_mwh=Decimal("10"), gec_deducted_mwh=Decimal("10")),
         dict(gec_traded_mwh=Decimal("10"), gec_deducted_mwh=Decimal("9.999")), ("/gec_traded_mwh",)),
    Edge("R-33", issuance_facts, dict(gec_linked=False, gec_traded_mwh=None), dict(gec_traded_mwh=None),
         ("/gec_traded_mwh",)),
    Edge("R-78", issuance_facts, dict(period_from=D(2021, 6, 4), today=D(2026, 6, 4)),
         dict(period_from=D(2021, 6, 4), today=D(2026, 6, 5)), ("/period/from",)),
    Edge("R-186", issuance_facts, dict(period_from=D(2021, 10, 7)), dict(period_from=D(2021, 10, 6)),
         ("/period/from",)),
    Edge("R-85", issuance_facts, {}, dict(applied_by_year={"2023": 100, "2024": 199}), ("/applied_by_year/2024",)),
    Edge("R-85", issuance_facts, {}, dict(verified_by_year=None), ("/verified_by_year",)),
    Edge("R-85", issuance_facts, {}, dict(applied_by_year={"2023": 100, "2024": 200, "2025": 1}),
         ("/applied_by_year/2025",)),
    Edge("R-88", issuance_facts, {}, without(REDUCTION_PAPERS, "reduction_commitment_letter"),
         ("/documents/reduction_commitment_letter",)),
    Edge("R-90", issuance_facts, dict(verified_by_year={"2023": 0, "2024": 1}),
         dict(verified_by_year={"2023": 0, "2024": 0}), ("/verified_by_year",)),
    Edge("R-120i", issuance_facts, {}, dict(future_note="FN-2026-0001"), ("/future_note",)),
    # public records of another register
    Edge("H-PR1", public_project_facts, {}, dict(methodology_listed=False), ("/methodology",)),
    Edge("H-PR2", public_project_facts, dict(registered_on=D(2025, 12, 31)), dict(registered_on=D(2026, 1, 1)),
         ("/registered_on",)),
    Edge("H-PR6", public_project_facts, {}, dict(body_approvals=()), ("/body",)),
    Edge("H-PR3", public_reduction_facts, {}, dict(crediting_from=None), ("/project",)),
    Edge("R-94a", public_project_facts, dict(crediting_to=D(2040, 12, 31)), dict(crediting_to=D(2040, 12, 30)),
         ("/crediting_to",)),
    Edge("R-94a", public_project_facts, dict(crediting_min_years=0, crediting_to=D(2021, 1, 2)),
         dict(crediting_from=D(2022, 3, 18), crediting_to=D(2040, 3, 17)), ("/crediting_to",)),
    Edge("R-157b", public_project_facts, dict(total_t=6069 * 40), dict(total_t=6069 * 40 + 1), ("/total_t",)),
    Edge("R-157b", public_project_facts, dict(total_t=6067 * 40), dict(total_t=6067 * 40 - 1), ("/total_t",)),
    Edge("R-157b", public_project_facts, dict(crediting_to=D(2061, 6, 30), total_t=6069 * 41),
         dict(crediting_to=D(2061, 6, 30), total_t=6069 * 41 + 1), ("/total_t",)),
    Edge("R-157b", public_project_facts, dict(crediting_to=D(2020, 12, 31), total_t=0), dict(total_t=0), ("/total_t",)),
)
RULES = {rule.id: rule for rule in lifecycle.rules()}


def pytest_generate_tests(metafunc):
    if "edge" in metafunc.fixturenames:                     # once all the modules that register edges can be read
        metafunc.parametrize("edge", all_edges(), ids=lambda edge: edge.rule)


def test_a_rule_holds_up_to_its_edge_and_not_beyond(edge):
    judge(edge, named()[edge.rule])


def test_every_rule_has_an_edge():
    with_edges = {id(named()[edge.rule]) for edge in all_edges()}

    assert [rule.id for key, (_, rule) in predicates().items() if key not in with_edges] == []
    assert {id(rule) for rule in RULES.values()} <= predicates().keys()


def test_no_rule_survives_when_its_predicate_always_answers_the_same():
    assert surviving() == ()


def test_a_rule_whose_edges_lie_on_one_side_survives():
    rule = named()["R-36"]
    inside_only = [Edge("R-36", registration_facts, {}, dict(notice_ends=D(2026, 5, 31)), ())]

    assert survives(rule, ALWAYS["true"], inside_only) and survives(rule, ALWAYS["false"], [])
    assert not survives(rule, ALWAYS["false"], inside_only)
    assert rule.holds is named()["R-36"].holds is not ALWAYS["false"]


def test_no_rule_id_names_two_predicates():
    objects = {(rule.id, id(rule)) for rule in lifecycle.all_rules()}

    assert len(objects) == len(RULES)


def test_an_alias_belongs_to_one_rule():
    aliases = [name for rule in RULES.values() for name in rule.aka]

    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(RULES)


def test_every_rule_has_both_languages_and_a_source():
    for rule in RULES.values():
        assert rule.zh and rule.en and rule.zh != rule.en
        assert rule.source.text and rule.source.clause


@pytest.mark.parametrize("name", BUILDERS)
def test_facts_as_the_builders_give_them_break_nothing(name):
    apart = {"H-13", "H-91", "R-10a", "R-40", "R-41", "R-180a", "R-180b", "H-MA6", *ELSEWHEN}    # at another moment
    facts = BUILDERS[name]()

    broken = {b.rule.id for move in lifecycle.STAGES[name].moves for r in move.rules for b in r.broken_by(facts)}

    assert broken <= apart | CREDIT_APART
