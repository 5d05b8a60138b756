"""Documents, monitoring duties and key points of CCER-01-002-V01, as data."""

from __future__ import annotations

from methodologies.ccer_01_002_v01_offshore_wind.checks import clause
from methodologies.electricity.monitoring import METER_DOCUMENTS, meter_duties, shared_points
from methodologies.kernel.methodology import Duty, Evidence, KeyPoint

DOCUMENTS = (
    Evidence(
        "sea_use_report", "海域使用论证报告及批复", "Sea-area use report and its approval", "design", ("OW-1", "OW-2")
    ),
    Evidence(
        "sea_use_approval",
        "用海批复和海域使用权证书",
        "Sea-use approval and right certificate",
        "design",
        ("OW-1", "OW-4"),
    ),
    Evidence(
        "feasibility_study",
        "可行性研究报告及核准（备案）文件",
        "Feasibility study and approval or filing",
        "design",
        ("OW-2", "OW-4", "YIELD"),
        "redacted",
    ),
    Evidence(
        "environmental_assessment",
        "环境影响评价文件及批复",
        "Environmental impact assessment and approval",
        "design",
        ("OW-2", "OW-5"),
    ),
    Evidence(
        "depth_survey",
        "扫海报告或海洋等深线图",
        "Sweep survey report or isobath chart",
        "design",
        ("OW-2",),
        "private",
        False,
    ),
    Evidence(
        "grid_agreement",
        "并网协议和调度协议",
        "Grid-connection and dispatch agreements",
        "design",
        ("OW-3",),
        "redacted",
    ),
    Evidence("safety", "安全评价文件", "Safety assessment", "design", ("OW-4",), required=False),
    Evidence(
        "acceptance", "竣工环境保护验收文件", "Completion acceptance, environment", "design", ("OW-5",), required=False
    ),
    Evidence(
        "responsibility_report",
        "社会责任或环境、社会和治理报告",
        "CSR or ESG report",
        "design",
        ("OW-5",),
        required=False,
    ),
    Evidence(
        "no_double_claim", "唯一性及未重复申领承诺", "Pledge of uniqueness and of one claim only", "design", ("OW-6",)
    ),
    Evidence(
        "single_line_diagram",
        "电力接线图和计量点位图",
        "Single-line diagram with the metering points",
        "design",
        ("OW-3",),
        "redacted",
    ),
    *METER_DOCUMENTS,
)

DUTIES = (
    Duty(
        "D1",
        "制定详细监测方案，建立内部质量体系，明确部门、职责和时限，安排专人抄表、采集、记录和核对上网、下网电量。",
        "A detailed monitoring scheme and an internal quality system; named department, duties, deadlines; "
        "dedicated staff for "
        "reading, collecting, recording and cross-checking export and import.",
        clause("7.3"),
    ),
    *meter_duties(clause),
)

TABLE = clause("8, table 8")
SHARED = shared_points(TABLE)
KEY_POINTS = (
    KeyPoint(
        "V1",
        ("val",),
        "离岸距离或水深：海域使用论证报告及批复；以可研、环评、扫海报告或等深线图交叉核对。",
        "Distance or depth: sea-use report and approval; a second source: feasibility study, assessment, survey "
        "or isobaths.",
        TABLE,
    ),
    SHARED["V2"],
    KeyPoint(
        "V3",
        ("val", "ver"),
        "项目边界：用海批复、可研、电力接线图、环评；现场以北斗、GPS、GIS 核实，拐点坐标为至少 6 位小数的十进制度。",
        "Boundary: sea-use approval, feasibility study, single-line diagram, assessment; on site by BeiDou, GPS "
        "or GIS; "
        "corner coordinates in decimal degrees with at least 6 decimals.",
        TABLE,
    ),
    *(SHARED[id] for id in ("V4", "V5", "V6", "V7", "V8")),
)
