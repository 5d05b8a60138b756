"""审定: an engagement on a project application."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app import moves
from app.database import Db
from app.engagement import effects
from app.engagement.queries import served, shared_facts
from app.models.engagement import Engagement
from app.models.project import Application
from app.papers import service as papers
from app.papers.designs import design_document, design_version, estimate, methodology_data
from app.rooms import Room, Taken
from methodologies.kernel import catalogue
from workflows.documents import asked_of
from workflows.engagement import Facts
from workflows.validation import EVIDENCE, VALIDATION


def facts(db: Db, row: Engagement, today: date, payload: Mapping[str, str]) -> Facts:
    application = served(db, row)
    module = catalogue.find(application.methodology)
    data = methodology_data(application, design_document(db, application))
    return Facts(**shared_facts(db, row, today, payload), sector=module.sector,
                 evidence_wanted=asked_of(EVIDENCE, module.sector),
                 broken=module.check_design(data))


def _open(db: Db, application: Application, taken: Taken) -> Engagement:
    return effects.open_engagement(db, application, "validation", catalogue.find(application.methodology), taken,
                                   client_id=application.owner_id)


def _drafted(db: Db, row: Engagement, taken: Taken) -> dict:
    """The report, and the design document it speaks of, frozen together; the estimate is worked again."""
    application = served(db, row)
    design = design_version(db, row.subject)
    document = papers.document_of(design)
    validated = papers.freeze(db, row.subject, "validated_design", document, taken.by, taken.today)
    worked = estimate(db, application, document, taken.today)
    sheet = papers.keep_worksheet(db, row.subject, "estimate", worked.to_json(), taken.today)
    more: dict[str, Any] = {"design": {"digest": design.digest, "n": design.n},
                            "estimate": {"digest": sheet.digest, "tonnes": sheet.tonnes}}
    return {**effects.write_report(db, row, application, taken, more), "validated": validated.digest}


moves.serve("validation", Room(VALIDATION, facts, {**effects.SHARED_EFFECTS, "draft_report": _drafted}, open=_open))
