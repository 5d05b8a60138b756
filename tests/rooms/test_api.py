"""The same dossiers for programs: offers, moves with a key, drafts with a revision, one shape of refusal."""
from __future__ import annotations

import uuid

import pytest

from app.api.openapi import description
from app.credits import queries
from app.models.credit import NOUN_OF
from app.moves import ROOMS
from app.registration import service as registration
from app.web import create_app
from tests.rooms.clients import client_of
from workflows.engine import Actor
from workflows.lifecycle import STAGES, caused


class Program:
    """A client of the API with somebody's session."""

    def __init__(self, story, name: str):
        self.client = client_of(story.who[name])
        self.token = self.get("/me").json["csrf_token"]

    def get(self, path: str):
        return self.client.get(f"/api/v1{path}")

    def send(self, method: str, path: str, json=None, **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1{path}", method=method, json=json, headers={"X-CSRFToken": self.token, **named}
        )

    def move(self, path: str, key: str | None = None, **said: str):
        return self.send("POST", path, said, Idempotency_Key=key or uuid.uuid4().hex)


@pytest.fixture
def program():
    return Program


def test_a_dossier_shows_its_offers_with_the_reasons_why_not(told, program):
    story = told("claimed")
    said = program(story, "ver4").get(f"/engagements/{story.refs['verification']}").json
    owner = program(story, "owner1").get(f"/reductions/{story.refs['reduction']}").json

    assert owner["state"]["key"] == "awaiting_body" and owner["by_year"]["2024"]["applied_t"] == 476091
    assert [o["trigger"] for o in owner["offers"]] == ["terminate"] and owner["offers"][0]["asks"][0][
        "name"
    ] == "reason"
    assert said["state"]["key"] == "desk_done" and said["application"] == story.refs["reduction"]


def test_a_strangers_request_equals_one_for_what_does_not_exist(told, program):
    story = told("claimed")
    stranger, owner = program(story, "stranger"), program(story, "owner1")
    paths = {"applications": story.refs["application"], "reductions": story.refs["reduction"],
             "engagements": story.refs["verification"], "periods": "MP-2026-0001"}

    for noun, ref in paths.items():
        own, other, absent = (
            owner.get(f"/{noun}/{ref}"),
            stranger.get(f"/{noun}/{ref}"),
            stranger.get(f"/{noun}/XX-2026-0001"),
        )
        assert (own.status_code, other.status_code, absent.status_code) == (200, 404, 404)
        assert other.data == absent.data and other.mimetype == "application/problem+json"
        assert stranger.get(f"/{noun}").json["items"] == [] and owner.get(f"/{noun}").json["items"]


def test_the_same_key_twice_has_one_effect_and_one_answer(told, program):
    story = told("registered")
    first, second, path = (
        program(story, "registry1"),
        program(story, "registry2"),
        f"/reductions/{story.refs['reduction']}/moves",
    )
    key = uuid.uuid4().hex

    proposed, again = first.move(f"{path}/issue", key), first.move(f"{path}/issue", key)
    own = first.move(f"{path}/confirm")
    done = second.move(f"{path}/confirm")

    assert proposed.json == again.json == {"ref": story.refs["reduction"], "trigger": "issue", "state": "registered",
                                           "proposed": True}
    assert own.status_code == 403 and own.json["type"] == "urn:ccer:same-person"
    assert done.json["state"] == "issued"


def test_a_refusal_names_every_rule_and_place(told, program):
    story = told("claimed")
    owner, path = program(story, "owner1"), f"/reductions/{story.refs['reduction']}/moves"

    missing = owner.move(f"{path}/terminate")
    unreadable = owner.send("POST", f"{path}/terminate", {"reason": 7}, Idempotency_Key=uuid.uuid4().hex)
    keyless = owner.send("POST", f"{path}/terminate", {"reason": "x"})
    tokenless = owner.client.post(f"/api/v1{path}/terminate", json={}, headers={"Idempotency-Key": uuid.uuid4().hex})

    assert (missing.status_code, missing.json["problems"][0]["where"]) == (422, "/reason")
    assert (unreadable.status_code, unreadable.json["problems"][0]["where"]) == (400, "/reason")
    assert (keyless.status_code, tokenless.status_code) == (400, 400)
    assert set(missing.json["problems"][0]) == {"rule", "where", "zh", "en", "source", "confidence", "grade"}


def test_a_draft_is_saved_on_the_revision_that_was_read_and_on_no_other(told, program):
    story = told("claimed")
    owner = program(story, "owner1")
    path = f"/applications/{story.refs['application']}/draft"
    read = owner.get(path)

    stale = owner.send("PUT", path, read.json, If_Match='"99"')
    blind = owner.send("PUT", path, read.json)
    strange = owner.send(
        "PUT", path, read.json | {"state": "registered", "sections": {"A.1.1": 7}}, If_Match=read.headers["ETag"]
    )

    assert stale.status_code == 409 and blind.status_code == 428
    assert {p["where"] for p in strange.json["problems"]} == {"/state", "/sections/A.1.1"}


