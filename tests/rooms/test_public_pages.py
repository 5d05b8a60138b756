"""The public register: what strangers see of projects and certificates, and what they do not."""
from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database import reading
from app.evidence.documents import store
from app.issuance import service as issuance
from app.models.certificate import Certificate
from app.models.document import Version
from app.parties.queries import me
from app.registration import service as registration
from app.web import create_app


@pytest.fixture
def stranger():
    def browser() -> FlaskClient:
        return create_app().test_client()
    return browser


def test_the_home_page_shows_the_figures_and_what_runs(told, stranger):
    told("noticed")
    early = stranger().get("/").text
    story = told("issued")
    late = stranger().get("/").text

    assert "目前没有正在公示的文件" in late and "还没有登记的项目" in early
    assert "938,608" in late and f"/projects/{story.refs['project']}" in late


def test_a_project_on_notice_is_seen_by_its_ref_and_later_by_its_code(told, stranger):
    story = told("noticed")
    ref = story.refs["application"]
    first = stranger().get(f"/projects/{ref}")
    story = told("issued")
    later = stranger().get(f"/projects/{ref}")
    page = stranger().get(later.location).text

    assert first.status_code == 200 and "公示审核" not in first.text
    assert (later.status_code, later.location) == (301, f"/projects/{story.refs['project']}")
    for shown in ("476,023", "462,517", story.refs["certificate"], "121.454000", "明鉴检验认证有限公司"):
        assert shown in page


def test_what_was_never_on_notice_does_not_exist_for_the_public(told, stranger):
    story = told("noticed")
    owner = story.who["owner1"]
    draft = registration.open_application(
        _code_of(story), "CCER-01-002-V01", "还没有公示的项目", by=owner, today=story.today, key="a-new-application"
    )
    client = stranger()

    listed, asked, absent = (
        client.get("/projects").text,
        client.get(f"/projects/{draft}"),
        client.get("/projects/PA-2099-0001"),
    )

    assert "还没有公示的项目" not in listed and story.refs["application"] in listed
    assert (asked.status_code, asked.text) == (404, absent.text)


def test_documents_and_fields_that_are_not_public_stay_away(told, stranger):
    story = told("issued")

    page = stranger().get(f"/projects/{story.refs['project']}").text

    assert "营业执照" in page and "可行性研究报告" not in page and "settlement_vouchers" not in page
    assert "121.400000" not in page                     # a turbine's own place is published after redaction only
    assert "白露" not in page                            # who commented


def test_the_list_is_narrowed_and_turned_page_by_page(told, stranger):
    story = told("issued")
    client = stranger()
    name = story.refs["project"]

    found = {
        query: name in client.get(f"/projects?{query}").text
        for query in (
            "province=山东",
            "province=广东",
            "phase=registered",
            "phase=ended",
            "words=海曜",
            "words=%25",
            "after=2000-01-01~PA",
        )
    }

    assert found == {"province=山东": True, "province=广东": False, "phase=registered": True, "phase=ended": False,
                     "words=海曜": True, "words=%25": False, "after=2000-01-01~PA": False}
    assert client.get("/projects?after=nonsense").status_code == 400


def test_a_certificate_is_checked_against_ledger_and_log(told, stranger):
    story = told("issued")
    number = story.refs["certificate"]
    client = stranger()

    typed = client.get("/verify", query_string={"number": f" {number.lower()} "})
    page = client.get(f"/verify/{number}").text
    pdf = client.get(f"/certificates/{number}.pdf")

    assert (typed.status_code, typed.location) == (303, f"/verify/{number}")
    for shown in ("证书属实", "938,608", "现为“有效”", "海曜新能源（青岛）有限公司", "由签名检查点覆盖"):
        assert shown in page
    assert pdf.data[:5] == b"%PDF-" and pdf.headers["Content-Type"] == "application/pdf"
    assert client.get(f"/certificates/{number}").status_code == 200


def test_a_file_changed_in_the_store_is_said_to_disagree(told, stranger):
    story = told("issued")
    with reading() as db:
        path = store().path(db.get_one(Certificate, story.refs["certificate"]).pdf_sha256)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes() + b" ")

    page = stranger().get(f"/verify/{story.refs['certificate']}").text

    assert "记录不一致" in page and "证书属实" not in page


def test_an_unknown_number_is_said_to_be_unknown(told, stranger):
    told("issued")

    for number in ("QF-2026-999999", "nonsense", "<script>"):
        answer = stranger().get("/verify", query_string={"number": number}, follow_redirects=True)
        assert answer.status_code == 404 and "没有编号为" in answer.text and "<script>" not in answer.text


def test_while_the_worker_makes_the_pdf_its_page_says_so(told, stranger):
    story = told("registered")
    move = {"today": story.today}
    issuance.move(story.refs["reduction"], "issue", by=story.who["registry1"], key="issue-once", **move)
    issuance.move(story.refs["reduction"], "confirm", by=story.who["registry2"], key="confirm-once", **move)
    number = f"QF-{story.today.year}-000001"

    answer = stranger().get(f"/certificates/{number}.pdf")

    assert answer.status_code == 202 and "正在制作" in answer.text and number in answer.headers["Refresh"]
    assert "PDF 正在制作" in stranger().get(f"/verify/{number}").text


def _code_of(story) -> str:
    return me(story.who["owner1"].id).duties[0].credit_code


def test_what_a_body_issued_is_read_by_everybody_and_names_no_person(told, stranger):
    story = told("issued")
    people = {who.name for who in story.who.values()}
    page = stranger().get(f"/projects/{story.refs['project']}").text
    links = sorted(set(re.findall(rf"/projects/{story.refs['project']}/papers/[0-9a-f]{{64}}", page)))

    papers = [stranger().get(link) for link in links]

    assert [answer.status_code for answer in papers] == [200] * 4
    assert sum("整改要求" in answer.text for answer in papers) == 2
    assert [name for name in people for answer in papers if name in answer.text] == []


def test_a_report_is_not_public_before_its_body_has_issued_it(told, stranger):
    story = told("claimed")
    with reading() as db:
        drafts = list(db.scalars(select(Version.digest).where(Version.label == "accounting_report")))

    answers = [stranger().get(f"/projects/{story.refs['project']}/papers/{digest}").status_code for digest in drafts]

    assert answers == [404]
