"""Registry accounts 登记账户: applied for, opened, changed, restricted, closed. Law: rules of registration art. 5-11.

A joint opening is reviewed first by the exchange 初审, then by the registry 复审; an independent one by the registry.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, WARN, Verdict, cite, rule
from workflows.application import REASON, papers
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import AO, M31, RR, TR


class State(Base):
    """AC. A change under review leaves the account usable; a closure asked for does not."""
    DRAFT = "draft", "填写申请", "Application being written"
    FIRST_REVIEW = "first_review", "审核中（交易机构初审）", "Under review by the exchange"
    IN_REVIEW = "in_review", "审核中（登记机构审核）", "Under review by the registry"
    REFUSED = "refused", "审核不通过", "Not approved"
    CLOSURE_ASKED = "closure_asked", "申请销户", "Closure asked for"
    CLOSED = "closed", "已销户", "Closed"
    RESTRICTED = "restricted", "限制使用", "Restricted"
    RESTORE_ASKED = "restore_asked", "申请解除限制", "Lifting of the restriction asked for"
    CHANGE_REVIEW = "change_review", "变更审核中", "Change of data under review"
    ACTIVE = "active", "开户成功", "Active"             # last: whatever comes back to it leads on


KINDS = {                                               # R-12, and the natural person of R-24
    "project_owner": ("项目业主", "project owner"),
    "key_emitter": ("重点排放单位", "key emitter"),
    "trading_entity": ("其他交易主体", "other trading entity"),
    "body": ("审定与核查机构", "validation and verification body"),
    "department": ("省级生态环境主管部门", "provincial department"),
    "natural_person": ("自然人", "natural person"),
}
TRADING = frozenset({"project_owner", "key_emitter", "trading_entity", "natural_person"})
EMPLOYERS = {                                           # where a representative works, as declared and as known here
    "applicant": ("申请单位", "the applicant"),
    "other": ("其他单位", "another employer"),
    "regulator": ("生态环境部及其所属单位", "the ministry of ecology or a unit of it"),
    "market_supervision": ("市场监管部门", "market supervision"),
    "province": ("省级生态环境主管部门", "a provincial ecology department"),
    "registry": ("注册登记机构", "the registry"),
    "exchange": ("交易机构", "the exchange"),
    "body": ("审定与核查机构", "a validation and verification body"),
    "it_contractor": ("登记、交易系统运维单位", "an IT contractor of the registry or the exchange"),
}
BARRED = frozenset(EMPLOYERS) - {"applicant", "other"}
GROUNDS = (("licence", "营业执照或身份信息与实际不符", "Licence or identity no longer matches reality"),
           ("unreported", "未按期报告信息变更", "A change was not reported in time"),
           ("breach", "其他违规情形", "Another breach"))
ENDINGS = (("merger", "合并", "Merger"), ("split", "分立", "Split"), ("dissolution", "解散", "Dissolution"),
           ("bankruptcy", "破产", "Bankruptcy"), ("death", "自然人死亡", "Death of a natural person"),
           ("other", "其他法定情形", "Another case of law"))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An account, as its moves see it. What the move being taken asks for is None or "" until it is given."""
    today: date
    kind: str                           # key of KINDS
    known_kind: str                     # of KINDS, for an organisation that is in the system already; "" = it is not
    other_account: bool                 # the entity has another account, open or applied for
    employers: tuple[tuple[str, str], ...]      # (pointer, kind of EMPLOYERS): declared, and found by identity
    initiator: str                      # the two representatives, ids as text; "" = not named
    confirmer: str
    documents: frozenset[str]
    review_due: date | None             # last day of the registry's review
    account_no: str                     # of the registry account; "" before it is opened
    trading_no: str                     # of the trading account; "" = none
    changed_on: date | None             # day of the change that is reported
    change_due: date | None             # last day for reporting it, or for reporting the one complained of
    changes: frozenset[str] | None      # names of the data that the report changes
    ground: str                         # of GROUNDS, when the account is about to be restricted
    restricted_on: date | None
    cured_on: date | None               # day on which the registry found the cause cured
    open_business: tuple[str, ...]      # pointers to dossiers of the holder that are not finished
    held_t: int                         # tonnes in the account, neither retired nor cancelled
    bound_t: int                        # of these, under a lien or at the exchange
    successor: str                      # credit code; "" = none named
    successor_active: bool              # whose own registry account is usable
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-11", zh="主管部门、登记机构、交易机构、审定与核查机构及系统运维单位的人员不得参与交易。",
      en="Staff of the authorities, the registry, the exchange, a body or an IT contractor may not trade.",
      source=cite(M31, "第37条", SURE))
