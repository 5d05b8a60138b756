"""S8: what people write is shown as they wrote it and never runs: hostile texts in each place, pages in a browser."""
from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import select, update

from app.credits import links
from app.credits import service as credits
from app.credits.queries import choice
from app.credits.ranges import Pick
from app.database import reading, transaction
from app.demo import run, story
from app.engagement import service as engagement
from app.market import days
from app.models.market import MarketDay
from app.models.notice import Comment, Notice
from app.models.party import Organisation, Person
from app.models.project import Application, Project
from app.monitoring import service as monitoring
from app.notices import service as notices
from app.published import service as published
from app.registration import service as registration
from app.web import create_app
from tests.pages.browser import chromium, listened, sign_in
from tests.promises.test_permissions import address, objects, routes
from tests.rooms.floor import Floor
from tests.rooms.test_bad_input import code_of
from tests.serving import served
from tests.visiting import newest

PAYLOADS = ("<script>ran=1</script>", "\"><img src=x onerror=ran=1>", "<svg onload=ran=1>", "'-(ran=1)-'",
            "</script><script>ran=1</script>", "\" autofocus onfocus=ran=1 x=\"",
            "</textarea><iframe srcdoc='<script>1</script>'>", "<div hx-get=/x hx-trigger=load hx-on:load=ran=1>",
            "<a href=javascript:ran=1>{{7*7}}${7*7}", "<style>@import'//x.example'</style>",
            "<meta http-equiv=refresh content=0;url=//x.example><base href=//x.example>")
ALL = " ".join(PAYLOADS)
NAME = "".join(PAYLOADS[:5])                            # a name has at most 200 characters
SHOWN = re.compile(r"ran=1|x\.example|javascript:ran|srcdoc")  # traces that each of them leaves, however it is quoted
FILE_NAME = f"{PAYLOADS[1]}{PAYLOADS[0]}.pdf".replace("/", "")
ODD = ("[onerror], [onload], [onfocus], iframe, base, main style, main script:not([type]):not([src]), "
       "a[href^=javascript], [hx-get=\"/x\"]")         # elements that none of our pages has
STAFF = {"ver1": ("/inbox", "/engagements"), "registry1": ("/inbox", "/tables", "/reductions/"),
         "system1": ("/people",), "auditor": ("/people",)}                      # what is theirs
PDF = b"%PDF-1.4\n%%EOF\n"


def application(told_story) -> str:
    """A draft that says it everywhere, with a file that is called so."""
    owner = told_story.who["owner1"]
    ref = registration.open_application(code_of("owner"), story.CODE, NAME, by=owner, today=told_story.today,
                                        key=uuid.uuid4().hex)
    data = story.design() | {name: ALL for name in ("city", "county", "location", "capacity_mw", "dispatch_grid",
                                                    "commencement_on", "green_archive_code")}
    data |= {"project_name": NAME, "turbines": [{name: ALL for name in row} for row in data["turbines"][:2]]}
    document = {"template": "design_avoid_1_0", "sections": dict.fromkeys(story.SECTIONS, ALL), "inputs": data}
    registration.save(ref, document, 1, by=owner, today=told_story.today)
    registration.attach(ref, "business_licence", FILE_NAME, PDF, by=owner, today=told_story.today, level="private",
                        reason=ALL[:200])
    return ref


def work(told_story, demo: run.Demo) -> None:
    """A body's visit, findings, answers and verdicts, and a reduction's table, in these words."""
    ref, today = told_story.refs["verification"], told_story.today
    demo.bring_back(ref, "ver1", ALL)
    demo.act(engagement, ref, "finish_visit", "ver1", visited_from=today.isoformat(), visited_to=today.isoformat(),
             people=ALL)
    n = engagement.raise_finding(ref, "correction", ALL, [], ground="information", by=demo.who["ver1"], today=today)
    demo.act(engagement, ref, "send_findings", "ver1", answer_by=today.isoformat())
    engagement.answer_finding(ref, n, ALL, by=demo.who["owner1"], today=today)
    engagement.judge_finding(ref, n, "reopen", ALL, by=demo.who["ver1"], today=today)
    period = monitoring.open_period(told_story.refs["project"], story.PERIOD[1].replace(year=2026, month=1, day=1),
                                    story.PERIOD[1].replace(year=2026, month=1), by=demo.who["owner1"], today=today,
                                    key=uuid.uuid4().hex)
    row = {name: ALL[:250] for name in ("m", "by")} | {"no": ALL[:299], "on": "2026-01-01"}
    monitoring.save_rows(period, "seals", [row], 0, by=demo.who["owner1"], today=today)
    monitoring.attach(period, "settlement_vouchers", FILE_NAME, PDF, by=demo.who["owner1"], today=today)


