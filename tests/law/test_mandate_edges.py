"""Each rule of a mandate on both sides of its edge; and that no mandate ever gives a confirmation."""
from datetime import date, timedelta

from tests.edges import Edge
from tests.law.builders import TODAY, mandate_facts
from workflows.engine import Actor
from workflows.lifecycle import STAGES, is_ledger_act
from workflows.mandates import ACTS, EVERYTHING, NEVER, covers

DAY = timedelta(days=1)
YEARS = TODAY.replace(year=TODAY.year + 3)

EDGES = (
    Edge("H-MA1", mandate_facts, dict(agent_kind="owner"), dict(agent_kind="body"), ("/agent",)),
    Edge("H-MA2", mandate_facts, dict(agent_kind="trader"), dict(agent_kind="registry"), ("/agent",)),
    Edge("H-MA2", mandate_facts, {}, dict(agent_is_principal=True), ("/agent",)),
    Edge("H-MA3", mandate_facts, dict(acts=frozenset(ACTS)), dict(acts=frozenset({"write", "confirm"})), ("/acts",)),
    Edge("H-MA3", mandate_facts, dict(acts=frozenset({"answer"})), dict(acts=frozenset()), ("/acts",)),
    Edge("H-MA4", mandate_facts, dict(scope=frozenset({EVERYTHING})), dict(scope=frozenset()), ("/projects",)),
    Edge("H-MA4", mandate_facts, dict(scope=frozenset({"A210001", "PA-2026-0002"})),
         dict(scope=frozenset({"A210001", "A210002"})), ("/projects",)),
    Edge("H-MA5", mandate_facts, dict(ends_on=TODAY), dict(starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY),
         ("/ends_on",)),
    Edge("H-MA5", mandate_facts, dict(ends_on=YEARS), dict(ends_on=YEARS + DAY), ("/ends_on",)),
    Edge("H-MA5", mandate_facts, {}, dict(starts_on=None), ("/starts_on", "/ends_on")),
    Edge("H-MA6", mandate_facts, dict(ends_on=TODAY - DAY), dict(ends_on=TODAY), ("/ends_on",)),
    Edge("H-MA6", mandate_facts, dict(ends_on=date(2026, 5, 31)), dict(ends_on=None), ("/ends_on",)),
)


def test_no_act_covers_a_confirmation_or_what_is_the_principal_s_own():
    everything = frozenset({*ACTS, "confirm", "*"})

    assert [step for stage in STAGES for step in NEVER if covers(everything, stage, step)] == []


def test_every_step_that_is_a_move_is_the_initiator_s_and_no_ledger_act():
    for act in ACTS.values():
        for stage, steps in act.steps.items():
            for move in (m for m in STAGES[stage].moves if m.trigger in steps):
                assert Actor.OWNER_INITIATOR in move.actors, (stage, move.trigger)
                assert not is_ledger_act(stage, move.trigger)


def test_an_agent_as_such_takes_no_step_of_any_table():
    assert [(s.name, m.trigger) for s in STAGES.values() for m in s.moves
            if Actor.AGENT in m.actors or m.confirm is Actor.AGENT] == []
