"""What pages of credits show: lists, a choice of serials, a dossier."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.credits.effects import Shown
from app.ledger.queries import Held
from app.papers.history import Happened
from app.papers.queries import Attached
from app.papers.waiting import Due, Waiting
from app.parties.queries import Named
from app.rooms import Offer
from workflows.documents import Slot
from workflows.engine import Actor, Stage, State


@dataclass(frozen=True)
class Line:
    """A dossier in a list."""
    ref: str
    href: str
    stage: Stage
    state: State
    holder: Named
    account: str
    other: Named | None
    tonnes: int
    opened_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Kind:
    """A kind of dossier. as_holder, as_office, as_other: who begins one; as_office is true for this reader alone."""
    key: str
    zh: str
    en: str
    as_holder: bool
    as_office: bool
    as_other: bool


@dataclass(frozen=True)
class Listing:
    """The dossiers that a reader may see, newest first; accounts: whose credits the reader can choose from; looks: at
    everybody's, and at what surrenders rest on."""
    kind: str
    lines: tuple[Line, ...]
    accounts: tuple[tuple[str, Named], ...]
    kinds: tuple[Kind, ...]
    looks: bool


@dataclass(frozen=True)
class Choice:
    """What can be chosen of an account: its ranges that are not at an end. by_total: an amount will do; by_hand: the
    reader does not see what it holds and writes serials down; whole: all of it is taken; by_order: an amount alone."""
    stage: Stage
    action: str
    account: str
    holder: Named | None
    held: tuple[Held, ...]
    by_total: bool
    by_hand: bool
    whole: bool
    by_order: bool


@dataclass(frozen=True)
class Range:
    """Serials of a dossier as they stand now. mine: under this dossier's own lien."""
    serial: str
    tonnes: int
    account: str
    state: tuple[str, str]
    state_key: str
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The page of a dossier. effects: what each step that is open would do, by trigger."""
    line: Line
    stage: Stage
    said: tuple[tuple[tuple[str, str], tuple[str, str]], ...]
    ranges: tuple[Range, ...]
    offers: tuple[Offer, ...]
    effects: dict[str, tuple[Shown, ...]]
    waiting: Waiting | None
    waiting_effect: tuple[Shown, ...]
    turn: tuple[Actor, ...]
    deadlines: tuple[Due, ...]
    certificates: tuple[str, ...]
    history: tuple[Happened, ...]
    papers: tuple[Attached, ...]
    slots: tuple[Slot, ...]
    more: Any
