"""The second factor: an authenticator app, recovery codes, a code sent to a phone. Who must have one, and what is left.

Instants come as a pair: `at` by this installation's clock, for what is counted and logged, and `wall` by the machine's,
for an authenticator knows no other.
"""
from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app import secrecy
from app.clock import BEIJING
from app.database import Db, reading, transaction
from app.models.party import Membership, Person
from app.models.sign_in import PhoneCode, RecoveryCode, SecondFactor
from app.parties import phone, service, totp
from app.parties.queries import PLAIN
from app.published.queries import is_demonstration, settings
from methodologies.kernel.rules import INPUT, NotFound, NotOpen, Refusal, Refused

RECOVERY_CODES = 8
PHONE_CODE_LASTS = timedelta(minutes=5)
FIELD = "second factor"


class WrongCode(Refused):
    status = 422
    zh, en = "验证码不正确、已使用或已过期。", "The code is wrong, was used before, or has expired."


def step_left(person_id: int, *, shown: bool, at: datetime) -> str:
    """What a person who gave the right password still has to do: "code", "password", "enrolment" or nothing.

    shown: the second factor was shown in this very sign-in.
    """
    with reading() as db:
        person = db.get_one(Person, person_id)
        enrolled = _confirmed(db, person_id) is not None
        if enrolled and not shown:
            return "code"
        if person.must_change or _is_old(db, person, at):
            return "password"
        return "enrolment" if is_staff(db, person_id) and not enrolled else ""


def is_staff(db: Db, person_id: int) -> bool:
    """Whether any present duty is one of an office, a body or an administrator: no session without a second factor."""
    duties = db.scalars(select(Membership.duty).where(Membership.person_id == person_id, Membership.ended_on.is_(None)))
    return any(duty not in PLAIN for duty in duties)


def is_enrolled(person_id: int) -> bool:
    with reading() as db:
        return _confirmed(db, person_id) is not None


def phone_of(person_id: int) -> str:
    """The masked number to which a code may be sent; empty for staff and where no phone is known."""
    with reading() as db:
        person = db.get_one(Person, person_id)
        return "" if is_staff(db, person_id) else phone.masked(secrecy.unseal(person.phone, "phone"))


def begin_enrolment(person_id: int) -> bytes:
    """The secret for the app; the same one until its first code has been shown. NotOpen once it has."""
    with transaction() as db:
        row = db.get(SecondFactor, person_id)
        if row is None:
            row = SecondFactor(person_id=person_id, secret=_sealed(secrets.token_bytes(20)))
            db.add(row)
        elif row.confirmed_at:
            raise NotOpen("second factor")
        return _secret(row)


def finish_enrolment(person_id: int, typed: str, *, at: datetime, wall: datetime) -> tuple[str, ...]:
    """The first code was shown: the factor counts. Gives the recovery codes, this once. WrongCode, TooManyGuesses."""
    guess = service.count_guess(_handle(person_id), at, "code")
    with transaction() as db:
        row = db.get(SecondFactor, person_id, with_for_update=True)
        if row is None or row.confirmed_at:
            raise NotOpen("second factor")
        step = totp.matching_step(_secret(row), _digits(typed), wall, row.last_step)
        if step is None:
            raise WrongCode()
        row.confirmed_at, row.last_step = at, step
        service.guessed_right(db, guess)
        return _new_recovery_codes(db, person_id)


def show_code(person_id: int, typed: str, *, at: datetime, wall: datetime) -> None:
    """The second step of signing in, or of a ledger act: a code of the app, a recovery code, or one sent to the phone
    of somebody who is no staff. Each counts once. WrongCode, TooManyGuesses: at most ten tries an hour."""
    guess = service.count_guess(_handle(person_id), at, "code")
    with transaction() as db:
        if not (_by_app(db, person_id, typed, wall) or _by_recovery(db, person_id, typed, at)
                or _by_phone(db, person_id, typed, at)):
            raise WrongCode()
        service.guessed_right(db, guess)


