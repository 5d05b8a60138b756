"""Acts: the only way credits come into being or move. Called inside the transaction of the service that decides.

An act closes holdings and opens others, writes postings that sum to zero and one event, and is itself inserted last:
then the database proves the whole of it, or refuses. Nothing here is ever edited; a correction is a new act.
"""
from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql

from app.database import Db
from app.evidence import calls, events
from app.evidence.canonical import canonical, sha256
from app.ledger.pieces import Change, Piece, Span, Unfit, cut
from app.ledger.serials import batch_text, serial_text
from app.ledger.telling import tell_pledgees
from app.models.ledger import FINAL, WORLD, Account, Act, Batch, Call, Holding, Posting
from methodologies.kernel.rules import HOUSE, INPUT, Broken, Conflict, Refusal, Rule, cite

MOST_POSTINGS = 400                                     # of one act: its event holds them all, within 65,535 bytes
ENOUGH = Rule("LEDGER-ENOUGH", "数量不得超过该账户中处于所需状态的数量。",
              "No more than the account holds in the state asked for.", cite(HOUSE, "ledger"))
PARTS = Rule("LEDGER-PARTS", "一笔业务涉及的区段过多，请分次办理。",
             "One act would touch too many ranges: do it in several.", cite(HOUSE, "ledger"))


class HoldingMoved(Conflict):
    """Another act closed one of the holdings first."""
    zh, en = "所涉减排量刚刚被另一笔业务占用，请刷新后再试。", "Another act has just used these credits."


class AlreadyIssued(Conflict):
    """The batch exists."""
    zh, en = "该项目该年度该核算期的减排量已经签发。", "These credits have been issued already."


@dataclass(frozen=True)
class IssueLine:
    """One batch to be: whole tonnes of a project, calendar year and accounting period."""
    project_code: str
    year: int
    period_no: int
    tonnes: int


def record_call(db: Db, *, key: str, digest_of: Any, result: Any, at: datetime) -> Any | None:
    """First use of the key: remember the call, return None. A retry: the first one's result. Call it first of all.

    digest_of: plain data that says who asks for what; result: plain data. KeyReused when the key served another call.
    """
    if (done := calls.earlier(db, key, digest_of)) is not None:
        return done
    row = {"key": key, "digest": sha256(canonical(digest_of)), "result": canonical(result), "at": at}
    if not db.is_postgresql:                            # we hold the write lock: nobody came between
        db.execute(insert(Call).values(**row))
        return None
    put = insert_postgresql(Call).values(**row).on_conflict_do_nothing().returning(Call.key)
    if db.execute(put).first():
        return None
    return calls.earlier(db, key, digest_of)            # whoever sent it at the same time has committed meanwhile


def next_account(db: Db) -> tuple[int, str]:
    """(id, number) that the next account to be opened will have."""
    n = 1 + (db.scalar(select(func.max(Account.id))) or 0)
    return n, f"CN{n:08d}"


def open_account(db: Db, *, organisation_id: int, kind: str) -> Account:
    """A registry account for an organisation; kinds as R-12. Its number is given here."""
    n, number = next_account(db)
    account = Account(id=n, organisation_id=organisation_id, kind=kind, number=number)
    db.add(account)
    db.flush()
    return account


def issue(db: Db, *, key: str, lines: Sequence[IssueLine], account_id: int, on: date, at: datetime,
          facts: dict[str, Any], act_id: str | None = None) -> Act:
    """Issue batches of one project into an account, serials from 1. The caller has recorded the call `key`.

    facts: what else the event says (ids and digests). Refusal for lines that cannot be; AlreadyIssued.
    """
    _refuse_bad_lines(db, lines)
    act_id = act_id or new_id()
    batches = [Batch(project_code=line.project_code, year=line.year, period_no=line.period_no, size=line.tonnes,
                     act_id=act_id) for line in lines]
    db.add_all(batches)
    db.flush()
    opens = [Piece(batch.id, 1, batch.size, account_id, "available") for batch in batches]
    return execute(db, act_id=act_id, key=key, kind="issue", subject=lines[0].project_code, on=on, at=at, facts=facts,
                   closes=(), opens=opens, issued=batches)


def move(db: Db, *, key: str, kind: str, batch_id: int, tonnes: int, source: int, target: int, on: date, at: datetime,
         before: str = "available", after: str = "available", facts: dict[str, Any] | None = None) -> Act:
    """Move tonnes of one batch, lowest serials first, from account and state to account and state; splits as needed.

    The ground of transfer and retirement; offered to nobody by itself. Refusal LEDGER-ENOUGH, HoldingMoved.
    """
    batch = lock_batches(db, [batch_id])[0]
    closes, opens, left = [], [], tonnes
    for held in _free(db, batch_id, source, before):
        if not left:
            break
        taken = min(left, held.hi - held.lo + 1)
        closes.append(held)
        opens.append(Piece(batch_id, held.lo, held.lo + taken - 1, target, after))
        if held.lo + taken <= held.hi:
            opens.append(Piece(batch_id, held.lo + taken, held.hi, source, before))
        left -= taken
    if left or tonnes <= 0:
        raise Refusal(ENOUGH.at("/tonnes"))
    return execute(db, key=key, kind=kind, subject=batch.project_code, on=on, at=at, facts=facts or {}, closes=closes,
                   opens=opens)


