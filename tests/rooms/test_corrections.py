"""A correction request in a verification opens exactly its places: of the report's words, and of the locked data."""
from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from app.database import reading
from app.demo import run
from app.engagement import differences, service
from app.engagement.queries import served
from app.engagement.rounds import requests_of
from app.issuance import service as issuance
from app.models.engagement import Engagement
from app.models.reduction import Dataset, Period
from app.monitoring import service as monitoring
from app.papers.queries import draft_of
from app.verification import service as verification
from methodologies.kernel.rules import NotOpen, Refusal
from tests.databases import ENGINES
from tests.rooms.clients import client_of
from tests.rooms.commission import broken
from tests.stories import Told

CELL = "/data/readings/0/energy_mwh"


@pytest.fixture(params=ENGINES)
def story(request: pytest.FixtureRequest, told: Callable[..., Told]) -> Told:
    return told("claimed", request.param)


def ask_for(story: Told, *targets: str) -> None:
    """A correction request on these places, sent after the visit."""
    demo, work, by = run.Demo(), story.refs["verification"], story.who["ver1"]
    demo.who = story.who
    demo.bring_back(work, "ver1")
    day = story.today.isoformat()
    demo.act(service, work, "finish_visit", "ver1", visited_from=day, visited_to=day, people="林海")
    service.raise_finding(work, "correction", "请更正。", targets, ground="accounting", by=by, today=story.today)
    demo.act(service, work, "send_findings", "ver1", answer_by=day)


def readings() -> tuple[str, list, int]:
    with reading() as db:
        row = db.query(Dataset).filter_by(name="readings").one()
        return db.get(Period, row.period_id).ref, copy.deepcopy(row.rows), row.revision


def save(story: Told, rows: list, revision: int) -> int:
    return monitoring.save_rows(readings()[0], "readings", rows, revision, by=story.who["owner1"], today=story.today)


def edited(story: Told) -> list:
    with reading() as db:
        row = db.query(Engagement).filter_by(ref=story.refs["verification"]).one()
        return [each.edited for each in requests_of(db, row, served(db, row))]


def test_locked_data_open_where_a_request_points_and_nowhere_else(story: Told):
    _, rows, revision = readings()
    with pytest.raises(NotOpen):
        save(story, rows, revision)
    ask_for(story, CELL)
    less = copy.deepcopy(rows)
    less[0]["energy_mwh"] = str(int(float(rows[0]["energy_mwh"])) - 5)
    other = copy.deepcopy(less)
    other[1]["energy_mwh"] = "1"

    with pytest.raises(Refusal) as elsewhere:
        save(story, other, revision)
    with pytest.raises(Refusal) as shorter:
        save(story, less[:-1], revision)
    before = edited(story)
    save(story, less, revision)
    step = differences.changes(story.refs["verification"], story.who["ver1"], story.today).steps[0]

    assert broken(elsewhere) == [("H-UNLOCK", "/data/readings/1/energy_mwh")]
    assert broken(shorter) == [("H-UNLOCK", "/data/readings")]
    assert (before, edited(story)) == ([False], [True])
    assert [(line.target.pointer, line.was, line.now, line.opened_by) for line in step.lines] == [
        (CELL, rows[0]["energy_mwh"], less[0]["energy_mwh"], (2,))]
    assert step.tonnes[0] > step.tonnes[1]
    assert verification.recalculate(story.refs["verification"], by=story.who["ver1"], today=story.today) > 0


def test_the_page_of_a_locked_table_takes_the_open_cell_alone(story: Told):
    ask_for(story, CELL)
    ref, rows, revision = readings()
    at, owner = f"/periods/{ref}/tables/readings", client_of(story.who["owner1"])
    page = owner.get(at).text

    assert page.count("<input") - page.count("disabled") < 30 and "已申报并锁定" in page
    assert "只有整改要求所指的格可以修改" in page and f'action="{at}/import"' not in page


def test_the_words_of_the_report_open_where_a_request_points(story: Told):
    ref, owner = story.refs["reduction"], story.who["owner1"]
    document, revision = draft_of(ref)
    codes = sorted(document["sections"])
    with pytest.raises(Refusal) as shut:
        issuance.save(ref, {**document, "sections": {**document["sections"], codes[0]: "改。"}}, revision, by=owner,
                      today=story.today)
    ask_for(story, f"/sections/{codes[0]}")

    with pytest.raises(Refusal) as elsewhere:
        issuance.save(ref, {**document, "sections": {**document["sections"], codes[1]: "改。"}}, revision, by=owner,
                      today=story.today)
    issuance.save(ref, {**document, "sections": {**document["sections"], codes[0]: "改。"}}, revision, by=owner,
                  today=story.today)
    step = differences.changes(story.refs["verification"], story.who["ver1"], story.today).steps[0]

    assert broken(shut) == [("H-UNLOCK", f"/sections/{codes[0]}")]
    assert broken(elsewhere) == [("H-UNLOCK", f"/sections/{codes[1]}")]
    assert [(line.target.pointer, line.now) for line in step.lines] == [(f"/sections/{codes[0]}", "改。")]
    assert step.tonnes[0] == step.tonnes[1] and edited(story) == [True]
    page = client_of(owner).get(f"/reductions/{ref}/draft").text
    assert page.count("<textarea") == 1
