"""The pages of a project application, of its notice and its papers: shown, filled in, refused with what was typed."""
from __future__ import annotations

import io
import re
import uuid

import pytest
from sqlalchemy import select

from app.database import transaction
from app.demo.story import CODE
from app.models.engagement import Engagement, Finding
from app.models.project import Application
from app.papers.queries import code_of, draft_of, state_of
from app.parties.queries import me
from app.published import service as published
from app.registration import service
from methodologies.kernel.rules import Refusal
from tests.rooms.clients import client_of, post

PDF = b"%PDF-1.4\n%%EOF\n"
FIRST = "/inputs/turbines/0/depth_m"


@pytest.fixture
def story(told):
    return told("noticed")


@pytest.fixture
def visit(story):
    """visit("owner1") → a browser in which this person is signed in; visit("") → a stranger's."""
    return lambda name: client_of(story.who.get(name))


@pytest.fixture
def owner_code(story) -> str:
    return me(story.who["owner1"].id).homes("initiator")[0].credit_code


@pytest.fixture
def draft(story, owner_code) -> str:
    """Address of an application that was just begun."""
    ref = service.open_application(owner_code, CODE, "海曜新能源黄海西一150兆瓦海上风电项目",
                                   by=story.who["owner1"], today=story.today, key=uuid.uuid4().hex)
    return f"/applications/{ref}"


def csv(text: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), "turbines.csv"


def test_an_application_is_begun_once_however_often_the_form_is_sent(owner_code, visit):
    owner = visit("owner1")
    form = {"owner": owner_code, "methodology": CODE, "name": "海曜新能源黄海南四60兆瓦海上风电项目", "key": "k" * 20}

    first = post(owner, "/applications", "/applications", **form)
    again = post(owner, "/applications", "/applications", **form)
    same_name = post(owner, "/applications", "/applications", **form | {"key": "n" * 20})

    assert (first.status_code, first.location) == (303, again.location)
    assert same_name.status_code == 422 and form["name"] in same_name.text and "同名" in same_name.text
    assert post(visit("stranger"), "/applications", "/applications", **form | {"key": "m" * 20}).status_code == 403


def test_the_form_saves_a_part_checks_it_and_works_the_estimate_of_what_is_not_saved(visit, draft):
    owner, ref = visit("owner1"), draft.rpartition("/")[2]
    part_c = {"part": "C", "crediting_from": "2024年1月1日", "crediting_to": "2033-12-31",
              "section-C.3": "首尾两日均含。"}

    saved = post(owner, f"{draft}/draft", f"{draft}/draft?part=C", revision="1", **part_c)
    post(owner, f"{draft}/draft", f"{draft}/draft", revision="2", part="A", project_name="海曜", province="山东")
    worked = post(owner, f"{draft}/estimate", f"{draft}/draft?part=B", part="B", headers={"HX-Request": "true"},
                  grid_region="N", export_mwh="401000", import_mwh="600")
    document, revision = draft_of(ref)

    assert saved.status_code == 303 and revision == 3
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
                 file=csv(head + "F01,1,2,x,30,6,M,H\nF01,121.400000,36.050000,34,y,6,M,H\n"))
    kept = draft_of(ref)[0]["inputs"]["turbines"]
    right = post(owner, f"{draft}/draft/turbines/import", page,
                 file=csv(head + "F01,121.400000,36.050000,34,30,6,M,H\n"))

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


def test_after_publication_nothing_changes_without_a_finding(story, visit):
    ref = story.refs["application"]
    before, revision = draft_of(ref)

    page = visit("owner1").get(f"/applications/{ref}/draft").text
    post(visit("owner1"), f"/applications/{ref}/draft", f"/applications/{ref}", revision=str(revision), part="D",
         **{"section-D.1": "改了。"})
    changed = {**before, "sections": {**before["sections"], "D.1": "改了。"}}

    assert "仅供阅读" in page
    assert draft_of(ref) == (before, revision) and "/versions/2" not in visit("owner1").get(f"/applications/{ref}").text
    with pytest.raises(Refusal, match="/sections/D.1"):
        service.save(ref, changed, revision, by=story.who["owner1"], today=story.today)


def test_an_open_finding_opens_its_target_and_nothing_else(story, visit):
    ref, owner = story.refs["application"], visit("owner1")
    published.advance_clock(14)
    found(story, ref)
    page = owner.get(f"/applications/{ref}/draft?part=A").text
    _, revision = draft_of(ref)

    at = f"/applications/{ref}/draft"
    saved = post(owner, at, f"{at}?part=A", revision=str(revision), part="A",
                 **{"turbines-0-depth_m": "33.3", "turbines-1-depth_m": "99", "section-A.3": "偷改。"})
    document, _ = draft_of(ref)

    assert re.search(r'name="turbines-1-depth_m"[^>]* disabled', page)
    assert not re.search(r'name="turbines-0-depth_m"[^>]* disabled', page)
    assert saved.status_code == 303 and document["inputs"]["turbines"][0]["depth_m"] == "33.3"
    assert document["inputs"]["turbines"][1]["depth_m"] != "99" and document["sections"]["A.3"] != "偷改。"
    assert f"/applications/{ref}/versions/2" in owner.get(f"/applications/{ref}").text


