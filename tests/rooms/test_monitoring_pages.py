"""The pages of an accounting period: its tables typed or imported, its checks, its worksheet line by line."""
from __future__ import annotations

import io
import json
import re
import uuid

import pytest

from app.demo import run
from app.demo import story as written
from app.monitoring import service
from app.monitoring.queries import table_page
from tests.rooms.clients import client_of, post

RECORDS = written.records()


@pytest.fixture
def story(told):
    """A registered project; two people have stated that the factors of its second year are not published yet."""
    told = told("project")
    demo = run.Demo()
    demo.who = told.who
    demo.not_published(2025)
    return told


@pytest.fixture
def visit(story):
    """visit("owner1") → a browser in which this person is signed in; visit("") → a stranger's."""
    return lambda name: client_of(story.who.get(name))


@pytest.fixture
def period(story) -> str:
    """An open period in which the meters are written down."""
    owner = story.who["owner1"]
    ref = service.open_period(story.refs["project"], *written.PERIOD, by=owner, today=story.today, key=uuid.uuid4().hex)
    service.save_rows(ref, "meters", RECORDS["meters"], 0, by=owner, today=story.today)
    return ref


def fill(story, ref: str) -> None:
    for name, rows in RECORDS.items():
        if name != "meters":
            service.save_rows(ref, name, rows, 0, by=story.who["owner1"], today=story.today)


def flat(name: str, rows: list[dict]) -> dict[str, str]:
    return {f"{name}-{n}-{field}": value for n, row in enumerate(rows) for field, value in row.items()}


def stored(story, ref: str, name: str) -> list[dict]:
    return [dict(row) for row in table_page(ref, name, by=story.who["owner1"], today=story.today).rows]


def test_an_owner_opens_a_period_and_sees_what_is_to_be_filled(story, visit):
    owner, at = visit("owner1"), f"/projects/{story.refs['project']}/periods"

    opened = post(owner, at, at, starts_on="2024-01-01", ends_on="2025-12-31")
    again = post(owner, at, at, starts_on="2025-06-01", ends_on="2026-01-31")
    page = owner.get(opened.location).text

    assert (opened.status_code, again.status_code) == (303, 422)
    assert "R-79" in again.text and 'value="2026-01-31"' in again.text
    assert page.count("待填报") >= 3 and "H-06" in page


def test_rows_are_typed_and_a_wrong_one_comes_back_as_it_was_typed(story, visit, period):
    owner, at = visit("owner1"), f"/periods/{period}/tables/green"
    rows = [{"month": "2024-01", "traded_mwh": "0", "statement_no": "LZ-1"}]

    wrong = post(owner, at, at, revision="0", **flat("green", [rows[0] | {"traded_mwh": "much"}]))
    one_more = post(owner, at, at, revision="0", add="green", **flat("green", rows))
    saved = post(owner, at, at, revision="0", **flat("green", rows))

    assert wrong.status_code == 422 and 'value="much"' in wrong.text and "at-green-0-traded_mwh" in wrong.text
    assert one_more.status_code == 200 and 'name="green-1-month"' in one_more.text
    assert saved.status_code == 303 and stored(story, period, "green") == rows


def test_a_table_saved_elsewhere_is_a_409_that_loses_nothing(story, visit, period):
    owner, at = visit("owner1"), f"/periods/{period}/tables/meters"
    mine = [RECORDS["meters"][0] | {"maker": "我填写的制造厂"}, RECORDS["meters"][1]]
    service.save_rows(period, "meters", RECORDS["meters"][:1], 1, by=story.who["owner1"], today=story.today)

    late = post(owner, at, at, revision="1", **flat("meters", mine))
    over = post(
        owner, at, at, revision=re.search(r'name="revision" value="(\d+)"', late.text)[1], **flat("meters", mine)
    )

    assert late.status_code == 409 and "我填写的制造厂" in late.text and "演示电能表有限公司" in late.text
    assert over.status_code == 303 and stored(story, period, "meters")[0]["maker"] == "我填写的制造厂"


