"""Signing in and out: guesses, sessions, passwords, and who is somebody here."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

import config
from app import database
from app.models.party import Person
from app.parties import queries, service
from app.web import create_app
from methodologies.kernel.rules import Refusal
from tests.cheaper import COSTLY
from tests.rooms.signing_in import CODE, PASSWORD, application, enter, token

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_the_right_password_opens_a_session(client):
    answer = enter(client, "WANG ")

    assert (answer.status_code, client.get("/who").text) == (303, "王小明")


def test_a_person_has_the_duties_that_were_given(wang):
    me = queries.me(wang)

    assert [(duty.key, duty.name_zh) for duty in me.duties] == [("initiator", "某某公司")]
    assert me.has("initiator") and not me.has("confirmer")


def test_a_body_is_in_scope_from_the_day_of_its_approval_to_its_last_day(db_url):
    body = service.add_organisation(name_zh="某某认证", kind="body", credit_code=CODE)
    first, last = date(2026, 1, 10), date(2026, 6, 30)
    service.add_approval(body, sector="01", number="CNCA-1", approved_on=first, ended_on=last)

    found = [len(queries.bodies_in_scope("01", on)) for on in (first - DAY, first, last, last + DAY)]

    assert found == [0, 1, 1, 0]
    assert queries.bodies_in_scope("14", first) == ()


@pytest.mark.parametrize("name, password", [("wang", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client, name, password):
    answer = enter(client, name, password)

    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.text
    assert client.get("/who").status_code == 303


def test_the_product_hashes_at_the_price_that_a_guesser_pays():
    hashed = COSTLY.hash(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert COSTLY.verify(hashed, PASSWORD)


def test_ten_wrong_guesses_an_hour_reach_the_hash_and_the_eleventh_does_not(wang):
    for minute in range(10):
        with pytest.raises(service.WrongSignIn):
            service.sign_in("wang", "wrong", at=NOON + timedelta(minutes=minute))

    with pytest.raises(service.TooManyGuesses):
        service.sign_in("wang", PASSWORD, at=NOON + timedelta(minutes=59))
    assert service.sign_in("wang", PASSWORD, at=NOON + timedelta(minutes=60, seconds=1)) == (wang, 0)


def test_successes_do_not_count_as_guesses(wang):
    for _ in range(12):
        assert service.sign_in("wang", PASSWORD, at=NOON) == (wang, 0)


def test_an_unknown_name_is_compared_with_a_hash_too(wang, monkeypatch):
    asked = []
    monkeypatch.setattr(service, "_matches", lambda hashed, password: asked.append(hashed[:9]))

    for name in ("wang", "nobody"):
        with pytest.raises(service.WrongSignIn):
            service.sign_in(name, PASSWORD, at=NOON)

    assert asked == ["$argon2id", "$argon2id"]


def test_the_session_is_a_new_one_after_signing_in(client):
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"

    enter(client)

    with client.session_transaction() as after:
        assert "planted" not in after and after["sid"]


def test_signing_out_ends_a_copied_cookie_too(web, client):
    enter(client)
    thief = web.test_client()
    thief.set_cookie("ccer", client.get_cookie("ccer").value)
    assert thief.get("/who").status_code == 200

    client.post("/sign-out", data={"csrf_token": token(client)})

    assert (client.get("/who").status_code, thief.get("/who").status_code) == (303, 303)


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(web, client):
    other = web.test_client()
    enter(other)
    enter(client)

    answer = client.post("/me/password", data={"csrf_token": token(client), "old": PASSWORD, "new": "another good one",
                                               "again": "another good one"})

    assert answer.status_code == 303
    assert (client.get("/who").status_code, other.get("/who").status_code) == (200, 303)


@pytest.mark.parametrize("new, again", [("short", "short"), ("1234567890", "1234567890"),
                                        ("a good new one", "a typo in one")])
def test_a_poor_or_mistyped_new_password_is_refused_and_nothing_changes(client, new, again):
    enter(client)

    answer = client.post("/me/password", data={"csrf_token": token(client), "old": PASSWORD, "new": new,
                                               "again": again})

    assert answer.status_code == 422
    assert service.sign_in("wang", PASSWORD, at=NOON)


@pytest.mark.parametrize("back, place", [("/me", "/me"), ("/sign-in/password", "/inbox"),
                                         ("/sign-in?back=/me", "/inbox"), ("https://evil.example/", "/inbox"),
                                         ("//evil.example", "/inbox"), ("/\\evil.example", "/inbox"),
                                         ("javascript:x", "/inbox"),
                                         ("/a\r\nb", "/inbox")])
def test_signing_in_leads_back_to_a_page_of_this_site_only(client, back, place):
    assert enter(client, back=back).headers["Location"] == place


def test_over_https_the_cookie_is_bound_to_the_host(web, monkeypatch):
    monkeypatch.setenv("CCER_BASE_URL", "https://registry.example")
    client = application().test_client()

    answer = client.get("/sign-in", base_url="https://registry.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ccer=") and "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie and "Strict-Transport-Security" in answer.headers


def test_the_key_of_sessions_is_the_owners_alone(web):
    path = config.home() / "keys" / "session.key"

    assert path.stat().st_mode & 0o777 == 0o600
    assert create_app().config["SECRET_KEY"] == path.read_bytes() == web.config["SECRET_KEY"]


def test_one_sign_in_name_belongs_to_one_person(wang):
    with pytest.raises(Refusal) as refusal:
        service.add_person(name="", sign_in="WANG", password="x")

    assert {b.where for b in refusal.value.broken} == {"/name", "/sign_in", "/password"}


def test_a_disabled_person_is_out_at_once(client):
    enter(client)

    with database.transaction() as db:
        db.scalars(select(Person)).one().disabled = True

    assert client.get("/who").status_code == 303
    assert enter(client).status_code == 422
