"""Edges of the rules of reports of fraud, and of linked monitoring."""
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
)
