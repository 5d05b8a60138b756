"""Working days, notice windows, due days (R-05…R-08)."""
from datetime import date, timedelta

import pytest

from workflows.calendar import CALENDAR, Calendar, load, minus_years, never_earlier

WINDOWS = (
    ("2024-09-03", "2024-09-30"), ("2024-09-18", "2024-10-18"), ("2025-01-06", "2025-02-07"),
    ("2025-01-17", "2025-02-19"), ("2025-05-09", "2025-06-06"), ("2025-09-30", "2025-11-03"),
    ("2025-12-17", "2026-01-14"), ("2026-07-17", "2026-08-13"),
)
# Working days of each loaded year by the State Council's notices: a change of the library is noticed.
WORKDAYS = {2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(("first", "last"), WINDOWS)
def test_the_eight_real_notice_windows_come_out(first, last):
    window = CALENDAR.notice_window(day(first))

    assert (window.starts_on, window.ends_on, window.ends.provisional) == (day(first), day(last), False)


def test_t14_a_notice_from_17_july_to_13_august_2026_has_twenty_working_days():
    assert CALENDAR.workdays_between(day("2026-07-17"), day("2026-08-13")) == 20


@pytest.mark.parametrize(("year", "days"), WORKDAYS.items())
def test_a_loaded_year_has_its_number_of_working_days(year, days):
    assert CALENDAR.workdays_between(date(year, 1, 1), date(year, 12, 31)) == days


def test_a_makeup_sunday_is_a_working_day_and_an_exchanged_weekday_is_none():
    assert CALENDAR.is_workday(day("2026-01-04"))
    assert not CALENDAR.is_workday(day("2026-01-02"))


def test_a_notice_begins_on_the_working_day_after_its_release():
    window = CALENDAR.notice_after(day("2026-09-30"))

    assert window.starts_on == day("2026-10-08")


def test_a_review_is_counted_from_the_working_day_after_receipt():
    due = CALENDAR.review_due(day("2026-07-17"), 15)

    assert due.on == day("2026-08-07")
    assert CALENDAR.review_due(day("2026-07-17"), 15, from_next_day=False).on == day("2026-08-06")


def test_a_review_received_on_a_holiday_begins_with_the_first_working_day():
    assert CALENDAR.review_due(day("2026-10-03"), 1).on == day("2026-10-08")


def test_working_days_are_counted_from_one():
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.nth_workday(day("2026-07-17"), 0)


def test_calendar_days_run_through_holidays():
    due = CALENDAR.add_calendar_days(day("2026-09-30"), 100)

    assert (due.on, due.provisional) == (day("2027-01-08"), False)


def test_a_deadline_into_a_year_without_notice_is_provisional_and_says_by_which_calendar():
    due = CALENDAR.notice_window(day("2026-12-17")).ends

    assert due.provisional
    assert due.calendar_version == CALENDAR.version


def test_the_last_day_of_the_loaded_year_is_not_provisional():
    assert not CALENDAR.review_due(day("2026-12-30"), 1).provisional
    assert CALENDAR.review_due(day("2026-12-31"), 1).provisional


def test_a_statutory_holiday_of_a_year_without_notice_is_no_working_day():
    before_the_notice = Calendar("old", 2024)

    window = before_the_notice.notice_window(day("2024-12-05"))

    assert (window.ends_on, window.ends.provisional) == (day("2025-01-02"), True)


def test_a_year_without_notice_knows_no_exchanged_days():
    before_the_notice = Calendar("old", 2025)

    assert before_the_notice.is_workday(day("2026-01-02"))
    assert not before_the_notice.is_workday(day("2026-01-04"))


def test_a_published_last_day_is_not_brought_forward_by_a_newer_calendar():
    published = Calendar("old", 2024).notice_window(day("2024-12-30")).ends
    again = CALENDAR.notice_window(day("2024-12-30")).ends

    kept = never_earlier(published, again)

    assert (published.on, again.on) == (day("2025-01-27"), day("2025-01-26"))
    assert (kept.on, kept.calendar_version, kept.provisional) == (published.on, CALENDAR.version, False)


def test_a_published_last_day_moves_later_when_the_newer_calendar_says_so():
    published = Calendar("old", 2025).notice_window(day("2025-12-05")).ends
    again = CALENDAR.notice_window(day("2025-12-05")).ends

    kept = never_earlier(published, again)

    assert (published.on, again.on) == (day("2026-01-02"), day("2026-01-04"))
    assert kept == again


def test_an_override_rules_over_the_library():
    text = 'version = "T"\nloaded_until = 2026\n[[override]]\nyear = 2026\noff = [2026-07-20]\nwork = [2026-07-18]'

    calendar = load(text)

    assert not calendar.is_workday(day("2026-07-20"))
    assert calendar.is_workday(day("2026-07-18"))
    assert calendar.is_workday(day("2026-07-21"))


def test_a_deadline_says_in_both_languages_how_it_was_counted():
    due = CALENDAR.notice_window(day("2026-07-17")).ends

    assert (due.zh, due.en) == ("自2026年7月17日起第20个工作日，首日计入",
                                "working day 20 from 2026-07-17, the first day counts")


def test_five_years_before_a_leap_day_is_the_28th_of_february():
    assert minus_years(day("2024-02-29"), 5) == day("2019-02-28")
    assert minus_years(day("2026-06-04"), 5) == day("2021-06-04")


# --- trading days: the number of days with trades in each month of the public figures, from the first one on

TRADING_DAYS = {
    "2025-03": 17, "2025-04": 21, "2025-05": 19, "2025-06": 20, "2025-07": 23, "2025-08": 21, "2025-09": 22,
    "2025-10": 17, "2025-11": 20, "2025-12": 23, "2026-01": 20, "2026-02": 14, "2026-03": 22, "2026-04": 21,
    "2026-05": 18, "2026-06": 21, "2026-07": 23, "2026-08": 13}
FIRST, LAST = date(2025, 3, 7), date(2026, 8, 19)


@pytest.mark.parametrize(("month", "days"), TRADING_DAYS.items())
def test_the_trading_days_of_a_month_are_those_of_the_public_figures(month, days):
    in_month = [each for each in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
                if each.isoformat().startswith(month)]

    assert sum(CALENDAR.is_trading_day(each) for each in in_month) == days


def test_a_makeup_weekend_is_a_working_day_and_no_trading_day():
    for makeup in (day("2026-02-14"), day("2026-01-04")):
        assert CALENDAR.is_workday(makeup)
        assert not CALENDAR.is_trading_day(makeup)


def test_an_announced_closure_is_a_working_day_without_trade():
    calendar = load('version = "T"\nloaded_until = 2026\n[[override]]\nclosed = [2026-06-01]')

    assert calendar.is_workday(day("2026-06-01"))
    assert not calendar.is_trading_day(day("2026-06-01"))
    assert calendar.next_trading_day(day("2026-05-29")) == day("2026-06-02")


def test_trading_days_are_counted_after_the_first_and_with_the_last():
    assert CALENDAR.trading_days_between(day("2025-03-27"), day("2025-04-02")) == 4
    assert CALENDAR.trading_days_between(day("2025-03-27"), day("2025-04-03")) == 5
    assert CALENDAR.trading_days_between(day("2025-03-27"), day("2025-03-27")) == 0
