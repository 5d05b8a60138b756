"""Numbers and switches of the procedure that a text leaves open or an authority may change.

A stored setting is text, dated and entered by two people; this file gives each key its default, its meaning and the
rule it serves. A rule reads `facts.settings["pub.days_wd"]`, already an int, a date, a bool or a word.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from methodologies.kernel.rules import INPUT, LIKELY, SURE, UNSURE, Confidence, Refusal
from workflows.fees import announced

Value = Any                                             # int, bool, date, Decimal or str: the kind of the key's default
OFF = "off"                                             # the text of a number that nobody has announced
SESSIONS = r"(?:([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d(?:, (?!$)|$))+"


@dataclass(frozen=True)
class Setting:
    """One key. `unit`: WD working days, CD calendar days, TD trading days, year, person, site, minute, t, CNY, share
    (1 is the whole), or empty for a switch or a date. A default of None is a number that may be announced: off until
    it is."""
    key: str
    value: Value
    unit: str
    zh: str
    en: str
    rule: str
    confidence: Confidence
    choices: tuple[tuple[str, str, str], ...] = ()             # (value, zh, en)
    shape: str = ""                                            # pattern of a text that is not one of a few

    @property
    def text(self) -> str:
        """The default as it is stored and typed."""
        if self.value is None:
            return OFF
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)

    def read(self, text: str) -> Value:
        """The value of a stored text; ValueError when it is none of this key's kind."""
        if isinstance(self.value, bool):
            return {"true": True, "false": False}[text] if text in ("true", "false") else _refuse(text)
        if self.value is None and text == OFF:
            return None
        if self.value is None or isinstance(self.value, int):
            return int(text) if text.isascii() and text.isdigit() else _refuse(text)
        if isinstance(self.value, Decimal):
            return self._decimal(text)
        if isinstance(self.value, date):
            return date.fromisoformat(text)
        if self.shape:
            return text if re.fullmatch(self.shape, text) else _refuse(text)
        return text if text in {value for value, _, _ in self.choices} else _refuse(text)

    def _decimal(self, text: str) -> Decimal:
        number = Decimal(text) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text, re.ASCII) else _refuse(text)
        return number if self.unit != "share" or number <= 1 else _refuse(text)


def _refuse(text: str) -> Value:
    raise ValueError(text)


