"""What an issuance certificate says, from the rows of a reduction application."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import config
from app.certificates import service as certificates
from app.certificates.content import (
    Block,
    Bodies,
    Content,
    HolderNamed,
    Kind,
    MethodologyNamed,
    PeriodNamed,
    ProjectNamed,
)
from app.ledger.queries import account_of
from app.ledger.serials import serial_text
from app.models.reduction import ReductionApplication
from app.published.queries import is_demonstration
from methodologies.kernel import catalogue

if TYPE_CHECKING:
    from app.database import Db


def content_of(db: Db, row: ReductionApplication, today: date, worksheet_digest: str) -> Content:
    """What the issuance certificate says, from rows; frozen from here on."""
    project, module = row.project, catalogue.find(row.project.methodology)
    blocks = tuple(Block(year=line.year, first=1, last=line.verified_t, tonnes=line.verified_t,
                         serial=serial_text(project.code, line.year, row.period.n, 1, line.verified_t))
                   for line in row.lines if line.verified_t)
    return Content(
        kind=Kind.ISSUANCE,
        number=certificates.next_number(db, Kind.ISSUANCE, today.year),
        demonstration=is_demonstration(db),
        project=ProjectNamed(project.code, project.name, project.name_en),
        holder=HolderNamed(project.owner.name_zh, project.owner.name_en, project.owner.credit_code,
                           account_of(db, project.owner_id).number),
        methodology=MethodologyNamed(module.code, module.zh, module.en),
        period=PeriodNamed(row.period.n, row.period.starts_on, row.period.ends_on),
        blocks=blocks,
        tonnes=sum(b.tonnes for b in blocks),
        issued_on=today,
        bodies=Bodies(project.validator.name_zh, row.body.name_zh),
        registration=row.ref,
        worksheet_sha256=worksheet_digest,
        base_url=config.base_url(),
    )
