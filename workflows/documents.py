"""Documents of the procedure as data: templates with their sections, slots of evidence, papers printed from the data.

A new edition of a template is a new file and a new id; what was written under the old one keeps it.
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from methodologies.kernel.rules import LIKELY, Confidence

KINDS = ("text", "fields", "table", "estimate", "parameters", "documents")
LEVELS = ("public", "redacted", "private")


@dataclass(frozen=True)
class Section:
    """One numbered place of a template.

    kind: what stands there: text; fields or a table of the methodology's design data; the worksheet (estimate); its
    symbols (parameters); documents. `text`: free text is asked for. `holds`: names of fields and tables; `rest`: takes
    those that no section names. `slots`: documents to be attached here."""
    code: str
    zh: str
    en: str
    guidance_zh: str
    guidance_en: str
    kind: str
    text: bool = False
    required: bool = True
    rest: bool = False
    holds: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    confidence: Confidence = LIKELY
    publication: str = "public"
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Template:
    """A document's form, one edition of it."""
    id: str
    version: str
    zh: str
    en: str
    source: str
    confidence: Confidence
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section:
        return next(each for each in self.sections if each.code == code)

    def places(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Section code → those of the names that stand there, in the section's order; every name has one place."""
        left = list(dict.fromkeys(names))
        held = {each.code: tuple(name for name in each.holds if name in left) for each in self.sections}
        taken = {name for some in held.values() for name in some}
        rest = next((each for each in self.sections if each.rest), self.sections[-1])
        held[rest.code] += tuple(name for name in left if name not in taken)
        return held

    def empty(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Pointers to required sections without text: part of what makes a document incomplete."""
        return tuple(f"/sections/{each.code}" for each in self.sections
                     if each.text and each.required and not texts.get(each.code, "").strip())


@dataclass(frozen=True)
class Slot:
    """A place for one document. made: upload, printed, version. `needed_for`: the move that refuses without it.
    `only`, `unless`: the sectors that ask for it; every one where both are empty."""
    key: str
    zh: str
    en: str
    stage: str
    d: str = ""
    made: str = "upload"
    needed_for: str = ""
    publication: str = "public"
    reason_zh: str = ""
    reason_en: str = ""
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def is_of(self, sector: str) -> bool:
        return sector not in self.unless and (not self.only or sector in self.only)

    @property
    def reason(self) -> str:
        """Why it starts as not public, in both languages; empty when it is."""
        return f"{self.reason_zh} {self.reason_en}".strip()


@dataclass(frozen=True)
class Line:
    """A named line of a printed form, or a place to sign."""
    name: str
    zh: str
    en: str


@dataclass(frozen=True)
class Paper:
    """A paper printed from the data. `rows`: lines of the form; `zh_text`, `en_text`: paragraphs, equally many."""
    key: str
    version: str
    zh: str
    en: str
    stage: str
    rows: tuple[Line, ...]
    zh_text: tuple[str, ...]
    en_text: tuple[str, ...]
    signed: tuple[Line, ...]

    def paragraphs(self, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """(zh, en) of each paragraph with its words filled in. KeyError when one is missing."""
        return tuple((zh.format_map(values), en.format_map(values)) for zh, en in zip(self.zh_text, self.en_text))

    def form(self, values: Mapping[str, str]) -> tuple[tuple[Line, str], ...]:
        """The lines with their values. KeyError when one is missing: a form is never printed with a hole."""
        return tuple((row, values[row.name]) for row in self.rows)


def _file(name: str) -> dict:
    return tomllib.loads(files(__package__).joinpath("templates", name).read_text("utf-8"))


def _by_key(slots: Iterable[Slot]) -> dict[str, Slot]:
    """ValueError when two slots have the same key: the later would hide the earlier from its stage."""
    found: dict[str, Slot] = {}
    for each in slots:
        if each.key in found:
            raise ValueError(f"slot {each.key} stands there twice")
        found[each.key] = each
    return found


def _section(row: dict) -> Section:
    row = {"text": row["kind"] == "text", **row}
    if row["kind"] not in KINDS or row.get("publication", "public") not in LEVELS:
        raise ValueError(f"section {row['code']}: kind or publication unknown")
    confidence = Confidence(row.get("confidence", "likely"))
    lists = {name: tuple(row.get(name, ())) for name in ("holds", "slots")}
    return Section(**{**row, **lists, "confidence": confidence})


@cache
def template(id: str) -> Template:
    """The template of this id; FileNotFoundError when there is none."""
    data = _file(f"{id}.toml")
    sections = tuple(_section({"confidence": data["confidence"], **row}) for row in data["section"])
    return Template(data["id"], data["version"], data["zh"], data["en"], data["source"], Confidence(data["confidence"]),
                    sections)


def _slot(row: dict) -> Slot:
    return Slot(**{**row, **{name: tuple(row.get(name, ())) for name in ("only", "unless")}})


def _lines(rows: Iterable[Iterable[str]]) -> tuple[Line, ...]:
    return tuple(Line(*row) for row in rows)


def _paper(row: dict) -> Paper:
    if len(row["zh_text"]) != len(row["en_text"]):
        raise ValueError(f"{row['key']}: a paragraph lacks its other language")
    return Paper(row["key"], row["version"], row["zh"], row["en"], row["stage"], _lines(row["rows"]),
                 tuple(row["zh_text"]), tuple(row["en_text"]), _lines(row["signed"]))


DESIGN = template("design_avoid_1_0")
SINK = template("design_sink_1_0")
SINKS = "14"                                            # the sector of afforestation and other sinks
REPORT = template("accounting_report_1_0")
SLOTS: Mapping[str, Slot] = MappingProxyType(_by_key(_slot(row) for row in _file("slots.toml")["slot"]))
WORKING = {"picture": ("现场照片", "Picture of the visit"), "visit": ("离线现场记录", "Offline record of the visit"),
           "interview": ("访谈记录（签字扫描）", "Signed interview sheet"),
           "finding": ("整改答复的证明文件", "Evidence with an answer")}
PAPERS: Mapping[str, Paper] = MappingProxyType({row["key"]: _paper(row) for row in _file("papers.toml")["paper"]})


def design_template(sector: str) -> Template:
    """The form of a design document now in use: sinks have one of their own."""
    return SINK if sector == SINKS else DESIGN


def slot(key: str) -> Slot | None:
    """The slot of this key, or None."""
    return SLOTS.get(key)


def working_slot(key: str) -> Slot | None:
    """A paper of a body's own work, numbered: picture-3, interview-1, finding-2-1, visit-1."""
    name, _, number = key.partition("-")
    if name not in WORKING or not number.replace("-", "").isdigit():
        return None
    zh, en = WORKING[name]
    return Slot(key, f"{zh} {number}", f"{en} {number}", "", publication="private", reason_zh="机构工作文件",
                reason_en="Working paper of the body")


def slots_of(*stages: str, sector: str = "") -> tuple[Slot, ...]:
    """The slots of these stages, in the order in which they are listed; with a sector, those that it asks for."""
    return tuple(each for each in SLOTS.values() if each.stage in stages and (not sector or each.is_of(sector)))


def asked_of(keys: Iterable[str], sector: str) -> frozenset[str]:
    """Of these slots, those that a project of this sector fills."""
    return frozenset(key for key in keys if SLOTS[key].is_of(sector))


def missing(stage: str, trigger: str, filled: Iterable[str], sector: str = "") -> tuple[str, ...]:
    """Pointers to the slots that this move needs and that hold nothing."""
    have = set(filled)
    return tuple(f"/documents/{each.key}" for each in slots_of(stage, sector=sector)
                 if each.needed_for == trigger and each.key not in have)
