"""Registry accounts: applying for one, its data, and every move from opening to closure."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app import access, clock, moves, secrecy
from app.access import Who
from app.accounts.queries import account_facts
from app.database import Db, transaction
from app.evidence import calls, events
from app.evidence.refs import next_ref
from app.ledger import acts, store
from app.ledger.pieces import Span, give
from app.ledger.queries import account_of
from app.models.account import AccountDossier
from app.models.ledger import FINAL, Holding
from app.models.party import Organisation, Person
from app.papers import service as papers
from app.parties import id_number, personal
from app.parties import service as parties
from app.parties.credit_code import problems as problems_of_code
from app.parties.queries import organisation_of
from app.rooms import Outcome, Room, Taken
from methodologies.kernel.rules import INPUT, Broken, Conflict, NotFound, NotOpen, NotYours, Refusal
from workflows.documents import slots_of
from workflows.engine import Actor
from workflows.parties import ACCOUNT, DATA, EMPLOYERS, KINDS

ORGANISATION_KINDS = {"project_owner": "owner", "key_emitter": "key_emitter", "trading_entity": "trader",
                      "body": "body", "department": "province", "natural_person": "trader"}
LONGEST = {"name_zh": 120, "name_en": 200, "address": 200, "representative": 80, "phone": 40}
ASKED = ("name_zh", "address", "representative", "phone")
Said = Mapping[str, str]


class HasAccount(Conflict):
    """The entity got an account while this application was under review."""
    zh, en = "该主体已开立登记账户。", "The entity has its registry account."


def begin(said: Said, *, by: Who, today: date, key: str) -> str:
    """Begin an application for a registry account; whoever does becomes its initiator. Gives back its ref. Refusal."""
    with transaction() as db:
        asked = ["account", dict(said), by.id]
        if (done := calls.earlier(db, key, asked)) is not None:
            return done["ref"]
        row = AccountDossier(ref=next_ref(db, AccountDossier, "AO", today.year), state="draft", applicant_id=by.id,
                             begun_on=today, **_read(db, said, by))
        db.add(row)
        db.flush()
        calls.keep(db, key, asked, {"ref": row.ref}, clock.now())
        events.write(db, subject=row.ref, kind="opened", on=today, at=clock.now(), facts={"by": by.id})
        return row.ref


def save(ref: str, said: Said, *, by: Who) -> None:
    """Write the application again; only a draft, only by who began it. Refusal with all that is wrong."""
    with transaction() as db:
        row = moves.find(db, AccountDossier, ref, by)
        if row.applicant_id != by.id:
            raise NotYours(ref)
        if row.state != "draft":
            raise NotOpen(ref)
        for name, value in _read(db, said, by).items():
            setattr(row, name, value)


def attach(ref: str, slot: str, name: str, data: bytes, *, by: Who, today: date, **said: str) -> str:
    """A paper of the account, by its initiator or by the registry for a successor. Gives back the attachment's ref."""
    with transaction() as db:
        row = moves.find(db, AccountDossier, ref, by)
        if not {Actor.OWNER_INITIATOR, Actor.REGISTRY_OPERATOR} & access.actors_of(db, by, row):
            raise NotYours(ref)
        if moves.state_of(row) in ACCOUNT.finals() or moves.open_proposal(db, ref):
            raise NotOpen(ref)
        if slot not in {each.key for each in slots_of("account")}:
            raise Refusal(INPUT.at("/slot", "账户没有这个文件项。", "An account has no such document slot."))
        file = papers.attach(db, row, slot, name, data, by=by, today=today, **said)
        events.write(db, subject=ref, kind="attached", on=today, at=clock.now(),
                     facts={"by": by.id, "attachment": file.ref, "slot": slot, "sha256": file.sha256})
        return file.ref


def move(ref: str, trigger: str, *, by: Who, today: date, key: str, payload: Said | None = None) -> Outcome:
    """Take or propose a move. Raises NotFound, NotOpen, NotYours, Refusal; then nothing is saved."""
    said = dict(payload or {})
    if broken := tuple(_too_long(said)):
        raise Refusal(*broken)
    if said.get("phone"):
        said["phone"] = secrecy.seal(said["phone"].strip(), "phone")
    with transaction() as db:
        row = moves.find(db, AccountDossier, ref, by, key)
        if _closes(db, row, trigger):
            _alone(db, row)
        return moves.act(db, row, trigger, by=by, today=today, key=key, payload=said)


def _closes(db: Db, row: AccountDossier, trigger: str) -> bool:
    waits = moves.open_proposal(db, row.ref) if trigger == "confirm" else None
    return (waits.trigger if waits else trigger) == "close"


