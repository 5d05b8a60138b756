"""The story that the demo tells: fictional owner, bodies, people and wind farm; only magnitudes are real."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

PASSWORD = "demo-password-2026"
CODE = "CCER-01-002-V01"
SECTOR = "01"
NAME = "海曜新能源黄海东二300兆瓦海上风电项目"

ORGANISATIONS = {
    "owner": ("owner", "海曜新能源（青岛）有限公司", "Haiyao New Energy (Qingdao) Co., Ltd.", "91370200MA3DEM001"),
    "other": ("owner", "南屿海上风力发电有限公司", "Nanyu Offshore Wind Power Co., Ltd.", "91440500MA5DEM002"),
    "validator": ("body", "衡正认证中心有限公司", "Hengzheng Certification Centre Co., Ltd.", "91110000MA0DEM003"),
    "verifier": (
        "body",
        "明鉴检验认证有限公司",
        "Mingjian Inspection and Certification Co., Ltd.",
        "91310000MA1DEM004",
    ),
    "registry": ("registry", "演示注册登记机构", "Demonstration Registry", "12100000MB0DEM005"),
    "consultant": ("consultant", "青松低碳咨询有限公司", "Qingsong Low-Carbon Consulting Co., Ltd.",
                   "91110108MA4DEM008"),
    "exchange": ("exchange", "演示交易机构", "Demonstration Exchange", "12100000MB0DEM006"),
    "province": ("province", "演示省生态环境厅", "Demonstration Provincial Department", "11370000MB0DEM007"),
    "market": ("market_supervision", "演示市场监管部门", "Demonstration Market Supervision", "11100000MB0DEM011"),
    "ministry": ("regulator", "演示生态环境主管部门", "Demonstration Ministry of Ecology", "11100000MB0DEM012"),
    "panel": ("expert_panel", "演示专家委员会", "Demonstration Panel of Experts", "12100000MB0DEM013"),
}
PEOPLE = (  # sign-in name, real name, organisation, duty
    ("owner1", "林海", "owner", "initiator"),
    ("owner2", "沈越", "owner", "confirmer"),
    ("stranger", "何川", "other", "initiator"),
    ("val1", "周衡", "validator", "team"),
    ("val2", "许正", "validator", "team"),
    ("val3", "冯岚", "validator", "reviewer"),
    ("val4", "韩度", "validator", "decider"),
    ("ver1", "唐明", "verifier", "team"),
    ("ver2", "曹鉴", "verifier", "team"),
    ("ver3", "彭予", "verifier", "reviewer"),
    ("ver4", "萧澄", "verifier", "decider"),
    ("registry1", "顾简", "registry", "operator"),
    ("registry2", "崔宁", "registry", "national_administrator"),
    ("auditor", "丁察", "registry", "auditor"),
    ("system1", "苏理", "registry", "system_administrator"),
    ("security1", "卫严", "registry", "security_administrator"),
    ("consultant1", "许青", "consultant", "initiator"),
    ("expert2", "苏评", "panel", "expert"),
    ("expert3", "陶议", "panel", "expert"),
    ("expert4", "邹核", "panel", "expert"),
    ("exchange1", "方衡之", "exchange", "officer"),
    ("province1", "陆青", "province", "officer"),
    ("samr1", "高稳", "market", "officer"),
    ("mee1", "江澈", "ministry", "officer"),
    ("expert1", "尹博", "panel", "expert"),
    ("public1", "白露", "", "commenter"),
)
WITH_PASSWORD_ALONE = ("stranger", "public1")           # who have no second factor, and need none


def authenticator(sign_in: str) -> bytes:
    """The secret of a demo person's authenticator: anybody may know it, so it protects nothing."""
    return hashlib.sha256(f"ccer demonstration {sign_in}".encode()).digest()[:20]


SITES = ("220千伏海上升压站", "陆上集控中心", "F01号风电机组")
SITE_PLACES = dict(zip(SITES, (("36.071000", "121.454000"), ("36.380000", "120.690000"), ("36.050000", "121.400000"))))
PRESENT = {"val": "周衡、许正；林海、王表", "ver": "唐明、曹鉴；林海、王表"}
TALK = [["上网电量如何抄录？", "每月最后一日由两人抄表，与结算单核对。"]]
RISKS = [
    {"kind": kind, "risk": risk, "source": source, "likelihood": likelihood, "effect": effect, "response": response}
    for kind, risk, source, likelihood, effect, response in (
        ("inherent", "主表与备表读数不一致", "220千伏计量点", "low", "high", "逐月核对主备表与结算单"),
        ("control", "校准逾期未及时发现", "业主的校准台账", "medium", "medium", "逐份核对校准证书的日期"),
        ("detection", "采用了不适用年度的排放因子", "公布数据表", "low", "high", "按报告上传日重新计算"),
    )
]
STARTS_BEFORE = 330  # days before today on which the story begins