def reshape(db: Db, *, key: str, kind: str, subject: str, spans: Sequence[Span], change: Change, on: date, at: datetime,
            facts: dict[str, Any] | None = None, act_id: str | None = None) -> Act:
    """Make of what lies in these disjoint spans what `change` says, and leave the rest. The ground of every other act.

    What `change` leaves as it is is not touched. Unfit when the credits are not in a state that it was made for,
    or nothing would change; Refusal LEDGER-PARTS.
    """
    lock_batches(db, {span.batch_id for span in spans})
    closes, pairs = [], []
    for held in lying_in(db, spans):
        parts = [(part, change(part) if inside else part) for part, inside in cut(_piece(held), spans)]
        if any(before != then for before, then in parts):
            closes.append(held)
            pairs += parts
    if not closes:
        raise Unfit(subject)
    act = execute(db, key=key, kind=kind, subject=subject, on=on, at=at, facts=facts or {}, closes=closes,
                  opens=[then for _, then in pairs], act_id=act_id)
    tell_pledgees(db, act.id, subject, ((before, then) for before, then in pairs if before != then), on)
    return act


def lying_in(db: Db, spans: Sequence[Span]) -> list[Holding]:
    """Open holdings that reach into these spans, by batch and serial."""
    if not spans:
        return []
    wanted = or_(*(and_(Holding.batch_id == s.batch_id, Holding.lo <= s.hi, Holding.hi >= s.lo) for s in spans))
    return list(db.scalars(select(Holding).where(Holding.closed_by.is_(None), wanted)
                           .order_by(Holding.batch_id, Holding.lo).execution_options(populate_existing=True)))


def parts_in(db: Db, spans: Sequence[Span]) -> list[Piece]:
    """How the serials of these spans stand now, cut at their ends."""
    return [part for held in lying_in(db, spans) for part, inside in cut(_piece(held), spans) if inside]


def new_id() -> str:
    return str(uuid.uuid4())


def lock_batches(db: Db, ids: Iterable[int]) -> list[Batch]:
    """Batches in id order, so that two acts never wait for each other. Read holdings after this, not before."""
    return list(db.scalars(select(Batch).where(Batch.id.in_(set(ids))).order_by(Batch.id).with_for_update()))


def execute(db: Db, *, key: str, kind: str, subject: str, on: date, at: datetime, facts: dict[str, Any],
            closes: Sequence[Holding], opens: Sequence[Piece], issued: Sequence[Batch] = (),
            act_id: str | None = None) -> Act:
    """Carry out an act on batches that the caller has locked. Equal neighbours are merged.

    closes: holdings as read under the lock; opens: what takes their place, range for range; issued: new batches.
    """
    act_id = act_id or new_id()
    asked = list(opens)
    closes, opens = _merge(db, list(closes), asked)
    if len(closes) + len(opens) + len(issued) > MOST_POSTINGS:
        raise Refusal(PARTS.at(""))
    _close(db, closes, act_id)
    if opens:
        db.execute(insert(Holding), [vars(piece) | {"opened_by": act_id} for piece in opens])
    postings = _postings(closes, opens, issued)
    db.execute(insert(Posting), [line | {"act_id": act_id, "n": n} for n, line in enumerate(postings)])
    names = _Names(db, postings)
    events.write(db, subject=subject, kind=kind, on=on, at=at, act_id=act_id,
                 facts={**facts, "postings": [names.posting(line) for line in postings]})
    result = {"act": act_id, "opened": [names.opened(piece) for piece in asked]}
    act = Act(id=act_id, key=key, kind=kind, result=canonical(result), on=on, at=at)
    db.add(act)                                         # last: here the database asks whether all of it is so
    db.flush()
    return act


def result_of(act: Act) -> dict[str, Any]:
    """{"act", "opened": [[serial, account number, state, tonnes] …]}"""
    return json.loads(act.result)


def _refuse_bad_lines(db: Db, lines: Sequence[IssueLine]) -> None:
    broken = list(_bad_lines(lines))
    if broken:
        raise Refusal(*broken)
    wanted = or_(*(and_(Batch.project_code == line.project_code, Batch.year == line.year,
                        Batch.period_no == line.period_no) for line in lines))
    if found := db.scalar(select(Batch).where(wanted).limit(1)):
        raise AlreadyIssued(batch_text(found.project_code, found.year, found.period_no))


