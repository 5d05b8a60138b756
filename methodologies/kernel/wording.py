"""What a methodology says, in words of both languages that can be set side by side: rules, limits, fields, symbols,
formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .chapter import law_of_table
from .formulas import Formula
from .methodology import Methodology
from .parameters import PROJECT, Quantity
from .reader import decimal_text
from .records import Field, Record
from .rules import Rule

Words = tuple[str, str]  # Chinese, English
NOTHING: Words = ("", "")
PARTS = {
    "rule": ("规则", "rule"),
    "limit": ("计入期", "crediting period"),
    "field": ("填报项", "field"),
    "symbol": ("符号", "symbol"),
    "formula": ("公式", "formula"),
}
MARKS = {
    "sure": ("原文明确", "sure"),
    "likely": ("较可能", "likely"),
    "unsure": ("待确认", "unsure"),
    "refuse": ("必须改正", "refuses"),
    "warn": ("提醒", "warns"),
    "note": ("说明", "notes"),
    "fixed": ("方法学定值", "fixed"),
    "published": ("公布值", "published"),
    "monitored": ("监测值", "monitored"),
    "worked": ("计算值", "worked out"),
    "provisional": ("暂定", "provisional"),
}


def marked(text: Words, *marks: str) -> Words:
    """The words, and behind them marks that are named in MARKS or speak for themselves."""
    zh, en = (" · ".join(MARKS.get(mark, (mark, mark))[n] for mark in marks if mark) for n in (0, 1))
    return f"{text[0]}（{zh}）", f"{text[1]} ({en})"


@dataclass(frozen=True)
class Change:
    """One thing that differs. `was`, `now`: its words in both languages, empty where it is not there."""

    part: str
    name: str
    was: Words
    now: Words


def changes_of(a: Methodology, b: Methodology, chapter: str) -> Iterator[Change]:
    for part, said in (("rule", rules_of), ("limit", limits_of), ("field", fields_of)):
        yield from differing(part, said(a), said(b))
    old, new = (next((each.formulas for each in m.chapters if each.name == chapter), ()) for m in (a, b))
    yield from differing("symbol", symbols_of(old), symbols_of(new))
    yield from differing("formula", formulas_of(old), formulas_of(new))


def differing(part: str, was: Mapping[str, Words], now: Mapping[str, Words]) -> Iterator[Change]:
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield Change(part, name, was.get(name, NOTHING), now.get(name, NOTHING))


def rules_of(m: Methodology) -> dict[str, Words]:
    """A predicate can't be compared, only what it says: sentence, clause, confidence, grade."""

    def told(rule: Rule) -> Words:
        clause = f"{rule.source.text.replace(m.code, '').strip(' ,')} {rule.source.clause}".strip()
        return marked((rule.zh, rule.en), clause, rule.source.confidence, rule.grade)

    return {rule.id: told(rule) for rule in m.all_rules}  # each version cites itself: its code is left out


def limits_of(m: Methodology) -> dict[str, Words]:
    c = m.crediting
    return {
        "max_years": (f"最长 {c.max_years} 年", f"at most {c.max_years} years"),
        "min_years": (f"最短 {c.min_years} 年", f"at least {c.min_years} years"),
        "renewals": (f"可续 {c.renewals} 次", f"renewed {c.renewals} times"),
    }


def fields_of(m: Methodology) -> dict[str, Words]:
    def told(field: Field) -> Words:
        bounds = f"{field.minimum}…{field.maximum}" if field.minimum or field.maximum else ""
        words = ", ".join(value for value, _, _ in field.choices)
        rest = " ".join(filter(None, (field.unit, bounds, words, "" if field.required else "?")))
        return f"{field.zh} {rest}".strip(), f"{field.en} {rest}".strip()

    found: dict[str, Words] = {}
    for each in (*m.design, *m.records):
        inner = each.fields if isinstance(each, Record) else (each,)
        found |= {f"{each.name}/{f.name}" if isinstance(each, Record) else f.name: told(f) for f in inner}
    return found


def symbols_of(formulas: tuple[Formula, ...]) -> dict[str, Words]:
    def told(q: Quantity) -> Words:
        value = "" if q.value is None else f" = {decimal_text(q.value)}"
        bounds = "" if q.minimum is None and q.maximum is None else f"{q.minimum}…{q.maximum}"
        text = f"{q.symbol}{value}{f' {q.unit}' if q.unit != '1' else ''}"
        level = "" if q.level is PROJECT else q.level.name
        return marked((f"{q.zh} {text}", f"{q.en} {text}"), q.kind, level, bounds, "provisional" * q.provisional)

    return {q.symbol: told(q) for f in formulas for q in (*f.needs, f.gives)}


def formulas_of(formulas: tuple[Formula, ...]) -> dict[str, Words]:
    def told(f: Formula) -> Words:
        tables = "; ".join(f"{table.title}: {law_of_table(table)[2]}" for table in f.tables)
        return marked((f"{f.number} {f}",) * 2, f.source.clause, f.source.confidence, tables)

    return {f.gives.symbol: told(f) for f in formulas}
