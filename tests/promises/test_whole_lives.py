"""L6: whole lives of an application, act by act in any order by anybody, against a model without SQL.

Two lives are lived each time: of some hundreds, a pair of those that come to the most acts and answers in few steps.
`CCER_SOAK=40` lives forty long ones as well (`make soak`).
"""
from __future__ import annotations

import os
import random
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock, database, worker
from app.access import Who
from app.database import reading
from app.demo import run, story
from app.demo.cast import EVIDENCE
from app.desk import service as desk
from app.desk.experts import evaluations_of
from app.desk.queries import items_for
from app.engagement import service as engagement
from app.engagement.dossier import DESK_KEY
from app.engagement.queries import checklist_keys
from app.evidence.calls import KeyReused
from app.evidence.proof import check_log
from app.models.engagement import Engagement
from app.models.fieldwork import SiteRecord
from app.models.notice import Comment, Notice
from app.models.project import Application, Project
from app.notices import service as notices
from app.published import service as published
from app.registration import service as registration
from methodologies.kernel.rules import NotFound, Refusal, Refused
from tests.databases import ENGINES
from tests.promises.life_acts import any_act, leading_on
from tests.promises.life_model import Life
from tests.rooms.commission import PLAN, hear, record
from workflows.documents import slots_of

SHORT, LONG = 80, 200                                   # acts of a life
SOAK = range(int(os.environ.get("CCER_SOAK", "0")))
LIVES = (*zip(ENGINES, (123, 203), (SHORT, SHORT), (25, 25)), *((ENGINES[n % 2], n, LONG, 20) for n in SOAK))
SITES = "升压站"
NONE = "VA-0000-0000"                                   # before the registry has released the document


