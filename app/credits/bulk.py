"""Many dossiers in one act, all or none: from a sheet of accounts, or of dossiers that wait for the same step.

Each row is judged as if it came alone, in the order of the sheet; when one is broken nothing is stored, and every
broken row is named at once.
"""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import clock, moves
from app.access import Who
from app.credits import service
from app.credits.effects import lock_besides
from app.credits.ranges import Pick
from app.database import transaction
from app.evidence import calls, events
from app.evidence.canonical import sha256
from app.ledger import store
from app.models.credit import LETTERS, CreditDossier, CreditRange
from methodologies.kernel.rules import HOUSE, INPUT, Broken, Refusal, Refused, Rule, cite
from workflows.lifecycle import STAGES

if TYPE_CHECKING:
    from app.database import Db

MOST_ROWS = 10_000
OF_ITS_OWN = ("account", "total", "serial", "tonnes", "ref", "digest")
ANSWERS = ("confirm", "decline")                        # of a second person, to whatever waits
BULK = Rule("LEDGER-BULK", "批量办理的每一行均须可以办理，否则全部不予办理。",
            "Every row of a bulk act can be taken, or none is.", cite(HOUSE, "ledger"))
Row = Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """What a bulk act did: its dossiers, in the order of the rows."""
    kind: str
    trigger: str
    refs: tuple[str, ...]


def read(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV sheet with a line of headings. Refusal for one that can't be read."""
    try:
        sheet = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows = [{name.strip(): (text or "").strip() for name, text in row.items()} for row in sheet]
    except (UnicodeDecodeError, csv.Error, AttributeError):     # the last: more cells in a row than headings
        raise Refusal(INPUT.at("/file", "文件应为 UTF-8 编码的 CSV，首行为列名，各行列数不超过首行。",
                               "A CSV file in UTF-8, headings in its first line, no row longer than that.")) from None
    return rows


def carry_out(kind: str, trigger: str, rows: Sequence[Row], *, by: Who, today: date, key: str) -> Done:
    """Take this step for each row, which names a dossier (`ref`) or an account to begin one of.

    Refusal with every broken row, "/rows/17/expires_on"; the first row is 1. Then nothing is stored.
    """
    _refuse_bad_sheet(kind, trigger, rows, key)
    with transaction() as db:
        said = ["bulk", kind, trigger, sha256(repr([sorted(row.items()) for row in rows])), by.id]
        if (done := calls.earlier(db, key, said)) is not None:
            return Done(kind, trigger, tuple(done["refs"]))
        batch, broken = sha256(key)[:32], list[Broken]()
        found: list[CreditDossier | None] = []
        for n, row in enumerate(rows, 1):
            with _told(broken, n):
                found.append(None)
                found[-1] = _dossier(db, kind, row, by, today, f"{batch}:{n}")
        _lock(db, [each for each in found if each])
        for n, (dossier, row) in enumerate(zip(found, rows), 1):
            with _told(broken, n):
                if dossier:
                    moves.act(db, dossier, trigger, by=by, today=today, key=f"{batch}:{n}:{trigger}",
                              payload=_answers(row))
        if broken:
            raise Refusal(*sorted(broken, key=lambda each: int(each.where.split("/")[2])))
        refs = [each.ref for each in found if each]
        calls.keep(db, key, said, {"refs": refs}, clock.now())
        events.write(db, subject=f"{kind}:bulk", kind="bulk", on=today, at=clock.now(), facts={
            "by": by.id, "trigger": trigger, "rows": len(refs), "first": refs[0], "last": refs[-1]})
        return Done(kind, trigger, tuple(refs))


@contextmanager
def _told(broken: list[Broken], n: int) -> Iterator[None]:
    """What is refused inside is a broken row."""
    try:
        yield
    except Refused as refused:
        broken += _places(refused, n)


def _places(refused: Refused, n: int) -> Iterator[Broken]:
    if not isinstance(refused, Refusal):
        yield BULK.at(f"/rows/{n}", refused.zh, refused.en)
        return
    for each in refused.broken:
        if each.rule.grade == "refuse":
            yield replace(each, where=f"/rows/{n}{each.where}")


def _refuse_bad_sheet(kind: str, trigger: str, rows: Sequence[Row], key: str) -> None:
    stage = STAGES.get(kind) if kind in LETTERS else None
    asks = {ask.name for move in stage.moves if move.trigger == trigger for ask in move.asks} if stage else set()
    broken = [*calls.wrong(key)]
    if stage is None or trigger not in {*(move.trigger for move in stage.moves), *ANSWERS}:
        broken.append(INPUT.at("/step", "没有这项业务或这一步骤。", "There is no such step of credits."))
    if not 1 <= len(rows) <= MOST_ROWS:
        broken.append(INPUT.at("/file", f"应有1至{MOST_ROWS}行。", f"From 1 to {MOST_ROWS} rows."))
    for name in rows[0] if rows and stage else ():
        if name not in asks and name not in OF_ITS_OWN:
            broken.append(INPUT.at(f"/columns/{name}", f"“{name}”列不是这一步骤所填的事项。",
                                   f"The step asks for nothing called “{name}”."))
    if broken:
        raise Refusal(*broken)


def _dossier(db: Db, kind: str, row: Row, by: Who, today: date, key: str) -> CreditDossier:
    """The one that the row names, or a new one about an account."""
    if row.get("ref"):
        found = moves.find(db, CreditDossier, row["ref"], by)
        if found.stage != kind:
            raise Refusal(INPUT.at("/ref", "不是这项业务的编号。", "This is a dossier of another kind."))
        return found
    picks = [Pick(row["serial"], row.get("tonnes", ""))] if row.get("serial") else []
    return service.begin_in(db, kind, row.get("account", ""), picks, total=row.get("total", ""), by=by, today=today,
                            key=key)


def _answers(row: Row) -> dict[str, str]:
    return {name: text for name, text in row.items() if text and (name not in OF_ITS_OWN or name == "digest")}


def _lock(db: Db, dossiers: list[CreditDossier]) -> None:
    """All batches at once and in their order, so that no two bulk acts wait for each other."""
    batches: set[int] = set()
    for start in range(0, len(dossiers), 500):
        batches |= set(db.scalars(select(CreditRange.batch_id).where(
            CreditRange.dossier_id.in_([each.id for each in dossiers[start:start + 500]])).distinct()))
    store.lock_batches(db, batches)
    lock_besides(db, dossiers)