def market(told_story) -> list[str]:
    """A day's file, an explanation and the operators of a trading account in these words; gives where they are read."""
    floor, today = Floor(told_story), told_story.today
    binding = floor.market.open_binding(floor.seller, by=told_story.who["exchange1"], today=today, key=uuid.uuid4().hex)
    floor.move(floor.market, binding, "name_operators", "owner1", operators=ALL)
    trade = {"record_no": PAYLOADS[1], "order_no": PAYLOADS[0], "buyer": PAYLOADS[2], "tonnes": 1, "price": "1"}
    day = floor.market.receive(floor.friday, FILE_NAME.replace(".pdf", ".json"), json.dumps({
        "positions": [], "trades": [trade, trade | {"record_no": "C-1"}]}).encode(), by=told_story.who["exchange1"],
        today=today, key=uuid.uuid4().hex)
    with reading() as db:
        first = days.differences(db, db.scalars(select(MarketDay)).one())[0]
    floor.market.explain(day, first.key, ALL, by=told_story.who["exchange1"], today=today)
    return [f"/market-days/{day}", f"/trading-bindings/{binding}", "/market-days", "/inbox"]


def names() -> None:
    """Whoever is registered under such a name: pages trust no table either."""
    with transaction() as db:
        for model, said in ((Project, {"name": NAME, "name_en": NAME}), (Application, {"name": f"2{NAME}"}),
                            (Organisation, {"name_zh": NAME[:120], "name_en": NAME}), (Person, {"name": NAME[:80]})):
            db.execute(update(model).where(model.id == 1).values(**said))


def pages(told_story, drafted: str, public: bool) -> Iterator[str]:
    """The address of each page of ours that is open to all, or of each that is not."""
    app, of = create_app(), objects(told_story)
    open_to_all = {rule.rule for rule in app.url_map.iter_rules()
                   if getattr(app.view_functions[rule.endpoint], "is_public", False)}
    for rule, method in routes(app):
        is_file = rule.startswith(("/api", "/documents", "/healthz", "/log/")) or rule.endswith("/offline") or any(
            end in rule for end in (".pdf", ".json", ".csv", ".zip", ".py", ".<"))
        if method == "GET" and not is_file and (rule in open_to_all) == public:
            yield address(rule, of, True)
    if not public:
        yield f"/applications/{drafted}"
        yield from (f"/applications/{drafted}/draft?part={part}&check=1" for part in ("A", "B", "C", "D", "annex"))


def retirement(told_story) -> str:
    """A request to retire that says so; gives back its page."""
    owner = told_story.who["owner1"]
    held = choice("retirement", "CN00000001", owner).held[0]
    ref = credits.begin("retirement", "CN00000001", [Pick(str(held.block), "10")], by=owner, today=told_story.today,
                        key=uuid.uuid4().hex)
    credits.move(ref, "request", by=owner, today=told_story.today, key=uuid.uuid4().hex, payload={
        "beneficiary": ALL[:200], "purpose": "event", "user": "other", "use_year": "2026", "abroad": "no",
        "statement": ALL[:500]})
    return f"/retirements/{ref}"


def lender_link(told_story) -> str:
    """A link for a lender of such a name; gives back the page that it opens."""
    owner = told_story.who["owner1"]
    held = choice("pledge", "CN00000001", owner).held[0]
    links.open_link("CN00000001", str(held.block), ALL[:120], "7", by=owner, today=told_story.today,
                    key=uuid.uuid4().hex)
    return urlsplit(links.page(owner, told_story.today).lines[0].address).path


