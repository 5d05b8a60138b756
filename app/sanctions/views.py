"""Pages of sanction cases: the list, opening one, the case with its measures and their moves."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.parties.session import beijing_today, call_key, refused_page, said_words, signed_in
from app.sanctions import queries, service
from methodologies.kernel.rules import Refusal
from workflows.breaches import GROUNDS

bp = Blueprint("sanctions", __name__)


@bp.get("/sanction-cases")
def index() -> str:
    return render_template("sanctions/index.html", problems=(), typed={}, **_list())


def _list() -> dict[str, Any]:
    found = queries.listing(signed_in())
    return {"listing": found, "grounds": [each for each in GROUNDS.values() if found.office in each.offices]}


@bp.post("/sanction-cases")
def begin() -> Response | Redirect:
    said = {name: request.form.get(name, "") for name in ("respondent", "ground", "committed_on", "summary")}
    try:
        ref = service.open_case(**said, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "sanctions/index.html", **_list())
    return redirect(url_for("sanctions.show", ref=ref), 303)


@bp.get("/sanction-cases/<ref>")
def show(ref: str) -> str:
    return render_template("sanctions/show.html", problems=(), typed={}, tried="", of="", **_page(ref))


@bp.post("/sanction-cases/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "sanctions/show.html", tried=trigger, of="", **_page(ref))
    return redirect(url_for("sanctions.show", ref=ref), 303)


@bp.post("/sanction-measures/<ref>/moves/<trigger>")
def move_measure(ref: str, trigger: str) -> Response | Redirect:
    by, today = signed_in(), beijing_today()
    try:
        service.move_measure(ref, trigger, by=by, today=today, key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "sanctions/show.html", tried=trigger, of=ref, **_page(queries.case_of(ref)))
    return redirect(url_for("sanctions.show", ref=queries.case_of(ref)), 303)


def _page(ref: str) -> dict[str, Any]:
    today = beijing_today()
    return {"d": queries.show(ref, by=signed_in(), today=today), "today": today}
