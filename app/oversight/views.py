"""公布数据与配置: entered by one person of the registry, checked by another. And the demonstration's clock."""
from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from app.evidence.documents import store
from app.oversight import queries, service
from app.oversight.forms import row_of, row_widgets, setting_of, with_file
from app.parties.session import beijing_today, refused_page, signed_in
from app.published import service as published
from app.published.queries import kinds
from methodologies.kernel.rules import INPUT, Refusal, Unreadable

bp = Blueprint("oversight", __name__)


@bp.app_context_processor
def clock_of_the_demonstration() -> dict[str, Any]:
    """For the banner on every page of a demonstration."""
    return {"today_here": beijing_today, "clock_steps": service.STEPS}


@bp.get("/tables")
def tables() -> str:
    return render_template("oversight/tables.html", **_tables())


@bp.post("/tables")
def enter_row() -> Response:
    by = signed_in()
    shown = queries.tables(by)
    table = kinds().get(request.form.get("table", ""))
    if table is None:
        raise Unreadable(INPUT.at("/table", "没有这种数据表。", "There is no such kind of table."))
    file = request.files.get("file")
    data = file.read() if file else b""
    typed = with_file(request.form, table, data)
    try:
        published.enter_row(row_of(table, typed, shown.demonstration), by=by, today=beijing_today(), document=data)
    except Refusal as refusal:
        return refused_page(refusal, "oversight/tables.html", **_tables(table.id, typed, refusal))
    return redirect(url_for("oversight.tables", done="entered"), 303)


@bp.post("/tables/shipped")
def enter_shipped() -> Response:
    """Every row of a table that the program brings along, entered by one person."""
    by = signed_in()
    queries.tables(by)                                  # NotFound for whoever may not look
    try:
        published.enter_shipped(request.form.get("table", ""), by=by, today=beijing_today())
    except Refusal as refusal:
        return refused_page(refusal, "oversight/tables.html", **_tables("", {}, refusal))
    return redirect(url_for("oversight.tables", done="entered"), 303)


@bp.post("/tables/shipped/check")
def check_shipped() -> Response:
    """Every row of a table that waits, checked by another person at once."""
    by = signed_in()
    queries.tables(by)
    published.check_all(request.form.get("table", ""), by=by, today=beijing_today())
    return redirect(url_for("oversight.tables", done="checked"), 303)


@bp.post("/tables/<path:ref>/check")
def check_row(ref: str) -> Response:
    by = signed_in()
    queries.tables(by)                                  # NotFound for whoever may not look
    published.check_row(ref, by=by, today=beijing_today())
    return redirect(url_for("oversight.tables", done="checked"), 303)


@bp.get("/tables/<path:ref>/impact")
def impact(ref: str) -> str:
    return render_template("oversight/impact.html", found=queries.impact(ref, signed_in(), beijing_today()))


@bp.get("/tables/documents/<digest>")
def document(digest: str) -> Response:
    """The official file of a row: always a download, never shown in place."""
    name = queries.document_of(digest, signed_in())
    return send_file(io.BytesIO(store().get(digest)), mimetype="application/octet-stream", as_attachment=True,
                     download_name=name, max_age=0)


@bp.post("/tables/<path:ref>/decline")
def decline_row(ref: str) -> Response:
    by = signed_in()
    queries.tables(by)
    published.decline(f"T:{ref}", by=by, today=beijing_today())
    return redirect(url_for("oversight.tables", done="declined"), 303)


@bp.get("/settings")
def settings() -> str:
    return render_template(
        "oversight/settings.html",
        shown=queries.all_settings(signed_in(), beijing_today()),
        problems=(),
        typed={},
        tried="",
    )


@bp.post("/settings/<key>/propose")
def propose_setting(key: str) -> Response:
    by, today = signed_in(), beijing_today()
    shown = queries.all_settings(by, today)
    try:
        value, from_on = setting_of(request.form)
        published.propose_setting(key, value, from_on, by=by, today=today)
    except Refusal as refusal:
        return refused_page(refusal, "oversight/settings.html", shown=shown, tried=key)
    return redirect(url_for("oversight.settings", done="entered"), 303)


@bp.post("/settings/<key>/confirm")
def confirm_setting(key: str) -> Response:
    by, today = signed_in(), beijing_today()
    queries.all_settings(by, today)                     # NotFound for whoever may not look
    published.confirm_setting(key, by=by, today=today)
    return redirect(url_for("oversight.settings", done="checked"), 303)


@bp.post("/settings/<key>/decline")
def decline_setting(key: str) -> Response:
    by, today = signed_in(), beijing_today()
    queries.all_settings(by, today)
    published.decline(f"S:{key}", by=by, today=today)
    return redirect(url_for("oversight.settings", done="declined"), 303)


@bp.post("/log/checkpoints")
def sign_checkpoint() -> Response:
    """The log's present head, signed at once."""
    service.sign_checkpoint(by=signed_in())
    return redirect(url_for("log.show"), 303)


@bp.post("/demo/advance")
def advance() -> Response:
    """Days pass in a demonstration; anybody who is signed in may let them."""
    signed_in()
    service.advance(request.form.get("step", ""), today=beijing_today())
    return redirect(_back(), 303)


def _tables(tried: str = "", typed: dict[str, str] | None = None, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the page of tables shows; after a refusal the form that was refused, with what was typed."""
    shown = queries.tables(signed_in())
    forms = {}
    for seen in shown.tables:
        mine = tried == seen.table.id
        said = {name.removeprefix(f"{tried}-"): text for name, text in (typed or {}).items()} if mine else {}
        forms[seen.table.id] = row_widgets(
            seen.table, shown.demonstration, said, refusal.broken if refusal and mine else ()
        )
    context: dict[str, Any] = {"shown": shown, "forms": forms, "tried": tried, "done": request.args.get("done", "")}
    return context if refusal else {**context, "problems": ()}


def _back() -> str:
    """The page on which the button was pressed: a path of this site, never another one's."""
    back = request.form.get("back", "")
    return (
        back
        if back.startswith("/") and not back.startswith("//") and back.isprintable() and "\\" not in back
        else "/inbox"
    )
