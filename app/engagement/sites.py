"""The draw of sites of an engagement: what its rules ask, and what its page shows."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.sampling import Draw, draw
from workflows.settings import Value


def drawn(ref: str, said: Mapping[str, Any], settings: Mapping[str, Value]) -> Draw | None:
    """The draw, None while no list of sites was told. It comes out the same whenever it is asked."""
    if not said.get("sites"):
        return None
    rules = {**settings, **said.get("site_rules", {})}  # those of the day of the plan: a change is not retroactive
    return draw(ref, str(said["sites"]), str(said.get("must_visit", "")), rules)


def sites_told(ref: str, said: Mapping[str, Any], settings: Mapping[str, Value],
               recorded: Iterable[str]) -> dict[str, Any]:
    """The facts about sites; None while they are not told. recorded: the sites of which there is a record."""
    found = drawn(ref, said, settings)
    seen = set(recorded) if said.get("desk_done_on") else None
    if found is None:
        return {"sites_total": None, "sites_planned": None, "sites_visited": None, "sites_odd": (), "sites_missed": ()}
    listed = {site.name for site in found.sites}
    return {"sites_total": len(listed), "sites_planned": len(found.chosen),
            "sites_visited": None if seen is None else len(seen & listed), "sites_odd": found.odd,
            "sites_missed": () if seen is None else tuple(name for name in found.chosen if name not in seen)}