def found(story, ref: str) -> None:
    """The body raises and sends a correction request on one cell."""
    with transaction() as db:
        work = db.scalar(select(Engagement).where(Engagement.subject == ref))
        db.add(Finding(engagement_id=work.id, n=1, kind="correction", state="open", targets=[FIRST], body="水深有误。",
                       raised_on=story.today))
        work.state = "findings_open"


def test_a_stranger_finds_what_nobody_has(story, visit):
    at, other = f"/applications/{story.refs['application']}", visit("stranger")

    for address in ("", "/draft", "/versions/1"):
        assert other.get(at + address).status_code == 404
        absent = other.get("/applications/PA-2025-9999" + address).text
        assert other.get(at + address).text == absent.replace("PA-2025-9999", story.refs["application"])
    assert other.get(f"/papers/{story.refs['application']}/application_form").status_code == 404
    assert story.refs["application"] not in other.get("/applications").text
    assert visit("").get(at).status_code == 303


def test_the_public_reads_a_running_notice_comments_and_the_owner_replies(story, visit):
    ref = story.refs["application"]
    notice = re.search(r"(GS-\d{4}-\d{4})", visit("owner1").get(f"/applications/{ref}").text)[1]
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
    files = {place.partition('"')[0]: link[0] for place in page.split('id="slot-')
             if (link := re.findall(r'href="(/documents/[\w-]+)"', place))}
    early = visit("").get(files["business_licence"]).status_code
    published.advance_clock(14)

    licence = visit("").get(files["business_licence"])

    assert (early, licence.status_code) == (404, 200)
    assert licence.headers["Content-Disposition"].startswith("attachment")
    assert licence.headers["X-Content-Type-Options"] == "nosniff"
    assert visit("").get(files["grid_agreement"]).status_code == 404
    assert visit("registry1").get(files["grid_agreement"]).status_code == 200


def test_a_move_asks_for_its_reason_and_its_page_then_shows_who_is_next(story, visit):
    at = f"/applications/{story.refs['application']}"

    without = post(visit("owner1"), f"{at}/moves/ask_withdrawal", at, reason="")
    asked = post(visit("owner1"), f"{at}/moves/ask_withdrawal", at, reason="重新选址。")

    assert (without.status_code, asked.status_code) == (422, 303)
    assert state_of(story.refs["application"]) == "withdrawal_asked"
    assert f'action="{at}/moves/grant_withdrawal"' in visit("registry1").get(at).text


def test_the_reason_of_a_step_stands_on_the_page_of_everybody_who_sees_the_dossier(story, visit):
    at = f"/applications/{story.refs['application']}"
    post(visit("owner1"), f"{at}/moves/ask_withdrawal", at, reason="重新选址。")

    pages = {name: visit(name).get(at).text for name in ("owner1", "owner2", "registry1")}
    post(visit("registry1"), f"{at}/moves/decline_withdrawal", at, reason="公示期内不予撤回。")
    later = visit("owner1").get(at).text

    assert {name: page.count("重新选址。") for name, page in pages.items()} == dict.fromkeys(pages, 2)
    assert (later.count("公示期内不予撤回。"), later.count("重新选址。")) == (2, 1)


def test_a_printed_paper_carries_its_code_and_takes_no_scan_of_another_version(story, visit):
    ref, owner = story.refs["application"], visit("owner1")
    with transaction() as db:
        db.scalar(select(Application).where(Application.ref == ref)).state = "body_done"
    at, form = f"/papers/{ref}/commitment_letter", {"slot": "commitment_letter"}
    code = code_of(ref, "commitment_letter")

    wrong = post(owner, f"/applications/{ref}/documents", at, page_code=f"{ref}-AAAA-BBBB",
                 file=(io.BytesIO(PDF), "s.pdf"), **form)
    right = post(owner, f"/applications/{ref}/documents", at, page_code=code, file=(io.BytesIO(PDF), "s.pdf"), **form)

    assert code in owner.get(at).text and "还不能打印" in owner.get(f"/papers/{ref}/application_form").text
    assert wrong.status_code == 422 and "H-SCAN" in wrong.text and f"{ref}-AAAA-BBBB" in wrong.text
    assert right.status_code == 303
