"""What the team brings back from the sites is entered here: records, pictures, interviews, one by one or as a file."""
from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access import Who
from app.database import Db, transaction
from app.engagement import exif
from app.engagement.fieldwork import pictures_of, taken_on
from app.engagement.offline import KEYS, Frame, Sheet, Talk, moment_problems, place_problems, read_file
from app.engagement.reach import hang, of_body
from app.engagement.sites import drawn
from app.evidence import events
from app.evidence.canonical import canonical, sha256
from app.evidence.documents import sniff
from app.models.document import Attachment
from app.models.engagement import Engagement, EngagementMember
from app.models.fieldwork import Interview, SiteRecord, VisitPicture
from app.models.party import Person
from methodologies.kernel.rules import INPUT, Broken, NotOpen, Refusal
from workflows.engine import Actor
from workflows.fieldwork import Picture, owner_has_consented
from workflows.settings import DEFAULTS

AT_SITE = ("desk_done",)                                # records, pictures: while the visit goes on
HEARING = ("desk_done", "site_done", "findings_open", "findings_closed")        # interviews and signed sheets
PICTURES = ("image/jpeg", "image/png")
SILENT = {"at": "", "lat": "", "lon": ""}
Said = Mapping[str, str]


def record_site(ref: str, said: Said, *, by: Who, today: date) -> int:
    """A site as the team saw it; said: site, person, at, lat, lon, note, picture. Gives back the record's number.

    picture: the number of a picture whose own time and place are taken where none were typed; the record says so.
    """
    with transaction() as db:
        row = of_body(db, ref, by, AT_SITE, Actor.BODY_TEAM)
        said, origin = _from_picture(db, row, said)
        visit, broken = read_file({"sites": [said]}, _frame(db, row), today)
        if broken:
            raise Refusal(*(_short(b, "/sites/0") for b in broken))
        n = _enter_sites(db, row, visit.sites, origin, today)[0]
        _log(db, row, "site_recorded", by, today, n=n, site=sha256(visit.sites[0].site))
        return n


def hear(ref: str, said: Mapping[str, Any], *, by: Who, today: date) -> int:
    """An interview; said: name, role, on, person, talk = [[question, answer], …]. Gives back its number."""
    with transaction() as db:
        row = of_body(db, ref, by, HEARING, Actor.BODY_TEAM)
        visit, broken = read_file({"interviews": [said]}, _frame(db, row), today)
        if broken:
            raise Refusal(*(_short(b, "/interviews/0") for b in broken))
        n = _enter_talks(db, row, visit.talks, today)[0]
        _log(db, row, "interview", by, today, n=n, talk=sha256(canonical([list(p) for p in visit.talks[0].talk])))
        return n


def sign_sheet(ref: str, n: int, name: str, data: bytes, *, by: Who, today: date) -> None:
    """The scan of an interview sheet with the signature of whoever was heard."""
    with transaction() as db:
        row = of_body(db, ref, by, HEARING, Actor.BODY_TEAM)
        heard = db.scalar(select(Interview).where(Interview.engagement_id == row.id, Interview.n == n))
        if heard is None:
            raise NotOpen(f"{ref} {n}")
        heard.scan_id = hang(db, row, f"interview-{n}", (name, data), by, today).id
        _log(db, row, "interview_signed", by, today, n=n, file=sha256(data))


def add_picture(ref: str, said: Said, name: str, data: bytes, *, by: Who, today: date) -> int:
    """A copy, photo or recording; said: site, at, lat, lon, consent_by, consent_on, note. Gives back its number.

    Without the owner's consent on record it is refused (R-50d). What the file itself says is kept beside what was
    typed; neither replaces the other."""
    with transaction() as db:
        row = of_body(db, ref, by, AT_SITE, Actor.BODY_TEAM)
        frame = _frame(db, row)
        typed, consent_on, broken = _typed(said, frame.sites, today)
        read = read_picture(name, data)
        consent = Picture("/consent_by", taken_on(typed, read), said.get("consent_by", ""), consent_on)
        broken += owner_has_consented.broken_by(_One((consent,)))
        if broken:
            raise Refusal(*broken)
        n = _next(db, VisitPicture, row)
        paper = hang(db, row, f"picture-{n}", (name, data), by, today)
        db.add(VisitPicture(engagement_id=row.id, n=n, site=said["site"].strip(), attachment_id=paper.id,
                            consent_by=said["consent_by"].strip()[:80], consent_on=consent_on, typed=typed, read=read,
                            note=said.get("note", "").strip()[:2000], entered_by=by.id, entered_on=today))
        _log(db, row, "picture", by, today, n=n, file=paper.sha256, consent=sha256(said["consent_by"].strip()))
        return n


def take_file(ref: str, name: str, data: bytes, *, by: Who, today: date) -> tuple[int, int, int]:
    """The offline record of a visit, filled in without a network; gives back how many sites, interviews and answers.

    It is judged like any input: all that is wrong at once, nothing stored."""
    with transaction() as db:
        row = of_body(db, ref, by, AT_SITE, Actor.BODY_TEAM)
        visit, broken = read_file(_json(name, data), _frame(db, row), today, whole=True)
        if broken:
            raise Refusal(*broken)
        earlier = _files(db, row)
        if sha256(data) in earlier:
            raise Refusal(INPUT.at("/file", "这份记录已经上传过。", "This record was uploaded before."))
        hang(db, row, f"visit-{1 + len(earlier)}", (name, data), by, today)
        _enter_sites(db, row, visit.sites, "file", today)
        _enter_talks(db, row, visit.talks, today)
        items = {item.key: item for item in row.checklist}
        for key, (answer, note) in visit.answers.items():
            items[key].answer, items[key].note = answer, note
        _log(db, row, "visit_file", by, today, file=sha256(data))
        return len(visit.sites), len(visit.talks), len(visit.answers)


