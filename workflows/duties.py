"""Who may serve where: kinds of organisation and their duties, three separated administrators 三员分立, staff who may
not trade.

A duty is proposed by one administrator and confirmed by a security administrator, who is another person.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, Verdict, cite, rule
from workflows.texts import M31

MLPS = "GB/T 22239-2019"
ADMINISTRATORS = frozenset({"system_administrator", "security_administrator", "auditor"})
TRADERS = frozenset({"owner", "key_emitter", "trader"})                    # kinds that hold and trade credits
BARRED = frozenset({"regulator", "market_supervision", "province", "registry", "exchange", "body"})
REPRESENTATIVES = frozenset({"initiator", "confirmer"})
FITTING: Mapping[str, frozenset[str]] = {                                  # duty → kinds of organisation
    **dict.fromkeys(REPRESENTATIVES, TRADERS | {"body", "province", "pledgee", "consultant"}),
    **dict.fromkeys(("team", "reviewer", "decider"), frozenset({"body"})),
    **dict.fromkeys(("operator", "national_administrator", *ADMINISTRATORS), frozenset({"registry"})),
    "officer": frozenset({"exchange", "province", "market_supervision", "regulator", "court"}),
    "expert": frozenset({"expert_panel"}),
    "commenter": frozenset({""}),
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A duty about to be given. `present`: (kind of organisation, duty) of each that the person has, "" for none."""
    duty: str
    kind: str                           # of the organisation, "" for a commenter
    present: frozenset[tuple[str, str]]
    own_t: int                          # tonnes in a natural person's account of their own
    reported: bool                      # the person told the employer of former holdings, as R-11 asks


@rule("H-DU1", zh="该职责与机构的类型相符。", en="The duty is one of that kind of organisation.",
      source=cite(HOUSE, "R-12, R-19", LIKELY))
def duty_fits_the_organisation(facts: Facts) -> Verdict:
    return facts.kind in FITTING.get(facts.duty, ()) or ("/duty",)


@rule("R-155a", zh="系统管理员、安全管理员、审计员三员分立：三者不得由同一人担任，也不得兼任其他职责。",
      en="System administrator, security administrator and auditor are three people, and have no other duty.",
      source=cite(MLPS, "8.1.5", LIKELY))
def administrators_are_apart(facts: Facts) -> Verdict:
    others = {duty for _, duty in facts.present if duty != facts.duty}
    mixed = (facts.duty in ADMINISTRATORS and others) or others & ADMINISTRATORS
    return not mixed or ("/duty",)


@rule("R-11a", zh="主管部门、登记机构、交易机构、审定与核查机构人员不得担任交易主体的代表。",
      en="Staff of the authorities, the registry, the exchange or a body represent no trading entity.",
      source=cite(M31, "第37条", SURE))
def staff_represent_no_trader(facts: Facts) -> Verdict:
    after = facts.present | {(facts.kind, facts.duty)}
    represents = any(kind in TRADERS and duty in REPRESENTATIVES for kind, duty in after)
    return not (represents and any(kind in BARRED for kind, _ in after)) or ("/duty",)


@rule("R-11b", zh="成为上述人员的，须先处置本人持有的减排量并向所在单位报告。",
      en="Who becomes one of them first disposes of their own credits and reports to the employer.",
      source=cite(M31, "第37条", SURE))
def own_credits_are_gone_and_reported(facts: Facts) -> Verdict:
    if facts.kind not in BARRED:
        return True
    held = ("/holdings",) if facts.own_t else ()
    return held + (() if facts.reported else ("/reported",)) or True


DUTY_RULES = (duty_fits_the_organisation, administrators_are_apart, staff_represent_no_trader,
              own_credits_are_gone_and_reported)
