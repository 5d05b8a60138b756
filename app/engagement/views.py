"""Pages of a body's work: its list, dossier, document under review, visit record, report; and what people do there."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from app.engagement import forms, queries, service
from app.engagement.dossier import SIDES, STEPS
from app.parties.session import beijing_today, call_key, refused_page, said_words, sent_paper, signed_in
from methodologies.kernel.rules import Refusal

bp = Blueprint("engagement", __name__, url_prefix="/engagements")


@bp.get("")
def index() -> str:
    return render_template("engagement/index.html", works=queries.works(signed_in()))


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("engagement/show.html", **_page(ref))


@bp.get("/<ref>/document")
def document(ref: str) -> str:
    return render_template("engagement/document.html", review=queries.review(ref, signed_in()),
                           chosen=request.args.getlist("at"))


@bp.get("/<ref>/visit")
def visit(ref: str) -> str:
    return render_template("engagement/visit.html", **_page(ref))


@bp.get("/<ref>/report")
def report(ref: str) -> str:
    return render_template("engagement/report.html", printed=queries.report(ref, signed_in(), beijing_today()))


@bp.post("/<ref>/team")
def name_team(ref: str) -> Response:
    who, today = signed_in(), beijing_today()
    try:
        said = forms.team_form(request.form)
        service.name_team(ref, said.team, said.reviewer, said.decider, by=who, today=today)
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "team")
    return _back(ref, "team")


@bp.post("/<ref>/ties")
def clear_tie(ref: str) -> Response:
    try:
        service.clear_tie(ref, request.form.get("tie", ""), request.form.get("reason", ""), by=signed_in(),
                          today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "ties")
    return _back(ref, "ties")


@bp.post("/<ref>/checklist")
def answer_checklist(ref: str) -> Response:
    try:
        service.answer_checklist(ref, forms.checklist_form(request.form), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "checklist")
    return _back(ref, "checklist")


@bp.post("/<ref>/findings")
def raise_finding(ref: str) -> Response:
    try:
        n = service.raise_finding(ref, request.form.get("kind", ""), request.form.get("body", ""),
                                  request.form.getlist("at"), due_period=forms.due_period(request.form),
                                  tag=request.form.get("tag", ""), by=signed_in(), today=beijing_today(),
                                  key=call_key())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "raise", chosen=request.form.getlist("at"))
    return _back(ref, f"finding-{n}")


@bp.post("/<ref>/findings/<int:n>/answers")
def answer_finding(ref: str, n: int) -> Response:
    try:
        service.answer_finding(ref, n, request.form.get("body", ""), by=signed_in(), today=beijing_today(),
                               key=call_key())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, f"finding-{n}")
    return _back(ref, f"finding-{n}")


@bp.post("/<ref>/findings/<int:n>/verdicts")
def judge_finding(ref: str, n: int) -> Response:
    try:
        service.judge_finding(ref, n, request.form.get("verdict", ""), request.form.get("body", ""), by=signed_in(),
                              today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, f"finding-{n}")
    return _back(ref, f"finding-{n}")


@bp.post("/<ref>/documents")
def attach(ref: str) -> Response:
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "papers")
    return _back(ref, "papers")


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "", tried=trigger)
    return redirect(url_for("engagement.show", ref=ref), 303)


def _page(ref: str) -> dict[str, Any]:
    """What the dossier page needs. chosen: pointers that a new finding is to be bound to."""
    today = beijing_today()
    shown = queries.dossier(ref, signed_in(), today)
    return {"d": shown, "today": today, "steps": STEPS, "sides": SIDES, "problems": (), "typed": {}, "tried": "",
            "wrong": "", "chosen": queries.chosen(ref, signed_in(), request.args.getlist("at"))}


def refused_dossier(refusal: Refusal, ref: str, wrong: str, *, tried: str = "",
                    chosen: list[str] | None = None) -> Response:
    """The dossier page again: `wrong` is the part that was refused, `tried` the move."""
    page = {name: value for name, value in _page(ref).items() if name not in ("problems", "typed")}
    page |= {"wrong": wrong, "tried": tried}
    if chosen is not None:
        page["chosen"] = queries.chosen(ref, signed_in(), chosen)
    return refused_page(refusal, "engagement/show.html", **page)


def _back(ref: str, place: str) -> Response:
    return redirect(url_for("engagement.show", ref=ref, _anchor=place), 303)
