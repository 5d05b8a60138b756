"""An issue for certificate tests, and what is stored of it."""
from __future__ import annotations

import uuid
from datetime import timedelta

import rfc8785
from sqlalchemy import func, select

from app import clock
from app.certificates import job, service
from app.certificates.content import Content
from app.database import reading, transaction
from app.evidence import calls
from app.ledger import acts
from app.models.party import Organisation
from tests.promises.certificates import content, worksheet


def canonical_worksheet() -> bytes:
    return rfc8785.dumps(worksheet())


def issued(said: Content | None = None, worked: bytes | None = None) -> Content:
    """An issue as the issuing service does it: number, content, act and event in one transaction."""
    said, act_id, key = said or content(), str(uuid.uuid4()), str(uuid.uuid4())
    at = clock.end_of(said.issued_on) - timedelta(hours=6)
    with transaction() as db:
        owner = Organisation(credit_code=said.holder.credit_code, name_zh=said.holder.name_zh, kind="owner")
        db.add(owner)
        db.flush()
        account = acts.open_account(db, organisation_id=owner.id, kind="project_owner")
        calls.keep(db, key, [said.number], {}, at)
        facts = service.prepare(db, said, worked or canonical_worksheet(), act_id)
        lines = [acts.IssueLine(said.project.code, b.year, said.period.no, b.tonnes) for b in said.blocks]
        acts.issue(db, key=key, lines=lines, account_id=account.id, on=said.issued_on, at=at, facts=facts,
                   act_id=act_id)
    return said


def count(model) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(model))


def broken() -> list[str]:
    return [sentence for each in job.check_stored() for sentence in each.broken]
