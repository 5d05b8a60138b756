"""The worksheet as a readable page: for the actors of its dossier, and the public ones for everybody."""
from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, jsonify, make_response, render_template, request
from werkzeug import Response

from app.monitoring import checking, worksheets
from app.monitoring.determined import compared, reading_of, share_apart
from app.monitoring.queries import Stored, certified_worksheet, other_worksheet, worksheet
from app.parties.session import beijing_today, public, refused_page, sent_file, signed_in_or_none, wants_json
from methodologies.kernel import catalogue
from methodologies.kernel.rules import Refusal

bp = Blueprint("worksheets", __name__, url_prefix="/worksheets")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _stored(ref: str, purpose: str, n: int | None = None) -> Stored:
    return worksheet(ref, purpose, n, by=signed_in_or_none(), today=beijing_today())


@bp.get("/<ref>/<purpose>")
@bp.get("/<ref>/<purpose>/<int:n>")
@public
def show(ref: str, purpose: str, n: int | None = None) -> str:
    return _page(_stored(ref, purpose, n))


@bp.post("/<ref>/<purpose>/<int:n>/recomputation")
@public
def recompute(ref: str, purpose: str, n: int) -> str | Response:
    """Nothing is stored: the chapter runs again on the stored inputs and the page says what differs."""
    return _again(_stored(ref, purpose, n))


@bp.post("/<ref>/<purpose>/<int:n>/return")
@public
def send_back(ref: str, purpose: str, n: int) -> Response:
    """Nothing is stored: the uploaded workbook is held against the worksheet."""
    return _returned(_stored(ref, purpose, n))


@bp.get("/<ref>/<purpose>/<int:n>/compare")
@public
def compare(ref: str, purpose: str, n: int) -> str | Response:
    """with=2, with=verification/1 or with=MP-2026-0001/accounting/2: what this worksheet changed against that one."""
    now, who = _stored(ref, purpose, n), signed_in_or_none()
    was = other_worksheet(now, request.args.get("with", ""), by=who, today=beijing_today())
    found = checking.compared_with(json.loads(was.body), json.loads(now.body))
    if wants_json():
        return jsonify(found.comparison.to_json())
    methodology = catalogue.find(json.loads(now.body)["methodology"])
    return render_template("worksheet/compare.html", now=now, was=was, found=found, methodology=methodology)


@bp.get("/<ref>/<purpose>/<int:n>/worksheet.<ending>")
@public
def download(ref: str, purpose: str, n: int, ending: str) -> Response:
    return _file(_stored(ref, purpose, n), ending)


@bp.get("/<number>")
@public
def certified(number: str) -> str:
    return _page(certified_worksheet(number))


@bp.post("/<number>/recomputation")
@public
def recompute_certified(number: str) -> str | Response:
    return _again(certified_worksheet(number))


@bp.post("/<number>/return")
@public
def send_back_certified(number: str) -> Response:
    return _returned(certified_worksheet(number))


@bp.get("/<number>/worksheet.<ending>")
@public
def download_certified(number: str, ending: str) -> Response:
    return _file(certified_worksheet(number), ending)


def _page(stored: Stored, **more: Any) -> str:
    return render_template("worksheet/show.html", **_context(stored, **more))


def _context(stored: Stored, again: bool = False) -> dict[str, Any]:
    sheet = json.loads(stored.body)
    said = worksheets.differences_of(sheet) if again else None
    methodology, worked = catalogue.find(sheet["methodology"]), worksheets.worked_again(sheet)
    lines = worksheets.lines_of(sheet, worked, said or (), stored.sources)
    return {
        "stored": stored, "sheet": sheet, "lines": lines, "said": said, "methodology": methodology,
        "agrees": worksheets.agrees(said or ()), "compared": compared, "share_apart": share_apart,
        "inputs": reading_of(methodology.chapter(sheet["chapter"]), sheet["inputs"]),
        "small": worksheets.rows_in(sheet) <= worksheets.MOST_ROWS, "checks": checking.checks_of(worked),
        "by_symbol": {line.symbol: line for line in lines},
        "total": methodology.chapter(sheet["chapter"]).result.total}


def _again(stored: Stored) -> str | Response:
    if wants_json():
        said = worksheets.differences_of(json.loads(stored.body))
        return jsonify({"same": worksheets.agrees(said), "differences": [vars(each) for each in said]})
    return _page(stored, again=True)


def _returned(stored: Stored) -> Response:
    sheet = json.loads(stored.body)
    try:
        found = worksheets.returned(sheet, sent_file()[1])
    except Refusal as refusal:
        return refused_page(refusal, "worksheet/show.html", **_context(stored))
    if wants_json():
        return jsonify(found.to_json())
    methodology = catalogue.find(sheet["methodology"])
    return make_response(render_template("worksheet/returned.html", stored=stored, sheet=sheet, found=found,
                                         methodology=methodology, bars=checking.bars_of(found.changes)))


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
