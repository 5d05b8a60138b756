"""The tables of moves equal the matrices written by hand from the rule book (L6)."""
import csv
from pathlib import Path

import pytest

from methodologies.kernel.rules import NotOpen, NotYours
from tests.law.builders import BUILDERS
from workflows.engine import Actor
from workflows.lifecycle import STAGES

HERE = Path(__file__).parent
FINALS = {
    "registration": {"registered", "refused", "withdrawn", "terminated"},
    "issuance": {"issued", "refused", "withdrawn", "terminated"},
    "monitoring": set(),
    "validation": {"issued", "declined", "body_lost"},
    "verification": {"issued", "declined", "body_lost"},
    "account": {"refused", "closed"},
    "project": {"deregistered", "revoked"},
    "sanction": {"closed", "dismissed"},
    "measure": {"done", "lifted", "dropped"},
    "approval": {"refused", "revoked", "surrendered", "expired"},
    "retirement": {"retired", "rejected"},
    "surrender": {"retired", "released"},
    "pledge": {"released", "transferred", "sold", "refused"},
    "freeze": {"returned", "lifted", "expired", "transferred"},
    "suspension": {"lifted"},
    "transfer": {"transferred", "refused"},
    "cancellation": {"cancelled"},
    "correction": {"corrected", "dropped"},
    "market_move": {"available", "refused"},
    "order": {"filled", "cancelled", "expired"},
    "settlement": {"accepted", "corrected", "void"},
    "binding": {"ended"},
    "market_order": set(),
    "market_day": {"closed"},
    "report": {"answered"},
    "mandate": {"refused", "revoked", "expired"},
    "comment": set(),
}


def written(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", STAGES)
def test_the_table_is_the_one_written_by_hand(name):
    by_hand = {(row["state"], row["trigger"]): (row["to"], set(row["actors"].split()), row["confirm"],
                                                set(row["rules"].split())) for row in written(name)}

    in_code = {(m.source.key, m.trigger): (m.dest.key, {a.value for a in m.actors},
                                           m.confirm.value if m.confirm else "", {r.id for r in m.rules})
               for m in STAGES[name].moves}

    assert in_code == by_hand


@pytest.mark.parametrize("name", STAGES)
def test_every_state_trigger_and_actor_does_what_the_matrix_says(name):
    stage, facts = STAGES[name], BUILDERS[name]()
    matrix = {(row["state"], row["trigger"]): (row["to"], row["actors"].split()) for row in written(name)}
    triggers = sorted({move.trigger for move in stage.moves} | {"no_such_trigger"})

    for state in stage.states:
        for trigger in triggers:
            to, actors = matrix.get((state.key, trigger), ("", []))
            for actor in Actor:
                if not to:
                    with pytest.raises(NotOpen):
                        stage.fire(trigger, state=state, actors={actor}, facts=facts)
                elif actor not in actors:
                    with pytest.raises(NotYours):
                        stage.fire(trigger, state=state, actors={actor}, facts=facts)
                else:
                    assert stage.move(trigger, state).dest.key == to


@pytest.mark.parametrize("name", STAGES)
def test_only_final_states_are_dead_ends(name):
    assert {state.key for state in STAGES[name].finals()} == FINALS[name]


@pytest.mark.parametrize("name", STAGES)
def test_every_state_can_be_reached(name):
    stage = STAGES[name]
    reached, waiting = {stage.first}, [stage.first]

    while waiting:
        for move in stage.moves_from(waiting.pop()):
            if move.dest not in reached:
                reached.add(move.dest)
                waiting.append(move.dest)

    assert reached == set(stage.states)


@pytest.mark.parametrize("name", STAGES)
def test_every_word_of_a_table_stands_in_two_languages(name):
    stage = STAGES[name]
    pairs = [(s.zh, s.en) for s in stage.states] + [(m.zh, m.en) for m in stage.moves]
    for move in stage.moves:
        pairs += [(ask.zh, ask.en) for ask in move.asks]
        pairs += [(zh, en) for ask in move.asks for _, zh, en in ask.choices]

    assert all(zh and en and zh != en for zh, en in pairs)


def test_a_second_person_never_has_the_duty_of_the_first():
    both = [(s.name, m.trigger) for s in STAGES.values() for m in s.moves if m.confirm in m.actors]

    assert both == []


def test_the_answers_of_a_second_person_are_no_moves_where_there_is_one():
    """A page's "confirm" and "decline" answer the waiting proposal; a move of that name could never be taken."""
    taken = [(stage.name, move.trigger) for stage in STAGES.values() if any(move.confirm for move in stage.moves)
             for move in stage.moves if move.trigger in ("confirm", "decline")]

    assert taken == []


def test_the_states_carry_the_codes_of_the_public_records():
    for name in ("registration", "issuance"):
        codes = {state.key: state.code for state in STAGES[name].states if state.code}

        assert codes == {"on_notice": "03", "withdrawal_asked": "03", "awaiting_body": "06", "body_done": "06",
                         "under_review": "13", "supplement_asked": "13", "under_evaluation": "13",
                         "registered": "14", "refused": "99",
                         "withdrawn": "97", "terminated": "99"}
