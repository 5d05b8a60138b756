"""Pages of registry accounts: applying for one, the list, and the dossier of one account with its moves."""
from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.accounts import queries, service
from app.parties.session import beijing_today, call_key, refused_page, said_words, sent_paper, signed_in
from methodologies.kernel.rules import NotOpen, Refusal
from workflows.parties import DATA, EMPLOYERS, KINDS

bp = Blueprint("accounts", __name__, url_prefix="/account-applications")
WORDS = {"kinds": KINDS, "employers": EMPLOYERS, "asked": DATA}


@bp.get("")
def index() -> str:
    found = queries.listing(signed_in(), request.args.get("state", "")[:20], request.args.get("after", "")[:40])
    return render_template("accounts/index.html", listing=found)


@bp.get("/new")
def form() -> str:
    signed_in()
    return render_template("accounts/form.html", problems=(), typed={}, ref="", **WORDS)


@bp.post("")
def begin() -> Response | Redirect:
    try:
        ref = service.begin(said_words(), by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "accounts/form.html", ref="", **WORDS)
    return redirect(url_for("accounts.show", ref=ref), 303)


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("accounts/show.html", problems=(), typed={}, tried="", **_page(ref))


@bp.get("/<ref>/draft")
def draft(ref: str) -> str:
    found = queries.show(ref, by=signed_in(), today=beijing_today())
    if not found.may_edit:
        raise NotOpen(ref)
    return render_template("accounts/form.html", problems=(), typed=found.says, ref=ref, **WORDS)


@bp.post("/<ref>/draft")
def save(ref: str) -> Response | Redirect:
    try:
        service.save(ref, said_words(), by=signed_in())
    except Refusal as refusal:
        queries.show(ref, by=signed_in(), today=beijing_today())
        return refused_page(refusal, "accounts/form.html", ref=ref, **WORDS)
    return redirect(url_for("accounts.show", ref=ref), 303)


@bp.post("/<ref>/documents")
def attach(ref: str) -> Response | Redirect:
    slot = request.form.get("slot", "")
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "accounts/show.html", tried=slot, **_page(ref))
    return redirect(url_for("accounts.show", ref=ref, _anchor=f"slot-{slot}"), 303)


@bp.post("/<ref>/views/<field>")
def reveal(ref: str, field: str) -> Response:
    """A number in full, once; the view is recorded with its reason."""
    try:
        number = service.reveal(ref, field, request.form.get("reason", ""), by=signed_in())
    except Refusal as refusal:
        return refused_page(refusal, "accounts/show.html", tried="", **_page(ref))
    return make_response(render_template("accounts/show.html", problems=(), typed={}, tried="", **_page(ref),
                                         full={field: number}))


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "accounts/show.html", tried=trigger, **_page(ref))
    return redirect(url_for("accounts.show", ref=ref), 303)


def _page(ref: str) -> dict:
    today = beijing_today()
    return {"d": queries.show(ref, by=signed_in(), today=today), "today": today, "employers": EMPLOYERS}