def look(page: Page, at: str, paths: Iterator[str]) -> dict[str, list[str]]:
    """What each page did that a page of words does not do. Those that show none of the words need no browser."""
    found: dict[str, list[str]] = {}
    complaints, asked = listened(page), []
    page.on("dialog", lambda dialog: (asked.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith((at, "data:", "blob:")) or asked.append(request.url))
    for path in paths:
        text = page.request.get(at + path, max_redirects=0, fail_on_status_code=False).text()
        if not SHOWN.search(text):
            continue
        complaints.clear()
        asked.clear()
        answer = page.goto(at + path, wait_until="load")
        ran, odd = page.evaluate(f"[typeof ran !== 'undefined', document.querySelectorAll('{ODD}').length]")
        told = [c for c in complaints if "status of 404" not in c and "status of 409" not in c]
        if ran or odd or told or asked or answer.status >= 500:
            found[path] = [f"ran {ran}, elements {odd}, status {answer.status}", *told, *asked]
    return found


def test_hostile_words_are_words_on_every_page(told):
    told_story = told("claimed")
    demo = run.Demo()
    demo.who = told_story.who
    drafted = application(told_story)
    work(told_story, demo)
    told_story.refs["certificate"] = "QF-2026-000001"   # none yet
    names()

    with served(told_story.url, told_story.home) as at, chromium() as browser:
        found = {}
        for who, start in (("owner1", ""), *STAFF.items()):
            page = browser.new_context().new_page()
            sign_in(page, at, who)
            theirs = (path for path in pages(told_story, drafted, False) if path.startswith(start)
                      and (start or not path.startswith("/people"))
                      and (who, path) != ("system1", "/people/log"))
            found[who] = look(page, at, theirs)
        shown = page.goto(f"{at}/engagements/{told_story.refs['verification']}").text()

    assert {who: broken for who, broken in found.items() if broken} == {}
    assert "&lt;script&gt;ran=1" in shown and "<script>ran" not in shown


def test_hostile_names_are_words_in_the_register_and_beside_the_certificate(told):
    told_story = told("issued")
    traded = market(told_story)
    names()
    retired, shown_to = retirement(told_story), lender_link(told_story)

    with served(told_story.url, told_story.home) as at, chromium() as browser:
        page = browser.new_context().new_page()
        public = look(page, at, chain(pages(told_story, "", True), (shown_to,)))
        shown = page.goto(f"{at}/projects/{told_story.refs['project']}").text()
        sign_in(page, at, "owner1")
        owner = look(page, at, iter(("/accounts", "/accounts/CN00000001", "/me", "/inbox", "/credits", retired,
                                     "/lender-links")))
        office = browser.new_context().new_page()
        sign_in(office, at, "registry1")
        staff = look(office, at, iter(("/inbox", "/credits", retired)))

        floor = browser.new_context().new_page()
        sign_in(floor, at, "exchange1")
        exchange = look(floor, at, iter(traded))

    assert (public, owner, staff, exchange) == ({}, {}, {}, {})
    assert "&lt;script&gt;ran=1" in shown and "<script>ran" not in shown


def test_hostile_words_of_a_notice_are_words(told):
    told_story = told("noticed")
    published.advance_clock(14)
    who, today = told_story.who, told_story.today
    notices.comment(newest(Notice), ALL, by=who["public1"], today=today, paragraph=ALL[:80])
    notices.reply(newest(Comment), ALL, by=who["owner1"], today=today)
    registration.move(told_story.refs["application"], "ask_withdrawal", by=who["owner1"], today=today,
                      key=uuid.uuid4().hex, payload={"reason": ALL})
    address_of = {"notice": f"/notices/{newest(Notice)}", "dossier": f"/applications/{told_story.refs['application']}"}

    with served(told_story.url, told_story.home) as at, chromium() as browser:
        page = browser.new_context().new_page()
        public = look(page, at, iter(("/notices", address_of["notice"], "/projects", "/sign-in?back=" + PAYLOADS[1])))
        page.goto(f"{at}/sign-in?back={PAYLOADS[1]}")
        page.fill("input[name=name]", ALL[:80])
        page.fill("input[name=password]", ALL[:100])
        complaints = listened(page)
        page.click("main button.primary")
        refused = page.input_value("input[name=name]"), page.evaluate("typeof ran")
        sign_in(page, at, "registry1")
        staff = look(page, at, iter((address_of["dossier"], "/inbox", address_of["notice"])))

    assert (public, staff) == ({}, {})
    assert refused == (ALL[:80], "undefined") and not [c for c in complaints if "Content Security" in c]
