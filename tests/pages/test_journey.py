"""One journey in a real browser: two people of the registry issue, the worker makes the certificate, anybody checks."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app import worker
from app.database import reading
from app.ledger.queries import batches_of
from tests.pages.browser import chromium, listened, sign_in
from tests.serving import served


def test_two_people_issue_and_a_stranger_checks_the_certificate(told):
    story = told("registered")
    ref = story.refs["reduction"]
    with served(story.url, story.home) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        complaints = listened(page)

        sign_in(page, address, "registry1")
        page.goto(f"{address}/inbox")
        page.click(f"a[href*='/reductions/{ref}']")
        page.click(f"form[action='/reductions/{ref}/moves/issue'] button")
        page.context.clear_cookies()
        sign_in(page, address, "registry2")
        page.goto(f"{address}/inbox")
        page.click(f"a[href*='/reductions/{ref}']")
        page.click(f"form[action='/reductions/{ref}/moves/confirm'] button")
        with ThreadPoolExecutor(1) as elsewhere:         # signing runs an event loop, and so does the browser's thread
            elsewhere.submit(worker.work_until_idle).result()
        page.context.clear_cookies()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{address}/verify/QF-2026-000001")
        shown = page.inner_text("main")
        wide = page.evaluate("document.documentElement.scrollWidth")
        answer = page.request.get(f"{address}/certificates/QF-2026-000001.pdf")
        pdf = answer.status, answer.body()[:5]

    with reading() as db:
        assert sum(b.block.tonnes for b in batches_of(db, story.refs["project"])) == 938608
    assert "938,608" in shown and "CN-CCER-A210001-2024-01-1-476091" in shown
    assert wide <= 390
    assert pdf == (200, b"%PDF-")
    assert complaints == []
