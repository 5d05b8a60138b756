"""Reduction applications: the accounting report, its way through notice, verification and registration, issuance."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from werkzeug import Response

from app.issuance import service
from app.issuance.forms import document_of, section_widgets, sections_of
from app.issuance.queries import case_file, my_reductions, reduction_page, report_page
from app.issuance.report import ReportPage
from app.papers.queries import is_open_to
from app.papers.service import StaleDraft
from app.parties.queries import bodies_in_scope
from app.parties.session import (
    beijing_today,
    call_key,
    refused_page,
    said_words,
    sent_paper,
    sent_revision,
    signed_in,
    wants_json,
)
from app.parties.words import anchor, word
from methodologies.kernel.rules import INPUT, Refusal
from workflows.documents import REPORT

bp = Blueprint("issuance", __name__, url_prefix="/reductions")


@bp.get("")
def mine() -> str:
    page = my_reductions(by=signed_in(), before=request.args.get("before", ""))
    return render_template("issuance/list.html", page=page)


@bp.post("")
def open_application() -> Response:
    period = request.form.get("period", "")
    ref = service.open_application(period, by=signed_in(), today=beijing_today(), key=call_key())
    return redirect(url_for("issuance.draft", ref=ref), 303)


# --- the dossier

@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("issuance/reduction.html", **_page(ref))


def _page(ref: str, **more: Any) -> dict[str, Any]:
    today = beijing_today()
    page = reduction_page(ref, by=signed_in(), today=today)
    bodies = bodies_in_scope(page.sector, today) if page.may_edit else ()
    names = {f"/sections/{each.code}": f"{each.code} {word(each)}" for each in REPORT.sections}
    names |= {item.where: word(item.item) for item in page.review.items} if page.review else {}
    return {"page": page, "bodies": bodies, "today": today, "names": names, **more}


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "issuance/reduction.html", **_page(ref, tried=trigger))
    return redirect(url_for("issuance.show", ref=ref) if is_open_to(ref, signed_in()) else "/inbox", 303)


@bp.post("/<ref>/body")
def name_body(ref: str) -> Response:
    try:
        service.name_body(ref, request.form.get("body", ""), by=signed_in())
    except Refusal as refusal:
        return refused_page(refusal, "issuance/reduction.html", **_page(ref))
    return redirect(url_for("issuance.show", ref=ref, _anchor="at-body"), 303)


@bp.post("/<ref>/documents")
def attach(ref: str) -> Response:
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "issuance/reduction.html", **_page(ref))
    return redirect(url_for("issuance.show", ref=ref, _anchor="documents"), 303)


@bp.post("/<ref>/adopt")
def adopt(ref: str) -> Response:
    service.adopt_verified(ref, by=signed_in(), today=beijing_today())
    return redirect(url_for("issuance.show", ref=ref), 303)


@bp.get("/<ref>/case.zip")
def case(ref: str) -> Response:
    """All that led to the issue, with the programs that check it."""
    return send_file(case_file(ref, by=signed_in()), "application/zip", as_attachment=True,
                     download_name=f"{ref}-case.zip")


# --- the accounting report

@bp.get("/<ref>/draft")
def draft(ref: str) -> str | Response:
    """The report, to write or to read; `at`: a pointer, to be led to the place where it is put right."""
    place = request.args.get("at", "")
    if place.startswith("/documents/"):
        return redirect(url_for("issuance.show", ref=ref, _anchor=f"slot-{place.removeprefix('/documents/')}"), 303)
    if place.startswith("/sections/"):
        return redirect(url_for("issuance.draft", ref=ref, _anchor=anchor(place)), 303)
    if place:
        return redirect(url_for("issuance.show", ref=ref, _anchor=anchor(place)), 303)
    page = report_page(ref, by=signed_in())
    return render_template("issuance/report.html", **_report(page, page.sections))


@bp.post("/<ref>/draft")
def save_draft(ref: str) -> Response:
    typed, page = sections_of(), report_page(ref, by=signed_in())
    if page.open and "" not in page.open:               # locked sections are not sent, and stay as they are
        typed = {**page.sections, **typed}
    try:
        revision = service.save(ref, document_of(typed), sent_revision(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        page = report_page(ref, by=signed_in())
        return refused_page(refusal, "issuance/report.html", **_report(page, typed, refusal.broken, unsaved=True))
    except StaleDraft as stale:
        return _stale(stale, ref, typed)
    if "HX-Request" in request.headers:
        page = report_page(ref, by=signed_in())
        return make_response(render_template("issuance/saved.html", revision=revision, page=page))
    there = "issuance.show" if request.form.get("do") == "close" else "issuance.draft"
    return redirect(url_for(there, ref=ref, saved=1), 303)


def _stale(stale: StaleDraft, ref: str, typed: dict[str, str]) -> Response:
    """409: what was typed stays in the form, what is stored now stands beside it; saving again is a decision."""
    if wants_json():
        raise stale
    page = report_page(ref, by=signed_in())
    theirs = {code: text for code, text in page.sections.items() if text != typed.get(code, "")}
    theirs |= {code: "" for code in typed if code not in page.sections}
    told = tuple(INPUT.at(f"/sections/{code}", "此节在别处改过，现存内容见下。",
                          "Changed elsewhere; what is stored stands below.") for code in theirs)
    said = _report(page, typed, told, stale=True, theirs=theirs, unsaved=True)
    return make_response(render_template("issuance/report.html", **said), stale.status)


def _report(page: ReportPage, sections: Any, broken: tuple = (), **more: Any) -> dict[str, Any]:
    return {"page": page, "template": REPORT, "widgets": section_widgets(sections, broken, not page.may_edit), **more}
