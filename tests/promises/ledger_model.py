"""The ledger as a dict of single tonnes, without SQL and without the ledger's own changes: what L5 compares with.

A unit is [account, free or final state, liens]; a lien is (rank, order, kind, ref). An act is done to every unit of its
span, or to none.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

RANKS = {"court": 0, "administrative": 1, "pledge": 2, "surrender": 3, "order": 4, "transfer": 5}
SHOWN = {"court": "judicial_frozen", "administrative": "admin_frozen", "pledge": "pledged",
         "surrender": "surrender_pending", "order": "order_locked", "transfer": "transferring"}
OVER = ("retired", "force_cancelled")


class Refused(Exception):
    """The act is not done."""


@dataclass
class Unit:
    """One tonne."""
    account: int
    free: str = "available"
    liens: tuple[tuple[int, int, str, str], ...] = ()

    @property
    def shown(self) -> str:
        return SHOWN[min(self.liens)[2]] if self.liens else self.free

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(lien[3] for lien in sorted(self.liens))


Deed = Callable[[Unit], Unit]


@dataclass
class Model:
    """Every tonne that was issued, by (batch, serial)."""
    units: dict[tuple[int, int], Unit] = field(default_factory=dict)
    turn: count = field(default_factory=count)

    def issue(self, batch: int, tonnes: int, account: int) -> None:
        self.units |= {(batch, serial): Unit(account) for serial in range(1, tonnes + 1)}

    def do(self, batch: int, lo: int, hi: int, deed: Deed) -> bool:
        """Whether the act is done; it is refused when a unit refuses, or when nothing would change."""
        wanted = {(batch, serial): self.units[batch, serial] for serial in range(lo, hi + 1)}
        try:
            then = {key: deed(unit) for key, unit in wanted.items()}
        except Refused:
            return False
        if then == wanted:
            return False
        self.units |= then
        return True

    def lay(self, kind: str, ref: str) -> Deed:
        turn = next(self.turn)

        def deed(unit: Unit) -> Unit:
            if unit.free in OVER or ref in unit.refs:
                raise Refused
            return Unit(unit.account, unit.free, (*unit.liens, (RANKS[kind], turn, kind, ref)))
        return deed

    def line(self, batch: int, size: int) -> list[tuple[int, str, tuple[str, ...]]]:
        """(account, state shown, refs of the liens) of each serial in turn."""
        return [(unit.account, unit.shown, unit.refs)
                for unit in (self.units[batch, serial] for serial in range(1, size + 1))]


def lift(ref: str) -> Deed:
    return lambda unit: Unit(unit.account, unit.free, tuple(lien for lien in unit.liens if lien[3] != ref))


def move(account: int | None, free: str) -> Deed:
    """To an account (None: stays) and a free or final state; bound and final units refuse."""
    def deed(unit: Unit) -> Unit:
        if unit.liens or unit.free in OVER:
            raise Refused
        return Unit(unit.account if account is None else account, free)
    return deed


def of_state(state: str, then: Deed) -> Deed:
    def deed(unit: Unit) -> Unit:
        if unit.shown != state:
            raise Refused
        return then(unit)
    return deed


def both(first: Deed, second: Deed) -> Deed:
    return lambda unit: second(first(unit))
