"""A person brings a table of their own, in a real browser: looks, corrects the mapping, agrees. CCER_PICTURES=folder
keeps what was seen."""
from __future__ import annotations

import os
import uuid
from pathlib import Path

from playwright.sync_api import Page

from app.demo.story import PERIOD
from app.monitoring import service
from app.monitoring.queries import table_page
from tests.pages.browser import chromium, listened, sign_in
from tests.serving import served

PICTURES = os.environ.get("CCER_PICTURES")
SHEET = """海曜新能源 2024 年绿证台账,,,,
月 份,交易绿证对应电量（万千瓦时）,对账单号,经办部门,是否复核
2024年1月,"1,234.5",007,运行部,是
２０２４年２月,２,008,运行部,是
,,,,
2024/3,0,009,运行部,否
合计,1238.5,,,
制表人：王表,,,,
""".encode("gb18030")
WRONG = SHEET.replace(b"009", b"").replace("２０".encode("gb18030"), "年".encode("gb18030"))


def look(page: Page, name: str, wide: list[str]) -> None:
    """In both languages, at both widths; nothing may reach beyond the screen."""
    at = page.url.split("?")[0]
    for lang in ("en", "zh"):
        page.goto(f"{at}?lang={lang}")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(f"{name} {lang} {width}")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{lang}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_table_is_mapped_looked_at_and_taken_over_by_clicking(told):
    story, wide = told("project"), []
    by, today = story.who["owner1"], story.today
    ref = service.open_period(story.refs["project"], *PERIOD, by=by, today=today, key=uuid.uuid4().hex)
    at = f"/periods/{ref}/tables/green"
    with served(story.url, story.home) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        complaints = listened(page)
        sign_in(page, address, "owner1")
        for data, name in ((WRONG, "wrong"), (SHEET, "mapping")):
            page.goto(address + at)
            look(page, "import", wide)
            page.set_input_files("#import-file", {"name": "台账.csv", "mimeType": "text/csv", "buffer": data})
            page.click("#at-file button:has-text('导入')")
            look(page, name, wide)
            page.select_option("select[name=field-2]", "statement_no")
            page.click("button:has-text('按所选重新读取')")
            look(page, f"{name}-chosen", wide)
        page.click("button:has-text('确认并导入')")
        said = page.inner_text("main")
    rows = [dict(row) for row in table_page(ref, "green", by=by, today=today).rows]

    assert [row["traded_mwh"] for row in rows] == ["12345", "20", "0"]
    assert [row["statement_no"] for row in rows] == ["007", "008", "009"] and "台账.csv" in said
    assert wide == [] and complaints == []
