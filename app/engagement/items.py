"""Findings as pages show them: words, targets, grounds, rounds, answers with their evidence."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.engagement.places import Target
from app.models.engagement import Engagement, Finding, FindingAnswer
from workflows.findings import GROUNDS, Ground, Request


@dataclass(frozen=True)
class Answer:
    """file: name and address of the evidence, empty where none came with it."""
    side: str
    who: str
    body: str
    said_on: date
    file: str = ""
    href: str = ""


@dataclass(frozen=True)
class Round:
    """From sending a finding to the judgement on its answer."""
    n: int
    asked_on: date
    answer_by: date | None
    answered_on: date | None
    judged_on: date | None
    verdict: str

    @property
    def late(self) -> int:
        """Days between the agreed day and the answer, none where it was in time."""
        return max(0, (self.answered_on - self.answer_by).days) if self.answered_on and self.answer_by else 0


@dataclass(frozen=True)
class Item:
    """A finding with its thread. lacks: what its settlement still wants, in words; () for observations."""
    n: int
    kind: str
    state: str
    body: str
    targets: tuple[Target, ...]
    raised_on: date
    due_period: int | None
    sent: bool
    tag: str
    carried: bool
    ground: Ground | None
    rounds: tuple[Round, ...]
    answers: tuple[Answer, ...]
    lacks: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> Round | None:
        """The round that is under way."""
        return self.rounds[-1] if self.rounds and not self.rounds[-1].verdict else None


def items(row: Engagement, rows: Iterable[Finding], targets: Mapping[str, Target], *, all_of_them: bool,
          tags: bool = False, requests: Iterable[Request] = ()) -> tuple[Item, ...]:
    """The findings, for the owner without those that were not sent, for all but the body without its tags."""
    by_place = {request.where: request for request in requests}
    found = tuple(_item(row, f, targets, tags, by_place.get(f"/findings/{f.n}")) for f in rows)
    return found if all_of_them else tuple(item for item in found if item.sent)


def _item(row: Engagement, f: Finding, targets: Mapping[str, Target], tags: bool, request: Request | None) -> Item:
    grounds = {ground.key: ground for ground in GROUNDS[row.kind]}
    rounds = tuple(Round(r.n, r.asked_on, r.answer_by, r.answered_on, r.judged_on, r.verdict) for r in f.rounds)
    return Item(f.n, f.kind, f.state, f.body, tuple(target_of(t, targets) for t in f.targets), f.raised_on,
                f.due_period, bool(rounds), f.tag if tags else "", f.carried_from is not None, grounds.get(f.ground),
                rounds, tuple(_answer(a) for a in f.answers),
                tuple((zh, en) for _, zh, en in request.lacks) if request and rounds else ())


def _answer(a: FindingAnswer) -> Answer:
    file = a.attachment
    return Answer(a.side, a.person.name, a.body, a.said_on, file.name if file else "",
                  f"/documents/{file.ref}" if file else "")


def target_of(pointer: str, known: Mapping[str, Target]) -> Target:
    """In words: a place of the document, a page of a paper, a picture of the visit."""
    paper, _, page = pointer.partition("/pages/")
    if page and paper in known:
        zh, en = known[paper].zh, known[paper].en
        return Target(pointer, f"{zh} 第{page}页", f"{en}, page {page}")
    if pointer.startswith("/pictures/"):
        n = pointer.rpartition("/")[2]
        return Target(pointer, f"现场照片 {n}", f"Picture {n} of the visit")
    return known.get(pointer) or Target(pointer, pointer, pointer)
