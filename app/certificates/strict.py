"""Canonical JSON in, dataclasses out: no second way to write the same thing, and every wrong place named at once."""
from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from methodologies.kernel.rules import INPUT, Broken, Unreadable


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def strict_json(data: bytes) -> Any:
    """Canonical JSON or Unreadable: no name twice in one object, no second way to write the same thing."""
    import rfc8785

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name twice in one object")
        return dict(pairs)

    try:
        found = json.loads(data, object_pairs_hook=once)
        canonical = rfc8785.dumps(found) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise Unreadable(INPUT.at("", f"不是可读的 JSON：{error}。", f"Not readable JSON: {error}.")) from error
    if not canonical:
        raise Unreadable(INPUT.at("", "不是规范 JSON（RFC 8785）。", "Not canonical JSON (RFC 8785)."))
    return found


def shaped(kind: Any, value: Any, where: str, broken: list[Broken]) -> Any:
    """`value` as `kind`: a dataclass of ours, a tuple of them, or a scalar. Adds to `broken`, then gives None."""
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(shaped(get_args(kind)[0], item, f"{where}/{n}", broken) for n, item in enumerate(value))
    if isinstance(value, dict) and hasattr(kind, "__dataclass_fields__"):
        return _object(kind, value, where, broken)
    try:
        if kind is date and isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return date.fromisoformat(value)
        if isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(value, str):
            return kind(value)
    except ValueError:
        pass
    if kind in (str, int, bool) and type(value) is kind:
        return value
    broken.append(INPUT.at(where, "类型或取值不对。", "Not of the right type or value."))
    return None


def _object(kind: type, value: dict[str, Any], where: str, broken: list[Broken]) -> Any:
    hints, before = get_type_hints(kind), len(broken)
    for name in sorted(hints.keys() ^ value.keys()):
        broken.append(INPUT.at(f"{where}/{name}", "缺少该项，或多出该项。", "Missing, or not a field of this format."))
    given = {name: shaped(hint, value[name], f"{where}/{name}", broken)
             for name, hint in hints.items() if name in value}
    return kind(**given) if len(broken) == before else None
