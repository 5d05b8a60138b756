"""What the moves of a stage do in the ledger, as data: the same change is shown before it is confirmed and carried out
when it is taken.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app import clock, moves
from app.credits.ranges import as_spans, pieces_of
from app.evidence import calls
from app.ledger import acts, fallen, store
from app.ledger.pieces import Change, Piece, Span, Unfit, within
from app.models.credit import CreditDossier
from app.models.ledger import Account
from app.rooms import Payload, Room, Taken
from workflows.engine import Stage
from workflows.holdings import FINAL, FREE, STATES

if TYPE_CHECKING:
    from app.database import Db

Facts = Callable[["Db", CreditDossier, date, Payload], Any]
Said = Mapping[str, str]                                # all that the moves were told so far, the present one included


def _every(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return as_spans(pieces_of(db, row))


@dataclass(frozen=True)
class Effect:
    """kind: of the act; change: what becomes of each piece; spans: of which; with_it: what else is written before the
    act is sealed, given back as facts of its event; in_parts: by several acts where one can't touch so many ranges."""
    kind: str
    change: Callable[[Db, CreditDossier, Said], Change]
    spans: Callable[[Db, CreditDossier, Said], list[Span]] = _every
    with_it: Callable[[Db, CreditDossier, Taken, str], Mapping[str, Any]] | None = None
    in_parts: bool = False


@dataclass(frozen=True)
class Shown:
    """One line of what a move would do: so many ranges and tonnes, from state to state, and between which accounts.
    ends: for good; binds: they become immovable."""
    ranges: int
    tonnes: int
    before: tuple[str, str]
    then: tuple[str, str]
    account: str
    into: str
    ends: bool
    binds: bool


PORTION = acts.MOST_POSTINGS // 4                       # ranges: each is closed once, and opened in three at most
About = Callable[["Db", CreditDossier, str], list[Span]]   # of the total that was ordered, as it was typed
EFFECTS: dict[tuple[str, str], Effect] = {}
ABOUT: dict[str, About] = {}
LOCKS: dict[str, Callable[[Db, CreditDossier], object]] = {}
BESIDES: dict[str, Callable[[Db, CreditDossier], list[CreditDossier]]] = {}


def serve(stage: Stage, facts: Facts, effects: Mapping[str, Effect],
          more: Mapping[str, Callable[[Db, CreditDossier, Taken], Mapping[str, Any] | None]] | None = None, *,
          about: About | None = None, locks: Callable[[Db, CreditDossier], object] | None = None,
          besides: Callable[[Db, CreditDossier], list[CreditDossier]] | None = None) -> None:
    """Take over a stage of credits. Called once, at import.

    more: what a move leaves behind besides, after its act; about: which serials a new dossier takes, where they are not
    those that its beginner chose; locks: what a move keeps others from besides the batches; besides: dossiers that may
    move along with this one, always in one order.
    """
    EFFECTS.update({(stage.name, trigger): effect for trigger, effect in effects.items()})
    if about:
        ABOUT[stage.name] = about
    if locks:
        LOCKS[stage.name] = locks
    if besides:
        BESIDES[stage.name] = besides
    triggers = {move.trigger for move in stage.moves}
    if unknown := {*effects, *(more or {})} - triggers:
        raise ValueError(f"{stage.name} has no moves {sorted(unknown)}")
    moves.serve(stage.name, Room(stage, facts, {
        trigger: _taking(stage, effects.get(trigger), (more or {}).get(trigger)) for trigger in triggers}))


def lock(db: Db, row: CreditDossier) -> None:
    """Nobody else moves credits of these batches until this transaction ends. Before anything is read of them."""
    others = BESIDES[row.stage](db, row) if row.stage in BESIDES else []
    rows = [row, *(db.lock(CreditDossier, each.ref) for each in others)]
    store.lock_batches(db, {each.batch_id for one in rows for each in one.ranges})
    lock_besides(db, [row])


