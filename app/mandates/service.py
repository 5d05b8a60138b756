"""Mandates: writing one, and every move from its signature to its end."""
from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock, moves
from app.access import CLOCK, Who
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.mandates.queries import mandate_facts
from app.models.mandate import Mandate
from app.parties.queries import organisation_of
from app.rooms import Outcome, Room, Taken
from methodologies.kernel.rules import INPUT, NotOpen, NotYours, Refusal, Refused
from workflows.engine import Actor
from workflows.mandates import ACTS, EVERYTHING, MANDATE

LOG = logging.getLogger(__name__)
MOST = 100                                              # projects named one by one


@dataclass(frozen=True)
class Said:
    """A mandate as its form says it: credit codes, keys of ACTS, refs or codes of projects, days as text."""
    principal: str
    agent: str
    acts: tuple[str, ...]
    projects: tuple[str, ...]
    starts_on: str
    ends_on: str


def begin(said: Said, *, by: Who, today: date, key: str) -> str:
    """Write a mandate for an owner that `by` represents as initiator. Gives back its ref. Refusal, NotYours."""
    with transaction() as db:
        asked = ["mandate", str(said), by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        row = Mandate(ref=next_ref(db, Mandate, "M", today.year), state="draft", begun_on=today, **_read(db, said, by))
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={"by": by.id})
        return row.ref


def save(ref: str, said: Said, *, by: Who, today: date) -> None:
    """Write it again; only a draft, only by the principal's initiator. Refusal with all that is wrong."""
    with transaction() as db:
        row = moves.find(db, Mandate, ref, by)
        if Actor.OWNER_INITIATOR not in access.actors_of(db, by, row):
            raise NotYours(ref)
        if row.state != "draft" or moves.open_proposal(db, ref):
            raise NotOpen(ref)
        for name, value in _read(db, said, by).items():
            setattr(row, name, value)
        events.write(db, subject=ref, kind="saved", on=today, at=clock.now(), facts={"by": by.id})


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, Mandate, ref, by)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def end_due(today: date) -> int:
    """The clock's own move: mandates whose last day is over. Gives back how many ended."""
    with reading() as db:
        due = db.scalars(select(Mandate.ref).where(Mandate.state.in_(("signed", "in_force")),
                                                   Mandate.ends_on < today)).all()
    ended = 0
    for ref in due:
        try:
            with transaction() as db:
                moves.perform(db, db.lock(Mandate, ref), "expire", by=CLOCK, today=today, key=f"expire:{ref}")
                ended += 1
        except Refused:     # one that may not end holds up none of the others; the next round tries again
            LOG.exception("the mandate %s could not expire", ref)
    return ended


def _read(db: Db, said: Said, by: Who) -> dict[str, Any]:
    """The mandate as it is stored. Refusal with all that can't be read; the law asks on signing."""
    principal, agent = (organisation_of(db, code) for code in (said.principal, said.agent))
    if principal is not None and (principal.id, "initiator") not in access.duties_of(db, by):
        raise NotYours(said.principal)
    starts, ends = _day(said.starts_on), _day(said.ends_on)
    broken = []
    if principal is None:
        broken.append(INPUT.at("/principal", "请选择委托方。", "Choose the principal."))
    if agent is None or agent is principal:
        broken.append(INPUT.at("/agent", "请填写受托方的统一社会信用代码，须为本系统中的另一单位。",
                               "Give the credit code of the agent, another organisation known here."))
    broken += [INPUT.at("/acts", "事项不在可授予之列。", "Not an act that may be given.")
               for key in said.acts if key not in ACTS][:1]
    if not said.acts:
        broken.append(INPUT.at("/acts", "请至少选择一项。", "Choose one at least."))
    if not 1 <= len(said.projects) <= MOST or any(not 1 <= len(name) <= 40 for name in said.projects):
        broken.append(INPUT.at("/projects", "请选择全部项目，或者至少一个项目。",
                               "Choose all projects, or one at least."))
    broken += [INPUT.at(f"/{name}", "应为日期，如 2026-11-23。", "A date as 2026-11-23.")
               for name, day in (("starts_on", starts), ("ends_on", ends)) if day is None]
    if starts and ends and ends < starts:
        broken.append(INPUT.at("/ends_on", "终止日早于起始日。", "The last day lies before the first."))
    if broken:
        raise Refusal(*broken)
    scope = [EVERYTHING] if EVERYTHING in said.projects else sorted(set(said.projects))
    return {"holder_id": principal.id, "counterparty_id": agent.id, "scope": scope, "starts_on": starts,
            "ends_on": ends, "acts": _in_order(said.acts)}


def _in_order(acts: Iterable[str]) -> list[str]:
    return [key for key in ACTS if key in acts]



def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- what a move leaves behind

def _ended(db: Db, row: Mandate, taken: Taken) -> None:
    row.ended_on = taken.today


def _signed(db: Db, row: Mandate, taken: Taken) -> dict:
    return {"acts": list(row.acts), "scope": list(row.scope), "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat(), "agent": row.counterparty_id}


moves.serve("mandate", Room(MANDATE, mandate_facts, {
    "sign": _signed, "refuse": _ended, "revoke": _ended, "give_back": _ended, "expire": _ended}))
