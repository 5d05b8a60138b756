"""Validation 审定 of a project's design by a body. Law: Measures (Trial) art. 12, 13; VR 4."""
from __future__ import annotations

from methodologies.kernel.rules import Verdict, cite, rule
from workflows import engagement
from workflows.application import papers
from workflows.engagement import Facts
from workflows.engine import Stage
from workflows.texts import VR

# The evidence a desk review has to have seen (R-49, V-01): of each project, of those that avoid or reduce, of sinks.
EVIDENCE = frozenset({"project_approval", "construction_start"} | {"feasibility_study", "eia_approval"}
                     | {"planting_design", "tenure"})


@rule("R-53", zh="经审定的项目设计文件和审定报告已具备，方可出具。",
      en="The validated design document and the report are there when the report is issued.",
      source=cite(VR, "4.6, 4.8"))
def validated_papers_are_there(facts: Facts) -> Verdict:
    return papers(*sorted({"validated_design", "validation_report"} - facts.documents)) or True


@rule("R-54", zh="审定报告已具备，方可出具。", en="The report is there when it is issued.", source=cite(VR, "4.8"))
def validation_report_is_there(facts: Facts) -> Verdict:
    return papers(*sorted({"validation_report"} - facts.documents)) or True


VALIDATION = Stage("validation", engagement.State, engagement.rows({
    "issue_positive": (validated_papers_are_there,),
    "issue_negative": (validation_report_is_there,),
}), zh="审定", en="Validation")
