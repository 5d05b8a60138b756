"""司法冻结: what its rules need to know, what it does to credits, and who waits in line.

One judicial freeze at a time lies on a credit. A later document lies on what no earlier one has a claim on; for the
rest it waits until those received before it are gone, and takes effect in the transaction that ends them, on what is
left in the account.
"""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from app import clock, moves
from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import as_spans, holding_facts, spans_of, tonnes_of, under_its_lien
from app.evidence import calls
from app.evidence.events import instant_text
from app.ledger import store
from app.ledger.pieces import Change, Piece, Span, after, cut, give, lay, lift, lift_kinds
from app.ledger.queries import is_usable
from app.models.credit import CreditDossier, CreditRange
from app.models.ledger import FINAL, WORLD, Account
from app.proposals import open_proposal
from app.rooms import Payload, Taken
from methodologies.kernel.rules import judge
from workflows.engine import State
from workflows.freeze import FREEZE, Facts
from workflows.holdings import LIENS

if TYPE_CHECKING:
    from app.database import Db

IN_LINE = ("received", "waiting", "frozen")             # states of a document that was received and is not settled
ENDING = ("lift", "expire", "transfer", "send_back")    # moves after which the next one may take effect
SINCE = "received_at"                                   # kept beside what was said: the order of the line


@dataclass(frozen=True)
class Queued:
    """A judicial freeze in the line for some credits; place 1 is the one that lies on them, or is next."""
    place: int
    ref: str
    href: str
    state: State
    document_no: str
    expires_on: date | None
    tonnes: int
    mine: bool


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said, held = said_of(row, payload), holding_facts(db, row, today)
    if row.state in IN_LINE:                            # what went by other ways is no longer spoken of
        held["ranges"] = tuple(each for each in held["ranges"] if each.unbound not in FINAL)
        held["tonnes"] = sum(each.tonnes for each in held["ranges"])
    recipient = account_named(db, said.get("recipient", ""))
    return Facts(
        **held, organ=said.get("organ", ""), document_no=said.get("document_no", ""),
        expires_on=_day(said.get("expires_on")), ends_on=_day(row.said.get("expires_on")), ahead=_ahead(db, row),
        free_t=tonnes_of(_free(db, row)), lifting_no=said.get("lifting_no", ""),
        ruling_no=said.get("ruling_no", ""), ruling_from=_day(said.get("ruling_from")),
        recipient_active=recipient is not None and recipient.id != row.account_id and is_usable(db, recipient))


def account_named(db: Db, number: str) -> Account | None:
    """A holder's account by its number."""
    return db.scalar(select(Account).where(Account.number == number.strip(), Account.id != WORLD))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- the line

def _ahead(db: Db, row: CreditDossier) -> tuple[str, ...]:
    """Pointers to the documents before this one: those that lie on its credits, and those received earlier."""
    wanted = _wanted(db, row)
    lying = {bond["ref"] for piece in wanted for bond in piece.bonds if bond["kind"] == "court"}
    earlier = [each.ref for each in _earlier(db, row) if any(_meet(piece, spans_of(each)) for piece in wanted)]
    return tuple(f"/freezes/{ref}" for ref in dict.fromkeys([*sorted(lying), *earlier]))


def _meet(piece: Piece, spans: list[Span]) -> bool:
    return any(inside for _, inside in cut(piece, spans))


def _earlier(db: Db, row: CreditDossier) -> list[CreditDossier]:
    """The documents in line that were received before this one."""
    return [each for each in _in_line(db, row) if _place(each) < _place(row)]


def _wanted(db: Db, row: CreditDossier) -> list[Piece]:
    """Its credits that are still in the account and not at an end, and do not bear its lien."""
    return [piece for piece in store.parts_in(db, spans_of(row))
            if piece.account_id == row.account_id and piece.state not in FINAL and not piece.is_bound_by(row.ref)]


