"""How the stages hang together: which move a finished move calls for, on what; what a deadline is; every rule once."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from methodologies.kernel.rules import Rule
from workflows.approval import APPROVAL
from workflows.calendar import CALENDAR, Calendar, Due, Term, Window
from workflows.cancellation import CANCELLATION
from workflows.comments import COMMENT, COMMENTING
from workflows.correction import CORRECTION
from workflows.design_checks import DESIGN_CHECKS, REPORT_CHECKS
from workflows.engine import Move, Stage
from workflows.exchange import MARKET_DAY, MARKET_ORDER
from workflows.freeze import FREEZE, SUSPENSION
from workflows.future import NOTING
from workflows.issuance import ISSUANCE
from workflows.mandates import MANDATE
from workflows.market import BINDING, MARKET_MOVE
from workflows.monitoring import MONITORING
from workflows.orders import ORDER
from workflows.parties import ACCOUNT
from workflows.pledge import PLEDGE
from workflows.projects import PROJECT
from workflows.public_records import OWN_RULES
from workflows.reapplication import AGAIN
from workflows.registration import REGISTRATION
from workflows.reports import REPORT
from workflows.retirement import RETIREMENT, SURRENDER
from workflows.sanctions import MEASURE, SANCTION
from workflows.settings import DEFAULTS, SETTINGS, Value
from workflows.settlement import SETTLEMENT
from workflows.transfer import TRANSFER
from workflows.validation import VALIDATION
from workflows.verification import VERIFICATION

STAGES: Mapping[str, Stage] = {
    each.name: each for each in (
        REGISTRATION, VALIDATION, MONITORING, ISSUANCE, VERIFICATION, ACCOUNT, APPROVAL, COMMENT, PROJECT, SANCTION,
        MEASURE,
        RETIREMENT, SURRENDER, PLEDGE, FREEZE, SUSPENSION, TRANSFER, CANCELLATION, CORRECTION, MARKET_MOVE, ORDER,
        SETTLEMENT, BINDING, MARKET_ORDER, MARKET_DAY,
        REPORT, MANDATE)}


@dataclass(frozen=True)
class Next:
    """What follows at once, in the same transaction: a new row in its first state, or a move of an existing one."""
    kind: str                           # "open" or "move"
    stage: str
    trigger: str = ""                   # of the move; empty when a row opens
    on: str = "application"             # "application", "engagement", "period", "account", "order": of what moved


_UPLOAD = {"validation": "registration", "verification": "issuance"}
_FREES = ("return", "restart", "grant_withdrawal", "terminate", "refuse", "upload_negative", "expire")

_CALLS: Mapping[tuple[str, str], tuple[Next, ...]] = {
    ("registration", "release"): (Next("open", "validation", on="engagement"),),
    ("registration", "recommission"): (Next("open", "validation", on="engagement"),),
    ("issuance", "recommission"): (Next("open", "verification", on="engagement"),),
    ("issuance", "submit"): (Next("move", "monitoring", "claim", "period"),),
    ("issuance", "release"): (Next("open", "verification", on="engagement"),),
    ("issuance", "upload_positive"): (Next("move", "monitoring", "verify", "period"),),
    **{("issuance", trigger): (Next("move", "monitoring", "release", "period"),) for trigger in _FREES},
    **{(work, f"issue_{word}"): (Next("move", filing, f"upload_{word}", "application"),)
       for work, filing in _UPLOAD.items() for word in ("positive", "negative")},
    ("settlement", "void"): (Next("move", "market_order", "reopen", "order"),),
    ("cancellation", "cancel_short"): (Next("open", "measure", on="account"),),
}

LEDGER_ACTS: Mapping[str, frozenset[str]] = {           # moves that bring, take or end credits
    "issuance": frozenset({"issue"}), "account": frozenset({"close"})}
OF_HOLDINGS = frozenset({"retirement", "surrender", "pledge", "freeze", "suspension", "transfer", "cancellation",
                         "correction", "market_move", "order", "market_order", "settlement"})  # every move of theirs is


def is_ledger_act(stage_name: str, trigger: str) -> bool:
    """Whether a move changes who owns which credits: then both people show a second factor at once."""
    return stage_name in OF_HOLDINGS or trigger in LEDGER_ACTS.get(stage_name, ())


def opens(stage_name: str, trigger: str) -> tuple[Next, ...]:
    """What a finished move calls for. The body's report is the move "upload" on the application it serves."""
    return _CALLS.get((stage_name, trigger), ())


def caused(stage_name: str, trigger: str) -> bool:
    """True for moves that only another move takes: no button offers them."""
    return any(each.kind == "move" and (each.stage, each.trigger) == (stage_name, trigger)
               for nexts in _CALLS.values() for each in nexts)


def notice_of(released_on: date, settings: Mapping[str, Value] = DEFAULTS, calendar: Calendar = CALENDAR) -> Window:
    """The notice window of a request released on this day."""
    return calendar.notice_after(released_on, settings["pub.days_wd"], first_counts=settings["pub.first_day_counts"])


def term(move: Move, today: date, *, notice: date | None = None,
         settings: Mapping[str, Value] = DEFAULTS) -> Term | None:
    """How long the state a move leads to may last, or None. notice: the first day of the dossier's public notice."""
    if not move.due:
        return None
    days = settings[move.due]
    if move.due == "pub.days_wd":
        return Term(notice or notice_of(today, settings).starts_on, days, "notice", settings["pub.first_day_counts"])
    if SETTINGS[move.due].unit == "CD":                 # the body's 100 days count from the first day of the notice
        return Term(notice or today, days, "calendar")
    return Term(today, days, first_counts=not settings["wd.count_from_next_day"])


def deadline(move: Move, today: date, *, notice: Window | None = None, settings: Mapping[str, Value] = DEFAULTS,
             calendar: Calendar = CALENDAR) -> Due | None:
    """The last day of the state a move leads to, or None. `notice` is the window fixed at release, needed after it."""
    if notice is not None and move.due == "pub.days_wd":
        return notice.ends
    found = term(move, today, notice=notice.starts_on if notice else None, settings=settings)
    return calendar.due(found) if found else None


def rules() -> tuple[Rule, ...]:
    """Every rule of the stages, of the checks of form and of public records, once, in the order of the tables."""
    return tuple({each.id: each for each in all_rules()}.values())


def where_obeyed(rule_id: str) -> tuple[str, ...]:
    """The moves that hold a rule, "registration.submit"."""
    return tuple(dict.fromkeys(f"{stage.name}.{move.trigger}" for stage in STAGES.values() for move in stage.moves
                               for each in move.rules if each.id == rule_id))


def all_rules() -> Iterator[Rule]:
    """Every rule wherever it is held, so as often as it is held."""
    for stage in STAGES.values():
        for move in stage.moves:
            yield from move.rules
    yield from (*DESIGN_CHECKS, *REPORT_CHECKS, *OWN_RULES, *AGAIN, *COMMENTING, *NOTING)
