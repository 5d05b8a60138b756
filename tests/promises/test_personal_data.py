"""S15: numbers of phones and identity cards are nowhere in clear: no database file, no dump, no page shows one."""
from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import text

import config
from app import clock, database, secrecy
from app.accounts import queries as accounts
from app.accounts import service as account_service
from app.database import transaction
from app.demo.story import PASSWORD
from app.models.party import Person
from app.parties import factors, personal
from app.parties import service as parties
from app.published import service as published
from app.reports import service as reports
from app.web import create_app
from methodologies.kernel.rules import NotYours, Refusal
from tests.databases import ENGINES
from tests.visiting import Browser, stored

PHONE, NEW_PHONE, NUMBER = "13812345678", "13998765432", "370202199001011237"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(params=ENGINES)
def story(request, told):
    return told("noticed", request.param)


def raw(url: str) -> bytes:
    """Every byte that the database keeps: the file with its log, or each row of each table as text."""
    if url.startswith("sqlite"):
        place = Path(url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in place.parent.glob(place.name + "*"))
    with database.engine().connect() as connection:
        tables = connection.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars().all()
        return "\n".join(str(row) for table in tables for row in connection.execute(
            text(f'select t::text from "{table}" t')).scalars()).encode()


def natural_person(story, switch: bool = True, **known) -> str:
    """A natural person's application; the switch of R-24 is turned by two people."""
    if switch:
        published.propose_setting("trading.natural_person", "true", story.today, by=story.who["registry1"],
                                  today=story.today)
        published.confirm_setting("trading.natural_person", by=story.who["registry2"], today=story.today)
    said = {"kind": "natural_person", "id_number": NUMBER, "name_zh": "赵宁", "address": "青岛市演示路2号",
            "phone": PHONE, "confirmer": "owner2", "initiator_employer": "applicant", "confirmer_employer": "other"}
    ref = account_service.begin(said | known, by=story.who["public1"], today=story.today, key=uuid.uuid4().hex)
    for slot in ("entity_proof", "representatives_authorisation"):
        account_service.attach(ref, slot, f"{slot}.pdf", PDF, by=story.who["public1"], today=story.today)
    return ref


def act(story, ref: str, trigger: str, who: str, **payload: str) -> None:
    account_service.move(ref, trigger, by=story.who[who], today=story.today, key=uuid.uuid4().hex, payload=payload)


def opened(story) -> str:
    ref = natural_person(story)
    for trigger, who in (("apply", "public1"), ("approve", "registry1"), ("confirm", "registry2")):
        act(story, ref, trigger, who)
    return ref


def test_nothing_that_is_stored_holds_a_number_in_clear(story):
    ref = opened(story)
    act(story, ref, "report_change", "public1", phone=NEW_PHONE, changed_on=story.today.isoformat())
    act(story, ref, "confirm", "owner2")
    parties.add_person(name="钱新", sign_in="qian", password=PASSWORD, phone=secrecy.seal(PHONE, "phone"),
                       id_number=secrecy.seal(NUMBER, "id_number"))
    personal.ask_correction("phone", NEW_PHONE, by=story.who["owner1"], today=story.today)
    with transaction() as db:
        db.get_one(Person, story.who["public1"].id).phone = secrecy.seal(PHONE, "phone")
    factors.send_phone_code(story.who["public1"].id, at=clock.now())
    database.engine().dispose()

    kept = raw(story.url) + b"".join(path.read_bytes() for path in config.home().rglob("*")
                                     if path.is_file() and not path.name.startswith("ccer.sqlite"))

    assert "赵宁".encode() in raw(story.url)
    assert [number for number in (PHONE, NEW_PHONE, NUMBER) if number.encode() in kept] == []


def test_how_to_reach_a_reporter_is_sealed_too(story):
    said = {"about": "project", "target": story.refs["application"], "body": "该项目数据与现场不符，请核实。",
            "contact": PHONE}
    reports.file(said, by=None, today=story.today, key=uuid.uuid4().hex)
    database.engine().dispose()

    kept = raw(story.url)

    assert said["body"].encode() in kept and PHONE.encode() not in kept


