"""注销证明: which serials of which projects went out of circulation for good, for whom and what for (R-123)."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.certificates.numerals import capital_tonnes
from app.certificates.parts import (
    Certified,
    HolderNamed,
    Kind,
    MethodologyNamed,
    Named,
    ProjectNamed,
    overlap,
    wrong_range,
    wrong_total,
)
from app.ledger.serials import batch_text, serial_text
from methodologies.kernel.rules import INPUT, Broken


@dataclass(frozen=True)
class Lot:
    """Serials `first`…`last` of one batch, whole or part of it. issuance: number of the certificate of its issue, empty
    where there is none; it leads to the working that the tonnes rest on."""
    project: ProjectNamed
    methodology: MethodologyNamed
    year: int
    period_no: int
    first: int
    last: int
    tonnes: int
    serial: str
    issuance: str

    @property
    def batch(self) -> str:
        return batch_text(self.project.code, self.year, self.period_no)


@dataclass(frozen=True)
class Use:
    """For whom and what the credits were used. user: what kind of beneficiary, its words empty where nobody said it;
    year: 0 where the purpose has none; credit_code and statement may be empty."""
    beneficiary: str
    credit_code: str
    user: Named
    purpose: Named
    year: int
    statement: str


@dataclass(frozen=True)
class Retirement(Certified):
    """application: ref of the dossier by which they were retired."""
    KIND = Kind.RETIREMENT
    DERIVED = ("tonnes_capital",)

    holder: HolderNamed
    use: Use
    lots: tuple[Lot, ...]
    tonnes: int
    application: str

    @property
    def basis(self) -> str:
        return self.application

    @property
    def rows(self) -> int:
        return len(self.lots)

    @property
    def tonnes_capital(self) -> str:
        return capital_tonnes(self.tonnes)

    def derived(self) -> dict[str, Any]:
        return {"tonnes_capital": self.tonnes_capital}

    def facts(self) -> dict[str, Any]:
        return {"tonnes": self.tonnes}

    @property
    def serials(self) -> tuple[str, ...]:
        return tuple(lot.serial for lot in self.lots)

    def disagreements(self) -> Iterator[Broken]:
        yield from wrong_total(self.tonnes, sum(lot.tonnes for lot in self.lots))
        if not self.use.beneficiary.strip():
            yield INPUT.at("/use/beneficiary", "不能为空。", "Must not be empty.")
        for n, lot in enumerate(self.lots):
            yield from wrong_range(lot.first, lot.last, lot.tonnes, f"/lots/{n}")
            if lot.serial != serial_text(lot.project.code, lot.year, lot.period_no, lot.first, lot.last):
                yield INPUT.at(f"/lots/{n}/serial", "序列号与项目或区间不符。",
                               "The serial is of another project or block.")
        yield from overlap([(lot.batch, lot.first, lot.last) for lot in self.lots], "/lots")
