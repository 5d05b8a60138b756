"""Which serials a dossier is about: how they are chosen, and how they stand now."""
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app import access
from app.ledger import acts, store
from app.ledger.pieces import Piece, Span, first_of
from app.ledger.queries import balance_of
from app.ledger.serials import read_serial, serial_text
from app.ledger.trading import is_suspended
from app.models.credit import CreditDossier, CreditRange
from app.models.document import Version
from app.models.ledger import FINAL, Account, Act, Batch, Holding
from app.models.party import Organisation
from app.models.project import Project
from app.published.queries import settings
from methodologies.kernel.rules import HOUSE, INPUT, Broken, Refusal, Rule, Unreadable, cite
from workflows.engine import State
from workflows.holdings import Range

if TYPE_CHECKING:
    from app.database import Db

CHOSEN = Rule("LEDGER-CHOSEN", "所选编号区段须由该账户持有，且互不重叠。",
              "The serials chosen are held by the account and chosen once.", cite(HOUSE, "ledger"))
NO_QUOTA = {"yes": False, "no": True}                   # "no legal duty, outside any quota", as the design declares it
_REGISTERED = (select(Batch.id, Act.on, Version.body).join(Act, Act.id == Batch.act_id)
               .outerjoin(Project, Project.code == Batch.project_code)
               .outerjoin(Version, Version.id == Project.version_id)
               .where(Batch.id.in_(bindparam("batches", expanding=True))))
MOST_RANGES = 150                                       # of one dossier: what one act can split and join


@dataclass(frozen=True)
class Pick:
    """What was chosen: a printed block, and how many tonnes of it, from its first serial; empty = all."""
    serial: str
    tonnes: str = ""


def chosen(db: Db, account: Account | None, picks: Sequence[Pick], total: str = "") -> list[Span]:
    """The spans of what was picked, or of the lowest serials that make up `total`, free ones first. Refusal.

    account: whose they must be; None for whoever may not know whose they are, and names serials alone.
    """
    picks = [each for each in picks if each.serial.strip() and (each.tonnes.strip() or not total.strip())]
    if account and not picks and total.strip():
        return _lowest(db, account, total.strip())
    found: list[Span] = []
    broken: list[Broken] = []
    for n, pick in enumerate(picks):
        span = _picked(db, account, pick, f"/picks/{n}")
        if isinstance(span, Broken):
            broken.append(span)
        elif any(span.batch_id == o.batch_id and span.lo <= o.hi and o.lo <= span.hi for o in found):
            broken.append(CHOSEN.at(f"/picks/{n}"))
        else:
            found.append(span)
    if not picks:
        broken.append(INPUT.at("/picks", "请选择至少一个编号区段，并填写数量。",
                               "Choose at least one range and a quantity."))
    if len(found) > MOST_RANGES:
        broken.append(acts.PARTS.at("/picks"))
    if broken:
        raise Refusal(*broken)
    return found


def _picked(db: Db, account: Account | None, pick: Pick, where: str) -> Span | Broken:
    try:
        block = read_serial(pick.serial)
    except Unreadable as wrong:
        return wrong.broken[0].rule.at(f"{where}/serial")
    batch = store.batch_of(db, block)
    tonnes = pick.tonnes.strip().replace(",", "") or str(block.tonnes)
    if not (tonnes.isascii() and tonnes.isdigit() and 1 <= int(tonnes) <= block.tonnes):
        return INPUT.at(f"{where}/tonnes", f"数量应为1至{block.tonnes}的整数。",
                        f"A whole number from 1 to {block.tonnes}.")
    if batch is None:
        return CHOSEN.at(f"{where}/serial")
    span = Span(batch.id, block.lo, block.lo + int(tonnes) - 1)
    if account is None:
        return span
    holds = store.lying_in(db, [span])
    return span if all(held.piece.account_id == account.id for held in holds) else CHOSEN.at(f"{where}/serial")


def _lowest(db: Db, account: Account, total: str) -> list[Span]:
    """For a freeze that names an amount: what is free before what is bound, lowest serials first."""
    if not (total.isascii() and total.isdigit() and int(total) >= 1):
        raise Refusal(INPUT.at("/total", "数量应为正整数吨。", "Tonnes are a positive whole number."))
    found = first_of(live_pieces(db, account.id), int(total))
    if sum(span.tonnes for span in found) < int(total):
        raise Refusal(acts.ENOUGH.at("/total"))
    if len(found) > MOST_RANGES:
        raise Refusal(acts.PARTS.at("/total"))
    return found


