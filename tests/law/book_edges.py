"""Edges of the rules of reports of fraud, and of linked monitoring."""
from datetime import date

from tests.edges import Edge
from tests.law.builders import period_facts, report_facts

EDGES = (
    Edge("R-10", report_facts, {}, dict(project_known=False), ("/target",)),
    Edge("R-10", report_facts, {}, dict(about="body"), ("/target",)),
    Edge("R-10a", report_facts, dict(about="body"), dict(about="body", body_known=False), ("/target",)),
    Edge("R-10a", report_facts, dict(about="body"), dict(about="project"), ("/target",)),
    Edge("R-75", period_facts, dict(monitoring_link="required", linked=True), dict(monitoring_link="required"),
         ("/period",)),
    Edge("R-75", period_facts, dict(monitoring_link="optional"), dict(monitoring_link="required"), ("/period",)),
    Edge("R-76", period_facts, dict(month="2026-04", today=date(2026, 6, 9)),
         dict(month="2026-04", today=date(2026, 6, 10)), ("/month",)),
    Edge("R-76a", period_facts, dict(month="2024-12", period_to=date(2024, 12, 1)),
         dict(month="2024-12", period_to=date(2024, 11, 30)), ("/month",)),
    Edge("R-76a", period_facts, dict(month="2023-01", period_from=date(2023, 1, 31)),
         dict(month="2023-01", period_from=date(2023, 2, 1)), ("/month",)),
    Edge("R-76a", period_facts, dict(month="2024-12", today=date(2025, 1, 1)),
         dict(month="2024-12", today=date(2024, 12, 31)), ("/month",)),
    Edge("R-76a", period_facts, {}, dict(month="2024-13"), ("/month",)),
)
