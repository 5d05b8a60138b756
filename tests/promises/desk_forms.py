"""What a form of a page is to the tests of mass assignment, and the forms of the registry's desk."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.database import reading
from app.desk.experts import evaluations_of
from app.models.work import Proposal
from tests.stories import Told


@dataclass(frozen=True)
class Form:
    """Who sends what where; `route` as in the url map. status: what it gets, with and without what is too much."""
    who: str
    route: str
    at: str
    fields: dict[str, Any] = field(default_factory=dict)
    status: int = 303


def reviewed(story: Told) -> Iterator[Form]:
    """The registry's desk on an application: its list, an owner's share of a meter, an expert's opinion."""
    ref, of = story.refs["application"], "/review/<ref>"
    yield Form("owner1", f"{of}/metering", f"/review/{ref}/metering", {
        "meter": "DEMO-0001", "starts_on": "2024-01-01", "ends_on": "", "percent": "60"})
    yield Form("owner2", f"{of}/metering/<int:share>/confirm", f"/review/{ref}/metering/1/confirm", status=404)
    yield Form("registry1", f"{of}/items", f"/review/{ref}/items", {
        "verdict--annexes": "gap", "words--annexes": "缺第3页。", "verdict--chapter_a": "there"})
    yield Form("registry1", "/applications/<ref>/moves/<trigger>", f"/applications/{ref}/moves/ask_evaluation", {
        "question": "方法是否可靠？"})
    with reading() as db:
        drawn = [seat.person.sign_in for each in evaluations_of(db, ref) for seat in each.seats]
    yield Form(drawn[0] if drawn else "expert1", f"{of}/opinion", f"/review/{ref}/opinion", {
        "view": "supports", "opinion": "可靠。"})


def refused(story: Told) -> Iterator[Form]:
    """An application is refused by two people, and made anew."""
    at, of = f"/applications/{story.refs['application']}", "/applications/<ref>"
    yield Form("registry1", f"{of}/moves/<trigger>", f"{at}/moves/refuse", {"reason": "材料不实。"})
    with reading() as db:
        shown = db.scalar(select(Proposal.digest).where(Proposal.state == "open")) or ""
    yield Form("registry2", f"{of}/moves/<trigger>", f"{at}/moves/confirm", {"digest": shown})
    yield Form("owner1", f"{of}/again", f"{at}/again")
