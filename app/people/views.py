"""Pages of the three administrators: people, one person, the auditor's log."""
from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.parties.queries import DUTIES
from app.parties.session import beijing_today, refused_page, signed_in
from app.people import queries, service
from methodologies.kernel.rules import Refusal

bp = Blueprint("people", __name__, url_prefix="/people")
ACTS = "any(disable, enable, 'end-sessions', 'reset-factor')"


@bp.get("")
def index() -> str:
    return render_template("people/index.html", problems=(), typed={}, created=None, **_people())


@bp.post("")
def create() -> Response:
    said = {name: request.form.get(name, "")[:200] for name in ("name", "sign_in", "phone", "id_number")}
    try:
        made = service.create(said, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "people/index.html", created=None, **_people())
    return make_response(render_template("people/index.html", problems=(), typed={}, created=made, **_people()))


@bp.get("/log")
def log() -> str:
    return render_template("people/log.html", log=queries.log(by=signed_in()))


@bp.get("/<sign_in>")
def show(sign_in: str) -> str:
    return render_template("people/show.html", problems=(), typed={}, shown={}, **_person(sign_in))


@bp.post("/<sign_in>/duties")
def propose_duty(sign_in: str) -> Response | Redirect:
    form = request.form
    try:
        service.propose_duty(sign_in, form.get("duty", ""), form.get("organisation", ""), by=signed_in(),
                             reported=form.get("reported") == "yes", today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "people/show.html", shown={}, **_person(sign_in))
    return _back(sign_in)


@bp.post("/<sign_in>/duties/<int:n>/end")
def propose_end(sign_in: str, n: int) -> Redirect:
    service.propose_end(sign_in, n, by=signed_in(), today=beijing_today())
    return _back(sign_in)


@bp.post("/proposals/<ref>/confirm")
def confirm(ref: str) -> Response | Redirect:
    try:
        service.confirm(ref, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "people/index.html", created=None, **_people())
    return redirect(url_for("people.index"), 303)


@bp.post("/proposals/<ref>/decline")
def decline(ref: str) -> Redirect:
    service.decline(ref, by=signed_in(), today=beijing_today())
    return redirect(url_for("people.index"), 303)


@bp.post("/corrections/<int:n>")
def correct(n: int) -> Redirect:
    service.decide_correction(n, request.form.get("verdict", ""), by=signed_in(), today=beijing_today())
    return redirect(url_for("people.index"), 303)


@bp.post("/<sign_in>/views/<field>")
def reveal(sign_in: str, field: str) -> Response:
    try:
        number = service.reveal(sign_in, field, request.form.get("reason", ""), by=signed_in())
    except Refusal as refusal:
        return refused_page(refusal, "people/show.html", shown={}, **_person(sign_in))
    page = render_template("people/show.html", problems=(), typed={}, shown={field: number}, **_person(sign_in))
    return make_response(page)


@bp.post(f"/<sign_in>/<{ACTS}:act>")
def act(sign_in: str, act: str) -> Redirect:
    service.act(sign_in, act, by=signed_in(), today=beijing_today())
    return _back(sign_in)


def _back(sign_in: str) -> Redirect:
    return redirect(url_for("people.show", sign_in=sign_in), 303)


def _people() -> dict:
    words, after = request.args.get("words", "")[:80], request.args.get("after", "")[:80]
    return {"p": queries.people(by=signed_in(), words=words, after=after), "words": words}


def _person(sign_in: str) -> dict:
    return {"p": queries.person(sign_in, by=signed_in()), "duties": DUTIES, "organisations": queries.organisations()}
