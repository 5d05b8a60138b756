"""What happened to an application, and why a step is not open, told briefly."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.evidence import events
from app.models.party import Person
from app.models.project import Application
from app.moves import Offer
from methodologies.kernel.rules import INPUT, Broken
from workflows.registration import REGISTRATION

if TYPE_CHECKING:
    from app.database import Db

MOST_RULES = 4                                          # reasons beside a grey button
BEFORE = {"proposed": ("提出：", "Proposed: "), "declined": ("未通过：", "Declined: ")}
HAPPENED = {"opened": ("新建申请", "Application opened"), "revised": ("修改设计文件", "Design document revised"),
            "attached": ("上传文件", "Document uploaded"), "commented": ("收到公众意见", "Public comment received"),
            "replied": ("答复公众意见", "Comment answered")}


@dataclass(frozen=True)
class Happened:
    at: datetime
    zh: str
    en: str
    who: str
    digest: str
    note: str = ""


def history_of(db: Db, row: Application) -> tuple[Happened, ...]:
    """What happened to it, newest first, in words; uploads in a row are told once."""
    told = [_happened(db, event) for event in reversed(events.history(db, row.ref))]
    return tuple(_together(list(some)) for _, some in groupby(told, key=_alike))


def _alike(one: Happened) -> Any:
    return (one.zh, one.who) if one.zh == HAPPENED["attached"][0] else one.digest


def _together(some: list[Happened]) -> Happened:
    if len(some) == 1:
        return some[0]
    n, first, newest = len(some), some[-1], some[0]
    return replace(newest, zh=f"{newest.zh}（{n} 份）", en=f"{newest.en} ({n})", note=f"{first.note} – {newest.note}")


def _happened(db: Db, event: Any) -> Happened:
    said = event.facts
    zh, en = HAPPENED.get(event.kind, (event.kind, event.kind))
    move = next((m for m in REGISTRATION.moves if m.trigger == said.get("trigger")), None)
    if move:
        before = BEFORE.get(event.kind, ("", ""))
        zh, en = before[0] + move.zh, before[1] + move.en
    who = name_of(db, said["by"]) if isinstance(said.get("by"), int) and said["by"] else ""
    if said.get("proposed_by"):
        who = f"{name_of(db, said['proposed_by'])} → {who}"
    note = ", ".join(str(said[name]) for name in ("project", "notice", "attachment", "comment") if said.get(name))
    return Happened(event.at, zh, en, who, events.receipt(event), note)


def short(offer: Offer, to_do: int) -> Offer:
    """Many reasons become one line for each rule, and many rules their number: the page of checks has them all."""
    why = _once(offer.why) if len(offer.why) > 3 else list(offer.why)
    if len(why) > MOST_RULES:
        why = [INPUT.at("", f"还有 {to_do or len(why)} 处须填写或改正。",
                        f"{to_do or len(why)} places are still to be filled in or put right.")]
    return replace(offer, why=tuple(why), warnings=tuple(_once(offer.warnings)))


def _once(broken: tuple[Broken, ...]) -> list[Broken]:
    counted: dict[str, list[Broken]] = {}
    for each in broken:
        counted.setdefault(each.rule.id, []).append(each)
    return [some[0] if len(some) == 1 else _counted(some) for some in counted.values()]


def _counted(some: list[Broken]) -> Broken:
    rule, n = some[0].rule, len(some)
    zh, en = ("有内容未填写或填写有误", "Something is missing or not written as asked for") if rule is INPUT else (
        rule.zh.rstrip("。"), rule.en.rstrip("."))
    return rule.at("", f"{zh}（{n} 处）。", f"{en} ({n} places).")


def name_of(db: Db, person: int) -> str:
    return db.scalar(select(Person.name).where(Person.id == person)) or ""