# --- parts of the above

@dataclass(frozen=True)
class _One:
    """A picture that is not stored yet, as its rule sees it."""
    pictures: tuple[Picture, ...]


def _frame(db: Db, row: Engagement) -> Frame:
    found = drawn(row.ref, row.plan or {}, DEFAULTS)
    team = {person.sign_in: person.id for person in db.scalars(select(Person).join(EngagementMember).where(
        EngagementMember.engagement_id == row.id, EngagementMember.in_team))}
    return Frame(row.ref, frozenset(site.name for site in found.sites) if found else frozenset(), team,
                 frozenset(item.key for item in row.checklist))


def _from_picture(db: Db, row: Engagement, said: Said) -> tuple[dict[str, str], str]:
    """(what was typed, filled up from the picture that is named; where place and time come from)"""
    typed = {name: said.get(name, "").strip() for name in KEYS["sites"]}
    number = said.get("picture", "").strip()
    if not number or typed.get("at") or typed.get("lat") or typed.get("lon"):
        return typed, "typed"
    shot = next((p for p in pictures_of(db, row) if str(p.n) == number), None)
    if shot is None or not all(shot.read.values()):
        raise Refusal(INPUT.at("/picture", "没有这张照片，或照片本身不载时间和地点，请自行填写。",
                               "There is no such picture, or it says neither when nor where: type them."))
    return {**typed, **shot.read}, "picture"


def _typed(said: Said, sites: frozenset[str], today: date) -> tuple[dict[str, str], date | None, list[Broken]]:
    """(time and place as typed, the day of the consent, what is wrong)"""
    typed = {name: said.get(name, "").strip() for name in SILENT}
    broken = []
    if said.get("site", "").strip() not in sites:
        broken.append(INPUT.at("/site", "请选择计划清单中的场所。", "Choose a site of the plan's list."))
    if typed["at"]:
        broken += moment_problems(typed["at"], "/at", today)
    if typed["lat"] or typed["lon"]:
        broken += place_problems(typed["lat"], typed["lon"], "")
    text = said.get("consent_on", "").strip()
    try:
        consent_on = date.fromisoformat(text) if text else None
    except ValueError:
        consent_on = None
        broken.append(INPUT.at("/consent_on", "应为日期，如 2026-11-23。", "A date as 2026-11-23."))
    if consent_on and consent_on > today:
        broken.append(INPUT.at("/consent_on", "日期晚于今日。", "That day has not come yet."))
    return {**typed, "at": "" if broken else typed["at"]}, consent_on, broken


def read_picture(name: str, data: bytes) -> dict[str, str]:
    """What the file itself says of time and place; empty texts where it is silent, and for files that are no pictures.

    Read elsewhere, see app/engagement/exif.py. Refusal FILE; Refusal when it can't be read as what it claims to be.
    """
    if sniff(data, name) not in PICTURES:
        return dict(SILENT)
    try:
        done = subprocess.run([sys.executable, "-I", exif.__file__], input=data, capture_output=True,
                              timeout=3 * exif.MOST_SECONDS)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise Refusal(INPUT.at("/file", "照片已损坏，无法读取。", "The picture is broken and can't be read."))
    return json.loads(done.stdout)


def _json(name: str, data: bytes) -> Any:
    if sniff(data, name) != "application/json":
        raise Refusal(INPUT.at("/file", "应为离线表单保存的 JSON 文件。", "The JSON file that the offline form saves."))
    return json.loads(data)


def _short(broken: Broken, prefix: str) -> Broken:
    return Broken(broken.rule, broken.where.removeprefix(prefix), broken.own_zh, broken.own_en)


def _enter_sites(db: Db, row: Engagement, sheets: Sequence[Sheet], origin: str, today: date) -> list[int]:
    first = _next(db, SiteRecord, row)
    for n, each in enumerate(sheets, first):
        db.add(SiteRecord(engagement_id=row.id, n=n, site=each.site, seen_on=each.on, seen_at=each.at,
                          lat=each.lat, lon=each.lon, person_id=each.person, origin=origin, note=each.note,
                          entered_on=today))
    db.flush()
    return list(range(first, first + len(sheets)))


def _enter_talks(db: Db, row: Engagement, talks: Sequence[Talk], today: date) -> list[int]:
    first = _next(db, Interview, row)
    for n, each in enumerate(talks, first):
        db.add(Interview(engagement_id=row.id, n=n, name=each.name, role=each.role, held_on=each.on,
                         person_id=each.person, talk=[list(pair) for pair in each.talk], entered_on=today))
    db.flush()
    return list(range(first, first + len(talks)))


def _next(db: Db, model: Any, row: Engagement) -> int:
    return 1 + (db.scalar(select(func.max(model.n)).where(model.engagement_id == row.id)) or 0)


def _files(db: Db, row: Engagement) -> list[str]:
    """sha256 of each offline record taken so far."""
    return list(db.scalars(select(Attachment.sha256).where(Attachment.subject == row.ref,
                                                           Attachment.slot.startswith("visit-"))))


def _log(db: Db, row: Engagement, kind: str, by: Who, today: date, **facts: Any) -> None:
    events.write(db, subject=row.ref, kind=kind, on=today, at=clock.now(), facts={"by": by.id, **facts})
