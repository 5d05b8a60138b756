"""An afforestation project lived by the services that pages use: from its notice to the tonnes of its first period."""
from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from app.database import reading
from app.demo import story as wind
from app.demo.run import Demo
from app.engagement import competence
from app.evidence.canonical import sha256
from app.models.reduction import Period
from app.monitoring import service as monitoring
from app.papers.queries import evidence_slots, newest_worksheet, state_of
from app.published import service as published
from app.registration import service as registration
from methodologies.kernel.catalogue import find
from tests.rooms.offices import Offices
from tests.rooms.test_sink import FILE, confirm, loaded, written
from tests.tonnes.forest_builders import FIRST, FOREST, LAST, monitored

OPEN = {"GWP_CH4": "28", "GWP_N2O": "265"}


def confirmed(office: Offices) -> None:
    """What the text leaves open, from the issued text: figures as they stand, tables by their digest."""
    known = find(FOREST.code).accounting.open_values
    values = {name: OPEN.get(name) or known[name].digest for name in known}
    for name, value in values.items():
        key = {"parameter": f"{FOREST.code}:{name}", "edition": "1"}
        row = {"ref": f"parameter/{FOREST.code}:{name}/1", "name": "parameter", "key": key, "values": {"value": value},
               "published_on": office.today.isoformat(), "source": "方法学正文", "sha256": sha256(FILE),
               "purpose": "official", "confidence": "sure", "absent": False}
        published.enter_row(row, by=office.who["registry1"], today=office.today, document=FILE)
        published.check_row(row["ref"], by=office.who["registry2"], today=office.today)


@pytest.fixture
def cast(told) -> Demo:
    office = Offices(told("noticed"))
    loaded(office)
    confirm(office)
    confirmed(office)
    cast = Demo()
    cast.who = office.who
    cast.office = office
    return cast


def test_a_planted_project_is_validated_registered_and_accounted(cast, monkeypatch):
    monkeypatch.setattr(wind, "SITE_PLACES", {each: ("27.500000", "114.500000") for each in wind.SITES})
    ref = written(cast.office)
    competence.record("val1", "14", "演示：从事林业碳汇审定五年", date(2024, 6, 1), by=cast.who["val4"],
                      today=cast.today)
    cast.two(registration, ref, "submit", "owner1", "owner2")
    cast.wait(3)
    cast.settle(ref)
    cast.act(registration, ref, "release", "registry1")
    cast.apply(ref)
    project = cast.register(ref)
    cast.wait_until(date(2026, 7, 31))

    said = monitored()
    owner, days = cast.who["owner1"], (date.fromisoformat(FIRST), date.fromisoformat(LAST))
    period = monitoring.open_period(project, *days, by=owner, today=cast.today, key=uuid.uuid4().hex)
    for name, rows in said.items():
        if isinstance(rows, list):
            monitoring.save_rows(period, name, rows, 0, by=owner, today=cast.today)
    with reading() as db:
        row = db.scalar(select(Period).where(Period.ref == period))
        papers = [slot.key for slot in evidence_slots(row, "monitoring")]
    cast.upload(monitoring, period, "owner1", *papers)
    cast.act(monitoring, period, "close", "owner1")
    monitoring.calculate(period, by=owner, today=cast.today)
    cast.act(monitoring, period, "account", "owner1")

    with reading() as db:
        sheet = newest_worksheet(db, period, "accounting")
    assert state_of(ref) == "registered"
    assert sheet.tonnes == 15_013
