"""What happened to a dossier, in words: one telling for the pages of every stage."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import moves
from app.evidence import events
from app.models.evidence import Event
from app.models.mandate import Mandate
from app.models.party import Organisation
from app.parties.queries import names_of
from app.proposals import words_of

if TYPE_CHECKING:
    from app.database import Db

Words = tuple[str, str]
BEFORE = {"proposed": ("提出，待复核：", "Proposed: "), "declined": ("未通过复核或撤回：", "Declined or taken back: ")}
SHARED = {"commented": ("收到公众意见", "Public comment received"), "replied": ("答复公众意见", "Comment answered"),
          "judged": ("判断完整性、规范性", "Completeness judged"),
          "opined": ("专家提交意见", "An expert gave an opinion"),
          "levels_settled": ("核定附件公开级别", "Publication levels settled"),
          "recounted": ("按新的工作日历重新计算期限", "Deadlines counted again by a newer calendar"),
          "attached": ("上传文件", "Document uploaded"), "document": ("上传文件", "Document uploaded")}
UPLOADS = ("attached", "document")
NAMED = ("project", "notice", "attachment", "comment", "certificate")       # refs in the facts of an event
WRITTEN = {"reason": ("理由", "Reason"), "gaps": ("需补正的内容", "What has to be supplied"),
           "answer": ("补正说明", "What was supplied"), "grounds": ("结论依据", "Grounds")}


@dataclass(frozen=True)
class Happened:
    """One event in words. digest: of the log entry; written: what somebody gave as reason; to: the state it led to."""
    at: datetime
    zh: str
    en: str
    who: str
    digest: str
    note: str = ""
    written: tuple[tuple[Words, str], ...] = ()
    to: str = ""
    kind: str = ""
    under: tuple[str, str, str] | None = None           # mandate under which an agent acted: ref, and the agent's names


def history_of(db: Db, row: Any, words: Mapping[str, Words], *, unseen: Collection[str] = (),
               closed: Collection[str] = (),
               more: Callable[[Event], Words] = lambda event: ("", "")) -> tuple[Happened, ...]:
    """Everything that happened to a dossier, newest first; uploads in a row are told once.

    words: by kind of event, or "kind/side"; more: what is added to them. unseen: kinds that the reader is not told;
    closed: moves whose reasons the reader may not read.
    """
    log = [event for event in reversed(events.history(db, row.ref)) if event.kind not in unseen]
    agents = _agents(db, {event.facts["mandate"] for event in log if event.facts.get("mandate")})
    names = names_of(db, {event.facts.get(key) for event in log for key in ("by", "proposed_by")})
    table = moves.ROOMS[row.stage].stage.moves
    titles = {move.trigger: (move.zh, move.en) for move in table}
    titles |= {f"{move.trigger}/{move.source.key}": (move.zh, move.en) for move in table}
    words = {**SHARED, **words}
    told = []
    for event in log:
        said, trigger = event.facts, event.facts.get("trigger", "")
        title = titles.get(f"{trigger}/{said.get('from')}") or titles.get(trigger) or _kind(event, words)
        zh, en = _joined(BEFORE.get(event.kind, ("", "")), title, more(event))
        people = [names[said[key]] for key in ("proposed_by", "by") if said.get(key) in names]
        written = () if trigger in closed or event.kind == "proposed" else _written(db, said.get("payload"))
        told.append(Happened(event.at, zh, en, " → ".join(people), events.receipt(event),
                             ", ".join(_ref(said[name]) for name in NAMED if said.get(name)), written,
                             said["to"] if event.kind == "moved" else "", event.kind,
                             agents.get(said.get("mandate", ""))))
    return tuple(_together(list(some)) for _, some in groupby(told, key=_alike))


def _agents(db: Db, refs: Collection[str]) -> dict[str, tuple[str, str, str]]:
    rows = db.execute(select(Mandate.ref, Organisation.name_zh, Organisation.name_en)
                      .join(Organisation, Organisation.id == Mandate.counterparty_id).where(Mandate.ref.in_(refs)))
    return {ref: (ref, zh, en or zh) for ref, zh, en in rows} if refs else {}


def _ref(named: Any) -> str:
    """A ref as the log keeps it; of a certificate it keeps the number with its sums."""
    return str(named["number"] if isinstance(named, Mapping) else named)


def _kind(event: Event, words: Mapping[str, Words]) -> Words:
    side = event.facts.get("side")
    return words.get(f"{event.kind}/{side}" if side else event.kind, (event.kind, event.kind))


def _joined(*parts: Words) -> Words:
    return "".join(zh for zh, _ in parts), "".join(en for _, en in parts)


def _written(db: Db, digest: str | None) -> tuple[tuple[Words, str], ...]:
    stored = words_of(db, digest)
    return tuple((words, stored[name]) for name, words in WRITTEN.items() if stored.get(name))


def _alike(one: Happened) -> tuple[str, str]:
    return (one.kind, f"{one.who} {one.under}") if one.kind in UPLOADS else ("", one.digest)


def _together(some: list[Happened]) -> Happened:
    """Uploads in a row by one person as one, with the first and the last of them."""
    if len(some) == 1:
        return some[0]
    n, first, newest = len(some), some[-1], some[0]
    return replace(newest, zh=f"{newest.zh}（{n} 份）", en=f"{newest.en} ({n})",
                   note=f"{first.note} – {newest.note}" if first.note else "")