def live_pieces(db: Db, account_id: int) -> list[Piece]:
    """What an account holds that is not at an end: what is free before what is bound, lowest serials first."""
    held = db.execute(select(*store.PIECE).where(Holding.account_id == account_id, Holding.closed_by.is_(None),
                                                 Holding.state.not_in(tuple(FINAL)))
                      .order_by(Holding.liens != "[]", Holding.batch_id, Holding.lo))
    return [Piece(*row) for row in held]


def spans_of(row: CreditDossier) -> list[Span]:
    return [Span(each.batch_id, each.lo, each.hi) for each in row.ranges]


def add(db: Db, row: CreditDossier, spans: Iterable[Span]) -> None:
    """These serials are the dossier's from now on, after those that it has."""
    db.add_all(CreditRange(dossier_id=row.id, n=n, batch_id=each.batch_id, lo=each.lo, hi=each.hi)
               for n, each in enumerate(spans, len(row.ranges) + 1))
    db.flush()
    db.expire(row, ["ranges"])


def pieces_of(db: Db, row: CreditDossier) -> list[Piece]:
    """How the dossier's serials stand now, in pieces; once it has laid its lien, those that bear it."""
    found = store.parts_in(db, spans_of(row))
    bound = [piece for piece in found if piece.is_bound_by(row.ref)]
    return bound or found


def under_its_lien(db: Db, row: CreditDossier, said: Mapping[str, str] | None = None) -> list[Span]:
    """Its serials that bear the dossier's lien: none before it was laid, nor what an act of higher rank took."""
    return as_spans(piece for piece in store.parts_in(db, spans_of(row)) if piece.is_bound_by(row.ref))


def as_spans(pieces: Iterable[Piece]) -> list[Span]:
    return [Span(each.batch_id, each.lo, each.hi) for each in pieces]


def tonnes_of(pieces: Iterable[Piece]) -> int:
    return sum(each.tonnes for each in pieces)


def serials(db: Db, pieces: Sequence[Piece]) -> list[str]:
    """Each piece as a printed block."""
    batches = {b.id: b for b in db.scalars(select(Batch).where(Batch.id.in_({p.batch_id for p in pieces})))}
    return [serial_text(b.project_code, b.year, b.period_no, p.lo, p.hi)
            for p in pieces for b in (batches[p.batch_id],)]


# --- what every rule about credits needs to know

def holding_facts(db: Db, row: CreditDossier, today: date, laid: Collection[State] = ()) -> dict[str, Any]:
    """The fields of `workflows.holdings.Facts` for a dossier. laid: its states while its lien lies: what has lost that
    lien is no longer its own."""
    pieces = pieces_of(db, row)
    if row.state in {state.key for state in laid}:
        pieces = [piece for piece in pieces if piece.is_bound_by(row.ref)]
    return facts_about(db, row.account, pieces, today, row.ref)


def facts_about(db: Db, account: Account, pieces: Sequence[Piece], today: date, ref: str = "") -> dict[str, Any]:
    """The same for any serials of an account; liens of the dossier `ref` are left out. Credits that have left the
    account are in no state to be used."""
    since = _registered(db, {piece.batch_id for piece in pieces})
    ranges = tuple(_range(n, piece, account.id, ref, since[piece.batch_id]) for n, piece in enumerate(pieces))
    home = db.get(Organisation, account.organisation_id)
    return {"today": today, "account_active": home is not None and not access.is_shut(home),
            "suspended": is_suspended(db, account.id),
            "tonnes": tonnes_of(pieces), "ranges": ranges,
            "available_t": balance_of(db, account.id).get("available", 0), "settings": settings(db, today)}


def _range(n: int, piece: Piece, account_id: int, ref: str, since: tuple[date, bool | None]) -> Range:
    """Liens of others alone. What another account holds by now counts as retired here: nothing can be done with it."""
    bonds = tuple(bond["kind"] for bond in piece.bonds if bond["ref"] != ref)
    gone = piece.account_id != account_id
    return Range(f"/ranges/{n}", piece.tonnes, bonds, "retired" if gone else piece.unbound, *since)


def _registered(db: Db, batches: set[int]) -> Mapping[int, tuple[date, bool | None]]:
    """For each batch the day of its issue, and whether its project says that it lies inside an emissions quota."""
    rows = db.execute(_REGISTERED, {"batches": list(batches)})
    return {number: (on, NO_QUOTA.get(json.loads(body)["inputs"].get("no_legal_duty")) if body else None)
            for number, on, body in rows}
