"""Completeness 完整性、规范性: the list that the registry goes through, item by item. Law: M31 14, 15, 21, 22; R-45.

An item is judged "there" or "gap"; a gap has words. A supplement sends exactly the gaps; what it answers is judged
anew, and the rest stays as it was judged.
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

THERE, GAP = "there", "gap"
VERDICTS = ((THERE, "齐全、规范", "Complete and regular"), (GAP, "有缺漏", "A gap"))
LONGEST = 1000                                          # characters of a gap's words


@dataclass(frozen=True)
class Item:
    """One line of the list. rule: id of the rule it rests on; d: document of the procedure; about: where it stands."""
    key: str
    stage: str
    d: str
    rule: str
    zh: str
    en: str
    about: tuple[str, ...]


def _read() -> Mapping[str, tuple[Item, ...]]:
    rows = tomllib.loads(files(__package__).joinpath("templates", "completeness.toml").read_text("utf-8"))["item"]
    every = [Item(**{**row, "about": tuple(row["about"])}) for row in rows]
    return MappingProxyType({stage: tuple(item for item in every if item.stage == stage)
                             for stage in dict.fromkeys(item.stage for item in every)})


ITEMS = _read()                                         # stage → its list, in the order of the file


@dataclass(frozen=True)
class Judgement:
    """What the registry said of an item. round: supplements asked for by then."""
    key: str
    round: int
    verdict: str
    words: str = ""


@dataclass(frozen=True)
class Judged:
    """An item as it stands. verdict: THERE, GAP or "" while open; before: the words of the gap that was answered."""
    item: Item
    verdict: str = ""
    words: str = ""
    before: str = ""

    @property
    def where(self) -> str:
        return f"/review/{self.item.key}"


def standing(stage: str, said: Iterable[Judgement], round: int) -> tuple[Judged, ...]:
    """The list in this round of the review: a gap of an earlier round is open again, everything else stands."""
    newest = {each.key: each for each in sorted(said, key=lambda each: each.round) if each.round <= round}
    return tuple(_judged(item, newest.get(item.key), round) for item in ITEMS.get(stage, ()))


def _judged(item: Item, said: Judgement | None, round: int) -> Judged:
    if said is None:
        return Judged(item)
    answered = said.verdict == GAP and said.round < round
    return Judged(item, before=said.words) if answered else Judged(item, said.verdict, said.words)


def notice_of(gaps: Iterable[Judged]) -> str:
    """The list of gaps as it is sent and published: one line each, with the rule it rests on."""
    return "\n".join(f"{n}. {gap.item.zh}（{gap.item.d}，{gap.item.rule}）：{gap.words}"
                     for n, gap in enumerate(gaps, 1))
