"""公民身份号码 (GB 11643-1999): 18 characters: place, day of birth, order, check character by ISO 7064 MOD 11-2."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.parties.credit_code import PROVINCES
from methodologies.kernel.rules import INPUT, Broken

WEIGHTS = tuple(2 ** (17 - n) % 11 for n in range(17))
CHECKS = "10X98765432"
FORM = re.compile(r"[0-9]{17}[0-9X]")


def check_character(first17: str) -> str:
    """The 18th character. ValueError for anything but 17 digits."""
    if not (len(first17) == 17 and first17.isascii() and first17.isdigit()):
        raise ValueError("17 digits are asked for")
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def problems(number: str, today: date) -> tuple[Broken, ...]:
    """Every part of the number that is wrong; none when it may be used."""
    if not FORM.fullmatch(number):
        return (_at("公民身份号码为18位，前17位为数字，末位为数字或X。",
                    "An identity number has 17 digits and a last digit or X."),)
    return tuple(_parts(number, today))


def _parts(number: str, today: date) -> Iterator[Broken]:
    if number[:2] not in PROVINCES - {"10"}:
        yield _at("公民身份号码前两位不是省级行政区划码。", "Its first two digits name no province.")
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        born = date.max
    if not date(1900, 1, 1) <= born <= today:
        yield _at("公民身份号码第7至14位不是出生日期。", "Its digits 7 to 14 are no day of birth.")
    if check_character(number[:17]) != number[17]:
        yield _at("公民身份号码的校验码（第18位）不正确。", "Its check character, the 18th, is wrong.")


def masked(number: str) -> str:
    """370202199001011234 → 3702**********1234"""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else "*" * len(number)


def _at(zh: str, en: str) -> Broken:
    return INPUT.at("/id_number", zh, en)
