"""What the pages of credits show: lists, the choice of serials, a dossier with what each step would do."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app import access, moves
from app.access import Who
from app.credits.cancellation import debt_of
from app.credits.effects import Shown, preview
from app.credits.eyes import HIDDEN, LOOKING, Eyes, eyes_of, hidden, is_blind
from app.credits.freeze import queue_of
from app.credits.ranges import pieces_of, serials, spans_of
from app.credits.shown import Choice, Dossier, Kind, Line, Listing, Range
from app.credits.surrender import standing
from app.database import Db, reading
from app.ledger.fallen import FELL
from app.ledger.histories import ALIVE
from app.ledger.pieces import Piece
from app.ledger.queries import holdings_of
from app.ledger.statements import numbers_of
from app.ledger.words import ACTS
from app.models.credit import LETTERS, NOUN_OF, NOUNS, OF_ITS_BEGINNER, CreditDossier
from app.models.evidence import Event
from app.models.ledger import FINAL, WORLD, Account
from app.models.party import Organisation
from app.models.work import Proposal
from app.papers.history import history_of
from app.papers.queries import attached, takes_scans
from app.papers.waiting import deadlines_of, waiting_of
from app.parties.queries import Named, named
from app.proposals import open_proposal
from methodologies.kernel.rules import NotFound
from workflows.documents import Slot, slots_of
from workflows.engine import Actor, Ask, Move, Stage
from workflows.holdings import STATES
from workflows.lifecycle import STAGES

HAPPENED = {**ACTS, "opened": ("选定编号区段", "Serials chosen"),
            "lien_fell": FELL}
MORE: dict[str, Callable[[Db, CreditDossier, date], Any]] = {       # what a stage's own page adds
    "surrender": standing, "freeze": lambda db, row, today: queue_of(db, row),
    "cancellation": lambda db, row, today: debt_of(db, row)}
OWN = {"initiator": Actor.OWNER_INITIATOR, "confirmer": Actor.OWNER_CONFIRMER}
UNTOLD = Named("受理前不告知持有人", "holder not told before it is taken up", "")
ROWS = 50


def listing(kind: str, by: Who) -> Listing:
    """kind: name of a stage, or empty for all. NotFound for one that is none."""
    if kind and kind not in LETTERS:
        raise NotFound(kind)
    with reading() as db:
        query = select(CreditDossier).join(Account).where(near(db, by, [kind] if kind else LETTERS))
        duties = access.duties_of(db, by)
        if kind:
            query = query.where(CreditDossier.stage == kind)
        rows = db.scalars(query.order_by(CreditDossier.id.desc()).limit(ROWS * 2))
        lines = tuple(_line(db, row, me) for row in rows if (me := access.actors_of(db, by, row)))[:ROWS]
        own = db.execute(select(Account, Organisation).join(Organisation, Organisation.id == Account.organisation_id)
                         .where(Account.organisation_id.in_([home for home, duty in duties if duty == "initiator"]))
                         .order_by(Account.number))
        accounts = tuple((account.number, Named(home.name_zh, home.name_en, home.credit_code)) for account, home in own)
        return Listing(kind, lines, accounts,
                       tuple(_kind(db, by, STAGES[stage]) for stage in LETTERS),
                       bool(LOOKING & _as_office(db, by, STAGES["surrender"])))


def near(db: Db, by: Who, stages: Iterable[str]) -> ColumnElement[bool]:
    """Which dossiers of these stages may be a reader's: by office, account, or as the other side. Join Account."""
    duties = access.duties_of(db, by)
    homes = [home for home, duty in duties if duty in ("initiator", "confirmer") and home]
    seen = [stage for stage in stages if _looks(db, by, STAGES[stage])]
    every = [stage for stage in seen if LOOKING & _as_office(db, by, STAGES[stage])]
    of_any = [stage for stage in seen if stage not in OF_ITS_BEGINNER]
    return or_(CreditDossier.stage.in_(every), Account.organisation_id.in_(homes),
               CreditDossier.counterparty_id.in_(homes), and_(CreditDossier.stage.in_(seen), or_(
                   CreditDossier.office_id.in_([home for home, duty in duties if duty == "officer" and home]),
                   and_(CreditDossier.office_id.is_(None), CreditDossier.stage.in_(of_any)))))


