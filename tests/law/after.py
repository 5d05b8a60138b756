"""Edges of what comes after registration: approvals of bodies, projects, sanctions."""
from datetime import date

from tests.edges import Edge
from tests.law.builders import (
    approval_facts,
    case_facts,
    issuance_facts,
    measure_facts,
    project_facts,
    registration_facts,
)
from workflows.application import Approval
from workflows.approval import CONDITIONS
from workflows.sanctions import Ordered
from workflows.settings import DEFAULTS

D = date
# they hold at another moment, for another kind of dossier, or by another setting
ELSEWHEN = {"R-26", "R-26b", "R-184a", "R-191c", "R-203b", "H-33", "H-35", "H-36"}
DECLARED = frozenset(key for key, _, _ in CONDITIONS)
HEIR = dict(kind="owner", new_owner="N", new_owner_fit=True)
OTHER_SECTOR = dict(body_approvals=(Approval("14", D(2024, 6, 1)),))

def fined(amount, ground="R-128", day=D(2026, 1, 10)):
    return dict(ground=ground, committed_on=day, measures=(Ordered("/m", "fine", amount=amount),))


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
    # a registered project
    Edge("R-191f", issuance_facts, dict(change_open="B"), dict(change_open="C"), ("/project",)),
    Edge("R-191f", issuance_facts, dict(change_open="A"), dict(change_open="owner"), ("/project",)),
    Edge("R-191g", issuance_facts, dict(change_open="B", change_judged=True), dict(change_open="B"), ("/project",)),
    Edge("R-191", project_facts, dict(change_due=D(2026, 6, 1)), dict(change_due=D(2026, 5, 31)), ("/changed_on",)),
    Edge("R-191a", project_facts, dict(changed_on=D(2026, 6, 1)), dict(changed_on=D(2026, 6, 2)), ("/changed_on",)),
    Edge("R-191b", project_facts, dict(body_in_scope=False), dict(body_needed=True, body_in_scope=False), ("/body",)),
    Edge("R-191c", project_facts, dict(kind="B"), dict(kind="A"), ("/kind",)),
    Edge("R-191c", project_facts, dict(kind="owner"),
         dict(kind="owner", settings={**DEFAULTS, "change.owner_judged": False}), ("/kind",)),
    Edge("R-191d", project_facts, {}, dict(body_in_scope=False), ("/body",)),
    Edge("R-191e", project_facts, dict(kind="C", judged=True), dict(kind="C"), ("/kind",)),
    Edge("R-203", project_facts, HEIR, dict(kind="owner", new_owner="N"), ("/new_owner",)),
    Edge("R-203", project_facts, {}, dict(kind="A", new_owner="N", new_owner_fit=True), ("/new_owner",)),
    Edge("R-203", project_facts, HEIR, dict(kind="owner", new_owner_fit=True), ("/new_owner",)),
    Edge("R-203a", project_facts, dict(kind="owner", agreed=True), dict(kind="owner"), ("/new_owner",)),
    Edge("R-203b", project_facts, dict(kind="owner"), dict(kind="owner", agreed=True), ("/kind",)),
    Edge("R-203b", project_facts, dict(kind="owner"), dict(kind="C"), ("/kind",)),
    Edge("R-68", project_facts, {}, dict(open_reductions=("/reductions/RA-1",)), ("/reductions/RA-1",)),
    Edge("R-70", project_facts, {}, dict(revocation_ordered=False), ("/order",)),
    # a case and its measures
    Edge("H-50", case_facts, dict(office="regulator"), dict(office="market_supervision"), ("/ground",)),
    Edge("H-50", case_facts, dict(ground="R-131", office="market_supervision"), dict(ground="R-131"), ("/ground",)),
    Edge("H-51", case_facts, dict(measures=(Ordered("/m", "bar"),)), dict(measures=(Ordered("/m", "stop_body"),)),
         ("/m",)),
    Edge("H-51", case_facts, dict(measures=(Ordered("/m", "revoke_project", target_known=True),)),
         dict(measures=(Ordered("/m", "revoke_project"),)), ("/m",)),
    Edge("H-51", case_facts, dict(ground="R-129", measures=(Ordered("/m", "order_cancel", quantity=1),)),
         dict(ground="R-129", measures=(Ordered("/m", "order_cancel"),)), ("/m",)),
    Edge("H-52", case_facts, {}, dict(heard=False), ("/statement",)),
    Edge("R-136", case_facts, fined(10_000), fined(9_999), ("/m",)),
    Edge("R-136", case_facts, fined(100_000), fined(100_001), ("/m",)),
    Edge("R-136", case_facts, fined(50_000, "R-129"), fined(49_999, "R-129"), ("/m",)),
    Edge("R-136", case_facts, fined(200_000, "R-131"), fined(200_001, "R-131"), ("/m",)),
    Edge("R-136", case_facts, fined(10_000, day=D(2023, 10, 19)), fined(10_000, day=D(2023, 10, 18)), ("/m",)),
    Edge("R-136", case_facts, {}, fined(50_000, "R-132"), ("/m",)),
    Edge("H-30", case_facts, {}, dict(measures=()), ("/measures",)),
    Edge("H-31", case_facts, {}, fined(10_000), ("/m",)),
    Edge("H-32", measure_facts, {}, dict(case_decided=False), ("/case",)),
    Edge("H-33", measure_facts, dict(case_decided=False), {}, ("/case",)),
    Edge("H-34", measure_facts, dict(kind="bar"), dict(kind="fine"), ("/kind",)),
    Edge("H-35", measure_facts, dict(kind="fine"), dict(kind="bar"), ("/kind",)),
    Edge("H-36", measure_facts, dict(kind="bar"), dict(kind="fine"), ("/kind",)),
    Edge("H-37", measure_facts, dict(kind="fine"), dict(kind="bar"), ("/kind",)),
    Edge("R-129a", measure_facts, dict(act_known=False), dict(kind="order_cancel", act_known=False), ("/act",)),
    Edge("H-38", measure_facts, dict(due_on=D(2026, 5, 31)), dict(due_on=D(2026, 6, 1)), ("/due_on",)),
    Edge("R-128c", measure_facts, dict(ends_on=D(2026, 6, 1)), dict(ends_on=D(2026, 6, 2)), ("/ends_on",)),
    Edge("R-26a", approval_facts, dict(valid_to=D(2026, 6, 1)), dict(valid_to=D(2026, 5, 31)), ("/valid_to",)),
)
