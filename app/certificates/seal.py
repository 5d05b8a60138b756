"""The red seal as SVG: ring, star, the registry's name around it, and below what the seal is for.

Each character is turned on its own: WeasyPrint draws text on a path as rubbish. The inner lower third stays empty,
because name and date of the issuer run through it.
"""
from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup, escape

RED = "#c8102e"
DEMONSTRATION = "演示专用"
GENUINE = "电子签章"


def seal_drawing(registry: str, demonstration: bool) -> Markup:
    """Square of 200 units."""
    return Markup(
        '<svg viewBox="0 0 200 200" xmlns="http://www.w3.org/2000/svg">'
        f'<circle cx="100" cy="100" r="96" fill="none" stroke="{RED}" stroke-width="5"/>'
        f'<polygon points="{_star(100, 76, 29)}" fill="{RED}"/>'
        f'{_around(registry)}{_below(DEMONSTRATION if demonstration else GENUINE)}</svg>')


def _star(x: float, y: float, radius: float) -> str:
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    corners = ((radius if k % 2 == 0 else inner, pi * k / 5) for k in range(10))
    return " ".join(f"{x + r * sin(a):.2f},{y - r * cos(a):.2f}" for r, a in corners)


def _around(name: str) -> str:
    """The name over the upper arc, standing on it, feet inwards."""
    step = min(24.0, 196 / max(len(name) - 1, 1))
    size = min(22.0, step * 1.05)
    return "".join(_letter(char, 28 + (size - 18) / 2, size, step * (k - (len(name) - 1) / 2))
                   for k, char in enumerate(name))


def _below(words: str) -> str:
    """Small, along the lower rim, upright to the reader."""
    step = 10.5
    return "".join(_letter(char, 187, 13, -step * (k - (len(words) - 1) / 2)) for k, char in enumerate(words))


def _letter(char: str, baseline: float, size: float, turn: float) -> str:
    return (f'<text x="100" y="{baseline:.1f}" font-family="SongCore, SongFull" font-size="{size:.1f}" fill="{RED}" '
            f'text-anchor="middle" transform="rotate({turn:.2f} 100 100)">{escape(char)}</text>')
