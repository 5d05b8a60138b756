"""Every rule, as people look it up: sentence, source, how sure, what becomes of it, where it is obeyed, which tests.

The rule book (workflows/rule_book.py) is complete; predicates are found in the tables of the stages and in the
methodologies; rules that services raise are read from their source text, so that a page which may not write need not
import what writes. Predicates that no rule of the book asks for are rules of the system's own.
"""
from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import config
from app.disclosure import claims
from methodologies.kernel import catalogue, rules
from methodologies.kernel.rules import INPUT, Confidence, Grade, Rule, Source
from workflows import lifecycle, texts
from workflows.design_checks import DESIGN_CHECKS, REPORT_CHECKS
from workflows.public_records import OWN_RULES
from workflows.rule_book import Entry, Kind, belongs, entries
from workflows.settings import SETTINGS, Setting

CONSTANTS = {**vars(texts), **vars(rules)}              # names under which a source is cited: M31, HOUSE, SURE …
SETTINGS_TEXT = "本系统配置 settings"


@dataclass(frozen=True)
class Known:
    """A rule as people look it up. held_by: moves and checks that judge it; code: "path:line" of what decides;
    settings: keys that it reads; tests: "path:line"; parts: predicates of its own id and of R-50a, R-50b …;
    false: claims of the book that are not true; chapter: of the book, empty for rules of the system's own."""
    id: str
    zh: str
    en: str
    source: str
    confidence: Confidence
    grade: Grade = Grade.REFUSE
    aka: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    tests: tuple[str, ...] = ()
    kind: Kind = Kind.PROGRAM
    why: tuple[str, str] | None = None
    source_en: str = ""
    chapter: str = ""
    parts: tuple[Known, ...] = field(default=(), repr=False)
    false: tuple[str, ...] = ()


@cache
def book() -> tuple[Known, ...]:
    """The rule book in its order, then the system's own rules and those of methodologies, R-9 before R-10."""
    judged = predicates()
    written = [_written(entry, judged.values()) for entry in entries().values()]
    within = {part.id for known in written for part in known.parts}
    own = sorted((known for id, known in judged.items() if id not in within), key=_order)
    return (*written, *own)


@cache
def predicates() -> dict[str, Known]:
    """Every rule that code judges or raises, and every setting's, by id. Read once per process."""
    found: dict[str, Known] = {}
    for known in (*_of_stages(), *_of_methodologies(), *_of_services(), *_of_settings()):
        found[known.id] = _merged(found[known.id], known) if known.id in found else known
    return {id: replace(known, tests=_tests_of(known)) for id, known in found.items()}


def find(id: str) -> Known | None:
    """The rule of this id, or of another name it has; a methodology's own rule by its short id too: OW-2."""
    every = (*book(), *predicates().values())
    by_id = (known for known in every if known.id == id)
    by_name = (known for known in every if id in known.aka or known.id.rpartition("/")[2] == id)
    return next(by_id, None) or next(by_name, None)


# --- rules of the book

def _written(entry: Entry, judged: Iterable[Known]) -> Known:
    """A rule of the book with what obeys it. A predicate that carries its id makes it the program's, whatever its row
    says."""
    parts = tuple(sorted((k for k in judged if belongs(k.id, entry) or entry.id in k.aka), key=_order))
    held = tuple(part for part in parts if part.code)
    zh, en = entry.cited
    settings = {s.key: s for s in (*_settings(entry.id), *(SETTINGS[k] for k in entry.settings if k in SETTINGS))}
    return Known(
        entry.id, entry.zh, entry.en, zh, entry.confidence, source_en=en, chapter=entry.chapter, why=entry.why,
        kind=Kind.PROGRAM if held else entry.kind, grade=held[0].grade if held else Grade.REFUSE,
        aka=_all(part.aka for part in parts if belongs(part.id, entry)),
        held_by=_all(part.held_by for part in parts),
        code=_all((*(part.code for part in parts), (claims.located(place) for place in entry.by))),
        settings=tuple(settings.values()), parts=held,
        tests=_all(((claims.located(test) for test in entry.tests), *(part.tests for part in held))),
        false=tuple(_false(entry)))