class Tried:
    """The registry itself, asked for one act at a time; each answers in the model's words."""

    def __init__(self, demo: run.Demo, ref: str):
        self.demo, self.ref, self.comments = demo, ref, []

    @property
    def work(self) -> str:
        with reading() as db:
            return db.scalar(select(Engagement.ref).where(Engagement.subject == self.ref)
                             .order_by(Engagement.id.desc())) or NONE

    def ask(self, act: Callable[[Who], object], who: str) -> str:
        try:
            done = act(self.demo.who[who])
        except Refusal as refusal:
            return f"Refusal {' '.join(sorted({b.rule.id for b in refusal.broken if b.rule.grade == 'refuse'}))}"
        except Refused as refused:
            return type(refused).__name__
        return "proposed" if getattr(done, "proposed", False) else "done"

    def file(self, trigger: str, who: str) -> str:
        said = {name: "按规定办理。" for name in ("reason", "question", "answer")} | {
            "body": self.demo.code["validator"]}
        if (trigger, who) in (("release", "registry1"), ("register", "registry1")):
            with suppress(Refused):                     # the publication levels come first (H-93)
                self.demo.settle(self.ref)
        return self._move(registration, self.ref, trigger, who, said)

    def do(self, trigger: str, who: str) -> str:
        day = clock.today().isoformat()
        with reading() as db:
            first = db.scalar(select(func.min(SiteRecord.seen_on)).join(Engagement).where(Engagement.ref == self.work))
        said = {**PLAN, "contract_no": "HT-1", "contracted_on": day, "independence": "declared",
                "visit_on": day, "sites": SITES, "focus": "计量点位。",
                "visited_from": first.isoformat() if first else day, "visited_to": day, "people": "林海",
                "answer_by": day, "reason": "证据不足。", "grounds": "证据充分。", "promise": "declared"}
        return self._move(engagement, self.work, trigger, who, said)

    def _move(self, service, ref: str, trigger: str, who: str, said: dict[str, str]) -> str:
        key = uuid.uuid4().hex
        found = self.ask(lambda by: service.move(ref, trigger, by=by, today=clock.today(), key=key, payload=said), who)
        if found in ("done", "proposed"):               # the same key again: the same answer, nothing more
            again = self.ask(lambda by: service.move(ref, trigger, by=by, today=clock.today(), key=key, payload=said),
                             who)
            assert again == found, (trigger, who, again)
        return found

    def name_team(self, who: str) -> str:
        return self.ask(lambda by: engagement.name_team(self.work, ("val1", "val2"), "val3", "val4", by=by,
                                                        today=clock.today()), who)

    def judge(self, who: str, what: str) -> str:
        work, judged = self.work, "" if what == "points" else DESK_KEY
        keys = [key for key in checklist_keys(work) if key.startswith(judged)] if work != NONE else []
        answers = dict.fromkeys(keys, ("yes", "看过原件。"))
        return self.ask(lambda by: engagement.answer_checklist(work, answers, by=by, today=clock.today()), who)

    def see(self, who: str) -> str:
        return self.ask(lambda by: record(self.work, by, clock.today(), SITES), who)

    def hear(self, who: str) -> str:
        return self.ask(lambda by: hear(self.work, by, clock.today()), who)

    def raise_finding(self, who: str, kind: str) -> str:
        ground = "information" if kind == "correction" else ""
        return self.ask(lambda by: engagement.raise_finding(self.work, kind, "请补充。", by=by, ground=ground,
                                                            today=clock.today()), who)

    def answer(self, who: str, n: int) -> str:
        return self.ask(lambda by: engagement.answer_finding(self.work, n, "已补充。", by=by, today=clock.today(),
                                                             file=("说明.pdf", EVIDENCE)), who)

    def verdict(self, who: str, n: int, close: bool) -> str:
        return self.ask(lambda by: engagement.judge_finding(self.work, n, "close" if close else "reopen", "看过。",
                                                            by=by, today=clock.today()), who)

    def comment(self, words: str) -> str:
        with reading() as db:
            notice = db.scalar(select(Notice.ref).where(Notice.subject == self.ref)) or "GS-0000-0000"
        return self.ask(lambda by: self._keep(notices.comment(notice, words, by=by, today=clock.today())), "public1")

    def _keep(self, comment: str) -> None:
        if comment not in self.comments:
            self.comments.append(comment)

    def reply(self, who: str, n: int) -> str:
        return self.ask(lambda by: notices.reply(self.comments[n], f"答复 {uuid.uuid4().hex}。", by=by,
                                                 today=clock.today()), who)

    def look_through(self, who: str, verdict: str) -> str:
        verdicts = dict.fromkeys(items_for(self.ref), ("there", "")) | (
            {"annexes": ("gap", "环评批复缺页。")} if verdict == "gap" else {})
        return self.ask(lambda by: desk.judge(self.ref, verdicts, by=by, today=clock.today()), who)

    def opine(self, n: int) -> str:
        with reading() as db:
            drawn = [seat.person.sign_in for each in evaluations_of(db, self.ref) for seat in each.seats]
        return self.ask(lambda by: desk.opine(self.ref, "supports", "可靠。", by=by, today=clock.today()),
                        drawn[n] if drawn else "expert1")

    def scan(self) -> str:
        """The signed papers of the application for registration; both or none."""
        def hand_in(by: Who) -> None:
            self.demo.scan(registration, self.ref, "owner1", "application_form", "commitment_letter")
        return self.ask(hand_in, "owner1")


def begun() -> tuple[run.Demo, str]:
    """The people of the story, and a design document ready to be handed in."""
    demo = run.Demo()
    published.set_clock(-400)
    demo.people()
    demo.factors(demo.today)
    owner = demo.who["owner1"]
    ref = registration.open_application(demo.code["owner"], story.CODE, story.NAME, by=owner, today=demo.today,
                                        key=uuid.uuid4().hex)
    document = {"template": "design_avoid_1_0", "sections": story.SECTIONS, "inputs": story.design()}
    registration.save(ref, document, 1, by=owner, today=demo.today)
    registration.name_body(ref, demo.code["validator"], by=owner)
    wanted = [s.key for s in slots_of("registration", sector=story.SECTOR)
              if s.made == "upload" and s.key not in story.NOT_NEEDED]
    demo.upload(registration, ref, "owner1", *wanted)
    return demo, ref


