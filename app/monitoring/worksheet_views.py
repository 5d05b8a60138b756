"""The worksheet as a readable page: for the actors of its dossier, and the certified one for everybody."""
from __future__ import annotations

import json

from flask import Blueprint, make_response, render_template
from werkzeug import Response

from app.monitoring import worksheets
from app.monitoring.determined import compared, reading_of, share_apart
from app.monitoring.queries import Stored, certified_worksheet, worksheet
from app.parties.session import public, signed_in
from methodologies.kernel import catalogue

bp = Blueprint("worksheets", __name__, url_prefix="/worksheets")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/<ref>/<purpose>")
@bp.get("/<ref>/<purpose>/<int:n>")
def show(ref: str, purpose: str, n: int | None = None) -> str:
    return _page(worksheet(ref, purpose, n, by=signed_in()))


@bp.post("/<ref>/<purpose>/<int:n>/recomputation")
def recompute(ref: str, purpose: str, n: int) -> str:
    """Nothing is stored: the chapter runs again on the stored inputs and the page says what differs."""
    return _page(worksheet(ref, purpose, n, by=signed_in()), again=True)


@bp.get("/<ref>/<purpose>/<int:n>/worksheet.<ending>")
def download(ref: str, purpose: str, n: int, ending: str) -> Response:
    return _file(worksheet(ref, purpose, n, by=signed_in()), ending)


@bp.get("/<number>")
@public
def certified(number: str) -> str:
    return _page(certified_worksheet(number))


@bp.post("/<number>/recomputation")
@public
def recompute_certified(number: str) -> str:
    return _page(certified_worksheet(number), again=True)


@bp.get("/<number>/worksheet.<ending>")
@public
def download_certified(number: str, ending: str) -> Response:
    return _file(certified_worksheet(number), ending)


def _page(stored: Stored, again: bool = False) -> str:
    sheet = json.loads(stored.body)
    said = worksheets.differences_of(sheet) if again else None
    methodology = catalogue.find(sheet["methodology"])
    return render_template(
        "worksheet/show.html", stored=stored, sheet=sheet, lines=worksheets.lines_of(sheet, said or ()), said=said,
        methodology=methodology, agrees=worksheets.agrees(said or ()), compared=compared, share_apart=share_apart,
        inputs=reading_of(methodology.chapter(sheet["chapter"]), sheet["inputs"]),
        small=worksheets.rows_in(sheet) <= worksheets.MOST_ROWS)


def _file(stored: Stored, ending: str) -> Response:
    """The stored bytes, or a workbook of them."""
    name = f"worksheet-{stored.certificate or f'{stored.subject}-{stored.purpose}-{stored.n}'}"
    if ending == "xlsx":
        response = make_response(worksheets.workbook_of(json.loads(stored.body)))
        response.mimetype = XLSX
    else:
        response, ending = make_response(stored.body), "json"
        response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