def test_a_drafts_etag_goes_up_with_each_save(told, program):
    story = told("issued")
    owner = program(story, "owner1")
    ref = registration.open_application(
        owner.get("/me").json["duties"][0]["organisation"],
        "CCER-01-002-V01",
        "接口草稿",
        by=story.who["owner1"],
        today=story.today,
        key="draft-by-program",
    )
    read = owner.get(f"/applications/{ref}/draft")

    changed = read.json | {"sections": {"A.1.1": "由程序填写。"}}
    saved = owner.send("PUT", f"/applications/{ref}/draft", changed, If_Match=read.headers["ETag"])

    assert (saved.status_code, read.headers["ETag"], saved.headers["ETag"]) == (204, '"1"', '"2"')


def test_a_program_retires_credits_as_its_owner_would_on_the_pages(told, program):
    story = told("issued")
    first, second, office = (program(story, name) for name in ("owner1", "owner2", "registry1"))
    key, asked = uuid.uuid4().hex, {"account": "CN00000001", "total": "120"}
    use = {"beneficiary": "示范会议组委会", "purpose": "event", "user": "other", "use_year": "2026", "abroad": "no",
           "statement": "会议碳中和"}

    begun = [first.send("POST", "/retirements", asked, Idempotency_Key=key) for _ in range(2)]
    at = f"/retirements/{begun[0].json['ref']}"
    proposed = first.move(f"{at}/moves/request", **use)
    second.move(f"{at}/moves/confirm")
    office.move(f"{at}/moves/take_up")
    seen = office.get(at).json
    office.move(f"{at}/moves/retire")

    assert begun[0].json == begun[1].json and proposed.json["proposed"]
    assert [(e["ranges"], e["tonnes"], e["then"][1], e["ends"]) for e in seen["effects"]["retire"]] == [
        (1, 120, "retired", True)]
    done = second.get(at).json
    assert done["state"]["key"] == "retired" and [r["state_key"] for r in done["ranges"]] == ["retired"]
    assert [row["ref"] for row in second.get("/retirements").json["items"]] == [done["ref"]]
    assert second.get("/pledges").json["items"] == []
    assert second.get(f"/pledges/{done['ref']}").status_code == 404
    assert second.move(f"/pledges/{done['ref']}/moves/retire").status_code == 404


def test_every_wrong_place_of_a_choice_of_serials_is_named_at_once(told, program):
    story = told("issued")
    owner = program(story, "owner1")

    said = owner.send("POST", "/retirements", {
        "account": 7, "state": "retired", "picks": [{"tonnes": "5"}, {"serial": 1, "hi": "2"}, "x"]},
        Idempotency_Key=uuid.uuid4().hex)
    unheld = owner.send("POST", "/retirements", {"account": "CN00000001", "picks": [{"serial": "x", "tonnes": "0"}]},
                        Idempotency_Key=uuid.uuid4().hex)
    held = str(queries.choice("retirement", "CN00000001", story.who["owner1"]).held[0].block)
    twice = owner.send("POST", "/retirements", {"account": "CN00000001", "picks": [
        {"serial": held, "tonnes": "5"}, {"serial": held, "tonnes": "1"}]}, Idempotency_Key=uuid.uuid4().hex)
    stranger = program(story, "stranger").send("POST", "/retirements", {"account": "CN00000001", "total": "1"},
                                               Idempotency_Key=uuid.uuid4().hex)

    assert said.status_code == 400 and {p["where"] for p in said.json["problems"]} == {
        "/account", "/state", "/picks/0/serial", "/picks/1/serial", "/picks/1/hi", "/picks/2"}
    assert (unheld.status_code, unheld.json["problems"][0]["where"]) == (422, "/picks/0/serial")
    assert [(p["rule"], p["where"]) for p in twice.json["problems"]] == [("LEDGER-CHOSEN", "/picks/1")]
    assert stranger.status_code == 404


def test_the_description_lists_every_move_of_every_table(told, program):
    told("noticed")
    client = create_app().test_client()
    paths = client.get("/api/v1/openapi.json").json["paths"]

    nouns = {
        "registration": "applications",
        "issuance": "reductions",
        "monitoring": "periods",
        "validation": "engagements",
        "verification": "engagements",
        "account": "account-applications",
        "approval": "approvals",
        "report": "reports",
        "binding": "trading-bindings",
        "market_order": "market-orders",
        "settlement": "settlements",
        "market_day": "market-days",
        "mandate": "mandates",
        "project": "registered-projects",
        "sanction": "sanction-cases",
        "measure": "sanction-measures",
        "comment": "comments",
        **NOUN_OF,
    }
    assert set(nouns) == set(ROOMS)                     # a table that no room serves yet has no address
    for stage in (STAGES[name] for name in nouns):
        for move in stage.moves:
            there = f"/{nouns[stage.name]}/{{ref}}/moves/{move.trigger}" in paths
            by_hand = not caused(stage.name, move.trigger) and move.who is not Actor.CLOCK
            assert there == by_hand, (stage.name, move.trigger)
    assert description()["openapi"] == "3.1.0"


def test_projects_are_read_without_signing_in_and_nothing_else(told, program):
    story = told("issued")
    client = create_app().test_client()

    listed = client.get("/api/v1/projects").json
    project = client.get(f"/api/v1/projects/{story.refs['project']}").json

    assert [item["code"] for item in listed["items"]] == [story.refs["project"]] and listed["next"] is None
    assert project["issued"] == [[2024, 476091], [2025, 462517]]
    assert client.get("/api/v1/applications").status_code == 401
