"""登记审查: what the registry's operator and the experts it asked do with an application under review."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock
from app.access import Who
from app.database import Db, transaction
from app.desk.metering import points_of
from app.desk.queries import VIEWS, items_of
from app.desk.screen import ENDED
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.models.review import Evaluation, ExpertSeat, MeterShare, ReviewItem
from app.proposals import keep_words, open_proposal
from app.rooms import Taken
from methodologies.kernel.dates import read_day
from methodologies.kernel.reader import read_decimal
from methodologies.kernel.rules import INPUT, Broken, NotFound, NotOpen, NotYours, Refusal
from workflows.completeness import GAP, ITEMS, LONGEST, THERE, notice_of
from workflows.engine import Actor
from workflows.uniqueness import plain

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


def state_share(ref: str, meter: str, starts_on: str, ends_on: str, percent: str, *, by: Who, today: date) -> int:
    """An owner states the share of their project at one of its metering points; it counts once another owner on that
    meter has confirmed it. Gives back its number. NotFound, NotYours, NotOpen, Refusal."""
    with transaction() as db:
        row = _application(db, ref, by, Actor.OWNER_INITIATOR)
        first, last, part = read_day(starts_on), read_day(ends_on), read_decimal(percent)
        known = {point.key for point in points_of(db, row, by, today, owns=True, names_all=False)}
        broken = []
        if plain(meter) not in known:
            broken.append(INPUT.at("/meter", "本项目没有这个编号的计量点。", "The project has no such metering point."))
        if first is None:
            broken.append(INPUT.at("/starts_on", "请填写开始日期，如 2026-11-23。", "A first day, as 2026-11-23."))
        if ends_on.strip() and (last is None or (first is not None and last < first)):
            broken.append(INPUT.at("/ends_on", "结束日期应不早于开始日期，或留空。",
                                   "A last day not before the first, or none."))
        if part is None or not 0 < part <= 100 or part * 100 != int(part * 100):
            broken.append(INPUT.at("/percent", "分配比例大于 0、不超过 100，最多两位小数。",
                                   "A share above 0 and up to 100, with two decimals at most."))
        if broken:
            raise Refusal(*broken)
        assert first is not None and part is not None
        share = MeterShare(application_id=row.id, meter=plain(meter), starts_on=first, ends_on=last,
                           hundredths=int(part * 100), stated_by=by.id, stated_on=today)
        db.add(share)
        db.flush()
        events.write(db, subject=ref, kind="share_stated", on=today, at=clock.now(), facts={
            "by": by.id, "share": share.id, "from": first.isoformat(), "to": last.isoformat() if last else "",
            "hundredths": share.hundredths})
        return share.id


def confirm_share(ref: str, share: int, *, by: Who, today: date) -> None:
    """Somebody of another owner on the meter confirms a statement. NotFound, NotYours, NotOpen.

    ref: the application for which this person acts; the statement is that of another one."""
    with transaction() as db:
        row = _application(db, ref, by, Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER)
        points = points_of(db, row, by, today, owns=True, names_all=False)
        stated = next((each for point in points for each in point.stated if each.id == share and not each.mine), None)
        if stated is None:
            raise NotFound(str(share))
        if not stated.may_confirm:
            raise NotOpen(str(share))
        kept = db.get_one(MeterShare, share)
        kept.confirmed_by, kept.confirmed_on = by.id, today
        events.write(db, subject=kept.application.ref, kind="share_confirmed", on=today, at=clock.now(),
                     facts={"by": by.id, "share": share, "for": ref})


def _application(db: Db, ref: str, by: Who, *actors: Actor) -> Application:
    """A live application or what became of it, locked, for one of its owner's people."""
    row = db.lock(Application, ref)
    me = access.actors_of(db, by, row)
    if not me:
        raise NotFound(ref)
    if not me & set(actors):
        raise NotYours(ref)
    if row.state in ENDED:
        raise NotOpen(ref)
    return row


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
