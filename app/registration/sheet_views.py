"""A table of somebody's own making on its way into a table of the design document."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as Redirect

from app.fields.schema import Look
from app.own_sheets import views
from app.own_sheets.forms import Rows, Target
from app.parties.session import beijing_today, signed_in
from app.parties.words import anchor
from app.registration import forms, queries, service
from methodologies.kernel.records import Record
from methodologies.kernel.rules import NotFound

bp = Blueprint("draft_sheets", __name__, url_prefix="/applications")


def record_of(found: queries.Draft, table: str) -> Record:
    for each in found.methodology.design:
        if isinstance(each, Record) and each.name == table:
            return each
    raise NotFound(table)


def target_of(found: queries.Draft, record: Record) -> Target:
    ref, place = found.ref, f"/inputs/{record.name}"
    part, spot = forms.part_of(place, found.methodology), anchor(place)

    def take(rows: Rows, source: tuple[str, bytes], revision: int, also: Callable[[Any], None]) -> str:
        document = {**found.document, "inputs": {**found.document["inputs"], record.name: [dict(row) for row in rows]}}
        service.save(ref, document, revision, by=signed_in(), today=beijing_today(), also=also)
        return url_for("registration.draft", ref=ref, part=part, saved=1, _anchor=spot)

    back = url_for("registration.draft", ref=ref, part=part, _anchor=spot)
    trail = (("/applications", "项目申请", "Applications"), (f"/applications/{ref}", ref, ref),
             (back, record.zh, record.en))
    may = found.may_edit and Look(open=found.open).may_edit(place)
    return Target(ref, record, f"/applications/{ref}/draft/{record.name}/sheet", back, trail, may, found.revision,
                  lambda: service.replaceable(ref, by=signed_in()), take)


def _target(ref: str, table: str) -> Target:
    found = queries.draft(ref, by=signed_in(), today=beijing_today())
    return target_of(found, record_of(found, table))


@bp.get("/<ref>/draft/<table>/sheet")
def show(ref: str, table: str) -> Response | str:
    return views.page(_target(ref, table))


@bp.post("/<ref>/draft/<table>/sheet")
def act(ref: str, table: str) -> Response | Redirect:
    return views.act(_target(ref, table))
