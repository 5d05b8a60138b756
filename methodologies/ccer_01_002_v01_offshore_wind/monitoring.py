"""Documents, monitoring duties and key points of CCER-01-002-V01, as data."""

from __future__ import annotations

from methodologies.kernel.methodology import Duty, Evidence, KeyPoint, Setting
from methodologies.kernel.rules import SURE, UNSURE, Source, cite

TEXT = "CCER-01-002-V01"


def clause(number: str) -> Source:
    return cite(TEXT, number, SURE)


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
    Evidence(
        "verification_certificates",
        "电能表检定证书",
        "Verification certificates of the meters",
        "monitoring",
        ("M1", "M2"),
    ),
    Evidence("calibration_reports", "电能表校准报告", "Calibration reports of the meters", "monitoring", ("M3", "M4")),
    Evidence(
        "reading_records", "抄表原始记录", "Original records of the readings", "monitoring", ("M5", "M7"), "redacted"
    ),
    Evidence("settlement_vouchers", "电量结算凭证", "Settlement vouchers", "monitoring", ("M6",), "private"),
    Evidence(
        "green_statement",
        "绿证账户对账单",
        "Account statement of green certificates",
        "monitoring",
        ("GEC",),
        "private",
        False,
    ),
    Evidence(
        "maintenance_records",
        "电能表维护记录",
        "Maintenance records of the meters",
        "monitoring",
        ("M4",),
        "private",
        False,
    ),
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
    Duty(
        "D2",
        "电能表安装前由法定或授权机构按 JJG 596 检定；每年由具备 CNAS 或 CMA 资质的第三方按 DL/T 1664 校准。",
        "Meters are verified before installation under JJG 596 and calibrated every year by a third party of "
        "CNAS or CMA "
        "standing under DL/T 1664.",
        clause("7.3"),
    ),
    Duty(
        "D3",
        "主、备表误差超出等级或部件故障时，30 日内由第三方校准，必要时更换。",
        "When a main or backup meter exceeds its class or a part fails: third-party calibration within 30 days, "
        "replacement "
        "if needed.",
        clause("7.3"),
    ),
    Duty(
        "D4",
        "建立台账，记录数据来源、获取时间和责任人；读数、凭证、证书和维护记录电子存档，保存至最后一期登记后至少 "
        "10 年。",
        "A ledger with source, time and person; readings, vouchers, certificates and maintenance records in an "
        "electronic "
        "archive, kept at least 10 years after the last registered period.",
        clause("7.3"),
    ),
    Duty(
        "D5",
        "定期内部审核数据，读数与结算凭证核对。",
        "Regular internal review; readings are reconciled with vouchers.",
        clause("7.3"),
    ),
    Duty(
        "D6",
        "未校准、逾期校准或超差时按 7.3.4 校正。",
        "Missed, late or out-of-class calibration is corrected as 7.3.4 says.",
        clause("7.3.4"),
    ),
)

KEY_POINTS = (
    KeyPoint(
        "V1",
        ("val",),
        "离岸距离或水深：海域使用论证报告及批复；以可研、环评、扫海报告或等深线图交叉核对。",
        "Distance or depth: sea-use report and approval; a second source: feasibility study, assessment, survey "
        "or isobaths.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V2",
        ("val", "ver"),
        "可持续发展：环评、验收、环境监测、社会责任报告，现场走访。",
        "Sustainability: assessment, acceptance, environmental monitoring, CSR/ESG reports, site walk.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V3",
        ("val", "ver"),
        "项目边界：用海批复、可研、电力接线图、环评；现场以北斗、GPS、GIS 核实，拐点坐标为至少 6 位小数的十进制度。",
        "Boundary: sea-use approval, feasibility study, single-line diagram, assessment; on site by BeiDou, GPS "
        "or GIS; "
        "corner coordinates in decimal degrees with at least 6 decimals.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V4",
        ("val", "ver"),
        "监测计划与实际：电能表位置、等级、数量，计量点位图，校准报告。",
        "Monitoring plan and reality: positions, classes and number of meters, map of metering points, "
        "calibration reports.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V5",
        ("val",),
        "预估上、下网电量与可研一致（可研无下网电量时可为 0）；已投运项目现场查看电能表位置和记录。",
        "The estimates of export and import equal the feasibility study (import may be 0 without a figure); running "
        "projects: meter position and records on site.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V6",
        ("ver",),
        "上、下网电量：读数与结算凭证、检定和校准记录；现场查看位置与并网协议一致、等级、连续监测和按时记录。",
        "Export and import: readings against vouchers, verification and calibration records; on site: position "
        "as in the "
        "grid agreement, class, continuous measurement and timely records.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V7",
        ("val",),
        "电量边际、容量边际排放因子：审定时公布的最新数值。",
        "Operating and build margin: the newest published values at validation.",
        clause("8, table 8"),
    ),
    KeyPoint(
        "V8",
        ("ver",),
        "电量边际、容量边际排放因子：核查报告上传之日已公布的当年数值，未公布的用此前最近年度。",
        "Operating and build margin: the table of the year if published by the day the verification report is "
        "uploaded, "
        "else the nearest earlier year.",
        clause("8, table 8"),
    ),
)

SETTINGS = (
    Setting(
        "meter.out_from",
        "电能表超差的起算日",
        "From when a meter that is found out of class counts as out",
        "previous_calibration",
        cite(TEXT, "7.3.4", UNSURE),
        ("previous_calibration", "finding"),
    ),
)