def _alone(db: Db, row: AccountDossier) -> None:
    """No act brings credits into the account between the judging of its closure and its end."""
    account = account_of(db, row.holder_id) if row.holder_id else None
    if account and not store.lock_account(db, account.id):
        raise acts.HoldingMoved(row.ref)


def reveal(ref: str, field: str, reason: str, *, by: Who) -> str:
    """A number in full, for the registry with a reason; who applied for the account is told (S15)."""
    with transaction() as db:
        row = moves.find(db, AccountDossier, ref, by)
        if not {Actor.REGISTRY_OPERATOR, Actor.NATIONAL_ADMINISTRATOR} & access.actors_of(db, by, row):
            raise NotYours(ref)
        if field not in personal.MASKS or not getattr(row, field) or row.applicant_id is None:
            raise NotFound(field)
        return personal.reveal(db, getattr(row, field), field, person_id=row.applicant_id, by=by, reason=reason)


def _read(db: Db, said: Said, by: Who) -> dict[str, Any]:
    """The application as it is stored. Refusal with all that can't be read; the law asks on handing in."""
    text = {name: said.get(name, "").strip() for name in LONGEST}
    kind = said.get("kind", "")
    code, number, broken = _identity(kind, said)
    broken += _too_long(text)
    broken += [INPUT.at(f"/{name}", f"请填写{zh}。", f"{en} is asked for.") for name, zh, en in DATA
               if name in ASKED and not text[name] and (kind, name) != ("natural_person", "representative")]
    if kind not in KINDS:
        broken.append(INPUT.at("/kind", "请选择账户类型。", "Choose the kind of account."))
    handle = said.get("confirmer", "").strip().lower()
    confirmer = db.scalar(select(Person).where(Person.sign_in == handle, Person.disabled.is_(False)))
    if confirmer is None or confirmer.id == by.id:
        broken.append(INPUT.at("/confirmer", "确认代表须为本系统中的另一人，请填写其登录名。",
                               "The confirmer is another person known here: give their sign-in name."))
    employers = {}
    for who in ("initiator", "confirmer"):
        employer = said.get(f"{who}_employer", "")
        if employer not in EMPLOYERS:
            broken.append(INPUT.at(f"/{who}/employer", "请申报该代表的工作单位。", "Declare where this person works."))
        employers[who] = {"kind": employer, "name": said.get(f"{who}_employer_name", "").strip()[:120]}
    if broken:
        raise Refusal(*broken)
    return {**text, "phone": secrecy.seal(text["phone"], "phone"), "credit_code": code, "kind": kind,
            "id_number": secrecy.seal(number, "id_number"), "confirmer_id": confirmer.id, "employers": employers}


def _identity(kind: str, said: Said) -> tuple[str, str, list[Broken]]:
    """(code of the entity, identity number, what is wrong). A natural person has a number; a pseudonym stands for it
    where organisations have their code, so that one person has one account and no row tells whose it is."""
    if kind != "natural_person":
        code = said.get("credit_code", "").strip().upper()
        return code, "", list(problems_of_code(code))
    number = said.get("id_number", "").strip().upper()
    return f"ID{secrecy.pseudonym(number, 'natural person')}", number, list(id_number.problems(number, clock.today()))


def _too_long(said: Said) -> Iterable[Broken]:
    return (INPUT.at(f"/{name}", f"最多 {most} 字。", f"At most {most} characters.")
            for name, most in LONGEST.items() if len(said.get(name, "")) > most)


# --- what a move leaves behind

def _applied(mode: str):
    def effect(db: Db, row: AccountDossier, taken: Taken) -> dict:
        row.mode, row.applied_on = mode, taken.today
        return {"mode": mode}
    return effect


def _passed_first(db: Db, row: AccountDossier, taken: Taken) -> None:
    row.first_reviewed_on, row.pending = taken.today, dict(taken.payload)


def _refused(db: Db, row: AccountDossier, taken: Taken) -> None:
    if taken.move.source.key == "first_review":
        row.first_reviewed_on = taken.today
    else:
        row.decided_on = taken.today


