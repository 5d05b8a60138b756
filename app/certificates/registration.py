"""项目登记证明: a project is registered, under which code, methodology and crediting period, with what expected."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.certificates.parts import MOST, Certified, Kind, MethodologyNamed, OwnerNamed, ProjectNamed, wrong_digest
from methodologies.kernel.rules import INPUT, Broken


@dataclass(frozen=True)
class CreditingPeriod:
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Registration(Certified):
    """expected_t, yearly_t: tCO2e estimated for the crediting period and for a year of it; design_sha256: the validated
    design document; application: ref of the dossier."""
    KIND = Kind.REGISTRATION

    project: ProjectNamed
    owner: OwnerNamed
    methodology: MethodologyNamed
    province: str
    crediting: CreditingPeriod
    expected_t: int
    yearly_t: int
    validated_by: str
    application: str
    design_sha256: str
    worksheet_sha256: str

    @property
    def basis(self) -> str:
        return self.application

    def facts(self) -> dict[str, Any]:
        return {"project": self.project.code, "worksheet_sha256": self.worksheet_sha256}

    def disagreements(self) -> Iterator[Broken]:
        if self.crediting.last_day < self.crediting.first_day:
            yield INPUT.at("/crediting", "计入期首尾颠倒。", "The crediting period ends before it begins.")
        for name in ("expected_t", "yearly_t"):
            if not 0 <= getattr(self, name) <= MOST:
                yield INPUT.at(f"/{name}", "数量不合理。", "Not a quantity.")
        yield from wrong_digest(self.design_sha256, "/design_sha256")
        yield from wrong_digest(self.worksheet_sha256, "/worksheet_sha256")
