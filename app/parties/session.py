"""What every room's views need of a request: who is signed in, which day it is, what was sent, the refused page.

A view that anybody may see is marked `@public`; all others are closed to strangers before they run (app/web.py).

A page author writes a form that may be refused like this, and the page comes back with what was typed:

    try:
        service.save(ref, request.form, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "registration/draft.html", dossier=queries.draft(ref, by=signed_in()))
    return redirect(url_for("registration.show", ref=ref), 303)
"""
from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import Request, Response, g, make_response, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app import clock
from app.access import Who
from app.evidence import calls
from app.parties import queries
from app.parties.queries import Me
from methodologies.kernel.rules import INPUT, Refusal, Refused, Unreadable

LANGUAGES = ("zh", "en")
View = TypeVar("View", bound=Callable[..., Any])
AT_THE_DOOR = 15 * 60                                   # seconds between the password and the rest of a sign-in
PROGRAMS = ("/api/v1/trading-bindings", "/api/v1/market-", "/api/v1/settlements")       # what a program's key opens
login = LoginManager()


class SignedOut(Refused):
    """Nobody is signed in, and somebody must be."""
    status = 401
    zh, en = "请先登录。", "Please sign in first."


class User(UserMixin):
    """Flask-Login's idea of a person. Its id names the epoch too, so that ended sessions stay ended."""

    def __init__(self, me: Me):
        self.me = me

    def get_id(self) -> str:
        return f"{self.me.id}:{self.me.epoch}"


@login.user_loader
def _load(stored: str) -> User | None:
    """The person of a session; staff only after their second factor was shown in it."""
    me = _known(stored)
    if me is None or (me.is_staff and not session.get("second_factor_at")):
        return None
    return User(me)


@login.request_loader
def _program(sent: Request) -> User | None:
    """The person for whom the exchange's program acts: `Authorization: Bearer <key>`, at its own addresses alone. It
    has no session, and so no token of a form and no second factor to show."""
    scheme, _, key = sent.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not sent.path.startswith(PROGRAMS):
        return None
    person = queries.person_of_key(key.strip())
    me = queries.me(person) if person else None
    g.program = me is not None
    return User(me) if me else None


def is_program() -> bool:
    """Whether a key, not a session, says who acts."""
    return me_or_none() is not None and bool(g.get("program"))


def _known(stored: str) -> Me | None:
    match = re.fullmatch(r"(\d{1,18}):(\d{1,9})", stored)
    return queries.me(int(match[1]), int(match[2])) if match else None


def public(view: View) -> View:
    """Mark a view as open to everybody, signed in or not."""
    vars(view)["is_public"] = True
    return view


def begin(person_id: int, epoch: int, *, shown: bool = False) -> None:
    """Start a session for this person: nothing of the former one stays but the language.

    shown: the second factor was shown just now.
    """
    _clear()
    session["sid"] = secrets.token_urlsafe(16)
    if shown:
        session["second_factor_at"] = int(clock.wall().timestamp())
    session.permanent = True
    login_user(User(queries.me(person_id, epoch)))


def hold(person_id: int, epoch: int, *, shown: bool = False) -> None:
    """The password was right and more is asked for: nobody is signed in yet, and the rest is to be done soon."""
    _clear()
    session["held"] = {"who": f"{person_id}:{epoch}", "shown": shown, "at": int(clock.wall().timestamp())}


def held() -> tuple[Me, bool] | None:
    """(whom this session holds at the door, whether the second factor was shown); None for anybody else."""
    kept = session.get("held")
    if not kept or clock.wall().timestamp() - kept["at"] > AT_THE_DOOR:
        return None
    me = _known(kept["who"])
    return (me, kept["shown"]) if me else None


def _clear() -> None:
    language = session.get("lang")
    session.clear()
    if language:
        session["lang"] = language


def end() -> None:
    """Forget this session."""
    logout_user()
    _clear()


def me_or_none() -> Me | None:
    """The signed-in person with duties, for headings and menus; None for a stranger."""
    return current_user.me if current_user and current_user.is_authenticated else None


def signed_in_or_none() -> Who | None:
    me = me_or_none()
    return Who(me.id, me.name, me.sign_in, _is_fresh()) if me else None


def _is_fresh() -> bool:
    """Whether the second factor was shown recently enough for a ledger act; asked only of what may change something."""
    if request.method in ("GET", "HEAD", "OPTIONS") or g.get("program"):
        return True
    if "fresh" not in g:
        since = clock.wall().timestamp() - session.get("second_factor_at", 0)
        g.fresh = since <= 60 * queries.minutes_fresh(clock.today())
    return g.fresh


def signed_in() -> Who:
    """Who acts. SignedOut when nobody is signed in: pages go to the sign-in form, programs get 401."""
    who = signed_in_or_none()
    if who is None:
        raise SignedOut()
    return who


def beijing_today() -> date:
    return clock.today()


def new_key() -> str:
    """A key for one rendered form: posting it twice has one effect."""
    return secrets.token_urlsafe(18)


def call_key() -> str:
    """The key of this call: the `Idempotency-Key` header, else the form's hidden field. Unreadable without one."""
    key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
    if wrong := calls.wrong(key):
        raise Unreadable(*wrong)
    return key


def said_words() -> dict[str, str]:
    """What the form of a move says but for its two hidden fields; the move takes of it what it asks for."""
    return {name: text for name, text in request.form.items() if name not in ("csrf_token", "key")}


def sent_file() -> tuple[str, bytes]:
    """(name, bytes) of the file that was sent. Refusal when there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(INPUT.at("/file", "请选择文件。", "Choose a file."))
    return file.filename, file.read()


def file_or_none() -> tuple[str, bytes] | None:
    """(name, bytes) of a file that may be left out."""
    file = request.files.get("file")
    return (file.filename, file.read()) if file and file.filename else None


def sent_paper() -> dict[str, Any]:
    """What the form of a document sends, as the services' `attach` takes it. Refusal when there is no file."""
    name, data = sent_file()
    said = {key: request.form.get(key, "") for key in ("slot", "level", "reason")}
    return {"name": name, "data": data, "code": request.form.get("page_code", ""), **said}


def sent_revision() -> int:
    """The revision that this form was made from. Unreadable without one."""
    said = request.values.get("revision", "")
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Unreadable(INPUT.at("/revision", "缺少修订号，请重新打开页面。",
                                  "The revision is missing: reopen the page."))
    return int(said)


def language() -> str:
    """"zh" or "en": `?lang=` of this request, else what the session remembers, else Chinese. Read once a request."""
    if "language" not in g:
        asked = request.args.get("lang")
        g.language = asked if asked in LANGUAGES else session.get("lang", "zh")
    return g.language


def wants_json() -> bool:
    """Whether the client is a program: the API, or an Accept header that prefers JSON."""
    kinds = ["text/html", "application/json", "application/problem+json"]
    return request.path.startswith("/api/") or request.accept_mimetypes.best_match(kinds) in kinds[1:]


def refused_page(refusal: Refusal, template: str, /, **context: Any) -> Response:
    """The page again, with every broken rule and what was typed; a program gets the plain refusal.

    The template finds `problems` (Broken, for ui.problems) and `typed` (the form as posted).
    """
    if wants_json():
        raise refusal
    g.refused = True
    page = render_template(template, problems=refusal.broken, typed=request.form, **context)
    return make_response(page, refusal.status)