def send_phone_code(person_id: int, *, at: datetime) -> str:
    """Send a code to the person's phone; gives the masked number. Refusal for staff, and where no phone is known."""
    with transaction() as db:
        person = db.get_one(Person, person_id)
        if is_staff(db, person_id):
            raise Refusal(INPUT.at("/code", "工作人员须使用动态验证码。", "Staff use the code of an authenticator."))
        if not person.phone:
            raise Refusal(INPUT.at("/code", "未登记手机号码。", "No phone number is known."))
        row = db.get(PhoneCode, person_id, with_for_update=True)
        if row and row.sent_at > at - timedelta(minutes=1):
            raise Refusal(INPUT.at("/code", "验证码已发送，请一分钟后再试。",
                                   "A code was sent; try again in a minute."))
        code = f"{secrets.randbelow(10 ** 6):06d}"
        db.merge(PhoneCode(person_id=person_id, digest=secrecy.digest(code, "phone code"), sent_at=at, used=False))
        number = secrecy.unseal(person.phone, "phone")
    phone.gateway().send(number, code, at=at)
    return phone.masked(number)


def forget(db: Db, person_id: int) -> None:
    """The person begins anew: for a security administrator, when phone and recovery codes are lost."""
    for model in (SecondFactor, RecoveryCode, PhoneCode):
        db.execute(delete(model).where(model.person_id == person_id))


def enrol_for_demonstration(person_id: int, secret: bytes, *, at: datetime) -> None:
    """A secret that everybody may know. Only in a demo or test database."""
    with transaction() as db:
        if not is_demonstration(db):
            raise NotOpen("demonstration")
        db.add(SecondFactor(person_id=person_id, secret=_sealed(secret), confirmed_at=at))


def demonstration_code(sign_in: str, wall: datetime) -> str:
    """The code that this person's app would show, for a demo's visitors; empty: wait half a minute. NotFound else."""
    with reading() as db:
        row = db.scalar(select(SecondFactor).join(Person).where(Person.sign_in == sign_in))
        if row is None or not is_demonstration(db):
            raise NotFound(sign_in)
        return totp.next_code(_secret(row), wall, row.last_step)


def _by_app(db: Db, person_id: int, typed: str, wall: datetime) -> bool:
    row = db.get(SecondFactor, person_id, with_for_update=True)
    step = row and row.confirmed_at and totp.matching_step(_secret(row), _digits(typed), wall, row.last_step)
    if step:
        row.last_step = step
    return bool(step)


def _by_recovery(db: Db, person_id: int, typed: str, at: datetime) -> bool:
    wanted = select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None),
                                        RecoveryCode.digest == _recovery_digest(typed)).with_for_update()
    row = db.scalar(wanted)
    if row:
        row.used_at = at
    return row is not None


def _by_phone(db: Db, person_id: int, typed: str, at: datetime) -> bool:
    row = db.get(PhoneCode, person_id, with_for_update=True)
    good = (row is not None and not row.used and at - row.sent_at < PHONE_CODE_LASTS
            and not is_staff(db, person_id) and row.digest == secrecy.digest(_digits(typed), "phone code"))
    if good:
        row.used = True
    return good


def _confirmed(db: Db, person_id: int) -> datetime | None:
    return db.scalar(select(SecondFactor.confirmed_at).where(SecondFactor.person_id == person_id))


def _is_old(db: Db, person: Person, at: datetime) -> bool:
    rules = settings(db, at.astimezone(BEIJING).date())
    lasts = timedelta(days=rules["signin.password_days"])
    return rules["signin.password_profile"] == "mlps" and (person.password_set_at or at - 2 * lasts) + lasts < at


def _new_recovery_codes(db: Db, person_id: int) -> tuple[str, ...]:
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    made = [b32encode(secrets.token_bytes(10)).decode() for _ in range(RECOVERY_CODES)]
    db.add_all(RecoveryCode(person_id=person_id, digest=_recovery_digest(code)) for code in made)
    return tuple("-".join(code[n:n + 4] for n in range(0, 16, 4)) for code in made)


def _recovery_digest(typed: str) -> str:
    return hashlib.sha256(typed.replace("-", "").replace(" ", "").upper().encode()).hexdigest()


def _handle(person_id: int) -> str:
    with reading() as db:
        return db.get_one(Person, person_id).sign_in


def _digits(typed: str) -> str:
    return typed.replace(" ", "")[:12]


def _sealed(secret: bytes) -> str:
    return secrecy.seal(totp.typed_secret(secret), FIELD)


def _secret(row: SecondFactor) -> bytes:
    return totp.secret_of(secrecy.unseal(row.secret, FIELD))