def _free(db: Db, row: CreditDossier) -> list[Piece]:
    """Of those the ones that it can be laid on: no other judicial freeze lies on them, nor has an earlier claim."""
    free = [piece for piece in _wanted(db, row) if all(bond["kind"] != "court" for bond in piece.bonds)]
    for each in _earlier(db, row):
        free = [part for piece in free for part, inside in cut(piece, spans_of(each)) if not inside]
    return free


def _in_line(db: Db, row: CreditDossier) -> list[CreditDossier]:
    """The judicial freezes that are about some of the same serials, in the order in which they were received."""
    same = or_(*(and_(CreditRange.batch_id == s.batch_id, CreditRange.lo <= s.hi, CreditRange.hi >= s.lo)
                 for s in spans_of(row)))
    rows = db.scalars(select(CreditDossier).where(
        CreditDossier.stage == "freeze", CreditDossier.state.in_(IN_LINE),
        CreditDossier.id.in_(select(CreditRange.dossier_id).where(same))))
    return sorted(rows, key=lambda each: (each.state != "frozen", each.said.get(SINCE, ""), each.id))


def queue_of(db: Db, row: CreditDossier) -> tuple[Queued, ...]:
    """The line for the credits of a freeze, for its page."""
    shown = [each for each in _in_line(db, row) if each.state != "received" or each is row]     # not laid, not told
    return tuple(Queued(place, each.ref, each.href, FREEZE.states.of(each.state), each.said.get("document_no", ""),
                        _day(each.said.get("expires_on")), sum(span.tonnes for span in spans_of(each)), each is row)
                 for place, each in enumerate(shown, 1))


def _received(db: Db, row: CreditDossier, taken: Taken) -> Mapping[str, Any]:
    row.said = {**row.said, SINCE: instant_text(clock.now())}
    return {SINCE: row.said[SINCE]}


# --- what it does

def _what_is_free(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return as_spans(_free(db, row))


def _lay(db: Db, row: CreditDossier, said: Said) -> Change:
    return lay("court", row.ref)


def _lift(db: Db, row: CreditDossier, said: Said) -> Change:
    return lift(row.ref)


def _hand_over(db: Db, row: CreditDossier, said: Said) -> Change:
    """扣划: every other lien ranks below the court's, and falls with it."""
    recipient = account_named(db, said.get("recipient", ""))
    if recipient is None:
        raise LookupError("recipient")
    return after(lift_kinds(*LIENS), give(recipient.id))


def _behind(db: Db, row: CreditDossier) -> list[CreditDossier]:
    """Who may wait for credits of this one: what was received later, in the order of the line."""
    return [each for each in _in_line(db, row) if each.state in ("waiting", "frozen")
            and _place(each) > _place(row)]


def _place(row: CreditDossier) -> tuple[str, int]:
    """One that was not handed in yet stands behind all others."""
    return row.said.get(SINCE, "~"), row.id


def _next_takes_effect(db: Db, row: CreditDossier, taken: Taken) -> None:
    """Whoever waited for these credits has them by the same transaction: nobody uses them in between."""
    for each in _behind(db, row):
        other = db.lock(CreditDossier, each.ref)
        step = FREEZE.move("advance", FREEZE.states.of(other.state))
        if judge(step.rules, facts(db, other, taken.today, {})):
            continue
        if open_proposal(db, other.ref):
            moves.set_aside(db, other, taken.today)
        key = str(uuid.uuid4())
        calls.keep(db, key, ["advance", other.ref, row.ref], {}, clock.now())
        moves.cause(db, other, "advance", replace(taken, key=key), {})


serve(FREEZE, facts, {
    "freeze": Effect("freeze", _lay, _what_is_free), "advance": Effect("freeze", _lay, _what_is_free),
    "lift": Effect("unfreeze", _lift, under_its_lien), "expire": Effect("unfreeze", _lift, under_its_lien),
    "transfer": Effect("court_transfer", _hand_over, under_its_lien)},
    {"ask": _received, **dict.fromkeys(ENDING, _next_takes_effect)}, besides=_behind)
