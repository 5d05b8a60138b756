"""A mangrove project and its two surveys, valid by default: a test says only what it is about."""
from __future__ import annotations

import copy
from datetime import date
from typing import Any

from methodologies.ccer_14_002_v01_mangrove import METHODOLOGY as MANGROVE
from methodologies.ccer_14_002_v01_mangrove.equations import shipped
from methodologies.ccer_14_002_v01_mangrove.measured import Measured
from methodologies.ccer_14_002_v01_mangrove.surveys import RECORDS
from methodologies.kernel.records import read

TABLES = shipped()
OPENING, CLOSING = "2021", "2026"
KANDELIA, BRUGUIERA = ("K", "kandelia_obovata", "40"), ("B", "bruguiera", "20")
# D/H/count of the equal plants of each plot, first survey and second
SIZES = {
    "K": ("3.0/1.3/80 2.7/1.2/85 3.2/1.4/74 2.9/1.2/82", "4.4/2.2/66 4.1/2.1/71 4.7/2.3/60 4.3/2.1/69"),
    "B": ("2.0/1.0/45 2.2/1.1/42 1.9/1.0/48", "3.7/1.8/39 4.1/2.0/36 3.6/1.8/42"),
}
# bulk density / organic carbon of the layers 0–20, 20–50, 50–100 cm
SOILS = {
    "K": ("0.94/11.0 1.01/10.2 1.07/9.7", "0.92/13.2 1.00/10.9 1.07/9.8"),
    "B": ("0.97/10.1 1.04/9.5 1.09/9.0", "0.95/12.0 1.03/10.0 1.09/9.1"),
}
DEPTHS = ("0", "20", "50", "100")


def parcel(parcel_: str = "P1", i: str = "K", **known: str) -> dict[str, str]:
    return {"parcel": parcel_, "i": i, "land": "bare_flat", "cover_percent": "3", "area_ha": "40",
            "planted_on": "2019-05-01", "tenure": "国海证 2018-1", "tenure_until": "2060-12-31",
            "boundary": "117.901000 24.401000, 117.911000 24.401000, 117.911000 24.411000"} | known


def stratum(i: str = "K", **known: str) -> dict[str, str]:
    return {"i": i, "planting_year": "2019", "mix": i, "density_ha": "10000", "substrate": "泥质", "tide": "middle",
            "salinity_ppt": "25"} | known


def planting(i: str = "K", species: str = "kandelia_obovata", **known: str) -> dict[str, str]:
    return {"i": i, "species": species, "density_ha": "10000", "survival_first": "0.9", "mortality": "0.03",
            "survival_least": "0.5", "general_form": "no"} | known


def growth(i: str, species: str, *sizes: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"i": i, "species": species, "age": age, "diameter_cm": d, "height_m": h, "source": "同类地区调查"}
            for age, d, h in sizes]


def design(**known: Any) -> dict[str, Any]:
    yes = ("habitat_suitable tenure_clear gaps_cut_out tide_kept no_fertiliser mangrove_kept soil_undisturbed "
           "no_harvest seagrass_described lawful sustainable no_legal_duty no_other_mechanism").split()
    return {
        "project_name": "示范公司漳州市九龙江口红树林植被修复项目",
        "province": "福建", "city": "漳州", "county": "龙海", "location": "九龙江口",
        "longitude": "117.900000", "latitude": "24.400000",
        "commencement_on": "2019-04-01", "lifetime_from": "2019-04-01", "lifetime_to": "2060-12-31",
        "crediting_from": "2021-06-01", "crediting_to": "2041-05-31",
        **dict.fromkeys(yes, "yes"),
        "additionality": "exempt",
        "parcels": [parcel(), parcel("P2", "B", area_ha="20")],
        "strata": [stratum(), stratum("B")],
        "planting": [planting(), planting("B", "bruguiera")],
        "growth": [*growth("K", "kandelia_obovata", ("0", "1", "0.5"), ("5", "4", "1.5"), ("25", "9", "4")),
                   *growth("B", "bruguiera", ("0", "1", "0.5"), ("5", "3", "1.5"), ("25", "8", "5"))],
        "soil_route": "measured", "soil_rate": "ipcc",
    } | known