def narrow(db: Db, query: Any, by: Who) -> Any:
    """A query of dossiers, narrowed to those that may be a reader's."""
    return query.join(Account, Account.id == CreditDossier.account_id).where(near(db, by, LETTERS))


def _kind(db: Db, by: Who, stage: Stage) -> Kind:
    first = _beginners(stage)
    return Kind(stage.name, stage.zh, stage.en, Actor.OWNER_INITIATOR in first,
                bool(first & _as_office(db, by, stage)), Actor.COUNTERPARTY_INITIATOR in first)


def steps(by: Who) -> tuple[tuple[Stage, tuple[Move, ...]], ...]:
    """The steps by kind that a person may take in bulk: those of its duties, whoever holds the credits."""
    with reading() as db:
        duties = {OWN[duty] for _, duty in access.duties_of(db, by) if duty in OWN}
        found = []
        for stage in (STAGES[name] for name in LETTERS):
            mine = _as_office(db, by, stage) | duties
            moves_of = {m.trigger: m for m in stage.moves if m.actors & mine}
            if moves_of or any(m.confirm in mine for m in stage.moves):
                found.append((stage, tuple(moves_of.values())))
        return tuple(found)


def choice(kind: str, account_no: str, by: Who) -> Choice:
    """The ranges of an account, for whoever may begin a dossier about them. NotFound."""
    if kind not in LETTERS:
        raise NotFound(kind)
    stage = STAGES[kind]
    with reading() as db:
        found = db.execute(select(Account, Organisation).join(Organisation, Organisation.id == Account.organisation_id)
                           .where(Account.number == account_no, Account.id != WORLD)).first()
        if found is None:
            raise NotFound(account_no)
        account, home = found
        duties, first = access.duties_of(db, by), _beginners(stage)
        office = first & _as_office(db, by, stage)
        own = (home.id, "initiator") in duties
        other = Actor.COUNTERPARTY_INITIATOR in first and any(duty == "initiator" and at for at, duty in duties)
        if not office and not own and not other:
            raise NotFound(account_no)
        sees = own or bool(office - {Actor.COURT_DESK})
        held = tuple(each for each in holdings_of(db, account.id) if each.state not in FINAL) if sees else ()
        return Choice(stage, f"/{NOUN_OF[kind]}", account.number, named(home) if sees or office else None, held,
                      bool(office), other and not sees, kind == "suspension", kind == "cancellation")


def programmed(db: Db, row: CreditDossier, me: frozenset[Actor]) -> dict[str, Any]:
    """The same dossier as fields for programs; effects: what each step from here would do, by trigger; me: what the
    reader is to it."""
    onwards = STAGES[row.stage].moves_from(moves.state_of(row))
    eyes, accounts = eyes_of(row, me), _accounts(db, row)
    shown = {move.trigger: preview(db, row, move.trigger, {}) for move in onwards} if _sees_all(eyes, accounts) else {}
    line = _line(db, row, me)
    return {"account": line.account, "holder": line.holder, "other": line.other, "said": dict(row.said),
            "tonnes": line.tonnes, "opened_on": row.opened_on, "ended_on": row.ended_on,
            "ranges": _ranges(db, row, eyes, accounts), "certificates": _certificates(db, row.ref),
            "effects": {trigger: effects for trigger, effects in shown.items() if effects}}


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, CreditDossier, ref, by)
        stage = STAGES[row.stage]
        offers = moves.offers(db, row, by, today)
        me = access.actors_of(db, by, row)
        eyes, accounts = eyes_of(row, me), _accounts(db, row)
        proposal = open_proposal(db, row.ref) if _sees_all(eyes, accounts) else None
        return Dossier(
            line=_line(db, row, me), stage=stage, said=_said(stage, row), offers=offers,
            ranges=_ranges(db, row, eyes, accounts),
            effects={o.trigger: preview(db, row, o.trigger, {}) for o in offers if o.open},
            waiting=waiting_of(db, row, by), waiting_effect=_proposed(db, row, proposal),
            turn=tuple(dict.fromkeys(actor for _, actor in moves.waited_for(row))),
            deadlines=deadlines_of(db, row.ref), certificates=_certificates(db, row.ref),
            history=history_of(db, row, HAPPENED), papers=attached(db, row),
            slots=open_slots(db, row, by), more=MORE[row.stage](db, row, today) if row.stage in MORE else None)


