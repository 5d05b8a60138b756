"""Sentences of letters of commitment: each has its words, and is kept, broken or for a person by the facts."""
from dataclasses import replace

import pytest

from workflows.commitments import SENTENCES, Facts, Standing
from workflows.documents import PAPERS

CLEAN = Facts(elsewhere_here=False, elsewhere_declared=False, found_false=False, certificates_left_out=True,
              measure_overdue=False)


def standings(facts: Facts) -> list[str]:
    return [each.stands(facts).key for each in SENTENCES]


def test_every_paragraph_of_every_letter_is_a_sentence():
    for paper in ("commitment_letter", "reduction_commitment_letter"):
        assert [each.n for each in SENTENCES if each.paper == paper] == list(range(len(PAPERS[paper].zh_text)))


def test_what_no_program_sees_is_never_called_kept():
    assert standings(CLEAN) == ["judge", "judge", "kept", "judge", "kept"]


@pytest.mark.parametrize("fact, broken", [
    (dict(elsewhere_here=True), [0]), (dict(elsewhere_declared=True), [0]), (dict(found_false=True), [1, 3]),
    (dict(certificates_left_out=False), [3]), (dict(measure_overdue=True), [2, 4])])
def test_a_fact_breaks_the_sentences_that_promise_the_contrary(fact, broken):
    assert [n for n, word in enumerate(standings(replace(CLEAN, **fact))) if word == "broken"] == broken


def test_a_standing_has_both_languages():
    assert all(each.zh and each.en and each.zh != each.en for each in Standing)