def _bad_lines(lines: Sequence[IssueLine]) -> Iterable[Broken]:
    if not lines:
        yield INPUT.at("/lines", "没有可签发的年度。", "There is no line to issue.")
    seen = set()
    for n, line in enumerate(lines):
        if type(line.tonnes) is not int or line.tonnes <= 0:
            yield INPUT.at(f"/lines/{n}/tonnes", "签发量须为正整数吨。", "Tonnes are positive whole numbers.")
        if line.project_code != lines[0].project_code:
            yield INPUT.at(f"/lines/{n}/project_code", "一次签发只涉及一个项目。", "One issue is for one project.")
        if (line.year, line.period_no) in seen:
            yield INPUT.at(f"/lines/{n}/year", "同一年度同一核算期只能有一行。", "One line for a year and period.")
        seen.add((line.year, line.period_no))


def _free(db: Db, batch_id: int, account_id: int, state: str) -> list[Holding]:
    """Open holdings without liens, lowest serial first."""
    return list(db.scalars(select(Holding).where(
        Holding.batch_id == batch_id, Holding.closed_by.is_(None), Holding.account_id == account_id,
        Holding.state == state, Holding.liens == "[]").order_by(Holding.lo).execution_options(populate_existing=True)))


def _merge(db: Db, closes: list[Holding], opens: list[Piece]) -> tuple[list[Holding], list[Piece]]:
    """Take in the neighbours that equal what is opened, then join what touches."""
    taken = {held.id for held in closes}
    for piece in opens:
        for held in _neighbours(db, piece):
            if held.id not in taken:
                taken.add(held.id)
                closes = [*closes, held]
                opens = [*opens, _piece(held)]
    joined: list[Piece] = []
    for piece in sorted(opens, key=lambda p: (p.batch_id, p.lo)):
        if joined and piece.continues(joined[-1]):
            joined[-1] = Piece(**vars(joined[-1]) | {"hi": piece.hi})
        else:
            joined.append(piece)
    return sorted(closes, key=lambda held: (held.batch_id, held.lo)), joined


def _neighbours(db: Db, piece: Piece) -> list[Holding]:
    """Open holdings that end just before it or begin just after it and equal it; none for a final state."""
    if piece.state in FINAL:
        return []
    return list(db.scalars(select(Holding).where(
        Holding.batch_id == piece.batch_id, Holding.closed_by.is_(None), Holding.account_id == piece.account_id,
        Holding.state == piece.state, Holding.liens == piece.liens,
        or_(Holding.hi == piece.lo - 1, Holding.lo == piece.hi + 1))))


def _piece(held: Holding) -> Piece:
    return Piece(held.batch_id, held.lo, held.hi, held.account_id, held.state, held.liens)


def _close(db: Db, closes: Sequence[Holding], act_id: str) -> None:
    if not closes:
        return
    done = db.scalars(update(Holding).where(Holding.id.in_([held.id for held in closes]), Holding.closed_by.is_(None))
                      .values(closed_by=act_id).returning(Holding.id).execution_options(synchronize_session=False)).all()
    if len(done) != len(closes):
        raise HoldingMoved(act_id)


def _postings(closes: Sequence[Holding], opens: Sequence[Piece], issued: Sequence[Batch]) -> list[dict[str, Any]]:
    """The lines of an act: out of the world, out of what is closed, into what is opened."""
    line = lambda batch, account, state, lo, hi, sign: {
        "batch_id": batch, "account_id": account, "state": state, "lo": lo, "hi": hi, "delta": sign * (hi - lo + 1)}
    return ([line(b.id, WORLD, "world", 1, b.size, -1) for b in issued]
            + [line(h.batch_id, h.account_id, h.state, h.lo, h.hi, -1) for h in closes]
            + [line(p.batch_id, p.account_id, p.state, p.lo, p.hi, +1) for p in opens])


class _Names:
    """Integer keys never leave the house: batches and accounts as events and results name them."""

    def __init__(self, db: Db, postings: Sequence[dict[str, Any]]):
        self.accounts = dict(db.execute(select(Account.id, Account.number).where(
            Account.id.in_({line["account_id"] for line in postings}))).tuples().all())
        self.batches = {b.id: (b.project_code, b.year, b.period_no) for b in db.scalars(
            select(Batch).where(Batch.id.in_({line["batch_id"] for line in postings})))}

    def posting(self, line: dict[str, Any]) -> list[Any]:
        return [batch_text(*self.batches[line["batch_id"]]), self.accounts[line["account_id"]],
                *(line[name] for name in ("state", "lo", "hi", "delta"))]

    def opened(self, piece: Piece) -> list[Any]:
        return [serial_text(*self.batches[piece.batch_id], piece.lo, piece.hi), self.accounts[piece.account_id],
                piece.state, piece.tonnes]
