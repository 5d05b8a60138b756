"""Every rule that this program knows: sentence, source, how sure, where it is obeyed, which tests mention it.

Rules of law are found in the tables of the stages and in the methodologies; house rules, which are raised by services,
are read from their source text, so that a page which may not write need not import what writes.
"""
from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import config
from methodologies.kernel import catalogue, rules
from methodologies.kernel.rules import INPUT, Confidence, Grade, Rule, Source
from workflows import lifecycle, texts
from workflows.design_checks import DESIGN_CHECKS, REPORT_CHECKS
from workflows.public_records import OWN_RULES
from workflows.settings import SETTINGS, Setting

CONSTANTS = {**vars(texts), **vars(rules)}              # names under which a source is cited: M31, HOUSE, SURE …


@dataclass(frozen=True)
class Known:
    """A rule as people look it up. held_by: moves and checks that judge it; code: "path:line" of what decides;
    settings: keys that it reads; tests: files that name it."""
    id: str
    zh: str
    en: str
    source: str
    confidence: Confidence
    grade: Grade
    aka: tuple[str, ...]
    held_by: tuple[str, ...]
    code: tuple[str, ...]
    settings: tuple[Setting, ...]
    tests: tuple[str, ...]


@cache
def book() -> tuple[Known, ...]:
    """All of them, ids in their natural order: R-9 before R-10. Read once per process."""
    found: dict[str, Known] = {}
    for known in (*_of_stages(), *_of_methodologies(), *_of_services(), *_of_settings()):
        found[known.id] = _merged(found[known.id], known) if known.id in found else known
    mentions = _mentions()
    return tuple(replace(known, tests=_tests_of(known, mentions)) for known in sorted(found.values(), key=_order))


def find(id: str) -> Known | None:
    """The rule of this id, or of another name it has; a methodology's own rule by its short id too: OW-2."""
    names = ((known, (known.id, *known.aka, known.id.rpartition("/")[2])) for known in book())
    return next((known for known, ids in names if id in ids), None)


def coverage() -> dict[str, object]:
    """Counts over the rules known today; `missing`: nobody obeys them; `untested`: no test names them."""
    known = book()
    by_program = [k for k in known if k.held_by or k.code]
    by_setting = [k for k in known if k not in by_program and k.settings]
    return {"rules": len(known), "obeyed": len(by_program), "settings": len(by_setting), "operator": 0,
            "not_for_a_program": 0, "missing": [k.id for k in known if k not in by_program and k not in by_setting],
            "untested": [k.id for k in by_program if not k.tests]}


def _known(rule: Rule, prefix: str, held_by: tuple[str, ...], code: tuple[str, ...]) -> Known:
    return Known(prefix + rule.id, rule.zh, rule.en, str(rule.source), rule.source.confidence, rule.grade, rule.aka,
                 held_by, code, () if prefix else _settings(rule.id), ())


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


def _of_settings() -> Iterator[Known]:
    """Rules that no predicate holds: a number or switch of the procedure obeys them."""
    for setting in SETTINGS.values():
        source = Source("本系统配置 settings", setting.key, setting.confidence)
        yield _known(Rule(setting.rule, f"配置：{setting.zh}", f"Setting: {setting.en}", source), "", (), ())


def _settings(id: str) -> tuple[Setting, ...]:
    return tuple(setting for setting in SETTINGS.values() if setting.rule == id)


def _merged(first: Known, more: Known) -> Known:
    """The law's sentence stays; what a service adds is one more place where it is obeyed."""
    return replace(first, code=tuple(dict.fromkeys((*first.code, *more.code))), held_by=first.held_by or more.held_by)


def _line_of(rule: Rule) -> tuple[str, ...]:
    """Where the predicate stands; a constant that others raise has none of its own and is found in the text."""
    path, line = Path(inspect.getsourcefile(rule.holds) or ""), inspect.getsourcelines(rule.holds)[1]
    if path == Path(rules.__file__):
        return tuple(where for id, where in _written() if id == rule.id)
    return (f"{path.relative_to(config.ROOT) if path.is_relative_to(config.ROOT) else path.name}:{line}",)


# --- rules in the text of the program

@cache
def _written() -> tuple[tuple[str, str], ...]:
    """(id, "path:line") of each `Rule("…")` that is written anywhere in the program."""
    return tuple((_word(call.args[0]), where) for folder in ("methodologies", "workflows", "app")
                 for call, where in _calls(folder))


def _of_services() -> Iterator[Known]:
    for call, where in _calls("app"):
        source = call.args[3]
        if isinstance(source, ast.Call):
            id, zh, en = (_word(arg) for arg in call.args[:3])
            rule = Rule(id, zh, en, Source(*(_word(arg) for arg in source.args)))
            yield _known(rule, "", (), (where,))


def _calls(folder: str) -> Iterator[tuple[ast.Call, str]]:
    for path in sorted((config.ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "Rule(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rule" and len(node.args) >= 4
                    and isinstance(node.args[0], ast.Constant)):
                yield node, f"{path.relative_to(config.ROOT)}:{node.lineno}"


def _word(node: ast.expr) -> str:
    """A literal, or the constant that a name stands for."""
    return node.value if isinstance(node, ast.Constant) else CONSTANTS.get(getattr(node, "id", ""), "?")


# --- tests

def _mentions() -> dict[str, str]:
    """The text of each test file by its path; empty where the program is installed without its tests."""
    return {str(path.relative_to(config.ROOT)): path.read_text(encoding="utf-8")
            for path in sorted((config.ROOT / "tests").rglob("*.py"))}


def _tests_of(known: Known, mentions: dict[str, str]) -> tuple[str, ...]:
    names = {known.id, known.id.rpartition("/")[2], *known.aka}
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w-])")
    return tuple(path for path, text in mentions.items() if pattern.search(text))


def _order(known: Known) -> list[tuple[int, int, str]]:
    """Letters before digits, numbers by their size."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", known.id) if part]
