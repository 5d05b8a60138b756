"""What holds of caps, prices, charges and trading days whatever the figures are."""
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import fees, holdings, orders
from workflows.calendar import CALENDAR
from workflows.retirement import offset_cap
from workflows.settings import DEFAULTS

TONNES = st.integers(1, 50_000_000)
PRICES = st.decimals("0.01", "9999.99", places=2)
TRADES = st.lists(st.tuples(PRICES, TONNES), min_size=1, max_size=8)
DAYS = st.dates(date(2024, 1, 22), date(2026, 12, 1))
LIENS = st.lists(st.sampled_from(list(holdings.LIENS)), unique=True)
CENT = Decimal("0.01")
FAIR = settings(max_examples=40, deadline=None)         # the first look at a year loads its holidays


@FAIR
@given(TONNES)
def test_a_cap_is_the_greatest_whole_number_within_five_per_cent(obligation):
    cap = offset_cap(obligation, DEFAULTS)

    assert cap * 20 <= obligation < (cap + 1) * 20


@FAIR
@given(TRADES)
def test_a_base_price_lies_between_the_prices_paid_and_the_order_of_trades_never_matters(trades):
    price = orders.base_price(trades, None)

    assert min(paid for paid, _ in trades) <= price <= max(paid for paid, _ in trades)
    assert price == orders.base_price(trades[::-1], None)


@FAIR
@given(PRICES)
def test_a_base_price_lies_inside_its_own_limits(base):
    lowest, highest = orders.price_limits(base, DEFAULTS["trade.limit_listed"])

    assert lowest <= base <= highest
    assert abs(lowest - base * Decimal("0.9")) <= CENT / 2 and abs(highest - base * Decimal("1.1")) <= CENT / 2


@FAIR
@given(PRICES, TONNES)
def test_a_charge_is_six_per_mille_to_the_nearest_cent(price, tonnes):
    charge = fees.tariff_on(date(2026, 6, 1), DEFAULTS).of_trade(price, tonnes)

    assert abs(charge - price * tonnes * Decimal("0.006")) <= CENT / 2


@FAIR
@given(DAYS)
def test_the_first_day_of_sale_is_the_first_trading_day_that_has_waited_long_enough(bought_on):
    day = orders.first_sale_day(bought_on)
    before = max(each for n in range(1, 15) if CALENDAR.is_trading_day(each := day.fromordinal(day.toordinal() - n)))

    assert CALENDAR.is_trading_day(day)
    assert CALENDAR.trading_days_between(bought_on, day) == 5
    assert CALENDAR.trading_days_between(bought_on, before) == 4


@FAIR
@given(LIENS)
def test_whatever_liens_lie_on_a_credit_the_highest_gives_its_state(liens):
    ordered = holdings.in_order(liens)

    assert sorted(ordered) == sorted(liens)
    assert all(high in holdings.outranking(low) for high, low in zip(ordered, ordered[1:]))
    assert holdings.state_of(liens) == holdings.state_of(liens[::-1])
