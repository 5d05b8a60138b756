"""R-92: how a block of serials is printed: CN-CCER-<project code>-<year>-<period no.>-<start>-<end>, one tonne each."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from methodologies.kernel.rules import HOUSE, UNSURE, Rule, Unreadable, cite

SERIAL = Rule("R-92", "序列号格式为 CN-CCER-项目编码-年度-核算期号-起始-终止，每号 1 吨。",
              "A serial is CN-CCER-<project code>-<year>-<period no.>-<start>-<end>, one tonne each.",
              cite(HOUSE, "R-92", UNSURE))
_LOOSE = re.compile(r"CN-CCER-(?P<code>[0-9A-Za-z][0-9A-Za-z-]*)-(?P<year>[0-9]{4})-(?P<period>[0-9]{2})"
                    r"(?:-(?P<lo>[1-9][0-9]{0,11}))?")
_FORM = re.compile(r"CN-CCER-(?P<code>[0-9A-Za-z][0-9A-Za-z-]*)-(?P<year>[0-9]{4})-(?P<period>[0-9]{2})"
                   r"-(?P<lo>[1-9][0-9]{0,11})-(?P<hi>[1-9][0-9]{0,11})")


class BatchName(NamedTuple):
    """What a batch is called outside the house: whose, of which year and accounting period."""
    project_code: str
    year: int
    period_no: int


@dataclass(frozen=True)
class Block:
    """Serials lo to hi of one batch, both included."""
    project_code: str
    year: int
    period_no: int
    lo: int
    hi: int

    @property
    def tonnes(self) -> int:
        return self.hi - self.lo + 1

    def __str__(self) -> str:
        return serial_text(self.project_code, self.year, self.period_no, self.lo, self.hi)


def batch_text(project_code: str, year: int, period_no: int) -> str:
    """The name of a batch outside the house: what its serials begin with."""
    return f"CN-CCER-{project_code}-{year:04d}-{period_no:02d}"


def serial_text(project_code: str, year: int, period_no: int, lo: int, hi: int) -> str:
    return f"{batch_text(project_code, year, period_no)}-{lo}-{hi}"


def read_serial(text: str) -> Block:
    """Unreadable (R-92) for anything that `serial_text` would not have written."""
    found = _FORM.fullmatch(text.strip())
    block = found and Block(found["code"], int(found["year"]), int(found["period"]), int(found["lo"]), int(found["hi"]))
    if not block or block.lo > block.hi:
        raise Unreadable(SERIAL.at("/serial"))
    return block


def read_any(text: str) -> tuple[Block, bool]:
    """What somebody looks for: a printed block, one serial of it, or a batch; the last with serials 1 to 1 and True.

    Unreadable (R-92) for anything else.
    """
    text = "".join(text.split()).replace("－", "-").replace("—", "-")
    if found := None if _FORM.fullmatch(text) else _LOOSE.fullmatch(text):
        n = int(found["lo"] or 1)
        return Block(found["code"], int(found["year"]), int(found["period"]), n, n), found["lo"] is None
    return read_serial(text), False
