"""What stands before every view: somebody signed in, the same origin, a token, a key, the headers; and its errors."""
from __future__ import annotations

import pytest
from flask import request

from app.parties.session import public, refused_page
from app.web import CSP
from methodologies.kernel.rules import INPUT, Conflict, NotFound, Refusal
from tests.rooms.signing_in import enter, token


def test_a_view_is_closed_unless_it_says_that_it_is_public(client):
    page, program = client.get("/who?a=1"), client.get("/who", headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in?back=%2Fwho%3Fa%3D1")
    assert (program.status_code, program.mimetype) == (401, "application/problem+json")


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
