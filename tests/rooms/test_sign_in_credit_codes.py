"""统一社会信用代码: the check character, and the kind of body."""
from __future__ import annotations

from datetime import date

import pytest

from app.parties import service
from app.parties.credit_code import ALPHABET, KINDS, check_character, problems
from methodologies.kernel.rules import NotFound, Refusal
from tests.edges import Edge


def coded(first17: str) -> str:
    return first17 + check_character(first17)


def code_of(code=coded("91370200123456789")):
    return code


EDGES = (
    Edge("CC-1", code_of, {}, dict(code=code_of()[:17]), ("/credit_code",)),
    Edge("CC-1", code_of, {}, dict(code=code_of().replace("8", "I")), ("/credit_code",)),
    Edge("CC-2", code_of, dict(code=coded("Y1370200123456789")), dict(code=coded("B1370200123456789")),
         ("/credit_code",)),
    Edge("CC-2a", code_of, dict(code=coded("N2370200123456789")), dict(code=coded("N4370200123456789")),
         ("/credit_code",)),
    Edge("CC-4", code_of, dict(code=coded("91650100123456789")), dict(code=coded("91660100123456789")),
         ("/credit_code",)),
    Edge("CC-4", code_of, dict(code=coded("12100000123456789")), dict(code=coded("12A00000123456789")),
         ("/credit_code",)),
    Edge("CC-3", code_of, {}, dict(code=code_of().replace("2345", "2354")), ("/credit_code",)),
)


def test_the_check_character_is_31_minus_the_weighted_sum_modulo_31():
    first17 = "1" + "0" * 16

    assert check_character(first17) == ALPHABET[31 - 1]
    assert check_character("0" * 17) == "0"


@pytest.mark.parametrize("prefix, kind", [
    ("91", "企业"), ("93", "农民专业合作社"), ("11", "机关"), ("12", "事业单位"), ("51", "社会团体"),
    ("52", "民办非企业单位"), ("53", "基金会"), ("54", "基层群众性自治组织"), ("N1", "组级集体经济组织"),
    ("N2", "村级集体经济组织"), ("N3", "乡镇级集体经济组织")])
def test_the_first_two_characters_name_the_kind_of_body(prefix, kind):
    code = coded(f"{prefix}370200123456789")

    assert problems(code) == ()
    assert KINDS[prefix][0] == kind


def test_each_wrong_character_is_found():
    code = coded("9137020012345678X")

    for place in range(17):
        for other in ALPHABET:
            changed = code[:place] + other + code[place + 1:]
            if other != code[place]:
                assert "CC-3" in [b.rule.id for b in problems(changed)]


def test_a_code_of_a_county_of_the_law_s_own_example_holds():
    assert problems("91350100M000100Y43") == ()         # GB 32100-2015, annex: the worked example


def test_every_wrong_part_is_named_at_once():
    wrong = "B1990200123456789"

    assert [b.rule.id for b in problems(wrong + "0")] == ["CC-2", "CC-4", "CC-3"]
    assert "第1位" in problems(wrong + "0")[0].zh and "第3至8位" in problems(wrong + "0")[1].zh


@pytest.mark.parametrize("code", ["", "9137020012345678", "9137020012345678XOI", "91370200123456I8X0",
                                  "９１370200123456789"])
def test_what_is_no_credit_code_breaks_the_rule_on_form_alone(code):
    assert [b.rule.id for b in problems(code)] == ["CC-1"]


def test_an_unknown_kind_is_refused():
    assert [b.rule.id for b in problems(coded("01370200123456789"))] == ["CC-2"]


def test_an_organisation_is_known_once_by_its_code(db_url):
    code = coded("9137020012345678X")
    service.add_organisation(name_zh="某某公司", kind="owner", credit_code=code.lower())

    with pytest.raises(Refusal) as refusal:
        service.add_organisation(name_zh="", kind="bank", credit_code=code)

    assert {b.where for b in refusal.value.broken} == {"/credit_code", "/name_zh", "/kind"}


def test_only_a_body_can_be_approved(db_url):
    owner = service.add_organisation(name_zh="某某公司", kind="owner", credit_code=coded("9137020012345678X"))

    with pytest.raises(NotFound):
        service.add_approval(owner, sector="01", number="CNCA-R-2026-001", approved_on=date(2026, 1, 1))
