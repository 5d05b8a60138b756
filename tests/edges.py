"""Edges of rules: facts on which a rule just holds and just breaks; and what survives when its predicate is replaced.

A module anywhere in tests/ registers its edges by a tuple named EDGES; nothing else lists them.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from methodologies.kernel import catalogue
from methodologies.kernel.rules import Rule
from workflows import lifecycle

ROOT = Path(__file__).parents[1]
DECORATED = re.compile(r"^@rule\(", re.MULTILINE)
REGISTERED = re.compile(r"^EDGES\b", re.MULTILINE)
ALWAYS: dict[str, Callable[[Any], bool]] = {"true": lambda facts: True, "false": lambda facts: False}


@dataclass(frozen=True)
class Edge:
    """rule; the facts just inside and just outside, as changes to a builder's; where it must point.
    A rule of a methodology is named with its code: CCER-01-002-V01/OW-2."""
    rule: str
    facts: Callable[..., Any]
    holds: dict
    breaks: dict
    where: tuple[str, ...]


def judge(edge: Edge, rule: Rule) -> None:
    """The assertion of every edge: unbroken inside, broken outside, and at these places."""
    inside, outside = (rule.broken_by(edge.facts(**known)) for known in (edge.holds, edge.breaks))

    assert inside == (), f"{edge.rule} is broken inside its edge: {[b.where for b in inside]}"
    assert tuple(broken.where for broken in outside) == edge.where


def all_edges() -> tuple[Edge, ...]:
    """Every registered edge once, also when one module passes on the edges of another."""
    found = {id(edge): edge for module in modules("tests", REGISTERED) for edge in module.EDGES}
    return tuple(found.values())


def modules(folder: str, sign: re.Pattern[str]) -> Iterator[Any]:
    """The modules of a folder in whose text the sign stands, imported."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if sign.search(path.read_text(encoding="utf-8")):
            yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


@cache
def predicates() -> dict[int, tuple[str, Rule]]:
    """Every rule of the program that has a predicate of its own, by identity: (name of the module, rule)."""
    written = {id(value): (module.__name__, value) for folder in ("workflows", "methodologies", "app")
               for module in modules(folder, DECORATED) for value in vars(module).values()
               if isinstance(value, Rule) and value.holds is not Rule.holds}
    made = {id(rule): (f"methodologies.{module.code}", rule) for module in catalogue.catalogue().values()
            for rule in module.all_rules if rule.holds is not Rule.holds}
    return made | written


@cache
def named() -> dict[str, Rule]:
    """The rules by the names under which edges and readers know them."""
    own = {rule.id: rule for where, rule in predicates().values() if not where.startswith("methodologies.")}
    theirs = {f"{module.code}/{rule.id}": rule for module in catalogue.catalogue().values()
              for rule in module.all_rules if rule.holds is not Rule.holds}
    return {**own, **{rule.id: rule for rule in lifecycle.rules()}, **theirs}


def surviving() -> tuple[str, ...]:
    """Rules whose edges stay green although the predicate always answers true, or always false: "R-36 = true"."""
    edges: dict[int, list[Edge]] = {key: [] for key in predicates()}
    for edge in all_edges():
        edges[id(named()[edge.rule])].append(edge)
    return tuple(f"{rule.id} = {word}" for key, (_, rule) in predicates().items()
                 for word, holds in ALWAYS.items() if survives(rule, holds, edges[key]))


def survives(rule: Rule, holds: Callable[[Any], bool], edges: list[Edge]) -> bool:
    """Whether every edge stays green with this predicate in the rule's place, in every table that holds the rule."""
    before = rule.holds
    object.__setattr__(rule, "holds", holds)
    try:
        for edge in edges:
            judge(edge, rule)
    except AssertionError:
        return False
    finally:
        object.__setattr__(rule, "holds", before)
    return True
