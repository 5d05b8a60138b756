"""A solar thermal project is drafted with the forms that its module gives: pages, tables, estimate."""
from __future__ import annotations

import uuid

import pytest

from app.published import service as published
from app.registration import service
from app.web import create_app
from methodologies.electricity import fuels
from tests.rooms.test_bad_input import code_of
from tests.rooms.test_registration_pages import draft_of
from tests.tonnes.solar import SOLAR, solar_design
from tests.visiting import Browser

PERIOD = {"crediting_from": "2024-01-01", "crediting_to": "2033-12-31"}


@pytest.fixture
def drafted(told):
    """(the story, its owner's browser, address of a draft with all data of the methodology)"""
    told_story = told("project", "sqlite")
    by, name = told_story.who["owner1"], solar_design()["project_name"]
    ref = service.open_application(code_of("owner"), SOLAR.code, name, by=by, today=told_story.today,
                                   key=uuid.uuid4().hex)
    document, revision = draft_of(ref)
    said = solar_design(**PERIOD, province="河北", grid_region="N")  # of which the story has tables
    service.save(ref, document | {"inputs": said}, revision, by=by, today=told_story.today)
    return told_story, Browser(create_app(), told_story, "owner1"), f"/applications/{ref}"


def test_every_part_of_the_form_opens_with_what_the_module_asks_for(drafted):
    _, owner, at = drafted

    pages = {part: owner.get(f"{at}/draft?part={part}&check=1") for part in "ABC"}

    assert {page.status_code for page in pages.values()} == {200}
    text = "".join(page.text for page in pages.values())
    for word in ("集热方式", "熔盐加热器", "化石燃料", "边界拐点", "天然气", "免予论证"):
        assert word in text, word
    assert "风电机组" not in text


def enter_gas(told_story, purpose: str) -> None:
    """The values of natural gas, entered by one person of the registry and checked by another."""
    row = next(row for row in fuels.shipped() if row.key["fuel"] == "natural_gas")
    said = {"ref": f"{row.id}/{purpose}", "name": row.table, "key": dict(row.key), "values": dict(row.values),
            "published_on": row.published_on.isoformat(), "source": row.source, "sha256": row.sha256,
            "purpose": purpose, "confidence": "likely", "absent": False}
    published.enter_row(said, by=told_story.who["registry1"], today=told_story.today)
    published.check_row(said["ref"], by=told_story.who["registry2"], today=told_story.today)


def test_the_estimate_names_the_fuel_table_that_is_not_loaded(drafted):
    _, owner, at = drafted

    worked = owner.post(f"{at}/estimate", {"part": "C", **PERIOD}, HX_Request="true")

    assert worked.status_code == 200 and "2022 版缺省值中没有 natural_gas" in worked.text


@pytest.mark.parametrize("purpose, tainted", [("provisional", True), ("official", False)])
def test_the_estimate_is_tainted_until_two_people_confirm_the_values(drafted, purpose, tainted):
    told_story, owner, at = drafted
    enter_gas(told_story, purpose)

    worked = owner.post(f"{at}/estimate", {"part": "C", **PERIOD}, HX_Request="true")

    assert "tCO" in worked.text and ("NCV_i,y" in worked.text) == tainted


@pytest.mark.parametrize("table", ["units", "corners", "fuels"])
def test_each_table_has_a_template(drafted, table):
    _, owner, at = drafted

    assert owner.get(f"{at}/draft/{table}.csv").status_code == 200
    assert owner.get(f"{at}/draft/{table}.xlsx").status_code == 200
