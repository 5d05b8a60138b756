"""The pages of a project application, of its notice and its papers: shown, filled in, refused with what was typed."""
from __future__ import annotations

import io
import re
import uuid

import pytest
from flask.testing import FlaskClient

from app.demo.story import CODE
from app.papers.queries import code_of, draft_of, state_of
from app.published import service as published
from app.registration import service
from app.web import create_app

PDF = b"%PDF-1.4\n%%EOF\n"
FIRST = "/inputs/turbines/0/depth_m"


@pytest.fixture
def story(told):
    return told("noticed")


@pytest.fixture
def visit(story):
    """visit("owner1") → a browser in which this person is signed in; visit("") → a stranger's."""
    app = create_app()

    def browser(name: str) -> FlaskClient:
        client = app.test_client()
        if name:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = f"{story.who[name].id}:0", True
        return client
    return browser


@pytest.fixture
def draft(story) -> str:
    """Address of an application that was just begun."""
    ref = service.open_application(story.code["owner"], CODE, "海曜新能源黄海西一150兆瓦海上风电项目", by=story.who["owner1"],
                                   today=story.today, key=uuid.uuid4().hex)
    return f"/applications/{ref}"


def post(client: FlaskClient, address: str, page: str, headers: dict | None = None, **fields):
    """Post a form of that page, with the token that the page carries."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    return client.post(address, data={"csrf_token": token and token[1], "key": uuid.uuid4().hex, **fields}, headers=headers)


def test_an_application_is_begun_once_however_often_the_form_is_sent(story, visit):
    owner = visit("owner1")
    form = {"owner": story.code["owner"], "methodology": CODE, "name": "海曜新能源黄海南四60兆瓦海上风电项目", "key": "k" * 20}

    first = post(owner, "/applications", "/applications", **form)
    again = post(owner, "/applications", "/applications", **form)
    same_name = post(owner, "/applications", "/applications", **form | {"key": "n" * 20})

    assert (first.status_code, first.location) == (303, again.location)
    assert same_name.status_code == 422 and form["name"] in same_name.text and "同名" in same_name.text
    assert post(visit("stranger"), "/applications", "/applications", **form | {"key": "m" * 20}).status_code == 403


def test_the_form_saves_a_part_checks_it_and_works_the_estimate_of_what_is_not_saved(visit, draft):
    owner, ref = visit("owner1"), draft.rpartition("/")[2]
    part_c = {"part": "C", "crediting_from": "2024年1月1日", "crediting_to": "2033-12-31", "section-C.3": "首尾两日均含。"}

    saved = post(owner, f"{draft}/draft", f"{draft}/draft?part=C", revision="1", **part_c)
    worked = post(owner, f"{draft}/estimate", f"{draft}/draft?part=B", part="B", headers={"HX-Request": "true"},
                  grid_region="N", export_mwh="401000", import_mwh="600")
    document, revision = draft_of(ref)

    assert saved.status_code == 303 and revision == 2
    assert document["inputs"]["crediting_from"] == "2024-01-01" and document["sections"]["C.3"] == "首尾两日均含。"
    assert worked.status_code == 200 and "tCO" in worked.text and "2033" in worked.text
    assert "export_mwh" not in document["inputs"]
    checked = owner.get(f"{draft}/draft?part=A&check=1").text
    assert "文件：营业执照" in checked and f'href="{draft}#slot-business_licence"' in checked


def test_a_row_is_added_without_script_and_a_file_replaces_the_table_or_tells_every_error(visit, draft):
    owner, ref, page = visit("owner1"), draft.rpartition("/")[2], f"{draft}/draft?part=A"
    head = "机组编号,经度,纬度,离岸距离,水深,单机容量,型号,制造厂\n"

    added = post(owner, f"{draft}/draft", page, revision="1", part="A", project_name="海曜新能源", add="turbines")
    wrong = post(owner, f"{draft}/draft/turbines/import", page,
                 file=(io.BytesIO((head + "F01,1,2,x,30,6,M,H\nF01,121.400000,36.050000,34,y,6,M,H\n").encode()), "t.csv"))
    kept = draft_of(ref)[0]["inputs"]["turbines"]
    right = post(owner, f"{draft}/draft/turbines/import", page,
                 file=(io.BytesIO((head + "F01,121.400000,36.050000,34,30,6,M,H\n").encode()), "t.csv"))

    assert added.status_code == 303 and "at-inputs-turbines" in added.location
    assert wrong.status_code == 422 and "第2行" in wrong.text and "第3行" in wrong.text
    assert kept == [{}]
    assert right.status_code == 303 and draft_of(ref)[0]["inputs"]["turbines"][0]["lon"] == "121.400000"
    assert owner.get(f"{draft}/draft/turbines.xlsx").data.startswith(b"PK")


def test_a_draft_saved_elsewhere_comes_back_with_what_was_typed_and_what_differs(visit, draft):
    owner, page = visit("owner1"), f"{draft}/draft?part=D"
    post(owner, f"{draft}/draft", page, revision="1", part="D", **{"section-D.1": "先保存的。"})

    late = post(owner, f"{draft}/draft", page, revision="1", part="D", **{"section-D.1": "后写的。"})
    by_itself = post(owner, f"{draft}/draft", page, revision="1", part="D", headers={"HX-Request": "true"})

    assert late.status_code == by_itself.status_code == 409
    assert "后写的。" in late.text and 'name="revision" value="2"' in late.text and "D.1 " in late.text
    assert draft_of(draft.rpartition("/")[2])[0]["sections"]["D.1"] == "先保存的。"


def test_a_grey_button_says_why_and_a_refused_upload_keeps_what_was_typed(visit, draft):
    owner = visit("owner1")

    page = owner.get(draft).text
    refused = post(owner, f"{draft}/documents", draft, slot="grid_agreement", level="private", reason="",
                   file=(io.BytesIO(b"not a pdf"), "a.pdf"))
    good = post(owner, f"{draft}/documents", draft, slot="business_licence", level="public",
                file=(io.BytesIO(PDF), "a.pdf"))

    assert re.search(r"disabled[^>]*>申请公示", page) and "处须填写或改正" in page
    assert refused.status_code == 422 and 'value="private" selected' in refused.text
    assert good.status_code == 303 and good.location.endswith("#slot-business_licence")


def test_after_publication_only_what_a_finding_points_at_is_open(told, visit, story):
    at = f"/applications/{story.refs['application']}"

    page = visit("owner1").get(f"{at}/draft").text
    posted = post(visit("owner1"), f"{at}/draft", at, revision="2", part="D", **{"section-D.1": "改了。"})

    assert "仅供阅读" in page
    assert posted.status_code == 409 or posted.status_code == 422


def test_a_stranger_finds_what_nobody_has(story, visit):
    at, other = f"/applications/{story.refs['application']}", visit("stranger")

    for address in ("", "/draft", "/versions/1"):
        assert other.get(at + address).status_code == 404
        assert other.get(at + address).text == other.get("/applications/PA-2025-9999" + address).text
    assert other.get(f"/papers/{story.refs['application']}/application_form").status_code == 404
    assert story.refs["application"] not in other.get("/applications").text
    assert visit("").get(at).status_code == 303


def test_the_public_reads_a_running_notice_comments_and_the_owner_replies(story, visit):
    ref = story.refs["application"]
    notice = re.search(r"/notices/(GS-\d{4}-\d{4})", visit("owner1").get(f"/applications/{ref}").text)[1]
    at = f"/notices/{notice}"
    assert visit("").get(at).status_code == 404         # not before its first day
    published.advance_clock(14)

    page = visit("").get(at).text
    said = post(visit("public1"), f"{at}/comments", at, body="请说明噪声影响。", paragraph="D.2")
    empty = post(visit("public1"), f"{at}/comments", at, body=" ", paragraph="D.2")
    reply = post(visit("owner1"), f"/comments/{notice}-001/reply", at, body="见环评第五章。", dossier="1")

    assert "121.4" in page and "F01</td>" not in page and "联系人" not in page
    assert (said.status_code, empty.status_code, reply.status_code) == (303, 422, 303)
    assert 'value="D.2" selected' in empty.text
    told = visit("").get(at).text
    assert "请说明噪声影响。" in told and "见环评第五章。" in told and "白露" not in told
    assert "白露" in visit("registry1").get(f"/applications/{ref}").text
    assert post(visit("stranger"), f"/comments/{notice}-001/reply", at, body="x").status_code == 404


def test_what_is_public_is_for_everybody_once_on_notice_and_the_rest_never(story, visit):
    page = visit("owner1").get(f"/applications/{story.refs['application']}").text
    files = dict(re.findall(r'id="slot-(\w+)".*?href="(/documents/[\w-]+)"', page, re.S))
    early = visit("").get(files["business_licence"]).status_code
    published.advance_clock(14)

    licence = visit("").get(files["business_licence"])

    assert (early, licence.status_code) == (404, 200)
    assert licence.headers["Content-Disposition"].startswith("attachment")
    assert licence.headers["X-Content-Type-Options"] == "nosniff"
    assert visit("").get(files["grid_agreement"]).status_code == 404
    assert visit("registry1").get(files["grid_agreement"]).status_code == 200


def test_a_move_goes_through_two_people_and_its_page_shows_who_is_next(told, visit):
    life = told("noticed")
    at = f"/applications/{life.refs['application']}"

    asked = post(visit("owner1"), f"{at}/moves/ask_withdrawal", at, reason="")
    done = post(visit("owner1"), f"{at}/moves/ask_withdrawal", at, reason="重新选址。")

    assert (asked.status_code, done.status_code) in ((422, 303), (422, 422))
    if done.status_code == 303:
        assert state_of(life.refs["application"]) == "withdrawal_asked"
        assert f'action="{at}/moves/grant_withdrawal"' in visit("registry1").get(at).text


def test_a_printed_paper_carries_its_code_and_takes_no_scan_of_another_version(told, visit):
    ref = told("project").refs["application"]

    page = visit("owner1").get(f"/papers/{ref}/application_form").text

    assert code_of(ref, "application_form") in page and "预计总减排量" in page
    wrong = post(visit("owner1"), f"/applications/{ref}/documents", f"/papers/{ref}/application_form",
                 slot="application_form", page_code="PA-0000-AAAA-BBBB", file=(io.BytesIO(PDF), "s.pdf"))
    assert wrong.status_code in (409, 422)
