"""全国履约抵销: what its rules need to know, and what it does to credits."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.certificates import composing
from app.credits.effects import Effect, said_of, serve
from app.credits.ranges import holding_facts, under_its_lien
from app.ledger.pieces import after, end, lay, lift, only
from app.models.allowance import AllowanceBinding, FormLastDay
from app.models.credit import CreditDossier
from app.models.ledger import Account
from app.models.party import Organisation
from app.papers.queries import in_place
from app.published.queries import settings
from app.rooms import Payload, Taken
from workflows.retirement import SURRENDER, SurrenderFacts, last_day, offset_cap
from workflows.retirement import SurrenderState as State

if TYPE_CHECKING:
    from app.database import Db

LAID = (State.PENDING, State.SENT, State.RECEIPTED, State.WITH_PROVINCE, State.CONFIRMED)


@dataclass(frozen=True)
class Standing:
    """What the page of a surrender shows besides: the cap of the year and what is used of it, the province's days."""
    allowance_no: str
    province: tuple[str, str]
    cap_t: int | None
    used_t: int
    tonnes: int
    last_day: date | None
    announced: bool


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> SurrenderFacts:
    said = said_of(row, payload)
    year, bound = _year(said.get("obligation_year", "")), bound_account(db, row.account_id)
    others = _of_the_year(db, row, year)
    return SurrenderFacts(
        **holding_facts(db, row, today, LAID), obligation_year=year,
        obligation_t=_owed(_whole(said.get("obligation_t", "")), others),
        used_t=sum(_uses(db, other) for other in others), allowance_account=bound is not None,
        form_last_day=_announced(db, _province(row, bound), year), documents=in_place(db, row),
        receipted_t=_whole(said.get("receipted_t", "")))


def bound_account(db: Db, account_id: int) -> AllowanceBinding | None:
    """The newest binding of an account with the allowance registry."""
    return db.scalar(select(AllowanceBinding).where(AllowanceBinding.account_id == account_id)
                     .order_by(AllowanceBinding.id.desc()))


def _province(row: CreditDossier, bound: AllowanceBinding | None) -> int | None:
    """The one that it was applied under, whatever the account was bound to since; before that, the binding's."""
    return row.office_id or (bound.province_id if bound else None)


def _announced(db: Db, province: int | None, year: int) -> date | None:
    return db.scalar(select(FormLastDay.last_day).where(
        FormLastDay.province_id == province, FormLastDay.year == year).order_by(FormLastDay.id.desc()))


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _year(text: str) -> int:
    """A year of four digits; 1 for anything else: an obligation that was over long ago."""
    return int(text) if len(text) == 4 and text.isdigit() and "2000" <= text <= "9000" else 1


def _of_the_year(db: Db, row: CreditDossier, year: int) -> list[CreditDossier]:
    """The account's other surrenders of that year that hold credits or have retired them."""
    others = db.scalars(select(CreditDossier).where(
        CreditDossier.stage == "surrender", CreditDossier.account_id == row.account_id, CreditDossier.id != row.id,
        CreditDossier.state.not_in(("draft", "released"))))
    return [other for other in others if _year(other.said.get("obligation_year", "")) == year]


def _owed(stated: int | None, others: list[CreditDossier]) -> int | None:
    """A year has one obligation: where the account has stated several, the smallest counts."""
    known = [_whole(other.said.get("obligation_t", "")) for other in others]
    return stated if stated is None else min([stated, *(each for each in known if each is not None)])


def _uses(db: Db, row: CreditDossier) -> int:
    """Tonnes of the year's cap that a surrender takes."""
    if row.state == "retired":                          # what its receipt said, and its certificate says
        return _whole(row.said["receipted_t"]) or 0
    return sum(span.tonnes for span in under_its_lien(db, row))


def standing(db: Db, row: CreditDossier, today: date) -> Standing:
    known, bound = facts(db, row, today, {}), bound_account(db, row.account_id)
    stated = known.obligation_t is not None
    number = _province(row, bound)
    province = db.get_one(Organisation, number) if number else None
    return Standing(
        bound.number if bound else "", (province.name_zh, province.name_en) if province else ("", ""),
        offset_cap(known.obligation_t, settings(db, today)) if known.obligation_t is not None else None,
        known.used_t, known.tonnes, last_day(known) if stated else None, known.form_last_day is not None)


def certificate(db: Db, row: CreditDossier, taken: Taken, act_id: str) -> dict[str, Any]:
    """注销证明 of a surrender: for the holder itself, of the year of its obligation."""
    home = db.get_one(Organisation, row.account.organisation_id)
    use = composing.use_of(beneficiary=home.name_zh, credit_code=home.credit_code, purpose="national_ets",
                           year=_year(row.said["obligation_year"]))
    return composing.certify_retirement(db, act_id=act_id, account_no=row.account.number, use=use,
                                        serials=under_its_lien(db, row), application=row.ref, on=taken.today)


def _to_the_province(db: Db, row: CreditDossier, taken: Taken) -> None:
    """From here on the province of the binding has to do with it, and no other."""
    bound = bound_account(db, row.account_id)
    row.office_id = bound.province_id if bound else None


_RELEASED = Effect("surrender_release", lambda db, row, said: lift(row.ref), under_its_lien)


def _one_cap(db: Db, row: CreditDossier) -> None:
    """The cap of R-125 is one for all surrenders of an account."""
    db.execute(select(Account.id).where(Account.id == row.account_id).with_for_update(key_share=True))


serve(SURRENDER, facts, {
    "apply": Effect("surrender_hold", lambda db, row, said: only("available", lay("surrender", row.ref))),
    "retire": Effect("retire", lambda db, row, said: after(lift(row.ref), end("retired")), under_its_lien, certificate),
    "refuse": _RELEASED, "lapse": _RELEASED}, more={"apply": _to_the_province}, locks=_one_cap)
