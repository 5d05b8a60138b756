"""Steps that are not open, keys used again, drafts saved elsewhere, text that nobody can keep: 4xx, never 500."""
from __future__ import annotations

import pytest

from app.models.reduction import Period
from app.papers.queries import draft_of, state_of
from app.web import create_app
from tests.rooms.test_bad_input import begun, claim
from tests.visiting import PROBLEM, Browser, newest, stored, told_problems

BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


def refused(answer) -> tuple[int, str]:
    status, _ = told_problems(answer)
    return status, answer.json["type"].removeprefix("urn:ccer:")


@BOTH
def test_an_unknown_trigger_and_one_of_another_state_are_not_open(told, engine):
    story = told("claimed", engine)
    owner, refs = Browser(create_app(), story, "owner1"), story.refs
    before = stored()

    for at in (f"/applications/{refs['application']}", f"/reductions/{refs['reduction']}", f"/periods/{newest(Period)}",
               f"/engagements/{refs['verification']}"):
        for trigger in ("no_such_step", "to_issued", "issue", "ask_supplement", "confirm", "__init__", "x" * 300):
            for answer in (owner.post(f"{at}/moves/{trigger}", {"reason": "x"}, Accept=PROBLEM),
                           owner.send("POST", f"/api/v1{at}/moves/{trigger}", {"reason": "x"})):
                assert refused(answer) == (409, "not-open"), (at, trigger)
    assert stored() == before


@BOTH
def test_a_key_that_served_another_step_is_refused_and_the_same_step_is_taken_once(told, engine):
    story = told("claimed", engine)
    owner, at = Browser(create_app(), story, "owner1"), f"/reductions/{story.refs['reduction']}/moves/terminate"
    taken = owner.post(at, {"key": "k" * 20, "reason": "不再申请。"})
    after = stored()

    again = owner.post(at, {"key": "k" * 20, "reason": "不再申请。"})
    other = [owner.post(at, {"key": "k" * 20, "reason": "改了主意。"}, Accept=PROBLEM),
             owner.post("/reductions", {"key": "k" * 20, "period": newest(Period)}, Accept=PROBLEM)]
    keyless = owner.post(at, {"key": "", "reason": "x"}, Accept=PROBLEM)

    assert (taken.status_code, again.status_code) == (303, 303)
    assert [refused(each) for each in other] == [(409, "key-reused")] * 2
    assert told_problems(keyless) == (400, [("INPUT", "/key")])
    assert stored() == after


def test_what_is_confirmed_is_what_the_page_showed(told):
    story = told("registered")
    first, second = (Browser(create_app(), story, name) for name in ("registry1", "registry2"))
    at = f"/reductions/{story.refs['reduction']}/moves"
    first.post(f"{at}/issue")
    before = stored()

    other = second.post(f"{at}/confirm", {"digest": "0" * 64}, Accept=PROBLEM)
    own = first.post(f"{at}/confirm", Accept=PROBLEM)

    assert (refused(other), refused(own)) == ((409, "conflict"), (403, "same-person"))
    assert stored() == before


def test_every_answer_that_a_step_asks_for_is_missed_at_once(told):
    story = told("claimed")
    body, at = Browser(create_app(), story, "ver1"), f"/engagements/{story.refs['verification']}/moves/finish_visit"
    before = stored()

    nothing = body.problems(at)
    wrong = body.problems(at, {"visited_from": "2026-02-30", "visited_to": "soon", "people": "\u3000\n "})

    places = ["/visited_from", "/visited_to", "/people"]
    assert nothing[0] == wrong[0] == 422
    assert [where for _, where in nothing[1]] == places
    assert {"/visited_from", "/visited_to", "/people"} <= {where for _, where in wrong[1]}
    assert stored() == before


