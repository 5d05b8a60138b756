"""The facts that a period's moves judge."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.document import Worksheet
from app.models.evidence import Event
from app.models.project import Project
from app.models.reduction import Period, ReductionApplication
from app.papers.periods import data_of, determine, module_of
from app.papers.queries import newest_worksheet
from app.published.queries import settings
from workflows.monitoring import Facts, PeriodFacts, Span

if TYPE_CHECKING:
    from app.database import Db


def period_facts(db: Db, period: Period, today: date) -> dict[str, Any]:
    """The fields of `PeriodFacts`; the reduction application needs them too."""
    project = period.project
    others = db.scalars(
        select(Period).where(Period.project_id == project.id, Period.id != period.id).order_by(Period.n)
    )
    return {"today": today, "period_from": period.starts_on, "period_to": period.ends_on,
            "crediting_from": project.crediting_from, "crediting_to": project.crediting_to,
            "other_periods": tuple(Span(f"/periods/{p.n}", p.starts_on, p.ends_on) for p in others),
            "settings": settings(db, today)}


def facts(db: Db, period: Period, today: date, payload: Mapping[str, str]) -> Facts:
    sheet = worksheet_of_locked(db, period)
    wanted = empty_tables(db, period)
    judged = period.state in ("open", "closed")
    return Facts(**period_facts(db, period, today), incomplete=tuple(f"/{name}" for name in wanted),
                 broken=determine(db, period, today).broken if judged and not wanted else (),
                 worksheet_tonnes=sheet.tonnes if sheet else None, reductions_registered=_registered(db, period),
                 monitoring_link=module_of(period.project).monitoring_link,    # and nothing is linked yet
                 month=payload.get("month", "").strip())


def empty_tables(db: Db, period: Period) -> tuple[str, ...]:
    """Names of the tables that must have rows and have none."""
    data = data_of(db, period)
    return tuple(r.name for r in module_of(period.project).records if r.min_rows and not data.get(r.name))


def worksheet_of_locked(db: Db, period: Period) -> Worksheet | None:
    """The worksheet of the data as they are locked now; one worked before they were last opened does not count."""
    if period.state == "open":
        return None
    last = {word: db.scalar(select(Event.subject_seq).where(Event.subject == period.ref, Event.body.contains(word))
                            .order_by(Event.subject_seq.desc()).limit(1)) or 0
            for word in ('"kind":"calculated"', '"trigger":"close"')}
    fresh = last['"kind":"calculated"'] > last['"trigger":"close"']
    return newest_worksheet(db, period.ref, "accounting") if fresh else None


def _registered(db: Db, period: Period) -> bool:
    return (
        db.scalar(
            select(ReductionApplication.id)
            .where(ReductionApplication.period_id == period.id, ReductionApplication.registered_on.is_not(None))
            .limit(1)
        )
        is not None
    )


def opening_facts(db: Db, project: Project, starts_on: date, ends_on: date, today: date) -> PeriodFacts:
    others = db.scalars(select(Period).where(Period.project_id == project.id).order_by(Period.n))
    return PeriodFacts(today=today, period_from=starts_on, period_to=ends_on, crediting_from=project.crediting_from,
                       crediting_to=project.crediting_to, settings=settings(db, today),
                       other_periods=tuple(Span(f"/periods/{p.n}", p.starts_on, p.ends_on) for p in others))
