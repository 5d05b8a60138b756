"""Documents, monitoring duties and key points of CCER-01-001-V01, as data."""

from __future__ import annotations

from methodologies.ccer_01_001_v01_solar_thermal.checks import clause
from methodologies.electricity.monitoring import METER_DOCUMENTS, meter_duties, shared_points
from methodologies.kernel.methodology import Duty, Evidence, KeyPoint

DOCUMENTS = (
    Evidence(
        "feasibility_study",
        "可行性研究报告及核准（备案）文件",
        "Feasibility study and approval or filing",
        "design",
        ("CSP-1", "CSP-3", "CSP-4", "YIELD"),
        "redacted",
    ),
    Evidence(
        "environmental_assessment",
        "环境影响评价文件及批复",
        "Environmental impact assessment and approval",
        "design",
        ("CSP-1", "CSP-4"),
    ),
    Evidence(
        "grid_agreement",
        "并网协议和调度协议",
        "Grid-connection and dispatch agreements",
        "design",
        ("CSP-1", "CSP-2"),
        "redacted",
    ),
    Evidence(
        "single_line_diagram",
        "电力接线图和计量点位图（一体化项目标明光热部分的计量点）",
        "Single-line diagram with the metering points; of an integrated project those of the solar-thermal part",
        "design",
        ("CSP-2", "CSP-3", "CSP-INT"),
        "redacted",
    ),
    Evidence("land_use", "用地批复和边界拐点坐标", "Land-use approval and corner coordinates", "design", ("CSP-4",)),
    Evidence(
        "acceptance", "竣工环境保护验收文件", "Completion acceptance, environment", "design", ("CSP-4",), required=False
    ),
    Evidence(
        "responsibility_report",
        "社会责任或环境、社会和治理报告",
        "CSR or ESG report",
        "design",
        ("CSP-4",),
        required=False,
    ),
    Evidence(
        "no_double_claim", "唯一性及未重复申领承诺", "Pledge of uniqueness and of one claim only", "design", ("CSP-4",)
    ),
    *METER_DOCUMENTS,
    Evidence(
        "export_certificate",
        "电网公司出具的光热部分上网电量证明（一体化项目无单独结算凭证时）",
        "Grid company's certificate of solar-thermal export, where an integrated project has no voucher of its own",
        "monitoring",
        ("M6",),
        "private",
        False,
    ),
    Evidence(
        "fuel_meter_certificates",
        "燃料计量器具检定证书和校准报告",
        "Verification certificates and calibration reports of the fuel meters",
        "monitoring",
        ("F1", "F2", "F3", "F4"),
        required=False,
    ),
    Evidence(
        "fuel_reports", "燃料消耗月报", "Monthly fuel reports", "monitoring", ("F5", "F6", "F8"), "redacted", False
    ),
    Evidence("fuel_vouchers", "燃料购买凭证", "Purchase vouchers of fuel", "monitoring", ("F9",), "private", False),
)

DUTIES = (
    Duty(
        "D1",
        "制定详细监测方案，建立内部质量体系，明确部门、职责和时限，安排专人抄表、采集、记录和核对上网、下网电量及化石燃料。",
        "A detailed monitoring scheme and an internal quality system; named department, duties, deadlines; dedicated "
        "staff for reading, collecting, recording and cross-checking export, import and fossil fuel.",
        clause("7.3"),
    ),
    *meter_duties(clause),
    Duty(
        "D7",
        "燃料计量器具符合 GB 17167，使用前按 JJG 640 检定，每年由具备 CNAS 或 CMA 资质的第三方按 GB/T 21446 校准。",
        "Fuel meters meet GB 17167, are verified before use under JJG 640, and are calibrated every year by a third "
        "party of CNAS or CMA standing under GB/T 21446.",
        clause("7.3"),
    ),
    Duty(
        "D8",
        "燃料计量器具超差或故障时，30 日内由第三方校准；校正只增加燃料消耗量。",
        "When a fuel meter exceeds its class or fails: third-party calibration within 30 days; corrections only raise "
        "the consumption.",
        clause("7.3.4"),
    ),
    Duty(
        "D9",
        "化石燃料连续计量，每月至少记录一次，与购买凭证核对，凭证存档。",
        "Fossil fuel is measured continuously, recorded at least monthly and compared with purchase vouchers, which "
        "are archived.",
        clause("7.3"),
    ),
)

TABLE = clause("审定与核查要点")
SHARED = shared_points(TABLE)
KEY_POINTS = (
    SHARED["V2"],
    KeyPoint(
        "V3",
        ("val", "ver"),
        "项目边界：可研、电力接线图、环评；现场以北斗、GPS、GIS 核实，拐点坐标为至少 6 位小数的十进制度。",
        "Boundary: feasibility study, single-line diagram, assessment; on site by BeiDou, GPS or GIS; corner "
        "coordinates in decimal degrees with at least 6 decimals.",
        TABLE,
    ),
    *(SHARED[id] for id in ("V4", "V5", "V6", "V7", "V8")),
    KeyPoint(
        "V9",
        ("val",),
        "技术和单独计量：电力接线图、并网协议、现场；一体化项目的电能表须在光热部分。",
        "Technology and separate metering: single-line diagram, grid agreement, site; the meter of an integrated "
        "project stands at its solar-thermal part.",
        TABLE,
    ),
    KeyPoint(
        "V10",
        ("val", "ver"),
        "低位发热量、单位热值含碳量、碳氧化率：审定时与最新指南一致，核查时与设计文件一致。",
        "Heating value, carbon per heat, oxidation rate: at validation those of the newest guide, at verification "
        "those of the design document.",
        TABLE,
    ),
    KeyPoint(
        "V11",
        ("ver",),
        "燃料月报与购买凭证；计量器具已安装、等级不大于 2.0、校准记录、连续记录。",
        "Monthly fuel reports against purchase vouchers; meter installed, class at most 2.0, calibration records, "
        "continuous records.",
        TABLE,
    ),
)
