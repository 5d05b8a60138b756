"""Bindings of a registry account to its trading account, which the exchange begins and keeps."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app import access, clock, moves, secrecy
from app.access import Who
from app.database import Db, transaction
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.ledger.trading import account_named, binding_of, trading_no
from app.market import bindings  # noqa: F401  (it takes over its stage)
from app.models.binding import TradingBinding
from app.models.ledger import Account
from app.rooms import Outcome
from methodologies.kernel.rules import NotYours, Refusal
from workflows.engine import Actor
from workflows.market import accounts_are_bound


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move of a binding. Raises NotFound, NotOpen, NotYours, Refusal."""
    said = dict(payload or {})
    if "bank_no" in said:
        said["bank_no"] = secrecy.seal(said["bank_no"].strip()[:60], "bank_no")
    with transaction() as db:
        row = moves.find(db, TradingBinding, ref, by, key)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=said)


def open_binding(account_no: str, *, by: Who, today: date, key: str) -> str:
    """The exchange begins the binding of a trading account; gives back its ref. NotFound, NotYours, Refusal."""
    with transaction() as db:
        asked = ["binding", account_no, by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        account = account_named(db, account_no)
        _insist_on_exchange(db, by)
        number = trading_no(db, account) if account else ""
        if account is None or not number:
            raise Refusal(accounts_are_bound.at("/account", "该登记账户不存在或尚未绑定交易账户。",
                                                "No such registry account, or no trading account is bound to it."))
        if (known := binding_of(db, account.id)) is not None:
            return known.ref
        row = TradingBinding(ref=next_ref(db, TradingBinding, "TB", today.year), state="unbound", opened_on=today,
                             account_id=account.id, trading_no=number)
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(),
                     facts={"by": by.id, "account": account.number})
        return row.ref


def _insist_on_exchange(db: Db, by: Who) -> None:
    nobodys = TradingBinding(state="unbound", account=Account(organisation_id=None))
    if Actor.EXCHANGE not in access.actors_of(db, by, nobodys):
        raise NotYours("exchange")