# --- the field


def survey(name: str, on: str, **known: str) -> dict[str, str]:
    return {"survey": name, "on": on, "tide": "low", "crew": "张三、李四", "instruments": "测树围尺，校准有效"} | known


def plots_of(i: str) -> list[str]:
    return [f"{i}{n}" for n, _ in enumerate(SIZES[i][0].split(), start=1)]


def plant(name: str, p: str, species: str, size: str, **known: str) -> dict[str, str]:
    d, h, count = size.split("/")
    return {"survey": name, "p": p, "species": species, "diameter_cm": d, "height_m": h, "count": count,
            "alive": "yes"} | known


def layers(core: str, text: str) -> list[dict[str, str]]:
    return [{"core": core, "top_cm": top, "bottom_cm": bottom, "bulk_density": bd, "organic_carbon": oc}
            for (bd, oc), top, bottom in zip((each.split("/") for each in text.split()), DEPTHS, DEPTHS[1:])]


def areas(closing: dict[str, str] | None = None, **reasons: str) -> list[dict[str, str]]:
    return [{"survey": name, "i": i, "area_ha": (closing or {}).get(i, area) if name == CLOSING else area}
            | ({"reason": reasons[i]} if i in reasons and name == CLOSING else {})
            for name in (OPENING, CLOSING) for i, _, area in (KANDELIA, BRUGUIERA)]


def field(**known: Any) -> dict[str, Any]:
    """The worked example: 40 ha of Kandelia on four plots, 20 ha of Bruguiera on three, soil measured."""
    surveys, strata = (OPENING, CLOSING), (KANDELIA, BRUGUIERA)
    said: dict[str, Any] = {
        "period": {"from": "2021-06-01", "to": "2026-05-31"},
        "surveys": [survey(OPENING, "2021-06-01"), survey(CLOSING, "2026-05-31")],
        "areas": areas(),
        "plots": [{"p": p, "i": i, "area_m2": "100", "lon": "117.901000", "lat": "24.401000",
                   "established_on": "2021-06-01"} for i, _, _ in strata for p in plots_of(i)],
        "visits": [{"survey": name, "p": p, "on": on} for name, on in zip(surveys, ("2021-06-01", "2026-05-31"))
                   for i, _, _ in strata for p in plots_of(i)],
        "plants": [plant(name, p, species, size) for n, name in enumerate(surveys) for i, species, _ in strata
                   for p, size in zip(plots_of(i), SIZES[i][n].split())],
        "cores": [{"core": f"{p}-{name}", "survey": name, "p": p, "laboratory": "示范检测", "report": "R-1"}
                  for name in surveys for i, _, _ in strata for p in plots_of(i)],
        "layers": [row for n, name in enumerate(surveys) for i, _, _ in strata for p in plots_of(i)
                   for row in layers(f"{p}-{name}", SOILS[i][n])],
        "salinity": [{"i": i, "on": f"{year}-08-01", "ppt": "24"} for i, _, _ in strata for year in range(2021, 2027)],
        "deficits": [],
        "remeasured": [{"survey": CLOSING, "p": "K1", "on": "2026-05-31", "differs_percent": "2", "crew": "王五"}],
        "events": [],
    }
    return copy.deepcopy(said | known)


def account(data: dict[str, Any] | None = None, on: date = date(2026, 7, 1), **known: Any):
    return MANGROVE.accounting_of(design(**known), data or field(), TABLES, on)


def estimate(on: date = date(2026, 7, 1), **known: Any):
    return MANGROVE.estimate_of(design(**known), TABLES, on)


def designed(**known: Any) -> dict[str, Any]:
    """Clean data of a design document; None leaves a field out."""
    return MANGROVE.read_design({name: value for name, value in design(**known).items() if value is not None})[0]


def measured(said: dict[str, Any] | None = None, **known: Any) -> Measured:
    """Field records as their checks see them. `said`: changes to the design document."""
    data = field(**known)
    period = data.pop("period")
    return Measured(designed(**(said or {})), read(RECORDS, data)[0], date.fromisoformat(period["from"]),
                    date.fromisoformat(period["to"]))
