"""A table of somebody's own making on its way into a table of a period."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as Redirect

from app.monitoring import service
from app.monitoring.pages import TablePage
from app.monitoring.queries import table_page
from app.own_sheets import views
from app.own_sheets.forms import Rows, Target
from app.parties.session import beijing_today, signed_in

bp = Blueprint("period_sheets", __name__)


def target_of(page: TablePage) -> Target:
    ref, record = page.period, page.table.record
    back = f"/periods/{ref}/tables/{record.name}"

    def take(rows: Rows, source: tuple[str, bytes], revision: int, also: Callable[[Any], None]) -> str:
        service.save_rows(ref, record.name, rows, revision, by=signed_in(), today=beijing_today(), source=source,
                          also=also)
        return url_for("monitoring.table", ref=ref, name=record.name, imported=source[0])

    trail = ((f"/projects/{page.project_code}/periods", page.project_code, page.project_code),
             (f"/periods/{ref}", f"第 {page.n} 核算期", f"Accounting period {page.n}"), (back, record.zh, record.en))
    return Target(ref, record, f"{back}/sheet", back, trail, page.whole, page.table.revision,
                  lambda: service.replaceable(ref, record.name, by=signed_in()), take)


@bp.get("/periods/<ref>/tables/<name>/sheet")
def show(ref: str, name: str) -> Response | str:
    return views.page(target_of(table_page(ref, name, by=signed_in(), today=beijing_today())))


@bp.post("/periods/<ref>/tables/<name>/sheet")
def act(ref: str, name: str) -> Response | Redirect:
    return views.act(target_of(table_page(ref, name, by=signed_in(), today=beijing_today())))
