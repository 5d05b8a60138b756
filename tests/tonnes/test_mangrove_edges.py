"""Edges of the rules of CCER-14-002-V01; judged in tests/law."""
from __future__ import annotations

from decimal import Decimal

from tests.edges import Edge
from tests.tonnes.mangroves import (
    CLOSING,
    OPENING,
    areas,
    designed,
    field,
    layers,
    measured,
    parcel,
    plant,
    planting,
    stratum,
    survey,
)

BOTH = ("K", "B")


def mangrove(rule, *sides):
    return Edge(f"CCER-14-002-V01/{rule}", *sides)


def parcels(**known):
    """Both parcels, the first with what is said."""
    return dict(parcels=[parcel(**known), parcel("P2", "B", area_ha="20")])


def surveys(opening="2021-06-01", closing="2026-05-31", **known):
    return dict(surveys=[survey(OPENING, opening), survey(CLOSING, closing, **known)])


def without(name, **said):
    """A record without its rows that say this."""
    return {name: [row for row in field()[name] if any(row[key] != value for key, value in said.items())]}


def again(count, **known):
    row = {"survey": CLOSING, "on": "2026-05-31", "differs_percent": "2", "crew": "王五"}
    return dict(remeasured=[{**row, "p": f"K{n}", **known} for n in range(1, count + 1)])


def event(**known):
    return dict(events=[{"kind": "typhoon", "on": "2026-05-31", "i": "K", "area_ha": "1", "what": "补植"} | known])


def cored(*rest):
    """The first core of all is made of these layers."""
    first, *others = (row["core"] for row in field()["cores"])
    kept = [row for row in field()["layers"] if row["core"] != first]
    return dict(layers=[*(row | {"core": first} for row in rest), *kept])


def dated(days="1826", opening="2021-06-01"):
    """The input of a chapter with one change between two dates."""
    return {"changes": [{"days_S": days, "dates": [{"t": opening}, {"t": "2026-05-31"}]}]}


def expected(t):
    """So many tonnes a year on a hectare."""
    return {"annual_t": Decimal(t), "area_ha": Decimal(1)}


SOIL = layers("", "0.94/11.0 1.01/10.2 1.07/9.7")