SECTIONS = {
    "A.1.1": "本项目为300兆瓦海上风电场，安装50台单机容量6兆瓦的风电机组，所发电力全部送入华北区域电网。",
    "A.1.2": "项目业主和项目所有者均为海曜新能源（青岛）有限公司，不涉及授权。",
    "A.1.3": "项目核准批复：鲁发改能源〔2020〕演示第18号；开工、并网手续齐全，文件见附件2。",
    "A.1.4": "项目未参与其他任何温室气体自愿减排机制，绿证与减排量不就同一电量重复申领。",
    "A.1.5": "环境影响报告书批复：演示环审〔2020〕7号；用海批复：演示海审〔2020〕3号。",
    "A.2.3": "场址中心点及各机组坐标见表；距岸最近的机组为F01，离岸34.0公里。",
    "A.3": "机组为6兆瓦直驱型，轮毂高度110米，设计寿命25年；铭牌参数与采购合同一致。",
    "A.4": "项目未在其他温室气体减排机制及地方碳普惠等机制登记或申请，不重复认定、不重复计算。",
    "B.1": "采用《并网海上风力发电》CCER-01-002-V01，排放因子采用编制时最新公布的数值。",
    "B.2": "各机组离岸距离均大于30公里，依据海域使用论证报告及其批复逐台列明。",
    "B.3": "项目边界包括机组、升压站、计量及运维设备，以及区域电网内的全部电厂；温室气体种类为二氧化碳。",
    "B.4": "基准线情景：同等电量由所在区域电网的其他电厂提供。",
    "B.5": "符合方法学适用条件，额外性免予论证。",
    "B.6.1": "按公式（1）至（4）计算，年度结果向下取整到吨，各年相加为总量。",
    "B.7.1": "监测上网电量和下网电量，电能表准确度等级0.2S，安装于220千伏送出侧计量点。",
    "B.7.2": "连续计量，每月抄录，不涉及抽样。",
    "B.7.3": "生产部负责抄表与核对；电能表每年校准；数据与结算凭证逐月核对，实行质量保证与质量控制。",
    "C.1": "开工日期为2021年3月18日，即首台风机基础施工开工令所载日期。",
    "C.2": "项目寿命自首台机组并网发电之日（2023年6月30日）起25年。",
    "C.3": "计入期自2024年1月1日至2033年12月31日，共10年，含首尾两天。",
    "D.1": "项目替代化石能源发电，促进当地就业，无不利影响。",
    "D.2": "施工期落实了海洋生态补偿，运行期开展鸟类与海洋生态监测，未见不利影响。",
    "annex-1": "联系人：林海；联系方式见登记账户。",
}


def design() -> dict:
    """The data of the design document."""
    turbines = [
        {
            "t": f"F{n:02d}",
            "lon": f"{121.40 + 0.012 * ((n - 1) % 10):.6f}",
            "lat": f"{36.05 + 0.010 * ((n - 1) // 10):.6f}",
            "distance_km": f"{34 + 0.6 * ((n - 1) % 10):.1f}",
            "depth_m": f"{26 + 0.4 * ((n - 1) // 10):.1f}",
            "capacity_mw": "6",
            "model": "HY-6.0-175",
            "maker": "演示风机制造有限公司",
        }
        for n in range(1, 51)
    ]
    return {
        "project_name": NAME,
        "province": "山东",
        "city": "青岛市",
        "county": "即墨区",
        "location": "青岛市以东黄海海域，场址中心距岸约37公里。",
        "longitude": "121.454000",
        "latitude": "36.071000",
        "capacity_mw": "300",
        "turbines": turbines,
        "grid_region": "N",
        "dispatch_grid": "华北电网（国网山东省电力公司调度）",
        "physically_connected": "yes",
        "dispatched": "yes",
        "commencement_on": "2021-03-18",
        "grid_connected_on": "2023-06-30",
        "retirement_on": "2048-06-29",
        "crediting_from": "2024-01-01",
        "crediting_to": "2033-12-31",
        "seaward_of_tide_line": "yes",
        "lawful": "yes",
        "sustainable": "yes",
        "additionality": "exempt",
        "no_legal_duty": "yes",
        "no_other_mechanism": "yes",
        "one_claim_per_mwh": "yes",
        "green_choice": "none",
        "green_archive_code": "DEMO-ZJ-370200-0018",
        "export_mwh": "801500",
        "import_mwh": "1460",
        "degradation_percent": "0",
        "meters": [
            {"m": "M1", "role": "main", "side": "both", "point": "220 kV 送出线路出线侧", "accuracy_class": "0.2S",
             "serial": "DEMO-0001"},
            {"m": "M2", "role": "backup", "side": "both", "point": "220 kV 送出线路出线侧", "accuracy_class": "0.2S",
             "serial": "DEMO-0002"},
        ],
    }


