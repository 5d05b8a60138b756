"""账户: what an organisation holds. Own accounts only; the registry and the auditor may look at all."""
from __future__ import annotations

from flask import Blueprint, render_template, request

from app.ledger import queries
from app.models.ledger import STATES
from app.parties.session import signed_in

bp = Blueprint("ledger", __name__)


@bp.get("/accounts")
def accounts() -> str:
    found = queries.accounts(signed_in(), request.args.get("after", "")[:20])
    return render_template("ledger/accounts.html", found=found)


@bp.get("/accounts/<number>")
def account(number: str) -> str:
    return render_template("ledger/account.html", page=queries.account(number, signed_in()), states=STATES)
