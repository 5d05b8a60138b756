"""The law of a life as the matrices that were written by hand have it (tests/law/*.csv), and who serves in it."""
from __future__ import annotations

import csv
from pathlib import Path

LAW = Path(__file__).parents[1] / "law"
ENDED = ("refused", "withdrawn", "terminated")
AT_WORK = ("planned", "desk_done", "site_done", "findings_open", "findings_closed")
OVER = ("declined", "body_lost")
DUTIES = {"val1": "body_team", "val2": "body_team", "val3": "body_reviewer", "val4": "body_decider"}
OWNER = {"owner1": "owner_initiator", "owner2": "owner_confirmer"}
REGISTRY = {"registry1": "registry_operator", "registry2": "national_administrator", "auditor": "auditor"}
CAUSED = {"upload_positive", "upload_negative"}         # moves that only another move takes


def table(name: str) -> dict[tuple[str, str], tuple[str, set[str], str]]:
    """(state, trigger) → (state after, actors, second person) as the law's matrix says it."""
    with (LAW / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["state"], row["trigger"]): (row["to"], set(row["actors"].split()), row["confirm"])
                for row in csv.DictReader(lines)}


FILING, WORK = table("registration"), table("validation")
