"""The screen of uniqueness: places, parcels, machines, archive codes, and metering points with declared shares."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edges import Edge
from tests.law.builders import issuance_facts, registration_facts
from workflows.design_checks import Point
from workflows.geometry import inside, overlap, read_ring, within_metres
from workflows.metering import Share, Window, too_much, undeclared, windows
from workflows.registration import project_is_unique
from workflows.uniqueness import (
    Asset,
    Footprint,
    Match,
    Parcel,
    assets_of,
    nothing_counts_twice,
    places_of,
    screen,
)

D = date


def match(kind="place", **known):
    return Match(**{**dict(kind=kind, where="/turbines/2/lon", ref="A210001", name="他处项目", state="registered",
                           public=True, meets=True, zh="坐标与{other}相同", en="A place of {other}"), **known})


EDGES = (
    Edge("R-30", registration_facts, dict(matches=(match("owner"), match("meter"))), dict(matches=(match("archive"),)),
         ("/turbines/2/lon",)),
    *(Edge("R-30a", issuance_facts, dict(matches=(match("owner"), match("meter"))), dict(matches=(match(kind),)),
           ("/turbines/2/lon",)) for kind in ("place", "parcel", "equipment", "archive")),
    Edge("R-157d", registration_facts, dict(matches=(match("owner"), match("place"))), dict(matches=(match("meter"),)),
         ("/turbines/2/lon",)),
)


def footprint(ref="PA-1", **known):
    return Footprint(**{**dict(
        ref=ref, name=f"项目{ref}", owner=f"OWNER-{ref}", state="live", public=True, first=D(2024, 1, 1),
        last=D(2033, 12, 31), points=(point(),), equipment=(Asset("/turbines/0/serial", "HY-0001", "甲厂"),),
        meters=(Asset("/meters/0/serial", "0088-1"),), archive_code="ZJ-1"), **known})


def other(**known):
    """A project with nothing in common with the one above."""
    return footprint("PA-2", **{**dict(points=(point(longitude="122.000000"),), equipment=(), meters=(),
                                       archive_code="ZJ-2"), **known})


def point(where="/turbines/0/lon", longitude="121.400000", latitude="36.050000"):
    return Point(where, Decimal(longitude), Decimal(latitude))


def kinds(found):
    return [each.kind for each in found]


def ring(text):
    return read_ring(text)


def square(x, y, side=1):
    return read_ring(f"{x} {y}, {x + side} {y}, {x + side} {y + side}, {x} {y + side}")


def share(project, percent, starts_on, ends_on=None, n=1):
    return Share(n, project, "00881", starts_on, ends_on, Decimal(percent))


# --- what agrees

def test_projects_with_nothing_in_common_match_in_nothing():
    assert screen(footprint(), [other()], (), 50) == ()


def test_a_place_is_the_same_up_to_the_metres_of_the_setting_and_not_beyond():
    near = other(points=(point(longitude="121.400000", latitude="36.050449"),))       # 49.9 m to the north

    assert kinds(screen(footprint(), [near], (), 50)) == ["place"]
    assert screen(footprint(), [near], (), 49) == ()


def test_a_place_with_longitude_and_latitude_exchanged_is_found_all_the_same():
    exchanged = places_of({"longitude": "36.050000", "latitude": "121.400000"})

    assert kinds(screen(footprint(), [other(points=exchanged)], (), 50)) == ["place"]


@pytest.mark.parametrize("number, maker, same", [
    ("hy 0001", "", True), ("HY-0001", "甲厂", True), ("HY-0001", "乙厂", False), ("HY-0002", "甲厂", False)])
def test_a_machine_is_the_same_by_number_and_maker(number, maker, same):
    theirs = other(equipment=(Asset("/turbines/7/serial", number, maker),))

    assert kinds(screen(footprint(), [theirs], (), 50)) == (["equipment"] if same else [])


def test_an_archive_code_and_an_overlapping_parcel_are_matches():
    mine = footprint(parcels=(Parcel("/parcels/0/boundary", square(0, 0)),))
    theirs = other(archive_code="zj 1", parcels=(Parcel("/parcels/4/boundary", square(0, 0, 2)),))

    assert kinds(screen(mine, [theirs], (), 50)) == ["parcel", "archive"]


def test_a_common_owner_is_noted_and_breaks_nothing():
    found = screen(footprint(), [other(owner="OWNER-PA-1")], (), 50)

    assert kinds(found) == ["owner"]
    assert project_is_unique.broken_by(registration_facts(matches=found)) == ()
    assert nothing_counts_twice.broken_by(issuance_facts(matches=found)) == ()


def test_the_owner_reads_the_name_of_a_public_project_and_never_that_of_one_still_secret():
    public, secret = match().words(named=True), match(public=False).words(named=False)

    assert "他处项目" in public[0] and "A210001" in public[1]
    assert "他处项目" not in secret[0] and "A210001" not in secret[0] and "另一在办申请" in secret[0]


def test_a_deregistered_project_is_said_to_be_final():
    assert "已注销" in match(state="deregistered").words(named=True)[0]


def test_a_match_says_whether_the_crediting_periods_meet():
    later = other(points=(point(),), first=D(2034, 1, 1), last=D(2043, 12, 31))

    assert [m.meets for m in screen(footprint(), [later, replace(later, ref="PA-3", first=None)], (), 50)] == [
        False, True]


def test_numbers_and_boundaries_are_read_from_any_table():
    machines, meters, parcels = assets_of({
        "turbines": [{"serial": " HY-1 ", "maker": "甲厂"}, {"serial": "-"}], "meters": [{"serial": "88"}, {}],
        "engines": [{"nameplate": "N-7"}], "parcels": [{"boundary": "POLYGON((1 1, 2 1, 2 2, 1 1))"},
                                                       {"boundary": "x"}],
        "name": "n"})

    assert [(a.where, a.number, a.maker) for a in machines] == [
        ("/turbines/0/serial", "HY-1", "甲厂"), ("/engines/0/nameplate", "N-7", "")]
    assert [a.where for a in meters] == ["/meters/0/serial"] and [p.where for p in parcels] == ["/parcels/0/boundary"]


# --- metering points

def shared(*shares):
    return screen(footprint(), [other(meters=(Asset("/meters/3/serial", "00881"),))], shares, 50)


def test_undeclared_sharing_is_refused_and_names_the_side_that_said_nothing():
    assert ["双方" in m.zh for m in shared()] == [True]
    assert ["另一方" in m.zh for m in shared(share("PA-1", "60", D(2024, 1, 1)))] == [True]
    assert ["本项目" in m.zh for m in shared(share("PA-2", "60", D(2024, 1, 1)))] == [True]


def test_shares_that_add_up_to_the_whole_are_lawful():
    assert shared(share("PA-1", "60", D(2024, 1, 1)), share("PA-2", "40", D(2024, 1, 1))) == ()


def test_shares_above_the_whole_are_refused_in_the_window_in_which_they_overlap_alone():
    found = shared(share("PA-1", "60", D(2024, 1, 1), D(2025, 12, 31)), share("PA-2", "50", D(2025, 7, 1)))

    assert [m.kind for m in found] == ["meter"]
    assert "2025-07-01 至 2025-12-31" in found[0].zh and "110 %" in found[0].zh


def test_a_third_project_on_the_meter_counts_too():
    thirds = [share(name, "50", D(2024, 1, 1)) for name in ("PA-1", "PA-2", "PA-9")]

    assert "150 %" in shared(*thirds)[0].zh


def test_the_newest_statement_that_covers_a_day_holds_on_it():
    before = share("PA-1", "60", D(2024, 1, 1), n=1)
    changed = share("PA-1", "50", D(2025, 1, 1), n=3)
    theirs = share("PA-2", "40", D(2024, 1, 1), n=2)

    assert windows((changed, theirs, before)) == (
        Window(D(2024, 1, 1), D(2024, 12, 31), (("PA-1", Decimal(60)), ("PA-2", Decimal(40)))),
        Window(D(2025, 1, 1), None, (("PA-1", Decimal(50)), ("PA-2", Decimal(40)))))


def test_windows_without_a_change_between_them_are_one_and_gaps_are_left_out():
    told = (share("PA-1", "60", D(2024, 1, 1), D(2024, 6, 30), 1),
            share("PA-1", "60", D(2024, 7, 1), D(2024, 12, 31), 2),
            share("PA-1", "60", D(2026, 1, 1), None, 3))

    assert [(w.starts_on, w.ends_on) for w in windows(told)] == [
        (D(2024, 1, 1), D(2024, 12, 31)), (D(2026, 1, 1), None)]


def test_a_share_of_another_meter_says_nothing_about_this_one():
    elsewhere = replace(share("PA-1", "60", D(2024, 1, 1)), meter="77")

    assert undeclared("00881", ("PA-1",), (elsewhere,)) == ("PA-1",)
    assert list(too_much("00881", (elsewhere, share("PA-2", "50", D(2024, 1, 1))))) == []


# --- parcels

@pytest.mark.parametrize("one, two, common", [
    (square(0, 0), square(1, 0), False), (square(0, 0), square(1, 1), False), (square(0, 0), square(0, 0), True),
    (square(0, 0, 4), square(1, 1), True), (square(1, 1), square(0, 0, 4), True),
    (square(0, 0, 2), square(1, 0, 2), True),
    (square(0, 0), square(5, 5), False),
    (square(0, 0, 2), ring("0 0, 2 2, 0 2"), True),                         # all its corners on the border
    (ring("0 0, 4 0, 4 4, 3 4, 3 1, 1 1, 1 4, 0 4"), square(1, 2, 2), False),   # in the mouth of a U
    (ring("0 0, 4 0, 4 4, 3 4, 3 1, 1 1, 1 4, 0 4"), square(1, 0, 2), True)])
def test_parcels_overlap_when_they_share_an_area_and_not_when_they_share_a_border(one, two, common):
    assert overlap(one, two) is overlap(two, one) is common


def test_a_border_is_not_inside():
    assert [inside(point, square(0, 0, 2)) for point in ((1, 1), (0, 1), (3, 1))] == [True, False, False]


@pytest.mark.parametrize("text", ["", "1 2, 3 4", "1 2, 3 4, 1 2", "1 2, 3 4, 5", "1 2, 3 4, x y", "1e9 2, 3 4, 5 6"])
def test_what_is_no_ring_is_none(text):
    assert read_ring(text) is None


def test_a_ring_is_read_closed_or_open_with_any_comma():
    assert read_ring("POLYGON((1 1, 2 1, 2 2, 1 1))") == read_ring("1 1，2 1；2 2") == read_ring("1 1\n2 1\n2 2")


@given(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4), st.integers(0, 6), st.integers(0, 6), st.integers(1, 4))
def test_squares_overlap_as_their_sides_do(x, y, side, u, v, edge):
    common = x < u + edge and u < x + side and y < v + edge and v < y + side

    assert overlap(square(x, y, side), square(u, v, edge)) is common


def test_a_degree_is_as_long_as_the_latitude_makes_it():
    north, east = (Decimal(121), Decimal(37)), (Decimal(122), Decimal(36))
    here = (Decimal(121), Decimal(36))

    assert within_metres(here, north, 111_195) and not within_metres(here, north, 111_194)
    assert within_metres(here, east, 89_960) and not within_metres(here, east, 89_950)
