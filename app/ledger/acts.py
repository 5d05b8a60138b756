"""Acts: the only way credits come into being or move. Called inside the transaction of the service that decides.

An act closes holdings and opens others, writes postings that sum to zero and one event, and is itself inserted last:
then the database proves the whole of it, or refuses. Nothing here is ever edited; a correction is a new act.
"""
from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.clock import BEIJING
from app.database import Db
from app.evidence import events
from app.evidence.canonical import canonical
from app.ledger import store
from app.ledger.pieces import Change, Piece, Span, Unfit, cut
from app.ledger.serials import BatchName, batch_text, serial_text
from app.ledger.telling import tell_pledgees
from app.models.ledger import WORLD, Account, Act, Batch
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


class AccountClosed(Conflict):
    """R-17: who was to receive the credits has closed the account meanwhile."""
    zh, en = "接收减排量的账户刚刚销户，请刷新后再试。", "The account that was to receive credits has just been closed."


class DayOver(Conflict):
    """Midnight of Beijing passed between what was decided and what is done: an act is of the day of its instant."""
    zh, en = "办理时北京时间已过零点，请刷新后再试。", "Midnight in Beijing has passed meanwhile. Look again."


@dataclass(frozen=True)
class IssueLine:
    """One batch to be: whole tonnes of a project, calendar year and accounting period."""
    project_code: str
    year: int
    period_no: int
    tonnes: int


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
    names = {batch.id: BatchName(batch.project_code, batch.year, batch.period_no) for batch in batches}
    return execute(db, act_id=act_id, key=key, kind="issue", subject=lines[0].project_code, on=on, at=at, facts=facts,
                   batches=names, opens=opens, is_issue=True)


def reshape(db: Db, *, key: str, kind: str, subject: str, spans: Sequence[Span], change: Change, on: date, at: datetime,
            facts: dict[str, Any] | None = None, act_id: str | None = None) -> Act:
    """Make of what lies in these disjoint spans what `change` says, and leave the rest. The ground of every other act.

    What `change` leaves as it is is not touched. Unfit when the credits are not in a state that it was made for,
    or nothing would change; HoldingMoved; Refusal LEDGER-PARTS. The caller has recorded the call `key`.
    """
    batches = store.lock_batches(db, {span.batch_id for span in spans})
    closes, pairs, beside = [], [], []
    for held in store.lying_in(db, [replace(span, lo=span.lo - 1, hi=span.hi + 1) for span in spans]):
        parts = [(part, change(part) if inside else part) for part, inside in cut(held.piece, spans)]
        if any(before != then for before, then in parts):
            closes.append(held)
            pairs += parts
        else:
            beside.append(held)
    if not closes:
        raise Unfit(subject)
    act = execute(db, key=key, kind=kind, subject=subject, on=on, at=at, facts=facts or {}, batches=batches,
                  closes=closes, opens=[then for _, then in pairs], beside=beside, act_id=act_id)
    tell_pledgees(db, act.id, subject, ((before, then) for before, then in pairs if before != then), on)
    return act


def new_id() -> str:
    return str(uuid.uuid4())


def execute(db: Db, *, key: str, kind: str, subject: str, on: date, at: datetime, facts: dict[str, Any],
            batches: Mapping[int, BatchName], opens: Sequence[Piece], closes: Sequence[store.Open] = (),
            beside: Sequence[store.Open] = (), is_issue: bool = False, act_id: str | None = None) -> Act:
    """Carry out an act on batches that the caller has locked, or with `is_issue` has just made.

    closes: holdings as read under the lock; opens: what takes their place, range for range; beside: those that touch
    them, to be merged with what equals them.
    """
    if on < at.astimezone(BEIJING).date():
        raise DayOver(on.isoformat())
    act_id = act_id or new_id()
    opened, joined = _merge(opens, beside)
    closed = sorted([*closes, *joined], key=lambda held: (held.piece.batch_id, held.piece.lo))
    postings = _postings([held.piece for held in closed], opened, issued=opened if is_issue else ())
    if len(postings) > MOST_POSTINGS:
        raise Refusal(PARTS.at(""))
    if (gaining := _gaining(closed, opened)) and store.any_closed(db, gaining):
        raise AccountClosed(act_id)
    if not store.close(db, closed, act_id):
        raise HoldingMoved(act_id)
    store.open_(db, opened, act_id)
    store.post(db, postings, act_id)
    names = _Names(batches, store.numbers_of(db, {line["account_id"] for line in postings}))
    events.write(db, subject=subject, kind=kind, on=on, at=at, act_id=act_id,
                 facts={**facts, "postings": [names.posting(line) for line in postings]})
    result = {"act": act_id, "opened": [names.opened(piece) for piece in opens]}
    return store.seal(db, id=act_id, key=key, kind=kind, result=canonical(result), on=on, at=at)


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


def _merge(opens: Sequence[Piece], beside: Sequence[store.Open]) -> tuple[list[Piece], list[store.Open]]:
    """(what is to be opened once equal neighbours are one, those of `beside` that went into it)"""
    here: dict[Piece, store.Open | None] = {held.piece: held for held in beside} | dict.fromkeys(opens)
    runs: list[list[Piece]] = []
    for piece in sorted(here, key=lambda p: (p.batch_id, p.lo)):
        if runs and piece.continues(runs[-1][-1]):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    runs = [run for run in runs if any(here[piece] is None for piece in run)]
    return ([replace(run[0], hi=run[-1].hi) for run in runs],
            [held for run in runs for piece in run if (held := here[piece])])


def _gaining(closed: Sequence[store.Open], opened: Sequence[Piece]) -> list[int]:
    """The accounts into which credits come."""
    gains: Counter[int] = Counter()
    for piece in opened:
        gains[piece.account_id] += piece.tonnes
    for held in closed:
        gains[held.piece.account_id] -= held.piece.tonnes
    return [account for account, tonnes in gains.items() if tonnes > 0]


def _postings(closes: Sequence[Piece], opens: Sequence[Piece], issued: Sequence[Piece]) -> list[dict[str, Any]]:
    """The lines of an act: out of the world, out of what is closed, into what is opened."""
    line = lambda piece, sign: {
        "batch_id": piece.batch_id, "account_id": piece.account_id, "state": piece.state, "lo": piece.lo,
        "hi": piece.hi, "delta": sign * piece.tonnes}
    return ([line(replace(piece, account_id=WORLD, state="world"), -1) for piece in issued]
            + [line(piece, -1) for piece in closes] + [line(piece, +1) for piece in opens])


class _Names:
    """Integer keys never leave the house: batches and accounts as events and results name them."""

    def __init__(self, batches: Mapping[int, BatchName], accounts: Mapping[int, str]):
        self.batches, self.accounts = batches, accounts

    def posting(self, line: dict[str, Any]) -> list[Any]:
        return [batch_text(*self.batches[line["batch_id"]]), self.accounts[line["account_id"]],
                *(line[name] for name in ("state", "lo", "hi", "delta"))]

    def opened(self, piece: Piece) -> list[Any]:
        return [serial_text(*self.batches[piece.batch_id], piece.lo, piece.hi), self.accounts[piece.account_id],
                piece.state, piece.tonnes]