def lock_besides(db: Db, rows: Iterable[CreditDossier]) -> None:
    """What their stages lock once the batches are locked, account by account in one order for all."""
    for row in sorted(rows, key=lambda row: (row.account_id, row.id)):
        if row.stage in LOCKS:
            LOCKS[row.stage](db, row)


def said_of(row: CreditDossier, payload: Payload) -> dict[str, str]:
    """What the moves were told so far, with what the present one says."""
    return {**row.said, **payload}


def _taking(stage: Stage, effect: Effect | None, more: Any) -> Callable[[Db, CreditDossier, Taken], dict[str, Any]]:
    def take(db: Db, row: CreditDossier, taken: Taken) -> dict[str, Any]:
        row.said = said_of(row, taken.payload)
        if not stage.moves_from(taken.move.dest):
            row.ended_on = taken.today
        done = _act(db, row, effect, taken) if effect else {}
        return {**done, **((more and more(db, row, taken)) or {})}
    return take


def _act(db: Db, row: CreditDossier, effect: Effect, taken: Taken) -> dict[str, Any]:
    """Carry it out; a dossier whose lien has gone from all its serials leaves nothing to do."""
    spans = effect.spans(db, row, row.said)
    if not spans:
        return {}
    act_id = acts.new_id()
    facts = {"dossier": row.ref, **(effect.with_it(db, row, taken, act_id) if effect.with_it else {})}
    change, done = within(row.account_id, effect.change(db, row, row.said)), list[str]()
    for some in _portions(db, spans) if effect.in_parts else [spans]:
        act = acts.reshape(db, key=_key(db, taken, act_id) if done else taken.key, kind=effect.kind, subject=row.ref,
                           spans=some, change=change, on=taken.today, at=clock.now(), facts=facts, act_id=act_id)
        fallen.tell(db, act, taken.today, besides=row.ref)
        done.append(act.id)
        act_id = acts.new_id()
    return {"act": done[0], **({"acts": done} if len(done) > 1 else {})}


def _portions(db: Db, spans: list[Span]) -> Iterator[list[Span]]:
    """As many ranges at a time as one act can surely touch."""
    parts = as_spans(store.parts_in(db, spans))
    return (parts[start:start + PORTION] for start in range(0, len(parts), PORTION))


def _key(db: Db, taken: Taken, act_id: str) -> str:
    """The key of a further act of the same call."""
    calls.keep(db, act_id, ["a further act of", taken.key], {"act": act_id}, clock.now())
    return act_id


def preview(db: Db, row: CreditDossier, trigger: str, payload: Payload) -> tuple[Shown, ...]:
    """What a move would do, by account and state; empty for one that moves no credits, or could not be done now."""
    effect = EFFECTS.get((row.stage, trigger))
    if effect is None:
        return ()
    said = said_of(row, payload)
    try:
        change = within(row.account_id, effect.change(db, row, said))
        spans = effect.spans(db, row, said)
        pairs = [(part, change(part)) for part in store.parts_in(db, spans)] if spans else []
    except (Unfit, LookupError, ValueError):            # what it asks for is not given yet
        return ()
    return tuple(_summed(db, pairs))


def _summed(db: Db, pairs: list[tuple[Piece, Piece]]) -> Iterator[Shown]:
    numbers = {account: db.get_one(Account, account).number
               for account in {piece.account_id for pair in pairs for piece in pair}}
    found: dict[tuple[int, str, int, str], list[Piece]] = defaultdict(list)
    for before, then in pairs:
        if before != then:
            found[before.account_id, before.state, then.account_id, then.state].append(then)
    for (source, state, into, becomes), pieces in found.items():
        yield Shown(len(pieces), sum(p.tonnes for p in pieces), STATES[state], STATES[becomes], numbers[source],
                    numbers[into], becomes in FINAL, becomes not in FREE and becomes not in FINAL)
