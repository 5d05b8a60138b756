"""Ranges as an act leaves them, and what an act can make of one. Plain values: nothing here touches the database.

A change takes a piece and gives what becomes of it. What it may not be done to raises `Unfit`: under the lock of its
batch that means that another act came first.
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.evidence.canonical import canonical
from methodologies.kernel.rules import Conflict
from workflows.holdings import FINAL, FREE, in_order, state_of


class Unfit(Conflict):
    """The credits are no longer in the state that the act was made for."""
    zh, en = "所涉减排量的状态刚刚发生变化，请刷新后再试。", "These credits have just changed their state. Look again."


@dataclass(frozen=True)
class Span:
    """Serials lo to hi of one batch, both included."""
    batch_id: int
    lo: int
    hi: int

    @property
    def tonnes(self) -> int:
        return self.hi - self.lo + 1


@dataclass(frozen=True)
class Piece:
    """A range as an act leaves it. liens: canonical JSON text."""
    batch_id: int
    lo: int
    hi: int
    account_id: int
    state: str
    liens: str = "[]"

    @property
    def tonnes(self) -> int:
        return self.hi - self.lo + 1

    def continues(self, other: Piece) -> bool:
        """This range begins where the other ends, and nothing tells them apart. A final range stays as it was made."""
        same = (self.batch_id, self.account_id, self.state, self.liens) == (
            other.batch_id, other.account_id, other.state, other.liens)
        return same and self.lo == other.hi + 1 and self.state not in FINAL

    @property
    def bonds(self) -> list[dict[str, str]]:
        """Its liens, highest first: {"kind", "ref", "was"}."""
        return json.loads(self.liens)

    @property
    def unbound(self) -> str:
        """What it is without its liens, free or final."""
        bonds = self.bonds
        return bonds[0]["was"] if bonds else self.state

    def is_bound_by(self, ref: str) -> bool:
        return any(bond["ref"] == ref for bond in self.bonds)


Change = Callable[[Piece], Piece]
Ranged = TypeVar("Ranged", Span, Piece)


def lay(kind: str, ref: str) -> Change:
    """A lien of this kind by this dossier, put in its place among those that are there; of one kind the older first."""
    def change(piece: Piece) -> Piece:
        if piece.state in FINAL or piece.is_bound_by(ref):
            raise Unfit(ref)
        bonds = [*piece.bonds, {"kind": kind, "ref": ref, "was": piece.unbound}]
        return _bound(piece, [bond for each in in_order({b["kind"] for b in bonds}) for bond in bonds
                              if bond["kind"] == each])
    return change


def lift(ref: str) -> Change:
    """Without the lien of this dossier; what has none of it stays as it is."""
    return lambda piece: _bound(piece, [bond for bond in piece.bonds if bond["ref"] != ref])


def lift_kinds(*kinds: str) -> Change:
    """Without any lien of these kinds."""
    return lambda piece: _bound(piece, [bond for bond in piece.bonds if bond["kind"] not in kinds])


def give(account_id: int, free: str = "available") -> Change:
    """Into another account, or another free state of the same one; only what is under no lien."""
    def change(piece: Piece) -> Piece:
        if piece.state not in FREE:
            raise Unfit(piece.state)
        return replace(piece, account_id=account_id, state=free)
    return change


def end(state: str) -> Change:
    """Into a final state, from a free one."""
    def change(piece: Piece) -> Piece:
        if piece.state not in FREE:
            raise Unfit(piece.state)
        return replace(piece, state=state)
    return change


def within(account_id: int, change: Change) -> Change:
    """The change, of what lies in this account alone: a dossier never reaches into another one."""
    def checked(piece: Piece) -> Piece:
        if piece.account_id != account_id:
            raise Unfit(str(account_id))
        return change(piece)
    return checked


def only(state: str, change: Change) -> Change:
    """The change, of pieces in this state alone."""
    def checked(piece: Piece) -> Piece:
        if piece.state != state:
            raise Unfit(piece.state)
        return change(piece)
    return checked


def after(*changes: Change) -> Change:
    """One change after the other."""
    def change(piece: Piece) -> Piece:
        for each in changes:
            piece = each(piece)
        return piece
    return change


def cut(piece: Ranged, spans: Iterable[Span]) -> Iterator[tuple[Ranged, bool]]:
    """The piece in parts, each with whether it lies inside one of these disjoint spans."""
    lo = piece.lo
    for span in sorted((s for s in spans if s.batch_id == piece.batch_id), key=lambda s: s.lo):
        first, last = max(lo, span.lo), min(piece.hi, span.hi)
        if first > last:
            continue
        if lo < first:
            yield replace(piece, lo=lo, hi=first - 1), False
        yield replace(piece, lo=first, hi=last), True
        lo = last + 1
    if lo <= piece.hi:
        yield replace(piece, lo=lo), False


def first_of(pieces: Iterable[Piece], tonnes: int) -> list[Span]:
    """The lowest serials of these pieces that make up so many tonnes; fewer when there are not so many."""
    found = []
    for piece in pieces:
        if tonnes <= 0:
            break
        span = Span(piece.batch_id, piece.lo, min(piece.hi, piece.lo + tonnes - 1))
        found.append(span)
        tonnes -= span.tonnes
    return found


def _bound(piece: Piece, bonds: Sequence[dict[str, str]]) -> Piece:
    return replace(piece, state=state_of((bond["kind"] for bond in bonds), piece.unbound), liens=canonical(list(bonds)))
