"""Each rule of a duty on both sides of its edge."""
from __future__ import annotations

import pytest

from app.models.party import DUTIES, KINDS
from tests.edges import Edge
from workflows import duties
from workflows.duties import ADMINISTRATORS, BARRED, FITTING, Facts


def duty_facts(**known) -> Facts:
    return Facts(**{**dict(duty="operator", kind="registry", present=frozenset(), own_t=0, reported=True), **known})


def has(*pairs: tuple[str, str]) -> dict:
    return dict(present=frozenset(pairs))


TRADES = ("owner", "initiator")
EDGES = (
    Edge("H-DU1", duty_facts, dict(kind="body", duty="team"), dict(kind="registry", duty="team"), ("/duty",)),
    Edge("H-DU1", duty_facts, dict(kind="", duty="commenter"), dict(duty="commenter"), ("/duty",)),
    Edge("R-155a", duty_facts, dict(duty="auditor"), dict(duty="auditor", **has(("registry", "operator"))), ("/duty",)),
    Edge("R-155a", duty_facts, has(("registry", "national_administrator")), has(("registry", "system_administrator")),
         ("/duty",)),
    Edge("R-11a", duty_facts, has(("consultant", "initiator")), has(TRADES), ("/duty",)),
    Edge("R-11a", duty_facts, dict(kind="owner", duty="initiator"),
         dict(kind="owner", duty="initiator", **has(("body", "team"))), ("/duty",)),
    Edge("R-11b", duty_facts, {}, dict(own_t=1, reported=False), ("/holdings", "/reported")),
    Edge("R-11b", duty_facts, dict(kind="owner", duty="initiator", reported=False), dict(reported=False),
         ("/reported",)),
)


@pytest.mark.parametrize("kind", sorted(BARRED))
@pytest.mark.parametrize("duty", ["initiator", "confirmer"])
def test_staff_of_every_barred_house_represent_no_trader(kind, duty):
    staff = next(name for name, kinds in FITTING.items() if kind in kinds)

    assert duties.staff_represent_no_trader.broken_by(duty_facts(kind="trader", duty=duty, **has((kind, staff))))


def test_no_two_administrators_are_one_person():
    for one in ADMINISTRATORS:
        for other in ADMINISTRATORS - {one}:
            assert duties.administrators_are_apart.broken_by(duty_facts(duty=one, **has(("registry", other))))


def test_every_duty_and_kind_is_one_that_the_database_keeps():
    assert set(FITTING) == set(DUTIES)
    assert {kind for kinds in FITTING.values() for kind in kinds} - {""} <= set(KINDS)