def _false(entry: Entry) -> Iterator[str]:
    """Claims of the book that are not true."""
    yield from (place for place in entry.by if not claims.is_obeyed(place))
    yield from (test for test in entry.tests if not claims.is_test(test))
    yield from (key for key in entry.settings if key not in SETTINGS)


def _all(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


# --- predicates

def _known(rule: Rule, prefix: str, held_by: tuple[str, ...], code: tuple[str, ...]) -> Known:
    return Known(prefix + rule.id, rule.zh, rule.en, str(rule.source), rule.source.confidence, rule.grade, rule.aka,
                 held_by, code, () if prefix else _settings(rule.id))


def _of_stages() -> Iterator[Known]:
    checks = {check.id: "design_checks" for check in DESIGN_CHECKS} | {c.id: "report_checks" for c in REPORT_CHECKS}
    checks |= {rule.id: "public_records" for rule in OWN_RULES}
    for rule in lifecycle.rules():
        checked = (checks[rule.id],) if rule.id in checks else ()
        yield _known(rule, "", (*lifecycle.where_obeyed(rule.id), *checked), _line_of(rule))


def _of_methodologies() -> Iterator[Known]:
    for module in catalogue.catalogue().values():
        for rule in module.all_rules:
            if rule is not INPUT:
                yield _known(rule, f"{module.code}/", (module.code,), _line_of(rule))


def _of_services() -> Iterator[Known]:
    for call, where in claims.written_rules():
        source = call.args[3]
        if where.startswith("app/") and isinstance(source, ast.Call):
            id, zh, en = (_word(arg) for arg in call.args[:3])
            rule = Rule(id, zh, en, Source(*(_word(arg) for arg in source.args)))
            yield _known(rule, "", (), (where,))


def _of_settings() -> Iterator[Known]:
    """Rules that no predicate holds: a number or switch of the procedure obeys them."""
    for setting in SETTINGS.values():
        source = Source(SETTINGS_TEXT, setting.key, setting.confidence)
        rule = Rule(setting.rule, f"配置：{setting.zh}", f"Setting: {setting.en}", source)
        yield replace(_known(rule, "", (), ()), kind=Kind.SETTING)


def _settings(id: str) -> tuple[Setting, ...]:
    return tuple(setting for setting in SETTINGS.values() if setting.rule == id)


def _merged(first: Known, more: Known) -> Known:
    """The law's sentence stays; what a service adds is one more place where it is obeyed."""
    return replace(first, code=_all((first.code, more.code)), held_by=first.held_by or more.held_by)


def _line_of(rule: Rule) -> tuple[str, ...]:
    """Where the predicate stands; a constant that others raise has none of its own and is found in the text."""
    path, line = Path(inspect.getsourcefile(rule.holds) or ""), inspect.getsourcelines(rule.holds)[1]
    if path == Path(rules.__file__):
        return tuple(where for call, where in claims.written_rules() if _word(call.args[0]) == rule.id)
    return (f"{path.relative_to(config.ROOT) if path.is_relative_to(config.ROOT) else path.name}:{line}",)


def _word(node: ast.expr) -> str:
    """A literal, or the constant that a name stands for."""
    return node.value if isinstance(node, ast.Constant) else CONSTANTS.get(getattr(node, "id", ""), "?")


def _tests_of(known: Known) -> tuple[str, ...]:
    names = dict.fromkeys((known.id, known.id.rpartition("/")[2], *known.aka))
    return _all(claims.mentions().get(name, ()) for name in names)


def _order(known: Known) -> list[tuple[int, int, str]]:
    """Letters before digits, numbers by their size."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", known.id) if part]
