"""Pages of what is done with credits: the list, the choice of serials, a dossier with its steps and their effect."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app import clock
from app.credits import bulk, queries, service
from app.credits.ranges import Pick
from app.ledger.forms import period_of
from app.parties.session import beijing_today, call_key, refused_page, said_words, sent_file, sent_paper, signed_in
from methodologies.kernel.rules import NotFound, Refusal
from workflows.holdings import STATES

bp = Blueprint("credits", __name__)
NOUN = "<any({}):noun>".format(", ".join(f'"{noun}"' if "-" in noun else noun for noun in queries.NOUNS))


@bp.get("/credits")
def index() -> str:
    return render_template("credits/index.html", d=queries.listing(request.args.get("kind", "")[:20], signed_in()))


@bp.get("/credits/bulk")
def bulk_form() -> str:
    return render_template("credits/bulk.html", problems=(), typed={}, **_bulk())


@bp.post("/credits/bulk")
def carry_out_bulk() -> Response | Redirect:
    kind, _, trigger = request.form.get("step", "")[:60].partition(".")
    try:
        done = bulk.carry_out(kind, trigger, bulk.read(sent_file()[1]), by=signed_in(), today=beijing_today(),
                              key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "credits/bulk.html", **_bulk())
    return make_response(render_template("credits/bulk.html", problems=(), typed={}, done=done, **_bulk()))


def _bulk() -> dict[str, Any]:
    return {"steps": queries.steps(signed_in()), "most": bulk.MOST_ROWS, "own": bulk.OF_ITS_OWN}


@bp.get("/credits/new/<kind>")
def choose(kind: str) -> str:
    return render_template("credits/choose.html", problems=(), typed={}, **_choice(kind))


def _choice(kind: str) -> dict[str, Any]:
    account = request.values.get("account", "").strip()[:20]
    return {"d": queries.choice(kind, account, signed_in()), "states": STATES}


@bp.post(f"/{NOUN}")
def begin(noun: str) -> Response | Redirect:
    said = zip(request.form.getlist("serial"), request.form.getlist("tonnes"))
    picks = [Pick(serial, tonnes) for serial, tonnes in said if tonnes.strip()]
    kind = queries.NOUNS[noun]
    try:
        ref = service.begin(kind, request.form.get("account", "").strip(), picks, total=request.form.get("total", ""),
                            by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "credits/choose.html", **_choice(kind))
    return redirect(url_for("credits.show", noun=noun, ref=ref), 303)


@bp.post("/accounts/<number>/certificates")
def certify(number: str) -> Redirect:
    """A certificate of what the account held; its page makes the PDF known when it is sealed."""
    _, until = period_of(request.form, beijing_today(), clock.now())
    made, code = service.certify_holding(number, until, by=signed_in(), today=beijing_today(), key=call_key())
    return redirect(url_for("certificates.show", number=made, code=code), 303)


@bp.get(f"/{NOUN}/<ref>")
def show(noun: str, ref: str) -> str:
    return render_template("credits/show.html", problems=(), typed={}, tried="", **_page(noun, ref))


@bp.post(f"/{NOUN}/<ref>/documents")
def attach(noun: str, ref: str) -> Response | Redirect:
    _insist_on_noun(noun, ref)
    slot = request.form.get("slot", "")
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "credits/show.html", tried=slot, **_page(noun, ref))
    return redirect(url_for("credits.show", noun=noun, ref=ref, _anchor=f"slot-{slot}"), 303)


@bp.post(f"/{NOUN}/<ref>/moves/<trigger>")
def move(noun: str, ref: str, trigger: str) -> Response | Redirect:
    _insist_on_noun(noun, ref)
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "credits/show.html", tried=trigger, **_page(noun, ref))
    return redirect(url_for("credits.show", noun=noun, ref=ref), 303)


def _page(noun: str, ref: str) -> dict[str, Any]:
    _insist_on_noun(noun, ref)
    today = beijing_today()
    return {"d": queries.show(ref, by=signed_in(), today=today), "today": today}


def _insist_on_noun(noun: str, ref: str) -> None:
    if not ref.startswith(queries.letters_of(noun)):
        raise NotFound(ref)
