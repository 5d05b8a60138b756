"""What a credit can be 减排量状态, the liens 冻结 that lie on it in their order, and the rules every use of it shares.

A holding without liens is free or final; one with liens is in the state of the first of them: a court comes before an
administrative suspension, that before a pledge, a pledge before a pending surrender, then orders and transfers.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31, RR

FREE = {"available": ("可用", "available"), "at_exchange": ("交易平台", "at the exchange")}
LIENS = {                                               # lien → its state; the order is the priority, highest first
    "court": ("judicial_frozen", "司法冻结", "frozen by a court"),
    "administrative": ("admin_frozen", "暂停交易", "trading suspended"),
    "pledge": ("pledged", "质押冻结", "pledged"),
    "surrender": ("surrender_pending", "履约待抵销", "awaiting surrender"),
    "order": ("order_locked", "委托冻结", "locked by an order"),
    "transfer": ("transferring", "转移中", "being transferred"),
}
FINAL = {"retired": ("已注销", "retired"), "force_cancelled": ("强制注销", "cancelled by force")}
STATES = FREE | {state: (zh, en) for state, zh, en in LIENS.values()} | FINAL


def in_order(liens: Iterable[str]) -> tuple[str, ...]:
    """Liens by their priority, highest first."""
    return tuple(sorted(liens, key=list(LIENS).index))


def state_of(liens: Iterable[str], otherwise: str = "available") -> str:
    """The state of a holding under these liens; `otherwise` is what it is without any."""
    first = in_order(liens)[:1]
    return LIENS[first[0]][0] if first else otherwise


def outranking(lien: str) -> frozenset[str]:
    """The liens that come before this one."""
    return frozenset(list(LIENS)[:list(LIENS).index(lien)])


def issued(balance: Mapping[str, int]) -> int:
    """What was issued, from what is in each state: nothing appears and nothing is lost (§5.1)."""
    if strange := set(balance) - set(STATES):
        raise ValueError(f"no state of a credit: {sorted(strange)}")
    return sum(balance.values())


@dataclass(frozen=True)
class Range:
    """A run of serials 编号区段 that a move is about. in_ets: None = its project has not said."""
    where: str                          # pointer shown when it stands in the way, "/ranges/0"
    tonnes: int
    liens: tuple[str, ...] = ()         # of others: never the lien of the very dossier that is judged
    unbound: str = "available"          # of FREE or FINAL: what it is, or was before the liens
    registered_on: date = date(2025, 3, 6)
    in_ets: bool | None = False         # its project lies inside the quota management of an emissions trading system

    @property
    def state(self) -> str:
        return state_of(self.liens, self.unbound)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every use of credits has in common."""
    today: date
    account_active: bool                # the holder's registry account: neither restricted nor closed
    suspended: bool                     # trading of the account is suspended
    tonnes: int                         # the quantity spoken of
    ranges: tuple[Range, ...]           # the serials it is made of
    available_t: int                    # in the account, under no lien and not at the exchange
    abroad: bool = False                # who receives or benefits is outside the country
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-60", zh="持有人的登记账户处于可用状态。", en="The holder's registry account is active.",
      source=cite(HOUSE, "RT, PL, MV", SURE))
def account_is_active(facts: Facts) -> Verdict:
    return facts.account_active or ("/account",)


@rule("R-118c", zh="账户暂停交易期间，其减排量不得动用，此后取得的也不得动用。",
      en="While an account's trading is suspended none of its credits are used, nor those that come later.",
      source=cite(M31, "第27、43条", LIKELY))
def account_is_not_suspended(facts: Facts) -> Verdict:
    return not facts.suspended or ("/account",)


@rule("R-03", zh="数量为不小于1吨的整数，并等于所列编号区段之和。",
      en="The quantity is whole, at least 1 t, and that of the serials listed.", source=cite(M31, "第22条", SURE))
def quantity_is_whole(facts: Facts) -> Verdict:
    whole = type(facts.tonnes) is int and facts.tonnes >= 1
    return (whole and facts.tonnes == sum(each.tonnes for each in facts.ranges)) or ("/tonnes",)


@rule("R-124", zh="所用减排量均为可用状态，数量不超过可用量。",
      en="The credits are available, none under any freeze, and no more than the account has available.",
      source=cite(RR, "第15条", LIKELY))
def credits_are_available(facts: Facts) -> Verdict:
    bound = tuple(each.where for each in facts.ranges if each.state != "available")
    return bound + (() if facts.tonnes <= facts.available_t else ("/tonnes",)) or True


@rule("R-124a", zh="已注销的减排量不得再作任何处理。", en="What is retired or cancelled can't be touched any more.",
      source=cite(RR, "第15条", LIKELY))
def credits_are_alive(facts: Facts) -> Verdict:
    return tuple(each.where for each in facts.ranges if each.state in FINAL) or True


@rule("R-127", zh="跨境交易和使用的办法尚未制定，暂不办理。",
      en="Use or trade across the border has no rules yet and is blocked.", source=cite(M31, "第29条", SURE))
def stays_inside_the_country(facts: Facts) -> Verdict:
    return not facts.abroad or facts.settings["export.enabled"] or ("/abroad",)


@rule("R-117c", zh="顺位在质押之前的司法冻结、暂停交易解除之前，不得处分质押物。",
      en="Pledged credits are not disposed of while a lien that outranks the pledge lies on them.",
      source=cite(HOUSE, "§5.1", UNSURE))
def nothing_outranks_the_pledge(facts: Facts) -> Verdict:
    return tuple(each.where for each in facts.ranges if outranking("pledge") & set(each.liens)) or True


SPENDING = (account_is_active, account_is_not_suspended, quantity_is_whole, credits_are_available)
