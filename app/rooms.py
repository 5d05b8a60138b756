"""What a room tells of its dossiers, what a move answers, and how it looks to a person: the words of `app/moves.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from methodologies.kernel.rules import Broken, NotYours
from workflows.engine import Actor, Ask, Move, Stage

if TYPE_CHECKING:
    from app.access import Who
    from app.database import Db

Payload = Mapping[str, str]


class SamePerson(NotYours):
    """S3: two people, not one twice."""
    zh, en = "经办与复核不得为同一人。", "The person who proposed may not confirm."


class CodeAsked(NotYours):
    """R-156: a ledger act by somebody whose second factor was shown too long ago, or never."""
    zh, en = "办理账本业务前，请先输入动态验证码。", "Before a ledger act, enter a code of your authenticator."


@dataclass(frozen=True)
class Taken:
    """What a room's effect may know of the move that was taken."""
    move: Move
    by: Who
    today: date
    key: str
    payload: Payload
    proposed_by: int | None = None      # the first of two people


def _opens_nothing(db: Db, other: Any, taken: Taken) -> None:
    raise TypeError(f"{taken.move.trigger} opens no dossier of this stage")


def _finds_nothing(db: Db, other: Any) -> None:
    return None


@dataclass(frozen=True)
class Room:
    """What the rooms of the five stages tell this module about their dossiers.

    open: how another stage's move opens a dossier here; find: this stage's dossier that belongs to another.
    """
    stage: Stage
    facts: Callable[[Db, Any, date, Payload], Any]
    effects: Mapping[str, Callable[[Db, Any, Taken], Mapping[str, Any] | None]] = field(default_factory=dict)
    open: Callable[[Db, Any, Taken], Any] = _opens_nothing
    find: Callable[[Db, Any], Any] = _finds_nothing


@dataclass(frozen=True)
class Outcome:
    """state: after the move; proposed: it now waits for a second person."""
    ref: str
    trigger: str
    state: str
    proposed: bool = False


@dataclass(frozen=True)
class Offer:
    """One move as it looks to one person today: open, or with the reasons why not."""
    trigger: str
    zh: str
    en: str
    open: bool
    why: tuple[Broken, ...] = ()
    warnings: tuple[Broken, ...] = ()
    asks: tuple[Ask, ...] = ()
    confirm: Actor | None = None
    leads_on: bool = True
