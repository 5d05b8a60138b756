"""Signing in and out, and the page of one's own duties."""
from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, session, url_for

from app import clock
from app.parties import factors, personal, service
from app.parties.door import go_on, way_back
from app.parties.forms import PasswordForm, SignInForm
from app.parties.plain import plain
from app.parties.session import begin, end, me_or_none, public, signed_in
from methodologies.kernel.rules import INPUT, Refusal, Refused

bp = Blueprint("parties", __name__)


@bp.get("/sign-in")
@public
def sign_in_form() -> Response | str:
    if me_or_none():
        return redirect(way_back(), 303)
    return render_template("parties/sign_in.html", name="", back=way_back(), refused=None)


@bp.post("/sign-in")
@public
def sign_in() -> Response:
    form = SignInForm(meta={"csrf": False})             # app/web.py has checked the token already
    try:
        if not form.validate():
            raise service.WrongSignIn()
        found = service.sign_in(form.name.data, form.password.data, at=clock.now())
    except Refused as refused:
        page = render_template("parties/sign_in.html", name=form.name.data or "", back=way_back(), refused=refused)
        return make_response(page, refused.status)
    return go_on(*found, shown=False)


@bp.post("/sign-out")
def sign_out() -> Response:
    service.sign_out(signed_in().id)
    end()
    return redirect("/", 303)


@bp.get("/me")
def show() -> str:
    signed_in()
    return _me()


@bp.post("/me/password")
def change_password() -> Response:
    form = PasswordForm(meta={"csrf": False})
    try:
        if not form.validate() or form.new.data != form.again.data:
            raise Refusal(INPUT.at("/again", "两次输入的新密码不一致。", "The two new passwords differ."))
        who, shown = signed_in(), bool(session.get("second_factor_at"))
        begin(who.id, service.change_password(who.id, old=form.old.data, new=form.new.data, at=clock.now()),
              shown=shown)
    except Refused as refused:
        broken = getattr(refused, "broken", None) or (INPUT.at("/old", refused.zh, refused.en),)
        return make_response(_me(broken), refused.status)
    return redirect(url_for("parties.show", done=1), 303)



@bp.get("/me/data.json")
def export() -> Response:
    """What is kept about the person who asks, for that person alone."""
    answer = jsonify(plain(personal.export(signed_in())))
    answer.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return answer


@bp.post("/me/corrections")
def ask_correction() -> Response:
    try:
        personal.ask_correction(request.form.get("field", ""), request.form.get("wanted", "")[:80], by=signed_in(),
                                today=clock.today())
    except Refused as refused:
        return make_response(_me(getattr(refused, "broken", ())), refused.status)
    return redirect(url_for("parties.show", done="asked", _anchor="data"), 303)


def _me(problems: tuple = ()) -> str:
    me = me_or_none()
    return render_template("parties/me.html", me=me, problems=problems, done=request.args.get("done", ""),
                           enrolled=factors.is_enrolled(me.id), own=personal.own(me.id), fields=personal.FIELDS)
