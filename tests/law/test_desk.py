"""The registry's desk: the list, the one supplement, experts, and applying again."""
from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.rules import Refusal
from tests.edges import Edge
from tests.law.builders import again_facts, design_facts, issuance_facts, registration_facts
from workflows import registration
from workflows.completeness import GAP, ITEMS, THERE, Judgement, notice_of, standing
from workflows.design_checks import Energy
from workflows.documents import DESIGN, REPORT, SLOTS
from workflows.engine import Actor
from workflows.issuance import ISSUANCE
from workflows.registration import REGISTRATION
from workflows.settings import DEFAULTS

D = date
TWICE = {**DEFAULTS, "review.evaluation_max": 2, "review.evaluation_experts": 4}
EDGES = (
    Edge("R-45a", registration_facts, {}, dict(items_open=("/review/annexes",)), ("/review/annexes",)),
    Edge("R-45b", registration_facts, {}, dict(gaps=("/review/chapter_b", "/review/annexes")),
         ("/review/chapter_b", "/review/annexes")),
    Edge("R-180b", registration_facts, dict(gaps=("/review/annexes",)), dict(gaps=()), ("/review",)),
    Edge("R-180c", registration_facts, dict(supplement_due=D(2026, 6, 1)), dict(supplement_due=D(2026, 5, 31)),
         ("/supplement",)),
    Edge("R-181", registration_facts, dict(evaluation_count=1, settings=TWICE), dict(evaluation_count=1),
         ("/evaluation",)),
    Edge("R-181a", registration_facts, dict(panel_free=3), dict(panel_free=3, settings=TWICE), ("/evaluation",)),
    Edge("R-181b", registration_facts, dict(opinions_open=1, evaluation_due=D(2026, 5, 31)),
         dict(opinions_open=1, evaluation_due=D(2026, 6, 1)), ("/evaluation",)),
    Edge("R-94a", registration_facts, dict(crediting_min_years=10), dict(crediting_min_years=11), ("/crediting_to",)),
    Edge("R-94a", registration_facts, dict(crediting_min_years=10, crediting_to=None),
         dict(crediting_min_years=18, crediting_from=D(2022, 3, 18), crediting_to=D(2040, 3, 16)), ("/crediting_to",)),
    Edge("R-157c", design_facts, dict(energy=(Energy("/export_mwh", Decimal(87840), 8784),), capacity_mw=Decimal(10)),
         dict(energy=(Energy("/export_mwh", Decimal(87841), 8784),), capacity_mw=Decimal(10)), ("/export_mwh",)),
    Edge("R-157c", design_facts, dict(energy=(Energy("/total", Decimal(2), 1),)),
         dict(energy=(Energy("/total", Decimal(2), 1),), capacity_mw=Decimal(1)), ("/total",)),
    Edge("R-69a", again_facts, dict(project_state="revoked"), dict(project_state="deregistered"), ("/project",)),
    *(Edge("R-69b", again_facts, dict(state=state), dict(state=registration.State.REGISTERED), ("/state",))
      for state in (registration.State.REFUSED, registration.State.WITHDRAWN, registration.State.TERMINATED)),
    Edge("H-41", again_facts, {}, dict(made_anew=True), ("/later",)),
)


def test_the_lists_point_at_documents_and_chapters_that_exist():
    chapters = {f"/sections/{section.code[0]}" for template in (DESIGN, REPORT) for section in template.sections}
    known = chapters | {f"/documents/{key}" for key in SLOTS} | {"/comments"}

    assert {at for items in ITEMS.values() for item in items for at in item.about} <= known
    assert len({item.key for items in ITEMS.values() for item in items}) == sum(map(len, ITEMS.values()))


def test_every_paper_that_the_rules_ask_for_is_on_the_list():
    papers = {stage: {at for item in items for at in item.about} for stage, items in ITEMS.items()}

    assert {f"/documents/{key}" for key in registration_facts().documents} <= papers["registration"]
    assert {f"/documents/{key}" for key in issuance_facts().documents} <= papers["issuance"]


def test_a_gap_is_open_again_once_it_was_answered_and_the_rest_stands():
    said = (Judgement("annexes", 0, GAP, "环评批复缺页。"), Judgement("chapter_a", 0, THERE))

    before, after = ({j.item.key: (j.verdict, j.words, j.before) for j in standing("registration", said, n)}
                     for n in (0, 1))

    assert before["annexes"] == (GAP, "环评批复缺页。", "") and after["annexes"] == ("", "", "环评批复缺页。")
    assert before["chapter_a"] == after["chapter_a"] == (THERE, "", "")
    assert before["chapter_b"] == ("", "", "")


def test_what_is_judged_in_a_later_round_does_not_change_the_list_that_was_sent():
    said = (Judgement("annexes", 1, THERE), Judgement("annexes", 0, GAP, "环评批复缺页。"))

    sent, now = (next(j for j in standing("registration", said, n) if j.item.key == "annexes") for n in (0, 1))

    assert (sent.verdict, now.verdict) == (GAP, THERE)


def test_the_notice_says_each_gap_with_its_document_and_rule():
    gaps = [j for j in standing("issuance", [Judgement("vouchers", 0, GAP, "2024年7月结算凭证缺失。")], 0) if j.verdict]

    assert notice_of(gaps) == (
        "1. 附件：结算凭证、抄表记录、检定与校准报告，扫描清晰（D-10，R-83）：2024年7月结算凭证缺失。")


@pytest.mark.parametrize("stage", [REGISTRATION, ISSUANCE], ids=lambda stage: stage.name)
def test_nothing_is_registered_while_an_item_is_unjudged_or_a_gap_is_open(stage):
    builder = {"registration": registration_facts, "issuance": issuance_facts}[stage.name]
    state = stage.states.of("under_review")
    for known, rule in ((dict(items_open=("/review/x",)), "R-45a"), (dict(gaps=("/review/x",)), "R-45b")):
        with pytest.raises(Refusal) as refusal:
            stage.fire("register", state=state, actors={Actor.REGISTRY_OPERATOR}, facts=builder(**known))
        assert [b.rule.id for b in refusal.value.broken] == [rule]
