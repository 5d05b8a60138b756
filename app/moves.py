"""The one way a dossier moves: relation, table, rules → state, event, deadlines, and the first move of what follows.

A room says what its dossiers are (`serve`); nothing else assigns a state. A move that needs a second person becomes a
Proposal first: the rules are judged when it is proposed and again when it is confirmed, by somebody else.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from app import access, clock, deadlines
from app.access import Who
from app.database import Db
from app.evidence import calls, events
from app.evidence.canonical import canonical
from app.models.work import Proposal
from app.proposals import keep_words, open_proposal, propose
from app.rooms import CodeAsked, Offer, Outcome, Payload, Room, SamePerson, Taken
from methodologies.kernel.rules import INPUT, Broken, Conflict, NotFound, NotOpen, NotYours, Refusal, judge
from workflows import lifecycle
from workflows.application import account_is_active
from workflows.engine import Actor, Move, State

T = TypeVar("T")

ROOMS: dict[str, Room] = {}


def serve(name: str, room: Room) -> None:
    """A room takes over a stage. Called once, when its service is imported."""
    ROOMS[name] = room


def state_of(subject: Any) -> State:
    return ROOMS[subject.stage].stage.states.of(subject.state)


def find(db: Db, model: type[T], ref: str, by: Who | None, key: str = "") -> T:
    """The dossier, locked for this transaction; NotFound when it is absent or not this person's to see.

    A key that has served lets its sender see the same answer again, though the move may have hidden the dossier.
    """
    subject = db.lock(model, ref)
    if not access.actors_of(db, by, subject) and not calls.is_known(db, key):
        raise NotFound(ref)
    return subject


def look(db: Db, model: type[T], ref: str, by: Who | None) -> T:
    """The dossier for reading; NotFound when it is absent or not this person's to see."""
    named: Any = model
    subject: T | None = db.scalar(select(named).where(named.ref == ref))
    if subject is None or not access.actors_of(db, by, subject):
        raise NotFound(ref)
    return subject


def perform(db: Db, subject: Any, trigger: str, *, by: Who, today: date, key: str,
            payload: Payload | None = None) -> Outcome:
    """Take a move, or propose it where it needs a second person. The same key again gives the same outcome.

    Raises NotFound, NotOpen, NotYours, Refusal; then nothing is stored. `subject` is locked by the caller (`find`).
    """
    payload = {name: text.strip() for name, text in (payload or {}).items() if text.strip()}
    said = [subject.ref, trigger, by.id, payload]
    if (done := _earlier(db, subject, by, key, said)) is not None:
        return done
    actors = access.actors_of(db, by, subject, trigger)
    if not actors:
        raise NotFound(subject.ref)
    room = ROOMS[subject.stage]
    move = room.stage.move(trigger, state_of(subject))
    if not move.actors & actors:
        raise NotYours(trigger)
    _insist_on_code(subject, trigger, by)
    if open_proposal(db, subject.ref) or lifecycle.caused(subject.stage, trigger):
        raise NotOpen(trigger)
    payload = {ask.name: payload[ask.name] for ask in move.asks if ask.name in payload}
    if wrong := move.missing(payload):
        raise Refusal(*wrong)
    _refuse_if_shut(db, subject, move, today, payload)
    if move.confirm:
        room.stage.fire(trigger, state=state_of(subject), actors=actors, facts=room.facts(db, subject, today, payload))
        outcome = Outcome(subject.ref, trigger, subject.state, proposed=True)
        calls.keep(db, key, said, asdict(outcome), clock.now())
        propose(db, subject.ref, move.trigger, payload, by, today, access.signed(db, by.id, subject, trigger))
        return outcome
    outcome = Outcome(subject.ref, trigger, move.dest.key)
    calls.keep(db, key, said, asdict(outcome), clock.now())
    _take(db, subject, trigger, actors, Taken(move, by, today, key, payload))
    return outcome


def confirm(db: Db, subject: Any, *, by: Who, today: date, key: str, digest: str = "") -> Outcome:
    """The second person's yes: the rules are judged again, then the move is taken."""
    said = [subject.ref, "confirm", by.id, digest]
    if (done := _earlier(db, subject, by, key, said)) is not None:
        return done
    proposal, move = _second_person(db, subject, by)
    if proposal.proposed_by == by.id:
        raise SamePerson(proposal.trigger)
    _insist_on_code(subject, proposal.trigger, by)
    if digest and digest != proposal.digest:            # what the page showed is not what waits now
        raise Conflict(proposal.trigger)
    _refuse_if_shut(db, subject, move, today, json.loads(proposal.payload))
    outcome = Outcome(subject.ref, move.trigger, move.dest.key)
    calls.keep(db, key, said, asdict(outcome), clock.now())
    proposal.state, proposal.confirmed_by, proposal.closed_at = "confirmed", by.id, clock.now()
    db.flush()
    payload = json.loads(proposal.payload)
    _take(db, subject, move.trigger, move.actors, Taken(move, by, today, key, payload, proposal.proposed_by))
    return outcome