def open_slots(db: Db, row: CreditDossier, by: Who) -> tuple[Slot, ...]:
    """The documents that this person may attach now: of whoever may take the next step, while none is proposed."""
    may = {actor for move in STAGES[row.stage].moves_from(moves.state_of(row)) for actor in move.actors}
    if not may & access.actors_of(db, by, row) or open_proposal(db, row.ref):
        return ()
    return tuple(each for each in slots_of(row.stage) if each.made != "printed" or takes_scans(row))


def _certificates(db: Db, ref: str) -> tuple[str, ...]:
    """Numbers of what its acts certify."""
    acts = select(Event.act_id).where(Event.subject == ref, Event.act_id.is_not(None))
    return tuple(number for each in numbers_of(db, acts).values() for number in each)


def href(stage: str, ref: str) -> str:
    return f"/{NOUN_OF[stage]}/{ref}"


def _beginners(stage: Stage) -> frozenset[Actor]:
    first = next(iter(stage.states))
    return frozenset(actor for move in stage.moves if move.source is first for actor in move.actors)


def _looks(db: Db, by: Who, stage: Stage) -> bool:
    """Whether a reader sees the dossiers of every account."""
    return bool(_as_office(db, by, stage) & (LOOKING | _beginners(stage) | _offices(stage)))


def _offices(stage: Stage) -> frozenset[Actor]:
    return frozenset(actor for move in stage.moves for actor in move.actors if actor in access.OFFICES.values())


def _as_office(db: Db, by: Who, stage: Stage) -> frozenset[Actor]:
    """What a person is to the dossiers of this stage by office, whoever holds the credits."""
    nobodys = CreditDossier(stage=stage.name, state="", account=Account(organisation_id=None))
    return access.actors_of(db, by, nobodys)


def _line(db: Db, row: CreditDossier, me: frozenset[Actor]) -> Line:
    home = UNTOLD if is_blind(row, me) else named(db.get_one(Organisation, row.account.organisation_id))
    return Line(row.ref, href(row.stage, row.ref), STAGES[row.stage], moves.state_of(row), home, row.account.number,
                named(row.counterparty) if row.counterparty else None,
                sum(span.tonnes for span in spans_of(row)), row.opened_on, row.ended_on)


def _ranges(db: Db, row: CreditDossier, eyes: Eyes, accounts: dict[int, Account]) -> tuple[Range, ...]:
    """As far as the reader may know (0091); where a holding ends among serials that are not theirs is not said."""
    pieces = hidden(pieces_of(db, row), lambda piece: eyes.sees(accounts[piece.account_id]), ALIVE[0])
    return tuple(_range(piece, serial, accounts, row.ref) for piece, serial in zip(pieces, serials(db, pieces)))


def _range(piece: Piece, serial: str, accounts: dict[int, Account], ref: str) -> Range:
    number = accounts[piece.account_id].number if piece.account_id != HIDDEN else ""
    words = ALIVE[1:] if piece.state == ALIVE[0] else STATES[piece.state]
    return Range(serial, piece.tonnes, number, words, piece.state, piece.is_bound_by(ref))


def _accounts(db: Db, row: CreditDossier) -> dict[int, Account]:
    """Where its serials lie now."""
    held = {piece.account_id for piece in pieces_of(db, row)}
    return {account.id: account for account in db.scalars(select(Account).where(Account.id.in_(held)))}


def _sees_all(eyes: Eyes, accounts: dict[int, Account]) -> bool:
    return all(eyes.sees(account) for account in accounts.values())


def _said(stage: Stage, row: CreditDossier) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    """What the moves were told, with its words; a choice by the words of what was chosen."""
    asks: dict[str, Ask] = {ask.name: ask for move in stage.moves for ask in move.asks}
    return tuple(((ask.zh, ask.en), _words(ask, row.said[name])) for name, ask in asks.items() if row.said.get(name))


def _words(ask: Ask, text: str) -> tuple[str, str]:
    return next(((zh, en) for key, zh, en in ask.choices if key == text), (text, text))


def _proposed(db: Db, row: CreditDossier, proposal: Proposal | None) -> tuple[Shown, ...]:
    if proposal is None:
        return ()
    return preview(db, row, proposal.trigger, json.loads(proposal.payload))


def letters_of(noun: str) -> str:
    """What the refs of this noun begin with."""
    return f"{LETTERS[NOUNS[noun]]}-"
