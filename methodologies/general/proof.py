"""What the design document states for a general proof of additionality 额外性一般论证."""

from __future__ import annotations

from methodologies.kernel.records import Field, Record

ALTERNATIVES = Record(
    "alternatives",
    "替代方案",
    "Alternatives to the project",
    "a",
    (
        Field("a", "方案编号", "Alternative", "text", example="A1"),
        Field("situation", "方案内容", "What would be done", "longtext"),
        Field("same_service", "提供同等产品或服务", "Gives the same product or service", "yesno"),
        Field("alternative_lawful", "符合法律法规", "Lawful", "yesno"),
        Field("indicator", "该方案的财务指标（比较分析时填写）", "Its indicator, for a comparison", "decimal",
              required=False),
    ),
    min_rows=0,
    help_zh="不列本项目；继续现状也是一种方案",
    help_en="Without the project itself; going on as before is an alternative too",
)
INVESTMENT = (
    Field(
        "investment_analysis",
        "投资分析方法",
        "Investment analysis",
        "choice",
        choices=(
            ("none", "不采用，仅作障碍分析", "none, barriers only"),
            ("simple_cost", "简单成本分析", "simple cost"),
            ("comparison", "投资比较分析", "comparison with the alternatives"),
            ("benchmark", "基准值分析", "benchmark"),
        ),
        required=False,
    ),
    Field("other_income", "除减排量外另有收入", "Has income other than from credits", "yesno", required=False),
    Field(
        "indicator_kind",
        "财务指标",
        "Financial indicator",
        "choice",
        choices=(
            ("irr", "内部收益率（%）", "internal rate of return, %"),
            ("npv", "净现值（万元）", "net present value, 10,000 CNY"),
            ("unit_cost", "单位成本（元，越低越好）", "unit cost, CNY, lower is better"),
        ),
        required=False,
    ),
    Field("project_indicator", "项目指标（不含减排量收入）", "The project's indicator without credits", "decimal",
          required=False),
    Field("indicator_with_credits", "项目指标（含减排量收入）", "The project's indicator with credits", "decimal",
          required=False),
    Field("benchmark", "基准值", "Benchmark", "decimal", required=False),
    Field("benchmark_source", "基准值来源", "Source of the benchmark", "text", required=False),
)
SENSITIVITY = Record(
    "sensitivity",
    "敏感性分析（不含减排量收入的项目指标）",
    "Sensitivity: the project's indicator without credits",
    "parameter",
    (
        Field("parameter", "变动的参数", "Assumption varied", "text", example="静态总投资"),
        Field("minus10", "−10 %", "at −10 %", "decimal"),
        Field("base", "0 %", "as assumed", "decimal"),
        Field("plus10", "+10 %", "at +10 %", "decimal"),
    ),
    min_rows=0,
)
BARRIERS = Record(
    "barriers",
    "障碍分析",
    "Barriers",
    "",
    (
        Field(
            "barrier",
            "障碍类别",
            "Kind",
            "choice",
            choices=(
                ("finance", "融资障碍", "finance"),
                ("technology", "关键技术障碍", "key technology"),
                ("other", "其他障碍", "other"),
            ),
        ),
        Field("why", "障碍及依据", "The barrier and what proves it", "longtext"),
        Field("overcome", "减排量收入如何有助于克服", "How credits help to overcome it", "longtext"),
        Field("not_held_back", "不受此障碍阻碍的替代方案", "An alternative that it does not hold back", "text",
              example="A1"),
    ),
    min_rows=0,
)
COMMON_PRACTICE = (
    Field("common_practice", "普遍性分析：区域、规模、结论", "Common practice: region, scale, conclusion", "longtext",
          required=False),
    Record(
        "similar_projects",
        "同类项目",
        "Similar projects",
        "",
        (
            Field("similar", "项目名称", "Project", "text"),
            Field("place", "所在地", "Place", "text"),
            Field("with_credits", "已申请或获得减排量支持", "Supported by credits", "yesno"),
            Field("difference", "与本项目的本质区别", "Essential difference from this project", "longtext",
                  required=False),
        ),
        min_rows=0,
    ),
)

STATED = (ALTERNATIVES, *INVESTMENT, SENSITIVITY, BARRIERS, *COMMON_PRACTICE)
