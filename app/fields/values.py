"""What people write, brought to its normal form before the kernel judges it: digits, dates, words.

Nothing is guessed: what has no clear normal form stays as it was written and is refused by the reader with its place.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from methodologies.kernel.records import Field

GROUPED = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?")
DASHED = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00(?:\.0+)?)?)?")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"[2-7]\d{4}(\.0+)?")                   # a spreadsheet's count of days, 1954 to 2119
FIRST_DAY = date(1899, 12, 30)                              # its day 0
CHINESE = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
YES = {"是", "有", "yes", "y", "true", "√"}
NO = {"否", "无", "no", "n", "false", "×"}


def normal(field: Field, text: str) -> str:
    """The normal form of `text` as a value of this field; unchanged, but for spaces at its ends, if there is none."""
    return NORMAL.get(field.kind, _words)(field, text.strip())


def _words(field: Field, text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(field: Field, text: str) -> str:
    """１，２３４．５ and 1,234.5 → 1234.5; a sign of + goes."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    return plain.removeprefix("+")


def _date(field: Field, text: str) -> str:
    """2026年1月5日, 2026/1/5, 2026.1.5, 20260105, 二〇二六年一月五日 and the serial 46027 → 2026-01-05"""
    plain = _arabic(unicodedata.normalize("NFKC", text))
    if SERIAL.fullmatch(plain):
        return (FIRST_DAY + timedelta(days=int(plain.split(".")[0]))).isoformat()
    match = DASHED.fullmatch(plain) or PLAIN.fullmatch(plain)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else text


def _arabic(text: str) -> str:
    """二〇二六年十一月二十三日 → 2026年11月23日"""
    if "年" not in text or not any(sign in text for sign in CHINESE):
        return text
    year, _, rest = text.partition("年")
    tens = re.sub(r"([一二三])?十([一二三四五六七八九])?",
                  lambda m: CHINESE.get(m[1], "1") + CHINESE.get(m[2], "0"), rest)
    return "".join(CHINESE.get(sign, sign) for sign in f"{year}年{tens}")


def _choice(field: Field, text: str) -> str:
    """A choice is named by its value, or by its words in either language."""
    said = _folded(text)
    if field.kind == "yesno" and said in YES | NO:
        return "yes" if said in YES else "no"
    for value, zh, en in field.words:
        if said in map(_folded, (value, zh, en)):
            return value
    return text


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


NORMAL: dict[str, Callable[[Field, str], str]] = {
    "decimal": _number, "integer": _number, "date": _date, "choice": _choice, "yesno": _choice}
