"""The rows that an act reads and writes. Each statement is made once: making one costs more than running it.

Open ranges of a batch are disjoint, so what reaches into a span begins at its predecessor: every look-up here is two
steps in the index of open holdings, however many there are.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import aliased

from app.ledger.pieces import Piece, Span, cut
from app.ledger.serials import BatchName, Block
from app.models.ledger import FINAL, Account, Act, Batch, Holding, Posting
from app.models.party import Organisation

if TYPE_CHECKING:
    from app.database import Db

_before = aliased(Holding)
_batch = Batch.__table__.c
_BATCHES = (select(_batch.id, _batch.project_code, _batch.year, _batch.period_no).order_by(_batch.id).with_for_update()
            .where(_batch.id.in_(bindparam("ids", expanding=True))))
_PRINTED = select(Batch).where(Batch.project_code == bindparam("project"), Batch.year == bindparam("year"),
                               Batch.period_no == bindparam("period"), Batch.size >= bindparam("hi"))
_holding = Holding.__table__.c
PIECE = tuple(_holding[each.name] for each in fields(Piece))  # its columns, in order
_LYING = (select(_holding.id, *PIECE).where(
    _holding.batch_id == bindparam("batch"), _holding.closed_by.is_(None), _holding.hi >= bindparam("lo"),
    _holding.lo <= bindparam("hi"), _holding.lo >= func.coalesce(
        select(func.max(_before.lo)).where(_before.batch_id == bindparam("batch"), _before.closed_by.is_(None),
                                           _before.lo <= bindparam("lo")).scalar_subquery(), 0))
    .order_by(_holding.lo))
_CLOSE = (update(Holding.__table__).values(closed_by=bindparam("act"))
          .where(_holding.id.in_(bindparam("ids", expanding=True)), _holding.closed_by.is_(None)))
_home = Organisation.__table__
_whose = Account.__table__.join(_home, _home.c.id == Account.__table__.c.organisation_id)
_TAKING = (select(Account.__table__.c.id, _home.c.closed_on).select_from(_whose).order_by(Account.__table__.c.id)
           .where(Account.__table__.c.id.in_(bindparam("ids", expanding=True)))
           .with_for_update(read=True, of=_home))
_CLOSING = (select(_home.c.id).select_from(_whose).where(Account.__table__.c.id == bindparam("account"))
            .with_for_update(key_share=True, of=_home))
_HELD_IN = (select(_holding.batch_id).distinct().where(
    _holding.account_id == bindparam("account"), _holding.closed_by.is_(None), _holding.state.not_in(tuple(FINAL))))
_OPEN, _POST, _SEAL = insert(Holding.__table__), insert(Posting.__table__), insert(Act.__table__)
_NUMBERS = (select(Account.__table__.c.id, Account.__table__.c.number)
            .where(Account.__table__.c.id.in_(bindparam("ids", expanding=True))))


@dataclass(frozen=True)
class Open:
    """A holding that is open now, by its key: what an act closes."""
    id: int
    piece: Piece


def batch_of(db: Db, block: Block) -> Batch | None:
    """The batch in which a printed block lies; None where such serials were never issued."""
    return db.scalar(_PRINTED, {"project": block.project_code, "year": block.year, "period": block.period_no,
                                "hi": block.hi})


def lock_batches(db: Db, ids: Iterable[int]) -> dict[int, BatchName]:
    """Batches in id order, so that two acts never wait for each other. Read holdings after this, not before.

    Batches never change, and what is locked stays so: a service locks them before it looks, and the act again.
    """
    wanted = sorted(set(ids))
    locked: dict[int, BatchName] = db.info.setdefault("locked batches", {})
    if new := [each for each in wanted if each not in locked]:
        locked.update((row.id, BatchName(*tuple(row)[1:])) for row in db.direct(_BATCHES, {"ids": new}))
    return {each: locked[each] for each in wanted if each in locked}


def any_closed(db: Db, accounts: Iterable[int]) -> bool:
    """Whether one of these accounts, which are to be given credits, has been closed; none will be until this
    transaction ends. After the batches, in id order: so two acts never wait for each other."""
    return any(row.closed_on for row in db.direct(_TAKING, {"ids": sorted(accounts)}))


def lock_account(db: Db, account_id: int) -> bool:
    """Nobody gives an account credits or moves those that it has until this transaction ends: its batches first, as an
    act has it. False when credits of another batch came in between."""
    locked = lock_batches(db, db.direct(_HELD_IN, {"account": account_id}).scalars())
    db.direct(_CLOSING, {"account": account_id})
    return set(db.direct(_HELD_IN, {"account": account_id}).scalars()) <= locked.keys()


def lying_in(db: Db, spans: Sequence[Span]) -> list[Open]:
    """Open holdings that reach into these spans, by batch and serial."""
    found = {row.id: Open(row.id, Piece(*tuple(row)[1:])) for span in spans for row in db.direct(
        _LYING, {"batch": span.batch_id, "lo": span.lo, "hi": span.hi})}
    return sorted(found.values(), key=lambda held: (held.piece.batch_id, held.piece.lo))


def parts_in(db: Db, spans: Sequence[Span]) -> list[Piece]:
    """How the serials of these spans stand now, cut at their ends."""
    return [part for held in lying_in(db, spans) for part, inside in cut(held.piece, spans) if inside]


def numbers_of(db: Db, accounts: Iterable[int]) -> dict[int, str]:
    """The printed number of each account."""
    return dict(db.direct(_NUMBERS, {"ids": sorted(set(accounts))}).all())


def close(db: Db, held: Sequence[Open], act_id: str) -> bool:
    """Whether all of them were open until now."""
    ids = [each.id for each in held]
    return not ids or db.direct(_CLOSE, {"ids": ids, "act": act_id}).rowcount == len(ids)


def open_(db: Db, pieces: Sequence[Piece], act_id: str) -> None:
    if pieces:
        db.direct(_OPEN, [vars(piece) | {"opened_by": act_id} for piece in pieces])


def post(db: Db, lines: Sequence[dict[str, Any]], act_id: str) -> None:
    """lines: columns of a posting; they are numbered from 0."""
    db.direct(_POST, [line | {"act_id": act_id, "n": n} for n, line in enumerate(lines)])


def seal(db: Db, **columns: Any) -> Act:
    """Write the act itself, last of its rows: here the database asks whether all of it is so."""
    db.flush()                                          # what was added for it stands before it
    db.direct(_SEAL, columns)
    return Act(**columns)
