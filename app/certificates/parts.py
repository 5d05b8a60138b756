"""What the kinds of certificate have in common: their names, their numbers, and the parts that they are made of."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from methodologies.kernel.rules import INPUT, Broken, Refusal

DIGEST = re.compile(r"[0-9a-f]{64}")
MOST = 2**53 - 1                                        # the largest integer that every JSON reader keeps


class Kind(StrEnum):
    """Of what the certificate speaks, and the letters its number begins with."""
    ISSUANCE = "issuance"                               # 签发
    RETIREMENT = "retirement"                           # 注销
    REGISTRATION = "registration"                       # 项目登记
    STATEMENT = "statement"                             # 账户持有

    @property
    def letters(self) -> str:
        return LETTERS[self]


LETTERS = {Kind.ISSUANCE: "QF", Kind.RETIREMENT: "ZX", Kind.REGISTRATION: "DJ", Kind.STATEMENT: "CY"}
EVENTS = {Kind.REGISTRATION: "registration certified", Kind.STATEMENT: "statement certified"}     # that are no acts
NUMBER = re.compile(rf"({'|'.join(LETTERS.values())})-\d{{4}}-\d{{6}}")


@dataclass(frozen=True)
class ProjectNamed:
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class HolderNamed:
    name_zh: str
    name_en: str
    credit_code: str
    account: str


@dataclass(frozen=True)
class OwnerNamed:
    """Who owns a project; it may have no account yet."""
    name_zh: str
    name_en: str
    credit_code: str


@dataclass(frozen=True)
class MethodologyNamed:
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Named:
    """A word of a list of ours, as it was called on that day."""
    key: str
    zh: str
    en: str


@dataclass(frozen=True)
class Certified:
    """What every kind says. issued_on: the Beijing day of what it speaks of; base_url: where the check page is.

    A kind adds its fields, `disagreements` with itself, what is `derived` in its JSON, and the `facts` of its event.
    """
    KIND = Kind.ISSUANCE                                # each kind says its own
    DERIVED = tuple[str, ...]()                         # names in its JSON that are no fields: see `derived`

    kind: Kind
    number: str
    demonstration: bool
    issued_on: date
    base_url: str

    def __post_init__(self) -> None:
        if broken := tuple([*self._common(), *self.disagreements()]):
            raise Refusal(*broken)

    @property
    def basis(self) -> str:
        """What it rests on, as the foot of the sheet names it."""
        return ""

    @property
    def rows(self) -> int:
        """Rows of the table of serials on the sheet."""
        return 0

    @property
    def address(self) -> str:
        """Where the present state is shown; what the QR code says."""
        return f"{self.base_url}/verify/{self.number}"

    def derived(self) -> dict[str, Any]:
        """What certificate.json says beside the fields, and must say rightly."""
        return {}

    def facts(self) -> dict[str, Any]:
        """What the event says of it beside its number and its digest."""
        return {}

    def disagreements(self) -> Iterator[Broken]:
        """What makes a content of this kind impossible, whoever wrote it."""
        yield from ()

    def _common(self) -> Iterator[Broken]:
        if self.kind is not self.KIND:
            yield INPUT.at("/kind", "证书种类不对。", "Of another kind.")
        if not NUMBER.fullmatch(self.number) or not self.number.startswith(self.KIND.letters):
            yield INPUT.at("/number", "证书编号不合规则。", "Not a certificate number of this kind.")
        for name in (f.name for f in fields(self) if isinstance(getattr(self, f.name), str)):
            if not getattr(self, name).strip():
                yield INPUT.at(f"/{name}", "不能为空。", "Must not be empty.")


def wrong_range(first: int, last: int, tonnes: int, where: str) -> Iterator[Broken]:
    if not 1 <= first <= last <= MOST or tonnes != last - first + 1:
        yield INPUT.at(where, "序列号区间与数量不符。", "The serial block is not of that many tonnes.")


def wrong_total(tonnes: int, parts: int) -> Iterator[Broken]:
    if not 0 < tonnes <= MOST or tonnes != parts:
        yield INPUT.at("/tonnes", "数量不等于各序列号区间之和。", "The quantity is not the sum of its serial blocks.")


def overlap(blocks: list[tuple[str, int, int]], where: str) -> Iterator[Broken]:
    """blocks: (batch, first, last)"""
    ordered = sorted(blocks)
    if any(a[0] == b[0] and b[1] <= a[2] for a, b in zip(ordered, ordered[1:])):
        yield INPUT.at(where, "序列号区间重叠。", "Serial blocks overlap.")


def wrong_digest(value: str, where: str) -> Iterator[Broken]:
    if not DIGEST.fullmatch(value):
        yield INPUT.at(where, "不是 SHA-256 摘要。", "Not a SHA-256 digest.")
