"""The finished story with a market beside it: a seller with credits, a buyer, both with trading and bank accounts."""
from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from app.accounts import service as accounts
from app.credits import queries as credits
from app.credits import service as credit_service
from app.credits.ranges import Pick
from app.database import reading
from app.ledger import queries as ledger
from app.market import service
from app.models.account import AccountDossier
from app.models.ledger import Account, Batch
from app.published import service as published
from tests.rooms.offices import Offices


class Floor(Offices):
    """seller, buyer: numbers of accounts; market: the service of this room. The day after the story's last one is a
    trading day."""

    market = service

    def __init__(self, story: Any, ready: bool = True):
        super().__init__(story)
        self.seller = ledger.accounts(self.who["owner1"]).rows[0].number
        self.buyer = ledger.accounts(self.who["stranger"]).rows[0].number
        self.day = self.today + timedelta(days=1)
        if ready:
            for number in (self.seller, self.buyer):
                self.bind(number)

    def bind(self, number: str) -> str:
        self.trading(number)
        binding = service.open_binding(number, by=self.who["exchange1"], today=self.today, key=uuid.uuid4().hex)
        self.bank(binding, number)
        return binding

    def trading(self, number: str) -> None:
        """The exchange opens a trading account beside the registry account."""
        self.move(accounts, self._dossier(number).ref, "open_trading", "exchange1", trading_no=f"JY-{number}")

    def bank(self, binding: str, number: str) -> None:
        self.move(service, binding, "bind_bank", "exchange1", bank_holder=self._dossier(number).name_zh,
                  bank_no="6222000011112222")

    def _dossier(self, number: str) -> AccountDossier:
        with reading() as db:
            return db.query(AccountDossier).filter_by(account_no=number).one()

    def open_hours(self) -> None:
        """Returns may be asked for at any time of the day after the story's last one, as two people settled."""
        published.propose_setting("trade.return_hours", "00:00-23:59", self.day, by=self.who["registry1"],
                                  today=self.today)
        published.confirm_setting("trade.return_hours", by=self.who["registry2"], today=self.today)

    def begin(self, tonnes: str, state: str = "available") -> str:
        held = credits.choice("market_move", self.seller, self.who["owner1"]).held
        first = next(each for each in held if each.state == state)
        return credit_service.begin("market_move", self.seller, [Pick(str(first.block), tonnes)],
                                    by=self.who["owner1"], today=self.today, key=uuid.uuid4().hex)

    def admitted(self, tonnes: str = "100") -> str:
        ref = self.begin(tonnes)
        self.two(credit_service, ref, "request", "owner1", "owner2")
        self.move(credit_service, ref, "approve", "registry1")
        self.two(credit_service, ref, "forward", "owner1", "owner2", first_price="80.45")
        self.move(credit_service, ref, "admit", "exchange1")
        return ref

    def instrument(self) -> tuple[str, int]:
        with reading() as db:
            batch = db.query(Batch).order_by(Batch.id).first()
            return batch.project_code, batch.year

    def order(self, no: str = "W-1", tonnes: str = "60", on: date | None = None, key: str = "", **known: str) -> str:
        project, year = self.instrument()
        said = {"order_no": no, "account": self.seller, "project": project, "year": str(year), "form": "listed",
                "tonnes": tonnes, "price": "80.45", "placed_on": (on or self.friday).isoformat(), **known}
        return service.report_order(said, by=self.who["exchange1"], today=self.today, key=key or uuid.uuid4().hex).ref

    @property
    def friday(self) -> date:
        """The trading day before the story's last day, a Monday: it has closed, whatever the hour."""
        return self.today - timedelta(days=3)

    def trade(self, no: str = "C-1", tonnes: str = "40", order: str = "W-1", key: str = "", **known: str) -> Any:
        turnover = int(tonnes) * 8045
        charge = f"{(turnover * 6 + 500) // 1000 / 100:.2f}"
        said = {"record_no": no, "buyer": self.buyer, "tonnes": tonnes, "price": "80.45",
                "traded_on": self.friday.isoformat(), "seller_charge": charge, "buyer_charge": charge,
                "buyer_cash": "100000", **known}
        return service.report_trade(order, said, by=self.who["exchange1"], today=self.today,
                                    key=key or uuid.uuid4().hex)

    def settled(self, ref: str, tonnes: str) -> None:
        self.move(service, ref, "clear", "exchange1")
        self.two(service, ref, "agree", "exchange1", "registry1", exchange_t=tonnes)
        self.move(service, ref, "deliver", "registry1")

    def balance(self, number: str) -> dict[str, int]:
        with reading() as db:
            return ledger.balance_of(db, db.query(Account).filter_by(number=number).one().id)
