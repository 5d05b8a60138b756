"""The files that other registers read: built from what is told, and held against their model first."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from app.exports.queries import Everything, Issuance, Told, Unit
from app.exports.shape import misfits
from app.ledger.serials import serial_text

STATUS = {"retired": "Retired", "force_cancelled": "Cancelled"}     # all else is held
ADJUSTMENT = {"none": "Not Started", "pending": "Pending", "made": "Completed"}
REGISTRY = "China Certified Emission Reduction Registry"
APPROACH = "Desk review and site visit"


class Misshapen(ValueError):
    """A file of ours does not fit its model: nothing is written."""


def written(kind: str, told: Everything, base: str) -> str:
    """The file as text; base: the address of this registry. Misshapen with every place that does not fit."""
    said = BUILDERS[kind](told, base)
    if wrong := list(misfits(schema(kind), said)):
        raise Misshapen("; ".join(f"{where}: {what}" for where, what in wrong[:20]))
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


@cache
def schema(kind: str) -> dict[str, Any]:
    """The model of a kind of file, as JSON Schema."""
    return json.loads(files("app.exports").joinpath("schemas", f"{kind}.json").read_text(encoding="utf-8"))


def cadtrust(told: Everything, base: str) -> dict[str, Any]:
    return {"projects": [_project(each, base) for each in told.projects],
            "units": [_unit(each, base) for each in told.units]}


def _project(said: Told, base: str) -> dict[str, Any]:
    """coveredByNDC: nothing says so of a project, and nothing is guessed."""
    return {"projectId": said.code, "originProjectId": said.code, "registryOfOrigin": REGISTRY,
            "currentRegistry": REGISTRY, "program": "CCER", "projectName": said.name,
            "projectLink": f"{base}/projects/{said.code}", "projectDeveloper": said.owner, "sector": said.sector,
            "projectType": said.activity, "coveredByNDC": "Unknown",
            "projectStatus": "Registered" if said.lives else "Withdrawn", "projectStatusDate": said.since.isoformat(),
            "unitMetric": "tCO2e", "methodology": said.methodology, "validationBody": said.body,
            "validationDate": said.validated_on.isoformat() if said.validated_on else None,
            "projectLocations": [{"country": "China", "inCountryRegion": said.province,
                                  "geographicIdentifier": said.place or said.province}],
            "issuances": [_issuance(each) for _, each in said.issuances]}


def _issuance(said: Issuance) -> dict[str, Any]:
    return {"startDate": said.starts_on.isoformat(), "endDate": said.ends_on.isoformat(),
            "verificationApproach": APPROACH, "verificationDate": said.verified_on.isoformat(),
            "verificationBody": said.body}


def _unit(said: Unit, base: str) -> dict[str, Any]:
    status = STATUS.get(said.state, "Held")
    first, last = _ends(said)
    issued = dict(said.project.issuances).get(said.block.period_no)
    return {"originProjectId": said.project.code, "unitOwner": said.owner, "countryJurisdictionOfOwner": "China",
            "inCountryJurisdictionOfOwner": None, "unitBlockStart": first, "unitBlockEnd": last,
            "unitCount": said.block.tonnes, "vintageYear": said.block.year,
            "unitType": "Removal - nature" if said.project.removes else "Reduction - technical",
            "unitStatus": status,
            "unitStatusReason": f"{status} here on {said.ended_on}" if said.ended_on else None,
            "unitRegistryLink": f"{base}/projects/{said.project.code}",
            "correspondingAdjustmentDeclaration":
                "Committed" if said.authorisation.status == "authorised" else "Unknown",
            "correspondingAdjustmentStatus": ADJUSTMENT[said.authorisation.adjustment],
            **({"issuance": _issuance(issued)} if issued else {})}


def aef(told: Everything, base: str) -> dict[str, Any]:
    return {"party": "CHN", "as_of": told.as_of.isoformat(), "actions": [], "holdings": [],
            "underlying_units": [_underlying(each) for each in told.units]}


def _underlying(said: Unit) -> dict[str, Any]:
    first, last = _ends(said)
    decided = said.authorisation
    return {"itmo_first_id": None, "itmo_last_id": None, "unit_registry": REGISTRY, "unit_first_id": first,
            "unit_last_id": last, "metric": "GHG", "quantity_tco2e": said.block.tonnes, "gwp_values": "AR5",
            "sector": said.project.sector, "activity_type": said.project.activity,
            "mitigation_type": "Removals" if said.project.removes else "Emission reductions",
            "vintage_year": said.block.year, "first_transferring_party": "CHN", "acquiring_party": None,
            "authorization_status": decided.status, "authorization_id": decided.number or None,
            "authorizing_body": decided.body or None,
            "authorization_date": decided.on.isoformat() if decided.on else None, "purpose": decided.purpose or None,
            "first_transfer_definition": decided.first_transfer or None,
            "corresponding_adjustment": decided.adjustment, "adjustment_year": decided.adjusted_year,
            "use_or_cancellation_date": said.ended_on.isoformat() if said.ended_on else None}


def _ends(said: Unit) -> tuple[str, str]:
    """The first and the last serial, each printed as a block of one."""
    block = said.block
    first, last = (serial_text(block.project_code, block.year, block.period_no, n, n) for n in (block.lo, block.hi))
    return first, last


BUILDERS: Mapping[str, Callable[[Everything, str], dict[str, Any]]] = {"cadtrust": cadtrust, "aef": aef}
