"""Plane geometry of parcels 地块, exact: coordinates are decimal degrees as written, worked as fractions.

A ring is a simple polygon, (longitude, latitude) of each corner once. A common border or corner is no overlap.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

Corner = tuple[Fraction, Fraction]
Ring = tuple[Corner, ...]
NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
PAIR = re.compile(rf"({NUMBER})[\s]+({NUMBER})")
METRES = Decimal("111195")                              # of one degree of a great circle
RADIANS = Decimal("0.0174532925199433")                 # of one degree


def read_ring(text: str) -> Ring | None:
    """"121.1 36.2, 121.2 36.2, …", in POLYGON((…)) or bare, closed or not; None for anything else."""
    bare = re.sub(r"(?i)^\s*POLYGON\s*\(\(|\)\)\s*$", "", text)
    pairs = [PAIR.fullmatch(each.strip()) for each in re.split(r"[,;，；\n]", bare) if each.strip()]
    if None in pairs:
        return None
    corners = tuple((Fraction(p[1]), Fraction(p[2])) for p in pairs if p)
    ring = corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners
    return ring if len(set(ring)) > 2 else None


def overlap(one: Ring, other: Ring) -> bool:
    """Whether two simple polygons share an area."""
    if not _near(one, other):
        return False
    return (any(inside(p, other) for p in _pieces(one, other)) or any(inside(p, one) for p in _pieces(other, one))
            or inside(_within(one), other))


def inside(point: Corner, ring: Ring) -> bool:
    """Whether the point lies in the ring and not on its border."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in _edges(ring):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return False
        if (y1 <= y) != (y2 <= y) and (turn > 0) == (y2 > y1):
            odd = not odd
    return odd


def _edges(ring: Ring) -> Iterator[tuple[Corner, Corner]]:
    return zip(ring, (*ring[1:], ring[0]))


def _near(one: Ring, other: Ring) -> bool:
    """Whether the boxes around them share an area."""
    spans = [[(min(values), max(values)) for values in zip(*ring)] for ring in (one, other)]
    return all(low < high2 and low2 < high for (low, high), (low2, high2) in zip(*spans))


def _pieces(one: Ring, other: Ring) -> Iterator[Corner]:
    """The middle of each piece into which the other's border cuts this border."""
    for (px, py), (qx, qy) in _edges(one):
        dx, dy = qx - px, qy - py
        cuts = sorted({Fraction(0), Fraction(1), *_cuts((px, py), (dx, dy), other)})
        for a, b in zip(cuts, cuts[1:]):
            yield px + dx * (a + b) / 2, py + dy * (a + b) / 2


def _cuts(start: Corner, along: Corner, ring: Ring) -> Iterator[Fraction]:
    """Where the ring's border meets a stretch, in parts of it from 0 to 1."""
    (px, py), (dx, dy) = start, along
    for (rx, ry), (sx, sy) in _edges(ring):
        ex, ey, wx, wy = sx - rx, sy - ry, rx - px, ry - py
        cross = dx * ey - dy * ex
        if cross:
            t, u = (wx * ey - wy * ex) / cross, (wx * dy - wy * dx) / cross
            if 0 < t < 1 and 0 <= u <= 1:
                yield t
        elif wx * dy == wy * dx and (length := dx * dx + dy * dy):
            yield from (t for x, y in ((rx, ry), (sx, sy)) if 0 < (t := ((x - px) * dx + (y - py) * dy) / length) < 1)


def _within(ring: Ring) -> Corner:
    """A point in the ring: on a level between its two lowest corners, the middle of the first stretch inside."""
    low, next_low = sorted({y for _, y in ring})[:2]
    y = (low + next_low) / 2
    xs = sorted(x1 + (x2 - x1) * (y - y1) / (y2 - y1) for (x1, y1), (x2, y2) in _edges(ring) if (y1 <= y) != (y2 <= y))
    return (xs[0] + xs[1]) / 2, y


def within_metres(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], metres: int) -> bool:
    """Whether two places, (longitude, latitude), lie no further apart; good to a thousandth over a few kilometres."""
    up = (other[1] - one[1]) * METRES
    across = (other[0] - one[0]) * METRES * _cosine((one[1] + other[1]) / 2)
    return up * up + across * across <= Decimal(metres) ** 2


def _cosine(degrees: Decimal) -> Decimal:
    square = (degrees * RADIANS) ** 2
    return 1 - square / 2 + square**2 / 24 - square**3 / 720 + square**4 / 40320
