"""People whom the story lacks: a court's officer, and the second one of the other entity."""
from __future__ import annotations

from sqlalchemy import select

from app.access import Who
from app.database import reading
from app.demo.story import PASSWORD
from app.ledger import queries as ledger
from app.ledger.pieces import Piece
from app.models.ledger import Account, Holding
from app.models.party import Membership, Organisation
from app.parties import service as parties
from app.parties.credit_code import check_character
from tests.rooms.offices import Offices

STEM = "11370000MB0DEM021"


def with_court(office: Offices) -> Offices:
    """The same people, with court1, and other2 who confirms for the stranger's entity."""
    home = parties.add_organisation(name_zh="演示市中级人民法院", name_en="Demonstration Intermediate Court",
                                    credit_code=STEM + check_character(STEM), kind="court")
    office.who["court1"] = _person("court1", "石衡", "officer", home)
    office.who["other2"] = _person("other2", "梁辰", "confirmer", home_of(office, "stranger").id)
    return office


def another_court(office: Offices) -> None:
    """court9, of a court that has nothing to do with what court1 begins."""
    stem = "11370000MB0DEM099"
    home = parties.add_organisation(name_zh="演示另一法院", name_en="Another Court",
                                    credit_code=stem + check_character(stem), kind="court")
    office.who["court9"] = _person("court9", "别林", "officer", home)


def _person(sign_in: str, name: str, duty: str, home: int) -> Who:
    number = parties.add_person(name=name, sign_in=sign_in, password=PASSWORD)
    parties.give_duty(number, duty, home)
    return Who(number, name, sign_in)


def home_of(office: Offices, who: str) -> Organisation:
    with reading() as db:
        return db.scalar(select(Organisation).join(Membership).where(Membership.person_id == office.who[who].id))


def account_no(office: Offices, who: str = "owner1") -> str:
    return ledger.accounts(office.who[who]).rows[0].number


def balance(office: Offices, who: str = "owner1") -> dict[str, int]:
    with reading() as db:
        number = db.scalar(select(Account.id).where(Account.number == account_no(office, who)))
        return ledger.balance_of(db, number)


def pieces(office: Offices, who: str = "owner1") -> list[Piece]:
    """What an account holds or has ended, as the ledger keeps it."""
    with reading() as db:
        rows = db.scalars(select(Holding).join(Account, Account.id == Holding.account_id).where(
            Account.number == account_no(office, who), Holding.closed_by.is_(None))
            .order_by(Holding.batch_id, Holding.lo))
        return [Piece(h.batch_id, h.lo, h.hi, h.account_id, h.state, h.liens) for h in rows]
