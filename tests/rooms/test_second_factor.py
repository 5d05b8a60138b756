"""S11, R-156: staff enter by two factors, each code counts once, and a ledger act asks for a fresh one."""
from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import config
from app import clock, secrecy
from app.database import reading, transaction
from app.demo import story as demo
from app.models.credit import LETTERS
from app.models.party import Person
from app.models.published import Setting
from app.models.sign_in import RecoveryCode, SecondFactor, SignIn
from app.parties import factors, service, totp
from app.published import service as published
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, Refusal
from tests.rooms.clients import post
from tests.rooms.signing_in import PASSWORD, enter, token
from tests.visiting import Browser
from workflows.lifecycle import STAGES, is_ledger_act

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NEXT = timedelta(seconds=30)
PHONE = "13812345678"


def code_at(person: int, wall: datetime, off: int = 0) -> str:
    with reading() as db:
        secret = totp.secret_of(secrecy.unseal(db.get_one(SecondFactor, person).secret, factors.FIELD))
    return totp.code(secret, totp.step_of(wall) + off)


def enrolled(person: int, wall: datetime = NOON) -> tuple[str, ...]:
    factors.begin_enrolment(person)
    return factors.finish_enrolment(person, code_at(person, wall), at=wall, wall=wall)


@pytest.fixture
def officer(wang) -> int:
    home = service.add_organisation(name_zh="某登记机构", kind="registry", credit_code="12100000MB0DEM005R")
    service.give_duty(wang, "operator", home)
    return wang


@pytest.fixture
def staff(client) -> int:
    """Wang of the web's database, now of the registry."""
    with reading() as db:
        person = db.scalars(select(Person.id)).one()
    home = service.add_organisation(name_zh="某登记机构", kind="registry", credit_code="12100000MB0DEM005R")
    service.give_duty(person, "operator", home)
    return person


def test_a_code_lets_in_once(officer):
    enrolled(officer)
    code = code_at(officer, NOON + NEXT)

    factors.show_code(officer, code, at=NOON, wall=NOON + NEXT)

    with pytest.raises(factors.WrongCode):
        factors.show_code(officer, code, at=NOON, wall=NOON + NEXT)


def test_ten_wrong_codes_an_hour_are_judged_and_the_eleventh_is_not(officer):
    enrolled(officer)
    for minute in range(10):
        with pytest.raises(factors.WrongCode):
            factors.show_code(officer, "000 000x", at=NOON + timedelta(minutes=minute), wall=NOON)

    with pytest.raises(service.TooManyGuesses):
        factors.show_code(officer, code_at(officer, NOON + NEXT), at=NOON + timedelta(minutes=59), wall=NOON + NEXT)
    later = NOON + timedelta(minutes=61)
    factors.show_code(officer, code_at(officer, later), at=later, wall=later)


def test_a_recovery_code_counts_once_and_is_stored_as_a_digest(officer):
    codes = enrolled(officer)
    with reading() as db:
        kept = set(db.scalars(select(RecoveryCode.digest)))

    factors.show_code(officer, codes[3].lower(), at=NOON, wall=NOON)

    with pytest.raises(factors.WrongCode):
        factors.show_code(officer, codes[3], at=NOON, wall=NOON)
    assert len(kept) == len(set(codes)) == 8 and not kept & set(codes)


def test_an_enrolment_keeps_its_secret_until_a_code_was_shown_and_then_for_good(officer):
    first = factors.begin_enrolment(officer)

    assert factors.begin_enrolment(officer) == first
    with pytest.raises(factors.WrongCode):
        factors.finish_enrolment(officer, "000000x", at=NOON, wall=NOON)
    assert not factors.is_enrolled(officer)
    factors.finish_enrolment(officer, code_at(officer, NOON), at=NOON, wall=NOON)
    with pytest.raises(NotOpen):
        factors.begin_enrolment(officer)


