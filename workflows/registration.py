"""Project registration 项目登记: from the design document to the project code. Law: Measures (Trial) art. 10-15."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from methodologies.kernel.catalogue import WHY_NOT_FILED
from methodologies.kernel.rules import LIKELY, WARN, Broken, Verdict, cite, rule
from workflows import application, filing
from workflows.application import papers
from workflows.engine import Stage
from workflows.engine import State as Base
from workflows.texts import GD, GEC, M31, RECORDS
from workflows.uniqueness import doubles, sharing_is_declared
from workflows.validation import validated_papers_are_there


class State(Base):
    """PA1-PA15, with the codes of the public records."""
    DRAFT = "draft", "草稿", "Draft"
    PUB_REVIEW = "pub_review", "公示审核", "Notice asked for"
    ON_NOTICE = "on_notice", "公示中", "On public notice", "03"
    WITHDRAWAL_ASKED = "withdrawal_asked", "申请撤回", "Withdrawal asked for", "03"
    AWAITING_BODY = "awaiting_body", "待审定机构上传审定附件", "Awaiting the validation report", "06"
    BODY_DONE = "body_done", "审定完成，待申请登记", "Validated, registration not yet applied for", "06"
    UNDER_REVIEW = "under_review", "待国家管理员审核", "Registration under review", "13"
    SUPPLEMENT_ASKED = "supplement_asked", "待补正", "Supplement asked for", "13"
    UNDER_EVALUATION = "under_evaluation", "技术评估中", "Under technical evaluation", "13"
    REGISTERED = "registered", "已登记", "Registered", "14"
    REFUSED = "refused", "不予登记", "Registration refused", "99"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", "97"
    TERMINATED = "terminated", "已终止", "Terminated", "99"


@dataclass(frozen=True, kw_only=True)
class Facts(application.Facts):
    """A project application, as its rules see it."""
    name: str                               # of the project, Chinese
    owner_names: tuple[str, ...]            # full and short names of owner and proprietor
    places: tuple[str, ...]                 # province, city, county, sea area: any may appear in the name
    methodology_in_force: bool              # today, and not a draft module
    methodology_status: str                 # in_force, draft, legacy
    commencement_on: date | None            # 开工日期
    lifetime_from: date | None              # 项目寿命期限: first day and last day
    lifetime_to: date | None
    crediting_from: date | None             # 计入期: both days belong to it
    crediting_to: date | None
    crediting_min_years: int                # by the methodology; 0 = no lower limit
    crediting_max_years: int
    additionality: str                      # "exempt" 免予论证 or "general" 一般论证
    additionality_modes: tuple[str, ...]    # that the methodology admits
    mandated: bool | None                   # a legal or policy duty to reduce; None = not declared
    in_ets: bool | None                     # under quota management of a national or local market
    other_mechanisms: tuple[str, ...] | None    # declared: CDM, VCS, GS …; None = not declared
    gec_linked: bool                        # the methodology is inside the green-certificate link
    gec_archive_code: str                   # 建档立卡代码


@rule("R-28", zh="项目于2012年11月8日之后开工建设。", en="Construction started after 8 November 2012.",
      source=cite(M31, "第10条第3项"), aka=("P1",))
def started_late_enough(facts: Facts) -> Verdict:
    start = facts.commencement_on
    return (start is not None and start > facts.settings["elig.start_after"]) or ("/commencement_on",)


@rule("R-35b", zh="方法学由生态环境部发布且现行有效。",
      en="The methodology was issued by the ministry and is in force.", source=cite(M31, "第10条第2项"))
def methodology_is_in_force(facts: Facts) -> Verdict:
    if facts.methodology_in_force:
        return True
    return (not_filed(facts.methodology_status) if facts.methodology_status in WHY_NOT_FILED else "/methodology",)


def not_filed(status: str) -> Broken:
    """The refusal of a draft, or of a text of the former scheme, with the reason; also before an application begins."""
    return methodology_is_in_force.at("/methodology", *WHY_NOT_FILED[status])


@rule("R-29", zh="项目不负有法定或政策规定的减排义务，也未纳入碳排放权交易配额管理。",
      en="No law or policy obliges the project to reduce, and no emissions market covers it by quota.",
      source=cite(M31, "第10条"), aka=("P2",))
def nothing_obliges_the_project(facts: Facts) -> Verdict:
    said = {"/mandated": facts.mandated, "/in_ets": facts.in_ets}
    return tuple(where for where, answer in said.items() if answer is not False) or True


@rule("R-30", zh="项目唯一：未参与其他减排交易机制，也未与其他项目重复。",
      en="The project is unique: in no other crediting mechanism, and not in the registry already.",
      source=cite(M31, "第10条第1项、第48条"), aka=("P3",))
def project_is_unique(facts: Facts) -> Verdict:
    elsewhere = ("/other_mechanisms",) if facts.other_mechanisms is None or facts.other_mechanisms else ()
    return elsewhere + tuple(match.told_by(project_is_unique) for match in doubles(facts.matches)) or True


@rule("R-31", zh="额外性的论证方式为方法学所允许。", en="Additionality is shown in a way the methodology admits.",
      source=cite(M31, "第10条第1项、第48条"))
def additionality_is_shown(facts: Facts) -> Verdict:
    return facts.additionality in facts.additionality_modes or ("/additionality",)


@rule("R-33a", zh="项目已填写绿证建档立卡代码。",
      en="The project gives its archive code in the green-certificate system.",
      source=cite(GEC, "第1、2条"), aka=("G3",))
def archive_code_is_given(facts: Facts) -> Verdict:
    return not facts.gec_linked or bool(facts.gec_archive_code) or ("/gec_archive_code",)


@rule("R-35a", zh="项目名称宜含业主或项目所有者简称、所在地、技术与规模，请对照指南的命名规则。",
      en="The name should hold owner or proprietor, place, technology and size: check the guide's naming rule.",
      source=cite(GD, "项目名称", LIKELY), grade=WARN, aka=("N-01",))
def name_says_whose_and_where(facts: Facts) -> Verdict:
    named = any(each and each in facts.name for each in facts.owner_names)
    placed = any(each and each.rstrip("省市县区") in facts.name for each in facts.places)
    return ((named or placed) and facts.name.rstrip("。 ").endswith("项目")) or ("/name",)


@rule("R-93", zh="计入期在项目寿命期限之内。", en="The crediting period lies inside the project's lifetime.",
      source=cite(M31, "第8条"), aka=("P-05",))
def crediting_inside_lifetime(facts: Facts) -> Verdict:
    first, last = facts.crediting_from, facts.crediting_to
    if first is None or last is None or facts.lifetime_from is None or facts.lifetime_to is None:
        return ("/crediting_from", "/crediting_to")
    early = ("/crediting_from",) if first < facts.lifetime_from else ()
    late = ("/crediting_to",) if last > facts.lifetime_to else ()
    return early + late or True


@rule("R-94", zh="计入期不超过方法学规定的年限，首尾两日均计入。",
      en="The crediting period is no longer than the methodology allows, both end days included.",
      source=cite(RECORDS, "计入期", LIKELY), aka=("P-06",))
def crediting_is_not_too_long(facts: Facts) -> Verdict:
    first, last = facts.crediting_from, facts.crediting_to
    if first is None or last is None:
        return ("/crediting_to",)
    return first <= last <= years_later(first, facts.crediting_max_years) or ("/crediting_to",)


@rule("R-94a", zh="计入期不短于方法学规定的年限，首尾两日均计入。",
      en="The crediting period is no shorter than the methodology asks, both end days included.",
      source=cite(RECORDS, "计入期", LIKELY))
def crediting_is_not_too_short(facts: Facts) -> Verdict:
    first, last, years = facts.crediting_from, facts.crediting_to, facts.crediting_min_years
    if not years or first is None or last is None:
        return True                                     # no lower limit known, or R-94 says so already
    return last >= years_later(first, years) or ("/crediting_to",)


@rule("R-95", zh="计入期最早自2020年9月23日开始。",
      en="The crediting period begins on 23 September 2020 at the earliest.", source=cite(M31, "第17条第3项"))
def crediting_is_not_too_early(facts: Facts) -> Verdict:
    begins = facts.crediting_from
    return (begins is not None and begins > facts.settings["red.generated_after"]) or ("/crediting_from",)


@rule("R-56", zh="申请登记材料齐全：申请表、经审定的项目设计文件、审定报告、承诺书。",
      en="Papers complete: application form, validated design document, validation report, commitment letter.",
      source=cite(M31, "第14条"))
def registration_papers_are_there(facts: Facts) -> Verdict:
    wanted = {"application_form", "validated_design", "validation_report", "commitment_letter"}
    return papers(*sorted(wanted - facts.documents)) or True


def years_later(first: date, years: int) -> date:
    """The last day of a span of whole years: start + n years − 1 day (R-95, P-06)."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:                                  # from 29 February: the span ends with the 28th
        return date(first.year + years, 2, 28)


