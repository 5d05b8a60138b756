"""A table of somebody's own making on its pages: mapped, looked at, agreed to, taken over, remembered."""
from __future__ import annotations

import html
import io
import re
import uuid

import pytest
from sqlalchemy import select

from app.database import reading
from app.demo.story import CODE, PERIOD
from app.fields.sheets.grid import read_sheet
from app.models.own_sheet import ColumnMemory, OwnSheet
from app.monitoring import service
from app.monitoring.queries import table_page
from app.parties.queries import me
from app.registration import service as registration
from app.registration.queries import draft
from app.web import create_app
from tests.databases import ENGINES
from tests.rooms.test_own_table_reading import sheet_of
from tests.visiting import Browser, stored

OWN = """某某海上风电场绿证台账,,,
月 份,交易绿证对应电量（万千瓦时）,对账单号,备注
2024年1月,"1,234.5",007,首批
２０２４年２月,２,008,

合计,1236.5,,
""".encode("gb18030")
GREEN_KWH = "月份", "已交易绿证对应电量（kWh）", "绿证账户对账单编号"
COLUMNS = {"field-0": "month", "field-1": "traded_mwh", "unit-1": "万kWh", "field-2": "statement_no", "field-3": ""}
ROWS = [{"month": "2024-01", "traded_mwh": "12345", "statement_no": "007"},
        {"month": "2024-02", "traded_mwh": "20", "statement_no": "008"}]


class Case:
    """A period whose table `green` is empty, and the browser of its owner's initiator."""

    def __init__(self, story):
        self.story, self.owner = story, Browser(create_app(), story, "owner1")
        self.ref = service.open_period(story.refs["project"], *PERIOD, by=story.who["owner1"], today=story.today,
                                       key=uuid.uuid4().hex)
        self.at = f"/periods/{self.ref}/tables/green"

    def send(self, data: bytes = OWN, name: str = "台账.csv", **fields: str):
        return self.owner.post(f"{self.at}/import", {"revision": "0", "file": (io.BytesIO(data), name), **fields})

    def post(self, do: str, **fields: str):
        page = self.owner.get(f"{self.at}/sheet").text
        hidden = dict(re.findall(r'<input type="hidden" name="(revision|seen|sheet)" value="([^"]*)"', page))
        chosen = re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', page, re.S)
        said = {name: _selected(options) for name, options in chosen}
        head = re.search(r'name="head"[^>]*value="(\d+)"', page)
        hidden |= {"head": head[1] if head else "1", "do": do}
        return self.owner.post(f"{self.at}/sheet", {**hidden, **said, **fields})

    def rows(self) -> list[dict]:
        by = self.story.who["owner1"]
        return [dict(row) for row in table_page(self.ref, "green", by=by, today=self.story.today).rows]


def _selected(options: str) -> str:
    found = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
    return "" if found is None else html.unescape(found[2] if found[1] is None else found[1])


class DraftCase(Case):
    """An application that was just begun, and its table of turbines."""

    def __init__(self, story):
        self.story, self.owner = story, Browser(create_app(), story, "owner1")
        code = me(story.who["owner1"].id).homes("initiator")[0].credit_code
        self.ref = registration.open_application(code, CODE, "海曜三期", by=story.who["owner1"], today=story.today,
                                                 key=uuid.uuid4().hex)
        self.at = f"/applications/{self.ref}/draft/turbines"

    def rows(self) -> list[dict]:
        found = draft(self.ref, by=self.story.who["owner1"], today=self.story.today)
        return found.document["inputs"].get("turbines", [])


