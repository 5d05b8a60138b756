"""Documents, monitoring duties, key points and settings that texts on grid-connected power share."""

from __future__ import annotations

from collections.abc import Callable

from methodologies.electricity.monitored import TEXT
from methodologies.kernel.methodology import Duty, Evidence, KeyPoint, Setting
from methodologies.kernel.rules import UNSURE, Source, cite

METER_DOCUMENTS = (
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


def meter_duties(clause: Callable[[str], Source]) -> tuple[Duty, ...]:
    """D2 to D6; `clause`: a clause of the text at hand."""
    return (
        Duty(
            "D2",
            "电能表安装前由法定或授权机构按 JJG 596 检定；每年由具备 CNAS 或 CMA 资质的第三方按 DL/T 1664 校准。",
            "Meters are verified before installation under JJG 596 and calibrated every year by a third party of "
            "CNAS or CMA standing under DL/T 1664.",
            clause("7.3"),
        ),
        Duty(
            "D3",
            "主、备表误差超出等级或部件故障时，30 日内由第三方校准，必要时更换。",
            "When a main or backup meter exceeds its class or a part fails: third-party calibration within 30 days, "
            "replacement if needed.",
            clause("7.3"),
        ),
        Duty(
            "D4",
            "建立台账，记录数据来源、获取时间和责任人；读数、凭证、证书和维护记录电子存档，保存至最后一期登记后至少 "
            "10 年。",
            "A ledger with source, time and person; readings, vouchers, certificates and maintenance records in an "
            "electronic archive, kept at least 10 years after the last registered period.",
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


def shared_points(table: Source) -> dict[str, KeyPoint]:
    """V2 and V4 to V8 by id; `table`: the table of key points of the text at hand."""
    points = (
        KeyPoint(
            "V2",
            ("val", "ver"),
            "可持续发展：环评、验收、环境监测、社会责任报告，现场走访。",
            "Sustainability: assessment, acceptance, environmental monitoring, CSR/ESG reports, site walk.",
            table,
        ),
        KeyPoint(
            "V4",
            ("val", "ver"),
            "监测计划与实际：电能表位置、等级、数量，计量点位图，校准报告。",
            "Monitoring plan and reality: positions, classes and number of meters, map of metering points, "
            "calibration reports.",
            table,
        ),
        KeyPoint(
            "V5",
            ("val",),
            "预估上、下网电量与可研一致（可研无下网电量时可为 0）；已投运项目现场查看电能表位置和记录。",
            "The estimates of export and import equal the feasibility study (import may be 0 without a figure); "
            "running projects: meter position and records on site.",
            table,
        ),
        KeyPoint(
            "V6",
            ("ver",),
            "上、下网电量：读数与结算凭证、检定和校准记录；现场查看位置与并网协议一致、等级、连续监测和按时记录。",
            "Export and import: readings against vouchers, verification and calibration records; on site: position "
            "as in the grid agreement, class, continuous measurement and timely records.",
            table,
        ),
        KeyPoint(
            "V7",
            ("val",),
            "电量边际、容量边际排放因子：审定时公布的最新数值。",
            "Operating and build margin: the newest published values at validation.",
            table,
        ),
        KeyPoint(
            "V8",
            ("ver",),
            "电量边际、容量边际排放因子：核查报告上传之日已公布的当年数值，未公布的用此前最近年度。",
            "Operating and build margin: the table of the year if published by the day the verification report is "
            "uploaded, else the nearest earlier year.",
            table,
        ),
    )
    return {point.id: point for point in points}


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
