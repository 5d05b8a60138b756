"""Pages of mandates: writing one, the list, and one mandate with its moves and the dossiers it opens."""
from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.mandates import queries, service
from app.parties.session import beijing_today, call_key, refused_page, said_words, signed_in
from methodologies.kernel.rules import NotOpen, Refusal
from workflows.mandates import ACTS, EVERYTHING

bp = Blueprint("mandates", __name__, url_prefix="/mandates")
WORDS = {"ACTS": ACTS, "EVERYTHING": EVERYTHING}


@bp.get("")
def index() -> str:
    return render_template("mandates/index.html", lines=queries.listing(signed_in()))


@bp.get("/new")
def form() -> str:
    return _form("", {"starts_on": beijing_today().isoformat()})


@bp.post("")
def begin() -> Response | Redirect:
    try:
        ref = service.begin(_said(), by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "mandates/form.html", ref="", says=_says(), choices=queries.choices(signed_in()),
                            **WORDS)
    return redirect(url_for("mandates.show", ref=ref), 303)


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("mandates/show.html", problems=(), typed={}, tried="", d=_dossier(ref))


@bp.get("/<ref>/draft")
def draft(ref: str) -> str:
    found = _dossier(ref)
    if not found.may_edit:
        raise NotOpen(ref)
    return _form(ref, found.says)


@bp.post("/<ref>/draft")
def save(ref: str) -> Response | Redirect:
    try:
        service.save(ref, _said(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        _dossier(ref)
        return refused_page(refusal, "mandates/form.html", ref=ref, says=_says(), choices=queries.choices(signed_in()),
                            **WORDS)
    return redirect(url_for("mandates.show", ref=ref), 303)


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "mandates/show.html", tried=trigger, d=_dossier(ref))
    return redirect(url_for("mandates.show", ref=ref), 303)


def _form(ref: str, says: dict) -> str:
    return render_template("mandates/form.html", problems=(), ref=ref, says=says, choices=queries.choices(signed_in()),
                           **WORDS)


def _dossier(ref: str) -> queries.Dossier:
    return queries.show(ref, by=signed_in(), today=beijing_today())


def _says() -> dict[str, object]:
    form = request.form
    return {name: form.get(name, "")[:80] for name in ("principal", "agent", "starts_on", "ends_on")} | {
        "acts": form.getlist("acts"), "projects": form.getlist("projects")}


def _said() -> service.Said:
    said = _says()
    return service.Said(**{name: value if isinstance(value, str) else tuple(value) for name, value in said.items()})
