"""What a certificate says, frozen in the transaction of what it speaks of: one content, one canonical JSON, for ever.

The sheet is drawn from it and from nothing else; the verifier reads it back by the same strict reader. Here stand the
issue's own content and what all kinds share; the other kinds have a module each.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.certificates.numerals import capital_tonnes
from app.certificates.parts import (
    NUMBER,
    Certified,
    HolderNamed,
    Kind,
    MethodologyNamed,
    ProjectNamed,
    overlap,
    wrong_digest,
    wrong_range,
    wrong_total,
)
from app.certificates.registration import Registration
from app.certificates.retirement import Retirement
from app.certificates.statement import Statement
from app.certificates.strict import digest, shaped, strict_json
from app.ledger.serials import serial_text
from methodologies.kernel.rules import INPUT, Broken, Refusal, Unreadable

FORMAT = "ccer-certificate/1"


@dataclass(frozen=True)
class PeriodNamed:
    no: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Block:
    """Serials `first`…`last` of one calendar year, one tonne each; `serial` is the block as printed."""
    year: int
    first: int
    last: int
    tonnes: int
    serial: str


@dataclass(frozen=True)
class Bodies:
    validation: str
    verification: str


@dataclass(frozen=True)
class Content(Certified):
    """签发证明. `registration` is the ref of the registration of reductions that the issue rests on."""
    KIND = Kind.ISSUANCE
    DERIVED = ("tonnes_capital",)

    project: ProjectNamed
    holder: HolderNamed
    methodology: MethodologyNamed
    period: PeriodNamed
    blocks: tuple[Block, ...]
    tonnes: int
    bodies: Bodies
    registration: str
    worksheet_sha256: str

    @property
    def basis(self) -> str:
        return self.registration

    @property
    def rows(self) -> int:
        return len(self.blocks)

    @property
    def tonnes_capital(self) -> str:
        return capital_tonnes(self.tonnes)

    @property
    def serials(self) -> tuple[str, ...]:
        return tuple(block.serial for block in self.blocks)

    def by_year(self) -> dict[int, int]:
        """Tonnes by calendar year, summed over the blocks."""
        years: Counter[int] = Counter()
        for block in self.blocks:
            years[block.year] += block.tonnes
        return dict(years)

    def derived(self) -> dict[str, Any]:
        return {"tonnes_capital": self.tonnes_capital}

    def facts(self) -> dict[str, Any]:
        return {"tonnes": self.tonnes, "worksheet_sha256": self.worksheet_sha256}

    def disagreements(self) -> Iterator[Broken]:
        yield from wrong_digest(self.worksheet_sha256, "/worksheet_sha256")
        if self.period.last_day < self.period.first_day or self.period.no < 1:
            yield INPUT.at("/period", "核算期首尾颠倒或序号不对。",
                           "The period ends before it begins, or has no number.")
        yield from wrong_total(self.tonnes, sum(block.tonnes for block in self.blocks))
        for n, block in enumerate(self.blocks):
            yield from self._block_disagreements(block, f"/blocks/{n}")
        yield from overlap([(str(b.year), b.first, b.last) for b in self.blocks], "/blocks")

    def _block_disagreements(self, block: Block, where: str) -> Iterator[Broken]:
        yield from wrong_range(block.first, block.last, block.tonnes, where)
        if not self.period.first_day.year <= block.year <= self.period.last_day.year:
            yield INPUT.at(f"{where}/year", "年度不在核算期内。", "The year is outside the period.")
        if block.serial != serial_text(self.project.code, block.year, self.period.no, block.first, block.last):
            yield INPUT.at(f"{where}/serial", "序列号与项目或区间不符。", "The serial is of another project or block.")


AnyContent = Content | Retirement | Registration | Statement
SHAPES: dict[Kind, type[Certified]] = {Kind.ISSUANCE: Content, Kind.RETIREMENT: Retirement,
                                       Kind.REGISTRATION: Registration, Kind.STATEMENT: Statement}


def to_bytes(content: Certified) -> bytes:
    """certificate.json: RFC 8785, the same bytes for the same content on every machine."""
    import rfc8785

    plain = json.loads(json.dumps(asdict(content), default=date.isoformat))
    return rfc8785.dumps({"format": FORMAT, **plain, **content.derived()})


def facts_of(content: Certified) -> dict[str, Any]:
    """What the event holds in its `facts`; the offline check compares it with the files."""
    return {"certificate": {"number": content.number, "certificate_sha256": digest(to_bytes(content)),
                            **content.facts()}}


def worksheet_digest(content: Certified) -> str:
    """Of the worksheet that goes with it; empty for a kind that rests on none."""
    return getattr(content, "worksheet_sha256", "")


def read(data: bytes) -> Any:
    """certificate.json back into the content of its kind. Unreadable or Refusal with every place that is wrong."""
    found = strict_json(data)
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise Unreadable(INPUT.at("/format", f"格式不是 {FORMAT}。", f"The format is not {FORMAT}."))
    kind = found.get("kind")
    if kind not in list(Kind):
        raise Unreadable(INPUT.at("/kind", "没有这种证书。", "There is no such kind of certificate."))
    shape, broken = SHAPES[Kind(kind)], list[Broken]()
    derived = {name: found.pop(name, None) for name in shape.DERIVED}
    content = shaped(shape, found, "", broken)
    if broken:
        raise Unreadable(*broken)
    if derived != content.derived():
        raise Refusal(INPUT.at("/tonnes_capital", "大写数量与数量不符。", "The quantity in words is another one."))
    return content


__all__ = ["FORMAT", "NUMBER", "SHAPES", "AnyContent", "Block", "Bodies", "Content", "HolderNamed", "Kind",
           "MethodologyNamed", "PeriodNamed", "ProjectNamed", "Registration", "Retirement", "Statement", "digest",
           "facts_of", "read", "strict_json", "to_bytes", "worksheet_digest"]
