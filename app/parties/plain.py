"""From what the queries give to plain JSON: days as 2026-11-23, instants in UTC, a state with its words."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from app.evidence.events import instant_text
from methodologies.kernel.rules import Broken
from workflows.engine import Actor, State


def plain(thing: Any) -> Any:
    """JSON data of dataclasses, rows of them, days, states and numbers; decimals as text."""
    match thing:
        case None | bool() | int():
            return thing
        case State():
            return {"key": thing.key, "zh": thing.zh, "en": thing.en}
        case Actor():
            return {"key": str(thing), "zh": thing.zh, "en": thing.en}
        case Enum():
            return thing.value
        case str():
            return str(thing)
        case datetime():
            return instant_text(thing)
        case date():
            return thing.isoformat()
        case Decimal():
            return f"{thing:f}"
        case Broken():
            return thing.problem()
        case Mapping():
            return {str(key): plain(value) for key, value in thing.items()}
    if is_dataclass(thing):
        return {f.name: plain(getattr(thing, f.name)) for f in fields(thing)}
    return [plain(each) for each in thing]
