"""The steps between the right password and a session: a new password, the second factor, its enrolment.

Each page serves somebody who is held at the door (`session.held`); the code and the enrolment serve a signed-in person
too, before a ledger act or of one's own accord.
"""
from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from app import clock
from app.parties import factors, service, totp
from app.parties.forms import PasswordForm
from app.parties.queries import Me
from app.parties.session import SignedOut, begin, held, hold, me_or_none, public
from methodologies.kernel.rules import INPUT, NotFound, Refusal, Refused

bp = Blueprint("door", __name__, url_prefix="/sign-in")
Answer = Response | Redirect | str


def go_on(person_id: int, epoch: int, *, shown: bool) -> Redirect:
    """To the next step of signing in; to where the person wanted to go when none is left."""
    return redirect(_let_in(person_id, epoch, shown), 303)


def _let_in(person_id: int, epoch: int, shown: bool) -> str:
    """Begin the session, or hold the person at the door; gives the address to go to."""
    step = factors.step_left(person_id, shown=shown, at=clock.now())
    if not step:
        begin(person_id, epoch, shown=shown)
        return way_back()
    hold(person_id, epoch, shown=shown)
    return _step(step)


def _step(name: str) -> str:
    return f"/sign-in/{name}?{urlencode({'back': way_back()})}"


def way_back() -> str:
    """Where to go after signing in: a path of this site, never another one's, and never the door itself."""
    back = request.values.get("back", "")
    parts = urlsplit(back)
    inside = back.startswith("/") and not back.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    at_the_door = parts.path == bp.url_prefix or parts.path.startswith(f"{bp.url_prefix}/")
    return back if inside and not at_the_door and back.isprintable() and "\\" not in back else "/inbox"


@bp.get("/code")
@public
def code_form() -> Answer:
    me, _ = _whoever()
    if not (factors.is_enrolled(me.id) or factors.phone_of(me.id)):
        return redirect(_step("enrolment"), 303)
    return _code_page(me)


@bp.post("/code")
@public
def show_code() -> Answer:
    me, _ = _whoever()
    try:
        factors.show_code(me.id, request.form.get("code", "")[:40], at=clock.now(), wall=clock.wall())
    except Refused as refused:
        return make_response(_code_page(me, refused), refused.status)
    return go_on(me.id, me.epoch, shown=True)


@bp.post("/phone-code")
@public
def send_phone_code() -> Answer:
    me, _ = _whoever()
    try:
        sent = factors.send_phone_code(me.id, at=clock.now())
    except Refused as refused:
        return make_response(_code_page(me, refused), refused.status)
    return _code_page(me, sent=sent)


@bp.get("/enrolment")
@public
def enrolment() -> Answer:
    return _enrolment_page(_whoever()[0])


@bp.post("/enrolment")
@public
def enrol() -> Answer:
    me, _ = _whoever()
    try:
        codes = factors.finish_enrolment(me.id, request.form.get("code", "")[:40], at=clock.now(), wall=clock.wall())
    except factors.WrongCode as refused:
        return make_response(_enrolment_page(me, refused), refused.status)
    return render_template("parties/recovery.html", codes=codes, onward=_let_in(me.id, me.epoch, True))


@bp.get("/password")
@public
def password_form() -> Answer:
    _held_or_out()
    return render_template("parties/new_password.html", problems=(), back=way_back())


@bp.post("/password")
@public
def new_password() -> Answer:
    """R-156: somebody else set the password, or the policy says that it is too old."""
    (me, shown), form = _held_or_out(), PasswordForm(meta={"csrf": False})
    try:
        if not form.validate() or form.new.data != form.again.data:
            raise Refusal(INPUT.at("/again", "两次输入的新密码不一致。", "The two new passwords differ."))
        epoch = service.change_password(me.id, old=form.old.data, new=form.new.data, at=clock.now())
    except Refused as refused:
        broken = getattr(refused, "broken", None) or (INPUT.at("/old", refused.zh, refused.en),)
        page = render_template("parties/new_password.html", problems=broken, back=way_back())
        return make_response(page, refused.status)
    return go_on(me.id, epoch, shown=shown)


def _held_or_out() -> tuple[Me, bool]:
    kept = held()
    if kept is None:
        raise SignedOut()
    return kept


def _whoever() -> tuple[Me, bool]:
    """Who stands at the door or is inside already."""
    me = me_or_none()
    return (me, bool(session.get("second_factor_at"))) if me else _held_or_out()


def _code_page(me: Me, refused: Refused | None = None, sent: str = "") -> str:
    try:
        hint = factors.demonstration_code(me.sign_in, clock.wall())
    except NotFound:
        hint = None
    return render_template("parties/code.html", refused=refused, broken=getattr(refused, "broken", ()), sent=sent,
                           back=way_back(), hint=hint, inside=me_or_none() is not None,
                           enrolled=factors.is_enrolled(me.id), phone=factors.phone_of(me.id))


def _enrolment_page(me: Me, refused: Refused | None = None) -> str:
    secret = factors.begin_enrolment(me.id)
    drawn = segno.make(totp.address(secret, me.sign_in), error="m").svg_inline(
        scale=5, border=2, omitsize=True, svgclass="qr", lineclass=None)
    return render_template("parties/enrolment.html", refused=refused, qr=Markup(drawn),
                           secret=totp.typed_secret(secret), back=way_back())
