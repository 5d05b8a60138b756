"""What the certificate of a project's registration says, from the rows that the registration makes."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import config
from app.certificates import service as certificates
from app.certificates.content import Registration
from app.certificates.parts import Kind, MethodologyNamed, OwnerNamed, ProjectNamed
from app.certificates.registration import CreditingPeriod
from app.models.project import Application, Project
from app.published.queries import is_demonstration
from methodologies.kernel import catalogue

if TYPE_CHECKING:
    from app.database import Db


def content_of(db: Db, row: Application, project: Project, design: str, worksheet: str, today: date) -> Registration:
    """design, worksheet: sha256 of the validated design document and of its estimate."""
    module, owner = catalogue.find(project.methodology), row.owner
    return Registration(
        kind=Kind.REGISTRATION, number=certificates.next_number(db, Kind.REGISTRATION, today.year),
        demonstration=is_demonstration(db), issued_on=today, base_url=config.base_url(),
        project=ProjectNamed(project.code, project.name, project.name_en),
        owner=OwnerNamed(owner.name_zh, owner.name_en, owner.credit_code),
        methodology=MethodologyNamed(module.code, module.zh, module.en), province=project.province,
        crediting=CreditingPeriod(project.crediting_from, project.crediting_to), expected_t=project.total_t,
        yearly_t=project.annual_t, validated_by=row.body.name_zh, application=row.ref, design_sha256=design,
        worksheet_sha256=worksheet)
