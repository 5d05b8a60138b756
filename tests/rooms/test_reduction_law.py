"""Reductions at the registry's desk: the five years from either day, a year of zero tonnes, a shared meter."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from app.database import reading, transaction
from app.issuance import service as issuance
from app.ledger.queries import batches_of
from app.models.project import Application
from app.models.reduction import ReductionApplication, YearLine
from app.models.review import MeterShare
from app.published import service as published
from methodologies.kernel.rules import Refusal
from tests.databases import ENGINES
from tests.rooms.test_bad_input import verified
from tests.rooms.test_uniqueness import farm


def step(story, trigger: str, name: str) -> None:
    issuance.move(story.refs["reduction"], trigger, by=story.who[name], today=story.today, key=uuid.uuid4().hex)


def refused(story, trigger: str, name: str) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refusal:
        step(story, trigger, name)
    return [(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade == "refuse"]


def test_the_five_years_count_from_the_filing_where_the_setting_says_so(told):
    story = told("claimed")
    verified(story)
    published.propose_setting("red.window_anchor", "publicity_filing", story.today, by=story.who["registry1"],
                              today=story.today)
    published.confirm_setting("red.window_anchor", by=story.who["registry2"], today=story.today)
    published.advance_clock((date(2029, 1, 2) - story.today).days)

    step(story, "apply", "owner1")                      # by the day of applying it would be a day too late
    step(story, "decline", "owner1")
    published.propose_setting("red.window_anchor", "registration_application", story.today, by=story.who["registry1"],
                              today=story.today)
    published.confirm_setting("red.window_anchor", by=story.who["registry2"], today=story.today)

    assert refused(story, "apply", "owner1") == [("R-78", "/period/from")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_year_of_zero_tonnes_stays_registered_and_is_never_issued(told, engine):
    story = told("registered", engine)
    with transaction() as db:
        line = db.scalar(select(YearLine).where(YearLine.year == 2024))
        line.applied_t = line.verified_t = 0

    step(story, "issue", "registry1")
    step(story, "confirm", "registry2")

    with reading() as db:
        lines = {line.year: line.verified_t for line in db.scalar(select(ReductionApplication)).lines}
        batches = {batch.block.year: batch.block.tonnes for batch in batches_of(db, story.refs["project"])}
    assert lines[2024] == 0 and lines[2025] > 0 and batches == {2025: lines[2025]}


def test_reductions_of_a_meter_that_came_to_be_shared_wait_for_the_shares(told):
    story = told("claimed")
    demo = verified(story)
    ref = farm(story)
    with transaction() as db:                           # the other farm's owner has stated a share and handed it in
        db.scalar(select(Application).where(Application.ref == ref)).state = "awaiting_body"

    silent = refused(story, "apply", "owner1")
    for meter in ("DEMO-0001", "DEMO-0002"):
        with transaction() as db:
            for application, part in ((ref, 4000), (story.refs["application"], 6000)):
                row = db.scalar(select(Application).where(Application.ref == application))
                db.add(MeterShare(application_id=row.id, meter=meter.replace("-", ""), starts_on=date(2024, 1, 1),
                                  hundredths=part, stated_by=story.who["owner1"].id, stated_on=demo.today,
                                  confirmed_by=story.who["owner2"].id, confirmed_on=demo.today))

    assert silent == [("R-157d", "/meters/0/serial"), ("R-157d", "/meters/1/serial")]
    step(story, "apply", "owner1")
