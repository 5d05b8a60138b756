"""Signing in and out, and the page of one's own duties."""
from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from app import clock
from app.parties import service
from app.parties.forms import PasswordForm, SignInForm
from app.parties.session import begin, end, me_or_none, public, signed_in
from methodologies.kernel.rules import INPUT, Refusal, Refused

bp = Blueprint("parties", __name__)


@bp.get("/sign-in")
@public
def sign_in_form() -> Response | str:
    if me_or_none():
        return redirect(_back(), 303)
    return render_template("parties/sign_in.html", name="", back=_back(), refused=None)


@bp.post("/sign-in")
@public
def sign_in() -> Response:
    form = SignInForm(meta={"csrf": False})             # app/web.py has checked the token already
    try:
        if not form.validate():
            raise service.WrongSignIn()
        begin(*service.sign_in(form.name.data, form.password.data, at=clock.now()))
    except Refused as refused:
        page = render_template("parties/sign_in.html", name=form.name.data or "", back=_back(), refused=refused)
        return make_response(page, refused.status)
    return redirect(_back(), 303)


@bp.post("/sign-out")
def sign_out() -> Response:
    service.sign_out(signed_in().id)
    end()
    return redirect("/", 303)


@bp.get("/me")
def show() -> str:
    signed_in()
    return render_template("parties/me.html", me=me_or_none(), problems=(), done="done" in request.args)


@bp.post("/me/password")
def change_password() -> Response:
    form = PasswordForm(meta={"csrf": False})
    try:
        if not form.validate() or form.new.data != form.again.data:
            raise Refusal(INPUT.at("/again", "两次输入的新密码不一致。", "The two new passwords differ."))
        who = signed_in()
        begin(who.id, service.change_password(who.id, old=form.old.data, new=form.new.data, at=clock.now()))
    except Refused as refused:
        broken = getattr(refused, "broken", None) or (INPUT.at("/old", refused.zh, refused.en),)
        page = render_template("parties/me.html", me=me_or_none(), problems=broken, done=False)
        return make_response(page, refused.status)
    return redirect(url_for("parties.show", done=1), 303)


def _back() -> str:
    """Where to go after signing in: a path of this site, never another one's."""
    back = request.values.get("back", "")
    parts = urlsplit(back)
    inside = back.startswith("/") and not back.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return back if inside and back.isprintable() and "\\" not in back else "/inbox"
