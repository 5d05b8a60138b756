"""Across the border 国际: what would let a credit count for another country, range by range. Measures art. 29 leave
it to rules that nobody has made; so no range is authorised unless two people enter a decision with its document, and
none leaves as long as the switch `export.enabled` is off.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.published import PublishedRow, PublishedTable
from methodologies.kernel.records import Field
from methodologies.kernel.rules import UNSURE, Broken, Rule, Verdict, cite, rule
from workflows.holdings import stays_inside_the_country
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31

NOT_AUTHORISED = "not_authorised"
STATUS = ((NOT_AUTHORISED, "未授权", "Not authorised"), ("authorised", "已授权", "Authorised"),
          ("revoked", "授权已撤销", "Authorisation revoked"))
PURPOSES = (("ndc", "用于国家自主贡献", "Towards an NDC"),
            ("oimp", "其他国际减缓目的", "Other international mitigation"), ("other", "其他目的", "Other purposes"))
FIRST_TRANSFERS = (("authorisation", "授权", "Authorisation"), ("issuance", "签发", "Issuance"),
                   ("use", "使用或注销", "Use or cancellation"))
ADJUSTMENTS = (("none", "未作相应调整", "No adjustment"), ("pending", "待作相应调整", "Adjustment pending"),
               ("made", "已作相应调整", "Adjustment made"))


@dataclass(frozen=True)
class Authorisation:
    """What was decided of some serials (R-158). As it stands: nothing was."""
    status: str = NOT_AUTHORISED
    number: str = ""                    # of the decision
    body: str = ""                      # who authorised
    on: date | None = None
    purpose: str = ""                   # of PURPOSES
    first_transfer: str = ""            # of FIRST_TRANSFERS
    adjustment: str = "none"            # of ADJUSTMENTS
    adjusted_year: int | None = None

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """(Chinese, English) of its status and, where something was decided, of what for and the adjustment."""
        said = ((self.status, STATUS), (self.purpose, PURPOSES), (self.adjustment, ADJUSTMENTS))
        known = said if self.number else said[:1]
        return tuple((zh, en) for value, choices in known for key, zh, en in choices if key == value)


@dataclass(frozen=True, kw_only=True)
class Export:
    """Credits that somebody asks to transfer abroad. ranges: pointer and authorisation of each."""
    ranges: tuple[tuple[str, Authorisation], ...]
    abroad: bool = True
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-158", zh="未获国际转让授权的减排量不得转出。",
      en="What is not authorised for international transfer stays here.", source=cite(M31, "第29条", UNSURE))
def each_range_is_authorised(facts: Export) -> Verdict:
    return tuple(where for where, said in facts.ranges if said.status != "authorised") or True


EXPORT = (stays_inside_the_country, each_range_is_authorised)
WHAT_IT_SAYS = Rule("R-158a", "编号区段须首尾有序，已作相应调整的须写明年份。",
                    "Serials run upwards, and an adjustment that was made has a year.", cite(M31, "第29条", UNSURE))


def authorisation_in(row: PublishedRow) -> Authorisation:
    """A row of the table as the fields of its serials."""
    said = row.values
    return Authorisation(said["status"], row.key["number"], said["body"], date.fromisoformat(said["on"]),
                         said["use"], said["first_transfer"], said["adjustment"],
                         int(said["adjusted_year"]) or None)


def judge(row: PublishedRow) -> tuple[Broken, ...]:
    """Why a row is not to be believed."""
    said = row.values
    broken = []
    if int(said["lo"]) > int(said["hi"]):
        broken.append(WHAT_IT_SAYS.at("/hi"))
    if (said["adjustment"] == "made") != bool(int(said["adjusted_year"])):
        broken.append(WHAT_IT_SAYS.at("/adjusted_year"))
    return tuple(broken)


# A later row of the same serials counts instead of an earlier one. The number is short: it is part of the row's name.
AUTHORISATIONS = PublishedTable(
    "itmo", "国际转让授权", "Authorisations of international transfer",
    key=(Field("number", "授权文号", "No. of the decision", "text", longest=20),
         Field("line", "行号", "Line", "integer", minimum="1", maximum="999")),
    values=(Field("project", "项目编码", "Project", "text", longest=20), Field("year", "年度", "Year", "integer"),
            Field("period_no", "核算期次", "Period no.", "integer", minimum="1"),
            Field("lo", "起始编号", "First serial", "integer", minimum="1"),
            Field("hi", "终止编号", "Last serial", "integer", minimum="1"),
            Field("status", "授权状态", "Status", "choice", choices=STATUS[1:]),
            Field("body", "授权机关", "Authority", "text"), Field("on", "授权日期", "Decided on", "date"),
            Field("use", "授权用途", "Authorised for", "choice", choices=PURPOSES),
            Field("first_transfer", "首次转让的定义", "First transfer is", "choice", choices=FIRST_TRANSFERS),
            Field("adjustment", "相应调整", "Corresponding adjustment", "choice", choices=ADJUSTMENTS),
            Field("adjusted_year", "调整年度（未调整填 0）", "Year of the adjustment, 0 for none", "integer")),
    judge=judge, shipped=tuple)
