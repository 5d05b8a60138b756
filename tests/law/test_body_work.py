"""A body's work as law: findings and their rounds, the 100 days, the visit, risks, how long a file is kept."""
from __future__ import annotations

from datetime import date

import pytest

from tests.edges import Edge
from tests.law.builders import validation_facts, verification_facts
from workflows import validation, verification
from workflows.documents import asked_of
from workflows.fieldwork import Interview, Picture, Seen
from workflows.findings import GROUNDS, Request, Stop, Wait, keeping, kept_until, owner_delays, report_clock
from workflows.risks import KINDS, Risk, read_risks

D = date
SETTLED = Request("/findings/1", closed=True, explained=True, evidence=True, edited=True)
FROM_TO = dict(visited_from=D(2026, 3, 12), visited_to=D(2026, 3, 13))
ROW = {"kind": "control", "risk": "校准逾期", "source": "台账", "likelihood": "low", "effect": "high",
       "response": "逐份核对"}


def consented(on, taken=D(2026, 3, 12), by="林海"):
    return dict(pictures=(Picture("/pictures/1", taken, by, on),))


def requested(**known):
    return dict(requests=(Request(**{**vars(SETTLED), **known}),))


EDGES = (
    Edge("R-51b", validation_facts, requested(), requested(explained=False), ("/findings/1/explanation",)),
    Edge("R-51b", validation_facts, requested(edited=None), requested(evidence=False), ("/findings/1/evidence",)),
    Edge("R-51b", validation_facts, requested(closed=False, edited=False), requested(edited=False),
         ("/findings/1/edit",)),
    Edge("R-50c", validation_facts, {**FROM_TO, "seen": (Seen("/sites/1", "升压站", D(2026, 3, 12)),)},
         {**FROM_TO, "seen": (Seen("/sites/1", "升压站", D(2026, 3, 11)),)}, ("/sites/1",)),
    Edge("R-50c", validation_facts, {**FROM_TO, "seen": (Seen("/sites/1", "升压站", D(2026, 3, 13)),)},
         {**FROM_TO, "seen": (Seen("/sites/1", "升压站", D(2026, 3, 14)),)}, ("/sites/1",)),
    Edge("R-50d", validation_facts, consented(D(2026, 3, 12)), consented(D(2026, 3, 13)), ("/pictures/1",)),
    Edge("R-50d", validation_facts, consented(D(2026, 3, 13), taken=None), consented(None, taken=None),
         ("/pictures/1",)),
    Edge("R-50d", validation_facts, {}, consented(D(2026, 3, 12), by=" "), ("/pictures/1",)),
    Edge("R-50e", validation_facts, {}, dict(interviews=()), ("/interviews",)),
    Edge("R-50e", validation_facts, {}, dict(interviews=(Interview("/interviews/2", False),)), ("/interviews/2",)),
    Edge("R-83d", verification_facts, {},
         dict(risks=tuple(Risk(kind, "a", "b", "low", "low", "c") for kind, _, _ in KINDS[:2])), ("/risks",)),
)


# --- the owner's time

def test_the_day_of_sending_counts_and_the_day_of_the_answer_does_not():
    assert owner_delays([Wait(D(2026, 5, 1), D(2026, 5, 6))], D(2026, 4, 1), D(2026, 6, 1)) == (
        Stop(D(2026, 5, 1), D(2026, 5, 6)),)
    assert Stop(D(2026, 5, 1), D(2026, 5, 6)).days == 5


def test_overlapping_rounds_count_once_and_an_open_one_runs_until_today():
    waits = [Wait(D(2026, 5, 4), None), Wait(D(2026, 5, 1), D(2026, 5, 6)), Wait(D(2026, 4, 10), D(2026, 4, 12))]

    stops = owner_delays(waits, D(2026, 4, 1), D(2026, 5, 11))

    assert stops == (Stop(D(2026, 4, 10), D(2026, 4, 12)), Stop(D(2026, 5, 1), D(2026, 5, 11), open=True))
    assert sum(stop.days for stop in stops) == 12


def test_time_before_the_notice_is_not_stopped_and_neither_is_time_after_the_report():
    waits = [Wait(D(2026, 3, 1), D(2026, 3, 5)), Wait(D(2026, 3, 30), D(2026, 4, 3))]

    assert owner_delays(waits, D(2026, 4, 1), D(2026, 4, 2)) == (Stop(D(2026, 4, 1), D(2026, 4, 3)),)


@pytest.mark.parametrize(("on", "used", "over"), [(D(2026, 6, 15), 100, False), (D(2026, 6, 16), 101, True)])
def test_a_hundred_days_are_used_without_those_that_stood_still(on, used, over):
    clock = report_clock(D(2026, 3, 2), (Stop(D(2026, 4, 1), D(2026, 4, 6)),), 100, on)

    assert (clock.used, clock.stopped, clock.over) == (used, 5, over)


# --- grounds and risks

def test_each_stage_has_the_four_grounds_of_its_rule():
    assert [g.key for g in GROUNDS["validation"]] == ["substance", "condition", "plan", "information"]
    assert [g.key for g in GROUNDS["verification"]] == ["monitoring", "accounting", "observation", "information"]


def test_every_bad_cell_of_a_risk_is_told_at_once_and_a_row_without_words_is_passed_over():
    risks, broken = read_risks([{}, {"kind": "control"}, {**ROW, "kind": "other", "response": ""}, ROW])

    assert [b.where for b in broken] == ["/risks/2/kind", "/risks/2/response"]
    assert len(risks) == 2
    assert read_risks([ROW] * 51)[1][0].where == "/risks"


def test_a_risk_is_high_when_it_is_likely_and_grave():
    assert Risk(**{**ROW, "likelihood": "medium"}).is_high
    assert not Risk(**ROW).is_high


# --- keeping

def test_a_bodys_file_is_kept_ten_years():
    assert kept_until(D(2026, 6, 1), 10) == D(2036, 6, 1)
    assert kept_until(D(2024, 2, 29), 10) == D(2034, 3, 1)


def test_keeping_counts_from_the_report_or_from_the_last_registration_of_reductions():
    report, registered = D(2026, 6, 1), D(2026, 8, 1)

    assert keeping("validation", None, registered, 10) is None
    assert keeping("validation", report, registered, 10).until == D(2036, 6, 1)
    assert keeping("verification", report, None, 10).until is None
    assert keeping("verification", report, registered, 10).until == D(2036, 8, 1)


def test_the_least_evidence_of_a_desk_review_is_that_of_the_sector():
    assert asked_of(validation.EVIDENCE, "01") == {"feasibility_study", "project_approval", "eia_approval",
                                                   "construction_start"}
    assert asked_of(validation.EVIDENCE, "14") == {"planting_design", "tenure", "project_approval",
                                                   "construction_start"}
    assert asked_of(verification.EVIDENCE, "01") == {"accounting_report", "settlement_vouchers", "calibration_reports"}
    assert asked_of(verification.EVIDENCE, "14") == {"accounting_report"}
