"""Fields and records: what a methodology asks a project to write down. The reader judges shape, never law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .dates import read_day
from .reader import decimal_text, pointer, read_decimal
from .rules import INPUT, Broken

KINDS = ("text", "longtext", "decimal", "integer", "date", "choice", "yesno")
LONGEST = {"text": 300, "longtext": 20_000}
YES_NO = (("yes", "是", "Yes"), ("no", "否", "No"))


@dataclass(frozen=True)
class Field:
    """One thing to be written down. Values travel as JSON strings: canonical decimals, ISO dates, "yes" | "no".

    `minimum`, `maximum`: bounds of a number, both included. `decimals`: how many decimals at least must be written.
    `symbol`: the symbol of the text that the field holds. `publication`: public | redacted | private, where it starts.
    """

    name: str
    zh: str
    en: str
    kind: str
    unit: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()
    required: bool = True
    help_zh: str = ""
    help_en: str = ""
    symbol: str = ""
    publication: str = "public"
    example: str = ""
    minimum: str = ""
    maximum: str = ""
    decimals: int = 0
    longest: int = 0  # characters of a text, where it is less than LONGEST

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.zh or not self.en or self.zh == self.en:
            raise ValueError(f"{self.name}: a field has a kind and a name in both languages")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"{self.name}: a choice, and only a choice, lists its words")

    @property
    def words(self) -> tuple[tuple[str, str, str], ...]:
        """(value, zh, en) of everything that may be chosen; empty for a free field."""
        return YES_NO if self.kind == "yesno" else self.choices


@dataclass(frozen=True)
class Record:
    """A table of rows: turbines, meters, readings. `key` names the field by which other tables refer to a row, or
    is ""."""

    name: str
    zh: str
    en: str
    key: str
    fields: tuple[Field, ...]
    min_rows: int = 1
    publication: str = "public"
    help_zh: str = ""
    help_en: str = ""


def read(
    fields: Iterable[Field | Record], data: Mapping[str, Any], where: str = ""
) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    """(what could be read, every problem with its JSON Pointer). What was refused or left out is absent from the
    first."""
    clean: dict[str, Any] = {}
    broken: list[Broken] = []
    if not isinstance(data, Mapping):
        return clean, (INPUT.at(where, "应为 JSON 对象。", "An object is asked for."),)
    fields = tuple(fields)
    for field in fields:
        place = where + pointer(field.name)
        if isinstance(field, Record):
            clean[field.name], problems = read_rows(field, data.get(field.name), place)
            broken += problems
        else:
            value, problem = read_field(field, data.get(field.name))
            if problem:
                broken.append(INPUT.at(place, *problem))
            elif value is not None:
                clean[field.name] = value
    for odd in sorted(str(key) for key in data.keys() - {field.name for field in fields}):
        broken.append(
            INPUT.at(where + pointer(odd), f"没有“{odd}”这一项。", f"Nothing called {odd!r} is asked for here.")
        )
    return clean, tuple(broken)


def read_rows(record: Record, given: Any, where: str) -> tuple[list[dict[str, Any]], list[Broken]]:
    given = [] if given is None else given
    if not isinstance(given, list):
        return [], [INPUT.at(where, f"{record.zh}：应为表格各行。", f"{record.en}: rows are asked for.")]
    clean, broken, keys = [], [], set()
    if len(given) < record.min_rows:
        broken.append(
            INPUT.at(
                where,
                f"{record.zh}：至少填写 {record.min_rows} 行。",
                f"{record.en}: at least {record.min_rows} rows are asked for.",
            )
        )
    for number, row in enumerate(given):
        one, problems = read(record.fields, row, f"{where}/{number}")
        broken += problems
        key = one.get(record.key)
        if key is not None and key in keys:
            broken.append(
                INPUT.at(
                    f"{where}/{number}/{record.key}",
                    f"{record.zh}：“{key}”重复。",
                    f"{record.en}: {key!r} is there twice.",
                )
            )
        keys.add(key)
        clean.append(one)
    return clean, broken


def read_field(field: Field, given: Any) -> tuple[str | None, tuple[str, str] | None]:
    """(canonical text or None, (zh, en) of the problem or None). Only spaces are stripped."""
    text = given.strip() if isinstance(given, str) else given
    if text is None or text == "":
        return None, (f"{field.zh}：必填。", f"{field.en}: is required.") if field.required else None
    if not isinstance(text, str):
        return not_that(field, "文字", "text", given)
    match field.kind:
        case "text" | "longtext":
            return read_text(field, text)
        case "decimal" | "integer":
            return read_number(field, text)
        case "date" if read_day(text) is None:
            return not_that(field, "存在的日期 YYYY-MM-DD", "a real date YYYY-MM-DD", text)
        case "choice" | "yesno" if text not in (allowed := [value for value, _, _ in field.words]):
            listed = "、".join(f"{zh}（{value}）" for value, zh, _ in field.words)
            return not_that(field, f"{listed}之一", f"one of {', '.join(allowed)}", text)
        case _:
            return text, None


def not_that(field: Field, zh: str, en: str, given: Any) -> tuple[None, tuple[str, str]]:
    shown = repr(given)[:60]
    return None, (f"{field.zh}：应为{zh}，而不是 {shown}。", f"{field.en}: {en} is asked for, not {shown}.")


def read_text(field: Field, text: str) -> tuple[str | None, tuple[str, str] | None]:
    longest = field.longest or LONGEST[field.kind]
    if len(text) > longest:
        return None, (f"{field.zh}：最多 {longest} 字。", f"{field.en}: at most {longest} characters.")
    if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in text):
        return None, (f"{field.zh}：含有不可见字符。", f"{field.en}: contains control characters.")
    return text, None


def read_number(field: Field, text: str) -> tuple[str | None, tuple[str, str] | None]:
    number: Decimal | None = read_decimal(text)
    if number is None or (field.kind == "integer" and "." in text):
        zh, en = ("整数", "a whole number") if field.kind == "integer" else ("十进制数", "a decimal number")
        unit = f" {field.unit}" if field.unit else ""
        return None, (
            f"{field.zh}：应为{zh}{unit}，不带千分位，而不是 {text!r:.60}。",
            f"{field.en}: {en}{unit} without thousands separators is asked for, not {text!r:.60}.",
        )
    low, high = (Decimal(bound) if bound else None for bound in (field.minimum, field.maximum))
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"{field.minimum or '…'} – {field.maximum or '…'} {field.unit}".strip()
        zh, en = f"超出范围 {span}", f"is outside {span}"
        if not field.maximum:
            zh, en = (f"{words} {field.minimum} {field.unit}".strip() for words in ("小于", "is less than"))
        return None, (f"{field.zh}：{text} {zh}。", f"{field.en}: {text} {en}.")
    if field.decimals and len(text.partition(".")[2]) < field.decimals:
        return None, (
            f"{field.zh}：至少写 {field.decimals} 位小数。",
            f"{field.en}: at least {field.decimals} decimals are asked for.",
        )
    return (
        text if field.decimals else decimal_text(number)
    ), None  # written decimals of a coordinate are its precision


# --- the same as JSON Schema

PATTERNS = {
    "decimal": r"^-?[0-9]{1,15}(\.[0-9]{1,18})?$",
    "integer": r"^-?[0-9]{1,15}$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}


def schema(fields: Iterable[Field | Record]) -> dict[str, Any]:
    """JSON Schema 2020-12 of an object with these fields and tables. It never refuses what `read` accepts; bounds,
    which are of numbers written as text, stand beside as x-minimum and x-maximum."""
    fields = tuple(fields)
    required = [each.name for each in fields if (each.min_rows if isinstance(each, Record) else each.required)]
    return {
        "type": "object",
        "properties": {each.name: _schema_of(each) for each in fields},
        "required": required,
        "additionalProperties": False,
    }


def _schema_of(each: Field | Record) -> dict[str, Any]:
    said: dict[str, Any] = {"title": each.zh, "description": each.en}
    if isinstance(each, Record):
        return said | {"type": "array", "minItems": each.min_rows, "items": schema(each.fields)}
    if each.words:
        said["enum"] = [value for value, _, _ in each.words]
    else:
        said |= {"type": "string"} | ({"pattern": PATTERNS[each.kind]} if each.kind in PATTERNS else {})
    marks = {"x-unit": each.unit, "x-symbol": each.symbol, "x-minimum": each.minimum, "x-maximum": each.maximum}
    return said | {name: text for name, text in marks.items() if text}
