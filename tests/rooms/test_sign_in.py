"""Signing in and out, and what stands before every view: somebody signed in, the same origin, a token, the headers."""
from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import request
from sqlalchemy import select

import config
from app import database
from app.models.party import Person
from app.parties import queries, service
from app.parties.credit_code import check_character
from app.parties.session import call_key, public, refused_page, signed_in
from app.web import CSP, create_app
from methodologies.kernel.rules import INPUT, Conflict, NotFound, Refusal
from tests.databases import drop

PASSWORD = "a long enough password"
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CODE = "9137020012345678X" + check_character("9137020012345678X")


@pytest.fixture(autouse=True)
def cheap_hash(monkeypatch):
    """The same algorithm with little memory: these tests are about counting, not about cost."""
    monkeypatch.setattr(service, "HASHER", service.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    service._nobody.cache_clear()


@pytest.fixture
def wang(db_url) -> int:
    return add_wang()


def add_wang() -> int:
    person = service.add_person(name="王小明", sign_in="Wang", password=PASSWORD)
    home = service.add_organisation(name_zh="某某公司", kind="owner", credit_code=CODE)
    service.give_duty(person, "initiator", home)
    return person


@pytest.fixture
def web(fresh, tmp_path, monkeypatch):
    """The application on SQLite: what is asked of it here does not depend on the engine."""
    monkeypatch.setenv("CCER_HOME", str(tmp_path / "home"))
    url = fresh("sqlite")
    database.bind(url, durable=False)
    add_wang()
    yield application()
    database.engine().dispose()
    drop(url)


def application():
    app = create_app()
    app.add_url_rule("/who", "who", lambda: signed_in().name, methods=["GET", "POST"])
    app.add_url_rule("/key", "key", public(lambda: call_key()), methods=["POST"])
    return app


@pytest.fixture
def client(web):
    return web.test_client()


def token(client) -> str:
    """As the browser finds it in a form: of the sign-in page, or of the account page once signed in."""
    page = client.get("/sign-in", follow_redirects=False)
    text = page.text if page.status_code == 200 else client.get("/me").text
    return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]


def enter(client, name="wang", password=PASSWORD, **more):
    return client.post("/sign-in", data={"csrf_token": token(client), "name": name, "password": password, **more})


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


def test_a_view_is_closed_unless_it_says_that_it_is_public(client):
    page, program = client.get("/who?a=1"), client.get("/who", headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in?back=%2Fwho%3Fa%3D1")
    assert (program.status_code, program.mimetype) == (401, "application/problem+json")


@pytest.mark.parametrize("back, place", [("/me", "/me"), ("https://evil.example/", "/inbox"),
                                         ("//evil.example", "/inbox"), ("/\\evil.example", "/inbox"),
                                         ("javascript:x", "/inbox"),
                                         ("/a\r\nb", "/inbox")])
def test_signing_in_leads_back_to_a_page_of_this_site_only(client, back, place):
    assert enter(client, back=back).headers["Location"] == place


def test_a_form_without_its_token_is_refused(client):
    enter(client)

    answer = client.post("/who", data={})

    assert (answer.status_code, "页面已过期" in answer.text) == (400, True)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_is_refused_even_with_a_token(client, headers):
    enter(client)

    answer = client.post("/who", data={"csrf_token": token(client)}, headers=headers)

    assert answer.status_code == 403


def test_a_form_from_our_own_pages_is_taken(client):
    enter(client)

    answer = client.post("/who", data={"csrf_token": token(client)},
                         headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer.text) == (200, "王小明")


def test_a_call_without_its_key_is_unreadable(client):
    data = {"csrf_token": token(client)}

    assert client.post("/key", data=data).status_code == 400
    assert client.post("/key", data={**data, "key": "short"}).status_code == 400
    assert client.post("/key", data={**data, "key": "minted-by-the-form"}).text == "minted-by-the-form"
    assert client.post("/key", data=data, headers={"Idempotency-Key": "from-the-program"}).text == "from-the-program"


@pytest.mark.parametrize("path", ["/sign-in", "/me", "/who", "/nowhere", "/healthz", "/static/ccer.css",
                                  "/static/none"])
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_cookie_is_bound_to_the_host(web, monkeypatch):
    monkeypatch.setenv("CCER_BASE_URL", "https://registry.example")
    client = application().test_client()

    answer = client.get("/sign-in", base_url="https://registry.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ccer=") and "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie and "Strict-Transport-Security" in answer.headers


def test_absent_and_not_visible_are_one_answer(web, client):
    def hidden():
        raise NotFound("PA-2026-0007")
    web.add_url_rule("/hidden", "hidden", hidden)
    enter(client)

    invisible, absent = client.get("/hidden"), client.get("/applications-that-are-not/PA-2026-0008")

    assert (invisible.status_code, absent.status_code) == (404, 404)
    assert invisible.data == absent.data


def test_a_refusal_is_one_body_for_programs_and_one_page_for_people(web, client):
    def refuse():
        raise Refusal(INPUT.at("/a", "甲有误。", "a is wrong."), INPUT.at("/b", "乙有误。", "b is wrong."))
    web.add_url_rule("/refuse", "refuse", public(refuse))

    page, english = client.get("/refuse"), client.get("/refuse?lang=en")
    program = client.get("/refuse", headers={"Accept": "application/problem+json"})

    assert (page.status_code, "甲有误。" in page.text and "乙有误。" in page.text) == (422, True)
    assert "a is wrong." in english.text and "甲有误" not in english.text
    assert program.json["status"] == 422 and [p["where"] for p in program.json["problems"]] == ["/a", "/b"]


def test_a_refused_form_comes_back_with_what_was_typed(web, client):
    def save():
        return refused_page(Refusal(INPUT.at("/name", "太短", "too short")), "parties/sign_in.html",
                            name=request.form["name"], back="/", refused=None)
    web.add_url_rule("/save", "save", public(save), methods=["POST"])

    answer = client.post("/save", data={"csrf_token": token(client), "name": "typed <b>"})

    assert (answer.status_code, "typed &lt;b&gt;" in answer.text) == (422, True)


def test_a_lost_race_is_run_once_more_and_then_told(web, client):
    tries = []

    def lose(times):
        tries.append(1)
        if len(tries) <= times:
            conflict = Conflict("40001")
            conflict.retry = True
            raise conflict
        return "won"
    web.add_url_rule("/race/<int:times>", "race", public(lose))

    once = client.get("/race/1")
    tries.clear()
    twice = client.get("/race/2")

    assert (once.status_code, once.text) == (200, "won")
    assert (twice.status_code, len(tries)) == (409, 2)


def test_a_fault_of_ours_shows_no_trace(web, client):
    def fail():
        raise RuntimeError("secret detail")
    web.add_url_rule("/fail", "fail", public(fail))

    answer = client.get("/fail")

    assert (answer.status_code, "secret detail" in answer.text, "Traceback" in answer.text) == (500, False, False)


def test_more_than_25_megabytes_are_refused_as_such(client):
    answer = client.post("/sign-in", data={"csrf_token": "x", "name": "x" * (26 * 1024 * 1024)})

    assert answer.status_code == 413


def test_the_chosen_language_is_remembered(client):
    client.get("/sign-in?lang=en")

    assert 'lang="en"' in client.get("/sign-in").text
    assert 'lang="zh-CN"' in client.get("/sign-in?lang=zh").text


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
