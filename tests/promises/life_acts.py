"""Which act comes next in a life: one that leads on, or any that anybody might try. By the model alone, without SQL."""
from __future__ import annotations

import random

from tests.promises.life_law import FILING, OVER, WORK
from tests.promises.life_model import Life, Work

PEOPLE = ("owner1", "owner2", "stranger", "public1", "auditor", "registry1", "registry2", "val1", "val2", "val3",
          "val4", "ver1", "province1")
BY = {"owner_initiator": "owner1", "owner_confirmer": "owner2", "body_team": "val1", "body_reviewer": "val3",
      "body_decider": "val4", "registry_operator": "registry1", "national_administrator": "registry2"}


def leading_on(life: Life) -> list[tuple]:
    """Acts that bring a life forward, by those whose turn it is."""
    if life.waiting:
        return [("file", "confirm", BY[FILING[life.state, life.waiting[0]][2]])]
    if life.state in ("body_done", "supplement_asked") and not life.scanned:
        return [("scan",)]
    if life.state == "under_review" and not life.judged:
        return [("look_through", "registry1", verdict) for verdict in ("there", "gap")]
    if life.state == "under_evaluation" and len(life.opinions) < 3:
        return [("opine", min({0, 1, 2} - life.opinions)), ("wait", 3)]
    found = [("reply", "owner1", n) for n, (_, answered) in enumerate(life.comments) if not answered]
    if len(life.comments) < 2 and life.begins and life.begins <= life.today <= life.ends:
        found += [("comment", f"请说明离岸距离。{len(life.comments)}")]
    gone = life.work is not None and life.work.state in OVER
    found += _turns("file", FILING, life.state, ("terminate", "refuse", "ask_withdrawal", "return", "recommission",
                                                 *(() if gone else ("restart",))))
    if life.work is not None and life.state in ("on_notice", "awaiting_body"):
        found += _for_the_body(life.work)
        found += [("wait", 3)] if life.today <= life.ends else []
    return found or [("wait", 2)]


def _for_the_body(work: Work) -> list[tuple]:
    unjudged = [(n, state) for n, (_, state) in work.findings.items() if state != "closed"]
    if work.state == "requested" and not work.named:
        return [("name_team", "val4")]
    if work.state == "planned" and not work.desk:
        return [("judge", "val1", "desk")]
    if work.state == "desk_done" and not work.seen:
        return [("see", "val1")]
    if work.state == "site_done" and not work.heard:
        return [("hear", "val1")]
    if work.state == "site_done" and not work.findings:
        return [("raise_finding", "val1", "correction")]
    if work.state == "findings_open" and unjudged:
        return [("answer", "owner1", n) if state == "open" else ("verdict", "val1", n, True) for n, state in unjudged]
    if work.state == "findings_closed" and (unjudged or not work.points):
        return [("judge", "val1", "points")] if not work.points else [("do", "send_findings", "val1")]
    return _turns("do", WORK, work.state, ("decline", "lose_body", "fail_review", "decide_negative", "issue_negative"))


def _turns(kind: str, law: dict, state: str, but: tuple[str, ...]) -> list[tuple]:
    """The moves that the table has from here, each by one of those who may take it."""
    return [(kind, trigger, BY[actor]) for (source, trigger), (_, actors, _) in law.items()
            for actor in sorted(actors & set(BY))[:1] if source == state and trigger not in but]


def any_act(life: Life, chance: random.Random) -> tuple:
    """Whatever anybody might try, sensible or not."""
    who, n = chance.choice(PEOPLE), chance.randint(0, 4)
    return chance.choice((
        ("file", chance.choice(sorted({t for _, t in FILING} | {"confirm", "decline"})), who),
        ("do", chance.choice(sorted({t for _, t in WORK})), who),
        ("name_team", who), ("see", who), ("hear", who), ("judge", who, chance.choice(("desk", "points"))),
        ("raise_finding", who, chance.choice(("correction", "observation"))), ("answer", who, n),
        ("verdict", who, n, chance.random() < 0.5), ("comment", f"意见{n}。"), ("wait", 1), ("scan",),
        ("look_through", who, chance.choice(("there", "gap"))), ("opine", n % 3),
        *([("reply", who, chance.randrange(len(life.comments)))] if life.comments else [])))
