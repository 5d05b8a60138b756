"""A person's own data: sealed at rest, masked on every page, read in full for a reason the person can see (S15)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import clock, secrecy
from app.access import Who
from app.database import Db, reading, transaction
from app.models.party import Person
from app.models.personal import Correction, PersonalView
from app.models.sign_in import SignIn
from app.parties import id_number, phone
from methodologies.kernel.rules import INPUT, Broken, Refusal

FIELDS = {"name": ("姓名", "Name"), "phone": ("手机号码", "Phone"), "id_number": ("身份证号", "Identity number")}
MASKS = {"phone": phone.masked, "id_number": id_number.masked}
ROWS = 50


@dataclass(frozen=True)
class Viewed:
    """Somebody read a number in full."""
    at: datetime
    field: tuple[str, str]
    by: str
    whose: str
    reason: str


@dataclass(frozen=True)
class Asked:
    """A correction that was asked for; `wanted` masked."""
    id: int
    at: datetime
    field: tuple[str, str]
    whose: str
    sign_in: str
    wanted: str
    state: str


@dataclass(frozen=True)
class Try:
    """One try to sign in."""
    at: datetime
    sign_in: str
    step: str
    good: bool


@dataclass(frozen=True)
class Own:
    """What /me shows of a person's own data."""
    phone: str
    id_number: str
    views: tuple[Viewed, ...]
    corrections: tuple[Asked, ...]
    tries: tuple[Try, ...]


def problems(field: str, text: str, today: date) -> tuple[Broken, ...]:
    """What is wrong with a value of one's data; none when it may be kept."""
    if field == "id_number":
        return id_number.problems(text, today)
    if field == "phone" and not phone.is_number(text):
        return (INPUT.at("/phone", "应为手机号码或带区号的电话号码。",
                         "A mobile number, or a number with its area code."),)
    if field == "name" and not 1 <= len(text) <= 80:
        return (INPUT.at("/name", "姓名为 1 至 80 字。", "A name has 1 to 80 characters."),)
    return () if field in FIELDS else (INPUT.at("/field", "没有这一项。", "There is no such item."),)


def masked(token: str, field: str) -> str:
    """A sealed number as pages show it."""
    return MASKS[field](secrecy.unseal(token, field)) if token else ""


def reveal(db: Db, token: str, field: str, *, person_id: int, by: Who, reason: str) -> str:
    """A number in full, for a reason; a row tells the person. Refusal without one."""
    if not 4 <= len(reason.strip()) <= 200:
        raise Refusal(INPUT.at("/reason", "请写明查看理由（4至200字），本人可以看到。",
                               "Say why, in 4 to 200 characters; the person can read it."))
    db.add(PersonalView(person_id=person_id, field=field, by_id=by.id, reason=reason.strip(), at=clock.now()))
    return secrecy.unseal(token, field)


def own(person_id: int) -> Own:
    with reading() as db:
        person = db.get_one(Person, person_id)
        return Own(masked(person.phone, "phone"), masked(person.id_number, "id_number"),
                   views(db, PersonalView.person_id == person_id), corrections(db, Correction.person_id == person_id),
                   tries(db, SignIn.sign_in == person.sign_in))


def views(db: Db, *conditions) -> tuple[Viewed, ...]:
    rows = db.scalars(select(PersonalView).where(*conditions).order_by(PersonalView.id.desc()).limit(ROWS))
    return tuple(Viewed(row.at, FIELDS[row.field], row.by.name, row.person.name, row.reason) for row in rows)


def corrections(db: Db, *conditions) -> tuple[Asked, ...]:
    rows = db.scalars(select(Correction).where(*conditions).order_by(Correction.id.desc()).limit(ROWS))
    return tuple(Asked(row.id, row.asked_at, FIELDS[row.field], row.person.name, row.person.sign_in,
                       _wanted(row), row.state) for row in rows)


def tries(db: Db, *conditions) -> tuple[Try, ...]:
    rows = db.scalars(select(SignIn).where(*conditions).order_by(SignIn.id.desc()).limit(ROWS))
    return tuple(Try(row.at, row.sign_in, row.step, row.good) for row in rows)


def ask_correction(field: str, text: str, *, by: Who, today: date) -> None:
    """Ask to have one's own data put right. Refusal when the value can't be kept, or one is asked for already."""
    wanted = text.strip().upper() if field == "id_number" else text.strip()
    broken = problems(field, wanted, today)
    with transaction() as db:
        if db.scalar(select(Correction.id).where(Correction.person_id == by.id, Correction.field == field,
                                                 Correction.state == "open")):
            broken += (INPUT.at(f"/{field}", "该项更正正在办理。", "A correction of it is under way."),)
        if broken:
            raise Refusal(*broken)
        db.add(Correction(person_id=by.id, field=field, wanted=secrecy.seal(wanted, field), asked_at=clock.now()))


def export(by: Who) -> dict[str, object]:
    """Everything that is kept about a person as such, in clear, for that person alone."""
    with reading() as db:
        person = db.get_one(Person, by.id)
        return {
            "sign_in": person.sign_in, "name": person.name, "phone": secrecy.unseal(person.phone, "phone"),
            "id_number": secrecy.unseal(person.id_number, "id_number"), "password_set_at": person.password_set_at,
            "duties": [{"duty": m.duty, "organisation": m.organisation.name_zh if m.organisation else "",
                        "ended_on": m.ended_on} for m in person.memberships],
            "views": views(db, PersonalView.person_id == by.id),
            "corrections": [{"at": row.asked_at, "field": row.field, "wanted": secrecy.unseal(row.wanted, row.field),
                             "state": row.state} for row in db.scalars(select(Correction).where(
                                 Correction.person_id == by.id).order_by(Correction.id))],
            "sign_ins": tries(db, SignIn.sign_in == person.sign_in)}


def _wanted(row: Correction) -> str:
    text = secrecy.unseal(row.wanted, row.field)
    return MASKS[row.field](text) if row.field in MASKS else text
