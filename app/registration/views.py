"""Pages of a project application: my applications, the dossier, the form of its design document, its moves."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.fields.parse import pressed
from app.fields.schema import Look
from app.fields.sections import placed, sections
from app.fields.tables import read_table, template_csv, template_xlsx
from app.own_sheets.views import receive, to_look_at
from app.papers import queries as papers
from app.papers.changes import pointers
from app.papers.service import StaleDraft
from app.parties.queries import bodies_in_scope
from app.parties.session import (
    beijing_today,
    call_key,
    me_or_none,
    refused_page,
    said_words,
    sent_file,
    sent_paper,
    sent_revision,
    signed_in,
)
from app.parties.words import anchor, word
from app.registration import forms, queries, service
from app.registration.sheet_views import record_of, target_of
from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.rules import Broken, NotFound, Refusal
from workflows.documents import DESIGN, PAPERS

bp = Blueprint("registration", __name__, url_prefix="/applications")
FILES = {"csv": (template_csv, "text/csv"),
         "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@bp.get("")
def mine() -> str:
    return render_template("registration/mine.html", problems=(), typed={}, **_list())


@bp.post("")
def start() -> Response | Redirect:
    said = {name: request.form.get(name, "") for name in ("owner", "methodology", "name")}
    try:
        ref = service.open_application(**said, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "registration/mine.html", **_list())
    return redirect(url_for("registration.draft", ref=ref), 303)


def _list() -> dict[str, Any]:
    state = request.args.get("state", "")
    return {"listing": queries.mine(signed_in(), state, request.args.get("after", "")), "state": state,
            "homes": me_or_none().homes("initiator"),
            "methodologies": [each for each in catalogue().values() if each.status == "in_force"]}


@bp.get("/<ref>")
def show(ref: str) -> str:
    return render_template("registration/show.html", problems=(), typed={}, tried="", **_dossier(ref))


def _dossier(ref: str) -> dict[str, Any]:
    dossier, today = queries.show(ref, by=signed_in(), today=beijing_today()), beijing_today()
    names = {item.where: word(item.item) for item in dossier.review.items} if dossier.review else {}
    return {"dossier": dossier, "today": today, "names": names,
            "bodies": bodies_in_scope(dossier.methodology.sector, today)}


@bp.post("/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response | Redirect:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "registration/show.html", tried=trigger, **_dossier(ref))
    return redirect(url_for("registration.show", ref=ref) if papers.is_open_to(ref, signed_in()) else "/inbox", 303)


@bp.post("/<ref>/again")
def again(ref: str) -> Response | Redirect:
    """A new application from one that came to nothing."""
    try:
        new = service.apply_again(ref, by=signed_in(), today=beijing_today(), key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "registration/show.html", tried="", **_dossier(ref))
    return redirect(url_for("registration.show", ref=new), 303)


@bp.post("/<ref>/body")
def name_body(ref: str) -> Response | Redirect:
    try:
        service.name_body(ref, request.form.get("body", ""), by=signed_in())
    except Refusal as refusal:
        return refused_page(refusal, "registration/show.html", tried="", **_dossier(ref))
    return redirect(url_for("registration.show", ref=ref, _anchor="at-body"), 303)


@bp.post("/<ref>/documents")
def attach(ref: str) -> Response | Redirect:
    """A file into its slot; the scan of a printed paper says its page code."""
    slot = request.form.get("slot", "")
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        if slot in PAPERS:
            sheet = papers.printed(ref, slot, by=signed_in(), today=beijing_today())
            return refused_page(refusal, "papers/paper.html", sheet=sheet)
        return refused_page(refusal, "registration/show.html", tried=slot, **_dossier(ref))
    return redirect(url_for("registration.show", ref=ref, _anchor=f"slot-{slot}"), 303)


@bp.get("/<ref>/versions/<int:n>")
def version(ref: str, n: int) -> str | Redirect:
    found = queries.edition(ref, n, by=signed_in())
    if found.engagement:
        return redirect(f"/engagements/{found.engagement}/report", 303)
    return render_template("registration/version.html", found=found,
                           passages=_passages(found))


def _passages(found: queries.Draft | queries.Edition) -> tuple[Any, ...]:
    return sections(DESIGN, found.methodology.design, found.document)


# --- the form of the design document

@bp.get("/<ref>/draft")
def draft(ref: str) -> str | Redirect:
    """The form, or the document to read; `at`: a pointer, to be led to the part in which it stands."""
    found = queries.draft(ref, by=signed_in(), today=beijing_today())
    if place := request.args.get("at"):
        return redirect(forms.href(found.ref, place, found.methodology, anchor(place)), 303)
    if not found.may_edit:
        return render_template("registration/reading.html", draft=found,
                               passages=_passages(found))
    return render_template("registration/draft.html", problems=(), **_form(found))


def _form(found: queries.Draft, **more: Any) -> dict[str, Any]:
    """What the form's template needs."""
    part, module = forms.known(request.values.get("part")), found.methodology
    whole = "check" in request.values
    return {"draft": found, "part": part, "parts": forms.parts(found.broken, module), "whole": whole,
            "parameters": forms.parameters(found.document, module, Look(found.broken, found.open)),
            "asked": forms.form(found.document, part, module, found.broken, found.open, whole=whole),
            "href": lambda b: forms.href(found.ref, b.where, module, anchor(b.where)),
            "part_of": lambda b: forms.part_of(b.where, module),
            "place_name": lambda where: forms.place_name(where, module, found.slots), **more}


