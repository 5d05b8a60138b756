"""One cell to the value of its field, with every step from what was written to what is taken."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from app.fields.units import times
from app.fields.values import SERIAL, normal
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.records import Field, read_field

Step = tuple[str, str, str]                                 # (kind of change, from, to)
NOTHING = {"-", "--", "—", "——", "/", "\\", "无", "n/a", "na"}
EXACT_DIGITS = 15                                           # of a number cell; a spreadsheet drops what is beyond
WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
CODE = re.compile(r"[\w\-./# ]+", re.ASCII)
MONTH = re.compile(r"(\d{4})(?:(?=\d{2}$)|\s*[-/.年]\s*)(\d{1,2})\s*月?(?:[-/.]0?1)?")
CHANGES = {
    "wide": ("全角改为半角", "full-width to plain"), "grouped": ("去掉千位分隔", "thousands separators dropped"),
    "unit": ("换算单位", "unit converted"), "rounded": ("换算单位（第18位小数止）", "unit converted, to 18 decimals"),
    "date": ("日期写法", "writing of a day"), "serial": ("表格日期序号", "serial number of a day"),
    "month": ("月份写法", "writing of a month"), "word": ("选项文字", "word for a choice"),
    "own_word": ("选项文字", "word for a choice"), "number": ("数字按文字收录", "number taken as text"),
    "dash": ("占位符按空白处理", "a dash taken as nothing"), "merged": ("合并单元格的值", "value of a merged range")}


def read_cell(field: Field, text: str, kind: str, by: Fraction = Fraction(1)
              ) -> tuple[str | None, list[Step], tuple[str, str] | None]:
    """(value or None, every step that changed it, (zh, en) of what is wrong or None). kind: of the cell, t n d b."""
    steps: list[Step] = []
    if plain_dash(field, text):
        steps, text = [("dash", text, "")], ""
    if field.kind in ("text", "longtext"):
        if kind == "n" and len(text.lstrip("-").replace(".", "").strip("0")) > EXACT_DIGITS:
            return None, [], digits_lost(field)
        said = _as_text(field, text, kind, steps)
    else:
        said = normal(field, text)
        if said != text.strip():
            steps.append((KIND_OF[field.kind](field, text, said), text, said))
        if by != 1 and read_decimal(said) is not None:
            converted, exact = times(said, by)
            steps.append(("unit" if exact else "rounded", said, converted))
            said = converted
    value, problem = read_field(field, said)
    return value, [] if problem else steps, problem


def digits_lost(field: Field) -> tuple[str, str]:
    return (f"{field.zh}：存成了数字，第{EXACT_DIGITS}位以后已丢失；请把该列设为文本后重新填写。",
            f"{field.en}: kept as a number, what is beyond {EXACT_DIGITS} digits is lost; make it text, type it again.")


def plain_dash(field: Field, text: str) -> bool:
    """A sign for nothing, in a column where no such thing is a value."""
    return field.kind not in ("text", "longtext") and text.strip().casefold() in NOTHING and not field.words


def _as_text(field: Field, text: str, kind: str, steps: list[Step]) -> str:
    """Text stays as it was written, with its leading zeros. Changed: numbers, months, codes in full-width signs."""
    said = text
    if re.fullmatch(r"\d{4}-\d{2}", field.example) and (found := MONTH.fullmatch(unicodedata.normalize("NFKC", text))):
        said = f"{found[1]}-{int(found[2]):02}"
        if said != text:
            steps.append(("month", text, said))
    elif kind == "n":
        steps.append(("number", text, text))
    elif WIDE.search(text) and CODE.fullmatch(plain := unicodedata.normalize("NFKC", text)):
        said = plain
        steps.append(("wide", text, said))
    return said.strip()


def _number(field: Field, text: str, said: str) -> str:
    return "grouped" if "," in text and text.isascii() else "wide" if not text.isascii() else "grouped"


def _day(field: Field, text: str, said: str) -> str:
    return "serial" if SERIAL.fullmatch(unicodedata.normalize("NFKC", text)) else "date"


def _word(field: Field, text: str, said: str) -> str:
    return "own_word" if any(text.strip() in (zh, en) for _, zh, en in field.words) else "word"


KIND_OF: dict[str, Callable[[Field, str, str], str]] = {
    "decimal": _number, "integer": _number, "date": _day, "choice": _word, "yesno": _word}


def number_of(text: str) -> Decimal | None:
    """The number in a cell, for sums; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return read_decimal(plain.removeprefix("+"))
