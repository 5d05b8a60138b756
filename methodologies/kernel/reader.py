"""Reads the input of a chapter: nested rows keyed by the symbols of the text. Every problem at once, each with its
place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .dates import read_day
from .parameters import PROJECT, WORD, Keys, Kind, Level, Quantity, Table
from .rules import INPUT, Broken

if TYPE_CHECKING:
    from .chapter import Chapter

DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,18})?\Z", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
DAYS = re.compile(r"(\d{2}-\d{2}|\d{4}-\d{2}-\d{2})\.\.(\d{2}-\d{2}|\d{4}-\d{2}-\d{2})\Z", re.ASCII)
FACT = ("value", "table", "published_on", "sha256")  # what a published value must carry
FACT_MAY = ("source", "purpose", "confidence", "fallback")  # what it may carry besides
PURPOSES = ("official", "provisional", "illustration")
NOTE = "note"  # every row may carry a remark
CONFIRMED = "confirmed"  # values that the text leaves open, as two people confirmed them, by symbol or table title


def decimal_text(x: Decimal) -> str:
    """The one text of a number: no exponent, no trailing zeros, no minus zero."""
    text = f"{x:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read_decimal(given: object) -> Decimal | None:
    """A decimal number as text, or None: floats, ints, exponents, full-width digits and NaN are no such text."""
    return Decimal(given) if isinstance(given, str) and DECIMAL.match(given) else None


def problem_of_value(thing: Quantity | Table, value: Any) -> tuple[str, str] | None:
    """(zh, en) of why this cannot be the confirmed value of what a text leaves open; None if it can. A table is
    confirmed as it is shipped: its value is its digest."""
    if isinstance(thing, Table):
        same = value == thing.digest
        return None if same else ("不是本表现有各行的摘要。", "This is not the digest of the table's present rows.")
    number = read_decimal(value)
    if number is None:
        return f"{thing.zh}：应为十进制数（{thing.unit}）。", f"{thing.en}: a decimal number ({thing.unit}) is needed."
    if not thing.admits(number):
        return f"{thing.zh}：{value} 超出范围。", f"{thing.en}: {value} is out of range."
    return None


def pointer(*parts: object) -> str:
    """JSON Pointer, RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


class Rows:
    """The rows of one level: keys, full names, and for each level above the row number that a row belongs to."""

    def __init__(self, level: Level) -> None:
        self.keys: list[str] = []
        self.names: list[str] = []
        self.up: dict[Level, list[int]] = {above: [] for above in level.above}