def average_tonnes(total: Decimal | int, years: int) -> int:
    """The yearly average as it is shown, rounded down; the total is kept (R-98)."""
    return int(total) // years


def project_code(type_code: str, sequence: int) -> str:
    """R-58: "A0201", 1 → "A210001": letter of the sector, number of the methodology, 1, four digits.

    ValueError when the type code is none, its number has two digits, or the sequence is not in 1…9999."""
    letter, number = type_code[:1], type_code[1:3]
    if not (letter.isascii() and letter.isupper() and number.isdigit() and 1 <= int(number) <= 9):
        raise ValueError(f"no project code for type {type_code!r}")
    if not 1 <= sequence <= 9999:
        raise ValueError(f"no project code for sequence {sequence}")
    return f"{letter}{int(number)}1{sequence:04d}"


ELIGIBLE = (started_late_enough, methodology_is_in_force, nothing_obliges_the_project, project_is_unique,
            additionality_is_shown, archive_code_is_given, crediting_inside_lifetime, crediting_is_not_too_long,
            crediting_is_not_too_short, crediting_is_not_too_early)

REGISTRATION = Stage("registration", State, filing.rows(
    State, review="review.project_wd", subject=("项目", "project"), report=("项目审定报告", "validation report"),
    rules={
        "submit": (*ELIGIBLE, sharing_is_declared, name_says_whose_and_where),
        "upload_positive": (validated_papers_are_there,),
        "apply": (*ELIGIBLE, sharing_is_declared, registration_papers_are_there),
        "register": (project_is_unique, sharing_is_declared, registration_papers_are_there),
    }), zh="项目申请", en="Project application")