NOT_NEEDED = ("authorisation", "withdrawal_request", "comment_evidence", "change_note")  # papers of other stories
PERIOD = (date(2024, 1, 1), date(2025, 12, 31))
LATE_FROM, CALIBRATED_AGAIN = date(2025, 3, 10), date(2025, 3, 25)  # a calibration fifteen days late


def months() -> Iterator[tuple[date, date]]:
    """First and last day of each month of the period; cut where the meter's state changes."""
    cuts = {LATE_FROM, CALIBRATED_AGAIN}
    first = PERIOD[0]
    while first <= PERIOD[1]:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        marks = sorted(d for d in (*cuts, following) if first < d <= following)
        for mark in marks:
            yield first, mark - timedelta(days=1)
            first = mark


def energy(first: date, last: date, side: str) -> str:
    """MWh of some days: windy winters, calm summers; fixed, so that the demo is the same each time."""
    daily = {
        1: 2760,
        2: 2655,
        3: 2410,
        4: 2230,
        5: 2020,
        6: 1690,
        7: 1455,
        8: 1510,
        9: 1880,
        10: 2290,
        11: 2585,
        12: 2815,
    }
    days = (last - first).days + 1
    export = Decimal(daily[first.month]) * days + Decimal(first.toordinal() * 7919 % 9973) / Decimal(1000)
    taken = Decimal("4.1") * days + Decimal(first.toordinal() * 104729 % 997) / Decimal(1000)
    return str(export if side == "export" else taken)


def records() -> dict[str, list[dict]]:
    """The monitored data of the period."""
    meter = {
        "side": "both",
        "point": "220 kV 送出线路出线侧",
        "accuracy_class": "0.2S",
        "maker": "演示电能表有限公司",
        "ct_ratio": "1000/1",
        "pt_ratio": "220/0.1",
        "multiplier": "2200000",
        "installed_on": "2023-06-01",
        "verified_on": "2023-04-20",
        "verification_body": "演示省计量科学研究院",
        "verification_by": "statutory",
    }
    calibration = {"kind": "calibration", "body": "演示电力试验研究院", "qualification": "CNAS"}
    spans = list(months())
    rows = [
        {
            "m": "M1",
            "side": side,
            "from": a.isoformat(),
            "to": b.isoformat(),
            "energy_mwh": energy(a, b, side),
            "reader": "王表",
            "read_on": (b + timedelta(days=1)).isoformat(),
        }
        for a, b in spans
        for side in ("export", "import")
    ]
    vouchers = [
        {
            "no": f"JS-{a:%Y%m%d}-{side[:2].upper()}",
            "side": side,
            "from": a.isoformat(),
            "to": b.isoformat(),
            "energy_mwh": energy(a, b, side),
            "issuer": "演示电网结算中心",
        }
        for a, b in spans
        for side in ("export", "import")
    ]
    return {
        "meters": [
            {**meter, "m": "M1", "role": "main", "serial": "DEMO-0001", "verification_no": "JD-2023-0001"},
            {**meter, "m": "M2", "role": "backup", "serial": "DEMO-0002", "verification_no": "JD-2023-0002"},
        ],
        "calibrations": [
            {**calibration, "m": m, "on": on, "certificate_no": f"JZ-{on[:4]}-{m}", "error_percent": error}
            for m in ("M1", "M2")
            for on, error in (
                ("2023-06-02", "0.04"),
                ("2024-03-10", "-0.06"),
                ("2025-03-25", "0.09"),
                ("2026-03-12", "0.07"),
            )
        ],
        "faults": [],
        "seals": [{"m": "M1", "no": "F-2023-118", "on": "2023-06-01", "by": "王表"}],
        "readings": rows,
        "vouchers": vouchers,
        "green": [
            {"month": f"{y}-{m:02d}", "traded_mwh": "0", "statement_no": f"LZ-{y}{m:02d}"}
            for y in (2024, 2025)
            for m in range(1, 13)
        ],
    }


REPORT_SECTIONS = {
    "A.1": "项目已登记，编号见首页；本期为第1核算期。",
    "B.1": "50台机组全部并网运行，无停运和改造。",
    "B.2": "实施情况与经审定的项目设计文件一致，无差异。",
    "B.3": "审定阶段提出的校准日期观察项已在本期落实，见C.3。",
    "C.1": "生产部专人每月抄表，财务部核对结算凭证，安全质量部每季度内部审核。",
    "C.3": "2025年校准逾期15日，逾期时段按方法学7.3.4以最大允许误差保守校正；其余数据无缺失。",
    "D.3": "两年实际值与预计值基本一致。",
    "E.1": "本期未交易绿证，账户对账单逐月列示。",
}


def seen_readings() -> bytes:
    """The readings as the verification team noted them from the bills it saw, as a CSV file."""
    rows = records()["readings"]
    lines = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode()