def nobody_is_barred_from_trading(facts: Facts) -> Verdict:
    if facts.kind not in TRADING:
        return True
    return tuple(dict.fromkeys(where for where, employer in facts.employers if employer in BARRED)) or True


@rule("R-12", zh="账户类型为登记规则所列，且与该主体在本系统中的类型一致。",
      en="The kind of account is one of the rules', and that of the entity where it is known here.",
      source=cite(RR, "第5条", SURE))
def kind_is_one_of_the_rules(facts: Facts) -> Verdict:
    return (facts.kind in KINDS and facts.known_kind in ("", facts.kind)) or ("/kind",)


@rule("R-13", zh="一个主体只能开立一个登记账户。", en="One entity, one registry account.",
      source=cite(RR, "第6条", SURE))
def entity_has_no_other_account(facts: Facts) -> Verdict:
    return not facts.other_account or ("/credit_code",)


@rule("R-13a", zh="一个主体只能开立一个交易账户。", en="One entity, one trading account.",
      source=cite(TR, "第7条", SURE))
def entity_has_no_trading_account(facts: Facts) -> Verdict:
    return not facts.trading_no or ("/trading_no",)


@rule("R-14", zh="开户材料齐全：主体资格证明、代表授权书。",
      en="The papers are complete: proof of the entity, authorisation of its representatives.",
      source=cite(RR, "第7条", SURE))
def opening_papers_are_there(facts: Facts) -> Verdict:
    return papers(*sorted({"entity_proof", "representatives_authorisation"} - facts.documents)) or True


@rule("R-14a", zh="登记机构自收到申请之日起十五个工作日内作出决定。",
      en="The registry decides within 15 working days of receipt.", source=cite(RR, "第7条", SURE), grade=WARN)
def decision_is_in_time(facts: Facts) -> Verdict:
    return facts.review_due is None or facts.today <= facts.review_due or ("/review",)


@rule("R-15", zh="信息变更自变更之日起十五个工作日内报告。",
      en="A change of data is reported within 15 working days.", source=cite(RR, "第8条", SURE), grade=WARN)
def change_is_reported_in_time(facts: Facts) -> Verdict:
    return facts.change_due is None or facts.today <= facts.change_due or ("/changed_on",)


@rule("R-15a", zh="变更日期不晚于当日，且至少有一项信息发生变更。",
      en="The change is not in the future and changes something.", source=cite(RR, "第8条", LIKELY))
def something_has_changed(facts: Facts) -> Verdict:
    future = ("/changed_on",) if facts.changed_on is not None and facts.changed_on > facts.today else ()
    nothing = ("/name_zh",) if facts.changes is not None and not facts.changes else ()
    return future + nothing or True


@rule("R-16", zh="以未按期报告变更为由限制使用的，报告期限须已届满。",
      en="To restrict for a change not reported, the time for reporting it has run out.",
      source=cite(RR, "第10条", SURE))
def ground_of_restriction_is_there(facts: Facts) -> Verdict:
    if facts.ground != "unreported":
        return True
    return (facts.change_due is not None and facts.today > facts.change_due) or ("/changed_on",)


@rule("R-16a", zh="限制使用的原因消除后方可恢复。", en="The account is restored once the cause has been cured.",
      source=cite(RR, "第10条", SURE))
def cause_is_cured(facts: Facts) -> Verdict:
    if facts.cured_on is None:
        return True
    started = facts.restricted_on or date.min
    return started <= facts.cured_on <= facts.today or ("/cured_on",)


@rule("R-17", zh="销户前，持有人的在办业务均已办结。", en="Before closure every business of the holder is finished.",
      source=cite(RR, "第11条", SURE))
def no_business_is_open(facts: Facts) -> Verdict:
    return facts.open_business or True