def _opened(db: Db, row: AccountDossier, taken: Taken) -> dict:
    """The organisation, if it was not known; its two representatives; its account in the ledger."""
    with db.no_autoflush:                               # the row is whole only once holder and number are set
        home = db.scalar(select(Organisation).where(Organisation.credit_code == row.credit_code).with_for_update())
        if home is None:
            home = Organisation(credit_code=row.credit_code, name_zh=row.name_zh, name_en=row.name_en,
                                address=row.address, kind=ORGANISATION_KINDS[row.kind])
            db.add(home)
        row.holder, row.decided_on, row.account_no = home, taken.today, acts.next_account(db)[1]
        row.trading_no, row.pending = row.pending.get("trading_no", ""), {}
    db.flush()
    if account_of(db, home.id):
        raise HasAccount(row.ref)
    account = acts.open_account(db, organisation_id=home.id,
                                kind="trading_entity" if row.kind == "natural_person" else row.kind)
    for person, duty in ((row.applicant_id, "initiator"), (row.confirmer_id, "confirmer")):
        _give(db, person, duty, home.id)
    events.write(db, subject=account.number, kind="account_opened", on=taken.today, at=clock.now(),
                 facts={"by": taken.by.id, "organisation": home.id, "application": row.ref})
    return {"account": account.number, "organisation": home.id}


def _give(db: Db, person: int, duty: str, home: int) -> None:
    row = db.get_one(Person, person)
    parties.hold_duty(db, row, duty, db.get_one(Organisation, home))
    parties.end_sessions(row)


def _bound(db: Db, row: AccountDossier, taken: Taken) -> None:
    row.trading_no = taken.payload["trading_no"][:40]


def _kept(db: Db, row: AccountDossier, taken: Taken) -> None:
    row.pending = dict(taken.payload)


def _dropped(db: Db, row: AccountDossier, taken: Taken) -> None:
    row.pending = {}


def _changed(db: Db, row: AccountDossier, taken: Taken) -> dict:
    """The data that were reported become the account's, and the holder's."""
    new = {name: row.pending[name] for name, _, _ in DATA if row.pending.get(name)}
    for name, value in new.items():
        setattr(row, name, value)
        if name in ("name_zh", "name_en", "address"):
            setattr(row.holder, name, value)
    row.pending = {}
    return {"changed": sorted(new)}


def _restricted(db: Db, row: AccountDossier, taken: Taken) -> dict:
    row.holder.restricted, row.restricted_on, row.pending = True, taken.today, {}
    return {"ground": taken.payload["ground"]}


def _restored(db: Db, row: AccountDossier, taken: Taken) -> dict:
    row.holder.restricted, row.restricted_on = False, None
    return _changed(db, row, taken)


def _closing(db: Db, row: AccountDossier, taken: Taken) -> None:
    """During a closure the account may not be used (R-17)."""
    row.pending, row.holder.restricted = dict(taken.payload), True


def _not_closed(db: Db, row: AccountDossier, taken: Taken) -> None:
    row.pending, row.holder.restricted = {}, False


def _closed(db: Db, row: AccountDossier, taken: Taken) -> dict:
    """What is left goes to the successor (R-116) in one act; then the account is closed for good."""
    said = {**row.pending, **taken.payload}
    row.closed_on = row.holder.closed_on = taken.today
    moved = _succeed(db, row, said["successor"], taken) if said.get("successor") else {}
    return {"ending": said["ending"], **moved}


def _succeed(db: Db, row: AccountDossier, code: str, taken: Taken) -> dict:
    heir = account_of(db, organisation_of(db, code).id)
    mine = account_of(db, row.holder_id)
    open_ = select(Holding).where(Holding.account_id == mine.id, Holding.closed_by.is_(None),
                                  Holding.state.not_in(FINAL)).order_by(Holding.batch_id, Holding.lo)
    held = list(db.scalars(open_))                      # under the lock of the account and of its batches
    if not held:
        return {"successor": heir.number}
    spans = [Span(h.batch_id, h.lo, h.hi) for h in held]
    acts.reshape(db, key=taken.key, kind="transfer", subject=row.account_no, spans=spans, on=taken.today,
                 change=lambda piece: give(heir.id, piece.state)(piece), at=clock.now(),
                 facts={"by": taken.by.id, "closure": row.ref, "ground": "succession"})
    return {"successor": heir.number, "tonnes": sum(span.tonnes for span in spans)}


moves.serve("account", Room(ACCOUNT, account_facts, {
    "apply_joint": _applied("joint"), "apply": _applied("independent"), "pass_first": _passed_first,
    "refuse": _refused, "approve": _opened, "open_trading": _bound, "report_change": _kept, "accept_change": _changed,
    "decline_change": _dropped, "restrict": _restricted, "ask_restore": _kept, "restore": _restored,
    "decline_restore": _dropped, "ask_closure": _closing, "decline_closure": _not_closed, "close": _closed}))
