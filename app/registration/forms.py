"""The form of a design document, part by part: which section asks for what, and what was typed into it."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.fields.schema import Look
from app.fields.sections import SectionWidget, read_document, sections
from app.papers.changes import read
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import REFUSE, Broken
from workflows.documents import Slot, design_template

PARTS = (("A", "项目描述", "The project"), ("B", "方法学应用", "The methodology applied"),
         ("C", "项目期限", "Duration"), ("D", "环境与社会影响", "Effects"), ("annex", "附件", "Annexes"))
WHOLE = {"body": ("审定机构", "Validation body"), "owner": ("项目业主的登记账户", "The owner's registry account"),
         "methodology": ("方法学", "Methodology"), "template": ("文件模板", "Template"),
         "worksheet": ("计算书", "Worksheet")}
WORDS_OF_PARAMETER = ("source", "reason", "purpose")


@dataclass(frozen=True)
class Part:
    """One page of the form; `open`: how many places in it are still to be filled or put right."""
    key: str
    zh: str
    en: str
    open: int


@dataclass(frozen=True)
class Parameter:
    """A row of the tables of parameters; words: (name in the form, pointer, typed text, problems)."""
    symbol: str
    zh: str
    en: str
    unit: str
    words: tuple[tuple[str, str, str, tuple[Broken, ...]], ...]
    locked: bool


def known(part: str | None) -> str:
    return part if part in {key for key, _, _ in PARTS} else PARTS[0][0]


def part_of_section(code: str) -> str:
    return "annex" if code.startswith("annex") else code[0]


def asked_in(part: str, module: Methodology) -> tuple[Field | Record, ...]:
    """What of the methodology's data stands in this part."""
    places = design_template(module.sector).places(each.name for each in module.design)
    names = {name for code, some in places.items() if part_of_section(code) == part for name in some}
    return tuple(each for each in module.design if each.name in names)


def part_of(where: str, module: Methodology) -> str:
    """The part in which a pointer of the document stands; "" for what is none of it: body, documents, account."""
    root, _, rest = where.strip("/").partition("/")
    if root == "sections":
        return part_of_section(rest)
    if root == "parameters":
        return "B"
    if root != "inputs":
        return ""
    name = rest.partition("/")[0]
    return next((key for key, _, _ in PARTS if name in {each.name for each in asked_in(key, module)}), "")


def parts(broken: Iterable[Broken], module: Methodology) -> tuple[Part, ...]:
    """The parts with the number of places that stop a hand-in."""
    places = {(part_of(where, module), where) for where in {b.where for b in broken if b.rule.grade is REFUSE}}
    return tuple(Part(key, zh, en, sum(part == key for part, _ in places)) for key, zh, en in PARTS)


def is_empty(document: Mapping[str, Any], where: str) -> bool:
    """Whether nothing stands there yet: such a place is to be filled, not to be put right."""
    return read(document, where) in (None, "", [], {})


def form(document: Mapping[str, Any], part: str, module: Methodology, broken: Iterable[Broken], open: frozenset[str],
         *, whole: bool = False) -> tuple[SectionWidget, ...]:
    """The sections of a part with their inputs. Of empty places nothing is told beside the input, unless `whole`."""
    told = tuple(b for b in broken if whole or not is_empty(document, b.where))
    return tuple(each for each in sections(design_template(module.sector), module.design, document, Look(told, open))
                 if part_of_section(each.section.code) == part)


def parameters(document: Mapping[str, Any], module: Methodology, look: Look) -> tuple[Parameter, ...]:
    """The tables of parameters: each symbol that the chapters ask for, with what the owner says of it."""
    meaning = {q.symbol: q for chapter in module.chapters for q in chapter.needs}
    rows = []
    for n, (symbol, said) in enumerate((document.get("parameters") or {}).items()):
        q, where = meaning.get(symbol), f"/parameters/{symbol}"
        words = tuple((f"parameters-{n}-{name}", f"{where}/{name}", said.get(name, ""), look.at(f"{where}/{name}"))
                      for name in WORDS_OF_PARAMETER)
        rows.append(Parameter(symbol, q.zh if q else symbol, q.en if q else symbol, q.unit if q else "", words,
                              not look.may_edit(where)))
    return tuple(rows)


def typed(form: Mapping[str, str], stored: Mapping[str, Any], part: str, module: Methodology,
          open: frozenset[str]) -> dict[str, Any]:
    """The stored document with what was typed into this part, as far as it may be changed."""
    document = read_document(form, stored, design_template(module.sector), asked_in(part, module), open)
    if part == "B" and stored.get("parameters"):
        document["parameters"] = {symbol: {**said, **_typed_words(form, n, symbol, Look(open=open))}
                                  for n, (symbol, said) in enumerate(stored["parameters"].items())}
    return document


def _typed_words(form: Mapping[str, str], n: int, symbol: str, look: Look) -> dict[str, str]:
    if not look.may_edit(f"/parameters/{symbol}"):
        return {}
    return {name: form[key].strip() for name in WORDS_OF_PARAMETER if (key := f"parameters-{n}-{name}") in form}


def place_name(where: str, module: Methodology, slots: Iterable[Slot] = ()) -> tuple[str, str]:
    """A pointer in words: ("A.1.2 项目业主", …), ("风电机组 第 17 行 水深", …); else the pointer itself, twice."""
    root, *rest = where.strip("/").split("/")
    if root == "sections" and (section := next(
            (s for s in design_template(module.sector).sections if s.code == rest[0]), None)):
        return f"{section.code} {section.zh}", f"{section.code} {section.en}"
    if root == "documents" and (found := next((s for s in slots if s.key == rest[0]), None)):
        return f"文件：{found.zh}", f"Document: {found.en}"
    if root == "parameters":
        words = {"source": ("数据来源", "source"), "reason": ("选择理由", "reason"), "purpose": ("用途", "purpose")}
        zh, en = words.get(rest[-1], ("", ""))
        return f"参数 {rest[0]} {zh}".strip(), f"Parameter {rest[0]} {en}".strip()
    if root == "inputs" and (asked := next((f for f in module.design if f.name == rest[0]), None)):
        return _input_name(asked, rest[1:])
    return WHOLE.get(root, (where, where))


def _input_name(asked: Field | Record, rest: list[str]) -> tuple[str, str]:
    zh, en = asked.zh, asked.en
    if rest and rest[0].isdigit():
        zh, en = f"{zh} 第 {int(rest[0]) + 1} 行", f"{en}, row {int(rest[0]) + 1}"
    cell = next((f for f in getattr(asked, "fields", ()) if len(rest) > 1 and f.name == rest[1]), None)
    return (f"{zh} {cell.zh}", f"{en}, {cell.en}") if cell else (zh, en)


def href(ref: str, where: str, module: Methodology, anchor: str) -> str:
    """Where on which page a problem is put right."""
    if part := part_of(where, module):
        return f"/applications/{ref}/draft?part={part}#{anchor}"
    if where.startswith("/documents/"):
        return f"/applications/{ref}#slot-{where.removeprefix('/documents/')}"
    return f"/applications/{ref}#{anchor}"
