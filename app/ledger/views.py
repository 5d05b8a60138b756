"""账户: what an organisation holds. Own accounts only; the registry and the auditor may look at all."""
from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app import clock
from app.ledger import queries
from app.ledger.forms import period_of
from app.ledger.histories import History
from app.ledger.statement_sheet import statement_csv
from app.ledger.statements import Statement
from app.models.ledger import STATES
from app.parties.session import beijing_today, me_or_none, public, signed_in
from methodologies.kernel.rules import NotFound, Unreadable

bp = Blueprint("ledger", __name__)


@bp.get("/accounts")
def accounts() -> str:
    found = queries.accounts(signed_in(), request.args.get("after", "")[:20])
    return render_template("ledger/accounts.html", found=found)


@bp.get("/accounts/<number>")
def account(number: str) -> str:
    return render_template("ledger/account.html", page=queries.account(number, signed_in()), states=STATES,
                           today=beijing_today())


@bp.get("/accounts/<number>/statement")
def statement(number: str) -> str:
    """A page that prints as it is read."""
    return render_template("ledger/statement.html", s=statement_asked(number), states=STATES, today=beijing_today())


@bp.get("/accounts/<number>/statement.csv")
def statement_file(number: str) -> Response:
    made = statement_asked(number)
    answer = make_response(statement_csv(made))
    answer.headers.update({"Content-Type": "text/csv; charset=utf-8",
                           "Content-Disposition": f'attachment; filename="{number}-{made.last}.csv"'})
    return answer


def statement_asked(number: str) -> Statement:
    """The statement that the address asks for."""
    now = clock.now()
    first, until = period_of(request.args, beijing_today(), now)
    return queries.statement(number, first, until, by=signed_in(), now=now)


@bp.get("/serials")
@public
def serials() -> Response | str:
    """The life of any serial; what of it is shown depends on who asks."""
    asked = request.args.get("q", "").strip()[:120]
    if not asked:
        return render_template("ledger/serials.html", asked="", h=None, states=STATES)
    try:
        return render_template("ledger/serials.html", asked=asked, h=serial_asked(asked), states=STATES)
    except (NotFound, Unreadable) as refused:
        return make_response(render_template("ledger/serials.html", asked=asked, h=None, states=STATES,
                                             refused=refused), refused.status)


def serial_asked(text: str) -> History:
    return queries.serial(text, signed_in() if me_or_none() else None)
