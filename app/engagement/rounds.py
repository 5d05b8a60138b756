"""The rounds of findings as facts: when the body waited for the owner, and what each correction request has got.

`owner_stops` is the one place that knows the owner's delay: deadlines that pause for it ask here (R-52).
"""
from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import deadlines
from app.engagement.places import version_under_review
from app.models.document import Attachment, Version
from app.models.engagement import Engagement, Finding
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.notices.queries import notice_of
from app.papers import changes
from workflows.findings import ReportClock, Request, Stop, Wait, owner_delays, report_clock
from workflows.settings import Value

if TYPE_CHECKING:                                       # only queries and services open a database
    from collections.abc import Mapping

    from app.database import Db

REPORT_LIMIT = "vvb.report_limit_cd"                    # the setting of the body's hundred days
ANSWERS = ("业主答复整改要求", "the owner answers findings")
EDITABLE = ("/sections", "/inputs", "/parameters", "/data")     # of the version under review, and the data claimed


def owner_stops(db: Db, row: Engagement, today: date) -> tuple[Stop, ...]:
    """The days on which the body waited for the owner's answers, from the first day of the notice to the report."""
    notice = notice_of(db, row.subject)
    waits = (Wait(each.asked_on, each.answered_on or each.judged_on) for f in row.findings for each in f.rounds)
    since = notice.starts_on + timedelta(days=1) if notice else row.opened_on
    return owner_delays(waits, since, row.issued_on or today)


def days_stopped(db: Db, row: Engagement, today: date) -> int:
    """Calendar days of the hundred in which the body waited for the owner's answers."""
    return sum(stop.days for stop in owner_stops(db, row, today))


def owner_clock(db: Db, row: Engagement, today: date) -> None:
    """R-52: the body's hundred days stand still while a finding that was sent waits for the owner's answer, and no
    longer: the time in which the team judges answers is the body's own."""
    open_ = select(Finding.id).where(Finding.engagement_id == row.id, Finding.state == "open")
    if row.state == "findings_open" and db.scalar(open_) is not None:
        deadlines.stop(db, row.subject, REPORT_LIMIT, today, *ANSWERS)
    else:
        deadlines.resume(db, row.subject, REPORT_LIMIT, today)


def clock_of(db: Db, row: Engagement, today: date, settings: Mapping[str, Value]) -> ReportClock | None:
    """The 100 days today, or on the day of the report; None before a notice."""
    notice = notice_of(db, row.subject)
    if notice is None:
        return None
    return report_clock(notice.starts_on, owner_stops(db, row, today), settings[REPORT_LIMIT],
                        row.issued_on or today)


def requests_of(db: Db, row: Engagement, application: Application | ReductionApplication) -> tuple[Request, ...]:
    """The correction requests with what their settlement has got so far."""
    return tuple(_request(db, f, application) for f in row.findings if f.kind == "correction")


def _request(db: Db, finding: Finding, application: Application | ReductionApplication) -> Request:
    answers = [a for a in finding.answers if a.side == "owner"]
    evidence = any(a.attachment_id for a in answers) or _new_papers(db, finding, application)
    return Request(f"/findings/{finding.n}", finding.state == "closed", bool(answers), evidence,
                   _edited(db, finding, application))


def _new_papers(db: Db, finding: Finding, application: Application | ReductionApplication) -> bool:
    """Whether a paper that it points at was uploaded since it was first sent."""
    slots = {target.split("/")[2] for target in finding.targets if target.startswith("/documents/")}
    if not slots or not finding.rounds:
        return False
    return db.scalar(select(Attachment.id).where(
        Attachment.subject == application.ref, Attachment.slot.in_(slots),
        Attachment.uploaded_on >= finding.rounds[0].asked_on)) is not None


def _edited(db: Db, finding: Finding, application: Application | ReductionApplication) -> bool | None:
    """Whether a later version changes something at its targets; None where it points at nothing that may be changed."""
    places = [target for target in finding.targets if target.startswith(EDITABLE)]
    was = finding.rounds and db.scalar(select(Version).where(
        Version.subject == application.ref, Version.n == finding.rounds[0].version))
    now = version_under_review(db, application)
    if not places or not was or now is None:
        return None
    later = db.scalars(select(Version.body).where(Version.subject == application.ref, Version.n > was.n))
    corrected = [line["at"] for body in later for line in json.loads(body).get("corrected", ())]
    return any(changes.covered(pointer, places) or any(place.startswith(f"{pointer}/") for place in places)
               for pointer in (*changes.pointers(json.loads(was.body), json.loads(now.body)), *corrected))
