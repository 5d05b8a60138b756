"""What an expert who was drawn has to do (R-181)."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.access import Who
from app.inbox.steps import state_words
from app.inbox.tasks import Task
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.models.review import Evaluation, ExpertSeat
from app.models.work import Deadline

if TYPE_CHECKING:
    from app.database import Db


def opinions(db: Db, who: Who) -> list[Task]:
    """The opinions that this expert still owes."""
    owed = select(Evaluation.subject).join(ExpertSeat).where(ExpertSeat.person_id == who.id,
                                                             ExpertSeat.said_on.is_(None))
    rows = [("registration", *row) for row in db.execute(select(Application.ref, Application.name).where(
        Application.ref.in_(owed), Application.state == "under_evaluation"))]
    reductions = select(ReductionApplication.ref, Project.name).join(Project, Project.id ==
                                                                    ReductionApplication.project_id)
    rows += [("issuance", *row) for row in db.execute(reductions.where(
        ReductionApplication.ref.in_(owed), ReductionApplication.state == "under_evaluation"))]
    due = {row.subject: row for row in db.scalars(select(Deadline).where(
        Deadline.subject.in_([ref for _, ref, _ in rows]), Deadline.met_on.is_(None)))}
    return [Task("提交专家意见", "Give your opinion as an expert", ref, f"/review/{ref}", name,
                 *state_words(stage, "under_evaluation"), ("", ""), due[ref].starts_on, due[ref].due_on,
                 due[ref].provisional) for stage, ref, name in rows if ref in due]
