"""What every draft asks of a project, and its questions of applicability: one sentence makes the question and the rule.

A text of which no body was read has no clause numbers: a clause is then the name of its chapter.
"""

from __future__ import annotations

from typing import NamedTuple

from methodologies.general.checks import answered, crediting_rules
from methodologies.general.design import (
    CENTRE,
    COMMENCEMENT,
    LAWFUL,
    LIFETIME,
    NAME,
    PLACE,
    SUSTAINABLE,
    UNIQUE,
    additionality,
    crediting,
    yes,
)
from methodologies.kernel.identity import Saying
from methodologies.kernel.methodology import Crediting
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import LIKELY, REFUSE, SURE, UNSURE, WARN, Confidence, Rule, Source, cite, rule

LONGEST = 10  # years of crediting, as in every text of the scheme that was read
DAYS = ("lifetime_from", "lifetime_to")
SCOPE, APPLICABILITY, CREDITING = "适用范围", "适用条件", "计入期"


class Asked(NamedTuple):
    """A question of the design document and the rule that it is answered yes."""

    field: Field
    rule: Rule


def asked(text: str, id: str, name: str, zh: str, en: str, confidence: Confidence = SURE) -> Asked:
    """`zh`, `en`: the statement, without full stop. What is not sure warns and never refuses."""
    grade = WARN if confidence is UNSURE else REFUSE
    write = rule(id, zh=f"{zh}。", en=f"{en}.", source=cite(text, APPLICABILITY, confidence), grade=grade)
    return Asked(yes(name, zh, en), write(lambda design: answered(design, name)))


def design(
    *own: Field | Record, modes: tuple[str, ...] = ("exempt",), longest: int = LONGEST
) -> tuple[Field | Record, ...]:
    """The data of a design document: what every project states, and the draft's own."""
    dates = (COMMENCEMENT, *LIFETIME, *crediting(longest))
    return (NAME, *PLACE, *CENTRE, *dates, *own, LAWFUL, SUSTAINABLE, additionality(*modes), *UNIQUE)


def crediting_of(text: str, judged: bool = True) -> Crediting:
    """Ten years inside the lifetime: likely. Where no body is known, not even that, and nothing is judged."""
    source = cite(text, CREDITING, LIKELY if judged else UNSURE)
    order = (("commencement_on", DAYS[0]), DAYS)
    return Crediting(LONGEST, 0, source, crediting_rules(source, LONGEST, DAYS, order) if judged else ())


def said(text: str, zh: str, en: str, confidence: Confidence = SURE, clause: str = SCOPE) -> Saying:
    return Saying(zh, en, Source(text, clause, confidence))
