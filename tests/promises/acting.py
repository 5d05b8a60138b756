"""Acts for tests, each in a transaction of its own, as a service would do it: the call, then the act."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import select

from app.database import Db, reading, transaction
from app.evidence import calls
from app.evidence.proof import Check, check_log
from app.ledger import acts, store
from app.ledger import pieces as pieces_of
from app.ledger.pieces import Piece, Span
from app.ledger.proof import check_ledger
from app.models.ledger import SERIAL_BITS, Batch, Holding
from app.models.party import Organisation
from methodologies.kernel.rules import Refusal

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PROJECT = "A210001"


def open_accounts(count: int) -> list[int]:
    """Accounts 1 to count, each of an organisation of its own."""
    with transaction() as db:
        made = []
        for n in range(count):
            organisation = Organisation(credit_code=f"T{n:017d}", name_zh=f"演示业主{n}", kind="owner")
            db.add(organisation)
            db.flush()
            made.append(acts.open_account(db, organisation_id=organisation.id, kind="project_owner").id)
    return made


def issue(key: str, tonnes: int = 1000, account: int = 1, years: tuple[int, ...] = (2024,),
          project: str = PROJECT) -> dict:
    with transaction() as db:
        said = {"kind": "issue", "tonnes": tonnes, "account": account, "years": list(years), "project": project}
        if (done := calls.earlier(db, key, said)) is not None:
            return done
        calls.keep(db, key, said, {"done": key}, AT)
        lines = [acts.IssueLine(project, year, 1, tonnes) for year in years]
        acts.issue(db, key=key, lines=lines, account_id=account, on=ON, at=AT, facts={})
    return {"done": key}


def move(key: str, tonnes: int, source: int = 1, target: int = 2, kind: str = "transfer", after: str = "available",
         batch: int = 1) -> dict:
    with transaction() as db:
        said = {"kind": kind, "tonnes": tonnes, "source": source, "target": target, "batch": batch}
        home = store.lock_batches(db, [batch])[batch]
        if (done := calls.earlier(db, key, said)) is not None:
            return done
        calls.keep(db, key, said, {"done": key}, AT)
        lowest = pieces_of.first_of(free_of(db, batch, source), tonnes)
        if sum(span.tonnes for span in lowest) != tonnes or tonnes < 1:
            raise Refusal(acts.ENOUGH.at("/tonnes"))
        acts.reshape(db, key=key, kind=kind, subject=home.project_code, spans=lowest, on=ON, at=AT,
                     change=pieces_of.give(target) if after == "available" else pieces_of.end(after))
    return {"done": key}


def free_of(db: Db, batch: int, account: int) -> Iterator[Piece]:
    return (each for each in store.parts_in(db, [Span(batch, 1, 2 ** SERIAL_BITS - 1)])
            if (each.account_id, each.state) == (account, "available"))


def retire(key: str, tonnes: int, account: int = 1, batch: int = 1) -> dict:
    return move(key, tonnes, account, account, "retire", "retired", batch)


def lay(key: str, kind: str, lo: int, hi: int, batch: int = 1) -> dict:
    """A lien on these serials, which are free."""
    with transaction() as db:
        store.lock_batches(db, [batch])
        if (done := calls.earlier(db, key, [kind, lo, hi, batch])) is not None:
            return done
        calls.keep(db, key, [kind, lo, hi, batch], {"done": key}, AT)
        acts.reshape(db, key=key, kind=kind, subject=key, spans=[Span(batch, lo, hi)], on=ON, at=AT,
                     change=pieces_of.only("available", pieces_of.lay(kind, key)))
    return {"done": key}


def broken() -> list[Check]:
    """The promises of ledger and log that do not hold; empty when all is whole."""
    with reading() as db:
        return [check for check in (*check_ledger(db), *check_log(db, AT)) if check.broken]


def issued_batches() -> list[int]:
    with reading() as db:
        return list(db.scalars(select(Batch.id).order_by(Batch.id)))


def pieces(batch: int = 1) -> list[tuple[int, int, int, str]]:
    """(lo, hi, account, state) of the open holdings of a batch."""
    with reading() as db:
        return [tuple(row) for row in db.execute(
            select(Holding.lo, Holding.hi, Holding.account_id, Holding.state)
            .where(Holding.batch_id == batch, Holding.closed_by.is_(None)).order_by(Holding.lo))]
