"""Letters of commitment, sentence by sentence, with where each stands by today's facts. Nothing of it is stored."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access
from app.access import Who
from app.database import Db, reading
from app.models.document import Attachment
from app.models.project import DEAD, Application, Project
from app.models.reduction import ReductionApplication
from app.models.sanction import DECIDED, SanctionCase, SanctionMeasure
from app.papers.designs import design_document
from app.papers.queries import newest_worksheet, sheet_of
from app.papers.values import values_of
from app.parties.queries import Named, named
from workflows.commitments import SENTENCES, Facts, Standing
from workflows.documents import PAPERS

ROWS = 60
ENDED = tuple(DEAD.strip("()").replace("'", "").split(","))
LOOKS = ("province", "regulator")


@dataclass(frozen=True)
class Row:
    """One sentence of one letter."""
    ref: str
    name: str
    owner: Named
    given_on: date
    words: tuple[str, str]
    breaks: tuple[str, str]
    standing: Standing


def rows(by: Who, today: date) -> tuple[Row, ...]:
    """Every sentence that was promised: an owner's own; all for the registry, the auditor and the departments."""
    with reading() as db:
        duties = access.duties_of(db, by)
        kinds = access.kinds_of(db, duties)
        looks = any(duty == "auditor" or (duty in access.REGISTRY_DUTIES and kinds.get(home or 0) == "registry")
                    or (duty == "officer" and kinds.get(home or 0) in LOOKS) for home, duty in duties)
        mine = {home for home, duty in duties if duty in access.OWNER_DUTIES}
        letters = db.scalars(select(Attachment).where(
            Attachment.slot.in_({each.paper for each in SENTENCES}), Attachment.replaced_by.is_(None))
            .order_by(Attachment.id.desc()).limit(ROWS))
        found = []
        for letter in letters:
            filing = _filing(db, letter.subject)
            owner = filing.owner if isinstance(filing, Application) else filing.project.owner
            if looks or owner.id in mine:
                found += _sentences(db, letter, filing, owner, today)
        return tuple(found)


def _filing(db: Db, ref: str) -> Application | ReductionApplication:
    model: Any = Application if ref.startswith("PA-") else ReductionApplication
    return db.scalars(select(model).where(model.ref == ref)).one()


def _sentences(db: Db, letter: Attachment, filing: Any, owner: Any, today: date) -> list[Row]:
    known, values = _facts(db, filing, owner.id), values_of(db, filing, today)
    paragraphs = PAPERS[letter.slot].paragraphs(values)
    name = filing.name if isinstance(filing, Application) else filing.project.name
    return [Row(filing.ref, name, named(owner), letter.uploaded_on, paragraphs[each.n],
                (each.breaks_zh, each.breaks_en), each.stands(known))
            for each in SENTENCES if each.paper == letter.slot]


def _facts(db: Db, filing: Application | ReductionApplication, owner: int) -> Facts:
    application = filing if isinstance(filing, Application) else filing.project.application
    said = design_document(db, application)["inputs"]
    found = db.scalar(select(SanctionCase.id).where(
        SanctionCase.respondent_id == owner, SanctionCase.state.in_(DECIDED),
        SanctionCase.ground.in_(("R-128", "R-129"))))
    late = db.scalar(select(SanctionMeasure.id).join(SanctionCase).where(
        SanctionCase.respondent_id == owner, SanctionMeasure.state == "overdue"))
    return Facts(elsewhere_here=_same_place(db, application, said),
                 elsewhere_declared=said.get("no_other_mechanism") == "no", found_false=found is not None,
                 certificates_left_out=_left_out(db, filing), measure_overdue=late is not None)


def _same_place(db: Db, row: Application, said: dict[str, Any]) -> bool:
    """Whether another live application or project has the same centre point."""
    gone = select(Project.application_id).where(Project.ended_on.is_not(None))
    others = db.scalars(select(Application).where(Application.id != row.id, Application.id.not_in(gone),
                                                  Application.state.not_in(("draft", *ENDED))))
    place = (said.get("longitude"), said.get("latitude"))
    return all(place) and any((its.get("longitude"), its.get("latitude")) == place
                              for its in (design_document(db, other)["inputs"] for other in others))


def _left_out(db: Db, filing: Application | ReductionApplication) -> bool | None:
    """The worksheet deducts what it says was traded; None where a year says nothing."""
    if isinstance(filing, Application):
        return None
    sheet = sheet_of(newest_worksheet(db, filing.ref, "verification")) or {}
    years = sheet.get("inputs", {}).get("years", ())
    return True if years and all(year.get("GEC_traded,y") is not None for year in years) else None
