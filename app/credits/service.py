"""减排量业务: a dossier of credits from the choice of serials to its end."""
from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from app import access, clock, moves
from app.access import CLOCK, Who
from app.certificates import composing
from app.credits import (  # noqa: F401  (each takes over its stage when it is imported)
    correction,
    freeze,
    market,
    pledge,
    queries,
    ranges,
    retirement,
    surrender,
    suspension,
    transfer,
)
from app.credits.effects import ABOUT, lock
from app.credits.ranges import Pick, chosen
from app.database import Db, reading, transaction
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.ledger import held
from app.ledger import queries as ledger
from app.ledger.held import Until
from app.ledger.pieces import Span
from app.models.credit import LETTERS, OF_ITS_BEGINNER, CreditDossier
from app.models.ledger import FINAL, Account
from app.models.party import Organisation
from app.papers import service as papers
from app.proposals import open_proposal
from app.rooms import Outcome
from methodologies.kernel.rules import INPUT, NotFound, NotOpen, NotYours, Refusal, Refused
from workflows.documents import slots_of
from workflows.engine import Actor, Stage
from workflows.lifecycle import STAGES

LOG = logging.getLogger(__name__)
OTHERS = frozenset({Actor.COUNTERPARTY_INITIATOR, Actor.COUNTERPARTY_CONFIRMER})
HOLDERS = frozenset({Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER})


def begin(stage: str, account_no: str, picks: Sequence[Pick], *, total: str = "", by: Who, today: date,
          key: str) -> str:
    """Begin a dossier about these serials of an account, or about `total` tonnes of it; gives back its ref.

    NotFound when there is no such account or the person has nothing to do with it; NotYours; Refusal with every bad
    pick. Nothing moves yet: the dossier is a draft.
    """
    with transaction() as db:
        return begin_in(db, stage, account_no, picks, total=total, by=by, today=today, key=key).ref


def begin_in(db: Db, stage: str, account_no: str, picks: Sequence[Pick], *, total: str, by: Who, today: date,
             key: str) -> CreditDossier:
    """The same as one of many things in a transaction."""
    said = [stage, account_no, [[p.serial, p.tonnes] for p in picks], total, by.id]
    if (done := calls.earlier(db, key, said)) is not None:
        return db.lock(CreditDossier, done["ref"])
    account = db.scalar(select(Account).where(Account.number == account_no, Account.organisation_id.is_not(None)))
    if account is None:
        raise NotFound(account_no)
    row = _draft(db, STAGES[stage], account, by, today)
    spans = _spans(db, row, picks, total)
    row.ref = next_ref(db, CreditDossier, LETTERS[stage], today.year)
    db.add(row)
    db.flush()
    ranges.add(db, row, spans)
    calls.keep(db, key, said, {"ref": row.ref}, clock.now())
    events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={
        "by": by.id, "account": account.number, "tonnes": sum(s.tonnes for s in spans), "ranges": len(spans)})
    return row


def _spans(db: Db, row: CreditDossier, picks: Sequence[Pick], total: str) -> list[Span]:
    """The serials that a new dossier is about. Refusal."""
    if row.stage in ABOUT:
        return ABOUT[row.stage](db, row, total)
    if row.begun_by == "other":                         # who holds what is not told to others who try serials
        return chosen(db, None, picks)
    return chosen(db, row.account, picks, total)


def _draft(db: Db, stage: Stage, account: Account, by: Who, today: date) -> CreditDossier:
    """The dossier as its beginner may begin it: as holder, as an office, or as the other side. NotFound, NotYours."""
    first = {move.trigger: move.actors for move in stage.moves if move.source.key == _first(stage)}
    may = frozenset(actor for actors in first.values() for actor in actors)
    row = CreditDossier(stage=stage.name, state=_first(stage), account=account, account_id=account.id, said={},
                        begun_by="holder", opened_on=today, opened_by=by.id, ref="")
    mine = access.actors_of(db, by, row)
    if mine & HOLDERS:
        if not mine & may:
            raise NotYours(account.number)
        return row
    row.begun_by, row.office_id = "office", _office_of(db, by) if stage.name in OF_ITS_BEGINNER else None
    if access.actors_of(db, by, row) & may:
        return row
    home = _home_of(db, by)
    if home is None or not may & OTHERS:
        raise NotFound(account.number)
    row.begun_by, row.office_id, row.counterparty_id = "other", None, home
    if not access.actors_of(db, by, row) & may:
        raise NotYours(account.number)
    return row


