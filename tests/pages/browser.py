"""Headless Chromium for tests and pictures. Anything the page complains about is a failure."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.story import PASSWORD
from tests.serving import code_of

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is needed for the browser journey"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def listened(page: Page, said: list[str] | None = None) -> list[str]:
    """Every complaint of the page: errors, refused content, failed requests of our own."""
    said = [] if said is None else said
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    return said


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_load_state()
    if "/sign-in/code" in page.url:
        page.fill("input[name=code]", code_of(name))
        page.click("main button.primary")
        page.wait_for_load_state()
    assert "/sign-in" not in page.url
