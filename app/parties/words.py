"""What templates say: two languages side by side, dates, tonnes and decimals in the reader's manner.

In a template: `{{ say("登记日期", "Registered on") }}`, `{{ word(state) }}` for anything that carries zh and en,
`{{ n | tonnes }}`, `{{ d | day }}`, `{{ at | moment }}`, `{{ at | second }}`, `{{ x | decimal }}`,
`{{ level | level }}`.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from jinja2 import Environment

from app.clock import BEIJING
from app.parties.session import language
from methodologies.kernel.dates import read_day
from methodologies.kernel.rules import HOUSE, Source
from workflows import documents
from workflows.rule_book import TEXTS

LEVELS = {"public": ("公开", "Public"),
          "redacted": ("脱敏后公开", "Public after redaction"), "private": ("不公开", "Not public")}
TITLES = {  # of the texts that rules cite; numbers of documents stay as they are
    **dict(TEXTS.values()), HOUSE: "this system", "本系统配置 settings": "settings of this system",
    "审定、核查报告与修改说明汇总": "Published validation and verification reports",
    "碳原子数": "Number of carbon atoms",
    "减排项目中国区域电网基准线排放因子": "Baseline emission factors of China's regional grids"}
CLAUSES = {  # of texts of which no clause numbers are known
    "适用范围": "scope", "适用条件": "applicability", "计入期": "crediting period", "重建": "reconstruction",
    "监测": "monitoring", "单位和摩尔质量": "units and molar masses"}
CONFIDENCE = {"sure": ("原文明确", "read in the text"), "likely": ("较可能", "likely"),
              "unsure": ("待确认", "not certain")}
GRADES = {"refuse": ("必须改正", "must be put right"), "warn": ("提醒", "warning"), "note": ("说明", "note")}


def say(zh: str, en: str) -> str:
    """The one of the two that the reader wants."""
    return en if language() == "en" else zh


def word(thing: Any) -> str:
    """Anything with zh and en (or name_zh, name_en), in the reader's language; else in what there is."""
    read = thing.get if isinstance(thing, Mapping) else lambda name, none="": getattr(thing, name, none)
    zh, en = read("zh", None) or read("name_zh", ""), read("en", None) or read("name_en", "")
    return say(zh, en) or zh or en


def tonnes(number: int | str | None) -> str:
    """576845 → 576,845"""
    return "—" if number is None else f"{int(number):,}"


def decimal(value: Decimal | str | int | None, places: int | None = None) -> str:
    """98765.4320 → 98,765.432; cut to `places` for reading only, never for reckoning. Words stay words."""
    if value is None or value == "":
        return "—"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    exponent = number.as_tuple().exponent
    if places is not None and isinstance(exponent, int) and -exponent > places:
        number = round(number, places)
    return f"{number:,f}"


def significant(value: str, digits: int = 10) -> str:
    """A worked value as a sentence shows it: at most ten significant digits, "…" where there are more."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    if not number.is_finite() or len(number.as_tuple().digits) <= digits:
        return decimal(number)
    places = max(digits - number.adjusted() - 1, 0)
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_DOWN):,f}…"


def day(value: date | str | None) -> str:
    """2026年11月23日, or 2026-11-23"""
    if not value:
        return "—"
    try:
        on = value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        return str(value)
    return say(f"{on.year}年{on.month}月{on.day}日", f"{on:%Y-%m-%d}")


def moment(at: datetime | None) -> str:
    """An instant on the clock of Beijing: 2026-11-23 16:15"""
    return "—" if at is None else f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def second(at: datetime) -> str:
    """The same to the second: 2026-11-23 16:15:08"""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def paper_meant(pointer: str) -> str:
    """/documents/commitment_letter → 承诺书; empty words for a pointer to anything else."""
    slot = documents.slot(pointer.removeprefix("/documents/")) if pointer.startswith("/documents/") else None
    return word(slot) if slot else ""


def cited(source: Source | str) -> str:
    """Where a rule stands, for a reader: title and clause; of a rule of the system's own no clause."""
    text, _, clause = str(source).partition(", ")
    title = say(text, TITLES.get(text, text))
    if text == HOUSE:
        return title
    said = re.sub(r"第([\d、]+)条", r"art. \1", re.sub(r"第([\d、]+)项", r"(\1)", clause)).replace("、", ", ")
    said = CLAUSES.get(clause, said)
    return f"{title} {say(clause, said)}".strip()


def level(name: str) -> str:
    """Publication level in words."""
    return say(*LEVELS.get(name, (name, name)))


def anchor(pointer: str) -> str:
    """The id on the page of what a JSON Pointer points at: /turbines/16/depth_m → at-turbines-16-depth_m"""
    return "at-" + re.sub(r"[^\w.-]+", "-", pointer.strip("/") or "top")


def teach(environment: Environment) -> None:
    """Give a template environment these words."""
    environment.globals.update(say=say, word=word, lang=language, confidence_word=lambda c: say(*CONFIDENCE[str(c)]),
                               grade_word=lambda g: say(*GRADES[str(g)]), LEVELS=LEVELS, HOUSE=HOUSE)
    environment.tests["real_day"] = lambda text: read_day(text) is not None
    environment.filters.update(tonnes=tonnes, decimal=decimal, significant=significant, day=day, moment=moment,
                               second=second, level=level, cited=cited, paper_meant=paper_meant, word=word,
                               anchor=anchor)