EDGES = (
    # applicability
    *(mangrove(rule, designed, {name: "yes"}, {name: "no"}, (f"/{name}",)) for rule, name in (
        ("M-HABITAT", "habitat_suitable"), ("M-TENURE", "tenure_clear"), ("M-GAPS", "gaps_cut_out"),
        ("M-d", "tide_kept"),
        ("M-e", "no_fertiliser"), ("M-f", "mangrove_kept"), ("M-f", "soil_undisturbed"), ("M-f", "no_harvest"),
        ("M-g", "lawful"), ("M-g", "sustainable"), ("M-g", "seagrass_described"), ("M-u", "no_legal_duty"),
        ("M-u", "no_other_mechanism"))),
    mangrove("M-a", designed, parcels(cover_percent="5"), parcels(cover_percent="5.000001"),
             ("/parcels/0/cover_percent",)),
    mangrove("M-b", designed, parcels(tenure_until="2060-12-31"), parcels(tenure_until="2060-12-30"),
             ("/parcels/0/tenure_until",)),
    mangrove("M-c", designed, parcels(area_ha="0.04"), parcels(area_ha="0.039999"), ("/parcels/0/area_ha",)),
    mangrove("M-h", designed, dict(planting=[planting(), planting("B", "sonneratia")]),
             dict(planting=[planting(), planting("B", "sonneratia_apetala")]), ("/planting/1/species",)),
    mangrove("M-h", designed, {}, dict(planting=[planting("K", "laguncularia_racemosa")]), ("/planting/0/species",)),
    mangrove("STRATA", designed, {}, dict(strata=[stratum()]),
             ("/parcels/1/i", "/planting/1/i", "/growth/3/i", "/growth/4/i", "/growth/5/i")),
    mangrove("STRATA", designed, {}, dict(strata=[stratum(i) for i in (*BOTH, "E")]), ("/strata/2/i",)),
    mangrove("STRATA_KEY", designed, {}, dict(strata=[stratum(), stratum("B", mix="K")]), ("/strata/1/i",)),
    mangrove("PLANTED", designed, dict(commencement_on="2019-05-01"), dict(commencement_on="2019-05-02"),
             ("/parcels/0/planted_on", "/parcels/1/planted_on")),
    mangrove("DENSITY", designed, dict(planting=[planting(general_form="yes", wood_density="0.6")]),
             dict(planting=[planting(general_form="yes")]), ("/planting/0/wood_density",)),
    mangrove("DENSITY", designed, {}, dict(planting=[planting("K", "other")]), ("/planting/0/wood_density",)),
    mangrove("SPECIES_ONCE", designed, dict(planting=[planting(), planting("B")]),
             dict(planting=[planting(), planting()]), ("/planting/1/species",)),
    mangrove("M-YIELD", expected, dict(t="16.65"), dict(t="16.6499"), ("/growth",)),
    mangrove("M-YIELD", expected, dict(t="19.8499"), dict(t="19.85"), ("/growth",)),
    mangrove("DATES", dated, {}, dict(days="1825"), ("/changes/0/days_S",)),
    mangrove("DATES", dated, dict(opening="2026-05-30", days="2"), dict(opening="2026-05-31"), ("/changes/0/dates",)),
    # the crediting period
    mangrove("CP-1", designed, dict(crediting_from="2020-12-31", crediting_to="2060-12-30"),
             dict(crediting_from="2020-12-31", crediting_to="2060-12-31"), ("/crediting_to",)),
    mangrove("CP-2", designed, dict(lifetime_from="2021-06-01"), dict(lifetime_from="2021-06-02"),
             ("/crediting_from",)),
    mangrove("CP-3", designed, dict(commencement_on="2021-06-01"), dict(commencement_on="2021-06-02"),
             ("/crediting_from",)),
    mangrove("CP-4", designed, dict(crediting_to="2041-05-31"), dict(crediting_to="2041-05-30"), ("/crediting_to",)),
    # the field
    mangrove("ROWS", measured, {}, dict(salinity=[{"i": "X", "on": "2021-08-01", "ppt": "24"}]), ("/salinity/0/i",)),
    mangrove("ROWS", measured, {}, dict(plants=[plant("2020", "X1", "bruguiera", "2/1/1")]),
             ("/plants/0/survey", "/plants/0/p")),
    mangrove("SURVEYS", measured, surveys(opening="2021-06-01"), surveys(opening="2021-06-02"), ("/surveys/0/on",)),
    mangrove("SURVEYS", measured, surveys(closing="2026-05-31"), surveys(closing="2026-05-30"), ("/surveys/1/on",)),
    mangrove("SURVEYS", measured, {}, dict(surveys=[*surveys()["surveys"], survey("2024", "2024-06-01")]),
             ("/surveys",)),
    mangrove("PLOTS", measured, without("visits", survey=CLOSING, p="K1"), without("visits", survey=CLOSING, p="B1"),
             ("/visits",)),
    mangrove("VISITS", measured, {}, without("visits", survey=CLOSING, p="K4"), ("/plants/10/p", "/cores/10/p")),
    mangrove("LOST_PLOTS", measured, without("visits", survey=OPENING, p="K4"),
             without("visits", survey=CLOSING, p="K4"), ("/visits/3/p",)),
    mangrove("PLOT_SIZE", measured, dict(plots=[row | {"area_m2": "25"} for row in field()["plots"]]),
             dict(plots=[field()["plots"][0] | {"area_m2": "50"}]), ("/plots/0/area_m2",)),
    mangrove("AREAS", measured, dict(areas=areas({"K": "39"})), dict(areas=areas({"K": "40.01"})),
             ("/areas/2/area_ha",)),
    mangrove("AREAS", measured, {}, dict(areas=areas()[:3]), ("/areas",)),
    mangrove("AREA_CHANGE", measured, dict(areas=areas({"K": "38"})), dict(areas=areas({"K": "37.99"})),
             ("/areas/2/reason",)),
    mangrove("AREA_CHANGE", measured, dict(areas=areas({"K": "30"}, K="台风")), dict(areas=areas({"K": "30"})),
             ("/areas/2/reason",)),
    mangrove("SPECIES", measured, {}, dict(plants=[plant(OPENING, "K1", "bruguiera", "2/1/1")]),
             ("/plants/0/species",)),
    mangrove("CORES", measured, cored(*SOIL), cored(*SOIL[:2]), ("/cores/0/core",)),
    mangrove("CORES", measured, cored(*SOIL), cored(SOIL[0], SOIL[2]), ("/cores/0/core",)),
    mangrove("CORES", measured, dict(said=dict(soil_route="default"), cores=[]), without("cores", core="K1-2021"),
             ("/visits/0/p",)),
    mangrove("SALINITY", measured, {}, without("salinity", i="K", on="2026-08-01"), ("/salinity",)),
    mangrove("SEASON", measured, surveys(closing="2026-07-16"), surveys(closing="2026-07-17"), ("/surveys",)),
    mangrove("SEASON", measured, surveys(closing="2027-05-01"), surveys(tide="other"), ("/surveys",)),
    mangrove("REMEASURED", measured, again(1), again(0), ("/remeasured",)),
    mangrove("REDO", measured, again(1, differs_percent="5"), again(1, differs_percent="5.01"),
             ("/remeasured/0/differs_percent",)),
    mangrove("EVENTS", measured, event(), event(on="2026-06-01"), ("/events/0/on",)),
)
