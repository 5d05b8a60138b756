"""Periods of a project, their data tables, and the accounting of a locked period."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from app.fields import tables as files
from app.fields.parse import edit, pressed, read_form
from app.fields.schema import Look, widgets
from app.monitoring import service
from app.monitoring.determined import compared, share_apart
from app.monitoring.forms import cell_problems, days_of, rows_of, too_many_to_type
from app.monitoring.pages import TablePage
from app.monitoring.queries import period_page, periods_of, table_page
from app.monitoring.service import StaleData
from app.monitoring.sheet_views import target_of
from app.own_sheets.views import receive, to_look_at
from app.parties.session import (
    beijing_today,
    call_key,
    refused_page,
    said_words,
    sent_file,
    sent_paper,
    sent_revision,
    signed_in,
    wants_json,
)
from methodologies.kernel.rules import NotFound, Refusal
from workflows.documents import slots_of

bp = Blueprint("monitoring", __name__)


# --- the periods of a project

@bp.get("/projects/<code>/periods")
def periods(code: str) -> str:
    return render_template("monitoring/periods.html", page=periods_of(code, by=signed_in()))


@bp.post("/projects/<code>/periods")
def open_period(code: str) -> Response:
    try:
        ref = service.open_period(code, *days_of("starts_on", "ends_on"), by=signed_in(), today=beijing_today(),
                                  key=call_key())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/periods.html", page=periods_of(code, by=signed_in()))
    return redirect(url_for("monitoring.show", ref=ref), 303)


# --- one period

@bp.get("/periods/<ref>")
def show(ref: str) -> str:
    return render_template("monitoring/period.html", **_page(ref))


def _page(ref: str, **more: Any) -> dict[str, Any]:
    page = period_page(ref, by=signed_in(), today=beijing_today())
    return {"page": page, "slots": slots_of("monitoring"), "compared": compared, "share_apart": share_apart, **more}


@bp.post("/periods/<ref>/moves/<trigger>")
def move(ref: str, trigger: str) -> Response:
    try:
        service.move(ref, trigger, by=signed_in(), today=beijing_today(), key=call_key(), payload=said_words())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/period.html", **_page(ref, tried=trigger))
    return redirect(url_for("monitoring.show", ref=ref), 303)


@bp.post("/periods/<ref>/worksheet")
def calculate(ref: str) -> Response:
    try:
        service.calculate(ref, by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/period.html", **_page(ref))
    return redirect(url_for("monitoring.show", ref=ref, _anchor="at-worksheet"), 303)


@bp.post("/periods/<ref>/documents")
def attach(ref: str) -> Response:
    try:
        service.attach(ref, **sent_paper(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/period.html", **_page(ref))
    return redirect(url_for("monitoring.show", ref=ref, _anchor="documents"), 303)


# --- one table

@bp.get("/periods/<ref>/tables/<name>")
def table(ref: str, name: str) -> str:
    page = table_page(ref, name, by=signed_in(), today=beijing_today())
    return render_template("monitoring/table.html", **_table(page, rows_of(page.rows)))


@bp.post("/periods/<ref>/tables/<name>")
def save_table(ref: str, name: str) -> Response | str:
    page = table_page(ref, name, by=signed_in(), today=beijing_today())
    record = (page.table.record,)
    typed = (read_form(request.form, record) if page.whole or not page.may_edit else
             edit(request.form, {name: rows_of(page.rows)}, record, page.open))[name]
    if pressed(request.form):                           # a row more or less, nothing stored yet
        return render_template("monitoring/table.html", **_table(page, typed, revision=sent_revision(), unsaved=True))
    try:
        service.save_rows(ref, name, typed, sent_revision(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/table.html",
                            **_table(page, typed, refusal.broken, sent_revision(), unsaved=True))
    except StaleData as stale:
        return _stale(stale, page, typed)
    return redirect(url_for("monitoring.table", ref=ref, name=name, saved=len(typed)), 303)


@bp.post("/periods/<ref>/tables/<name>/import")
def import_table(ref: str, name: str) -> Response:
    page = table_page(ref, name, by=signed_in(), today=beijing_today())
    file_name = ""
    try:
        file_name, data = sent_file()
        if to_look_at(file_name, data, page.table.record):
            return receive(target_of(page), file_name, data)
        service.import_rows(ref, name, file_name, data, sent_revision(), by=signed_in(), today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "monitoring/table.html",
                            **_table(page, rows_of(page.rows), revision=sent_revision(), file_name=file_name,
                                     cells=cell_problems(refusal.broken, page.table.record)))
    except StaleData as stale:
        return _stale(stale, page, rows_of(page.rows), file_name)
    return redirect(url_for("monitoring.table", ref=ref, name=name, imported=file_name), 303)


def _stale(stale: StaleData, page: TablePage, typed: list[dict[str, str]], file_name: str = "") -> Response:
    """409: what is stored now, and what was typed, side by side; saving again is a decision."""
    if wants_json():
        raise stale
    stored = widgets((page.table.record,), {page.table.record.name: rows_of(page.rows)})[0]
    said = _table(page, typed, stored=stored, file_name=file_name, unsaved=not file_name)
    return make_response(render_template("monitoring/table.html", **said), stale.status)


def _table(page: TablePage, rows: list[dict[str, str]], broken: tuple = (), revision: int | None = None,
           **more: Any) -> dict[str, Any]:
    look = Look(broken=tuple(broken), open=page.open)
    typing = page.may_edit and not too_many_to_type(rows)
    shown = widgets((page.table.record,), {page.table.record.name: rows}, look)[0]
    return {"page": page, "widget": shown, "typing": typing,
            "revision": page.table.revision if revision is None else revision, **more}


@bp.get("/periods/<ref>/tables/<name>/template.<ending>")
def template(ref: str, name: str, ending: str) -> Response:
    record = table_page(ref, name, by=signed_in(), today=beijing_today()).table.record
    return _file(f"{name}-template", ending, {"csv": files.template_csv, "xlsx": files.template_xlsx}, record)


@bp.get("/periods/<ref>/tables/<name>/rows.<ending>")
def export(ref: str, name: str, ending: str) -> Response:
    page = table_page(ref, name, by=signed_in(), today=beijing_today())
    return _file(f"{ref}-{name}", ending, {"csv": files.write_csv, "xlsx": files.write_xlsx}, page.table.record,
                 page.rows)


def _file(name: str, ending: str, writers: dict[str, Any], *said: Any) -> Response:
    if ending not in writers:
        raise NotFound(ending)
    kinds = {"csv": "text/csv; charset=utf-8",
             "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    return Response(writers[ending](*said), content_type=kinds[ending],
                    headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'})
