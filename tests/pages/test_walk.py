"""A walk through one project's worst days, each office in its own browser, by clicking alone: the body is lost, another
asks for a correction, the registry for a supplement, the registration is revoked. CCER_PICTURES=folder keeps what each
one saw."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.database import reading
from app.demo import story
from app.demo.cast import EVIDENCE
from app.demo.run import Demo
from app.engagement import service as engagement
from app.engagement.queries import checklist_keys, work_on
from app.models.project import Application
from app.notices.queries import notice_ref
from app.papers.queries import code_of, state_of
from app.parties.credit_code import check_character
from app.registration.queries import registered_as
from tests.pages.browser import chromium, listened, sign_in
from tests.serving import served
from tests.stories import Told

WIDTHS = ((1280, 900), (390, 844))
PICTURES = os.environ.get("CCER_PICTURES")
GAP = "附件2缺少海域使用权证书的第3页。"


class Walk:
    """The people of the story, each with a browser of their own, and the days as they pass."""

    def __init__(self, told: Told, address: str, browser: Browser):
        self.told, self.address, self.browser = told, address, browser
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []
        self.wide: list[str] = []
        self.seen = 0
        self.cast = Demo()
        self.cast.who = told.who
        self.cast.code = {key: stem + check_character(stem) for key, (*_, stem) in story.ORGANISATIONS.items()}
        self.elsewhere = ThreadPoolExecutor(1)          # an event loop of its own may not share the browser's thread

    def meanwhile(self, do: Callable[..., Any], *words: Any, **said: Any) -> Any:
        """Routine work that this walk does not look at, by the services that the pages use."""
        return self.elsewhere.submit(do, *words, **said).result()

    def page(self, who: str) -> Page:
        """The browser of this person; "" is anybody's."""
        if who not in self.pages:
            page = self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            self.complaints.append(f"-- {who}")
            listened(page, self.complaints)
            if who:
                sign_in(page, self.address, who)
            self.pages[who] = page
        return self.pages[who]

    def go(self, who: str, path: str, picture: str = "") -> Page:
        page = self.page(who)
        page.goto(self.address + path)
        if picture:
            self.look(page, f"{who or 'anybody'}-{picture}")
        return page

    def look(self, page: Page, name: str) -> None:
        """No page is wider than its screen; the picture is kept where pictures are wanted. Its reader goes on at the
        other width, desk and phone in turn."""
        self.seen += 1
        is_phone = page.viewport_size["width"] == WIDTHS[1][0]
        for width, height in WIDTHS[::-1] if is_phone else WIDTHS:
            if page.viewport_size["width"] != width:
                page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.wide.append(f"{name} at {width}")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{self.seen:02}-{name}-{width}.png", full_page=True)

    def send(self, who: str, form: str, picture: str = "", at: str = "", **fields: str) -> Page:
        """Fill in the form that posts to `form` on the page where this person is (or at `at`), and press its button."""
        page = self.go(who, at) if at else self.page(who)
        place = page.locator(f"form[action='{form}']").first
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        for name, value in fields.items():
            control = place.locator(f"[name='{name}']").first
            if control.evaluate("c => c.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        if picture:
            self.look(page, f"{who}-{picture}")
        place.locator("button:not([type=button])").first.click()
        page.wait_for_load_state()
        assert not page.locator(".problems.refuse").count(), page.inner_text(".problems.refuse")
        return page

    def step(self, who: str, base: str, trigger: str, picture: str = "", **fields: str) -> Page:
        return self.send(who, f"{base}/moves/{trigger}", picture, base, **fields)

    def both(self, first: str, second: str, base: str, trigger: str, picture: str = "", **fields: str) -> None:
        """A step of two people; the second is looked at while it waits."""
        self.step(first, base, trigger, **fields)
        self.step(second, base, "confirm", picture)


@pytest.fixture
def walk(told):
    story_so_far = told("noticed")
    with served(story_so_far.url, story_so_far.home) as address, chromium() as browser:
        yield Walk(story_so_far, address, browser)


def test_a_body_is_lost_a_gap_is_put_right_and_the_registration_is_revoked(walk):
    ref = walk.told.refs["application"]
    at = f"/applications/{ref}"

    mandate(walk)
    lose_the_body(walk, at)
    go_on_with_another(walk, ref, at)
    find_and_answer(walk, ref)
    apply(walk, ref, at)
    supplement(walk, ref, at)
    project = registered_as(ref)
    revoke(walk, project)

    anybody = walk.go("", f"/projects/{project}", "the-revoked-project").inner_text("main")
    listed = walk.go("", "/sanctions", "the-public-list").inner_text("main")
    told = walk.go("", f"/notices/{notice_ref(ref)}", "the-gap-published").inner_text("main")
    owner = walk.go("owner1", f"/registered-projects/{project}", "the-end").inner_text("main")
    assert "已撤销登记" in anybody and "已撤销登记" in owner
    assert story.NAME in listed and "演示罚〔2026〕9号" in listed
    assert GAP in told
    assert walk.wide == []
    assert [c for c in walk.complaints if not c.startswith("--")] == []


def mandate(walk: Walk) -> None:
    """The owner lets a consultant write and answer; its second representative signs, the consultant accepts."""
    page = walk.go("owner1", "/mandates/new")
    for act in ("write", "answer"):
        page.check(f"input[name=acts][value={act}]")
    page.check("input[name=projects] >> nth=0")
    day = walk.told.today
    walk.send("owner1", "/mandates", "a-mandate", agent=walk.cast.code["consultant"], starts_on=day.isoformat(),
              ends_on=(day + timedelta(days=365)).isoformat())
    base = re.sub(r"^https?://[^/]+", "", page.url).split("?")[0]
    walk.both("owner1", "owner2", base, "sign", "signs-the-mandate")
    walk.step("consultant1", base, "accept", "accepts-the-mandate")


def lose_the_body(walk: Walk, at: str) -> None:
    """Market supervision revokes the body's approval while the notice runs; the owner is told what to do."""
    page = walk.go("samr1", "/approvals")
    page.get_by_role("link", name=story.ORGANISATIONS["validator"][1]).first.click()
    base = re.sub(r"^https?://[^/]+", "", page.url).split("?")[0]
    walk.step("samr1", base, "revoke", "revokes-the-approval", ground="R-132", reason="出具虚假审定报告。")
    walk.go("val1", "/inbox", "the-body-afterwards")
    walk.go("owner1", "/inbox", "told-of-the-loss")
    walk.go("owner1", at, "the-application-without-a-body")


def go_on_with_another(walk: Walk, ref: str, at: str) -> None:
    """Another body is named, and the notice begins anew."""
    walk.step("owner1", at, "restart")
    walk.send("owner1", f"{at}/body", "names-another-body", at, body=walk.cast.code["verifier"])
    walk.both("owner1", "owner2", at, "submit", "confirms-handing-in")
    if walk.go("registry1", f"/levels/{ref}", "the-levels").locator(f"form[action='/levels/{ref}']").count():
        walk.send("registry1", f"/levels/{ref}")
    walk.step("registry1", at, "release", "releases-the-notice")


def find_and_answer(walk: Walk, ref: str) -> None:
    """The new body asks for a correction; the consultant changes the place it points at and answers for the owner."""
    work, base = work_on(ref), f"/engagements/{work_on(ref)}"
    walk.meanwhile(walk.cast.engage, work, "ver", lambda: walk.cast.wait(2))
    walk.meanwhile(walk.cast.bring_back, work, "ver1")
    day = walk.told.today.isoformat()
    walk.step("ver1", base, "finish_visit", "after-the-visit", visited_from=day, visited_to=day,
              people=story.PRESENT["ver"])
    walk.send("ver1", f"{base}/findings", "raises-a-finding", f"{base}?at=/sections/B.7.3", kind="correction",
              ground="plan", body="B.7.3 未写明数据缺失时的保守处理方式，请补充。")
    walk.step("ver1", base, "send_findings", answer_by=(walk.told.today + timedelta(days=14)).isoformat())
    walk.go("consultant1", f"/applications/{ref}/draft?at=/sections/B.7.3", "the-open-place")
    page = walk.page("consultant1")
    words = page.locator("[id='section-B.7.3'] textarea")
    words.fill(words.input_value() + "均缺失时上网电量按零计、下网电量按同期最大值计。")
    page.locator("button.primary[value=save]").click()
    page.wait_for_url("**saved**")
    page = walk.go("consultant1", base)
    page.set_input_files("input[name=file]", paper("说明.pdf"))
    walk.send("consultant1", f"{base}/findings/1/answers", "answers-the-finding", body="已在B.7.3补充。")
    walk.send("ver1", f"{base}/findings/1/verdicts", "judges-the-answer", base, body="证据充分，予以关闭。")
    walk.meanwhile(conclude, walk.cast, work, ref)
    walk.go("ver1", f"{base}/report", "the-report")


def conclude(cast: Demo, work: str, ref: str) -> None:
    """Evidence judged, findings closed, the notice over, the report decided by two others and issued."""
    seen = dict.fromkeys(checklist_keys(work), ("yes", "已核对原件与现场。"))
    engagement.answer_checklist(work, seen, by=cast.who["ver1"], today=cast.today)
    cast.act(engagement, work, "close_findings", "ver1")
    cast.wait_for(lambda: state_of(ref), "awaiting_body")
    for trigger, who, said in (("draft_report", "1", {}), ("pass_review", "3", {}),
                               ("decide_positive", "4", {"grounds": "证据充分，整改已关闭。"}),
                               ("issue_positive", "4", {"promise": "declared"})):
        cast.act(engagement, work, trigger, f"ver{who}", **said)


def paper(name: str) -> dict[str, Any]:
    """A PDF as a browser takes it from the disk."""
    return {"name": name, "mimeType": "application/pdf", "buffer": EVIDENCE + f"% {name}\n".encode()}


def apply(walk: Walk, ref: str, at: str) -> None:
    """Stamped papers with the page codes of their print, then two people apply."""
    for sheet in ("application_form", "commitment_letter"):
        page = walk.go("owner1", f"/papers/{ref}/{sheet}", f"prints-the-{sheet.replace('_', '-')}")
        page.set_input_files("input[name=file]", paper(f"{sheet}.pdf"))
        form = page.locator("form", has=page.locator("input[name=page_code]")).first.get_attribute("action")
        walk.send("owner1", form, page_code=code_of(ref, sheet))
    walk.both("owner1", "owner2", at, "apply", "confirms-the-application")


def supplement(walk: Walk, ref: str, at: str) -> None:
    """The registry asks once for what is missing; its clock stands still until the owner answers; then two register."""
    page = walk.go("registry1", at)
    page.evaluate("for (const s of document.querySelectorAll('select[name^=verdict--]')) s.value = 'there'")
    walk.send("registry1", f"/review/{ref}/items", **{"verdict--annexes": "gap", "words--annexes": GAP})
    walk.step("registry1", at, "ask_supplement", "asks-for-a-supplement")
    walk.go("registry1", at, "the-clock-stands")
    walk.go("owner1", "/inbox", "told-of-the-gap")
    walk.meanwhile(walk.cast.wait, 3)
    walk.step("owner1", at, "answer_supplement", "answers-the-gap", answer="已补交证书第3页。")
    walk.send("registry1", f"/review/{ref}/items", at=at, **{"verdict--annexes": "there"})
    walk.go("registry1", f"/levels/{ref}")
    if walk.page("registry1").locator(f"form[action='/levels/{ref}']").count():
        walk.send("registry1", f"/levels/{ref}")
    walk.both("registry1", "registry2", at, "register", "registers-the-project")
    walk.go("owner1", at, "the-registered-application")


def revoke(walk: Walk, project: str) -> None:
    """The province finds that the data were forged; the registry carries the order out."""
    walk.send("province1", "/sanction-cases", "opens-a-case", "/sanction-cases", respondent=walk.cast.code["owner"],
              ground="R-128", committed_on=walk.told.today.isoformat(), summary="监测数据系伪造。")
    base = re.sub(r"^https?://[^/]+", "", walk.page("province1").url).split("?")[0]
    walk.step("province1", base, "investigate")
    walk.step("province1", base, "hear", statement="当事人未提出异议。")
    walk.step("province1", base, "propose_measure", "proposes-the-measure", kind="revoke_project", target=project)
    walk.step("province1", base, "decide", "decides-the-case", number="演示罚〔2026〕9号",
              reason="事实清楚，证据充分。")
    page = walk.go("registry1", "/inbox", "the-order")
    page.goto(walk.address + base)
    carry_out = page.locator("form[action*='/moves/carry_out']").first.get_attribute("action")
    walk.send("registry1", carry_out, "carries-out-the-order", note="已撤销登记。")
    walk.send("registry2", carry_out.replace("carry_out", "confirm"), "confirms-the-revocation", base)
    walk.go("owner1", base, "the-decision")
    with reading() as db:
        assert db.scalar(select(Application.state)) == "registered"
