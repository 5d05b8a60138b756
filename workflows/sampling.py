"""Which sites a body visits: all up to a number, a sample above it, drawn so that nobody chooses. Law: VR 4.5.1, R-50.

The seed is the digest of the engagement and the sealed list of sites, the rank of a site the digest of seed and name;
the lowest ranks are drawn. Anyone repeats it with `sha256`; the order in which the sites were typed plays no part.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from workflows.settings import Value


@dataclass(frozen=True)
class Site:
    """rank: hexadecimal; drawn: by the seed; added: because the team must see it."""
    name: str
    rank: str
    drawn: bool
    added: bool

    @property
    def chosen(self) -> bool:
        return self.drawn or self.added


@dataclass(frozen=True)
class Draw:
    """sites: in the order of their ranks; odd: lines of the list or of the additions that do not fit."""
    seed: str
    sites: tuple[Site, ...]
    odd: tuple[str, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(site.name for site in self.sites if site.chosen)


def lines_of(text: str) -> list[str]:
    """One site a line; blanks around and between words are one."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def sites_needed(total: int, settings: Mapping[str, Value]) -> int:
    """How many of so many sites are to be visited: all up to a number, a sample above it."""
    return total if total <= settings["vvb.site_full_max"] else settings["vvb.site_sample_min"]


def draw(ref: str, sites: str, must: str, settings: Mapping[str, Value]) -> Draw:
    """Draw from the list typed as `sites`, one a line; `must`: those that are visited whatever the draw says."""
    typed, wanted = lines_of(sites), lines_of(must)
    names = sorted(set(typed))
    odd = tuple(name for name in names if typed.count(name) > 1) + tuple(name for name in wanted if name not in names)
    seed, ranked = lots(ref, names)
    needed = sites_needed(len(names), settings)
    return Draw(seed, tuple(Site(name, rank, n < needed, name in wanted) for n, (rank, name) in enumerate(ranked)), odd)


def lots(ref: str, names: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """The seed, and each name with its rank, the lowest first: sites of an engagement, experts of an evaluation."""
    ordered = sorted(names)
    seed = _digest("\n".join((ref, *ordered)))
    return seed, sorted((_digest(f"{seed}\n{name}"), name) for name in ordered)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