@rule("R-17a", zh="销户时账户内没有减排量，或者已指明承继主体。",
      en="At closure the account holds nothing, or a successor is named.", source=cite(RR, "第11条", SURE))
def nothing_is_held_or_it_is_succeeded(facts: Facts) -> Verdict:
    return (facts.held_t == 0 or bool(facts.successor)) or ("/successor",)


@rule("R-116", zh="承继主体有可用的登记账户，附有承继证明，且所承继的减排量均未被冻结、质押或转入交易平台。",
      en="The successor has a usable account, proof is attached, and no credit is frozen, pledged or at the exchange.",
      source=cite(M31, "第25条", LIKELY))
def succession_is_proved(facts: Facts) -> Verdict:
    if not facts.successor:
        return True
    unknown = () if facts.successor_active else ("/successor",)
    bound = ("/holdings",) if facts.bound_t else ()
    return unknown + papers(*sorted({"succession_proof"} - facts.documents)) + bound or True


@rule("R-18", zh="联合开户同时开立交易账户，仅适用于可以参与交易的主体。",
      en="A joint opening opens a trading account too: for those who may trade.", source=cite(AO, "开户方式", SURE))
def holder_may_trade(facts: Facts) -> Verdict:
    return facts.kind in TRADING or ("/kind",)


@rule("R-19", zh="发起代表与确认代表均已指定，且不是同一人。",
      en="An initiator and a confirmer are named, and are two people.", source=cite(AO, "代表", LIKELY))
def representatives_are_two(facts: Facts) -> Verdict:
    named = bool(facts.initiator) and bool(facts.confirmer)
    return (named and facts.initiator != facts.confirmer) or ("/confirmer",)


@rule("R-21", zh="开立交易账户之前，已开立登记账户。",
      en="The registry account comes before the trading account.", source=cite(TR, "第6条", SURE))
def registry_account_is_there(facts: Facts) -> Verdict:
    return bool(facts.account_no) or ("/account_no",)


@rule("R-24", zh="自然人开户尚未开放。", en="Accounts of natural persons have not been opened to the public yet.",
      source=cite(HOUSE, "trading.natural_person", UNSURE))
def natural_persons_are_admitted(facts: Facts) -> Verdict:
    return facts.kind != "natural_person" or facts.settings["trading.natural_person"] or ("/kind",)


@rule("H-20", zh="申请书所列信息填写完整。", en="The application is filled in.", source=cite(HOUSE, "AC", SURE))
def application_is_filled_in(facts: Facts) -> Verdict:
    return tuple(where for where, employer in facts.employers if employer not in EMPLOYERS) or True


DATA = (("name_zh", "单位名称", "Name"), ("name_en", "英文名称", "English name"), ("address", "注册地址", "Address"),
        ("representative", "法定代表人", "Legal representative"), ("phone", "联系电话", "Phone"))
NEW_DATA = tuple(Ask(name, f"变更后的{zh}", f"New: {en.lower()}", "text", required=False) for name, zh, en in DATA)
TRADING_NO = Ask("trading_no", "交易账户号", "Number of the trading account", "text")
CHANGED_ON = Ask("changed_on", "变更日期", "Changed on", "date")
SUCCESSOR = Ask("successor", "承继主体的统一社会信用代码", "Credit code of the successor", "text", required=False)
ENDING = Ask("ending", "销户情形", "Case", "choice", ENDINGS)
RESTRICTING = (Ask("ground", "限制情形", "Ground", "choice", GROUNDS), REASON,
               Ask("changed_on", "未报告的变更发生日期", "Day of the unreported change", "date", required=False))
CURE = Ask("cure", "整改情况说明", "How the cause was cured")

S, A = State, Actor
FIRST, SECOND, REGISTRY, CHIEF = A.OWNER_INITIATOR, A.OWNER_CONFIRMER, A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
OPENING = (application_is_filled_in, nobody_is_barred_from_trading, kind_is_one_of_the_rules,
           entity_has_no_other_account, opening_papers_are_there, representatives_are_two,
           natural_persons_are_admitted)
CHANGING = (something_has_changed, change_is_reported_in_time)
CLOSING = (no_business_is_open, nothing_is_held_or_it_is_succeeded, succession_is_proved)