SETTINGS: Mapping[str, Setting] = MappingProxyType({each.key: each for each in (
    Setting("pub.days_wd", 20, "WD", "公示期", "length of the public notice", "R-05", SURE),
    Setting("pub.first_day_counts", True, "", "公示首日计入公示期", "the first day of the notice counts", "R-05", SURE),
    Setting("pub.review_wd", 5, "WD", "公示申请的审核", "review of a request for public notice", "R-182", UNSURE),
    Setting("wd.count_from_next_day", True, "", "审核期限自次一工作日起算",
            "reviews are counted from the next working day", "R-08", LIKELY),
    Setting("review.project_wd", 15, "WD", "项目登记审核", "review of a project registration", "R-45", SURE),
    Setting("review.reduction_wd", 15, "WD", "减排量登记审核", "review of a registration of reductions", "R-45", SURE),
    Setting("review.supplement_max", 1, "", "补正次数", "how often a supplement may be asked for", "R-180", UNSURE),
    Setting("review.supplement_wd", 10, "WD", "补正期限", "time to answer a supplement", "R-180", UNSURE),
    Setting("review.evaluation_max", 1, "", "技术评估次数", "how often experts may be asked", "R-181", UNSURE),
    Setting("review.evaluation_experts", 3, "person", "每次随机委派的专家人数",
            "experts appointed at random each time", "R-181", UNSURE),
    Setting("review.evaluation_wd", 10, "WD", "专家提交意见", "time for the experts' opinions", "R-181", UNSURE),
    Setting("comment.remind_wd", 10, "WD", "意见未答复即提醒业主的时间",
            "after so long the owner is reminded of a comment without a reply", "R-183", UNSURE),
    Setting("comment.reply_level", "public", "", "业主对意见的答复", "the owner's reply to a comment", "R-183", UNSURE,
            (("public", "向社会公开", "public"), ("body", "仅审定与核查机构和登记机构可见", "for body and registry"))),
    Setting("comment.files_max", 3, "", "一条意见可附文件的份数，不超过 3", "files with one comment, 3 at most", "R-37",
            UNSURE),
    Setting("due.soon_wd", 3, "WD", "到期前提醒的时间", "a reminder goes out so long before a last day", "R-08",
            UNSURE),
    Setting("app.stale_days", 0, "CD", "公示期满后搁置多久即终止申请，0 为不终止",
            "an application left lying so long after its notice ends; 0: never", "PA11", UNSURE),
    Setting("account.open_wd", 15, "WD", "登记账户开户审核", "review of an account application", "R-14", SURE),
    Setting("account.change_report_wd", 15, "WD", "报告账户信息变更",
            "reporting a change of account data", "R-15", SURE),
    Setting("account.change_process_wd", 15, "WD", "办理账户信息变更",
            "making a change of account data", "R-15", SURE),
    Setting("account.restore_wd", 15, "WD", "审核解除限制使用", "review of lifting a restriction", "R-16", UNSURE),
    Setting("trading.natural_person", False, "", "允许自然人开户", "natural persons may open accounts", "R-24", UNSURE),
    Setting("pub.new_body_restarts", True, "", "更换审定核查机构后重新公示",
            "a change of body starts a new public notice", "R-184", UNSURE),
    Setting("vvb.staff_min", 10, "person", "机构专职人员最少人数", "full-time staff of a body, at least", "R-22", SURE),
    Setting("vvb.staff_exp_min", 5, "person", "机构中有经历人员最少人数", "experienced staff of a body, at least",
            "R-22", SURE),
    Setting("vvb.staff_exp_years", 2, "year", "机构人员经历年限", "years that make its staff experienced",
            "R-22", SURE),
    Setting("vvb.year_report_month", 3, "", "年度工作报告的截止月份（次年）",
            "month of the next year by whose end a body reports on a year", "R-25", UNSURE),
    Setting("vvb.suspension_is_exit", False, "", "停业整顿期间在办委托视为机构退出",
            "a suspension ends a body's open work", "R-26", UNSURE),
    Setting("vvb.false_report_stops", True, "", "机构因虚假报告被撤销批准的，未登记的申请停止办理",
            "a revocation for a false report stops applications that rest on the body's reports", "R-137", UNSURE),
    Setting("signin.password_profile", "nist", "", "口令策略", "policy of passwords", "R-155", LIKELY,
            (("nist", "长度与禁用词表", "length and a block list"),
             ("mlps", "等保：复杂度与定期更换", "MLPS: complexity and regular change"))),
    Setting("signin.password_days", 90, "CD", "等保策略下口令的有效天数",
            "how long a password lasts under the MLPS policy", "R-155", LIKELY),
    Setting("signin.code_minutes", 10, "minute", "办理账本业务前验证码须在此时间内验证",
            "a ledger act asks for a code not older than this", "R-156", LIKELY),
    Setting("vvb.report_limit_cd", 100, "CD", "自公示首日至出具报告",
            "from the first day of the notice to the report", "R-52", SURE),
    Setting("vvb.limit_hard", False, "", "超过报告期限即不予受理",
            "a report after that limit is refused", "R-52", SURE),
    Setting("vvb.team_min", 2, "person", "审核组最少人数", "smallest team", "R-48", SURE),
    Setting("vvb.team_expert_min", 1, "person", "审核组中专业人员最少人数",
            "experts of the sector in the team", "R-48", SURE),
    Setting("vvb.cooling_years", 3, "year", "曾在委托方任职须回避的年数",
            "years for which past service of the client is a tie", "R-48", UNSURE),
    Setting("vvb.site_full_max", 5, "site", "全部现场查看的最多场所数",
            "up to so many sites, all are visited", "R-50", SURE),
    Setting("vvb.site_sample_min", 5, "site", "抽样查看的最少场所数",
            "sites visited at least when sampling", "R-50", SURE),
    Setting("elig.start_after", date(2012, 11, 8), "", "开工日期须晚于", "construction started after", "R-28", SURE),
    Setting("unique.near_m", 50, "m", "坐标相距不超过多少米视为同一地点",
            "places no further apart than this are one", "R-30", UNSURE),
    Setting("red.generated_after", date(2020, 9, 22), "", "减排量须产生于该日之后",
            "reductions generated after", "R-77", SURE),
    Setting("red.window_years", 5, "year", "申请登记日之前可追溯的年数",
            "years before the application in which reductions may lie", "R-78", SURE),
    Setting("red.window_anchor", "registration_application", "", "五年起算的申请日",
            "the day from which the five years count",
            "R-186", UNSURE, (("registration_application", "申请减排量登记之日", "day of applying for registration"),
             ("publicity_filing", "申请公示之日", "day of filing for public notice"))),
    Setting("change.report_wd", 15, "WD", "报告已登记项目的变更", "reporting a change of a registered project", "R-191",
            UNSURE),
    Setting("change.process_wd", 15, "WD", "办理已登记项目的变更", "making a change of a registered project", "R-191",
            UNSURE),
    Setting("change.owner_judged", True, "", "业主变更须经审定核查机构审查",
            "a change of owner is judged by a body", "R-203", UNSURE),
    Setting("dereg.review_wd", 15, "WD", "审核项目注销申请", "review of a request for deregistration", "R-68", UNSURE),
    Setting("sanction.cancel_due_wd", 20, "WD", "执行处理决定的期限", "time for carrying a measure out",
            "R-129", UNSURE),
    Setting("sanction.bar_years", 3, "year", "撤销登记后不受理申请的年数",
            "years without applications after a revocation", "R-128", SURE),
    Setting("sanction.false_credits_bar_open", True, "", "骗取减排量的，不受理申请且不设终止日",
            "a bar for false credits has no end", "R-197", UNSURE),
    Setting("records.years", 10, "year", "档案保存年限", "how long records are kept", "R-149", SURE),
    Setting("verification.materiality_pct", 5, "%", "核查的重要性水平，占申报减排量的百分比",
            "materiality of a verification, percent of the claim", "R-86", UNSURE),
    Setting("round.mode", "floor", "", "年度减排量取整",
            "rounding of a calendar-year line", "R-98", UNSURE,
            (("floor", "向下取整", "rounded down"),)),
    Setting("issue.wd", 3, "WD", "登记后签发", "from registration to issuance", "RA9", UNSURE),
    Setting("meter.out_from", "previous_calibration", "", "电能表超差的起算日",
            "an out-of-class meter is out from", "R-73",
            UNSURE, (("previous_calibration", "上一次校准之日", "the day of the calibration before"),
                     ("finding", "发现超差之日", "the day of the finding"))),
    Setting("forest.deduction", "table", "", "碳汇不确定性的扣减方式", "a sink's uncertainty is deducted by", "R-82",
            UNSURE, (("table", "分级扣减率", "a rate by band"),
                     ("share", "不确定性的一部分", "a share of the uncertainty"))),
    Setting("etsdeposit.days_cd", 40, "CD", "月度存证，自月末起算",
            "monthly deposit of evidence, after the month's end", "R-76", SURE),
    Setting("trade.qty_step", 1, "t", "交易数量最小变动单位", "step of the quantity traded", "R-102", SURE),
    Setting("trade.price_step", Decimal("0.01"), "CNY", "报价最小变动单位", "step of the price", "R-102", SURE),
    Setting("trade.limit_listed", Decimal("0.10"), "share", "挂牌协议交易涨跌幅", "price limit of listed trades",
            "R-103", SURE),
    Setting("trade.limit_block", Decimal("0.30"), "share", "大宗协议交易涨跌幅", "price limit of block trades",
            "R-103", SURE),
    Setting("trade.reverse_gap_td", 5, "TD", "买入后卖出、卖出后买入的最短间隔",
            "from buying to selling, from selling to buying", "R-107", SURE),
    Setting("trade.sessions", "09:30-11:30, 13:00-15:00", "", "交易时段", "trading sessions", "R-101", SURE,
            shape=SESSIONS),
    Setting("trade.return_hours", "09:30-15:00", "", "转回登记账户的时段",
            "hours for moving credits back", "R-110", SURE, shape=SESSIONS),
    Setting("trade.operators_max", 5, "person", "交易账户操作员上限", "operators of a trading account", "R-19", LIKELY),
    Setting("trade.block_open", False, "", "大宗协议交易已开放", "block trades are open", "R-195", SURE),
    Setting("trade.auction_open", False, "", "单向竞价已开放", "auctions are open", "R-195", SURE),
    Setting("trade.position_max_t", None, "t", "最大持仓量", "largest position", "R-112", UNSURE),
    Setting("trade.report_from_t", None, "t", "大户报告起点", "position to be reported as large", "R-112", UNSURE),
    Setting("trade.watch_order_t", None, "t", "大额申报关注起点", "order that is watched as large", "R-113", UNSURE),
    Setting("trade.watch_cancels", None, "", "当日撤单关注起点", "cancels of a day that are watched", "R-113", UNSURE),
    Setting("fee.open", announced()[0].open_cny, "CNY", "交易账户开户费", "opening a trading account", "R-111", SURE),
    Setting("fee.year", announced()[0].year_cny, "CNY", "交易账户年费", "yearly charge of a trading account",
            "R-111", SURE),
    Setting("fee.listed", announced()[0].listed, "share", "挂牌交易手续费，双向收取",
            "listed trades, of the turnover, from both sides", "R-111", SURE),
    Setting("offset.national_cap", Decimal("0.05"), "share", "全国碳市场抵销比例上限",
            "share of an obligation that credits may cover", "R-125", SURE),
    Setting("offset.registered_after", date(2024, 1, 22), "", "用于抵销的减排量须于该日起登记",
            "credits for surrender registered from this day on", "R-125", LIKELY),
    Setting("pledge.enabled", True, "", "办理质押登记", "pledges are recorded", "R-120", UNSURE),
    Setting("pledge.future_notes", False, "", "办理未来减排量质押备注",
            "notes of a pledge on future credits are taken", "R-120", UNSURE),
    Setting("repo.enabled", False, "", "办理回购", "repurchase is open", "R-121", UNSURE),
    Setting("export.enabled", False, "", "允许跨境使用", "use across the border is open", "R-127", SURE),
)})

DEFAULTS: Mapping[str, Value] = MappingProxyType({key: each.value for key, each in SETTINGS.items()})


def read(stored: Mapping[str, str]) -> Mapping[str, Value]:
    """Defaults overlaid with stored texts. Refusal with every key that is unknown or holds the wrong kind of value."""
    values, broken = dict(DEFAULTS), []
    for key, text in stored.items():
        try:
            values[key] = SETTINGS[key].read(text)
        except (KeyError, ValueError):
            broken.append(INPUT.at(f"/settings/{key}", f"配置“{key}”不能取值“{text}”。",
                                   f"Setting {key} can't be {text!r}."))
    if broken:
        raise Refusal(*broken)
    return MappingProxyType(values)
