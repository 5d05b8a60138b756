"""The catalogue refuses what is not whole, and a case that does not come out stops the calculation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tonnes.builders import WIND, accounting, year

# --- the catalogue


def test_the_catalogue_knows_what_lies_in_the_tree():
    from methodologies.kernel.catalogue import catalogue, find

    assert find("CCER-01-002-V01") is WIND and {"CCER-01-001-V01", "CCER-01-002-V01"} <= catalogue().keys()


@pytest.mark.parametrize(
    "known, sentence",
    [
        ({"cases": ()}, "in force without a worked case"),
        ({"status": "final"}, "is none of"),
        ({"in_force_from": None}, "in force from no day"),
        ({"reconstructed": "正文未取得"}, "in force with formulas that are reconstructed"),
        ({"code": "CCER-99-999-V01"}, "is of CCER-01"),
        ({"rules": (replace(WIND.rules[0], source=None),)}, "OW-1 without source"),
        ({"rules": (WIND.rules[0], replace(WIND.rules[0], zh="二"))}, "twice"),
        ({"rules": (replace(WIND.rules[0], en=""),)}, "both languages"),
        ({"monitoring_link": "always"}, "monitoring_link 'always' is none of none, optional, required"),
    ],
)
def test_a_methodology_that_is_not_whole_stops_the_start(known, sentence):
    from methodologies.kernel.catalogue import CatalogueError, collect

    with pytest.raises(CatalogueError, match=sentence):
        collect([replace(WIND, **known)])


def test_two_with_one_code_stop_the_start():
    from methodologies.kernel.catalogue import CatalogueError, collect

    with pytest.raises(CatalogueError, match="CCER-01-002-V01 is declared twice"):
        collect([WIND, replace(WIND)])


def test_a_methodology_whose_case_does_not_come_out_may_not_calculate():
    from methodologies.kernel.cases import CaseFailed

    wrong = replace(WIND, cases=(replace(WIND.cases[0], tonnes=576846),))

    with pytest.raises(CaseFailed, match="meter-errors: 576845 t, printed 576846 t"):
        wrong.work("accounting", accounting(year()))
    assert replace(wrong, status="draft").work("accounting", accounting(year())).tonnes == 618


def test_every_rule_and_document_of_the_methodology_is_whole():
    ids = {rule.id for rule in WIND.all_rules}

    assert {
        "OW-1",
        "OW-2",
        "OW-6",
        "M1",
        "M8",
        "CP-1",
        "EF_TABLE_MISSING",
        "NEGATIVE_ER",
        "GEC_RULE_UNCONFIRMED",
    } <= ids
    assert {rule for document in WIND.documents for rule in document.rules} <= ids
    assert [point.id for point in WIND.key_points] == [f"V{n}" for n in range(1, 9)]
    assert (WIND.crediting.max_years, WIND.additionality, WIND.type_code) == (10, ("exempt",), "A0201")


def test_every_meaning_is_there_in_both_languages():
    fields = [f for each in (*WIND.design, *WIND.records) for f in (getattr(each, "fields", ()) or (each,))]
    said = [
        *fields,
        *WIND.design,
        *WIND.records,
        *WIND.documents,
        *WIND.duties,
        *WIND.key_points,
        *WIND.settings,
        *WIND.cases,
    ]

    assert all(each.zh and each.en and each.zh != each.en for each in said)
    assert all(bool(each.help_zh) == bool(each.help_en) for each in fields)


def test_every_choice_that_a_text_leaves_open_is_a_setting_of_the_registry():
    """Whoever accounts through the registry reads its settings; one that is missing there could not be chosen."""
    from methodologies.kernel.catalogue import catalogue
    from workflows.settings import DEFAULTS

    left_open = {s.name: s.default for m in catalogue().values() if m.status == "in_force" for s in m.settings}

    assert {name: str(DEFAULTS[name]) for name in left_open} == left_open