ACCOUNT = Stage("account", State, (
    Move("apply_joint", S.DRAFT, S.FIRST_REVIEW, FIRST, (*OPENING, holder_may_trade),
         zh="申请联合开户", en="Apply for a joint opening"),
    Move("apply", S.DRAFT, S.IN_REVIEW, FIRST, OPENING, zh="申请独立开户", en="Apply for a registry account alone",
         due="account.open_wd"),
    Move("pass_first", S.FIRST_REVIEW, S.IN_REVIEW, A.EXCHANGE, (nobody_is_barred_from_trading,),
         zh="初审通过", en="Pass the first review", asks=(TRADING_NO,), due="account.open_wd"),
    Move("refuse", S.FIRST_REVIEW, S.REFUSED, A.EXCHANGE, zh="初审不通过", en="Refuse at the first review",
         asks=(REASON,)),
    Move("approve", S.IN_REVIEW, S.ACTIVE, REGISTRY, (*OPENING, decision_is_in_time), confirm=CHIEF,
         zh="准予开户", en="Open the account"),
    Move("refuse", S.IN_REVIEW, S.REFUSED, REGISTRY, (decision_is_in_time,), confirm=CHIEF,
         zh="不予开户", en="Refuse to open the account", asks=(REASON,)),
    Move("open_trading", S.ACTIVE, S.ACTIVE, A.EXCHANGE, (registry_account_is_there, holder_may_trade,
         entity_has_no_trading_account, natural_persons_are_admitted), zh="绑定交易账户", en="Bind a trading account",
         asks=(TRADING_NO,)),
    Move("report_change", S.ACTIVE, S.CHANGE_REVIEW, FIRST, CHANGING, confirm=SECOND, zh="报告信息变更",
         en="Report a change of data", asks=(CHANGED_ON, *NEW_DATA), due="account.change_process_wd"),
    Move("accept_change", S.CHANGE_REVIEW, S.ACTIVE, REGISTRY, zh="变更完成", en="Make the change"),
    Move("decline_change", S.CHANGE_REVIEW, S.ACTIVE, REGISTRY, zh="不予变更", en="Decline the change",
         asks=(REASON,)),
    *(Move("restrict", state, S.RESTRICTED, REGISTRY, (ground_of_restriction_is_there,), confirm=CHIEF,
           zh="限制使用", en="Restrict the account", asks=RESTRICTING)
      for state in (S.ACTIVE, S.CHANGE_REVIEW)),
    Move("ask_restore", S.RESTRICTED, S.RESTORE_ASKED, FIRST, confirm=SECOND, zh="申请解除限制",
         en="Ask for the restriction to be lifted", asks=(CURE, *NEW_DATA), due="account.restore_wd"),
    Move("restore", S.RESTORE_ASKED, S.ACTIVE, REGISTRY, (cause_is_cured,), confirm=CHIEF,
         zh="恢复使用", en="Restore the account", asks=(Ask("cured_on", "原因消除日期", "Found cured on", "date"),)),
    Move("decline_restore", S.RESTORE_ASKED, S.RESTRICTED, REGISTRY, zh="不予恢复", en="Keep the restriction",
         asks=(REASON,)),
    Move("ask_closure", S.ACTIVE, S.CLOSURE_ASKED, FIRST, CLOSING, confirm=SECOND,
         zh="申请销户", en="Ask for closure", asks=(ENDING, SUCCESSOR)),
    Move("close", S.CLOSURE_ASKED, S.CLOSED, REGISTRY, CLOSING, confirm=CHIEF, zh="销户", en="Close the account"),
    Move("decline_closure", S.CLOSURE_ASKED, S.ACTIVE, REGISTRY, zh="不予销户", en="Decline the closure",
         asks=(REASON,)),
    *(Move("close", state, S.CLOSED, REGISTRY, CLOSING, confirm=CHIEF, zh="销户（承继人申请或法定情形）",
           en="Close, for a successor or by law", asks=(ENDING, REASON, SUCCESSOR))
      for state in (S.ACTIVE, S.RESTRICTED)),
), zh="登记账户", en="Registry account")
