"""R-37: the edges of the rules about comments, and the law's order: no suspension without an earlier warning."""
from datetime import date

import pytest

from methodologies.kernel.rules import NotOpen, Refusal
from tests.edges import Edge
from tests.law.builders import comment_facts, commenting_facts, registration_facts
from workflows.comments import COMMENT, State
from workflows.engine import Actor

D = date
EDGES = (
    Edge("R-37", comment_facts, dict(warned_before=True), dict(warned_before=False), ("/warning",)),
    Edge("R-37a", comment_facts, dict(until=D(2026, 6, 1)), dict(until=D(2026, 5, 31)), ("/until",)),
    Edge("R-37b", comment_facts, dict(suspended_until=D(2026, 6, 1)), dict(suspended_until=D(2026, 5, 31)),
         ("/suspension",)),
    Edge("R-37b", comment_facts, {}, dict(suspended_until=None), ("/suspension",)),
    Edge("R-37c", commenting_facts, dict(real_name="程一诺"), dict(real_name="　"), ("/person/name",)),
    Edge("R-37d", commenting_facts, dict(suspended_until=D(2026, 5, 31)), dict(suspended_until=D(2026, 6, 1)),
         ("/person",)),
    Edge("H-92", commenting_facts, dict(files=3), dict(files=4), ("/files",)),
    Edge("H-93", registration_facts, {}, dict(levels_open=("/documents/feasibility_study",)),
         ("/documents/feasibility_study",)),
)


def test_the_right_to_comment_is_not_suspended_for_a_comment_that_is_simply_shown():
    with pytest.raises(NotOpen):
        COMMENT.fire("suspend", state=State.SHOWN, actors={Actor.REGISTRY_OPERATOR}, facts=comment_facts())


@pytest.mark.parametrize("state", (State.WARNED, State.HIDDEN, State.REPORTED))
def test_nobody_is_suspended_who_was_not_warned_before(state):
    facts = comment_facts(warned_before=False)

    with pytest.raises(Refusal) as refusal:
        COMMENT.fire("suspend", state=state, actors={Actor.REGISTRY_OPERATOR}, facts=facts)

    assert [b.rule.id for b in refusal.value.broken] == ["R-37"]
