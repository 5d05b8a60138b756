"""What the registry does about a comment (R-37): each step a move, its reason told to the author in a letter. The event
names the comment and whoever took the step, never the author."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app import mail, moves
from app.access import Who
from app.database import Db, transaction
from app.mail import Letter
from app.models.notice import Comment, Suspension, Warned
from app.rooms import Outcome, Room, Taken
from workflows.comments import COMMENT, WORDS, Facts


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move on a comment. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, Comment, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def facts(db: Db, row: Comment, today: date, payload: Mapping[str, str]) -> Facts:
    own = _in_force(db, row, today)
    return Facts(today=today, until=_day(payload.get("until")), suspended_until=own.until_on if own else None,
                 warned_before=db.scalar(select(Warned.id).where(
                     Warned.person_id == row.person_id, Warned.comment_id != row.id,
                     Warned.newest_id < row.id)) is not None)


def _in_force(db: Db, row: Comment, today: date) -> Suspension | None:
    return db.scalar(select(Suspension).where(Suspension.comment_id == row.id, Suspension.lifted_on.is_(None),
                                              Suspension.until_on >= today).order_by(Suspension.until_on.desc()))


def _handled(ground: str | None):
    """The comment's present ground, reason and day; a ground of None is the one that was given."""
    def effect(db: Db, row: Comment, taken: Taken) -> dict[str, Any]:
        row.ground = taken.payload["ground"] if ground is None else ground
        row.handling, row.handled_on = taken.payload["reason"], taken.today
        if taken.move.trigger == "warn":
            newest = db.scalars(select(func.max(Comment.id))).one()
            db.add(Warned(comment_id=row.id, person_id=row.person_id, newest_id=newest, given_on=taken.today))
        _tell(db, row, taken)
        return {"ground": row.ground} if row.ground else {}
    return effect


def _suspended(db: Db, row: Comment, taken: Taken) -> dict[str, Any]:
    until = date.fromisoformat(taken.payload["until"])
    db.add(Suspension(comment_id=row.id, person_id=row.person_id, from_on=taken.today, until_on=until,
                      reason=taken.payload["reason"]))
    _tell(db, row, taken, f"，至{until}", f", until {until}")
    return {"until": until.isoformat()}


def _lifted(db: Db, row: Comment, taken: Taken) -> None:
    for each in db.scalars(select(Suspension).where(Suspension.comment_id == row.id, Suspension.lifted_on.is_(None),
                                                    Suspension.until_on >= taken.today)):
        each.lifted_on = taken.today
    _tell(db, row, taken)


def _tell(db: Db, row: Comment, taken: Taken, zh: str = "", en: str = "") -> None:
    """A letter to the author: what was done and why."""
    because, why = WORDS.get(taken.payload.get("ground", ""), ("", "")), taken.payload["reason"]
    said = f"（{because[0]}）" if because[0] else "", f" ({because[1]})" if because[1] else ""
    mail.write(db, [Letter(
        row.person_id, f"comment:{row.ref}:{taken.move.trigger}:{taken.key}"[:120], row.ref,
        f"/notices/{row.notice.ref}#comment-{row.ref}",
        f"登记机构对您的意见 {row.ref} 的处理：{taken.move.zh}{said[0]}{zh}。理由：{why}",
        f"What the registry did about your comment {row.ref}: {taken.move.en}{said[1]}{en}. Reason: {why}")],
        taken.today)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


moves.serve("comment", Room(COMMENT, facts, {
    "warn": _handled(None), "hide": _handled(None), "show": _handled(""), "report": _handled("illegal"),
    "suspend": _suspended, "lift": _lifted}))
