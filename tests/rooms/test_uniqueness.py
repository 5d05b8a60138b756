"""Uniqueness in the rooms: what is screened, who reads which name, two wind farms on one meter; both engines."""
from __future__ import annotations

import copy
import json
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.database import reading, transaction
from app.demo.story import CODE, SECTIONS, design
from app.desk import service as desk
from app.desk.queries import metering
from app.desk.screen import matches_of
from app.models.document import Version
from app.models.imported import ImportedProject
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.review import MeterShare, UniquenessScreen
from app.moves import offers
from app.parties.queries import me
from app.registration import service as registration
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.stories import Told
from tests.visiting import Browser, stored

ELSEWHERE = "南屿海上风力发电南屿一300兆瓦海上风电项目"
METER = "DEMO-0001"
UNIQUE = ("R-30", "R-157d")


@pytest.fixture(params=ENGINES)
def story(request, told) -> Told:
    return told("applied", request.param)


def farm(story: Told, **changes) -> str:
    """Another owner's draft: its own place, machines and archive code, and the meter of the story's project."""
    inputs = copy.deepcopy(design()) | {"project_name": ELSEWHERE, "green_archive_code": "DEMO-ZJ-440500-0001",
                                        "longitude": "117.454000", "latitude": "23.071000"} | changes
    if "turbines" not in changes:
        for row in inputs["turbines"]:
            row["lon"], row["lat"] = f"{float(row['lon']) - 4:.6f}", f"{float(row['lat']) - 13:.6f}"
    by = story.who["stranger"]
    ref = registration.open_application(me(by.id).homes("initiator")[0].credit_code, CODE, ELSEWHERE, by=by,
                                        today=story.today, key=uuid.uuid4().hex)
    registration.save(ref, {"template": "design_avoid_1_0", "sections": SECTIONS, "inputs": inputs}, 1, by=by,
                      today=story.today)
    return ref


def found(story: Told, ref: str, name: str = "stranger", trigger: str = "submit") -> list[tuple[str, str, str]]:
    """What of uniqueness stands in the way of a step: (rule, place, words)."""
    with reading() as db:
        row = db.scalar(select(Application).where(Application.ref == ref))
        offer = next(o for o in offers(db, row, story.who[name], story.today) if o.trigger == trigger)
        return [(b.rule.id, b.where, b.zh) for b in offer.why if b.rule.id in UNIQUE]


def state(story: Told, ref: str, name: str, percent: str, starts_on: str = "2024-01-01", ends_on: str = "") -> int:
    return desk.state_share(ref, METER, starts_on, ends_on, percent, by=story.who[name], today=story.today)


def share_out(story: Told, ref: str, theirs: str, ours: str, theirs_from: str = "2024-01-01",
              ours_to: str = "") -> None:
    """Both owners state their shares, and each confirms the other's."""
    first = story.refs["application"]
    stated = state(story, ref, "stranger", theirs, theirs_from)
    desk.confirm_share(first, stated, by=story.who["owner1"], today=story.today)
    stated = state(story, first, "owner1", ours, ends_on=ours_to)
    desk.confirm_share(ref, stated, by=story.who["stranger"], today=story.today)


def test_two_wind_farms_on_one_meter_are_refused_undeclared_accepted_at_60_40_and_refused_at_60_50(story):
    ref = farm(story, meters=[design()["meters"][0]])
    silent = found(story, ref)

    share_out(story, ref, "40", "60")
    lawful = found(story, ref)
    desk.confirm_share(story.refs["application"], state(story, ref, "stranger", "50", "2026-07-01"),
                       by=story.who["owner1"], today=story.today)
    too_much = found(story, ref)

    assert [(rule, where) for rule, where, _ in silent] == [("R-157d", "/meters/0/serial")]
    assert "黄海东二" in silent[0][2] and "双方" in silent[0][2]
    assert lawful == []
    assert [(rule, "2026-07-01 至 …" in zh and "110 %" in zh) for rule, _, zh in too_much] == [("R-157d", True)]


def test_shares_that_overlap_for_a_while_are_refused_for_that_while_alone(story):
    ref = farm(story, meters=[design()["meters"][0]])

    share_out(story, ref, "50", "60", theirs_from="2025-07-01", ours_to="2025-12-31")

    assert ["2025-07-01 至 2025-12-31" in zh for _, _, zh in found(story, ref)] == [True]


def test_a_statement_counts_once_another_owner_on_the_meter_has_confirmed_it_and_nobody_their_own(story):
    ref, first = farm(story, meters=[design()["meters"][0]]), story.refs["application"]
    mine = state(story, ref, "stranger", "40")
    assert found(story, ref)[0][2].count("双方") == 1

    for who, where, error in (("stranger", ref, NotFound), ("owner1", ref, NotFound), ("registry1", first, NotYours)):
        with pytest.raises(error):
            desk.confirm_share(where, mine, by=story.who[who], today=story.today)
    desk.confirm_share(first, mine, by=story.who["owner2"], today=story.today)
    with pytest.raises(NotOpen):
        desk.confirm_share(first, mine, by=story.who["owner1"], today=story.today)

    with reading() as db:
        kept = db.get_one(MeterShare, mine)
    assert (kept.stated_by, kept.confirmed_by) == (story.who["stranger"].id, story.who["owner2"].id)
    assert "另一方" in found(story, ref)[0][2]


