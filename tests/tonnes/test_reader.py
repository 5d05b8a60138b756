"""The readers: every problem at once, each with its place; and one text for one number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, Record, read
from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import WIND, accounting, estimate, fact, window, year


def places(inputs, chapter: str = "accounting") -> set[str]:
    with pytest.raises(Refusal) as refusal:
        WIND.work(chapter, inputs)
    return {b.where for b in refusal.value.broken}


@pytest.mark.parametrize("value", [
    98.5, 98, True, None, "98,5", "1,000", "1e3", "NaN", "Infinity", " 98", "98 ", "９８", "1_000", "+1", "0x10", ".5",
    "5.", "", [], {}, "1" * 16, "0." + "1" * 19])
def test_a_number_is_a_decimal_written_as_text(value):
    inputs = accounting(year("2023", window(export=value)))

    assert places(inputs) == {"/years/0/windows/0/X_export,w"}


@pytest.mark.parametrize("symbol, low, high", [("X_export,w", "0", None), ("e_w", "-1", "1")])
def test_a_number_lies_within_the_bounds_of_its_symbol(symbol, low, high):
    for edge, beyond in ((low, "-0.001"), (high, "0.001")):
        if edge is not None:
            inputs = accounting(year())
            inputs["years"][0]["windows"][0][symbol] = edge
            assert WIND.work("accounting", inputs)
            inputs["years"][0]["windows"][0][symbol] = str(Decimal(edge) + Decimal(beyond))
            assert places(inputs) == {f"/years/0/windows/0/{symbol}"}


@pytest.mark.parametrize(
    "given, where",
    [
        ("0.8", ""),
        (None, ""),
        (fact(0.8), "/value"),
        (fact("0.8", published_on="2023-02-30"), "/published_on"),
        (fact("0.8", sha256="ab"), "/sha256"),
        (fact("0.8", sha256="AB" * 32), "/sha256"),
        (fact("0.8", source=" "), "/source"),
        (fact("0.8", table=2022), "/table"),
        (fact("0.8", purpose="rumour"), "/purpose"),
        (fact("0.8", fallback="yes"), "/fallback"),
        (fact("0.8", colour="red"), "/colour"),
        ({k: v for k, v in fact("0.8").items() if k != "table"}, "/table"),
        (fact("2.1"), ""),
    ],
)
def test_a_published_value_carries_its_provenance(given, where):
    inputs = accounting(year(**{"EF_grid,OM,y": given}))
    inputs["years"][0]["EF_grid,BM,y"]["table"] = given.get("table") if isinstance(given, dict) else "2022/N"

    assert f"/years/0/EF_grid,OM,y{where}" in places(inputs)


@pytest.mark.parametrize("key", ["23", "1999", "2023-01", "", None, 2023, "二〇二三"])
def test_a_calendar_year_has_four_digits(key):
    assert places(accounting(year(key))) == {"/years/0/y"}


@pytest.mark.parametrize(
    "keys, where",
    [
        (("1", "2"), set()),
        (("2", "1"), set()),
        (("1", "3"), {"/years"}),
        (("0", "1"), {"/years/0/y", "/years"}),
        (("2023", "2024"), {"/years/0/y", "/years/1/y", "/years"}),
        (("1", "1"), {"/years", "/years/1/y"}),
    ],
)
def test_crediting_years_are_one_to_n(keys, where):
    inputs = estimate(("10", "0"), ("20", "0"))
    for row, key in zip(inputs["years"], keys):
        row["y"] = key

    assert (places(inputs, "estimate") if where else set()) == where


def test_the_same_year_twice_is_refused():
    assert places(accounting(year("2023"), year("2023"))) == {"/years/1/y"}


@pytest.mark.parametrize(
    "days, fine",
    [
        ("01-01..12-31", True),
        ("2023-01-01..2023-12-31", True),
        ("12-15..01-14", False),
        ("2022-12-15..2023-01-14", False),
        ("01-01..02-30", False),
        ("02-29..12-31", False),
        ("January", False),
        ("01-01", False),
        ("2022-01-01..2022-12-31", False),
    ],
)
def test_a_window_is_a_stretch_of_real_days_in_one_year(days, fine):
    inputs = accounting(year("2023", window(days)))

    assert (set() if fine and WIND.work("accounting", inputs) else places(inputs)) == (
        set() if fine else {"/years/0/windows/0/w"}
    )


def test_29_february_is_a_day_of_a_leap_year():
    assert WIND.work("accounting", accounting(year("2024", window("02-29..12-31"))))


@pytest.mark.parametrize("second, fine", [("07-01..12-31", True), ("06-30..12-31", False), ("07-02..12-31", False)])
def test_windows_leave_no_gap_and_do_not_overlap(second, fine):
    inputs = accounting(year("2023", window("01-01..06-30"), window(second)))

    assert (set() if fine and WIND.work("accounting", inputs) else places(inputs)) == (
        set() if fine else {"/years/0/windows/1/w"}
    )


def test_windows_of_consecutive_years_meet_at_new_year():
    assert places(accounting(year("2022", window("01-01..12-30")), year("2023", window()))) == {"/years/1/windows/0/w"}


def test_everything_wrong_is_told_at_once_in_both_languages():
    inputs = accounting(
        year("2023", window("01-01..06-30", m="backup"), window("07-01..12-31", export=98.5, state="BAD"))
    )
    inputs["colour"] = "red"
    inputs["years"][0]["windows"].append("no row")
    del inputs["meters"][0]["MPE_m"]

    with pytest.raises(Refusal) as refusal:
        WIND.work("accounting", inputs)

    problems = [b.problem() for b in refusal.value.broken]
    assert {p["where"] for p in problems} == {
        "/colour",
        "/meters/0/MPE_m",
        "/years/0/windows/0/m",
        "/years/0/windows/1/X_export,w",
        "/years/0/windows/1/state_w",
        "/years/0/windows/2",
    }
    assert all(p["zh"] and p["en"] and p["zh"] != p["en"] and p["rule"] == "INPUT" for p in problems)
    assert next(p["en"] for p in problems if p["where"].endswith("/m")) == "'backup' is not one of the meters: main."


@pytest.mark.parametrize(
    "inputs", [None, [], "text", 5, {}, {"years": {}}, {"years": [], "meters": []}, {"meters": [None], "years": [7]}]
)
def test_what_is_no_input_at_all_is_refused(inputs):
    assert places(inputs)


@pytest.mark.parametrize(
    "text, one", [("210.000", "210"), ("0.000", "0"), ("-0.0", "0"), ("1200", "1200"), ("007.50", "7.5")]
)
def test_a_number_has_one_text(text, one):
    assert decimal_text(Decimal(text)) == one


def test_another_spelling_of_the_same_number_gives_the_same_seal():
    a, b = (
        WIND.work("accounting", accounting(year("2023", window(export=text)))).to_json()
        for text in ("1000", "01000.000")
    )

    assert a == b


# --- records

PEOPLE = (
    Field("name", "姓名", "Name", "text"),
    Field("about", "说明", "About", "longtext", required=False),
    Field("age", "年龄", "Age", "integer", minimum="0", maximum="150", required=False),
    Field("share", "比例", "Share", "decimal", unit="%", required=False),
    Field("place", "经度", "Longitude", "decimal", decimals=6, required=False),
    Field("born_on", "出生日期", "Born on", "date", required=False),
    Field("agreed", "同意", "Agreed", "yesno", required=False),
    Field("side", "方向", "Side", "choice", choices=(("in", "进", "in"), ("out", "出", "out")), required=False),
    Record(
        "visits",
        "到访",
        "Visits",
        "no",
        (Field("no", "编号", "No.", "text"), Field("on", "日期", "On", "date")),
        min_rows=0,
    ),
)


@pytest.mark.parametrize(
    "field, value, clean",
    [
        ("name", " 张三 ", "张三"),
        ("name", "", None),
        ("name", "   ", None),
        ("name", 5, None),
        ("name", "a" * 300, "a" * 300),
        ("name", "a" * 301, None),
        ("name", "a\x00b", None),
        ("age", "0", "0"),
        ("age", "150", "150"),
        ("age", "151", None),
        ("age", "-1", None),
        ("age", "1.0", None),
        ("age", 5, None),
        ("share", "1.50", "1.5"),
        ("share", "1,5", None),
        ("share", "１.5", None),
        ("place", "121.500000", "121.500000"),
        ("place", "121.50000", None),
        ("born_on", "2000-02-29", "2000-02-29"),
        ("born_on", "2001-02-29", None),
        ("agreed", "yes", "yes"),
        ("agreed", "maybe", None),
        ("agreed", True, None),
        ("side", "in", "in"),
        ("side", "up", None),
    ],
)
def test_a_field_reads_its_kind_and_nothing_else(field, value, clean):
    found, broken = read(PEOPLE, {"name": "n", field: value})

    assert (found.get(field), [b.where for b in broken]) == (clean, [] if clean is not None else [f"/{field}"])


def test_what_is_not_required_may_be_left_out():
    assert read(PEOPLE, {"name": "n", "age": "", "side": None}) == ({"name": "n", "visits": []}, ())


def test_rows_are_read_with_their_places_and_keys_are_unique():
    rows = [{"no": "1", "on": "2024-01-01"}, {"no": "1", "on": "2024-01-32", "odd": "x"}, "row", {}]

    found, broken = read(PEOPLE, {"name": "n", "visits": rows, "colour": "red"})

    assert {b.where for b in broken} == {
        "/colour",
        "/visits/1/no",
        "/visits/1/on",
        "/visits/1/odd",
        "/visits/2",
        "/visits/3/no",
        "/visits/3/on",
    }
    assert found["visits"][0] == rows[0]


def test_a_table_asks_for_its_rows():
    asked = (Record("visits", "到访", "Visits", "no", PEOPLE[-1].fields, min_rows=2),)

    assert [b.where for b in read(asked, {"visits": [{"no": "1", "on": "2024-01-01"}]})[1]] == ["/visits"]
    assert [b.where for b in read(asked, {"visits": {}})[1]] == ["/visits"]


@pytest.mark.parametrize(
    "said", [{"kind": "number"}, {"kind": "choice"}, {"en": "名"}, {"choices": (("a", "甲", "A"),)}]
)
def test_a_field_that_is_not_whole_stops_the_start(said):
    with pytest.raises(ValueError):
        Field(**{"name": "n", "zh": "名", "en": "Name", "kind": "text"} | said)


def test_traded_certificates_need_not_be_stated_for_years_before_the_notice_and_must_be_from_then_on():
    before, after = (accounting(year(y, window(export="1000"))) for y in ("2023", "2024"))
    for inputs in (before, after):
        del inputs["years"][0]["GEC_traded,y"]

    assert WIND.work("accounting", before).inputs["years"][0]["GEC_traded,y"] == "0"
    assert places(after) == {"/years/0/GEC_traded,y"}
