"""The one limit of CCER-14-003-V01 that is known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.drafts.scope import APPLICABILITY
from methodologies.kernel.rules import SURE, Verdict, cite, rule

TEXT = "CCER-14-003-V01"
COVER_PERCENT = Decimal(5)  # not included


@rule(
    "SM-3",
    zh="修复前植被盖度低于 5%：更密的植被能够自然恢复。",
    en="Plant cover before is below 5 %: denser plots recover by themselves.",
    source=cite(TEXT, APPLICABILITY, SURE),
)
def nearly_bare(data: Mapping[str, Any]) -> Verdict:
    return "cover_percent" not in data or Decimal(data["cover_percent"]) < COVER_PERCENT or ("/cover_percent",)
