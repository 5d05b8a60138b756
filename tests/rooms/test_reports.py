"""举报 (R-10): anyone reports, the channel hands on by itself, the office answers, nobody else learns who spoke."""
from __future__ import annotations

import re

import pytest

from app.access import Who
from app.database import reading
from app.models.report import FraudReport
from app.parties import service as parties
from app.parties.credit_code import check_character
from app.reports import queries, service
from app.web import create_app
from methodologies.kernel.rules import NotFound, NotOpen, NotYours, Refusal
from tests.databases import ENGINES
from tests.rooms.test_bad_input import code_of
from tests.visiting import Browser

WORDS = "风机台数与登记不符，另附照片。"


def officer(kind: str, stem: str) -> Who:
    home = parties.add_organisation(name_zh=f"办公室{kind}", kind=kind, credit_code=stem + check_character(stem))
    number = parties.add_person(name="办理人", sign_in=f"officer-{kind}", password="a long enough one 1")
    parties.give_duty(number, "officer", home)
    return Who(number, "办理人", f"officer-{kind}")


@pytest.fixture(params=ENGINES)
def desk(told, request):
    story = told("project", request.param)
    story.who["province"] = officer("province", "11370000MB2854321")
    story.who["supervision"] = officer("market_supervision", "11100000MB0143028")
    return story


def report(story, who: str | None = None, key: str = "report-key-1", **known: str) -> tuple[str, str]:
    said = {"about": "project", "target": story.refs["project"], "body": WORDS, "contact": "138", **known}
    return service.file(said, by=story.who[who] if who else None, today=story.today, key=key)


def show(story, ref: str, who: str):
    return queries.show(ref, by=story.who[who], today=story.today)


def move(story, ref: str, trigger: str, who: str, **payload: str):
    return service.move(ref, trigger, by=story.who[who], today=story.today, key=f"{ref}-{trigger}-{who}",
                        payload=payload)


def test_a_report_on_a_project_goes_to_the_province_and_on_a_body_to_market_supervision(desk):
    about_project, _ = report(desk)
    about_body, _ = report(desk, key="report-key-2", about="body", target=code_of("validator"))

    assert show(desk, about_project, "province").state.key == "with_province"
    assert show(desk, about_body, "supervision").state.key == "with_supervision"
    for ref, other in ((about_project, "supervision"), (about_body, "province"), (about_body, "owner1")):
        with pytest.raises(NotFound):
            show(desk, ref, other)
    assert [line.ref for line in queries.listing(desk.who["province"])[0]] == [about_project]
    assert [line.ref for line in queries.listing(desk.who["registry1"])[0]] == [about_body, about_project]


def test_an_office_passes_on_what_is_the_other_s_and_closes_with_a_result(desk):
    ref, code = report(desk)

    move(desk, ref, "pass_on", "province", reason="系机构问题")
    with pytest.raises(NotFound):
        show(desk, ref, "province")
    with pytest.raises(Refusal):
        move(desk, ref, "answer", "supervision", result=" ")
    move(desk, ref, "answer", "supervision", result="已立案调查")

    told = queries.progress(ref, code)
    assert (told.state.key, told.result, told.answered_on) == ("answered", "已立案调查", desk.today)
    with pytest.raises(NotOpen):
        move(desk, ref, "pass_on", "supervision", reason="再转")


def test_who_reported_is_seen_by_the_office_alone(desk):
    ref, _ = report(desk, "public1")

    seen = {who: (d.reporter, d.contact) for who in ("province", "registry1", "auditor", "public1")
            if (d := show(desk, ref, who))}

    assert seen.pop("province") == (desk.who["public1"].name, "138")
    assert set(seen.values()) == {("", "")}
    with pytest.raises(NotYours):
        move(desk, ref, "answer", "public1", result="自己办结")


def test_what_is_wrong_with_a_report_is_told_at_once_and_nothing_is_stored(desk):
    with pytest.raises(Refusal) as refusal:
        report(desk, target="A999999", body="短", contact="8" * 121)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [
        ("R-10", "/target"), ("INPUT", "/body"), ("INPUT", "/contact")]
    with pytest.raises(Refusal) as refusal:
        report(desk, about="body", target=code_of("owner"))
    assert [b.rule.id for b in refusal.value.broken] == ["R-10a"]
    with reading() as db:
        assert db.query(FraudReport).count() == 0


def test_the_same_form_sent_twice_is_one_report(desk):
    assert report(desk) == report(desk)


def test_reports_without_a_name_are_limited_by_day_and_signed_ones_are_not(desk):
    for n in range(service.MOST_A_DAY):
        report(desk, key=f"report-many-{n}")

    with pytest.raises(Refusal) as refusal:
        report(desk, key="report-one-more")

    assert [b.rule.id for b in refusal.value.broken] == ["H-REPORTS"]
    assert report(desk, "public1", key="report-signed-1")


def test_a_stranger_reports_by_the_page_and_finds_the_way_back(told):
    story = told("project")
    visitor = Browser(create_app(), story, "")

    assert story.refs["project"] in visitor.get(f"/reports/new?about=project&target={story.refs['project']}").text
    answer = visitor.post("/reports", {"about": "project", "target": story.refs["project"], "body": WORDS,
                                       "contact": ""})
    there = visitor.get(answer.headers["Location"]).text
    assert re.search(r"JB-\d{4}-0001", there) and WORDS not in there
