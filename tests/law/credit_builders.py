"""Facts of the credit side that break no rule, by default: a test states only what it is about."""
from datetime import date, time
from decimal import Decimal

from workflows import (
    cancellation,
    correction,
    exchange,
    freeze,
    future,
    market,
    orders,
    pledge,
    retirement,
    settlement,
    transfer,
)
from workflows.holdings import Range
from workflows.settings import DEFAULTS

TODAY = date(2026, 6, 1)                                # a Monday, and a trading day
HELD = dict(today=TODAY, account_active=True, suspended=False, tonnes=100, available_t=100,
            ranges=(Range("/ranges/0", 60), Range("/ranges/1", 40)))

# Rules that hold at another moment than these facts speak of: after a lapse, an earlier freeze, the close, a shortage.
CREDIT_APART = {"R-106b", "R-106d", "R-109e", "R-110b", "R-117d", "R-117g", "R-125g", "R-125h", "R-125j",
                "R-129e"}


def ranges(**known):
    """One range of 100 t; the rest as known."""
    return dict(ranges=(Range("/ranges/0", 100, **known),))


def retirement_facts(**known):
    return retirement.Facts(**{**HELD, **dict(
        beneficiary="甲公司", purpose="company", use_year=2026, local_left_t=None), **known})


def surrender_facts(**known):
    """Handed to the province in time; `form_last_day` is the day of the test."""
    return retirement.SurrenderFacts(**{**HELD, **dict(
        obligation_year=2025, obligation_t=100_019, used_t=0, allowance_account=True, form_last_day=TODAY,
        documents=frozenset({"surrender_form"}), receipted_t=100), **known})


def pledge_facts(**known):
    return pledge.Facts(**{**HELD, **dict(
        kind="pledge", contract_no="ZY-2026-1", pboc_no="0000000000000001", holder_code="OWNER", pledgee_code="BANK",
        principal=Decimal("5000"), currency="CNY", matures_on=date(2026, 6, 2), part_t=99, case="ruling",
        ruling_no="（2026）京01执1号", pledgee_known=True, pledgee_active=True, buyer_active=True), **known})


def note_facts(**known):
    return future.NoteFacts(**{**dict(
        contract_no="ZY-2026-1", pboc_no="0000000000000001", holder_code="OWNER", pledgee_code="BANK",
        pledgee_known=True, living=True, noted=False, settings={**DEFAULTS, "pledge.future_notes": True}), **known})


def freeze_facts(**known):
    return freeze.Facts(**{**HELD, **dict(
        organ="court", document_no="（2026）京01执1号", expires_on=TODAY, ends_on=date(2026, 5, 31), ahead=(),
        free_t=100, lifting_no="（2026）京01执1号之一",
        ruling_no="（2025）京01民初1号", ruling_from=TODAY, recipient_active=True), **known})


def suspension_facts(**known):
    return freeze.SuspensionFacts(**{**dict(
        ground="breach", authority="registry", document_no="", clause="登记规则第10条", case_open=False,
        cancel_left_t=0), **known})


def transfer_facts(**known):
    return transfer.Facts(**{**HELD, **dict(
        ground="succession", documents=frozenset({"transfer_proof"}), holder_code="OWNER", receiver_code="HEIR",
        receiver_active=True, own_freezes=frozenset({"/ranges/0"})), **known})


def cancellation_facts(**known):
    """A draft that takes the whole of what was ordered; and 100 t owed, of which a part can come back."""
    return cancellation.Facts(**{**HELD, **dict(
        ordered_t=100, measure_t=100, takeable_t=100, owed_t=100, part_t=99), **known})


def correction_facts(**known):
    return correction.Facts(**{**HELD, **dict(act_brought_them=True, origin_active=True), **known})


def market_facts(**known):
    return market.Facts(**{**HELD, **dict(at=time(10), trading_no="T0001", bank_bound=True,
                                          instrument_known=True, new_instruments=0, first_price=None), **known})


def binding_facts(**known):
    return market.BindingFacts(**{**dict(
        holder="甲公司", bank_holder="甲公司", cash=Decimal(0), held_t=0, flow_today=False, operators=5), **known})


def order_facts(**known):
    """A sale of 100 t at the base price, in the morning session."""
    return orders.Facts(**{**dict(
        today=TODAY, at=time(10), form="listed", side="sell", tonnes=100, price=Decimal("80.45"), base=Decimal("80.45"),
        listed_from=TODAY, sellable_t=100, cash=Decimal(0), bought_on=None, sold_on=None, held_t=100, halted=False,
        account_active=True, suspended=False, left_t=100, own=False, best=True, linked=False, cancels_today=0,
        placed_on=TODAY), **known})


def settlement_facts(**known):
    """A trade of the day, after the close."""
    return settlement.Facts(**{**dict(
        today=TODAY, at=time(15, 1), matched_on=TODAY, record_no="M-1", form="listed", tonnes=100,
        price=Decimal("80.45"), charges=(Decimal("48.27"), Decimal("48.27")),
        buyer_closed=False, seller_locked_t=100, buyer_cash=Decimal("8093.27"), exchange_t=100, registry_t=100),
        **known})


def day_facts(**known):
    """A trading day after its close, its file there and nothing unexplained."""
    return exchange.DayFacts(**{**dict(today=TODAY, at=time(15, 1), day=TODAY, received=True, unexplained=(),
                                       sessions="09:30-11:30, 13:00-15:00"), **known})


CREDIT_BUILDERS = {
    "retirement": retirement_facts, "surrender": surrender_facts, "pledge": pledge_facts, "freeze": freeze_facts,
    "suspension": suspension_facts, "transfer": transfer_facts,
    "cancellation": cancellation_facts, "correction": correction_facts,
    "market_move": market_facts, "binding": binding_facts, "order": order_facts, "settlement": settlement_facts,
    "market_order": order_facts, "market_day": day_facts}