def _first(stage: Stage) -> str:
    return next(iter(stage.states)).key


def _office_of(db: Db, by: Who) -> int | None:
    """The office for which a person opens dossiers: a court, or the registry."""
    duties = [(home, duty) for home, duty in access.duties_of(db, by) if duty in access.OFFICIAL and home]
    kinds = access.kinds_of(db, duties)
    return min((home for home, _ in duties if home), default=None, key=lambda home: (kinds[home] != "court", home))


def _home_of(db: Db, by: Who) -> int | None:
    """The organisation for which a person opens dossiers."""
    homes = [home for home, duty in access.duties_of(db, by) if duty == "initiator" and home]
    return db.scalar(select(Organisation.id).where(Organisation.id.in_(homes)).order_by(Organisation.id))


def move(ref: str, trigger: str, *, by: Who, today: date, key: str,
         payload: Mapping[str, str] | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    with transaction() as db:
        row = moves.find(db, CreditDossier, ref, by, key)
        lock(db, row)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=payload)


def certify_holding(account_no: str, until: Until, *, by: Who, today: date, key: str) -> tuple[str, str]:
    """(number, check code) of a certificate of what the account held at the end of a day, or at an instant: without
    what was retired or cancelled by then.

    NotFound when the account is absent or not this person's to see, NotYours for the auditor. The same key again gives
    the same certificate.
    """
    with transaction() as db:
        said = ["certify holding", account_no, str(until), by.id]
        if (done := calls.earlier(db, key, said)) is not None:
            return done["number"], done["code"]
        account, home = ledger.seen(db, account_no, by)
        ledger.insist_on_more_than_looking(db, home, by)
        now = clock.now()
        at = until if isinstance(until, datetime) else min(now, clock.end_of(until))
        at = at.replace(microsecond=0)                  # whatever happens later in this second is later
        ranges = [each for each in held.read(db, held.then(account.id, at)) if each.state not in FINAL]
        made = composing.state_account(db, account_no=account.number, held=ranges, at=at, today=today, now=now,
                                       asked_by=by.id)
        calls.keep(db, key, said, {"number": made.number, "code": made.code}, now)
        return made.number, made.code


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    """A paper of the dossier, by whoever may take its next step; gives back its ref. NotFound, NotOpen, NotYours."""
    with transaction() as db:
        row = moves.find(db, CreditDossier, ref, by)
        if slot not in {each.key for each in slots_of(row.stage)}:
            raise Refusal(INPUT.at("/slot", "该业务没有这个文件项。", "There is no such document slot here."))
        if slot not in {each.key for each in queries.open_slots(db, row, by)}:
            raise NotYours(ref) if open_proposal(db, ref) is None else NotOpen(ref)
        file = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="attached", on=today, at=clock.now(),
                     facts={"by": by.id, "attachment": file.ref, "slot": slot, "sha256": file.sha256})
        return file.ref


def end_due(today: date) -> int:
    """The clock's own moves, of each dossier that waits in a state from which the clock may take it."""
    waits = {(stage.name, move.source.key, move.trigger) for stage in STAGES.values() if stage.name in LETTERS
             for move in stage.moves if Actor.CLOCK in move.actors}
    with reading() as db:
        rows = [(row.ref, trigger) for stage, state, trigger in sorted(waits)
                for row in db.scalars(select(CreditDossier).where(CreditDossier.stage == stage,
                                                                  CreditDossier.state == state))]
        due = [(ref, trigger) for ref, trigger in rows if _is_due(db, ref, trigger, today)]
    return sum(_end(ref, trigger, today) for ref, trigger in due)


def _is_due(db: Db, ref: str, trigger: str, today: date) -> bool:
    row = moves.look(db, CreditDossier, ref, CLOCK)
    return any(offer.trigger == trigger and all(why.rule is INPUT for why in offer.why)      # that a step is proposed
               for offer in moves.offers(db, row, CLOCK, today))


def _end(ref: str, trigger: str, today: date) -> bool:
    """What two people did not finish in time is set aside: the clock does not wait for the second one."""
    key = f"{trigger}:{ref}:{today}"
    try:
        with transaction() as db:
            row = moves.find(db, CreditDossier, ref, CLOCK, key)
            lock(db, row)
            if open_proposal(db, ref):
                moves.set_aside(db, row, today)
            moves.act(db, row, trigger, by=CLOCK, today=today, key=key)
        return True
    except Refused:                                     # one that may not move holds up none of the others
        LOG.exception("%s could not %s", ref, trigger)
        return False
