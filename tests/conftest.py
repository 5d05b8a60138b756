"""Every test may ask for a database of its own, on both engines, or for the story at one of its chapters.

At the end of a run the time of each part is printed beside its budget (2 cores, after set-up).
"""
from __future__ import annotations

from collections import Counter

import pytest
from _pytest.nodeid import coerce_node_id

from tests import cheaper  # noqa: F401
from tests.databases import *  # noqa: F403
from tests.stories import told  # noqa: F401

BUDGET = {"law and tonnes": 40, "rooms": 150, "promises": 150, "pages": 90, "figures": 50}     # seconds of all workers


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """The group of a test is part of its name: pytest-xdist 3.8 writes that where pytest 9.2 no longer reads it."""
    for item in items:
        if grouped := vars(item).get("_nodeid"):
            item._id = coerce_node_id(grouped)


def pytest_terminal_summary(terminalreporter) -> None:
    spent: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration"):
                part = report.nodeid.split("/")[1] if "/" in report.nodeid else "other"
                spent["law and tonnes" if part in ("law", "tonnes") else part] += report.duration
    terminalreporter.section("time by part, seconds over all workers")
    for part, seconds in spent.items():
        terminalreporter.write_line(f"{part:<16} {seconds:6.0f}  of {BUDGET.get(part, 0):4d}")
