"""Edges of the checks of form of a design document, and of a project's total against what is expected."""
from decimal import Decimal

from tests.edges import Edge
from tests.law.builders import design_facts, point
from workflows.design_checks import Parameter, ReportFacts
from workflows.documents import SINK


def report_facts(**known):
    return ReportFacts(**{"total": 130, "expected": Decimal(100), **known})


EDGES = (
    Edge("G-07", design_facts, {}, dict(template_id="design_avoid_0_9", sections={"Z.9": "其他"}),
         ("/template", "/sections/Z.9")),
    Edge("N-04", design_facts, {}, dict(name="海阳电投山东半岛南3号海上风电项目"), ("/name",)),
    Edge("N-04", design_facts, dict(type_code="N0101", name="造林"), dict(name="半岛南3号301.6MW风电项目"), ("/name",)),
    Edge("N-01a", design_facts, dict(type_code="N0101", name="某县国有林场防护林造林碳汇项目"),
         dict(type_code="N0101", name="某县国有林场造林碳汇"), ("/name",)),
    Edge("N-01a", design_facts, dict(type_code="N0201", name="某市红树林植被修复项目"),
         dict(type_code="N0201", name="某市植被修复项目"), ("/name",)),
    Edge("GC-02", design_facts, dict(sections={}), dict(sections={"C.3": "2022年4月1日至2032年3月31日。"}),
         ("/sections/C.3",)),
    Edge("GC-03", design_facts, dict(sections={"C.1": "开工令：2020-07-08"}),
         dict(sections={"C.1": "开工令：2020年7月"}), ("/sections/C.1",)),
    Edge("GC-03", design_facts, dict(commencement_on=None), dict(sections={"C.1": "见附件"}), ("/sections/C.1",)),
    Edge("GC-08", design_facts, dict(parameters=(Parameter("/parameters/0", "a", "b", "c"),)),
         dict(parameters=(Parameter("/parameters/0", "", "b", " "),)),
         ("/parameters/0/source", "/parameters/0/purpose")),
    Edge("GC-10", design_facts, {}, dict(sections={"B.7.3": "数据缺失按保守值处理。"}), ("/sections/B.7.3",)),
    Edge("GC-10", design_facts, {}, dict(sections={"B.7.3": "开展质量控制。"}), ("/sections/B.7.3",)),
    Edge("GC-11", design_facts, {}, dict(sections={"A.4": "未在其他机制登记。"}), ("/sections/A.4",)),
    Edge("GC-11", design_facts, dict(template=SINK, sections={"A.8": "未在碳普惠、林业碳票登记。"}),
         dict(template=SINK, sections={"A.8": "未在其他机制登记。"}), ("/sections/A.8",)),
    Edge("GC-14", design_facts, dict(sections={"B.7.1": "按DL/T 448-2016和GB/T 17215.321—2021执行"}),
         dict(sections={"B.7.1": "按DL/T 448执行"}), ("/sections/B.7.1",)),
    Edge("GC-16", design_facts, dict(sections={"A.1.1": "年均497,191吨，总计4971913吨。"}),
         dict(sections={"A.1.1": "年均减排量497,192吨。"}), ("/sections/A.1.1",)),
    Edge("GC-17", design_facts, dict(centre=point("/centre", "121.35")), dict(centre=point("/centre", "121.36")),
         ("/centre",)),
    Edge("GC-17", design_facts, dict(points=()), dict(centre=point("/centre", latitude="36.10")), ("/centre",)),
    Edge("R-157", design_facts, {}, dict(points=(point(longitude="36.2", latitude="121.3"),)), ("/turbines/0",)),
    Edge("R-157", design_facts, dict(centre=None, points=(point(longitude="136", latitude="3"),)),
         dict(centre=point("/centre", "10", "50"), points=(point(longitude="136.1"),)), ("/centre", "/turbines/0")),
    Edge("R-157a", report_facts, dict(total=130), dict(total=131), ("/total",)),
    Edge("R-157a", report_facts, dict(total=50), dict(total=49), ("/total",)),
    Edge("R-157a", report_facts, dict(total=1, expected=None), dict(total=1), ("/total",)),
)
