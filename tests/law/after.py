"""Edges of what comes after registration: approvals of bodies, projects, sanctions."""
from datetime import date

from tests.edges import Edge
from tests.law.builders import approval_facts, registration_facts
from workflows.application import Approval
from workflows.approval import CONDITIONS
from workflows.settings import DEFAULTS

D = date
ELSEWHEN = {"R-26", "R-26b", "R-184a"}                  # they hold at another moment, or by another setting
DECLARED = frozenset(key for key, _, _ in CONDITIONS)
OTHER_SECTOR = dict(body_approvals=(Approval("14", D(2024, 6, 1)),))

EDGES = (
    # a body that is gone
    Edge("R-26b", registration_facts, dict(body_gone=True), {}, ("/body",)),
    Edge("R-26c", registration_facts, OTHER_SECTOR, dict(body_is_new=True, **OTHER_SECTOR), ("/body",)),
    Edge("R-26c", registration_facts, dict(body_is_new=True), dict(body_is_new=True, body_code=""), ("/body",)),
    Edge("R-184", registration_facts, {}, dict(settings={**DEFAULTS, "pub.new_body_restarts": False}), ("/notice",)),
    Edge("R-184a", registration_facts, dict(settings={**DEFAULTS, "pub.new_body_restarts": False}), {}, ("/notice",)),
    Edge("R-137", registration_facts, {}, dict(report_flagged=True), ("/report",)),
    Edge("R-137", registration_facts,
         dict(report_flagged=True, settings={**DEFAULTS, "vvb.false_report_stops": False}),
         dict(report_flagged=True), ("/report",)),
    # an approval
    Edge("R-22", approval_facts, {}, dict(need_open=False), ("/need",)),
    Edge("R-22a", approval_facts, dict(staff=10), dict(staff=9), ("/staff",)),
    Edge("R-22a", approval_facts, dict(experienced=5), dict(experienced=4), ("/experienced",)),
    Edge("R-22a", approval_facts, dict(staff=12, experienced=12), dict(staff=12, experienced=13), ("/experienced",)),
    Edge("R-22a", approval_facts, dict(staff=None, experienced=None), dict(staff=9, experienced=9), ("/staff",)),
    Edge("R-22b", approval_facts, {}, dict(declared=DECLARED - {"funds"}), ("/funds",)),
    Edge("R-22b", approval_facts, dict(declared=None), dict(declared=DECLARED - {"record", "system"}),
         ("/system", "/record")),
    Edge("R-22c", approval_facts, {}, dict(other_live=True), ("/sector",)),
    Edge("R-22d", approval_facts, {}, dict(consented_on=None), ("/consented_on",)),
    Edge("R-25", approval_facts, dict(today=D(2026, 3, 31), report_year=2025),
         dict(today=D(2026, 4, 1), report_year=2025), ("/year",)),
    Edge("R-25a", approval_facts, dict(report_year=2025), dict(report_year=2026), ("/year",)),
    Edge("R-26", approval_facts, dict(valid_to=D(2026, 5, 31)), dict(valid_to=D(2026, 6, 1)), ("/valid_to",)),
    Edge("R-26", approval_facts, dict(valid_to=D(2026, 5, 31)), dict(valid_to=None), ("/valid_to",)),
    Edge("R-26a", approval_facts, dict(valid_to=D(2026, 6, 1)), dict(valid_to=D(2026, 5, 31)), ("/valid_to",)),
)
