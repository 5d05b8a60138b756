"""The meter ledger 电能表台账: what the owner writes down about meters, readings and settlement."""

from __future__ import annotations

from methodologies.electricity.meters import CLASSES
from methodologies.kernel.records import Field, Record

ROLES = (("main", "主表", "main"), ("backup", "备表", "backup"), ("check", "校核表", "check"))
SIDES = (("export", "上网", "export"), ("import", "下网", "import"), ("both", "双向", "both directions"))
ONE_SIDE = SIDES[:2]
METER_CLASSES = tuple((name, f"{name} 级", f"class {name}") for name in CLASSES)
METER = Field("m", "电能表编号", "Meter", "text", example="M1")
FROM = Field(
    "from",
    "起始日（含）",
    "First day",
    "date",
    help_zh="与上一次抄表的截止日逐日相接",
    help_en="The day after the reading before",
)
TO = Field("to", "截止日（含）", "Last day", "date")
SIDE = Field("side", "方向", "Direction", "choice", choices=ONE_SIDE)
WHAT_IS_MEASURED = (
    METER,
    Field("role", "用途", "Role", "choice", choices=ROLES),
    Field("side", "计量方向", "Direction", "choice", choices=SIDES),
    Field(
        "point", "计量点（与并网协议一致）", "Metering point, as in the grid agreement", "text", example="220 kV 出线侧"
    ),
    Field("accuracy_class", "准确度等级", "Accuracy class", "choice", choices=METER_CLASSES),
)

SERIAL = Field("serial", "出厂编号（已知时填写）", "Serial number, once it is known", "text", required=False)
PLANNED_METERS = Record("meters", "计划安装的电能表", "Meters planned", "m", (*WHAT_IS_MEASURED, SERIAL))

METERS = Record(
    "meters",
    "电能表台账",
    "Meter ledger",
    "m",
    (
        *WHAT_IS_MEASURED,
        Field(
            "substitute_for",
            "替代的主表",
            "Main meter that it may replace",
            "text",
            required=False,
            help_zh="仅当监测计划指定备表可替代时填写",
            help_en="Only when the monitoring plan names this meter as substitute",
        ),
        Field("maker", "制造厂", "Maker", "text"),
        Field("serial", "出厂编号", "Serial number", "text"),
        Field("ct_ratio", "电流互感器变比", "CT ratio", "text", example="1600/1"),
        Field("pt_ratio", "电压互感器变比", "PT ratio", "text", example="220/0.1"),
        Field(
            "multiplier",
            "倍率",
            "Multiplier",
            "decimal",
            minimum="0.000001",
            help_zh="每一字对应的 kWh",
            help_en="kWh for one unit of the register",
        ),
        Field("installed_on", "安装日期", "Installed on", "date"),
        Field("removed_on", "拆除日期", "Removed on", "date", required=False),
        Field("verified_on", "首次检定日期", "First verified on", "date"),
        Field("verification_no", "检定证书编号", "Verification certificate no.", "text"),
        Field("verification_body", "检定机构", "Verification body", "text"),
        Field(
            "verification_by",
            "检定机构性质",
            "Standing of that body",
            "choice",
            choices=(
                ("statutory", "法定计量检定机构", "statutory"),
                ("authorised", "授权机构", "authorised"),
                ("other", "其他", "other"),
            ),
        ),
    ),
)

CALIBRATIONS = Record(
    "calibrations",
    "校准与现场检验",
    "Calibrations and field tests",
    "",
    (
        METER,
        Field("on", "日期", "Day", "date"),
        Field(
            "kind",
            "类别",
            "Kind",
            "choice",
            choices=(("calibration", "年度校准", "yearly calibration"), ("field_test", "现场检验", "field test")),
        ),
        Field("body", "机构", "Body", "text"),
        Field(
            "qualification",
            "机构资质",
            "Standing",
            "choice",
            choices=(("CNAS", "CNAS 认可", "CNAS"), ("CMA", "CMA 资质认定", "CMA"), ("none", "无", "none")),
        ),
        Field("certificate_no", "报告编号", "Report no.", "text"),
        Field(
            "error_percent",
            "实际基本误差（各负荷点中最大者）",
            "Actual basic error, largest of all load points",
            "decimal",
            unit="%",
            minimum="-100",
            maximum="100",
            example="-0.12",
        ),
        Field(
            "restored_on",
            "恢复合格或更换日期",
            "Back in class, or replaced, on",
            "date",
            required=False,
            help_zh="仅超差时填写；该日仍按超差计",
            help_en="Only when out of class; that day still counts as out",
        ),
    ),
    min_rows=0,
)

FAULTS = Record(
    "faults",
    "故障",
    "Faults",
    "",
    (
        METER,
        Field("from", "起始日", "First day", "date"),
        Field("to", "截止日", "Last day", "date", required=False),
        Field("cause", "原因", "Cause", "text"),
        Field("action", "处理", "Action", "text"),
    ),
    min_rows=0,
)

SEALS = Record(
    "seals",
    "封印",
    "Seals",
    "",
    (
        METER,
        Field("no", "封印编号", "Seal no.", "text"),
        Field("on", "加封日期", "Sealed on", "date"),
        Field("by", "加封人", "Sealed by", "text", publication="private"),
    ),
    min_rows=0,
)

READINGS = Record(
    "readings",
    "抄表记录",
    "Readings",
    "",
    (
        METER,
        SIDE,
        FROM,
        TO,
        Field("start", "起始表码", "Register at the start", "decimal", required=False, minimum="0"),
        Field("end", "截止表码", "Register at the end", "decimal", required=False, minimum="0"),
        Field("energy_mwh", "电量", "Energy", "decimal", unit="MWh", minimum="0"),
        Field("reader", "抄表人", "Read by", "text", publication="private"),
        Field("read_on", "抄表日期", "Read on", "date"),
    ),
    help_zh="每月至少一次；状态变化、跨年均须分开抄录",
    help_en="At least monthly; cut where the state changes and at New Year",
)

VOUCHERS = Record(
    "vouchers",
    "电量结算凭证",
    "Settlement vouchers",
    "no",
    (
        Field("no", "凭证编号", "Voucher no.", "text"),
        SIDE,
        FROM,
        TO,
        Field("energy_mwh", "结算电量", "Energy settled", "decimal", unit="MWh", minimum="0"),
        Field("issuer", "出具单位", "Issuer", "text"),
    ),
    publication="private",
    help_zh="凭证含价格时不公开",
    help_en="Not public where it shows prices",
)

GREEN = Record(
    "green",
    "绿证交易",
    "Green certificates traded",
    "month",
    (
        Field(
            "month",
            "月份",
            "Month",
            "text",
            example="2025-01",
            help_zh="每月一行，未交易填 0",
            help_en="One row a month; 0 when none was traded",
        ),
        Field(
            "traded_mwh", "已交易绿证对应电量", "Electricity of traded certificates", "decimal", unit="MWh", minimum="0"
        ),
        Field("statement_no", "绿证账户对账单编号", "Account statement no.", "text"),
    ),
    min_rows=0,
)

RECORDS = (METERS, CALIBRATIONS, FAULTS, SEALS, READINGS, VOUCHERS, GREEN)
