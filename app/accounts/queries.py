"""What the rules of an account need to know, and what its pages show."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app import access, deadlines, moves, secrecy
from app.access import Who
from app.database import Db, reading
from app.ledger.queries import account_of, balance_of, usable_account_of
from app.models.account import AccountDossier
from app.models.credit import CreditDossier
from app.models.engagement import Engagement
from app.models.ledger import FINAL, Account
from app.models.market import MarketOrder, MarketTrade, Settlement
from app.models.party import Membership, Organisation, Person
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.models.sanction import DUE, SanctionCase, SanctionMeasure
from app.papers.history import Happened, history_of
from app.papers.queries import Attached, attached, slots_filled
from app.papers.waiting import Due, Waiting, deadlines_of, waiting_of
from app.parties import personal
from app.parties.queries import organisation_of
from app.published.queries import settings
from app.rooms import Offer
from workflows.calendar import CALENDAR
from workflows.documents import Slot, slots_of
from workflows.engine import Actor
from workflows.lifecycle import STAGES
from workflows.parties import ACCOUNT, BARRED, DATA, KINDS, Facts, State

ACCOUNT_KINDS = {"owner": "project_owner", "key_emitter": "key_emitter", "trader": "trading_entity", "body": "body",
                 "province": "department"}
HAPPENED = {"opened": ("新建开户申请", "Application begun")}
ASIDE = ("restrict", "ask_closure", "open_trading", "close", "report_change")   # possible all the time
ROWS = 50


@dataclass(frozen=True)
class Line:
    """An account or an application for one, in a list."""
    ref: str
    state: State
    name_zh: str
    name_en: str
    credit_code: str
    kind: tuple[str, str]
    account_no: str
    applied_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Listing:
    """later: the ref after which the next page begins."""
    lines: tuple[Line, ...]
    later: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The page of one account. `data`: ((words), value, value it is to become); `says`: the form of a draft."""
    ref: str
    state: State
    name_zh: str
    name_en: str
    mode: str
    kind: tuple[str, str]
    credit_code: str
    data: tuple[tuple[tuple[str, str], str, str], ...]
    people: tuple[tuple[str, str, str], ...]
    account_no: str
    trading_no: str
    id_number: str
    applied_on: date | None
    first_reviewed_on: date | None
    decided_on: date | None
    restricted_on: date | None
    closed_on: date | None
    me: frozenset[Actor]
    may_edit: bool
    may_upload: bool
    says: Mapping[str, str]
    places: tuple[tuple[Slot, Attached | None], ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    turn: tuple[Actor, ...]
    deadlines: tuple[Due, ...]
    history: tuple[Happened, ...]


def account_facts(db: Db, row: AccountDossier, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.parties`."""
    said, rules = {**row.pending, **payload}, settings(db, today)
    home = organisation_of(db, row.credit_code)
    account = account_of(db, home.id) if home else None
    balance = balance_of(db, account.id) if account and row.holder_id else {}
    held = sum(tonnes for state, tonnes in balance.items() if state not in FINAL)
    changed_on = date.fromisoformat(said["changed_on"]) if said.get("changed_on") else None
    counted = CALENDAR.review_due(changed_on, rules["account.change_report_wd"],
                                  from_next_day=rules["wd.count_from_next_day"]) if changed_on else None
    return Facts(
        today=today, kind=row.kind, known_kind=_known_kind(row, home), other_account=_other_account(db, row, account),
        employers=_employers(db, row), initiator=str(row.applicant_id or ""), confirmer=str(row.confirmer_id or ""),
        documents=slots_filled(db, row.ref), account_no=row.account_no, trading_no=row.trading_no,
        review_due=next((d.due_on for d in deadlines.running(db, row.ref) if d.setting == "account.open_wd"), None),
        changed_on=changed_on, change_due=counted.on if counted else None,
        changes=_changes(row, payload) if "changed_on" in payload else None, ground=payload.get("ground", ""),
        restricted_on=row.restricted_on,
        cured_on=date.fromisoformat(payload["cured_on"]) if payload.get("cured_on") else None,
        open_business=_open_business(db, row.holder_id) if row.holder_id else (), held_t=held,
        bound_t=held - balance.get("available", 0), successor=said.get("successor", ""),
        successor_active=_is_active(db, said.get("successor", ""), row), settings=rules)


def _known_kind(row: AccountDossier, home: Organisation | None) -> str:
    if home is None:
        return ""
    if row.kind == "natural_person" and home.kind == "trader":
        return row.kind
    return ACCOUNT_KINDS.get(home.kind, home.kind)


def _other_account(db: Db, row: AccountDossier, account: Any) -> bool:
    """Another dossier of this entity that was handed in and not refused, or an account that this one did not open."""
    other = db.scalar(select(AccountDossier.id).where(
        AccountDossier.credit_code == row.credit_code, AccountDossier.id != row.id,
        AccountDossier.state.not_in(("draft", "refused"))))
    return other is not None or (account is not None and account.number != row.account_no)


def _employers(db: Db, row: AccountDossier) -> tuple[tuple[str, str], ...]:
    """As declared, by kind and by name; and as the persons' own duties here tell (R-11)."""
    found = []
    for who, person in (("initiator", row.applicant), ("confirmer", row.confirmer)):
        declared, where = row.employers.get(who, {}), f"/{who}/employer"
        named = db.scalar(select(Organisation.kind).where(Organisation.name_zh == declared.get("name", "")))
        found.append((where, declared.get("kind", "")))
        served = access.kinds_of(db, access.duties_of(db, Who(person.id, person.name, ""))) if person else {}
        found += [(where, kind) for kind in sorted({named or "", *served.values()}) if kind in BARRED]
    if row.id_number:                                   # a natural person may be known here under another sign-in name
        same = secrecy.tokens_of(secrecy.unseal(row.id_number, "id_number"), "id_number")
        kinds = db.scalars(select(Organisation.kind).join(Membership).join(Person).where(
            Person.id_number.in_(same), Membership.ended_on.is_(None)).distinct())
        found += [("/id_number", kind) for kind in sorted(kinds) if kind in BARRED]
    return tuple(found)


def _changes(row: AccountDossier, payload: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, _, _ in DATA if payload.get(name) and payload[name] != getattr(row, name))


def _open_business(db: Db, home: int) -> tuple[str, ...]:
    """What the holder has not brought to an end, on whichever side of it (R-17). No drafts of credits: they bind
    nothing. What was moved to the market counts by its credits, which the account still holds (R-116), not by its
    dossier, which stays at the exchange after a sale."""
    mine = select(Account.id).where(Account.organisation_id == home)
    asked = (
        ("registration", select(Application.ref, Application.state).where(Application.owner_id == home)),
        ("issuance", select(ReductionApplication.ref, ReductionApplication.state)
         .join(Project, Project.id == ReductionApplication.project_id).where(Project.owner_id == home)),
        ("validation", select(Engagement.ref, Engagement.state)
         .where(or_(Engagement.client_id == home, Engagement.body_id == home))),
        ("market_order", select(MarketOrder.ref, MarketOrder.state).where(
            MarketOrder.account_id.in_(mine), MarketOrder.state.in_(("open", "partial")))),
        ("settlement", select(Settlement.ref, Settlement.state).join(MarketTrade).join(MarketOrder).where(
            or_(MarketOrder.account_id.in_(mine), MarketTrade.buyer_id.in_(mine)))),
        ("measure", select(SanctionMeasure.ref, SanctionMeasure.state).join(SanctionCase).where(
            SanctionCase.respondent_id == home, SanctionMeasure.state.in_(DUE))))
    credits = db.scalars(select(CreditDossier.ref).where(
        or_(CreditDossier.account_id.in_(mine), CreditDossier.counterparty_id == home),
        CreditDossier.ended_on.is_(None), CreditDossier.state.not_in(("draft", "at_exchange"))))
    open_ = [ref for stage, query in asked for ref, state in db.execute(query).all()
             if STAGES[stage].states.of(state) not in STAGES[stage].finals()]
    return tuple(f"/business/{ref}" for ref in (*open_, *credits))


def _is_active(db: Db, code: str, row: AccountDossier) -> bool:
    heir = organisation_of(db, code)
    return heir is not None and heir.id != row.holder_id and usable_account_of(db, heir) is not None


# --- pages

def listing(by: Who, state: str = "", after: str = "") -> Listing:
    """The accounts and applications that `by` may see, newest first."""
    with reading() as db:
        wanted = select(AccountDossier).where(_visible(db, by)).order_by(AccountDossier.id.desc()).limit(ROWS + 1)
        if state:
            wanted = wanted.where(AccountDossier.state == state)
        if after:
            last = db.scalar(select(AccountDossier.id).where(AccountDossier.ref == after)) or 0
            wanted = wanted.where(AccountDossier.id < last)
        rows = list(db.scalars(wanted))
        return Listing(tuple(_line(db, row) for row in rows[:ROWS]), rows[ROWS - 1].ref if len(rows) > ROWS else "")


def _visible(db: Db, by: Who) -> ColumnElement[bool]:
    """`access.actors_of` as one condition."""
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    mine = or_(AccountDossier.holder_id.in_([home for home, duty in duties if duty in access.OWNER_DUTIES]),
               and_(AccountDossier.holder_id.is_(None), AccountDossier.applicant_id == by.id))
    looks = any(duty == "auditor" or (duty in access.REGISTRY_DUTIES and kinds.get(home) == "registry")
                for home, duty in duties)
    if looks:
        return or_(mine, AccountDossier.state != "draft")
    if any(duty == "officer" and kinds.get(home) == "exchange" for home, duty in duties):
        return or_(mine, and_(AccountDossier.state != "draft",
                              or_(AccountDossier.mode == "joint", AccountDossier.holder_id.is_not(None))))
    return mine


def dossier_of_account(number: str) -> str:
    """The ref of the dossier behind a ledger account."""
    with reading() as db:
        return db.scalar(select(AccountDossier.ref).where(AccountDossier.account_no == number)) or ""


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """The page of an account. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, AccountDossier, ref, by)
        me, waiting = access.actors_of(db, by, row), waiting_of(db, row, by)
        lying = {paper.slot.key: paper for paper in attached(db, row)}
        ended = moves.state_of(row) in ACCOUNT.finals()
        uploads = bool({Actor.OWNER_INITIATOR, Actor.REGISTRY_OPERATOR} & me) and not ended and not waiting
        return Dossier(
            ref=row.ref, state=moves.state_of(row), name_zh=row.name_zh, name_en=row.name_en, mode=row.mode,
            kind=KINDS[row.kind], credit_code=row.credit_code,
            data=tuple(((zh, en), _shown(name, getattr(row, name)), _shown(name, row.pending.get(name, "")))
                       for name, zh, en in DATA),
            id_number=personal.masked(row.id_number, "id_number"),
            people=_people(row), account_no=row.account_no, trading_no=row.trading_no, applied_on=row.applied_on,
            first_reviewed_on=row.first_reviewed_on, decided_on=row.decided_on, restricted_on=row.restricted_on,
            closed_on=row.closed_on, me=me, may_edit=row.state == "draft", may_upload=uploads,
            says=_says(row) if row.state == "draft" else {},
            places=tuple((slot, lying.get(slot.key)) for slot in slots_of("account")),
            offers=moves.offers(db, row, by, today), waiting=waiting,
            turn=tuple(dict.fromkeys(a for m, a in moves.waited_for(row) if m.trigger not in ASIDE)),
            deadlines=deadlines_of(db, ref), history=history_of(db, row, HAPPENED))


def _shown(name: str, value: str) -> str:
    return personal.masked(value, "phone") if name == "phone" else value


def _people(row: AccountDossier) -> tuple[tuple[str, str, str], ...]:
    """(duty, name, declared kind of employer)"""
    return tuple((duty, person.name, row.employers.get(duty, {}).get("kind", ""))
                 for duty, person in (("initiator", row.applicant), ("confirmer", row.confirmer)) if person)


def _says(row: AccountDossier) -> dict[str, str]:
    """A draft as its form asks for it."""
    said = {name: getattr(row, name) for name, _, _ in DATA} | {"credit_code": row.credit_code, "kind": row.kind}
    said |= {name: secrecy.unseal(getattr(row, name), name) for name in ("phone", "id_number")}
    if row.kind == "natural_person":
        said["credit_code"] = ""
    said["confirmer"] = row.confirmer.sign_in if row.confirmer else ""
    for who, employer in row.employers.items():
        said |= {f"{who}_employer": employer["kind"], f"{who}_employer_name": employer["name"]}
    return said


def _line(db: Db, row: AccountDossier) -> Line:
    due = deadlines.running(db, row.ref)
    return Line(row.ref, moves.state_of(row), row.name_zh, row.name_en, row.credit_code, KINDS[row.kind],
                row.account_no, row.applied_on, due[0].due_on if due else None)
