"""Tables that forestry texts share: Student's t, and the deduction by uncertainty."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib import resources

from methodologies.kernel.parameters import Table
from methodologies.kernel.rules import LIKELY, SURE, cite

INFINITE = 1_000_000  # degrees of freedom that stand for ∞ in the table
POINTS = "Student t, 90 %"


def quantiles() -> tuple[tuple[Decimal, Decimal], ...]:
    said = tomllib.loads((resources.files(__package__) / "student_t.toml").read_text(encoding="utf-8"))
    return tuple((Decimal(df), Decimal(t)) for df, t in said["two_sided_90"].items())


T90 = Table("t90", ("df", "t"), quantiles(), cite(POINTS, "two-sided", SURE))
DR_BY_U = Table(
    "DR",
    ("u up to", "DR"),
    tuple((Decimal(u), Decimal(rate)) for u, rate in (("0.10", "0"), ("0.20", "0.06"), ("0.30", "0.11"))),
    cite("AR-CM-001-V01", "不确定性扣减", LIKELY),
    provisional=True,
    beyond="不确定性超过 30%，不予接受，应增加样地 not accepted above 30 %, add plots",
)
SHARE_OF_U = Table(
    "DR14",
    ("u up to", "share of u"),
    tuple(
        (Decimal(u), Decimal(share))
        for u, share in (("0.10", "0"), ("0.15", "0.25"), ("0.20", "0.50"), ("0.30", "0.75"), ("100", "1"))
    ),
    cite("AR-TOOL14", "appendix 2", LIKELY),
    provisional=True,
)
