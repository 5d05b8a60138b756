"""Salt marsh, seagrass and check dam: drafts without a calculator, each statement with its confidence."""
from __future__ import annotations

from datetime import date

import pytest

from methodologies.kernel.catalogue import collect, find
from methodologies.kernel.rules import LIKELY, REFUSE, SURE, UNSURE, Refusal

CODES = ("CCER-14-003-V01", "CCER-14-004-V01", "CCER-14-005-V01")
DRAFTS = tuple(find(code) for code in CODES)
each_draft = pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.code)


@each_draft
def test_a_draft_is_whole_and_calculates_nothing(draft):
    collect([draft])

    assert (draft.status, draft.in_force_from, draft.chapters) == ("draft", None, ())
    for chapter in ("estimate", "accounting"):
        with pytest.raises(Refusal) as refusal:
            draft.chapter(chapter)
        assert [b.rule.id for b in refusal.value.broken] == ["NO_CALCULATOR"]


@each_draft
def test_an_estimate_of_a_draft_is_refused_with_the_reason(draft):
    with pytest.raises(Refusal, match="NO_CALCULATOR"):
        draft.estimate_of({}, (), date(2026, 7, 1))


@each_draft
def test_everything_said_is_in_both_languages_with_its_confidence(draft):
    said = (*draft.about, *draft.rules, *draft.design)

    assert all(each.zh and each.en and each.zh != each.en for each in said)
    assert all(each.source.confidence in (SURE, LIKELY, UNSURE) for each in (*draft.about, *draft.rules))
    assert all(rule.source.confidence is SURE for rule in draft.rules if rule.grade is REFUSE)


def test_only_the_code_of_the_check_dam_is_not_sure():
    assert {draft.code: str(draft.identity.code) for draft in DRAFTS} == dict(zip(CODES, ("sure", "sure", "unsure")))
    assert {draft.identity.title for draft in DRAFTS} == {SURE}


def test_no_soil_rate_of_another_source_is_taken_for_the_text_s():
    told = {draft.code: [each.source.confidence for each in draft.about if "tC/ha/yr" in each.en] for draft in DRAFTS}

    assert told == {"CCER-14-003-V01": [LIKELY], "CCER-14-004-V01": [LIKELY], "CCER-14-005-V01": []}


def test_the_deduction_of_the_check_dam_is_one_per_cent():
    assert [(each.en, each.source.confidence) for each in find("CCER-14-005-V01").about if "1 %" in each.en] == [
        ("The non-permanence deduction is 1 %.", SURE)]


def test_the_first_salt_marsh_project_fits_what_is_known():
    marsh = find("CCER-14-003-V01")
    said = dict(crediting_from="2023-01-01", crediting_to="2062-12-31", cover_percent="0", bare_or_freed="yes",
                every_holder_agrees="yes", additionality="exempt")

    assert {b.rule.id for b in marsh.check_design(said)} == {"INPUT"}  # what else a design document states
    assert marsh.crediting.max_years == 40 and marsh.additionality == ("exempt",)
    assert 679_997 // 40 == 16_999
