"""Organisations, people and their duties; signing in."""
from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import func, select, update

from app.clock import BEIJING
from app.database import Db, reading, transaction
from app.evidence.refs import next_ref
from app.models.approval import Approval
from app.models.party import DUTIES, KINDS, Membership, Organisation, Person
from app.models.sign_in import ProgramKey, SignIn
from app.parties.credit_code import problems as problems_of_code
from app.published.queries import settings
from methodologies.kernel.rules import INPUT, Broken, NotFound, Refusal, Refused
from workflows.duties import ADMINISTRATORS, administrators_are_apart

GUESSES = 10                                            # S11: tries per name that may reach the hash in an hour
SHORTEST, LONGEST = 10, 128                             # characters of a password
COMMON = frozenset("""
    0000000000 0123456789 1111111111 1234567890 1234567890a 12345678910 1q2w3e4r5t a123456789 aa12345678 abcd123456
    administrator asdfghjkl123 iloveyou123 letmein1234 password123 password1234 qq123456789 qwertyuiop woaini1314
    zxcvbnm123
""".split())
HASHER = PasswordHasher()                               # Argon2id, 64 MiB


class WrongSignIn(Refused):
    """The name, the password, or both: never said which."""
    status = 422
    zh, en = "登录名或密码不正确。", "The sign-in name or the password is wrong."


class TooManyGuesses(Refused):
    status = 429
    zh, en = "尝试次数过多，请一小时后再试。", "Too many tries. Please come back in an hour."


def add_organisation(*, name_zh: str, credit_code: str, kind: str, name_en: str = "", address: str = "") -> int:
    """A legal person; kind: owner, body, registry, regulator. Returns its id. Refusal: code wrong or already known."""
    code = credit_code.strip().upper()
    broken = list(problems_of_code(code))
    if not name_zh.strip():
        broken.append(INPUT.at("/name_zh", "请填写机构名称。", "The organisation's name is asked for."))
    if kind not in KINDS:
        broken.append(INPUT.at("/kind", "机构类型不在可选项中。", "Not a kind of organisation."))
    with transaction() as db:
        if db.scalar(select(Organisation.id).where(Organisation.credit_code == code)):
            broken.append(INPUT.at("/credit_code", "该统一社会信用代码已登记。", "This credit code is known already."))
        if broken:
            raise Refusal(*broken)
        home = Organisation(name_zh=name_zh.strip(), name_en=name_en.strip(), credit_code=code, kind=kind,
                            address=address.strip())
        db.add(home)
        db.flush()
        return home.id


def add_person(*, name: str, sign_in: str, password: str, must_change: bool = False, phone: str = "",
               id_number: str = "", besides: tuple[Broken, ...] = ()) -> int:
    """A natural person who may sign in; returns the id. Refusal: name taken, password too easy.

    must_change: somebody else chose the password, so the first sign-in asks for another (R-156). phone, id_number:
    sealed; besides: what is wrong with them, to be told together with the rest.
    """
    handle = sign_in.strip().lower()
    broken = [*password_problems(password, handle), *besides]
    if not name.strip():
        broken.append(INPUT.at("/name", "请填写姓名。", "The name is asked for."))
    if not handle or len(handle) > 80:
        broken.append(INPUT.at("/sign_in", "登录名为1至80个字符。", "A sign-in name has 1 to 80 characters."))
    with transaction() as db:
        if db.scalar(select(Person.id).where(Person.sign_in == handle)):
            broken.append(INPUT.at("/sign_in", "该登录名已被使用。", "This sign-in name is taken."))
        if broken:
            raise Refusal(*broken)
        person = Person(name=name.strip(), sign_in=handle, password_hash=HASHER.hash(password),
                        must_change=must_change, phone=phone, id_number=id_number)
        db.add(person)
        db.flush()
        return person.id


def give_duty(person_id: int, duty: str, organisation_id: int | None = None) -> int:
    """Give a person a duty in an organisation; a commenter has none. Returns the membership's id."""
    if duty not in DUTIES or (organisation_id is None) != (duty == "commenter"):
        raise Refusal(INPUT.at("/duty", "职责与机构不符。", "The duty does not fit the organisation."))
    with transaction() as db:
        person = db.get(Person, person_id)
        home = db.get(Organisation, organisation_id) if organisation_id else None
        if person is None or (organisation_id and home is None):
            raise NotFound(f"{person_id} {organisation_id}")
        return hold_duty(db, person, duty, home)


def hold_duty(db: Db, person: Person, duty: str, home: Organisation | None) -> int:
    """The person has the duty from now on; returns the membership's id. Refusal: the three administrators are apart."""
    present = {m.duty for m in person.memberships if m.ended_on is None and m.duty != duty}
    if (duty in ADMINISTRATORS and present) or present & ADMINISTRATORS:
        raise Refusal(administrators_are_apart.at("/duty"))
    known = next((m for m in person.memberships if m.duty == duty and m.organisation is home), None)
    if known is None:
        known = Membership(person=person, organisation=home, duty=duty)
        db.add(known)
    known.ended_on = None
    db.flush()
    return known.id


def end_sessions(person: Person) -> None:
    """Every session of the person is over, a copied cookie's too: at a new role, a new password, a disabling."""
    person.session_epoch += 1


