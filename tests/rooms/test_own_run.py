"""The verification's second run: data of the body's own, beside the owner's, through the same methodology."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from app.database import reading
from app.demo.story import seen_readings
from app.engagement import queries
from app.models.engagement import Engagement, OwnTable
from app.models.reduction import Dataset
from app.verification import service
from methodologies.kernel.rules import NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.stories import Told


@pytest.fixture(params=ENGINES)
def story(request: pytest.FixtureRequest, told: Callable[..., Told]) -> Told:
    return told("claimed", request.param)


def less(data: bytes) -> bytes:
    """The same readings, one of them a thousand MWh lower."""
    lines = data.decode().splitlines()
    at = lines[0].split(",").index("energy_mwh")
    cells = lines[1].split(",")
    cells[at] = str(int(float(cells[at])) - 1000)
    return "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()


def enter(story: Told, data: bytes, who: str = "ver1", name: str = "readings") -> int:
    return service.enter_own(story.refs["verification"], name, "抄表.csv", data, by=story.who[who], today=story.today)


def test_the_same_methodology_runs_on_what_the_body_saw_and_the_owners_data_stay(story: Told):
    work = story.refs["verification"]
    with reading() as db:
        before = {d.id: d.digest for d in db.query(Dataset)}

    same = enter(story, seen_readings())
    service.recalculate(work, by=story.who["ver1"], today=story.today)
    lower = enter(story, less(seen_readings()))

    own = queries.dossier(work, story.who["ver1"], story.today).recalculation.own
    assert lower < same and own.tonnes == lower == sum(own.by_year.values())
    assert own.lines and [(t.record.name, t.source_name) for t in own.tables] == [("readings", "抄表.csv")]
    with reading() as db:
        assert {d.id: d.digest for d in db.query(Dataset)} == before


def test_the_owner_sees_nothing_of_it_before_the_report(story: Told):
    enter(story, seen_readings())

    assert queries.dossier(story.refs["verification"], story.who["owner1"], story.today).recalculation is None


def test_only_the_team_enters_data_and_every_bad_cell_is_told_and_nothing_stored(story: Told):
    for who in ("owner1", "ver4"):
        with pytest.raises(NotYours):
            enter(story, seen_readings(), who)
    with pytest.raises(Refusal) as unknown:
        enter(story, seen_readings(), name="prices")
    bad = seen_readings().replace(b"export", b"sideways", 2)

    with pytest.raises(Refusal) as refusal:
        enter(story, bad)

    assert [b.where for b in unknown.value.broken] == ["/name"] and len(refusal.value.broken) >= 2
    with reading() as db:
        assert db.query(OwnTable).count() == 0


def test_after_the_report_no_data_are_entered(told: Callable[..., Told]):
    story = told("issued")

    with pytest.raises(NotOpen):
        enter(story, seen_readings())

    with reading() as db:
        assert db.query(Engagement).filter_by(ref=story.refs["verification"]).one().state == "issued"


def test_the_report_states_the_second_run_from_data(told: Callable[..., Told]):
    story = told("issued")

    content = queries.report(story.refs["verification"], story.who["ver1"], story.today).content

    assert content["verified_tonnes"] == sum(content["verified_by_year"].values()) == content["own_run"]["tonnes"]
    assert [t["name"] for t in content["own_run"]["tables"]] == ["readings"]
