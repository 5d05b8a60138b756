"""Pages of a body's work: its list, dossier, document under review, visit record, report; and what people do there."""
from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from app.engagement import competence, differences, forms, queries, service
from app.engagement.dossier import SIDES, STEPS
from app.parties.session import (
    beijing_today,
    call_key,
    file_or_none,
    refused_page,
    said_words,
    sent_paper,
    signed_in,
)
from methodologies.kernel.rules import Refusal
from workflows.findings import GROUNDS
from workflows.risks import CHOICES

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


@bp.get("/<ref>/changes")
def changes(ref: str) -> str:
    return render_template("engagement/changes.html", shown=differences.changes(ref, signed_in(), beijing_today()))


@bp.get("/people")
def people() -> str:
    return _people()


@bp.post("/people")
def record_competence() -> Response:
    said = request.form
    try:
        competence.record(said.get("person", ""), said.get("sector", ""), said.get("evidence", ""),
                          forms.day_of(said, "starts_on"), forms.day_of(said, "ends_on"), by=signed_in(),
                          today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "engagement/people.html",
                            shown=competence.register(by=signed_in(), today=beijing_today()), tried=0)
    return redirect(url_for("engagement.people"), 303)


@bp.post("/people/<int:n>/end")
def end_competence(n: int) -> Response:
    try:
        competence.end(n, forms.day_of(request.form, "ends_on"), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "engagement/people.html",
                            shown=competence.register(by=signed_in(), today=beijing_today()), tried=n)
    return redirect(url_for("engagement.people"), 303)


def _people() -> str:
    return render_template("engagement/people.html", problems=(), typed={}, tried=0,
                           shown=competence.register(by=signed_in(), today=beijing_today()))


@bp.post("/<ref>/risks")
def assess_risks(ref: str) -> Response:
    try:
        service.assess_risks(ref, forms.risk_form(request.form), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "risks", rows=forms.risk_form(request.form))
    return _back(ref, "risks")


@bp.get("/<ref>/report")
def report(ref: str) -> str:
    printed = queries.report(ref, signed_in(), beijing_today())
    return render_template("engagement/report.html", printed=printed,
                           grounds={ground.key: ground for ground in GROUNDS[printed.dossier.kind]})


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
                                  forms.targets_of(request.form), due_period=forms.due_period(request.form),
                                  tag=request.form.get("tag", ""), ground=request.form.get("ground", ""),
                                  by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, "raise", chosen=request.form.getlist("at"))
    return _back(ref, f"finding-{n}")


@bp.post("/<ref>/findings/<int:n>/answers")
def answer_finding(ref: str, n: int) -> Response:
    try:
        service.answer_finding(ref, n, request.form.get("body", ""), by=signed_in(), today=beijing_today(),
                               key=call_key(), file=file_or_none())
    except Refusal as refusal:
        return refused_dossier(refusal, ref, f"finding-{n}")
    return _back(ref, f"finding-{n}")


@bp.post("/<ref>/findings/<int:n>/verdicts")
def judge_finding(ref: str, n: int) -> Response:
    try:
        service.judge_finding(ref, n, request.form.get("verdict", ""), request.form.get("body", ""), by=signed_in(),
                              today=beijing_today(), key=call_key(), answer_by=forms.day_of(request.form, "answer_by"))
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
            "wrong": "", "grounds": GROUNDS[shown.kind], "risk_rows": [asdict(risk) for risk in shown.risks],
            "risk_choices": CHOICES, "chosen": queries.chosen(ref, signed_in(), request.args.getlist("at"))}


def refused_dossier(refusal: Refusal, ref: str, wrong: str, *, tried: str = "", chosen: list[str] | None = None,
                    rows: list[dict[str, str]] | None = None) -> Response:
    """The dossier page again: `wrong` is the part that was refused, `tried` the move."""
    page = {name: value for name, value in _page(ref).items() if name not in ("problems", "typed")}
    page |= {"wrong": wrong, "tried": tried}
    if rows is not None:
        page["risk_rows"] = rows
    if chosen is not None:
        page["chosen"] = queries.chosen(ref, signed_in(), chosen)
    return refused_page(refusal, "engagement/show.html", **page)


def _back(ref: str, place: str) -> Response:
    return redirect(url_for("engagement.show", ref=ref, _anchor=place), 303)
