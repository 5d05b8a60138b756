"""How much of the rule book is obeyed, counted over all of it and the system's own rules; and what is wrong with it."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from app.disclosure import claims
from app.disclosure.rule_book import Known, book
from workflows.rule_book import Kind
from workflows.settings import SETTINGS


def coverage(surviving: Collection[str] = ()) -> dict[str, object]:
    """Counts by what becomes of a rule. `missing`: nothing obeys it, or a claim is false; `untested`: no test tries it,
    or it is among `surviving`, the rules whose tests stay green with another predicate ("R-36 = true")."""
    known = book()
    counts = {kind: sum(k.kind is kind and not any(_lacks(k)) for k in known) for kind in Kind}
    return {"rules": len(known), "obeyed": counts[Kind.PROGRAM], "settings": counts[Kind.SETTING],
            "operator": counts[Kind.OPERATOR], "not_for_a_program": counts[Kind.OUTSIDE], "missing": missing_rules(),
            "untested": [*untested_rules(known), *surviving]}


def lacking() -> frozenset[str]:
    """Ids of the rules that the program ought to obey and does not, or not as the book says."""
    return frozenset(known.id for known in book() if any(_lacks(known)))


def missing_rules() -> list[str]:
    """"R-10" for a rule that nothing obeys; "R-57 app/x.py:name" for a claim that is not true; keys that nobody reads,
    but for those that have one value only."""
    unread = (f"{setting.rule} {key}" for key, setting in SETTINGS.items()
              if len(setting.choices) != 1 and not claims.is_read(key))
    return [*(said for known in book() for said in _lacks(known)), *unread]


def _lacks(known: Known) -> Iterator[str]:
    yield from (f"{known.id} {claim}" for claim in known.false)
    obeyed = {Kind.PROGRAM: known.code, Kind.SETTING: known.settings, Kind.OPERATOR: known.why, Kind.OUTSIDE: known.why}
    if not obeyed[known.kind]:
        yield known.id


def untested_rules(known: Iterable[Known]) -> list[str]:
    """Rules obeyed by the program of which no test speaks, and parts of them likewise."""
    return [each.id for rule in known if rule.kind is Kind.PROGRAM and rule.code
            for each in (rule.parts or (rule,)) if not (rule.tests if each.id == rule.id else each.tests)]
