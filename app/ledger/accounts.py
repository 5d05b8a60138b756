"""Registry accounts. One entity, one account (R-13)."""
from __future__ import annotations

from datetime import date

from app import access, clock
from app.access import Who
from app.database import transaction
from app.evidence import events
from app.evidence.refs import next_ref
from app.ledger import acts
from app.ledger.queries import account_of
from app.models.account import AccountDossier
from app.parties.queries import organisation_of
from methodologies.kernel.rules import Conflict, NotFound, NotYours


class OneAccount(Conflict):
    """The organisation has its account."""
    zh = "该机构已开立账户：一个主体只能开立一个账户。"
    en = "The organisation has its account: one entity, one account."


def open_account(credit_code: str, *, by: Who, today: date, kind: str = "project_owner") -> str:
    """Open the registry account of an organisation; gives back its number. Staff of the registry only.

    For holders whose papers the registry has on file; everybody else applies (app/accounts).
    """
    with transaction() as db:
        if not {"operator", "national_administrator"} & {duty for _, duty in access.duties_of(db, by)}:
            raise NotYours("account")
        home = organisation_of(db, credit_code)
        if home is None:
            raise NotFound(credit_code)
        if account_of(db, home.id):
            raise OneAccount(credit_code)
        account = acts.open_account(db, organisation_id=home.id, kind=kind)
        db.add(AccountDossier(
            ref=next_ref(db, AccountDossier, "AO", today.year), state="active", mode="independent", kind=kind,
            credit_code=home.credit_code, name_zh=home.name_zh, name_en=home.name_en, address=home.address,
            holder_id=home.id, account_no=account.number, begun_on=today, decided_on=today))
        events.write(db, subject=account.number, kind="account_opened", on=today, at=clock.now(),
                     facts={"by": by.id, "organisation": home.id})
        return account.number