class Reading:
    """What was read: rows by level, columns by name, taint, and the same input in canonical texts."""

    def __init__(self, chapter: Chapter, given: Any):
        self.chapter = chapter
        self.rows: dict[Level, Rows] = {}
        self.columns: dict[str, list[Any]] = {}
        self.taint: dict[str, set[str]] = {}
        self.purposes: set[str] = set()
        self.broken: list[Broken] = []
        self.confirmed: dict[str, dict[str, Any]] = {}
        for level in (PROJECT, *chapter.levels):  # a level inside an empty one has no rows, and is there all the same
            self.rows[level] = Rows(level)
            self.columns.update((q.name, []) for q in chapter.asks(level))
        given = self._confirmed(given) if isinstance(given, dict) else given
        read = self._rows(PROJECT, [given], {}, "", ())
        self.inputs: dict[str, Any] = (read[0] if read else {}) | (
            {CONFIRMED: self.confirmed} if self.confirmed else {}
        )

    def refuse(self, where: tuple, zh: str, en: str) -> None:
        self.broken.append(INPUT.at(pointer(*where), zh, en))

    def _rows(self, level: Level, given: Any, up: dict[Level, int], parent: str, path: tuple) -> list[dict[str, Any]]:
        rows = self.rows[level]
        given = [] if given is None and level.may_be_empty else given
        if not isinstance(given, list) or not (given or level.may_be_empty):
            self.refuse(
                path, f"至少要有一行：{level.zh or level.name}。", f"At least one row of {level.name} is asked for."
            )
            return []
        clean, started, beside = [], len(rows.keys), set[str]()
        for number, row in enumerate(given):
            here = path if level is PROJECT else (*path, number)
            if isinstance(row, dict):
                clean.append(self._row(level, row, up, parent, here, beside))
            else:
                self.refuse(here, "应为 JSON 对象。", "An object is asked for.")
        if level.index:
            self._check_series(level, rows.keys[started:], path)
        return clean

    def _row(
        self, level: Level, row: dict, up: dict[Level, int], parent: str, here: tuple, beside: set[str]
    ) -> dict[str, Any]:
        rows, number = self.rows[level], len(self.rows[level].keys)
        mine: dict[Level, int] = {**up, level: number}
        clean: dict[str, Any] = {}
        refers = [self._refer(other, row, mine, here) for other in level.refers]
        clean.update(zip((other.index for other in level.refers), refers, strict=True))
        name = parent
        if level.index:
            clean[level.index] = key = self._key(level, row, here)
            name = "/".join(part for part in (parent, *refers, key) if part)
            if name in beside:
                self.refuse((*here, level.index), f"“{key}”重复。", f"{key!r} is there twice.")
            beside.add(name)
            rows.keys.append(key)
            rows.names.append(name)
        else:
            rows.keys.append("")
            rows.names.append("")
        for above, place in mine.items():
            rows.up.setdefault(above, []).append(place)
        for q in self.chapter.asks(level):
            clean[q.symbol] = self._value(q, row, here)
        inner = self.chapter.inner(level)
        for each in inner:
            clean[each.name] = self._rows(each, row.get(each.name), mine, name, (*here, each.name))
        allowed = {q.symbol for q in self.chapter.asks(level)} | {each.name for each in inner} | {NOTE}
        self._odd(row, allowed | {other.index for other in (*level.refers, level) if other.index}, here)
        if isinstance(row.get(NOTE), str):
            clean[NOTE] = row[NOTE]
        elif NOTE in row:
            self.refuse((*here, NOTE), "备注应为文字。", "A remark is text.")
        return clean

    def _confirmed(self, given: dict[str, Any]) -> dict[str, Any]:
        """Reads the confirmed values; gives back the rest of the input."""
        known, said = self.chapter.open_values, given.get(CONFIRMED, {})
        if not isinstance(said, dict):
            self.refuse((CONFIRMED,), "应为 JSON 对象。", "An object is asked for.")
            said = {}
        self._odd(said, known, (CONFIRMED,))
        for name in sorted(said.keys() & known.keys()):
            thing, where = known[name], (CONFIRMED, name)
            if fact := self._fact(thing, said[name], where):
                if problem := problem_of_value(thing, fact.get("value")):
                    self.refuse((*where, "value"), *problem)
                self.confirmed[name] = fact
        return {key: value for key, value in given.items() if key != CONFIRMED}

    def _odd(self, row: dict, allowed: Iterable[str], here: tuple) -> None:
        for odd in sorted(str(key) for key in row.keys() - set(allowed)):
            self.refuse((*here, odd), f"本方法学在此处没有“{odd}”。", f"{odd!r} is not a symbol of this text here.")

    def _refer(self, other: Level, row: dict, mine: dict[Level, int], here: tuple) -> str:
        keys, key = self.rows[other].keys, row.get(other.index)
        if isinstance(key, str) and key in keys:
            place = keys.index(key)
            mine.update({level: ups[place] for level, ups in self.rows[other].up.items()})
            return key
        listed = ", ".join(keys)
        self.refuse(
            (*here, other.index),
            f"{key!r} 不在 {other.name} 之中：{listed}。",
            f"{key!r} is not one of the {other.name}: {listed}.",
        )
        for level in other.above:
            mine.setdefault(level, 0)
        return str(key)

    def _key(self, level: Level, row: dict, here: tuple) -> str:
        key, kind = row.get(level.index), level.keys_in(self.chapter.name)
        zh, en = {
            Keys.NAME: ("名称（文字）", "a name, as text"),
            Keys.CALENDAR: ('四位年份，如 "2023"', 'a calendar year of four digits, such as "2023"'),
            Keys.CREDITING: ('计入年序号，如 "1"', 'the number of a crediting year, such as "1"'),
            Keys.DAYS: ('起止日，如 "01-01..01-31"，不跨年', 'first and last day in one year, such as "01-01..01-31"'),
        }[kind]
        if not isinstance(key, str) or not key.strip() or len(key) > 80 or not self._fits(kind, key, row):
            self.refuse((*here, level.index), f"应为{zh}，而不是 {key!r}。", f"What is asked for is {en}, not {key!r}.")
        return str(key)

    def _fits(self, kind: Keys, key: str, row: dict) -> bool:
        match kind:
            case Keys.CALENDAR:
                return bool(re.fullmatch(r"20[0-9]{2}", key))
            case Keys.CREDITING:
                return bool(re.fullmatch(r"[1-9][0-9]?", key))
            case Keys.DAYS:
                return read_days(key) is not None
            case _:
                return True

    def _check_series(self, level: Level, keys: list[str], path: tuple) -> None:
        """Crediting years are 1…n without a hole; the order of the rows does not matter."""
        if level.keys_in(self.chapter.name) is Keys.CREDITING and sorted(keys) != sorted(
            map(str, range(1, len(keys) + 1))
        ):
            self.refuse(
                path,
                f"计入年应为 1 至 {len(keys)}，不缺不重。",
                f"The crediting years are to be 1 to {len(keys)}, each once.",
            )

    def _value(self, q: Quantity, row: dict, here: tuple) -> Any:
        """Fill the column of q; give back what stands in the canonical input. A refused value stands as None."""
        where, given, fact = (*here, q.symbol), row.get(q.symbol), None
        if given is None and q.stated_from and str(row.get(q.level.index)) < q.stated_from:
            given = "0"
        if q.kind is Kind.PUBLISHED:
            fact = self._fact(q, given, where)
            given = fact.get("value") if fact else given
        value: Decimal | str | None = None
        if q.unit == WORD:
            value = given if given in q.words else None
        else:
            value = read_decimal(given)
        if value is None and (fact or q.kind is not Kind.PUBLISHED):
            self._not_a_value(q, given, where if fact is None else (*where, "value"))
        elif isinstance(value, Decimal) and not q.admits(value):
            low, high = (decimal_text(x) if x is not None else "…" for x in (q.minimum, q.maximum))
            self.refuse(
                where,
                f"{q.zh}：{given} 不在 {low} 至 {high} {q.unit} 之内。",
                f"{q.en}: {given} is not within {low} to {high} {q.unit}.",
            )
        self.columns[q.name].append(value)
        text = decimal_text(value) if isinstance(value, Decimal) else value
        return {**fact, "value": text} if fact else text

    def _not_a_value(self, q: Quantity, given: Any, where: tuple) -> None:
        words = ", ".join(q.words)
        zh = f"{words} 之一" if words else f"以文字写出的十进制数（单位 {q.unit}）"
        en = f"one of {words}" if words else f"a decimal number as text in {q.unit}"
        shown = "nothing" if given is None else repr(given)[:60]
        self.refuse(
            where,
            f"{q.zh}：应为{zh}，而不是 {'空' if given is None else shown}。",
            f"{q.en}: {en} is asked for, not {shown}.",
        )

    def _fact(self, q: Quantity | Table, given: Any, where: tuple) -> dict[str, Any] | None:
        """A published value with its provenance: which table, of which day, from which bytes."""
        zh, en, name = (q.title, q.title, q.title) if isinstance(q, Table) else (q.zh, q.en, q.name)
        if not isinstance(given, dict):
            self.refuse(
                where,
                f"{zh}：公布值应连同出处给出（{', '.join(FACT)}）。",
                f"{en}: a published value is given with its provenance ({', '.join(FACT)}).",
            )
            return None
        good = {
            "table": isinstance(given.get("table"), str) and bool(given["table"].strip()),
            "source": isinstance(given.get("source", "-"), str) and bool(given.get("source", "-").strip()),
            "published_on": read_day(given.get("published_on")) is not None,
            "sha256": isinstance(given.get("sha256"), str) and bool(SHA256.match(given["sha256"])),
            "purpose": given.get("purpose", "official") in PURPOSES,
            "confidence": isinstance(given.get("confidence", ""), str),
            "fallback": isinstance(given.get("fallback", False), bool),
        }
        asked = {"published_on": "YYYY-MM-DD", "sha256": "64 × 0-9a-f", "purpose": " | ".join(PURPOSES)}
        for key in (key for key, fine in good.items() if not fine):
            self.refuse(
                (*where, key),
                f"{zh}的出处：{key} 不符合要求（{asked.get(key, '文字')}）。",
                f"Provenance of {en}: {key} is not what is asked for ({asked.get(key, 'text')}).",
            )
        self._odd(given, (*FACT, *FACT_MAY), where)
        purpose = given.get("purpose", "official")
        if isinstance(purpose, str):
            self.purposes.add(purpose)
        if purpose == "provisional":
            self.taint.setdefault(name, set()).add(q.title if isinstance(q, Table) else q.symbol)
        return dict(given)


def read_days(key: str) -> tuple[str, str] | None:
    """'01-01..09-30' or with years: (first, last) as MM-DD; None if no such days exist, or they pass New Year."""
    read = DAYS.match(key)
    if not read:
        return None
    ends = [text if len(text) == 10 else f"2000-{text}" for text in read.groups()]  # a leap year: 29 February exists
    if None in map(read_day, ends) or ends[0][:4] != ends[1][:4] or ends[0] > ends[1]:
        return None
    return ends[0][5:], ends[1][5:]