def same(life: Life, tried: Tried) -> None:
    """The registry stands where the model stands."""
    with reading() as db:
        row = db.scalar(select(Application).where(Application.ref == tried.ref))
        work = db.scalar(select(Engagement).where(Engagement.ref == tried.work))
        projects = db.scalar(select(func.count()).select_from(Project))
        comments = db.scalar(select(func.count()).select_from(Comment))
        found = {f.n: (f.kind, f.state) for f in work.findings} if work else {}
    assert (row.state, work and work.state, projects, comments) == (
        life.state, life.work and life.work.state, life.registered, len(life.comments))
    assert found == (life.work.findings if life.work else {})


def live(seed: int, steps: int) -> tuple[Life, Counter[str]]:
    """One life of so many acts; each is tried on both, and both must say the same and stand alike."""
    chance, (demo, ref) = random.Random(seed), begun()
    life, tried, kinds = Life(clock.today()), Tried(demo, ref), Counter()
    for step in range(steps):
        act = chance.choice(leading_on(life)) if chance.random() < 0.7 else any_act(life, chance)
        if act[0] == "wait":
            demo.wait(act[1])
            life.next_day(clock.today())
        else:
            said, want = getattr(tried, act[0])(*act[1:]), getattr(life, act[0])(*act[1:])
            assert said == want, f"{seed, step, act, said, want, life.state, life.waiting}"
            kinds[act[1] if act[0] in ("file", "do") else act[0]] += want in ("done", "proposed")
        same(life, tried)
    worker.work_until_idle()
    with reading() as db:
        assert [check for check in check_log(db, clock.now()) if check.broken] == []
    return life, +kinds


@pytest.fixture
def lived(fresh, tmp_path: Path, monkeypatch):
    """lived(engine) binds a fresh database and data folder, with a clock of its own."""
    def bind(engine: str) -> None:
        url = fresh(engine)
        monkeypatch.setenv("CCER_HOME", str(tmp_path))
        monkeypatch.setenv("DATABASE_URL", url)
        database.bind(url, durable=False)

    yield bind
    clock.set_offset(0)
    database.engine().dispose()


@pytest.mark.parametrize("kind, seed, steps, least", LIVES)
def test_a_whole_life_goes_as_the_model_says(lived, kind, seed, steps, least):
    lived(kind)

    life, kinds = live(seed, steps)

    assert len(kinds) >= least, (life.state, kinds)


def test_an_answer_is_given_again_after_its_move_has_hidden_the_dossier(lived):
    lived("sqlite")
    demo, ref = begun()
    demo.two(registration, ref, "submit", "owner1", "owner2")
    give_back = lambda who, key: registration.move(ref, "return", by=demo.who[who], today=demo.today, key=key,
                                                   payload={"reason": "请补充。"})

    first, again = give_back("registry1", "return-0001"), give_back("registry1", "return-0001")

    assert first == again and first.state == "draft"
    with pytest.raises(NotFound):
        give_back("registry1", "return-0002")


def test_a_key_that_has_served_tells_a_stranger_nothing_of_another_s_dossier(lived):
    lived("sqlite")
    demo, ref = begun()
    own = registration.open_application(demo.code["other"], story.CODE, "何川海上风电项目", by=demo.who["stranger"],
                                        today=demo.today, key="spent-key-0001")
    asked = lambda at, trigger: registration.move(at, trigger, by=demo.who["stranger"], today=demo.today,
                                                  key="spent-key-0001")

    for trigger in ("submit", "confirm", "decline"):
        for hidden_or_absent in (ref, "PA-2020-0099"):
            with pytest.raises(NotFound):
                asked(hidden_or_absent, trigger)
        with pytest.raises(KeyReused):
            asked(own, trigger)
