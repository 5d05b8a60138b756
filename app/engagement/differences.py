"""What the owner changed from one version to the next, line by line, as the body reads it (R-51)."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import access, moves
from app.access import Who
from app.database import Db, reading
from app.engagement.dossier import OWNER
from app.engagement.items import target_of
from app.engagement.places import Target, reviewed
from app.engagement.queries import served
from app.models.document import Version
from app.models.engagement import Engagement
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.papers import changes as pointers_of
from app.papers.designs import estimate
from app.papers.queries import versions_of
from methodologies.kernel.rules import Refusal

COMPUTED = ("/corrected", "/worksheet", "/tonnes", "/by_year")          # told apart from what was typed
OWN = ("published", "revised", "accounting_report")     # labels of the owner's versions; reports are a body's


@dataclass(frozen=True)
class Line:
    """One place that differs. opened_by: numbers of the findings that point at it."""
    target: Target
    was: str
    now: str
    opened_by: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """From one version to the next. tonnes: what is computed from it, before and after; None where it is not worked."""
    was: int
    now: int
    made_on: date
    lines: tuple[Line, ...]
    tonnes: tuple[int | None, int | None]


@dataclass(frozen=True)
class Changes:
    ref: str
    name: str
    steps: tuple[Step, ...]


def changes(ref: str, by: Who, today: date) -> Changes:
    """Every step between the owner's versions, newest first. NotFound when the work is not this person's to see."""
    with reading() as db:
        row = moves.look(db, Engagement, ref, by)
        application = served(db, row)
        known = reviewed(db, application).targets()
        owner = access.actors_of(db, by, row) <= OWNER
        opened = {f.n: f.targets for f in row.findings if f.kind == "correction" and (f.rounds or not owner)}
        versions = [v for v in versions_of(db, row.subject) if v.label in OWN]
        name = application.name if isinstance(application, Application) else application.project.name
        steps = [_step(db, application, pair, known, opened, today) for pair in zip(versions, versions[1:])]
        return Changes(ref, name, tuple(reversed(steps)))


def _step(db: Db, application: Application | ReductionApplication, pair: Sequence[Version],
          known: Mapping[str, Target], opened: Mapping[int, list[str]], today: date) -> Step:
    was, now = (json.loads(version.body) for version in pair)
    tonnes = (_tonnes(db, application, was, today), _tonnes(db, application, now, today))
    return Step(pair[0].n, pair[1].n, pair[1].made_on, tuple(_lines(was, now, known, opened)), tonnes)


def _lines(was: Any, now: Any, known: Mapping[str, Target], opened: Mapping[int, list[str]]) -> Iterator[Line]:
    found = [(p, pointers_of.read(was, p), pointers_of.read(now, p)) for p in pointers_of.pointers(was, now)
             if not p.startswith(COMPUTED)]
    if now.get("corrected") != was.get("corrected"):
        found += [(line["at"], line["was"], line["now"]) for line in now["corrected"]]
    for pointer, before, after in found:
        findings = tuple(n for n, targets in opened.items() if pointers_of.covered(pointer, targets))
        yield Line(target_of(pointer, known), _text(before), _text(after), findings)


def _tonnes(db: Db, application: Application | ReductionApplication, document: dict, today: date) -> int | None:
    """What is computed from the version, worked with the tables of today on both sides."""
    if isinstance(application, ReductionApplication):
        return document.get("tonnes")
    try:
        return estimate(db, application, document, today).tonnes
    except Refusal:
        return None


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
