"""Published tables: dated, sourced, entered by two people. A value leaves a table only together with its provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .records import Field
from .rules import Broken


@dataclass(frozen=True)
class PublishedRow:
    """One row of a published table.

    purpose: official | provisional | illustration. `absent`: two people state that no such table was published,
    as of `published_on`; then `values` is empty. Empty values without `absent`: published, but not loaded here.
    sha256: of the official file; of the row's own text while only a copy of the figures is at hand.
    """

    id: str
    table: str
    key: Mapping[str, str]
    values: Mapping[str, str]
    published_on: date
    source: str
    sha256: str
    purpose: str = "official"
    confidence: str = "sure"
    absent: bool = False

    def fact(self, name: str, label: str, fallback: bool = False) -> dict[str, Any]:
        """One value as the object that a chapter reads."""
        return {
            "value": self.values[name],
            "table": label,
            "published_on": self.published_on.isoformat(),
            "sha256": self.sha256,
            "source": self.source,
            "purpose": self.purpose,
            "confidence": str(self.confidence),
            "fallback": fallback,
        }


@dataclass(frozen=True)
class PublishedTable:
    """A kind of table that a methodology reads: what its rows look like, which are shipped, and what makes a row
    implausible.

    judge(row) gives the reasons not to believe a row; only the official file and two people override them.
    """

    id: str
    zh: str
    en: str
    key: tuple[Field, ...]
    values: tuple[Field, ...]
    judge: Callable[[PublishedRow], tuple[Broken, ...]]
    shipped: Callable[[], tuple[PublishedRow, ...]]
    illustration: Callable[[], tuple[PublishedRow, ...]] = tuple


def digest_of_row(table: str, key: Mapping[str, str], values: Mapping[str, str], source: str) -> str:
    """sha256 over the row as it is shipped, for rows whose official file is not at hand."""
    text = "\n".join(
        [table, *(f"{k}={key[k]}" for k in sorted(key)), *(f"{k}={values[k]}" for k in sorted(values)), source]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def changed_facts(was: Any, now: Any, where: str = "") -> list[tuple[str, str, str]]:
    """(place, table before, table now) wherever two inputs take a published value from different tables."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        if "table" in was and "table" in now and "value" in now:
            differs = (was["table"], was["value"], was.get("sha256")) != (now["table"], now["value"], now.get("sha256"))
            return [(where, str(was["table"]), str(now["table"]))] if differs else []
        return [each for key in now for each in changed_facts(was.get(key), now[key], f"{where}/{key}")]
    if isinstance(was, list) and isinstance(now, list):
        return [each for n, pair in enumerate(zip(was, now)) for each in changed_facts(*pair, f"{where}/{n}")]
    return []
