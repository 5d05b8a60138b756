"""S4: every answer of every route carries the one policy and nosniff; foreign and tokenless requests are refused."""
from __future__ import annotations

import json

import pytest

from app.web import CSP, create_app
from tests.promises.test_permissions import address, objects, routes
from tests.visiting import Browser, stored

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")


@pytest.fixture
def house(told):
    story = told("issued")
    return story, create_app()


def bare(answer) -> bool:
    """Whether an answer lacks something: each header is there once, and says what it should."""
    head = answer.headers
    return any(head.getlist(name) != [said] for name, said in (
        ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin")))


def test_every_answer_of_every_route_carries_the_policy(house):
    story, app = house
    of = objects(story)
    people = {name: Browser(app, story, name) for name in ("", "owner1", "registry1")}

    lacking = []
    for rule, method in routes(app):
        for path in dict.fromkeys((address(rule, of, True), address(rule, of, False))):
            for name, browser in people.items():
                for how in ({},) if path == address(rule, of, True) else ({}, {"Accept": "application/json"}):
                    answer = browser.client.open(path, method=method, headers=how)
                    if bare(answer) or answer.status_code >= 500:
                        lacking.append((name, method, path, answer.status_code))

    assert CSP == POLICY and lacking == []


def test_errors_files_and_what_the_framework_answers_carry_it_too(house):
    story, app = house
    owner = Browser(app, story, "owner1")
    asset = "ccer.css"
    tag = owner.get(f"/static/{asset}").headers["ETag"]

    answers = {
        "absent": owner.get("/no/such/page"), "static": owner.get(f"/static/{asset}"),
        "static, absent": owner.get("/static/none.css"), "static, outside": owner.get("/static/../config.py"),
        "not modified": owner.client.get(f"/static/{asset}", headers={"If-None-Match": tag}),
        "method": owner.client.delete("/projects"), "options": owner.client.options("/projects"),
        "head": owner.client.head("/projects"), "slash": owner.get("/projects/"),
        "no token": owner.client.post("/me/password"),
        "media type": owner.client.put("/api/v1/applications/x/draft", data="x", headers={"X-CSRFToken": owner.token}),
        "host": owner.client.get("/projects", headers={"Host": "a b"}),
        "pdf": owner.get(f"/certificates/{story.refs['certificate']}.pdf"), "sign in": app.test_client().get("/inbox")}

    assert answers["static"].status_code == answers["pdf"].status_code == 200
    assert (answers["not modified"].status_code, answers["method"].status_code) == (304, 405)
    assert [what for what, answer in answers.items() if bare(answer)] == []


def test_what_breaks_says_nothing_of_itself_and_carries_the_policy(house):
    story, app = house
    (story.home / "ccer.sqlite").write_bytes(b"no database at all, not any more" * 100)

    answer = app.test_client().get("/projects")

    assert answer.status_code == 500 and not bare(answer)
    assert "Traceback" not in answer.text and "sqlite" not in answer.text.lower() and "/work" not in answer.text


@pytest.mark.parametrize("headers", [
    {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Origin": "http://localhost:8001"},
    {"Origin": "http://localhost.elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"}], ids=str)
def test_a_form_of_another_site_is_refused_even_with_a_good_token(house, headers):
    story, app = house
    owner = Browser(app, story, "owner1")
    before = stored()

    answers = [owner.post("/sign-out", {}, **headers), owner.post("/demo/advance", {"step": "1wd"}, **headers),
               owner.send("PUT", f"/api/v1/applications/{story.refs['application']}/draft", {}, **headers),
               Browser(app, story, "").post("/sign-in", {"name": "owner1", "password": "x"}, **headers)]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert stored() == before and owner.get("/me").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic b3duZXIxOng="}], ids=str)
def test_nothing_is_posted_without_this_session_s_token(house, headers):
    story, app = house
    owner, other = Browser(app, story, "owner1"), Browser(app, story, "owner2")
    of, before, taken = objects(story), stored(), []

    for rule, method in routes(app):
        if method == "GET":
            continue
        for token in (None, "", "x", other.token):
            said = {"X-CSRFToken": token} if token is not None else {}
            answer = owner.client.open(address(rule, of, True), method=method, data={"key": "k" * 20},
                                       headers=said | headers)
            if answer.status_code != 400:
                taken.append((rule, token, answer.status_code))

    assert taken == []
    assert stored() == before


def cookies(app, story) -> list[str]:
    client = app.test_client()
    client.get("/sign-in")
    return [*client.get("/sign-in?lang=en").headers.getlist("Set-Cookie"), *Browser(app, story, "owner1").post(
        "/sign-out").headers.getlist("Set-Cookie")]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house):
    story, app = house

    for cookie in (said := cookies(app, story)):
        assert cookie.startswith("ccer=") and "Domain" not in cookie
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert said


def test_over_https_the_cookie_is_bound_to_its_host_and_the_browser_told_to_stay(house, monkeypatch):
    story, _ = house
    monkeypatch.setenv("CCER_BASE_URL", "https://registry.example")
    app = create_app()
    client = app.test_client()

    answer = client.get("/sign-in?lang=en", base_url="https://registry.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ccer=") and "Domain" not in cookie
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "max-age=" in answer.headers["Strict-Transport-Security"] and not bare(answer)


def test_pages_of_a_signed_in_person_are_not_kept_by_caches(house):
    story, app = house
    owner = Browser(app, story, "owner1")

    for path in ("/inbox", f"/applications/{story.refs['application']}", "/api/v1/me", "/me"):
        assert owner.get(path).headers["Cache-Control"] == "no-store", path
    assert json.loads(owner.get("/api/v1/me").data)["sign_in"] == "owner1"
