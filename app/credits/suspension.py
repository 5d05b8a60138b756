"""暂停交易: laid on all that an account holds, whatever else lies on it; what its rules need to know of its cases."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.credits import ranges
from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import as_spans, live_pieces, spans_of, under_its_lien
from app.ledger.pieces import Change, Piece, Span, lay, lift
from app.ledger.trading import is_suspended
from app.models.credit import CreditDossier
from app.models.sanction import DUE, SanctionCase, SanctionMeasure
from app.parties.queries import trading_is_suspended
from app.rooms import Payload, Taken
from methodologies.kernel.rules import INPUT, Refusal
from workflows.freeze import SUSPENSION, SuspensionFacts

if TYPE_CHECKING:
    from app.database import Db

SETTLED = ("closed", "dismissed")                       # states of a case
CANCELLING = ("order_cancel", "force_cancel", "return_shortage")


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> SuspensionFacts:
    said, home = said_of(row, payload), row.account.organisation_id
    return SuspensionFacts(
        ground=said.get("ground", ""), authority=said.get("authority", ""), document_no=said.get("document_no", ""),
        clause=said.get("clause", ""), case_open=_case_is_open(db, row, home), cancel_left_t=_cancel_left(db, home))


def _case_is_open(db: Db, row: CreditDossier, home: int | None) -> bool:
    """For what is suspended already, a case is not settled while a measure of it suspends trading itself."""
    if home is not None and row.state != "draft" and trading_is_suspended(db, home):
        return True
    return db.scalar(select(SanctionCase.id).where(SanctionCase.respondent_id == home,
                                                   SanctionCase.state.not_in(SETTLED)).limit(1)) is not None


def _cancel_left(db: Db, home: int | None) -> int:
    """Tonnes of ordered cancellations that are still due, with what is owed of them; a forced one takes the place of
    the order that was not obeyed."""
    due = db.scalars(select(SanctionMeasure).join(SanctionCase).where(
        SanctionCase.respondent_id == home, SanctionMeasure.state.in_(DUE), SanctionMeasure.kind.in_(CANCELLING))).all()
    replaced = {each.order for each in due} - {None}
    return sum(each.quantity or 0 for each in due if each not in replaced)


def _all_of_it(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    """What the account holds on the day, which may be more or less than when the dossier was begun."""
    return as_spans(piece for piece in live_pieces(db, row.account_id) if "administrative" not in kinds_on(piece))


def kinds_on(piece: Piece) -> set[str]:
    return {bond["kind"] for bond in piece.bonds}


def _lay(db: Db, row: CreditDossier, said: Said) -> Change:
    """What has just gone to another account is not touched."""
    change = lay("administrative", row.ref)
    return lambda piece: change(piece) if piece.account_id == row.account_id else piece


def _note_the_new(db: Db, row: CreditDossier, taken: Taken, act_id: str) -> Mapping[str, Any]:
    """Serials that came into the account since the dossier was begun are the dossier's too."""
    known = spans_of(row)
    ranges.add(db, row, [part for span in _all_of_it(db, row, {}) for part in _outside(span, known)])
    return {}


def _outside(span: Span, known: list[Span]) -> list[Span]:
    """The parts of a span that none of the known ones covers."""
    left = [span]
    for each in known:
        left = [part for one in left for part in _without(one, each)]
    return left


def _without(one: Span, other: Span) -> list[Span]:
    if one.batch_id != other.batch_id or other.hi < one.lo or one.hi < other.lo:
        return [one]
    parts = ((one.lo, other.lo - 1), (other.hi + 1, one.hi))
    return [Span(one.batch_id, lo, hi) for lo, hi in parts if lo <= hi]


def _everything(db: Db, row: CreditDossier, total: str) -> list[Span]:
    """What no suspension lies on yet; nothing for an account that holds nothing now. Refusal when one is in force, and
    lies on all there is."""
    found = _all_of_it(db, row, {})
    if not found and is_suspended(db, row.account_id):
        raise Refusal(INPUT.at("/account", "该账户已暂停交易，没有其他减排量可列入。",
                               "Trading of the account is suspended already, and covers all that it holds."))
    return found


serve(SUSPENSION, facts, {
    "suspend": Effect("suspend", _lay, _all_of_it, _note_the_new, in_parts=True),
    "lift": Effect("resume", lambda db, row, said: lift(row.ref), under_its_lien, in_parts=True)}, about=_everything)
