"""What a certificate says: one canonical text, read back strictly, and never at odds with itself."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import rfc8785

from app.certificates import content as contents
from app.certificates.content import Block, Kind
from app.certificates.numerals import capital, capital_tonnes
from app.ledger.serials import serial_text
from methodologies.kernel.rules import Refusal, Unreadable
from tests.promises.certificates import with_years

YEARS = {2022: 350_000, 2023: 226_845}


@pytest.mark.parametrize(("number", "words"), [
    (0, "零"), (1, "壹"), (10, "壹拾"), (11, "壹拾壹"), (20, "贰拾"), (100, "壹佰"), (101, "壹佰零壹"),
    (110, "壹佰壹拾"),
    (1_001, "壹仟零壹"), (1_010, "壹仟零壹拾"), (1_100, "壹仟壹佰"), (9_999, "玖仟玖佰玖拾玖"), (10_000, "壹万"),
    (10_001, "壹万零壹"), (10_500, "壹万零伍佰"), (100_000, "壹拾万"), (203_000, "贰拾万叁仟"),
    (576_845, "伍拾柒万陆仟捌佰肆拾伍"),
    (1_000_001, "壹佰万零壹"), (99_999_999, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖"), (100_000_000, "壹亿"),
    (100_000_001, "壹亿零壹"), (100_010_000, "壹亿零壹万"), (1_005_000_000, "壹拾亿零伍佰万"), (10**12, "壹万亿"),
    (1_200_000_000_000, "壹万贰仟亿"), (10**12 + 1, "壹万亿零壹")])
def test_capital_numerals_are_those_of_the_rules_for_bank_papers(number, words):
    assert capital(number) == words


def test_no_two_quantities_share_their_capital_numerals():
    numbers = {*range(12_000), *(n * 9_973 for n in range(12_000)), *(10**k + d for k in range(16) for d in (0, 1, 10))}

    assert len({capital(n) for n in numbers}) == len(numbers)


@pytest.mark.parametrize("number", [-1, 10**16])
def test_a_number_without_capital_numerals_is_refused(number):
    with pytest.raises(ValueError):
        capital(number)


def test_a_content_is_read_back_as_it_was_written():
    said = with_years(YEARS)

    data = contents.to_bytes(said)

    assert contents.read(data) == said
    assert rfc8785.dumps(json.loads(data)) == data
    assert json.loads(data)["tonnes_capital"] == capital_tonnes(576_845) == "伍拾柒万陆仟捌佰肆拾伍吨"


@pytest.mark.parametrize(("change", "where"), [
    ({"tonnes": "576845"}, "/tonnes"), ({"tonnes": 576845.0}, ""), ({"tonnes": True}, "/tonnes"),
    ({"kind": "gift"}, "/kind"), ({"remark": "x"}, "/remark"), ({"format": "other/1"}, "/format"),
    ({"issued_on": "2026-11-31"}, "/issued_on"), ({"issued_on": "20261123"}, "/issued_on"),
    ({"blocks": {}}, "/blocks"), ({"demonstration": 1}, "/demonstration"),
    ({"tonnes_capital": "伍拾柒万陆仟捌佰肆拾陆吨"}, "/tonnes_capital"), ({"tonnes_capital": None}, "/tonnes_capital")])
def test_a_text_that_is_not_of_the_format_is_refused_with_its_place(change, where):
    plain = json.loads(contents.to_bytes(with_years(YEARS))) | change
    text = json.dumps(plain).encode() if where == "" else rfc8785.dumps(plain)

    with pytest.raises(Refusal) as refusal:
        contents.read(text)

    assert [broken.where for broken in refusal.value.broken] == [where]


def test_every_wrong_place_is_named_at_once():
    plain = json.loads(contents.to_bytes(with_years(YEARS)))
    plain["project"]["code"], plain["blocks"][1]["year"] = 7, "2023"
    del plain["holder"]["account"]

    with pytest.raises(Unreadable) as refusal:
        contents.read(rfc8785.dumps(plain))

    assert {broken.where for broken in refusal.value.broken} == {"/project/code", "/blocks/1/year", "/holder/account"}


@pytest.mark.parametrize("text", [
    b'{"a":1,"a":1}', b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":NaN}', b"[" * 100_000, b"\xff", b""])
def test_json_with_a_second_reading_is_unreadable(text):
    with pytest.raises(Unreadable):
        contents.strict_json(text)


def test_a_block_of_the_last_serial_is_taken_and_one_more_is_refused():
    said = with_years({2023: 1000})
    whole, longer = said.blocks[0], replace(said.blocks[0], last=1001)

    assert replace(said, blocks=(whole,)).tonnes == 1000
    with pytest.raises(Refusal) as refusal:
        replace(said, blocks=(longer,))
    assert [broken.where for broken in refusal.value.broken] == ["/blocks/0", "/blocks/0/serial"]


@pytest.mark.parametrize(("change", "where"), [
    ({"tonnes": 576_846}, "/tonnes"), ({"number": "ZX-2026-000001"}, "/number"), ({"number": "QF-2026-1"}, "/number"),
    ({"worksheet_sha256": "AB" * 32}, "/worksheet_sha256"), ({"registration": " "}, "/registration"),
    ({"kind": Kind.RETIREMENT}, "/kind")])
def test_a_content_at_odds_with_itself_cannot_be_made(change, where):
    with pytest.raises(Refusal) as refusal:
        replace(with_years(YEARS), **change)

    assert [broken.where for broken in refusal.value.broken] == [where]


def test_blocks_of_one_year_may_touch_but_not_overlap():
    block = lambda lo, hi: Block(2023, lo, hi, hi - lo + 1, serial_text("A210001", 2023, 1, lo, hi))
    said = with_years({2023: 100})

    assert replace(said, blocks=(block(1, 50), block(51, 100))).by_year() == {2023: 100}
    with pytest.raises(Refusal) as refusal:
        replace(said, blocks=(block(1, 50), block(50, 99)))
    assert [broken.where for broken in refusal.value.broken] == ["/blocks"]


def test_a_year_outside_the_period_is_refused():
    said = with_years(YEARS)

    with pytest.raises(Refusal) as refusal:
        replace(said, period=replace(said.period, first_day=date(2023, 1, 1)))

    assert [broken.where for broken in refusal.value.broken] == ["/blocks/0/year"]
