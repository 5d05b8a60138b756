"""The worksheet's pages for those who check it: it unfolds to the row of a file, says what moves it, is compared, comes
back as a workbook, and is worked again by whoever may see it."""
from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from app.database import reading, transaction
from app.demo.story import seen_readings
from app.models.reduction import Dataset, Period
from app.verification import service as verification
from tests.rooms.clients import client_of, post
from tests.stories import Told
from tests.visiting import stored


@pytest.fixture
def story(told: Callable[..., Told]) -> Told:
    return told("claimed")


@pytest.fixture
def period(story: Told) -> str:
    with reading() as db:
        return db.query(Period.ref).scalar()


@pytest.fixture
def visit(story):
    return lambda name="": client_of(story.who.get(name))


def edited(data: bytes, sheet: str, at: str, value: str, formula: bool = False) -> bytes:
    """The workbook with one cell changed, as a spreadsheet would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = re.findall(r'<sheet name="([^"]+)"', old.read("xl/workbook.xml").decode())
        for part in old.namelist():
            content = old.read(part)
            if part == f"xl/worksheets/sheet{names.index(sheet) + 1}.xml":
                pattern = rf'(<c r="{at}"[^>]*>)(<f>.*?</f>)?<v>[^<]*</v>'
                text, times = re.subn(pattern, rf"\g<1><v>{value}</v>", content.decode())
                assert times == 1 and (re.search(pattern, content.decode())[2] is not None) == formula
                content = text.encode()
            new.writestr(part, content)
    return out.getvalue()


def send(client, at: str, data: bytes, **headers: str):
    return post(client, f"{at}/return", at, headers=headers or None, file=(io.BytesIO(data), "edited.xlsx"))


# --- unfolding


def test_a_number_unfolds_to_the_row_and_the_file_of_its_table(story, visit, period):
    page = visit("ver1").get(f"/worksheets/{story.refs['reduction']}/accounting").text

    result = page[page.index("由结果向下展开"):page.index("哪些输入左右结果")]
    for symbol in ("ER", "ER_t,y", "ER_y", "BE_y", "EG_export,w", "X_export,w", "EF_grid,OM,y"):
        assert f"<i>{symbol}</i>" in result, symbol
    assert "2024/N" in result and "公布于" in result
    assert re.search(rf'href="/periods/{period}/tables/readings">抄表记录</a> 第 1 行', result)
    assert "所存各行的 SHA-256" in result


def test_a_value_whose_table_says_otherwise_now_names_no_row(story, visit, period):
    with transaction() as db:
        row = db.query(Dataset).filter_by(name="readings").one()
        first = row.rows[0]
        row.rows = [first | {"energy_mwh": str(Decimal(first["energy_mwh"]) - 1)}, *row.rows[1:]]

    page = visit("ver1").get(f"/worksheets/{story.refs['reduction']}/accounting").text

    of_export = page[page.index("<i>X_export,w</i>"):page.index("<i>EG_import,y</i>")]
    assert "抄表记录</a> 第 3 行" in of_export and "抄表记录</a> 第 1 行" not in of_export


def test_the_page_says_which_inputs_move_the_result_and_shows_rows_side_by_side(story, visit):
    page = visit("ver1").get(f"/worksheets/{story.refs['reduction']}/accounting").text

    moving = page[page.index("哪些输入左右结果"):page.index("逐行并列")]
    assert moving.index("X_export,w") < moving.index("EF_grid,OM,y") < moving.index("EF_grid,BM,y")
    assert moving.count('<svg class="move"') == moving.count("<tr>") - 1
    assert "%</small>" in page[page.index("逐行并列"):]


# --- comparing


def test_the_owners_working_is_compared_with_the_bodys_on_other_inputs(story, visit):
    lines = seen_readings().decode().splitlines()
    at = lines[0].split(",").index("energy_mwh")
    cells = lines[1].split(",")
    cells[at] = str(int(float(cells[at])) - 1000)
    work = story.refs["verification"]
    data = "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()
    verification.enter_own(work, "readings", "抄表.csv", data, by=story.who["ver1"], today=story.today)
    address = f"/worksheets/{work}/own_run/1/compare?with={story.refs['reduction']}/accounting/1"

    page, program = visit("ver1").get(address), visit("ver1").get(address, headers={"Accept": "application/json"})

    (change,) = [each for each in program.json["changes"] if each["symbol"] == "X_export,w"]
    assert page.status_code == 200 and "X_export,w" in page.text and "ER_y" in page.text
    assert float(change["effect"]) < -100 and program.json["effect"].startswith("-")


def test_nothing_said_compares_with_the_one_before_or_with_that_of_another_purpose(story, visit):
    verification.recalculate(story.refs["verification"], by=story.who["ver1"], today=story.today)
    verification.recalculate(story.refs["verification"], by=story.who["ver1"], today=story.today)
    at, body = f"/worksheets/{story.refs['reduction']}/verification", visit("ver1")

    pages = [body.get(f"{at}/{n}").text for n in (1, 2)]
    compared = [body.get(f"{at}/{n}/compare{said}").text for n, said in ((2, ""), (1, ""), (1, "?with=accounting/1"))]

    assert all('<option value="accounting/1">' in page for page in pages)
    assert "核查重新计算书 第 1 次</a>" in compared[0] and "输入值完全相同" in compared[0]
    assert all("减排量核算计算书 第 1 次</a>" in page for page in compared[1:])


def test_a_worksheet_is_compared_only_with_one_that_the_reader_may_see(story, visit, period):
    address = f"/worksheets/{period}/accounting/1/compare"

    assert visit("owner1").get(f"{address}?with={story.refs['reduction']}/accounting/1").status_code == 200
    for none in ("", "2", "accounting/9", "x", "RA-2026-9999/accounting/1", "a/b/c/d"):
        assert visit("owner1").get(f"{address}?with={none}").status_code == 404, none
    assert visit("stranger").get(f"{address}?with=1").status_code == 404


# --- the workbook


def test_an_edited_workbook_is_told_cell_by_cell_and_nothing_is_stored(story, visit):
    at, body = f"/worksheets/{story.refs['reduction']}/accounting/1", visit("ver1")
    book = body.get(f"{at}/worksheet.xlsx").data
    before = stored()

    answer = send(body, at, edited(edited(book, "windows", "E8", "1"), "years", "L8", "999999999", formula=True))
    same = send(body, at, book, Accept="application/json").json

    assert answer.status_code == 200 and "windows!E8" in answer.text and "公式被数值覆盖" in answer.text
    assert "<code>years!L8</code>" in answer.text and "没有保存任何内容" in answer.text
    assert (same["changes"], same["touched"], same["effect"], same["was"]) == ([], [], "0", same["now"])
    assert stored() == before


@pytest.mark.parametrize("spoil, words", [
    (lambda book: b"", "不是 XLSX"),
    (lambda book: b"PK\x03\x04 broken", "已损坏"),
    (lambda book: edited(book, "windows", "E8", "-5"), "/windows/E8"),
    (lambda book: b"PK\x03\x04" + bytes(5 * 2**20), "超过 4 MB"),
])
def test_a_bad_workbook_is_refused_with_its_reasons(story, visit, spoil, words):
    at, body = f"/worksheets/{story.refs['reduction']}/accounting/1", visit("ver1")

    answer = send(body, at, spoil(body.get(f"{at}/worksheet.xlsx").data))

    assert answer.status_code == 422 and words in answer.text


def test_a_form_without_a_file_is_refused(story, visit):
    at = f"/worksheets/{story.refs['reduction']}/accounting/1"

    assert post(visit("ver1"), f"{at}/return", at).status_code == 422


# --- working it again


def test_anybody_works_the_estimate_of_a_published_design_again(story, visit):
    at = f"/worksheets/{story.refs['application']}/estimate/1"

    page, again = visit().get(at), post(visit(), f"{at}/recomputation", at)
    program = post(visit(), f"{at}/recomputation", at, headers={"Accept": "application/json"})

    assert page.status_code == 200 and "一致。" in again.text and "不一致。" not in again.text
    assert program.json == {"same": True, "differences": []}


def test_a_worksheet_that_is_not_public_does_not_exist_for_others(story, visit, period):
    for at in (f"/worksheets/{period}/accounting/1", f"/worksheets/{story.refs['reduction']}/accounting/1"):
        for name in ("", "stranger", "public1"):
            assert visit(name).get(at).status_code == 404, (at, name)
        assert visit("owner1").get(at).status_code == 200


def test_an_estimate_is_everybodys_from_the_first_day_of_its_notice(told):
    story = told("noticed")
    at = f"/worksheets/{story.refs['application']}/estimate/1"

    found = []
    for day in (story.today + timedelta(days=1), story.today):
        with transaction() as db:
            db.execute(text("update notice set starts_on = :day, ends_on = :day"), {"day": day})
        found.append((client_of().get(at).status_code, client_of(story.who["owner1"]).get(at).status_code))

    assert found == [(404, 200), (200, 200)]


def test_the_owner_sees_the_bodys_own_run_only_with_its_report(story, visit):
    work = story.refs["verification"]
    verification.enter_own(work, "readings", "抄表.csv", seen_readings(), by=story.who["ver1"], today=story.today)

    assert visit("ver1").get(f"/worksheets/{work}/own_run").status_code == 200
    assert visit("owner1").get(f"/worksheets/{work}/own_run").status_code == 404


def test_a_certified_worksheet_comes_back_from_anybody(told):
    story = told("issued")
    at, client = f"/worksheets/{story.refs['certificate']}", client_of()
    book = client.get(f"{at}/worksheet.xlsx").data

    answer = send(client, at, edited(book, "windows", "E8", "1"))

    assert answer.status_code == 200 and "windows!E8" in answer.text
    assert json.loads(client.get(f"{at}/worksheet.json").data)["tonnes"]
