"""Public records of another register: judged row by row, marked, and nothing lost on the way."""
from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select, text

from app.cli.registry import import_
from app.database import reading, transaction
from app.disclosure import queries as disclosure
from app.imports import queries, service
from app.models.evidence import Event
from app.registration.service import _next_code
from app.web import create_app
from methodologies.kernel.rules import Conflict, Refusal, Unreadable

TODAY = date(2026, 11, 23)
PROJECT = {"code": "N110009", "name": "怀集县造林碳汇项目", "owner": "怀集林业局", "province": "广东",
           "methodology": "CCER-14-001-V01", "validator": "CQC", "started_on": "2017-01-01",
           "registered_on": "2025-08-28", "crediting_from": "2022-03-18", "crediting_to": "2042-03-17",
           "annual_t": 20984, "total_t": 419680}
PERIOD = {"project": "N110009", "period": 1, "from": "2023-01-01", "to": "2024-12-31", "verifier": "CEC",
          "issued_on": "2025-10-20", "total_t": 40000, "by_year": {"2023": 20000, "2024": 20000}}


def take(projects=(PROJECT,), reductions=(), **more):
    data = json.dumps({"projects": list(projects), "reductions": list(reductions), **more}).encode()
    return service.import_file(data, "records.json", source="公开记录", as_of=date(2026, 1, 1), today=TODAY)


def problems(found) -> list[tuple[str, str]]:
    return [(each.rule.id, each.where) for each in found.problems]


def stored():
    with reading() as db:
        return queries.records(db)


def test_a_sound_record_is_stored_with_source_date_and_an_event(db_url):
    found = take(reductions=[PERIOD])
    row = stored()[0]
    with reading() as db:
        event = db.scalar(select(Event).where(Event.subject.startswith("I:")))

    assert (found.projects, found.reductions, found.problems) == (1, 1, ())
    assert (row.source, row.as_of, row.problems) == ("公开记录", date(2026, 1, 1), ())
    assert row.reductions[0].by_year == {2023: 20000, 2024: 20000}
    assert json.loads(event.body)["kind"] == "imported"


@pytest.mark.parametrize("change, wrong", [
    ({"crediting_to": "2040-03-17", "total_t": 377712}, [("R-94a", "/projects/0/crediting_to")]),     # 18 years
    ({"crediting_to": "2062-03-17", "total_t": 419680}, [("R-157b", "/projects/0/total_t")]),   # fits 20 years, not 40
    ({"longitude": "23.9", "latitude": "112.2"}, [("R-157", "/projects/0/longitude")]),         # exchanged
    ({"longitude": "112.2", "latitude": "23.9"}, []),
    ({"started_on": "2012-11-08"}, [("R-28", "/projects/0/started_on")]),
    ({"methodology": "CCER-99-001-V01"}, [("H-PR1", "/projects/0/methodology"), ("R-23", "/projects/0/validator")]),
    ({"validator": "华夏认证中心有限公司"}, [("R-23", "/projects/0/validator")]),                 # never for sinks
    ({"validator": "某认证公司"}, [("H-PR6", "/projects/0/validator")]),
    ({"registered_on": "2026-01-02"}, [("H-PR2", "/projects/0/registered_on")]),
    ({"crediting_from": "2020-09-22", "crediting_to": "2040-09-21"}, [("R-95", "/projects/0/crediting_from")]),
])
def test_a_project_that_breaks_a_rule_is_stored_and_flagged(db_url, change, wrong):
    found = take([PROJECT | change])

    assert problems(found) == wrong
    assert found.projects == 1
    assert [each["rule"] for each in stored()[0].problems] == [rule for rule, _ in wrong]


@pytest.mark.parametrize("change, wrong", [
    ({"total_t": 40001}, [("R-97", "/reductions/0/total_t")]),
    ({"by_year": {"2023": 40000}}, [("R-97", "/reductions/0/by_year/2024")]),
    ({"by_year": {"2023": 40001, "2024": -1}}, [("R-97", "/reductions/0/by_year/2024")]),
    ({"verifier": "方圆标志认证集团有限公司"}, [("R-23", "/reductions/0/verifier")]),
    ({"verifier": "某认证公司"}, [("H-PR6", "/reductions/0/verifier")]),
    ({"verifier": "中国质量认证中心有限公司"}, [("R-81", "/reductions/0/verifier")]),
    ({"from": "2022-03-17", "by_year": {"2022": 0, "2023": 20000, "2024": 20000}},
     [("R-77a", "/reductions/0/from")]),
    ({"to": "2025-10-20", "by_year": {"2023": 20000, "2024": 20000, "2025": 0}}, [("H-05", "/reductions/0/to")]),
    ({"project": "N110010"}, [("H-PR3", "/reductions/0/project")]),
])
def test_a_period_that_breaks_a_rule_is_stored_and_flagged(db_url, change, wrong):
    found = take(reductions=[PERIOD | change])

    assert problems(found) == wrong
    assert found.reductions == 1


def test_periods_that_overlap_are_both_stored_and_both_flagged(db_url):
    second = PERIOD | {"period": 2, "from": "2024-12-31", "to": "2025-06-30", "by_year": {"2024": 0, "2025": 10000},
                       "total_t": 10000}

    found = take(reductions=[PERIOD, second])

    assert [each for each in problems(found) if each[0] == "R-79"] == [
        ("R-79", "/reductions/0/periods/2"), ("R-79", "/reductions/1/periods/1")]
    assert found.reductions == 2