def add_approval(body_id: int, *, sector: str, number: str, approved_on: date, ended_on: date | None = None) -> int:
    """机构批准: a body may work in a sector ("01") from a day on (R-22). Returns its id."""
    with transaction() as db:
        body = db.get(Organisation, body_id)
        if body is None or body.kind != "body":
            raise NotFound(f"body {body_id}")
        if ended_on and ended_on < approved_on:
            raise Refusal(INPUT.at("/ended_on", "终止日早于批准日。", "The last day lies before the first."))
        approval = Approval(ref=next_ref(db, Approval, "VB", approved_on.year), state="approved", body_id=body_id,
                            sector=sector, number=number, begun_on=approved_on, approved_on=approved_on,
                            valid_to=ended_on)
        db.add(approval)
        db.flush()
        return approval.id


def sign_in(name: str, password: str, *, at: datetime) -> tuple[int, int]:
    """(person, epoch of the sessions). Raises WrongSignIn, TooManyGuesses. Unknown and known names cost the same.

    The try is stored before the hash is asked, so that tries at the same time are counted too.
    """
    handle = name.strip().lower()[:80]
    guess = count_guess(handle, at)
    with reading() as db:
        known = db.execute(select(Person.id, Person.session_epoch, Person.password_hash)
                           .where(Person.sign_in == handle, Person.disabled.is_(False))).first()
    number, epoch, hashed = known or (0, 0, _nobody())
    if not _matches(hashed, password) or not known:
        raise WrongSignIn(handle)
    with transaction() as db:
        guessed_right(db, guess)
    return number, epoch


def sign_out(person_id: int) -> None:
    """End every session of this person: a copied cookie dies too."""
    with transaction() as db:
        db.get_one(Person, person_id).session_epoch += 1


def make_program_key(handle: str, *, at: datetime) -> str:
    """A key for the program of the exchange that acts for this officer; the former one opens nothing from now on.

    Refusal when nobody of this name is an officer of the exchange. The key is shown here and never again.
    """
    key = f"ccer_{secrets.token_urlsafe(32)}"
    with transaction() as db:
        person = _officer_of_exchange(db, handle)
        _end_keys(db, person, at)
        db.add(ProgramKey(person_id=person, digest=sha256(key.encode()).hexdigest(), made_at=at))
    return key


def end_program_key(handle: str, *, at: datetime) -> None:
    """Its program is let in no more. Refusal as above."""
    with transaction() as db:
        _end_keys(db, _officer_of_exchange(db, handle), at)


def _end_keys(db: Db, person: int, at: datetime) -> None:
    db.execute(update(ProgramKey).where(ProgramKey.person_id == person, ProgramKey.ended_at.is_(None))
               .values(ended_at=at))


def _officer_of_exchange(db: Db, handle: str) -> int:
    person = db.scalar(select(Person.id).join(Membership, Membership.person_id == Person.id).join(Organisation).where(
        Person.sign_in == handle.strip().lower(), Membership.duty == "officer", Membership.ended_on.is_(None),
        Organisation.kind == "exchange"))
    if person is None:
        raise Refusal(INPUT.at("/person", "不是交易机构的经办人员。",
                               "Nobody of this name is an officer of the exchange."))
    return person


def change_password(person_id: int, *, old: str, new: str, at: datetime) -> int:
    """Change it, and end the sessions of this person; returns the new epoch. Raises as sign_in, or Refusal."""
    with reading() as db:
        handle = db.get_one(Person, person_id).sign_in
        profile = settings(db, at.astimezone(BEIJING).date())["signin.password_profile"]
    sign_in(handle, old, at=at)
    broken = password_problems(new, handle, profile)
    if new == old:
        broken += (INPUT.at("/password", "新密码与现密码相同。", "The new password is the present one."),)
    if broken:
        raise Refusal(*broken)
    hashed = HASHER.hash(new)
    with transaction() as db:
        person = db.get_one(Person, person_id)
        person.password_hash, person.session_epoch = hashed, person.session_epoch + 1
        person.must_change, person.password_set_at = False, at
        return person.session_epoch


def password_problems(password: str, handle: str, profile: str = "nist") -> tuple[Broken, ...]:
    """Length and a list of the commonest (NIST SP 800-63B); under "mlps" three of four kinds of signs too (R-155)."""
    broken: list[Broken] = []
    if not SHORTEST <= len(password) <= LONGEST:
        broken.append(INPUT.at("/password", f"密码须为{SHORTEST}至{LONGEST}个字符。",
                               f"A password has {SHORTEST} to {LONGEST} characters."))
    elif password.lower() in COMMON or password.lower() == handle or len(set(password)) < 4:
        broken.append(INPUT.at("/password", "这个密码太容易猜到。", "This password is too easy to guess."))
    kinds = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
    if profile == "mlps" and sum(any(map(kind, password)) for kind in kinds) < 3:
        broken.append(INPUT.at("/password", "密码须含大写字母、小写字母、数字、符号中的三种。",
                               "A password has three of: capitals, small letters, digits, other signs."))
    return tuple(broken)


def count_guess(handle: str, at: datetime, step: str = "password") -> int:
    """Store a try before it is judged; gives its number. TooManyGuesses after ten wrong ones within an hour."""
    with transaction() as db:
        db.alone(f"sign-in:{handle}")
        wrong = db.scalars(select(func.count()).select_from(SignIn).where(
            SignIn.sign_in == handle, SignIn.step == step, SignIn.good.is_(False),
            SignIn.at > at - timedelta(hours=1))).one()
        if wrong >= GUESSES:
            raise TooManyGuesses(handle)
        guess = SignIn(sign_in=handle, step=step, at=at, good=False)
        db.add(guess)
        db.flush()
        return guess.id


def guessed_right(db: Db, guess: int) -> None:
    db.get_one(SignIn, guess).good = True


@cache
def _nobody() -> str:
    """What an unknown name is compared with, so that it takes as long as a known one."""
    return HASHER.hash("nobody has this password")


def _matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return False
