"""Edges of what the later texts on sinks ask; judged in tests/law."""
from __future__ import annotations

from methodologies.kernel.catalogue import find
from tests.edges import Edge

ASKED = (  # code, rule, the question that it is
    ("CCER-14-003-V01", "SM-1", "every_holder_agrees"),
    ("CCER-14-003-V01", "SM-2", "bare_or_freed"),
    ("CCER-14-004-V01", "SG-1", "every_holder_agrees"),
    ("CCER-14-005-V01", "CD-1", "check_dam"),
    ("CCER-14-005-V01", "CD-2", "code_design"),
)


def designed(code):
    """Design data of the draft as far as they could be read."""
    return lambda **known: find(code).read_design(known)[0]


EDGES = (
    *(Edge(f"{code}/{rule}", designed(code), {name: "yes"}, {name: "no"}, (f"/{name}",)) for code, rule, name in ASKED),
    Edge("CCER-14-003-V01/SM-3", designed("CCER-14-003-V01"), dict(cover_percent="4.999999"), dict(cover_percent="5"),
         ("/cover_percent",)),
)
