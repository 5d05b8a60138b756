"""Edges of the rules of registry accounts."""
from datetime import date

from tests.edges import Edge
from tests.law.builders import account_facts
from workflows.settings import DEFAULTS

D = date

EDGES = (
    Edge("H-20", account_facts, {}, dict(employers=(("/initiator/employer", ""),)), ("/initiator/employer",)),
    *(Edge("R-11", account_facts, dict(kind="body", employers=(("/initiator/employer", who),)),
           dict(employers=(("/initiator/employer", who), ("/confirmer/employer", "other"))), ("/initiator/employer",))
      for who in ("regulator", "market_supervision", "province", "registry", "exchange", "body", "it_contractor")),
    Edge("R-12", account_facts, dict(kind="department"), dict(kind="pledgee"), ("/kind",)),
    Edge("R-12", account_facts, dict(known_kind="project_owner"), dict(known_kind="body"), ("/kind",)),
    Edge("R-13", account_facts, {}, dict(other_account=True), ("/credit_code",)),
    Edge("R-13a", account_facts, {}, dict(trading_no="T-1"), ("/trading_no",)),
    Edge("R-14", account_facts, {}, dict(documents=frozenset({"entity_proof"})),
         ("/documents/representatives_authorisation",)),
    Edge("R-14a", account_facts, dict(review_due=D(2026, 6, 1)), dict(review_due=D(2026, 5, 31)), ("/review",)),
    Edge("R-15", account_facts, dict(change_due=D(2026, 6, 1)), dict(change_due=D(2026, 5, 31)), ("/changed_on",)),
    Edge("R-15a", account_facts, dict(changed_on=D(2026, 6, 1)), dict(changed_on=D(2026, 6, 2)), ("/changed_on",)),
    Edge("R-15a", account_facts, dict(changes=None), dict(changes=frozenset()), ("/name_zh",)),
    Edge("R-16", account_facts, dict(ground="unreported", change_due=D(2026, 5, 31)),
         dict(ground="unreported", change_due=D(2026, 6, 1)), ("/changed_on",)),
    Edge("R-16", account_facts, dict(ground="licence", change_due=None), dict(ground="unreported", change_due=None),
         ("/changed_on",)),
    Edge("R-16a", account_facts, dict(cured_on=D(2026, 4, 1)), dict(cured_on=D(2026, 3, 31)), ("/cured_on",)),
    Edge("R-16a", account_facts, dict(cured_on=D(2026, 6, 1)), dict(cured_on=D(2026, 6, 2)), ("/cured_on",)),
    Edge("R-17", account_facts, {}, dict(open_business=("/business/PA-2026-0001",)), ("/business/PA-2026-0001",)),
    Edge("R-17a", account_facts, dict(held_t=1, successor="X"), dict(held_t=1), ("/successor",)),
    Edge("R-116", account_facts, dict(successor="X", successor_active=True, documents=frozenset({"succession_proof"})),
         dict(successor="X"), ("/successor", "/documents/succession_proof")),
    Edge("R-116", account_facts, dict(bound_t=1),
         dict(successor="X", successor_active=True, documents=frozenset({"succession_proof"}), bound_t=1),
         ("/holdings",)),
    Edge("R-18", account_facts, dict(kind="trading_entity"), dict(kind="body"), ("/kind",)),
    Edge("R-18", account_facts, dict(kind="natural_person"), dict(kind="department"), ("/kind",)),
    Edge("R-19", account_facts, {}, dict(confirmer="1"), ("/confirmer",)),
    Edge("R-19", account_facts, {}, dict(confirmer=""), ("/confirmer",)),
    Edge("R-21", account_facts, {}, dict(account_no=""), ("/account_no",)),
    Edge("R-24", account_facts, dict(kind="natural_person", settings={**DEFAULTS, "trading.natural_person": True}),
         dict(kind="natural_person"), ("/kind",)),
)
