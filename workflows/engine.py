"""Runs a table of moves. The only file that imports `transitions`; the table is the machine.

A move goes from a state to a state by a trigger, belongs to actors, holds rules, and may need a second person.
`fire()` moves a bare token, never a row: it gives back the move taken, or raises NotOpen, NotYours, Refusal.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from transitions import Machine, MachineError

from methodologies.kernel.rules import INPUT, Broken, NotOpen, NotYours, Rule, refuse_if_broken


class Actor(StrEnum):
    """What a person can be to a dossier: the columns of the permission matrix, the body split by duty, the offices
    of other organisations, the other side of an agreement, the clock."""
    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Actor:
        actor = str.__new__(cls, value)
        actor._value_, actor.zh, actor.en = value, zh, en
        return actor

    OWNER_INITIATOR = "owner_initiator", "业主发起代表", "owner's initiator"
    OWNER_CONFIRMER = "owner_confirmer", "业主确认代表", "owner's confirmer"
    BODY_TEAM = "body_team", "审核组", "body's team"
    BODY_REVIEWER = "body_reviewer", "复核人员", "body's reviewer"
    BODY_DECIDER = "body_decider", "批准人员", "body's decider"
    REGISTRY_OPERATOR = "registry_operator", "登记机构经办", "registry operator"
    NATIONAL_ADMINISTRATOR = "national_administrator", "国家管理员", "national administrator"
    COMMENTER = "commenter", "公众评论人", "public commenter"
    AUDITOR = "auditor", "审计员", "auditor"
    COUNTERPARTY_INITIATOR = "counterparty_initiator", "对方发起代表", "other party's initiator"
    COUNTERPARTY_CONFIRMER = "counterparty_confirmer", "对方确认代表", "other party's confirmer"
    EXCHANGE = "exchange", "交易机构", "exchange"
    PROVINCE = "province", "省级生态环境主管部门", "provincial department"
    MARKET_SUPERVISION = "market_supervision", "市场监管部门", "market supervision"
    REGULATOR = "regulator", "生态环境部", "ministry of ecology"
    COURT_DESK = "court_desk", "司法协助岗", "court desk"
    EXPERT = "expert", "专家", "expert"
    AGENT = "agent", "受托代理人", "owner's agent"         # sees; acts as the owner where a mandate says so
    CLOCK = "clock", "系统时钟", "clock"


class State(Enum):
    """Base of each stage's states: `DRAFT = "draft", "草稿", "Draft"`, and the code of the public records, if any."""
    def __init__(self, key: str, zh: str, en: str, code: str = ""):
        self.key, self.zh, self.en, self.code = key, zh, en, code

    @classmethod
    def of(cls, key: str) -> State:
        return next(state for state in cls if state.key == key)


@dataclass(frozen=True)
class Ask:
    """One thing a move asks of the person who takes it: a reason, a date, a choice."""
    name: str
    zh: str
    en: str
    kind: str = "longtext"                              # text, longtext, date, integer, choice: kinds of kernel records
    choices: tuple[tuple[str, str, str], ...] = ()      # (value, zh, en)
    required: bool = True

    def wrong(self, given: str) -> tuple[str, str] | None:
        """(zh, en) of what is wrong with an answer, None when it will do."""
        if not given:
            return (f"请填写“{self.zh}”。", f"“{self.en}” is asked for.") if self.required else None
        if self.choices and given not in {value for value, _, _ in self.choices}:
            return f"“{self.zh}”不在可选项中。", f"“{self.en}”: not one of the choices."
        if self.kind == "date" and not _is_date(given):
            return f"“{self.zh}”应为日期，如 2026-11-23。", f"“{self.en}”: a date as 2026-11-23."
        if self.kind == "integer" and not (given.isascii() and given.isdigit() and len(given) < 10):
            return f"“{self.zh}”应为整数。", f"“{self.en}”: a whole number."
        return None


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


ASIDE = frozenset({"withdrawal_asked", "supplement_asked", "under_evaluation", "refused", "withdrawn", "terminated",
                   "declined", "body_lost", "deregistration_asked", "deregistered", "revoked", "dismissed",
                   "dropped", "lifted", "surrendered", "void"})


@dataclass(frozen=True)
class Move:
    """One row of the law's table."""
    trigger: str
    source: State
    dest: State
    who: Actor | tuple[Actor, ...]
    rules: tuple[Rule, ...] = ()
    confirm: Actor | None = None                        # the second person's duty: then the first one only proposes
    zh: str = ""
    en: str = ""
    asks: tuple[Ask, ...] = ()
    due: str = ""                                       # the setting that says how long the new state may last
    rare: bool = False                                  # a way out that few dossiers need: shown once it is open
    pauses: str = ""                                    # the setting of a running deadline that stands still from here
    resumes: str = ""                                   # … of one that goes on with the days it has left

    @property
    def actors(self) -> frozenset[Actor]:
        return frozenset(self.who if isinstance(self.who, tuple) else (self.who,))

    @property
    def leads_on(self) -> bool:
        """Whether it takes the dossier onward, rather than back, aside or to an early end."""
        order = list(type(self.source))
        return bool(self.resumes) or order.index(self.dest) > order.index(self.source) and self.dest.key not in ASIDE

    def missing(self, payload: Mapping[str, str]) -> tuple[Broken, ...]:
        """What the move asks for and the payload lacks or gives in another shape; all at once."""
        return tuple(INPUT.at(f"/{ask.name}", *why) for ask in self.asks
                     if (why := ask.wrong(payload.get(ask.name, "").strip())))


@dataclass
class _Token:
    """What `transitions` moves in place of a row."""
    state: str


@dataclass(frozen=True)
class Stage:
    """A named table of moves over one set of states. Two rows may share a trigger, never a trigger and a source.
    `zh` and `en`: what the table is called over its diagram."""
    name: str
    states: type[State]
    moves: tuple[Move, ...]
    zh: str = ""
    en: str = ""
    machine: Machine = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        seen = [(m.trigger, m.source) for m in self.moves]
        if len(set(seen)) != len(seen):
            raise ValueError(f"{self.name}: one trigger twice from one state")
        rows = [{"trigger": m.trigger, "source": m.source.key, "dest": m.dest.key} for m in self.moves]
        machine = Machine(model=None, states=[s.key for s in self.states], initial=self.first.key, transitions=rows,
                          auto_transitions=False, send_event=True)
        object.__setattr__(self, "machine", machine)

    @property
    def first(self) -> State:
        return next(iter(self.states))

    def move(self, trigger: str, state: State) -> Move:
        """The row for this trigger from this state, or NotOpen."""
        token = _Token(state.key)
        try:
            self.machine.events[trigger].trigger(token)
        except (KeyError, MachineError):
            raise NotOpen(trigger) from None
        return next(m for m in self.moves if m.trigger == trigger and m.source is state and m.dest.key == token.state)

    def fire(self, trigger: str, *, state: State, actors: Iterable[Actor],
             facts: Any) -> tuple[Move, tuple[Broken, ...]]:
        """The move taken and its warnings. Raises NotOpen, NotYours, or Refusal with every broken rule."""
        move = self.move(trigger, state)
        if not move.actors & set(actors):
            raise NotYours(trigger)
        return move, refuse_if_broken(move.rules, facts)

    def moves_from(self, state: State) -> tuple[Move, ...]:
        return tuple(m for m in self.moves if m.source is state)

    def finals(self) -> frozenset[State]:
        return frozenset(s for s in self.states if not self.moves_from(s))