@pytest.fixture
def case(told) -> Case:
    return Case(told("project"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_of_ones_own_is_mapped_looked_at_and_taken_over_in_two_steps(told, engine):
    case = Case(told("project", engine))

    sent = case.send()
    page = case.owner.get(f"{case.at}/sheet").text
    early = case.post("take")
    mapped = case.post("look", **{k: v for k, v in COLUMNS.items() if k.startswith("field")})
    nothing = case.rows()
    taken = case.post("take")

    assert (sent.status_code, sent.location) == (303, f"{case.at}/sheet")
    assert "没有列对应必填的" in page and early.status_code == 422 and mapped.status_code == 303
    assert nothing == [] and taken.status_code == 303
    assert case.rows() == ROWS
    assert "台账.csv" in case.owner.get(taken.location).text


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_of_a_design_document_is_taken_over_the_same_way(told, engine):
    case = DraftCase(told("noticed", engine))
    heads = "制造厂", "机组编号", "东经", "纬度", "离岸距离（米）", "水深", "单机容量/kW", "型号"
    data = sheet_of(("机组台账",), heads,
                    ("H", "F01", "121.400000", "36.050000", 34000, 30, "6,000", "M"),
                    ("", "F02", "121.410000", "36.050000", 34500, 31, 6000, "M"), ("", "合计", "", "", "", "", 12000),
                    merged=((2, 0, 3, 0),))

    sent = case.send(data, "机组.xlsx")
    chosen = case.post("look", **{"field-2": "lon"})
    taken = case.post("take")

    row = {"t": "F01", "lon": "121.400000", "lat": "36.050000", "distance_km": "34", "depth_m": "30",
           "capacity_mw": "6", "model": "M", "maker": "H"}
    assert [each.status_code for each in (sent, chosen, taken)] == [303] * 3
    assert case.rows() == [row, row | {"t": "F02", "lon": "121.410000", "distance_km": "34.5", "depth_m": "31"}]


def test_the_report_names_every_change_line_left_out_and_total_before_anything_is_stored(case):
    case.send()
    case.post("look", **COLUMNS)
    before = stored()

    page = case.owner.get(f"{case.at}/sheet").text
    english = case.owner.get(f"{case.at}/sheet?lang=en").text

    said = ["A3</small> 2024年1月 → <b>2024-01", "B3</small> 1,234.5 → <b>1234.5", "B3</small> 1234.5 → <b>12345",
            "B4</small> ２ → <b>2<", "标题以上的行", "空行", "合计、小计行", "一致"]
    assert [words for words in said if words not in page] == []
    assert "unit converted" in english and "Agree: take over 2 rows" in english
    assert stored() == before


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_agreed_is_remembered_for_the_organisation_and_the_next_file_needs_no_mapping(told, engine):
    case = Case(told("project", engine))
    case.send()
    case.post("look", **COLUMNS)
    case.post("take")
    with reading() as db:
        memory, waiting = db.scalar(select(ColumnMemory)), db.scalar(select(OwnSheet))

    again = case.send(OWN.decode("gb18030").replace("007", "017").encode(), "二月.csv")
    page = case.owner.get(f"{case.at}/sheet").text
    taken = case.post("take")

    assert memory.name == "green" and memory.columns["交易绿证对应电量(万千瓦时)"] == ["traded_mwh", "万kWh"]
    assert memory.columns["备注"] == ["", ""] and waiting is None
    assert again.status_code == 303 and page.count("上次的对应") == 3
    assert taken.status_code == 303 and case.rows()[0]["statement_no"] == "017"


def test_a_mapping_changed_in_the_same_breath_is_shown_before_it_is_taken(case):
    case.send()
    case.post("look", **COLUMNS)

    changed = case.post("take", **{"unit-1": "kWh"})
    nothing = case.rows()
    taken = case.post("take")

    assert changed.status_code == 303 and changed.location.endswith("seen=changed") and nothing == []
    assert taken.status_code == 303 and case.rows()[0]["traded_mwh"] == "1.2345"


def test_one_bad_cell_and_nothing_is_stored_and_the_workbook_comes_back_with_the_reason(case):
    case.send(sheet_of(GREEN_KWH, ("2024年1月", "多", "A"), ("2024年2月", 5, "")), "own.xlsx")
    before = stored()

    refused = case.post("take")
    back = case.owner.get(f"{case.at}/sheet?marked=1")
    sheet = read_sheet(back.data, "back.xlsx")

    assert refused.status_code == 422 and "有 2 处错误" in refused.text and "B2" in refused.text
    assert stored() == before and case.rows() == []
    assert sheet.rows[0][3] == "问题 Problem" and "decimal number" in sheet.rows[1][3] and "必填" in sheet.rows[2][3]
    assert "attachment" in back.headers["Content-Disposition"]


def test_the_corrected_copy_of_the_marked_workbook_is_taken(case):
    case.send(sheet_of(GREEN_KWH, ("2024年1月", 5000, "")), "own.xlsx")
    marked = read_sheet(case.owner.get(f"{case.at}/sheet?marked=1").data, "back.xlsx")
    rows = [list(row) for row in marked.rows]
    rows[1][2] = "A-1"

    sent = case.send(sheet_of(*map(tuple, rows)), "own.xlsx")
    taken = case.post("take")

    assert (sent.status_code, taken.status_code) == (303, 303)
    assert case.rows() == [{"month": "2024-01", "traded_mwh": "5", "statement_no": "A-1"}]


def test_a_file_in_our_own_form_is_taken_at_once_and_with_changes_only_after_a_look(case):
    head = "月份,已交易绿证对应电量 (MWh),绿证账户对账单编号\n"

    plain = case.send(f"{head}2024-01,0,A\n".encode(), "g.csv")
    first = case.rows()
    wide = case.send(f"{head}2024-01,１２,A\n".encode(), "g.csv", revision="1")

    assert "imported=" in plain.location and first == [{"month": "2024-01", "traded_mwh": "0", "statement_no": "A"}]
    assert wide.location == f"{case.at}/sheet" and case.rows() == first


def test_rows_saved_elsewhere_meanwhile_are_not_lost_in_silence(case):
    case.send()
    case.post("look", **COLUMNS)
    service.save_rows(case.ref, "green", ROWS[:1], 0, by=case.story.who["owner1"], today=case.story.today)

    late = case.post("take", revision="0")
    over = case.post("take")

    assert late.status_code == 409 and "已在别处保存过" in late.text
    assert over.status_code == 303 and case.rows() == ROWS


def test_a_file_that_was_replaced_is_not_taken_for_the_new_one_and_one_can_be_dropped(case):
    case.send()
    case.post("look", **COLUMNS)

    other = case.post("take", seen="0" * 64)
    dropped = case.post("drop")
    gone = case.post("take")

    assert (other.status_code, dropped.status_code, gone.status_code) == (409, 303, 409)
    assert case.rows() == [] and "选择您的表格" in case.owner.get(f"{case.at}/sheet").text


def test_a_choice_that_is_none_is_named_with_its_place_and_changes_nothing(case):
    case.send()
    before = stored()

    said = case.owner.problems(f"{case.at}/sheet", {
        "revision": "0", "sheet": "7", "head": "x", "field-0": "password", "field-1": "traded_mwh", "unit-1": "t",
        "do": "look"})

    assert said == (422, [("INPUT", "/sheet"), ("INPUT", "/head"), ("INPUT", "/field-0"), ("INPUT", "/unit-1")])
    assert stored() == before


def test_another_sheet_or_line_of_headings_is_read_anew(case):
    data = sheet_of(("说明",), ("月份", "已交易绿证对应电量（万千瓦时）", "绿证账户对账单编号"), ("2024-01", 3, "B"))
    case.send(data, "own.xlsx")

    wrong = case.post("look", head="1")
    page = case.owner.get(f"{case.at}/sheet").text
    case.post("look", head="2")
    case.post("take")

    assert wrong.status_code == 303 and "没有列对应必填的" in page
    assert case.rows() == [{"month": "2024-01", "traded_mwh": "30", "statement_no": "B"}]


def test_who_may_not_replace_a_table_sees_no_file_and_is_refused(case):
    case.send()
    confirmer, stranger = (Browser(create_app(), case.story, name) for name in ("owner2", "stranger"))

    seen = confirmer.get(f"{case.at}/sheet")
    acted = [person.post(f"{case.at}/sheet", {"do": "take", "revision": "0"}).status_code
             for person in (confirmer, stranger)]

    assert seen.status_code == 200 and "台账.csv" not in seen.text
    assert confirmer.get(f"{case.at}/sheet?marked=1").status_code == 404
    assert stranger.get(f"{case.at}/sheet").status_code == 404 and acted == [403, 404]
