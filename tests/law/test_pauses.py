"""R-07, R-08, R-45, R-52: terms that stand still, and terms that are counted again."""
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import CALENDAR, Calendar, Due, Pause, Term, never_earlier

D = date
DAYS = st.dates(D(2024, 1, 1), D(2026, 10, 31))
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=5)
KINDS = st.sampled_from(("notice", "review", "calendar"))


def term_of(start, days, kind, first, pauses):
    stops = tuple(Pause(start + timedelta(days=at), start + timedelta(days=at + length)) for at, length in pauses)
    return Term(start, days, kind, first, stops)


TERMS = st.builds(term_of, DAYS, st.integers(1, 40), KINDS, st.booleans(), PAUSES)


@given(TERMS)
def test_a_pause_never_makes_a_last_day_earlier(term):
    for n in range(len(term.pauses)):
        without = replace(term, pauses=term.pauses[:n] + term.pauses[n + 1:])

        assert CALENDAR.due(without).on <= CALENDAR.due(term).on


@given(TERMS, st.randoms(use_true_random=False))
def test_the_order_of_pauses_does_not_matter(term, random):
    shuffled = list(term.pauses)
    random.shuffle(shuffled)

    assert CALENDAR.due(replace(term, pauses=tuple(shuffled))) == CALENDAR.due(term)


@given(DAYS, st.integers(1, 40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=4))
def test_calendar_days_grow_by_just_the_days_of_pauses_that_lie_inside_them(start, days, gaps):
    stops, at = [], start
    for wait, length in gaps:
        stops.append(Pause(at + timedelta(days=wait + 1), at + timedelta(days=wait + 1 + length)))
        at = stops[-1].resumed_on + timedelta(days=1)
    last = start + timedelta(days=days)
    for stop in stops:
        if stop.stopped_on <= last:
            last += stop.resumed_on - stop.stopped_on

    assert CALENDAR.due(Term(start, days, "calendar", pauses=tuple(stops))).on == last


@given(TERMS)
def test_while_a_term_stands_still_its_days_left_and_those_run_make_up_its_length(term):
    stopped = max((p.resumed_on for p in term.pauses), default=term.starts_on) + timedelta(days=1)
    standing = replace(term, pauses=(*term.pauses, Pause(stopped)))
    left = CALENDAR.left(standing)

    if CALENDAR.due(term).on < stopped:
        assert left is None
    else:
        resumed = stopped + timedelta(days=100)
        again = replace(term, pauses=(*term.pauses, Pause(stopped, resumed)))
        rest = Term(resumed, left, term.kind, term.first_counts)
        assert 1 <= left <= term.days
        assert CALENDAR.due(again).on == (CALENDAR.due(rest).on if term.kind != "calendar" else
                                          resumed + timedelta(days=left - 1))


def test_a_review_stopped_for_a_supplement_goes_on_with_the_days_it_had_left():
    """Received Friday 3 July 2026; asked on the 10th, when 4 of 15 days were over; answered on Monday the 20th."""
    term = Term(D(2026, 7, 3), 15)
    stopped = replace(term, pauses=(Pause(D(2026, 7, 10), None, "一次性告知补正", "Ask for a supplement"),))
    going = replace(term, pauses=(Pause(D(2026, 7, 10), D(2026, 7, 20), "一次性告知补正", "Ask for a supplement"),))

    assert CALENDAR.due(term).on == D(2026, 7, 24)
    assert CALENDAR.left(term) is None and CALENDAR.left(going) is None
    assert CALENDAR.left(stopped) == 11
    assert CALENDAR.due(going).on == CALENDAR.nth_workday(D(2026, 7, 20), 11, first_counts=False) == D(2026, 8, 4)
    assert CALENDAR.due(going).zh == (
        "自2026年7月3日收到之日起15个工作日内；2026年7月10日至2026年7月20日停止计算（一次性告知补正）")
    assert CALENDAR.due(going).en == ("within 15 working days of receipt on 2026-07-03; stopped from 2026-07-10 to "
                                      "2026-07-20 (Ask for a supplement)")
    assert CALENDAR.due(stopped).zh.endswith("；自2026年7月10日起停止计算（一次性告知补正），还剩11个工作日")


def test_who_stops_the_clock_on_the_last_day_has_one_day_left_and_a_day_later_none():
    term = Term(D(2026, 7, 3), 15)

    assert CALENDAR.left(replace(term, pauses=(Pause(D(2026, 7, 24)),))) == 1
    assert CALENDAR.due(replace(term, pauses=(Pause(D(2026, 7, 24), D(2026, 7, 31)),))).on == D(2026, 8, 3)
    assert CALENDAR.left(replace(term, pauses=(Pause(D(2026, 7, 25)),))) is None
    assert CALENDAR.due(replace(term, pauses=(Pause(D(2026, 7, 25), D(2026, 7, 31)),))) == CALENDAR.due(term)


def test_the_day_a_term_goes_on_counts_where_the_first_day_of_a_term_does():
    pause = (Pause(D(2026, 7, 10), D(2026, 7, 20)),)

    assert CALENDAR.due(Term(D(2026, 7, 6), 15, first_counts=False, pauses=pause)).on == D(2026, 8, 5)
    assert CALENDAR.due(Term(D(2026, 7, 6), 15, first_counts=True, pauses=pause)).on == D(2026, 8, 3)


def test_the_trap_of_december_2024_does_not_happen_again():
    """R-07: two real notices ran 2024-12-05 → 2025-01-01, 19 working days, for want of the next year's holidays."""
    term = Term(D(2024, 12, 5), 20, "notice", True)
    before, after = Calendar("old", 2024).due(term), CALENDAR.due(term)

    assert (before.on, before.provisional) == (D(2025, 1, 2), True)
    assert (after.on, after.provisional) == (D(2025, 1, 2), False)


@given(DAYS, st.integers(1, 40))
def test_counted_again_a_published_last_day_never_comes_forward_and_the_term_is_never_short(start, days):
    term = Term(start, days, "notice", True)
    published = Calendar("old", start.year).due(term)

    again = never_earlier(published, CALENDAR.due(term))

    assert again.on >= max(published.on, CALENDAR.due(term).on)
    assert CALENDAR.workdays_between(start, again.on) >= days
    assert isinstance(again, Due) and not again.provisional
