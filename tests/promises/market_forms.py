"""The forms of the market: a binding, an order, a day's file, an explanation, a step."""
from __future__ import annotations

import uuid
from collections.abc import Iterator

from sqlalchemy import select

from app.database import reading
from app.market import days
from app.market.views import NOUN
from app.models.market import MarketDay, MarketOrder
from tests.promises.desk_forms import Form
from tests.promises.project_forms import file
from tests.rooms.floor import Floor
from tests.stories import Told
from tests.visiting import newest


def traded(story: Told) -> Iterator[Form]:
    floor = Floor(story, ready=False)
    floor.trading(floor.seller)
    yield Form("exchange1", "/trading-bindings", "/trading-bindings", {"account": floor.seller})
    floor.bank(floor.market.open_binding(floor.seller, by=story.who["exchange1"], today=story.today,
                                         key=uuid.uuid4().hex), floor.seller)
    floor.admitted("10")
    project, year = floor.instrument()
    yield Form("exchange1", "/market-orders", "/market-orders", {
        "order_no": "W-1", "account": floor.seller, "project": project, "year": str(year), "form": "listed",
        "tonnes": "5", "price": "80.45", "placed_on": floor.friday.isoformat()})
    text = f"kind,account,project,year,tonnes,locked\nposition,{floor.seller},{project},{year},3,0\n"
    yield Form("exchange1", "/market-days", "/market-days", {
        "day": floor.friday.isoformat(), "file": file(text.encode(), "day.csv")})
    yield Form("exchange1", "/market-days/<ref>/explanations", f"/market-days/{newest(MarketDay)}/explanations", {
        "difference": _difference(), "words": "口径不同。"})
    yield Form("exchange1", f"/{NOUN}/<ref>/moves/<trigger>", f"/market-orders/{newest(MarketOrder)}/moves/cancel")


def _difference() -> str:
    with reading() as db:
        row = db.scalar(select(MarketDay))
        return days.differences(db, row)[0].key if row else "none"