def test_a_natural_person_s_account_goes_all_the_way_once_the_switch_is_on(story):
    ref = opened(story)

    shown = accounts.show(ref, by=story.who["registry1"], today=story.today)
    page = Browser(create_app(), story, "registry1").get(f"/account-applications/{ref}").text
    assert (shown.state.key, shown.id_number, dict(shown.kind and [shown.kind])) == (
        "active", "3702**********1237", {"自然人": "natural person"})
    assert "138****5678" in page and PHONE not in page and NUMBER not in page


def test_while_the_switch_is_off_it_is_refused_with_r_24(story):
    ref = natural_person(story, switch=False)

    with pytest.raises(Refusal) as refusal:
        act(story, ref, "apply", "public1")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-24", "/kind")]


def test_one_person_has_one_account_and_a_wrong_number_none(told):
    story = told("noticed")
    opened(story)
    second = natural_person(story, switch=False)

    with pytest.raises(Refusal) as twice:
        act(story, second, "apply", "public1")
    with pytest.raises(Refusal) as wrong:
        natural_person(story, switch=False, id_number="990202199013011233")

    assert "R-13" in {b.rule.id for b in twice.value.broken}
    assert [b.where for b in wrong.value.broken] == ["/id_number"] * 3
    assert [part for b in wrong.value.broken for part in ("前两位", "第7至14位", "第18位") if part in b.zh] == [
        "前两位", "第7至14位", "第18位"]


def test_staff_are_found_by_their_identity_number_under_any_sign_in_name(told):
    story = told("noticed")
    with transaction() as db:
        db.get_one(Person, story.who["exchange1"].id).id_number = secrecy.seal(NUMBER, "id_number")
    ref = natural_person(story)

    with pytest.raises(Refusal) as refusal:
        act(story, ref, "apply", "public1")

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("R-11", "/id_number")]


def test_the_registry_reads_a_number_in_full_for_a_reason_and_the_applicant_sees_it(told):
    story = told("noticed")
    ref, app = opened(story), create_app()
    registry, owner = Browser(app, story, "registry1"), Browser(app, story, "owner1")

    unsaid = registry.post(f"/account-applications/{ref}/views/id_number", {"reason": ""})
    shown = registry.post(f"/account-applications/{ref}/views/id_number", {"reason": "核对身份证原件"})
    stranger = owner.post(f"/account-applications/{ref}/views/id_number", {"reason": "好奇而已"})

    assert (unsaid.status_code, shown.status_code, stranger.status_code) == (422, 200, 404)
    assert NUMBER in shown.text and NUMBER not in unsaid.text
    assert [v.reason for v in personal.own(story.who["public1"].id).views] == ["核对身份证原件"]
    with pytest.raises(NotYours):
        account_service.reveal(ref, "phone", "自己看看号码", by=story.who["public1"])


def test_a_key_is_rotated_and_what_it_sealed_still_opens(told):
    told("noticed")
    old = secrecy.seal(PHONE, "phone")

    secrecy.rotate()

    new = secrecy.seal(PHONE, "phone")
    assert old != new and secrecy.unseal(old, "phone") == secrecy.unseal(new, "phone") == PHONE
    assert {old, new} == set(secrecy.tokens_of(PHONE, "phone"))
    assert (secrecy.is_current(old), secrecy.is_current(new)) == (False, True)


def test_a_token_opens_in_its_own_field_alone_and_not_when_changed(told):
    told("noticed")
    token = secrecy.seal(PHONE, "phone")

    for wrong, field in ((token, "id_number"), (token[:-2] + "AA", "phone"), (PHONE, "phone")):
        with pytest.raises(ValueError):
            secrecy.unseal(wrong, field)
    assert (config.home() / "keys" / "personal.json").stat().st_mode & 0o777 == 0o600


def test_an_export_is_the_person_s_own(told):
    story = told("noticed")
    before = stored()

    export = Browser(create_app(), story, "val1").get("/me/data.json")

    assert export.status_code == 200 and export.json["sign_in"] == "val1" and stored() == before
    assert "attachment" in export.headers["Content-Disposition"]