@bp.post("/<ref>/draft")
def save(ref: str) -> Response | Redirect:
    """Save this part; a row button saves too. By script it is saved by itself, and answered with one line."""
    found = queries.draft(ref, by=signed_in(), today=beijing_today())
    part = forms.known(request.form.get("part"))
    document = forms.typed(request.form, found.document, part, found.methodology, found.open)
    by_script = "HX-Request" in request.headers
    try:
        revision = service.save(ref, document, sent_revision(), by=signed_in(), today=beijing_today())
    except StaleDraft as stale:
        return _stale(found, document, stale, by_script)
    except Refusal as refusal:
        if by_script:
            return make_response(render_template("registration/saved.html", problems=refusal.broken), refusal.status)
        typed = replace(found, document=document, broken=(*refusal.broken, *found.broken))
        return refused_page(refusal, "registration/draft.html", **_form(typed))
    if by_script:
        found = queries.draft(ref, by=signed_in(), today=beijing_today())
        return make_response(render_template("registration/saved.html", problems=(), draft=found, revision=revision))
    button = pressed(request.form)
    if request.form.get("do") == "check":
        return redirect(url_for("registration.draft", ref=ref, part=part, check=1, _anchor="checks"), 303)
    goto = forms.known(request.form.get("goto") or part)
    spot = anchor(f"/inputs/{button.name}") if button else "saved"
    return redirect(url_for("registration.draft", ref=ref, part=goto, saved=1, _anchor=spot), 303)


def _stale(found: queries.Draft, document: dict[str, Any], stale: StaleDraft, by_script: bool) -> Response:
    """What was typed stays in the form, beside what differs from the stored draft; saving again takes the form's."""
    if by_script:
        return make_response(render_template("registration/saved.html", problems=(), stale=stale), stale.status)
    differs = pointers(found.document, document)
    page = render_template("registration/draft.html", problems=(), stale=stale, differs=differs,
                           **_form(replace(found, document=document)))
    return make_response(page, stale.status)


@bp.post("/<ref>/estimate")
def estimate(ref: str) -> str:
    """The estimate of what stands in the form, saved or not; nothing is stored."""
    found = queries.draft(ref, by=signed_in(), today=beijing_today())
    part = forms.known(request.form.get("part"))
    document = forms.typed(request.form, found.document, part, found.methodology, found.open)
    worked = None
    broken: tuple[Broken, ...] = ()
    try:
        worked = queries.work_estimate(ref, document, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        broken = placed(refusal.broken, found.methodology.design)
    if "HX-Request" in request.headers:
        return render_template("registration/estimate.html", estimate=worked, broken=broken, **_form(found))
    page = _form(replace(found, document=document, estimate=worked), unsaved=True, broken=broken)
    return render_template("registration/draft.html", problems=(), **page)


@bp.get("/<ref>/draft/<table>.<kind>")
def template(ref: str, table: str, kind: str) -> Response:
    """An empty file to fill in and import."""
    record = record_of(queries.draft(ref, by=signed_in(), today=beijing_today()), table)
    if kind not in FILES:
        raise NotFound(kind)
    make, media_type = FILES[kind]
    response = make_response(make(record))
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{table}.{kind}"'
    return response


@bp.post("/<ref>/draft/<table>/import")
def take_file(ref: str, table: str) -> Response | Redirect:
    """Rows out of a file replace the table's; if one cell is wrong nothing is taken, and all that is wrong is told."""
    found = queries.draft(ref, by=signed_in(), today=beijing_today())
    record = record_of(found, table)
    try:
        name, data = sent_file()
        if to_look_at(name, data, record):
            return receive(target_of(found, record), name, data)
        rows, broken = read_table(data, name, record)
        if broken:
            raise Refusal(*broken)
        document = {**found.document, "inputs": {**found.document["inputs"], table: rows}}
        service.save(ref, document, found.revision, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "registration/draft.html", imported=record, **_form(found))
    part = forms.part_of(f"/inputs/{table}", found.methodology)
    return redirect(url_for("registration.draft", ref=ref, part=part, saved=1, _anchor=anchor(f"/inputs/{table}")), 303)


