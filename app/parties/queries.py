"""Reads about people and organisations: frozen dataclasses, for pages and programs alike."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select

from app.database import Db, reading
from app.models.approval import Approval
from app.models.party import Membership, Organisation, Person
from app.models.sanction import Bar, SanctionCase, SanctionMeasure
from app.models.sign_in import ProgramKey
from app.published.queries import settings
from workflows import breaches
from workflows.application import Approval as ApprovalFact
from workflows.breaches import barred

DUTIES = {
    "initiator": ("发起代表", "initiator"),
    "confirmer": ("确认代表", "confirmer"),
    "team": ("审核组成员", "team member"),
    "reviewer": ("复核人员", "reviewer"),
    "decider": ("批准人员", "decision maker"),
    "operator": ("登记机构经办", "registry operator"),
    "national_administrator": ("国家管理员", "national administrator"),
    "commenter": ("公众评论人", "public commenter"),
    "auditor": ("审计员", "auditor"),
    "officer": ("经办人员", "officer"),
    "expert": ("专家", "expert"),
    "system_administrator": ("系统管理员", "system administrator"),
    "security_administrator": ("安全管理员", "security administrator"),
}
PLAIN = ("initiator", "confirmer", "commenter")         # duties of those who are no staff
KINDS = {
    "owner": ("项目业主", "project owner"),
    "key_emitter": ("重点排放单位", "key emitter"),
    "trader": ("其他交易主体", "other trading entity"),
    "body": ("审定与核查机构", "validation and verification body"),
    "province": ("省级生态环境主管部门", "provincial ecology department"),
    "registry": ("注册登记机构", "registry"),
    "exchange": ("交易机构", "exchange"),
    "pledgee": ("质权人", "pledgee"),
    "consultant": ("咨询服务机构", "consultant"),
    "market_supervision": ("市场监管部门", "market supervision"),
    "regulator": ("生态环境部", "ministry of ecology"),
    "court": ("司法机关", "court"),
    "expert_panel": ("专家组", "expert panel"),
}


@dataclass(frozen=True)
class Named:
    """An organisation by its names."""
    name_zh: str
    name_en: str
    credit_code: str


@dataclass(frozen=True)
class Duty:
    """One duty of a person; a public commenter's has no organisation."""
    key: str
    zh: str
    en: str
    organisation_id: int | None
    kind: str
    name_zh: str
    name_en: str
    credit_code: str


@dataclass(frozen=True)
class Me:
    """The person who is signed in, with the duties that have not ended."""
    id: int
    name: str
    sign_in: str
    epoch: int
    duties: tuple[Duty, ...]

    def homes(self, duty: str) -> tuple[Duty, ...]:
        """The organisations in which this person has that duty."""
        return tuple(d for d in self.duties if d.key == duty)

    @property
    def is_staff(self) -> bool:
        """Serves an office or a body, or administers the system: enters by two factors."""
        return any(d.key not in PLAIN for d in self.duties)

    def has(self, *duties: str) -> bool:
        return any(d.key in duties for d in self.duties)


@dataclass(frozen=True)
class Body:
    """审定与核查机构 with the approval that covers the sector asked for."""
    id: int
    name_zh: str
    name_en: str
    credit_code: str
    number: str
    approved_on: date


def me(person_id: int, epoch: int | None = None) -> Me | None:
    """Who this is; None when unknown, disabled, or when the sessions of that epoch were ended."""
    with reading() as db:
        person = db.get(Person, person_id)
        if person is None or person.disabled or epoch not in (None, person.session_epoch):
            return None
        rows = db.execute(select(Membership, Organisation).outerjoin(Organisation).order_by(Membership.id)
                          .where(Membership.person_id == person_id, Membership.ended_on.is_(None))).all()
        return Me(person.id, person.name, person.sign_in, person.session_epoch,
                  tuple(duty_of(membership, home) for membership, home in rows))


def person_of_key(key: str) -> int | None:
    """In whose name a program with this key acts; None for a key that opens nothing."""
    with reading() as db:
        return db.scalar(select(ProgramKey.person_id).where(
            ProgramKey.digest == sha256(key.encode()).hexdigest(), ProgramKey.ended_at.is_(None)))


def duty_of(membership: Membership, home: Organisation | None) -> Duty:
    zh, en = DUTIES[membership.duty]
    if home is None:
        return Duty(membership.duty, zh, en, None, "", "", "", "")
    return Duty(membership.duty, zh, en, home.id, home.kind, home.name_zh, home.name_en, home.credit_code)


def named(home: Organisation | None) -> Named | None:
    return home and Named(home.name_zh, home.name_en, home.credit_code)


def bodies_in_scope(sector: str, on: date) -> tuple[Body, ...]:
    """The bodies approved for this sector ("01") on that day, by name (R-22, R-23)."""
    with reading() as db:
        rows = [(approval.body, approval) for approval in db.scalars(
            select(Approval).join(Organisation).where(Approval.sector == sector, Approval.approved_on <= on)
            .order_by(Organisation.name_zh, Approval.id)) if approval.valid_on(on)]
    found = {home.id: Body(home.id, home.name_zh, home.name_en, home.credit_code, approval.number, approval.approved_on)
             for home, approval in rows}
    return tuple(found.values())


def approvals_of(db: Db, body_id: int) -> tuple[ApprovalFact, ...]:
    """The spans in which a body's approvals were or are in force, as the rules read them (R-23)."""
    rows = db.scalars(select(Approval).where(Approval.body_id == body_id, Approval.approved_on.is_not(None)))
    return tuple(ApprovalFact(row.sector, *span) for row in rows for span in row.in_force())


def is_barred(db: Db, organisation_id: int, day: date) -> bool:
    """R-128, R-129: no application of this organisation is accepted on that day; of this credit code only (R-204)."""
    rows = db.scalars(select(Bar).where(Bar.organisation_id == organisation_id))
    return barred((breaches.Bar(row.starts_on, row.ends_on) for row in rows), day)


def trading_is_suspended(db: Db, organisation_id: int) -> bool:
    """R-129: a measure in force suspends this organisation's trading."""
    return db.scalar(select(SanctionMeasure.id).join(SanctionCase).where(
        SanctionCase.respondent_id == organisation_id, SanctionMeasure.kind == "suspend_trading",
        SanctionMeasure.state == "in_force")) is not None


def is_flagged(db: Db, body_id: int) -> bool:
    """R-137: an approval of this body was revoked for a false report (R-132)."""
    return db.scalar(select(Approval.id).where(Approval.body_id == body_id, Approval.state == "revoked",
                                               Approval.ground == "R-132")) is not None


def minutes_fresh(on: date) -> int:
    """How long a code of the second factor counts for ledger acts."""
    with reading() as db:
        return settings(db, on)["signin.code_minutes"]


def organisation_of(db: Db, code: str, kind: str = "") -> Organisation | None:
    """The one with this credit code, of this kind if one is asked for; None for an unknown or empty code."""
    found = db.scalar(select(Organisation).where(Organisation.credit_code == code.strip().upper()))
    return found if found is None or kind in ("", found.kind) else None


def names_of(db: Db, ids: Iterable[int | None]) -> dict[int, str]:
    """Real names by person; the clock, 0, is nobody."""
    rows = db.execute(select(Person.id, Person.name).where(Person.id.in_({number for number in ids if number})))
    return {number: name for number, name in rows}
