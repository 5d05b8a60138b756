"""Finds every METHODOLOGY, in this tree and by entry points, and refuses to start with one that is not whole."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from .guard import CHAPTERS, LANGUAGE, reaches_of
from .methodology import Methodology
from .rules import INPUT, NotFound, Rule

GROUP = "ccer.methodologies"
STATUSES = ("in_force", "draft", "legacy")
WHY_NOT_FILED = {                                       # why a new application can't be made under such a methodology
    "draft": ("该方法学为草案：公式未与正式发布文本核对，不能据以申请。",
              "Draft: formulas not checked against the issued text. Nothing is filed under it."),
    "legacy": ("该方法学属旧版，仅用于核对历史数据，不能用于新的项目申请。",
               "This methodology is of the former scheme and checks old figures: no project is filed under it."),
}
MODES = ("exempt", "general")
LINKS = ("none", "optional", "required")                # what a methodology says of linking monitored data


class CatalogueError(RuntimeError):
    """A methodology is not whole: the program does not start."""


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Methodology]:
    """Every methodology by code. CatalogueError with a sentence when one is not whole or a code is there twice."""
    return collect([*in_tree(), *from_entry_points()])


def find(code: str) -> Methodology:
    """NotFound if there is no such methodology."""
    try:
        return catalogue()[code]
    except KeyError:
        raise NotFound(code) from None


def other_versions(code: str) -> tuple[Methodology, ...]:
    """The other versions of this methodology, by code: the same number, or one that says that it replaces it."""
    stem = code.rpartition("-V")[0]
    return tuple(each for each in catalogue().values() if each.code != code
                 and (each.code.rpartition("-V")[0] == stem or code == each.replaces))


def in_tree() -> Iterator[Methodology]:
    package = import_module(__package__.rpartition(".")[0])
    for _, name, is_folder in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{name}") if is_folder and name != "kernel" else None
        if module and hasattr(module, "METHODOLOGY"):  # chapters shared by a sector declare none
            yield module.METHODOLOGY


def from_entry_points() -> Iterator[Methodology]:
    if not any(map(names_the_group, sys.path)):
        return
    from importlib import metadata  # a fifth of a start, for what few installations have

    for point in metadata.entry_points(group=GROUP):
        if reaches := reaches_of(point.module):
            listed = f"可导入 may be imported: {', '.join((*CHAPTERS, *LANGUAGE))}"
            raise CatalogueError("\n".join((f"entry point {point.value} reaches out:", *map(str, reaches), listed)))
        try:
            found = point.load()
        except Exception as problem:  # whatever an outside package raises, say which one
            raise CatalogueError(f"entry point {point.value} can't be loaded: {problem}") from problem
        found = getattr(found, "METHODOLOGY", found)
        if not isinstance(found, Methodology):
            raise CatalogueError(f"entry point {point.value} is no Methodology")
        yield found


def names_the_group(place: str) -> bool:
    """Whether something installed there may declare a methodology: read as text, since to ask properly takes long."""
    folder = Path(place or ".")
    if not folder.is_dir():
        return folder.is_file()                         # an archive: ask properly
    return any(f"[{GROUP}]" in declared.read_text(encoding="utf-8")
               for declared in folder.glob("*-info/entry_points.txt"))


def collect(methodologies: Iterable[Methodology]) -> Mapping[str, Methodology]:
    found: dict[str, Methodology] = {}
    for methodology in methodologies:
        for problem in problems_of(methodology):
            raise CatalogueError(f"{methodology.code}: {problem}")
        if methodology.code in found:
            raise CatalogueError(f"{methodology.code} is declared twice")
        found[methodology.code] = methodology
    return MappingProxyType(dict(sorted(found.items())))


def problems_of(methodology: Methodology) -> Iterator[str]:
    """What a methodology lacks, in sentences. Symbols and formulas were proven when they were written."""
    yield from odd_words(methodology)
    every = (
        *methodology.rules,
        *methodology.crediting.rules,
        *methodology.monitoring_rules,
        *methodology.determination_rules,
        *(rule for chapter in methodology.chapters for rule in chapter.rules),
    )
    seen: dict[str, Rule] = {}
    for rule in every:
        if rule is INPUT:
            continue
        if not (rule.source and rule.source.text and rule.source.clause):
            yield f"rule {rule.id} without source"
        if not (rule.zh and rule.en) or rule.zh == rule.en:
            yield f"rule {rule.id} without a sentence in both languages"
        if seen.setdefault(rule.id, rule) is not rule:
            yield f"rule {rule.id} is declared twice"
    for chapter in methodology.chapters:
        if chapter.symbols.text != methodology.code:
            yield f"the chapter {chapter.name} is of {chapter.symbols.text}"


def odd_words(methodology: Methodology) -> Iterator[str]:
    if methodology.status not in STATUSES:
        yield f"status {methodology.status!r} is none of {', '.join(STATUSES)}"
    if methodology.monitoring_link not in LINKS:
        yield f"monitoring_link {methodology.monitoring_link!r} is none of {', '.join(LINKS)}"
    if methodology.replaces == methodology.code:
        yield "it replaces itself"
    began, ended = methodology.in_force_from, methodology.in_force_to
    if began and ended and ended < began:
        yield "it ends before it begins"
    if methodology.grace_until and not (methodology.in_force_to and methodology.in_force_to <= methodology.grace_until):
        yield "a grace follows the last day in force"
    if methodology.status == "in_force" and not methodology.cases:
        yield "in force without a worked case"
    if methodology.status == "in_force" and not methodology.in_force_from:
        yield "in force from no day"
    if methodology.status == "in_force" and methodology.reconstructed:
        yield "in force with formulas that are reconstructed"
    if methodology.status == "in_force" and len(methodology.chapters) < 2:
        yield "in force without both chapters"
    if unknown := set(methodology.additionality) - set(MODES):
        yield f"additionality {', '.join(sorted(unknown))} is none of {', '.join(MODES)}"


def summary(methodology: Methodology) -> dict[str, Any]:
    """What lists and programs say of a methodology; `reconstructed`: why its formulas are no more than that."""
    return {
        "code": methodology.code,
        "status": methodology.status,
        "zh": methodology.zh,
        "en": methodology.en,
        "sector": methodology.sector,
        "type_code": methodology.type_code,
        "in_force_from": methodology.in_force_from and methodology.in_force_from.isoformat(),
        "identity": dict(vars(methodology.identity)),
        "calculates": [chapter.name for chapter in methodology.chapters],
        "files": methodology.status == "in_force",
        "reconstructed": {"zh": methodology.reconstructed, "en": methodology.reconstructed_en},
        "additionality": list(methodology.additionality),
        "max_years": methodology.crediting.max_years,
        "cases": len(methodology.cases),
        "law": {chapter.name: chapter.law for chapter in methodology.chapters},
        "code_digest": next((chapter.symbols.code for chapter in methodology.chapters), ""),
    }
