"""The rule book whole: each rule of the procedure by id, in a sentence of our own, and what becomes of it.

A rule is obeyed by the program, left to a setting, a duty of people, or nothing that a program could do; the last two
say why. That a claim is true is judged where code can be looked at: app/disclosure.
"""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from methodologies.kernel.rules import Confidence
from workflows.texts import AO, EM, GD, GEC, M31, RECORDS, RR, TR, VR

CHAPTERS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "00_general": ("通则", "General"), "01_parties": ("主体与账户", "Parties and accounts"),
    "02_eligibility": ("项目条件", "Eligibility"), "03_filing": ("公示与项目登记", "Notice and registration"),
    "04_body": ("审定与核查", "Validation and verification"),
    "05_after_registration": ("登记之后与监测", "After registration, monitoring"),
    "06_reductions": ("减排量", "Reductions"), "07_market": ("持有、交易与注销", "Holding, trading, retirement"),
    "08_sanctions": ("处罚", "Sanctions"), "09_disclosure": ("公开、保存与安全", "Disclosure, retention, security"),
    "10_international": ("国际", "International"), "11_open": ("未决事项", "Open questions")})
TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "M31": (M31, "Measures for Voluntary GHG Emission Reduction Trading (Trial)"),
    "RR": (RR, "Rules of Registration (Trial)"), "TR": (TR, "Rules of Trading and Settlement (Trial)"),
    "VR": (VR, "Rules of Validation and Verification CNCA-CCER-01:2023"),
    "GD": (GD, "Guide to Project Design and Implementation"),
    "GEC": (GEC, "notice on green certificates, 2024 no. 124"),
    "N23": ("生态环境部2023年10月通告", "notice of the ministry, October 2023"),
    "FEE": ("交易机构收费公告（2025-01-02）", "fee notice of the exchange, 2025-01-02"),
    "TM": ("交易系统客户端操作手册", "manual of the trading client"), "AO": (AO, "Guide to opening accounts"),
    "WF": ("登记系统的业务流程名称", "names of the registry's workflows"),
    "OBS": (RECORDS, "public records of the registry"),
    "MW": ("CCER-01-002-V01", "CCER-01-002-V01"),
    "MB": ("滨海方法学发布通知（2025-12）", "notice of the coastal methodologies, December 2025"),
    "EM": (EM, "rules and plans of the emissions market"),
    "OP": ("加强全国碳市场建设的意见（2025-08-25）", "opinions on the national carbon market, 2025-08-25"),
    "MEM": ("未见原文，按通行做法", "no text found; common practice")})

BY_ARTICLES = ("M31", "RR", "TR")


class Kind(Enum):
    """What becomes of a rule."""
    PROGRAM = "program", "程序执行", "obeyed by the program"
    SETTING = "setting", "按配置", "left to a setting"
    OPERATOR = "operator", "由人履行", "a duty of people"
    OUTSIDE = "outside", "不由程序执行", "not for a program"

    def __init__(self, key: str, zh: str, en: str):
        self.key, self.zh, self.en = key, zh, en

    @classmethod
    def of(cls, key: str) -> Kind:
        return next(kind for kind in cls if kind.key == key)


@dataclass(frozen=True)
class Entry:
    """One rule of the book. by: places that obey it, "path:name", beside the predicates that carry its id; tests: what
    tries those places, "path:name"; settings: keys; why: in both languages, of a rule that no predicate obeys."""
    id: str
    chapter: str
    zh: str
    en: str
    source: str
    confidence: Confidence
    kind: Kind
    by: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    why: tuple[str, str] | None = None

    @property
    def cited(self) -> tuple[str, str]:
        """Where it stands, in words: (zh, en)."""
        parts = [(TEXTS[key], _clause(key, clause)) for key, _, clause in
                 (part.strip().partition(" ") for part in self.source.split(";"))]
        return ("；".join(f"{zh} {clause[0]}".strip() for (zh, _), clause in parts),
                "; ".join(f"{en} {clause[1]}".strip() for (_, en), clause in parts))


def _clause(key: str, clause: str) -> tuple[str, str]:
    if not clause or key not in BY_ARTICLES:
        return clause, clause
    return f"第{clause.replace(', ', '、')}条", f"art. {clause}"


@cache
def entries() -> Mapping[str, Entry]:
    """The book by id, in its order. KeyError, TypeError or ValueError for a row that is not whole."""
    found: dict[str, Entry] = {}
    for chapter in CHAPTERS:
        text = files(__package__).joinpath("book", f"{chapter}.toml").read_text("utf-8")
        for id, row in tomllib.loads(text).items():
            if id in found:
                raise ValueError(f"{id} stands twice in the book")
            found[id] = _entry(id, chapter, row)
    return MappingProxyType(found)


def _entry(id: str, chapter: str, row: dict) -> Entry:
    why = (row.pop("why_zh"), row.pop("why_en")) if "why_zh" in row else None
    by, tests, settings = (tuple(row.pop(name, ())) for name in ("by", "tests", "settings"))
    return Entry(id=id, chapter=chapter, confidence=Confidence(row.pop("confidence")), kind=Kind.of(row.pop("class")),
                 by=by, tests=tests, settings=settings, why=why, **row)


def belongs(rule_id: str, entry: Entry) -> bool:
    """Whether a predicate's id is the entry's or one of its parts: R-50a is a part of R-50, R-35a a rule of its own."""
    return rule_id == entry.id or (rule_id not in entries() and rule_id[:-1] == entry.id and rule_id[-1].islower())
