"""The pages of a reduction application: its report, its moves by two people, and what is there once it is issued."""

from __future__ import annotations

import re
import uuid

import pytest

from app.demo import run
from app.demo import story as written
from app.issuance import service
from app.issuance.queries import report_page
from app.monitoring import service as monitoring
from tests.rooms.clients import client_of, post
from workflows.documents import REPORT


@pytest.fixture
def visit():
    """visit(story, "owner1") → a browser in which this person is signed in."""
    return lambda story, name: client_of(story.who[name])


def accounted(story) -> str:
    """A period whose accounting is done, with the factors that are published so far."""
    demo = run.Demo()
    demo.who = story.who
    demo.not_published(2025)
    owner = {"by": story.who["owner1"], "today": story.today}
    ref = monitoring.open_period(story.refs["project"], *written.PERIOD, **owner, key=uuid.uuid4().hex)
    for name, rows in written.records().items():
        monitoring.save_rows(ref, name, rows, 0, **owner)
    monitoring.attach(ref, "settlement_vouchers", "vouchers.csv", b"no,mwh\r\n1,2\r\n", **owner)
    monitoring.move(ref, "close", **owner, key=uuid.uuid4().hex)
    monitoring.calculate(ref, **owner)
    monitoring.move(ref, "account", **owner, key=uuid.uuid4().hex)
    return ref


def begun(story) -> str:
    return service.open_application(accounted(story), by=story.who["owner1"], today=story.today, key=uuid.uuid4().hex)


def typed(**texts: str) -> dict[str, str]:
    every = {each.code: "如实填写。" for each in REPORT.sections if each.text} | texts
    return {f"section-{code}": text for code, text in every.items()}


def test_an_accounted_period_is_offered_and_claimed_once(told, visit):
    story = told("project")
    period, owner = accounted(story), visit(story, "owner1")

    offered = owner.get("/reductions").text
    first = post(owner, "/reductions", "/reductions", period=period)
    second = post(owner, "/reductions", "/reductions", period=period)

    assert f'value="{period}"' in offered
    assert (first.status_code, second.status_code) == (303, 409)


def test_the_report_is_written_and_every_empty_section_keeps_the_button_grey(told, visit):
    story = told("project")
    ref, owner = begun(story), visit(story, "owner1")
    at = f"/reductions/{ref}"

    before = owner.get(at).text
    saved = post(owner, f"{at}/draft", f"{at}/draft", revision="1", **typed())
    after = owner.get(at).text

    assert f'href="{at}/draft?at=/sections/B.1"' in before
    assert owner.get(f"{at}/draft?at=/sections/B.1").location == f"{at}/draft#at-sections-B.1"
    assert saved.status_code == 303 and 'href="#at-sections-B.1"' not in after


def test_a_draft_saved_elsewhere_is_a_409_that_loses_nothing(told, visit):
    story = told("project")
    ref, owner = begun(story), visit(story, "owner1")
    at = f"/reductions/{ref}/draft"
    post(owner, at, at, revision="1", **typed(**{"B.1": "先保存的内容"}))

    late = post(owner, at, at, revision="1", **typed(**{"B.1": "后填写的内容"}))

    assert late.status_code == 409 and "后填写的内容" in late.text and "先保存的内容" in late.text
    assert report_page(ref, by=story.who["owner1"]).sections["B.1"] == "先保存的内容"


def test_the_validator_of_the_project_is_refused_as_verifier_with_the_rule(told, visit):
    story = told("project")
    ref, owner = begun(story), visit(story, "owner1")
    page = owner.get(f"/reductions/{ref}").text
    bodies = dict(re.findall(r'<option value="(\w{18})"( disabled)?', page))
    validator = next(code for code, off in bodies.items() if off)
    other = next(code for code, off in bodies.items() if not off)

    refused = post(owner, f"/reductions/{ref}/body", f"/reductions/{ref}", body=validator)
    named = post(owner, f"/reductions/{ref}/body", f"/reductions/{ref}", body=other)

    assert refused.status_code == 422 and "R-81" in refused.text
    assert named.status_code == 303


def test_one_person_proposes_another_confirms_and_the_period_s_evidence_comes_along(told, visit):
    story = told("project")
    ref, owner, second = begun(story), visit(story, "owner1"), visit(story, "owner2")
    at = f"/reductions/{ref}"
    post(owner, f"{at}/draft", f"{at}/draft", revision="1", **typed())
    other = re.search(r'<option value="(\w{18})">', owner.get(at).text)[1]
    post(owner, f"{at}/body", at, body=other)

    proposed = post(owner, f"{at}/moves/submit", at)
    alone = post(owner, f"{at}/moves/confirm", at)
    waiting = second.get(at).text
    confirmed = post(second, f"{at}/moves/confirm", at)

    assert (proposed.status_code, alone.status_code, confirmed.status_code) == (303, 403, 303)
    assert f'action="{at}/moves/confirm"' in waiting
    assert "vouchers.csv" in owner.get(at).text and "公示审核" in owner.get(at).text


def test_an_issued_application_shows_serials_certificate_and_a_public_worksheet(told, visit):
    story = told("issued")
    number = story.refs["certificate"]

    page = visit(story, "owner1").get(f"/reductions/{story.refs['reduction']}").text
    public = client_of().get(f"/worksheets/{number}")

    assert number in page and "CN-CCER-" in page and "可用" in page
    assert public.status_code == 200 and "经核证的计算书" in public.text


def test_a_stranger_sees_of_an_application_what_is_seen_of_an_absent_one(told, visit):
    story = told("issued")
    stranger, ref = visit(story, "stranger"), story.refs["reduction"]

    for path in ("", "/draft"):
        there, nobody = (stranger.get(f"/reductions/{each}{path}") for each in (ref, "RA-2026-9999"))
        assert there.status_code == nobody.status_code == 404
        assert _plain(there.text).replace(ref, "RA-2026-9999") == _plain(nobody.text)
    assert stranger.get(f"/worksheets/{ref}/verification").status_code == 404
    assert ref not in stranger.get("/reductions").text
    assert visit(story, "ver1").get(f"/reductions/{ref}").status_code == 200


def test_a_confirmation_of_something_else_than_what_waits_is_refused(told, visit):
    story = told("registered")
    at = f"/reductions/{story.refs['reduction']}"
    post(visit(story, "registry1"), f"{at}/moves/issue", at)
    chief = visit(story, "registry2")
    digest = re.search(r'name="digest" value="(\w{64})"', chief.get(at).text)[1]

    stale = post(chief, f"{at}/moves/confirm", at, digest="0" * 64)
    confirmed = post(chief, f"{at}/moves/confirm", at, digest=digest)

    assert (stale.status_code, confirmed.status_code) == (409, 303)


def _plain(page: str) -> str:
    """Without the tokens, which differ each time."""
    return re.sub(r'(csrf_token|key)" value="[^"]+"', "", page)
