"""The ledger of fossil fuel 化石燃料台账: what the owner writes down about fuels, their meters, use and purchase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from methodologies.electricity.fuels import FUELS
from methodologies.electricity.ledger import CALIBRATIONS, FAULTS, FROM, METERS, TO
from methodologies.electricity.monitored import Monitored
from methodologies.kernel.records import Field, Record

CLASSES = tuple((name, f"{name} 级", f"class {name}") for name in ("0.5", "1.0", "1.5", "2.0", "2.5", "4.0"))
ALLOWED_CLASSES = ("0.5", "1.0", "1.5", "2.0")
FUEL = Field("fuel", "燃料", "Fuel", "choice", choices=FUELS)
METER = Field("m", "计量器具编号", "Fuel meter", "text", example="G1")
QUANTITY = Field("quantity", "数量", "Quantity", "decimal", unit="t, 10⁴Nm³", minimum="0")
SAME = ("maker", "serial", "installed_on", "removed_on", "verified_on", "verification_no", "verification_body",
        "verification_by")

PLANNED_FUELS = Record(
    "fuels",
    "化石燃料（防凝等；没有则不填）",
    "Fossil fuels, for anti-freezing; none if none is burnt",
    "fuel",
    (
        FUEL,
        Field("yearly_use", "年消耗量（可行性研究）", "Yearly use, from the feasibility study", "decimal",
              unit="t, 10⁴Nm³", minimum="0", symbol="FC_i,y"),
        Field("edition", "缺省值的指南版本（审定后不再更换）", "Edition of the guide for its values", "integer",
              minimum="2013", maximum="2099", example="2022"),
        Field("purpose", "用途", "Purpose", "text", example="熔盐防凝"),
    ),
    min_rows=0,
)
FUEL_METERS = Record(
    "fuel_meters",
    "燃料计量器具台账",
    "Ledger of fuel meters",
    "m",
    (
        METER,
        FUEL,
        Field("point", "计量点（进厂入口）", "Metering point, at the energy entry of the plant", "text"),
        Field("accuracy_class", "准确度等级", "Accuracy class", "choice", choices=CLASSES),
        *(field for field in METERS.fields if field.name in SAME),
    ),
    min_rows=0,
)
FUEL_READINGS = Record(
    "fuel_readings",
    "燃料计量记录",
    "Readings of fuel",
    "",
    (METER, FROM, TO, QUANTITY, Field("reader", "记录人", "Recorded by", "text", publication="private")),
    min_rows=0,
    help_zh="每月至少一次；状态变化、跨年均须分开记录",
    help_en="At least monthly; cut where the state changes and at New Year",
)
FUEL_PURCHASES = Record(
    "fuel_purchases",
    "燃料购买凭证",
    "Purchase vouchers of fuel",
    "no",
    (Field("no", "凭证编号", "Voucher no.", "text"), FUEL, FROM, TO, QUANTITY,
     Field("seller", "销售方", "Seller", "text")),
    min_rows=0,
    publication="private",
)


def of_fuel(record: Record, zh: str, en: str) -> Record:
    """A record of electricity meters, asked for fuel meters too."""
    fields = (METER, *(field for field in record.fields if field.name != "m"))
    return replace(record, name=f"fuel_{record.name}", zh=zh, en=en, fields=fields)


FUEL_RECORDS = (
    FUEL_METERS,
    of_fuel(CALIBRATIONS, "燃料计量器具校准", "Calibrations of fuel meters"),
    of_fuel(FAULTS, "燃料计量器具故障", "Faults of fuel meters"),
    FUEL_READINGS,
    FUEL_PURCHASES,
)


def fuel_view(design: Mapping[str, Any], data: Mapping[str, Any], like: Monitored) -> Monitored:
    """Fuel as the checks of the electricity ledger see energy: each meter the main one of its point, in one direction.
    `like`: gives period and setting."""
    return Monitored(
        design,
        {
            "meters": [row | {"role": "main", "side": "use"} for row in data["fuel_meters"]],
            "calibrations": data["fuel_calibrations"],
            "faults": data["fuel_faults"],
            "readings": [row | {"side": "use", "energy_mwh": row["quantity"]} for row in data["fuel_readings"]],
            "purchases": data["fuel_purchases"],
            **{record: [] for record in ("seals", "vouchers", "green")},
        },
        like.first,
        like.last,
        like.out_from,
        "fuel_",
    )