def test_what_is_wrong_with_a_statement_is_told_at_once(story):
    first, before = story.refs["application"], stored()

    with pytest.raises(Refusal) as refusal:
        desk.state_share(first, "NO-1", "x", "2024-01-01", "0", by=story.who["owner1"], today=story.today)
    with pytest.raises(Refusal) as other:
        desk.state_share(first, "demo 0001", "2024-02-01", "2024-01-31", "33.333", by=story.who["owner1"],
                         today=story.today)

    assert [b.where for b in refusal.value.broken] == ["/meter", "/starts_on", "/percent"]
    assert [b.where for b in other.value.broken] == ["/ends_on", "/percent"]
    assert stored() == before


def test_a_draft_is_named_to_the_registry_alone_and_its_owner_reads_the_public_one(story):
    ref, first = farm(story, meters=[design()["meters"][0]]), story.refs["application"]
    state(story, ref, "stranger", "40")
    app = create_app()

    seen = {name: Browser(app, story, name).get(f"/review/{at}/metering").text
            for name, at in (("owner1", first), ("registry1", first), ("stranger", ref))}

    assert "另一在办申请" in seen["owner1"] and ELSEWHERE not in seen["owner1"] and "确认对方比例" in seen["owner1"]
    assert ELSEWHERE in seen["registry1"] and "确认对方比例" not in seen["registry1"]
    assert "黄海东二" in seen["stranger"]
    assert Browser(app, story, "stranger").get(f"/review/{first}/metering").status_code == 404
    with pytest.raises(NotFound):
        metering(ref, by=story.who["owner1"], today=story.today)


@pytest.mark.parametrize("changes, where", [
    (dict(longitude="121.454000", latitude="36.071000"), "/longitude"),
    (dict(turbines=[design()["turbines"][3] | {"t": "X1"}]), "/turbines/0/lon"),
    (dict(green_archive_code="demo-zj-370200-0018"), "/gec_archive_code")])
def test_what_another_live_application_has_stands_in_the_way_and_is_named_where_it_is_public(story, changes, where):
    ref = farm(story, meters=[], **changes)

    assert {(rule, at, "黄海东二" in zh) for rule, at, zh in found(story, ref)} == {("R-30", where, True)}


def test_a_record_of_another_register_is_screened_too_even_with_exchanged_coordinates(story):
    ref = farm(story, meters=[])
    with transaction() as db:
        db.add(ImportedProject(
            code="A210099", name="记录中的项目", owner="某公司", province="广东", methodology=CODE, validator="CQC",
            started_on=date(2021, 1, 1), registered_on=date(2025, 1, 1), crediting_from=date(2022, 1, 1),
            crediting_to=date(2031, 12, 31), annual_t=1, total_t=10,
            more={"longitude": "23.071000", "latitude": "117.454000"}, problems=[], source="test",
            as_of=date(2026, 1, 1), imported_at=clock.now()))

    assert [(rule, where, "A210099" in zh) for rule, where, zh in found(story, ref)] == [("R-30", "/longitude", True)]


def test_a_deregistered_project_never_applies_again_under_another_name(story):
    ref = farm(story, meters=[], green_archive_code="DEMO-ZJ-370200-0018")
    first = story.refs["application"]
    with transaction() as db:
        row = db.scalar(select(Application).where(Application.ref == first))
        body = db.scalar(select(Organisation.id).where(Organisation.kind == "body"))
        version = db.scalar(select(Version.id).where(Version.subject == first))
        row.state, row.registered_on = "registered", story.today
        db.add(Project(code="A210001", state="deregistered", ended_on=story.today, application_id=row.id,
                       owner_id=row.owner_id, validator_id=body, name=row.name, methodology=row.methodology,
                       province="山东",
                       registered_on=story.today, crediting_from=date(2024, 1, 1), crediting_to=date(2033, 12, 31),
                       annual_t=1, total_t=10, version_id=version))

    assert [("已注销" in zh, "A210001" in zh) for _, _, zh in found(story, ref)] == [(True, True)]
    with pytest.raises(Refusal, match="R-69a"):
        registration.apply_again(first, by=story.who["owner1"], today=story.today, key="k" * 20)


def test_the_screen_is_kept_with_the_decision_and_shown_to_the_registry_alone(story):
    ref, first, app = farm(story, meters=[]), story.refs["application"], create_app()
    with reading() as db:
        kept = db.scalars(select(UniquenessScreen).where(UniquenessScreen.subject == first)).all()
        now = matches_of(db, db.scalar(select(Application).where(Application.ref == ref)), story.today)

    pages = {name: Browser(app, story, name).get(f"/applications/{first}").text for name in ("registry1", "owner1")}

    assert [(row.trigger, json.loads(row.body)) for row in kept] == [("submit", {"matches": []})]
    assert now == ()
    assert "唯一性查重" in pages["registry1"] and "唯一性查重" not in pages["owner1"]