def test_a_period_without_a_day_of_issue_counts_as_registered_alone(db_url):
    seen = {**PERIOD, "registered_on": "2025-09-01"}
    del seen["issued_on"]

    take(reductions=[seen])
    figures = disclosure.statistics(date(2025, 9, 1))

    assert (figures.reduction_periods, figures.registered_t, figures.issued_t) == (1, 40000, 0)
    assert disclosure.statistics(date(2025, 8, 31)).reduction_periods == 0


def test_a_row_that_cannot_be_read_is_listed_with_every_place_and_the_others_are_stored(db_url):
    bad = PROJECT | {"code": "N110010", "annual_t": 12.5, "started_on": "17-1-1", "name": ""}

    found = take([bad, PROJECT, "nonsense"], [PERIOD | {"by_year": {"23": 1}}])
    places = [where for _, where in problems(found)]

    assert found.projects == 1 and found.reductions == 0
    assert {"/projects/0/name", "/projects/0/started_on", "/projects/0/annual_t", "/projects/2/code",
            "/reductions/0/by_year/23"} <= set(places)


def test_unknown_fields_are_listed_and_known_public_fields_kept(db_url):
    found = take([PROJECT | {"colour": "green", "place": "怀集县"}], extra=1)

    assert problems(found) == [("INPUT", "/projects/0/colour"), ("INPUT", "/extra")]
    with reading() as db:
        assert db.execute(text("select more from imported_project")).scalar() is not None
    assert found.projects == 1


def test_the_same_record_twice_is_one_and_a_different_one_of_its_code_is_listed(db_url):
    take(reductions=[PERIOD])

    again = take([PROJECT, PROJECT | {"annual_t": 1}], [PERIOD, PERIOD | {"total_t": 1}])

    assert (again.projects, again.reductions, again.already_there) == (0, 0, 2)
    assert problems(again) == [("H-PR4", "/projects/1/code"), ("H-PR4", "/reductions/1/period")]
    assert stored()[0].annual_t == 20984


@pytest.mark.parametrize("table", ["imported_project", "imported_reduction", "imported_line"])
def test_imported_rows_are_never_changed_nor_removed(db_url, table):
    take(reductions=[PERIOD])

    for statement in (f"delete from {table}", f"update {table} set {'tonnes' if 'line' in table else 'total_t'} = 1"):
        with pytest.raises(Conflict, match="insert-only"), transaction() as db:
            db.execute(text(statement))


def test_what_this_registry_registered_itself_counts_once(told):
    story = told("issued")
    code = story.refs["project"]
    before = disclosure.statistics(TODAY)

    found = take([PROJECT | {"code": code}], [PERIOD | {"project": code}, PERIOD | {
        "project": code, "period": 2, "from": "2025-01-01", "to": "2025-06-30", "by_year": {"2025": 9000},
        "total_t": 9000}])
    after = disclosure.statistics(TODAY)

    assert ("H-PR5", "/projects/0/code") in problems(found)
    assert after.registered_projects == before.registered_projects
    assert (after.reduction_periods, after.issued_t) == (before.reduction_periods + 1, before.issued_t + 9000)


@pytest.mark.parametrize("data, name", [
    (b"\xff", "a.json"), (b"{", "a.json"), (b"[]", "a.json"), (b"a,b\n1,2\n", "a.csv"),
    (b'{"projects": 1}', "a.json"), (b'{"projects": [NaN]}', "a.json")])
def test_a_file_of_another_kind_is_refused_whole(data, name):
    with pytest.raises(Unreadable):
        service.import_file(data, name, source="x", as_of=TODAY, today=TODAY)


def test_a_table_as_csv_is_read_like_json(db_url):
    head = ",".join(PROJECT)
    data = "\ufeff" + head + "\n" + ",".join(map(str, PROJECT.values())) + "\n"

    found = service.import_file(data.encode(), "p.csv", source="x", as_of=TODAY, today=TODAY)
    periods = service.import_file(
        b"project,period,from,to,verifier,issued_on,total_t,2022,2023,2024\n"
        b"N110009,1,2023-01-01,2024-12-31,CEC,2025-10-20,40000,,20000,20000\n",
        "r.csv", source="x", as_of=TODAY, today=TODAY)

    assert (found.projects, found.problems, periods.reductions, periods.problems) == (1, (), 1, ())


def test_an_import_needs_a_source_and_a_day_that_has_come():
    for source, as_of in ((" ", TODAY), ("x", date(2026, 11, 24))):
        with pytest.raises(Refusal):
            service.import_file(b'{"projects": []}', "a.json", source=source, as_of=as_of, today=TODAY)


def test_everybody_reads_the_records_and_the_home_page_says_which_part_is_imported(db_url):
    browser = create_app().test_client()
    before = browser.get("/").text, browser.get("/records").text
    service.import_reference(today=TODAY)
    home, page = browser.get("/").text, browser.get("/records").text

    assert "/records" not in before[0] and "没有导入过公开记录" in before[1]
    assert "其中 33 个项目、16 个核算期、签发 17,763,663 吨为导入的公开记录" in home
    assert "（只登记，不签发）" in page and "R-157a" in page and page.count("2025年12月31日") >= 33


def test_a_period_of_an_unknown_project_is_shown_all_the_same(db_url):
    take([], [PERIOD])

    page = create_app().test_client().get("/records").text

    assert "N110009" in page and "H-PR3" in page and "没有导入过公开记录" not in page


def test_the_command_wants_a_file_or_the_reference():
    with pytest.raises(Unreadable):
        import_.main(["registry"], standalone_mode=False)


def test_a_code_that_another_register_s_record_holds_is_not_given_again(db_url):
    service.import_reference(today=date(2026, 11, 23))

    with reading() as db:
        code = _next_code(db, "A0201")

    assert code == "A210025"
