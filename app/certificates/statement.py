"""账户持有证明: what one account held at one second, range by range, with what lay upon it.

What an account holds is nobody else's business (R-151), and the log is public: so the event names a digest only, and
`code`, eighty random bits that the paper alone says, is part of what the digest is taken of. Whoever holds the paper
opens its check page with the code.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.certificates.parts import Certified, HolderNamed, Kind, overlap, wrong_range, wrong_total
from app.ledger.serials import batch_text, serial_text
from methodologies.kernel.rules import INPUT, Broken
from workflows.holdings import LIENS, STATES

SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00")
CODE = re.compile(r"[A-Z2-7]{16}")


@dataclass(frozen=True)
class HeldRange:
    """Serials `first`…`last` of a batch in one state; liens: those upon it by priority, "court", "pledge" …"""
    project_code: str
    year: int
    period_no: int
    first: int
    last: int
    tonnes: int
    serial: str
    state: str
    liens: tuple[str, ...]

    @property
    def state_named(self) -> tuple[str, str]:
        return STATES[self.state]

    @property
    def liens_named(self) -> tuple[tuple[str, str], ...]:
        return tuple(LIENS[lien][1:] for lien in self.liens)


@dataclass(frozen=True)
class Statement(Certified):
    """as_of: the second, Beijing time; restricted: whether the account was under restriction then."""
    KIND = Kind.STATEMENT

    code: str
    holder: HolderNamed
    as_of: str
    restricted: bool
    ranges: tuple[HeldRange, ...]
    tonnes: int

    @property
    def basis(self) -> str:
        """The second; a midnight as the end of the day that it ends."""
        at = datetime.fromisoformat(self.as_of)
        return f"{at:%Y-%m-%d %H:%M:%S}" if at.time() != time.min else f"{at - timedelta(days=1):%Y-%m-%d} 24:00:00"

    @property
    def rows(self) -> int:
        return len(self.ranges)

    @property
    def address(self) -> str:
        return f"{self.base_url}/verify/{self.number}?code={self.code}"

    @property
    def words_of_state(self) -> dict[str, tuple[str, str]]:
        return STATES

    def by_state(self) -> dict[str, int]:
        """Tonnes by state, in the order of STATES."""
        tonnes: Counter[str] = Counter()
        for each in self.ranges:
            tonnes[each.state] += each.tonnes
        return {state: tonnes[state] for state in STATES if tonnes[state]}

    def disagreements(self) -> Iterator[Broken]:
        if self.ranges or self.tonnes:
            yield from wrong_total(self.tonnes, sum(each.tonnes for each in self.ranges))
        if not SECOND.fullmatch(self.as_of):
            yield INPUT.at("/as_of", "不是北京时间的某一秒。", "Not a second of Beijing time.")
        if not CODE.fullmatch(self.code):
            yield INPUT.at("/code", "查验码不合规则。", "Not a check code.")
        for n, each in enumerate(self.ranges):
            yield from wrong_range(each.first, each.last, each.tonnes, f"/ranges/{n}")
            if each.serial != serial_text(each.project_code, each.year, each.period_no, each.first, each.last):
                yield INPUT.at(f"/ranges/{n}/serial", "序列号与项目或区间不符。",
                               "The serial is of another project or block.")
            if each.state not in STATES or set(each.liens) - set(LIENS):
                yield INPUT.at(f"/ranges/{n}/state", "没有这种状态。", "There is no such state.")
        yield from overlap([(batch_text(each.project_code, each.year, each.period_no), each.first, each.last)
                            for each in self.ranges], "/ranges")