def decline(db: Db, subject: Any, *, by: Who, today: date, key: str) -> Outcome:
    """The second person's no, or the first one's change of mind: the dossier stays where it is."""
    said = [subject.ref, "decline", by.id]
    if (done := _earlier(db, subject, by, key, said)) is not None:
        return done
    proposal, move = _second_person(db, subject, by)
    proposal.state, proposal.closed_at = "declined", clock.now()
    outcome = Outcome(subject.ref, "decline", subject.state)
    calls.keep(db, key, said, asdict(outcome), clock.now())
    events.write(db, subject=subject.ref, kind="declined", on=today, at=clock.now(),
                 facts={"trigger": move.trigger, "by": by.id, "payload": proposal.digest})
    return outcome


def set_aside(db: Db, subject: Any, today: date) -> None:
    """What waits for its second person is declined by the clock: a move is due that waits for nobody."""
    proposal = open_proposal(db, subject.ref)
    if proposal is None:
        raise NotOpen("decline")
    proposal.state, proposal.closed_at = "declined", clock.now()
    db.flush()
    events.write(db, subject=subject.ref, kind="declined", on=today, at=clock.now(),
                 facts={"trigger": proposal.trigger, "by": access.CLOCK.id, "payload": proposal.digest})


def act(db: Db, subject: Any, trigger: str, *, by: Who, today: date, key: str,
        payload: Payload | None = None) -> Outcome:
    """What a button of the page asks for: a move, or the second person's "confirm" or "decline"."""
    if trigger == "confirm":
        return confirm(db, subject, by=by, today=today, key=key, digest=(payload or {}).get("digest", ""))
    if trigger == "decline":
        return decline(db, subject, by=by, today=today, key=key)
    return perform(db, subject, trigger, by=by, today=today, key=key, payload=payload)


def offers(db: Db, subject: Any, by: Who | None, today: date) -> tuple[Offer, ...]:
    """Every move that is this person's in the present state. Buttons, API, inbox and command line are this list."""
    actors = access.actors_of(db, by, subject)
    room, state = ROOMS[subject.stage], state_of(subject)
    mine = [m for m in room.stage.moves_from(state)
            if m.actors & _actors_for(db, by, subject, m, actors) and not lifecycle.caused(subject.stage, m.trigger)]
    if not mine:
        return ()
    facts = room.facts(db, subject, today, {})
    waits = open_proposal(db, subject.ref) is not None
    found = [(move, _offer(move, facts, waits, _shut(db, subject, move))) for move in mine]
    return tuple(offer for move, offer in found if offer.open or not move.rare)


def _actors_for(db: Db, by: Who | None, subject: Any, move: Move, actors: frozenset[Actor]) -> frozenset[Actor]:
    """An agent is the owner's initiator for those steps alone that a mandate gives."""
    return access.actors_of(db, by, subject, move.trigger) if Actor.AGENT in actors else actors


def waited_for(subject: Any) -> tuple[tuple[Move, Actor], ...]:
    """Whose turn it is: each move that leads on from here, and to whom it belongs."""
    room = ROOMS[subject.stage]
    return tuple((move, actor) for move in room.stage.moves_from(state_of(subject)) if not move.rare
                 for actor in sorted(move.actors))


def may_confirm(db: Db, subject: Any, by: Who | None) -> tuple[Proposal | None, bool, bool]:
    """(the open proposal, may this person confirm it, may this person decline it)"""
    proposal = open_proposal(db, subject.ref)
    if proposal is None or by is None:
        return proposal, False, False
    move, actors = _move_of(subject, proposal), access.actors_of(db, by, subject)
    second = move.confirm in actors and proposal.proposed_by != by.id
    return proposal, second, second or proposal.proposed_by == by.id


def _earlier(db: Db, subject: Any, by: Who, key: str, said: Any) -> Outcome | None:
    """The outcome that this call had before, None for a new key. Another call's key tells a stranger nothing (S1)."""
    try:
        done = calls.earlier(db, key, said)
    except calls.KeyReused:
        if not access.actors_of(db, by, subject):
            raise NotFound(subject.ref) from None
        raise
    return done and Outcome(**done)