def test_a_stale_draft_loses_nothing_on_either_side(told):
    story = told("project")
    ref = begun(story)
    mine, theirs, at = (Browser(create_app(), story, "owner1"), Browser(create_app(), story, "owner1"),
                        f"/applications/{ref}/draft")
    theirs.post(at, {"part": "D", "revision": "1", "section-D.1": "先保存的一段。"})
    before = stored()

    late = mine.post(at, {"part": "D", "revision": "1", "section-D.1": "后保存的一段。"})
    program = mine.send("PUT", f"/api/v1{at}", draft_of(ref)[0] | {"sections": {"D.1": "程序。"}}, If_Match='"1"')
    script = mine.post(at, {"part": "D", "revision": "1", "section-D.1": "后保存的一段。"}, **{"HX-Request": "true"})

    assert (late.status_code, refused(program), script.status_code) == (409, (409, "stale-draft"), 409)
    assert "后保存的一段。" in late.text and draft_of(ref)[0]["sections"]["D.1"] == "先保存的一段。"
    assert stored() == before
    mine.post(at, {"part": "D", "revision": str(draft_of(ref)[1]), "section-D.1": "后保存的一段。"})
    assert draft_of(ref)[0]["sections"]["D.1"] == "后保存的一段。"


def test_a_stale_report_shows_both_texts(told):
    story = told("project")
    at = f"/reductions/{claim(story)}/draft"
    owner = Browser(create_app(), story, "owner1")
    owner.post(at, {"revision": "1", "section-A.1": "先保存的一段。"})
    before = stored()

    late = owner.post(at, {"revision": "1", "section-A.1": "后保存的一段。"})
    missing = [owner.post(at, {"revision": wrong, "section-A.1": "x"}).status_code
               for wrong in ("", "-1", "１", "9" * 40)]

    assert late.status_code == 409 and "后保存的一段。" in late.text and "先保存的一段。" in late.text
    assert missing == [400] * 4
    assert stored() == before


@BOTH
def test_text_that_no_database_keeps_is_unreadable_and_named(told, engine):
    story = told("project", engine)
    owner = Browser(create_app(), story, "owner1")
    ref = begun(story)
    at = f"/api/v1/applications/{ref}"
    before = stored()

    form = owner.problems("/applications", {"owner": "a\0b", "name": "\0", "methodology": "x"})
    query = told_problems(owner.get("/projects?q=%00", Accept=PROBLEM))
    bodies = [told_problems(owner.send("PUT", f"{at}/draft", body, If_Match='"1"')) for body in (
        '{"template": "x", "sections": {"A.1.1": "\\u0000"}, "inputs": {"turbines": [{"t": "\\ud800"}]}}',
        '{"a":' * 100_000, "[" * 100_000)]
    malformed = [owner.send("POST", f"{at}/moves/submit", body).status_code for body in (
        "{", b"\xff", "1" * 5000, "[]", '"x"', '{"reason": NaN}', '{"reason": 1e999}', '{"reason": ["x"]}')]

    assert form == (400, [("INPUT", "/owner"), ("INPUT", "/name")])
    assert query == (400, [("INPUT", "/q")])
    assert bodies == [(400, [("INPUT", "/sections/A.1.1"), ("INPUT", "/inputs/turbines/0/t")]), (400, [("INPUT", "")]),
                      (400, [("INPUT", "")])]
    assert malformed == [400] * 8
    assert stored() == before and state_of(ref) == "draft"


@BOTH
def test_addresses_of_nothing_are_not_found(told, engine):
    story = told("claimed", engine)
    owner, ref = Browser(create_app(), story, "owner1"), story.refs["application"]
    far = "9" * 20

    odd = [f"/applications/{ref}/versions/{far}", f"/applications/{ref}/versions/999999999", "/applications/%00",
           f"/worksheets/{story.refs['reduction']}/verification/{far}", "/projects/" + "x" * 5000, "/verify/%00",
           "/applications/%ed%a0%80", "/documents/..%2f..%2fkeys%2fsession.key", "/static/../keys/session.key",
           f"/periods/{newest(Period)}/tables/{far}", f"/api/v1/applications/{far}", "/rules/%00", "/notices/" + far]

    assert {path: owner.get(path).status_code for path in odd} == dict.fromkeys(odd, 404)
    answer = owner.post(f"/engagements/{story.refs['verification']}/findings/{far}/answers", {"body": "x"})
    assert answer.status_code == 404
