"""An application whose body has just been commissioned, and its next steps; the fixture `case` is in conftest."""
from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest

from app.database import reading
from app.engagement import queries, service
from app.models.engagement import Engagement
from methodologies.kernel.rules import Refusal
from tests.stories import Told


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
        service.name_team(self.work, {"val1": True, "val2": False}, "val3", "val4", by=self.who["val4"],
                          today=self.today)
        self.move("plan", "val1", analysis="计量点位。", visit_on=self.today.isoformat(), sites="升压站")

    def judge_evidence(self) -> None:
        keys = [key for key in queries.checklist_keys(self.work) if key.startswith("R-49-")]
        service.answer_checklist(self.work, {key: ("yes", "看过原件。") for key in keys}, by=self.who["val1"],
                                 today=self.today)

    def visit(self) -> None:
        day = self.today.isoformat()
        self.judge_evidence()
        self.move("finish_desk", "val1", focus="计量点位。")
        self.move("finish_visit", "val1", visited_from=day, visited_to=day, place="升压站", people="林海",
                  sites_visited="升压站")

    def send(self, *targets: str) -> int:
        """A correction request on these places, raised after the visit and sent to the owner; gives back its number."""
        self.start()
        self.visit()
        n = service.raise_finding(self.work, "correction", "请补充。", targets, by=self.who["val1"], today=self.today)
        self.move("send_findings", "val1", answer_by=self.today.isoformat())
        return n

    def say(self, n: int, body: str) -> None:
        service.answer_finding(self.work, n, body, by=self.who["owner1"], today=self.today)

    def judge(self, n: int, verdict: str, who: str = "val1") -> None:
        service.judge_finding(self.work, n, verdict, f"{verdict}。", by=self.who[who], today=self.today)

    def seen_by(self, who: str):
        return queries.dossier(self.work, self.who[who], self.today)


def broken(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(b.rule.id, b.where) for b in refusal.value.broken]


def engagement_of(case: Commission) -> Engagement:
    with reading() as db:
        return db.query(Engagement).filter_by(ref=case.work).one()
