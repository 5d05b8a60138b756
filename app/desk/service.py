"""登记审查: what the registry's operator and the experts it asked do with an application under review."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock
from app.access import Who
from app.database import Db, transaction
from app.desk.queries import VIEWS, items_of
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.models.review import Evaluation, ExpertSeat, ReviewItem
from app.moves import Taken
from app.proposals import keep_words, open_proposal
from methodologies.kernel.rules import INPUT, Broken, NotFound, NotOpen, NotYours, Refusal
from workflows.completeness import GAP, ITEMS, LONGEST, THERE, notice_of
from workflows.engine import Actor

UNDER_REVIEW = ("under_review", "under_evaluation")
LONGEST_OPINION = 5000                                  # characters
KINDS = {"PA-": Application, "RA-": ReductionApplication}


def judge(ref: str, verdicts: Mapping[str, tuple[str, str]], *, by: Who, today: date) -> None:
    """Judge items of the list: key → (there | gap, what is missing). NotFound, NotYours, NotOpen, Refusal."""
    with transaction() as db:
        row = _under_review(db, ref, by, Actor.REGISTRY_OPERATOR)
        if broken := tuple(_wrong(row.stage, verdicts)):
            raise Refusal(*broken)
        for key, (verdict, words) in verdicts.items():
            _keep(db, row, key, verdict, words.strip() if verdict == GAP else "", by, today)
        events.write(db, subject=ref, kind="judged", on=today, at=clock.now(), facts={
            "by": by.id, "round": row.supplements,
            "verdicts": sha256(canonical({key: list(said) for key, said in verdicts.items()}))})


def _wrong(stage: str, verdicts: Mapping[str, tuple[str, str]]) -> Iterator[Broken]:
    known = {item.key: item for item in ITEMS[stage]}
    if not verdicts:
        yield INPUT.at("/review", "请至少判断一项。", "Judge one item at least.")
    for key, (verdict, words) in verdicts.items():
        if key not in known:
            yield INPUT.at(f"/review/{key}", "清单中没有这一项。", "The list has no such item.")
        elif verdict not in (THERE, GAP):
            yield INPUT.at(f"/review/{key}", "判断应为齐全或有缺漏。", "An item is complete or has a gap.")
        elif verdict == GAP and not 1 <= len(words.strip()) <= LONGEST:
            yield INPUT.at(f"/review/{key}", f"“{known[key].zh}”：请写明缺漏，1 至 {LONGEST} 字。",
                           f"“{known[key].en}”: say what is missing, in 1 to {LONGEST} characters.")


def _keep(db: Db, row: Any, key: str, verdict: str, words: str, by: Who, today: date) -> None:
    """This round's judgement; one made earlier in the same round is corrected."""
    said = db.scalar(select(ReviewItem).where(ReviewItem.subject == row.ref, ReviewItem.key == key,
                                              ReviewItem.round == row.supplements))
    if said is None:
        said = ReviewItem(subject=row.ref, round=row.supplements, key=key)
        db.add(said)
    said.verdict, said.words, said.judged_by, said.judged_on = verdict, words, by.id, today


def opine(ref: str, view: str, opinion: str, *, by: Who, today: date) -> None:
    """An expert who was drawn gives an opinion, once. NotFound, NotYours, NotOpen, Refusal."""
    with transaction() as db:
        row = _under_review(db, ref, by, Actor.EXPERT)
        seat = db.scalar(select(ExpertSeat).join(Evaluation).where(
            Evaluation.subject == ref, ExpertSeat.person_id == by.id).order_by(ExpertSeat.id.desc()))
        if seat is None or seat.said_on or row.state != "under_evaluation":
            raise NotOpen(ref)
        opinion, broken = opinion.strip(), []
        if view not in {value for value, _, _ in VIEWS}:
            broken.append(INPUT.at("/view", "请选择支持、有疑问或不支持。", "Choose: supports, has doubts, objects."))
        if not 1 <= len(opinion) <= LONGEST_OPINION:
            broken.append(INPUT.at("/opinion", f"意见为 1 至 {LONGEST_OPINION} 字。",
                                   f"An opinion has 1 to {LONGEST_OPINION} characters."))
        if broken:
            raise Refusal(*broken)
        seat.view, seat.opinion, seat.said_on = view, opinion, today
        events.write(db, subject=ref, kind="opined", on=today, at=clock.now(),
                     facts={"by": by.id, "view": view, "opinion": sha256(opinion)})


def _under_review(db: Db, ref: str, by: Who, actor: Actor) -> Any:
    """The application, locked, while the registry reviews it and nothing waits for a second person."""
    model: Any = KINDS.get(ref[:3])
    row = db.lock(model, ref) if model else None
    if row is None or not (me := access.actors_of(db, by, row)):
        raise NotFound(ref)
    if actor not in me:
        raise NotYours(ref)
    if row.state not in UNDER_REVIEW or open_proposal(db, ref):
        raise NotOpen(ref)
    return row


# --- what a move leaves behind

def asked_supplement(db: Db, row: Any, taken: Taken) -> dict[str, Any]:
    """The list of gaps goes out word for word; a new round of the review begins with the answer."""
    gaps = [each for each in items_of(db, row) if each.verdict == GAP]
    row.supplements += 1
    return {"payload": keep_words(db, canonical({"gaps": notice_of(gaps)})), "items": [gap.item.key for gap in gaps]}