def with_phone(person: int) -> None:
    with transaction() as db:
        db.get_one(Person, person).phone = secrecy.seal(PHONE, "phone")


def sent_codes() -> list[dict]:
    lines = (config.home() / "outbox" / "phone.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_code_on_the_phone_counts_once_within_five_minutes(wang):
    with_phone(wang)
    late = NOON + timedelta(minutes=10)

    shown = [factors.send_phone_code(wang, at=at) for at in (NOON, late)]
    first, second = sent_codes()
    with pytest.raises(factors.WrongCode):
        factors.show_code(wang, second["code"], at=late + timedelta(minutes=5), wall=NOON)
    factors.show_code(wang, second["code"], at=late + timedelta(minutes=4), wall=NOON)

    with pytest.raises(factors.WrongCode):
        factors.show_code(wang, second["code"], at=late + timedelta(minutes=4), wall=NOON)
    assert shown == ["138****5678"] * 2 and first["to"] == "138****5678"


def test_staff_get_no_code_on_the_phone(officer):
    with_phone(officer)

    with pytest.raises(Refusal):
        factors.send_phone_code(officer, at=NOON)


def test_a_secret_that_everybody_knows_exists_in_a_demonstration_only(officer, monkeypatch):
    monkeypatch.setattr(factors, "is_demonstration", lambda db: False)

    with pytest.raises(NotOpen):
        factors.enrol_for_demonstration(officer, demo.authenticator("x"), at=NOON)
    with pytest.raises(NotFound):
        factors.demonstration_code("wang", NOON)


def test_staff_without_a_second_factor_can_do_nothing_but_enrol(client, staff):
    answer = enter(client)

    assert answer.headers["Location"] == "/sign-in/enrolment?back=%2Finbox"
    assert [client.get(path).status_code for path in ("/who", "/inbox", "/me", "/api/v1/me")] == [303, 303, 303, 401]
    page = client.get("/sign-in/enrolment").text
    assert "<svg" in page and re.search(r"[A-Z2-7]{4} [A-Z2-7]{4}", page)


def test_enrolling_shows_the_recovery_codes_and_signs_in_with_a_new_session(client, staff):
    enter(client)
    page = client.get("/sign-in/enrolment").text
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"

    answer = client.post("/sign-in/enrolment", data={"csrf_token": csrf(page), "code": code_at(staff, clock.wall())})

    assert answer.status_code == 200 and len(re.findall(r"<li><code>(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", answer.text)) == 8
    assert client.get("/who").text == "王小明"
    with client.session_transaction() as after:
        assert "planted" not in after and after["second_factor_at"]


def test_the_password_alone_lets_no_staff_in_and_the_code_does(client, staff):
    enrolled(staff, clock.wall())

    answer = enter(client, back="/me")
    held = client.get("/who").status_code
    page = client.get("/sign-in/code").text
    done = client.post("/sign-in/code", data={"csrf_token": csrf(page), "back": "/me",
                                              "code": code_at(staff, clock.wall(), 1)})

    assert (answer.headers["Location"], held) == ("/sign-in/code?back=%2Fme", 303)
    assert (done.headers["Location"], client.get("/who").text) == ("/me", "王小明")


def test_a_session_without_the_second_factor_is_none_for_staff(client, staff):
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{staff}:0", True

    assert client.get("/who").status_code == 303


def test_the_door_is_shut_for_whoever_gave_no_password(client):
    assert {client.get(f"/sign-in/{step}").status_code for step in ("code", "enrolment", "password")} == {303}
    assert client.post("/sign-in/code", data={"csrf_token": token(client), "code": "000000"}).status_code == 303


def test_the_first_sign_in_with_a_password_of_somebody_else_s_asks_for_another(client):
    service.add_person(name="新人", sign_in="new", password="given by another 1", must_change=True)

    answer = enter(client, "new", "given by another 1")
    page = client.get("/sign-in/password").text
    said = {"csrf_token": csrf(page), "old": "given by another 1", "new": "of my own choice",
            "again": "of my own choice"}
    same = client.post("/sign-in/password", data=said | {"new": said["old"], "again": said["old"]})
    done = client.post("/sign-in/password", data=said)

    assert answer.headers["Location"] == "/sign-in/password?back=%2Finbox"
    assert (same.status_code, done.headers["Location"], client.get("/who").text) == (422, "/inbox", "新人")


def test_under_the_mlps_profile_a_password_is_complex_and_grows_old(wang, officer):
    weak = service.password_problems("only small letters", "wang", "mlps")
    strong = service.password_problems("Only small letters 1", "wang", "mlps")
    assert [b.where for b in weak] == ["/password"] and strong == ()

    enrolled(wang)
    service.change_password(wang, old=PASSWORD, new="Another good 1", at=NOON)
    assert factors.step_left(wang, shown=True, at=NOON + timedelta(days=400)) == ""
    with transaction() as db:
        db.add(Setting(key="signin.password_profile", value="mlps", from_on=NOON.date(), proposed_by=wang,
                       confirmed_by=another(db)))
    old, young = (factors.step_left(wang, shown=True, at=NOON + timedelta(days=n)) for n in (91, 89))
    assert (old, young) == ("password", "")


def another(db) -> int:
    person = Person(sign_in="other", name="别人", password_hash="x")
    db.add(person)
    db.flush()
    return person.id


def test_every_try_is_kept_by_name_step_and_outcome(officer):
    enrolled(officer)
    service.sign_in("wang", PASSWORD, at=NOON)
    with pytest.raises(factors.WrongCode):
        factors.show_code(officer, "1", at=NOON, wall=NOON)

    with reading() as db:
        rows = db.execute(select(SignIn.sign_in, SignIn.step, SignIn.good).order_by(SignIn.id)).all()

    assert rows == [("wang", "code", True), ("wang", "password", True), ("wang", "code", False)]


def test_a_ledger_act_asks_for_a_fresh_code_and_other_steps_do_not(told):
    story = told("registered")
    app, at = create_app(), f"/reductions/{story.refs['reduction']}"
    stale = Browser(app, story, "registry1")
    with stale.client.session_transaction() as session:
        session["second_factor_at"] -= 11 * 60

    page = stale.post(f"{at}/moves/issue")
    program = stale.post(f"{at}/moves/issue", Accept="application/json")
    form = stale.get("/sign-in/code").text
    shown = stale.client.post("/sign-in/code", data={
        "csrf_token": csrf(form), "back": at,
        "code": factors.demonstration_code("registry1", clock.wall())})
    again = post(stale.client, f"{at}/moves/issue", at)
    second = Browser(app, story, "registry2")
    with second.client.session_transaction() as session:
        session["second_factor_at"] -= 11 * 60
    confirmed = second.post(f"{at}/moves/confirm")

    assert (page.status_code, page.headers["Location"]) == (303, f"/sign-in/code?back=%2Freductions%2F{at[12:]}")
    assert (program.status_code, program.json["type"]) == (403, "urn:ccer:code-asked")
    assert (shown.status_code, shown.headers["Location"]) == (303, at)
    assert again.headers["Location"].startswith(at)
    assert confirmed.headers["Location"].startswith("/sign-in/code")


def test_every_step_of_every_kind_of_business_with_credits_is_a_ledger_act():
    assert [(name, move.trigger) for name in LETTERS for move in STAGES[name].moves
            if not is_ledger_act(name, move.trigger)] == []


def test_the_hint_with_the_present_code_stands_in_a_demonstration_only(client, staff):
    enrolled(staff, clock.wall())
    enter(client)
    assert "demo-hint" in client.get("/sign-in/code").text

    with transaction() as db:
        published.installation(db).kind = "production"

    assert "demo-hint" not in client.get("/sign-in/code").text


def csrf(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
