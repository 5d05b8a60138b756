"""强制注销: which credits it takes, what stays owed when there are too few, and the measure that it carries out."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import moves
from app.credits import ranges
from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import holding_facts, live_pieces, spans_of, tonnes_of
from app.ledger.pieces import Change, Piece, Span, after, end, first_of, lift_kinds
from app.models.credit import CreditDossier
from app.models.ledger import Act
from app.models.sanction import DUE, SanctionCase, SanctionMeasure
from app.rooms import Payload, Taken
from methodologies.kernel.rules import INPUT, Refusal
from workflows.cancellation import CANCELLATION, Facts
from workflows.holdings import LIENS

if TYPE_CHECKING:
    from app.database import Db

FALLING = tuple(lien for lien in LIENS if lien != "court")


@dataclass(frozen=True)
class Debt:
    """What was ordered, what has been cancelled for it, and what is owed still."""
    ordered_t: int
    cancelled_t: int
    owed_t: int


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said = said_of(row, payload)
    held = holding_facts(db, row, today)
    part = payload.get("part_t", "")
    return Facts(**held, ordered_t=_ordered(row), measure_t=_measure_t(db, row, said.get("measure", "")),
                 takeable_t=tonnes_of(_takeable(db, row.account_id)), owed_t=owed(row),
                 part_t=int(part) if part.isdecimal() else 0)


def _to_take(db: Db, row: CreditDossier, total: str) -> list[Span]:
    """The serials of an order for so many tonnes: fewer when the account has fewer, none when it has none. Refusal."""
    total = total.strip()
    row.said = {"ordered_t": total}
    if not (total.isascii() and total.isdigit() and int(total) >= 1):
        raise Refusal(INPUT.at("/total", "数量应为正整数吨。", "Tonnes are a positive whole number."))
    return first_of(_takeable(db, row.account_id), int(total))


def _takeable(db: Db, account_id: int) -> list[Piece]:
    """What no court has frozen: what a suspension alone binds as good as free, then what others have a right in."""
    held = [(piece, {bond["kind"] for bond in piece.bonds}) for piece in live_pieces(db, account_id)]
    held.sort(key=lambda each: bool(each[1] - {"administrative"}))
    return [piece for piece, kinds in held if "court" not in kinds]


def _ordered(row: CreditDossier) -> int:
    return int(row.said["ordered_t"])


def owed(row: CreditDossier) -> int:
    """Tonnes ordered that the dossier has no serials for."""
    return _ordered(row) - sum(span.tonnes for span in spans_of(row))


def debt_of(db: Db, row: CreditDossier) -> Debt:
    cancelled = 0 if row.state == "draft" else _ordered(row) - owed(row)
    return Debt(_ordered(row), cancelled, owed(row))


def _measure_t(db: Db, row: CreditDossier, ref: str) -> int | None:
    """The quantity of a forced cancellation of this holder that waits to be carried out."""
    return db.scalar(select(SanctionMeasure.quantity).join(SanctionCase).where(
        SanctionMeasure.ref == ref, SanctionMeasure.kind == "force_cancel", SanctionMeasure.state.in_(DUE),
        SanctionCase.respondent_id == row.account.organisation_id))


# --- what it does

def _end(db: Db, row: CreditDossier, said: Said) -> Change:
    """Every lien below the court's falls with the credits."""
    return after(lift_kinds(*FALLING), end("force_cancelled"))


def _free(db: Db, row: CreditDossier) -> Iterable[Piece]:
    return (piece for piece in live_pieces(db, row.account_id) if piece.state == "available")


def _part(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return first_of(_free(db, row), int(said["part_t"]))


def _rest(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return first_of(_free(db, row), owed(row))


def _chosen(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return spans_of(row)


def _add(spans: Any) -> Any:
    """What is returned is the dossier's too: by that its debt grows less."""
    def add(db: Db, row: CreditDossier, taken: Taken, act_id: str) -> Mapping[str, Any]:
        ranges.add(db, row, spans(db, row, row.said))
        return {"owed_t": owed(row)}
    return add


def _carried_out(db: Db, row: CreditDossier, taken: Taken) -> dict[str, Any]:
    """The measure is done by this act, the first where there were several; one without an act found nothing to
    cancel."""
    measure = db.lock(SanctionMeasure, row.said["measure"])
    act = db.scalar(select(Act.id).where(Act.key == taken.key))
    moves.cause(db, measure, "carry_out", taken, {"act": act} if act else {})
    return {"measure": measure.ref, "owed_t": owed(row)}


def _returned(db: Db, row: CreditDossier, taken: Taken) -> dict[str, Any]:
    """Nothing is owed any more: the order to return the shortage is done."""
    case = select(SanctionMeasure.case_id).where(SanctionMeasure.ref == row.said["measure"]).scalar_subquery()
    orders = db.scalars(select(SanctionMeasure).where(
        SanctionMeasure.case_id == case, SanctionMeasure.kind == "return_shortage").order_by(SanctionMeasure.n)).all()
    mine = [each for each in orders if each.target == row.said["measure"]] or [e for e in orders if not e.target]
    ref = next((each.ref for each in mine if each.state in DUE), None)
    if ref is None:                                     # settled there by hand
        return {}
    moves.cause(db, db.lock(SanctionMeasure, ref), "carry_out", taken,
                {"act": db.scalars(select(Act.id).where(Act.key == taken.key)).one()})
    return {"measure": ref}


serve(CANCELLATION, facts, {
    "cancel": Effect("force_cancel", _end, _chosen, in_parts=True),
    "cancel_short": Effect("force_cancel", _end, _chosen, in_parts=True),
    "return_part": Effect("return_shortage", _end, _part, _add(_part), in_parts=True),
    "return_rest": Effect("return_shortage", _end, _rest, _add(_rest), in_parts=True)},
    {"cancel": _carried_out, "cancel_short": _carried_out, "return_rest": _returned}, about=_to_take)
