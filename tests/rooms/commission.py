"""An application whose body has just been commissioned, and its next steps; the fixture `case` is in conftest."""
from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import pytest

from app.access import Who
from app.database import reading
from app.demo.cast import EVIDENCE
from app.engagement import queries, service, visiting
from app.models.engagement import Engagement
from methodologies.kernel.rules import Refusal
from tests.stories import Told

PLAN = {"analysis": "计量点位。", "scope": "核对计量点与台账。", "interviewees": "值班长"}


@dataclass
class Commission:
    """An application on public notice, whose body has just been commissioned: where a body's work begins."""
    told: Told
    ref: str
    work: str

    @property
    def who(self):
        return self.told.who

    @property
    def today(self):
        return self.told.today

    def move(self, trigger: str, who: str, **payload: str) -> None:
        service.move(self.work, trigger, by=self.who[who], today=self.today, key=uuid.uuid4().hex, payload=payload)

    def contract(self) -> dict[str, str]:
        return {"contract_no": "HT-1", "contracted_on": self.today.isoformat(), "independence": "declared"}

    def start(self) -> None:
        """Contract, team, plan: the team is at work."""
        self.move("accept", "val4", **self.contract())
        service.name_team(self.work, ("val1", "val2"), "val3", "val4", by=self.who["val4"], today=self.today)
        self.move("plan", "val1", **PLAN, visit_on=self.today.isoformat(), sites="升压站")

    def judge_evidence(self) -> None:
        keys = [key for key in queries.checklist_keys(self.work) if key.startswith("R-49-")]
        service.answer_checklist(self.work, {key: ("yes", "看过原件。") for key in keys}, by=self.who["val1"],
                                 today=self.today)

    def visit(self) -> None:
        day = self.today.isoformat()
        self.judge_evidence()
        self.move("finish_desk", "val1", focus="计量点位。")
        self.record("升压站")
        self.move("finish_visit", "val1", visited_from=day, visited_to=day, people="林海")

    def record(self, *sites: str) -> None:
        """A record of each of these sites."""
        record(self.work, self.who["val1"], self.today, *sites)

    def send(self, *targets: str) -> int:
        """A correction request on these places, raised after the visit and sent to the owner; gives back its number."""
        self.start()
        self.visit()
        n = service.raise_finding(self.work, "correction", "请补充。", targets, ground="information",
                                  by=self.who["val1"], today=self.today)
        self.move("send_findings", "val1", answer_by=self.today.isoformat())
        return n

    def say(self, n: int, body: str) -> None:
        service.answer_finding(self.work, n, body, by=self.who["owner1"], today=self.today)

    def judge(self, n: int, verdict: str, who: str = "val1") -> None:
        service.judge_finding(self.work, n, verdict, f"{verdict}。", by=self.who[who], today=self.today)

    def seen_by(self, who: str):
        return queries.dossier(self.work, self.who[who], self.today)


def record(work: str, by: Who, today: date, *sites: str) -> None:
    """A record of each of these sites."""
    for site in sites:
        visiting.record_site(work, {"site": site, "person": by.sign_in, "at": f"{today}T10:20", "lat": "36.071000",
                                    "lon": "121.454000", "note": "铭牌相符。"}, by=by, today=today)


def hear(work: str, by: Who, today: date) -> None:
    """An interview with its signed sheet."""
    n = visiting.hear(work, {"name": "王表", "role": "值班长", "on": today.isoformat(), "person": by.sign_in,
                             "talk": [["如何抄表？", "两人抄表。"]]}, by=by, today=today)
    visiting.sign_sheet(work, n, "签字.pdf", EVIDENCE, by=by, today=today)


def broken(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def engagement_of(case: Commission) -> Engagement:
    with reading() as db:
        return db.query(Engagement).filter_by(ref=case.work).one()