def test_every_error_of_a_file_is_listed_at_once_and_nothing_is_taken(story, visit, period):
    owner, at = visit("owner1"), f"/periods/{period}/tables/green"
    bad = "月份,已交易绿证对应电量 (MWh),绿证账户对账单编号\n2024-01,zero,A\n2024-01,0,\n".encode()
    good = "月份,已交易绿证对应电量 (MWh),绿证账户对账单编号\n2024-01,0,A\n".encode()

    refused = post(owner, f"{at}/import", at, revision="0", file=(io.BytesIO(bad), "green.csv"))
    taken = post(owner, f"{at}/import", at, revision="0", file=(io.BytesIO(good), "green.csv"))
    page = owner.get(f"/periods/{period}").text

    rows = re.findall(r'<th scope="row">第 (\d+) 行</th><td data-label="列">([^<]+)</td>', refused.text)
    assert refused.status_code == 422
    assert rows == [("2", "已交易绿证对应电量"), ("3", "绿证账户对账单编号"), ("3", "月份")]
    assert taken.status_code == 303 and "green.csv" in page and "SHA-256" in page


def test_templates_and_exports_are_files_of_the_table(story, visit, period):
    owner, at = visit("owner1"), f"/periods/{period}/tables/meters"

    csv, xlsx = owner.get(f"{at}/template.csv"), owner.get(f"{at}/rows.xlsx")

    assert "电能表编号" in csv.data.decode("utf-8-sig") and xlsx.data[:2] == b"PK"
    assert "attachment" in xlsx.headers["Content-Disposition"]
    assert owner.get(f"{at}/rows.exe").status_code == 404


def test_a_locked_period_is_worked_and_its_worksheet_opens_line_by_line(story, visit, period):
    fill(story, period)
    owner, at = visit("owner1"), f"/periods/{period}"

    locked = post(owner, f"{at}/moves/close", at)
    worked = post(owner, f"{at}/worksheet", at)
    page = owner.get(f"/worksheets/{period}/accounting").text
    again = post(owner, f"/worksheets/{period}/accounting/1/recomputation", f"/worksheets/{period}/accounting")
    sheet = json.loads(owner.get(f"/worksheets/{period}/accounting/1/worksheet.json").data)

    assert (locked.status_code, worked.status_code, again.status_code) == (303, 303, 200)
    assert f"{sheet['tonnes']:,}" in page and "ER_t,y[2024] = " in page and "2024/N" in page and sheet["law"] in page
    assert "一致。" in again.text and "不一致。" not in again.text
    assert owner.get(f"/worksheets/{period}/accounting/1/worksheet.xlsx").data[:2] == b"PK"


def test_a_worksheet_of_data_that_were_opened_again_does_not_count(story, visit, period):
    fill(story, period)
    owner, at = visit("owner1"), f"/periods/{period}"
    post(owner, f"{at}/moves/close", at)
    post(owner, f"{at}/worksheet", at)

    post(owner, f"{at}/moves/reopen", at, reason="更正一条记录")
    post(owner, f"{at}/moves/close", at)
    early = post(owner, f"{at}/moves/account", at)

    assert early.status_code == 422 and "H-07" in early.text


def test_a_refused_move_names_the_rules_on_the_same_page(story, visit, period):
    owner, at = visit("owner1"), f"/periods/{period}"

    refused = post(owner, f"{at}/moves/close", at)

    assert refused.status_code == 422 and "H-06" in refused.text and "/readings" in refused.text
    assert post(owner, f"{at}/moves/account", at).status_code == 409


def test_a_stranger_sees_of_a_period_what_is_seen_of_an_absent_one(story, visit, period):
    fill(story, period)
    stranger, owner = visit("stranger"), visit("owner1")

    for path in (f"/periods/{period}", f"/periods/{period}/tables/meters", f"/worksheets/{period}/accounting",
                 f"/projects/{story.refs['project']}/periods"):
        other = path.replace(period, "MP-2026-9999").replace(story.refs["project"], "A219999")
        there, nobody = stranger.get(path), stranger.get(other)
        assert there.status_code == nobody.status_code == 404
        assert _plain(there.text).replace(path, other) == _plain(nobody.text)
    assert owner.get(f"/periods/{period}").status_code == 200


def _plain(page: str) -> str:
    """Without the tokens, which differ each time."""
    return re.sub(r'(csrf_token|key)" value="[^"]+"', "", page)
