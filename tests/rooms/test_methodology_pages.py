"""The catalogue of methodologies, as strangers and programs read it, and what a draft answers at filing."""
from __future__ import annotations

import re

import pytest

from app.database import transaction
from app.papers import service as papers
from methodologies.kernel.catalogue import catalogue
from tests.rooms.clients import client_of, post

WIND, MINE, FARM = "CCER-01-002-V01", "CCER-10-001-V01", "CCER-15-001-V01"


def text_of(page: str) -> str:
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def stranger(told):
    told("noticed")
    return client_of()


def test_the_list_shows_every_methodology_with_its_status_and_what_it_can_do(stranger):
    page = stranger.get("/methodologies").text

    assert all(f'href="/methodologies/{code}"' in page for code in catalogue())
    assert page.count("核算、申请") == sum(m.status == "in_force" for m in catalogue().values())
    assert "按重建公式试算" in page and "仅供查阅" in page and "发布 2025-11" in page and "2025-12-17 " in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_methodology_has_a_page_in_both_languages(stranger, language):
    for code, module in catalogue().items():
        answer = stranger.get(f"/methodologies/{code}?lang={language}")

        assert answer.status_code == 200 and (module.zh if language == "zh" else module.en) in answer.text
        assert all(f'id="symbol-{q.name}"' in answer.text for chapter in module.chapters for q in chapter.needs)
        assert all(f"{case.tonnes:,} tCO₂e" in answer.text for case in module.cases)
        assert ("/schema/" in answer.text) == bool(module.chapters)


def test_a_formula_reads_as_in_the_text_with_its_clause(stranger):
    page = text_of(stranger.get(f"/methodologies/{WIND}").text)

    assert "BEy = EGPJ,y × EFgrid,CM,y" in page and "(1) 基准线排放量" in page and f"{WIND} 6.2" in page


def test_every_symbol_of_a_formula_leads_to_its_row(stranger):
    for code in catalogue():
        page = stranger.get(f"/methodologies/{code}").text

        assert set(re.findall(r'href="#((?:symbol|table)-[^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_a_draft_says_first_that_it_is_one_and_why(stranger):
    mine, farm = (text_of(stranger.get(f"/methodologies/{code}").text) for code in (MINE, FARM))

    assert "草案 公式为重建，未与正式发布文本核对" in mine and catalogue()[MINE].reconstructed in mine
    assert "草案 该方法学的公式尚未取得正式文本，不能计算。" in farm and "仅供" not in farm
    assert "草案" not in text_of(stranger.get(f"/methodologies/{WIND}").text)


def test_what_is_not_known_of_a_draft_is_marked_or_left_out(stranger):
    waste = text_of(stranger.get("/methodologies/CCER-15-002-V01").text)

    for said in ("CCER-15-002-V01 待确认", "农业废弃物集中处理工程 较可能", "O0201 待确认", "2025-12-17 较可能",
                 "不可续期 待确认"):
        assert said in waste
    assert "监测数据联网" not in waste and "NEGATIVE_ER" not in waste


def test_the_home_page_and_every_foot_lead_there(stranger):
    assert stranger.get("/").text.count('href="/methodologies"') == 2
    assert 'href="/methodologies"' in stranger.get("/bodies").text


def test_programs_read_the_same(stranger):
    listed = stranger.get("/api/v1/methodologies").json["items"]
    mine = stranger.get(f"/api/v1/methodologies/{MINE}").json
    schema = stranger.get(f"/api/v1/methodologies/{MINE}/schema/accounting").json

    assert [each["code"] for each in listed] == list(catalogue()) and mine in listed
    assert (mine["status"], mine["calculates"], mine["files"]) == ("draft", ["estimate", "accounting"], False)
    assert mine["reconstructed"]["zh"] and mine["identity"]["issued"] == "2025-01-03"
    assert "stretches" in schema["properties"]["years"]["items"]["properties"]


def test_what_is_not_there_is_not_found(stranger):
    for path in ("/methodologies/CCER-99-001-V01", "/api/v1/methodologies/CCER-99-001-V01",
                 f"/api/v1/methodologies/{FARM}/schema/accounting",
                 f"/api/v1/methodologies/{WIND}/schema/verification"):
        assert stranger.get(path).status_code == 404, path


def test_filing_under_a_draft_is_refused_with_the_reason(told):
    story = told("noticed")
    owner = client_of(story.who["owner1"])
    page = owner.get("/applications").text
    home = re.search(r'name="owner" value="([^"]+)"|name="owner".*?value="([^"]+)"', page, re.S)

    for code in (MINE, FARM):
        answer = post(owner, "/applications", "/applications", owner=home[1] or home[2], methodology=code,
                      name="一个新项目")

        assert code not in page and answer.status_code == 422
        assert "该方法学为草案：公式未与正式发布文本核对，不能据以申请。" in answer.text


def test_the_page_of_a_reconstructed_worksheet_opens_with_the_reason_and_recomputes(told):
    story, mine = told("noticed"), catalogue()[MINE]
    ref, owner = story.refs["application"], client_of(story.who["owner1"])
    sheet = mine.work("estimate", estimate_inputs())
    with transaction() as db:
        papers.keep_worksheet(db, ref, "estimate", sheet.to_json(), story.today)

    page = owner.get(f"/worksheets/{ref}/estimate").text
    again = post(owner, re.search(r'action="([^"]+/recomputation)"', page)[1], f"/worksheets/{ref}/estimate")

    assert text_of(page).index(mine.reconstructed) < text_of(page).index("未取整合计")
    assert "一致。" in again.text and "不一致" not in again.text


def estimate_inputs() -> dict:
    """The mine's case as its first crediting year."""
    year = catalogue()[MINE].cases[0].inputs["years"][0]
    return {"years": [{**year, "y": "1"}]}
