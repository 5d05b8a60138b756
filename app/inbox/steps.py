"""Whose turn it is, read from the tables of moves alone: which states wait for which actors, and by which step."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from app.models.credit import LETTERS
from workflows import lifecycle
from workflows.engine import Actor, Move

# Moves that somebody may take but that nobody waits for: ways out and ways back.
ASIDE = frozenset({"ask_withdrawal", "terminate", "lose_body", "reopen", "return", "decline", "fail_review",
                   "decline_withdrawal", "ask_supplement", "ask_evaluation", "ask_closure", "deposit", "open_trading",
                   "restrict", "suspend", "revoke", "surrender", "give_back"})
AT_WILL = frozenset({("active", "report_change"), ("restricted", "close"), ("suspended", "lift")})     # nor for these
CREDITS: Mapping[str, frozenset[str]] = {               # of credits: what is done when somebody wants it, or by the day
    "surrender": frozenset({"lapse"}), "pledge": frozenset({"release_part", "release", "enforce", "stop"}),
    "freeze": frozenset({"prolong", "lift", "transfer", "advance", "expire"}),
    "suspension": frozenset({"ask_lifting", "keep"}),
    "market_move": frozenset({"ask_back", "keep"})}
WHEN_LATE = frozenset({("supplement_asked", "refuse")})  # the registry's turn only once the day has passed


def step(stage: str, state: str, actors: Iterable[Actor], late: bool = False) -> Move | None:
    """The step that this dossier waits for from these actors; None when it waits for somebody else."""
    mine = set(actors)
    return next((m for m in _leading(stage, late) if m.source.key == state and m.actors & mine), None)


def states_waiting(stage: str, actors: Iterable[Actor]) -> frozenset[str]:
    """States of a stage in which one of these actors may be waited for."""
    mine = set(actors)
    return frozenset(m.source.key for m in _leading(stage, True) if m.actors & mine)


def state_words(stage: str, state: str) -> tuple[str, str]:
    found = lifecycle.STAGES[stage].states.of(state)
    return found.zh, found.en


def is_final(stage: str, state: str) -> bool:
    machine = lifecycle.STAGES[stage]
    return machine.states.of(state) in machine.finals()


def finals(stage: str) -> frozenset[str]:
    return frozenset(state.key for state in lifecycle.STAGES[stage].finals())


def turn_of(stage: str, state: str) -> tuple[Actor, ...]:
    """Who is waited for in this state; also where the step is taken elsewhere, as the body's report is."""
    moves = [m for m in lifecycle.STAGES[stage].moves if m.source.key == state and not _is_aside(stage, m)
             and (state, m.trigger) not in WHEN_LATE and not m.rare]
    return tuple(sorted({actor for m in moves for actor in m.actors}))


def _is_aside(stage: str, move: Move) -> bool:
    return move.trigger in (CREDITS.get(stage, frozenset()) if stage in LETTERS else ASIDE)


@cache
def _leading(stage: str, late: bool) -> tuple[Move, ...]:
    return tuple(m for m in lifecycle.STAGES[stage].moves
                 if not _is_aside(stage, m) and not m.rare and not lifecycle.caused(stage, m.trigger)
                 and (m.source.key, m.trigger) not in AT_WILL
                 and (late or (m.source.key, m.trigger) not in WHEN_LATE))