def _shut(db: Db, subject: Any, move: Move) -> tuple[Broken, ...]:
    """H-01 on every move of an owner, whatever its table says; but what is done about the account itself stays open."""
    mine = move.actors <= {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER}
    shut = mine and subject.stage != "account" and access.owner_is_shut(db, subject)
    return (account_is_active.at("/owner"),) if shut else ()


def _judged(move: Move, facts: Any, shut: tuple[Broken, ...]) -> tuple[Broken, ...]:
    """What is broken, with H-01 once where the owner's account is shut."""
    broken = judge(move.rules, facts)
    return broken if any(b.rule is account_is_active for b in broken) else (*shut, *broken)


def _insist_on_code(subject: Any, trigger: str, by: Who) -> None:
    if not by.fresh and lifecycle.is_ledger_act(subject.stage, trigger):
        raise CodeAsked(trigger)


def _refuse_if_shut(db: Db, subject: Any, move: Move, today: date, payload: Payload) -> None:
    if shut := _shut(db, subject, move):
        broken = _judged(move, ROOMS[subject.stage].facts(db, subject, today, payload), shut)
        raise Refusal(*(b for b in broken if b.rule.grade == "refuse"))


def _offer(move: Move, facts: Any, waits: bool, shut: tuple[Broken, ...] = ()) -> Offer:
    asked = {f"/{ask.name}" for ask in move.asks}       # judged once it is given
    broken = tuple(b for b in _judged(move, facts, shut) if b.where not in asked)
    refusing = tuple(b for b in broken if b.rule.grade == "refuse")
    if waits:
        refusing = (INPUT.at("", "另一项操作正在等待复核。", "Another step waits for its second person."), *refusing)
    warnings = tuple(b for b in broken if b.rule.grade != "refuse")
    return Offer(move.trigger, move.zh, move.en, not refusing, refusing, warnings, move.asks, move.confirm,
                 move.leads_on)


def _second_person(db: Db, subject: Any, by: Who) -> tuple[Proposal, Move]:
    """The open proposal and its move; by: its second person, or whoever proposed it."""
    proposal = open_proposal(db, subject.ref)
    if proposal is None:
        raise NotOpen("confirm")
    move = _move_of(subject, proposal)
    if move.confirm not in access.actors_of(db, by, subject) and proposal.proposed_by != by.id:
        raise NotYours(proposal.trigger)
    return proposal, move


def _move_of(subject: Any, proposal: Proposal) -> Move:
    return ROOMS[subject.stage].stage.move(proposal.trigger, state_of(subject))


def _take(db: Db, subject: Any, trigger: str, actors: frozenset[Actor], taken: Taken) -> None:
    """Judge, move, record, and hand on."""
    room = ROOMS[subject.stage]
    source = subject.state
    known = room.facts(db, subject, taken.today, taken.payload)
    move, warnings = room.stage.fire(trigger, state=state_of(subject), actors=actors, facts=known)
    subject.state = move.dest.key
    effect = room.effects.get(trigger)                  # a row that must agree with its state is set before any flush
    said = dict((effect and effect(db, subject, taken)) or {})
    db.flush()
    facts = {**access.signed(db, taken.proposed_by or taken.by.id, subject, trigger),
             "trigger": trigger, "from": source, "to": move.dest.key, "by": taken.by.id,
             "rules": [r.id for r in move.rules], "warnings": sorted({b.rule.id for b in warnings}), **said}
    if taken.proposed_by:
        facts["proposed_by"] = taken.proposed_by
    if taken.payload:
        facts["payload"] = keep_words(db, canonical(dict(taken.payload)))
    events.write(db, subject=subject.ref, kind="moved", on=taken.today, at=clock.now(), facts=facts)
    deadlines.renew(db, subject.ref, move, taken.today)
    _hand_on(db, subject, taken)


def _hand_on(db: Db, subject: Any, taken: Taken) -> None:
    """What this move calls for elsewhere, in the same transaction."""
    for following in lifecycle.opens(subject.stage, taken.move.trigger):
        room = ROOMS[following.stage]
        if following.kind == "open":
            room.open(db, subject, taken)
            continue
        other = room.find(db, subject)
        if other is None:
            raise NotFound(f"{following.stage} of {subject.ref}")
        cause(db, other, following.trigger, taken, taken.payload)


def cause(db: Db, other: Any, trigger: str, taken: Taken, payload: Payload) -> None:
    """Take a move of another dossier as a consequence, in the same transaction, judged by its own rules.

    What waits there for a second person is set aside: it was proposed of a state that is over.
    """
    if open_proposal(db, other.ref):
        set_aside(db, other, taken.today)
    step = ROOMS[other.stage].stage.move(trigger, state_of(other))
    _take(db, other, trigger, step.actors, Taken(step, taken.by, taken.today, taken.key, payload))
