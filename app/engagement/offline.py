"""The record of a visit as a file: filled in at the site without a network, uploaded afterwards, judged like any input.

{"template": "visit_1_0", "engagement": "VA-2026-0001",
 "sites": [{"site", "person", "at": "2026-03-01T10:20", "lat", "lon", "note"}],
 "checklist": [{"key", "answer", "note"}],
 "interviews": [{"name", "role", "on", "person", "talk": [[question, answer], …]}]}
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from methodologies.kernel.rules import INPUT, Broken

TEMPLATE = "visit_1_0"
ANSWERS = ("", "yes", "no", "not_applicable")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,6})?")
MOST = {"sites": 500, "checklist": 500, "interviews": 100, "talk": 50}
LONGEST = {"site": 200, "name": 80, "role": 120, "note": 5000, "text": 5000}
KEYS = {"sites": ("site", "person", "at", "lat", "lon", "note"), "checklist": ("key", "answer", "note"),
        "interviews": ("name", "role", "on", "person", "talk")}


@dataclass(frozen=True)
class Frame:
    """What a record may speak of: the sites of the plan, the team by sign-in name, the points of the checklist."""
    ref: str
    sites: frozenset[str]
    team: Mapping[str, int]
    keys: frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """A site that was seen."""
    site: str
    person: int
    on: date
    at: str
    lat: str
    lon: str
    note: str


@dataclass(frozen=True)
class Talk:
    name: str
    role: str
    on: date
    person: int
    talk: tuple[tuple[str, str], ...]


@dataclass
class Visit:
    sites: list[Sheet] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_file(data: Any, frame: Frame, today: date, *, whole: bool = False) -> tuple[Visit, tuple[Broken, ...]]:
    """(what it says, everything that is wrong, each at its place). whole: it is a file, not one part of one."""
    visit = Visit()
    if not isinstance(data, Mapping):
        return visit, (_wrong("", "不是现场记录文件。", "Not a record of a visit."),)
    broken = list(_head(data, frame)) if whole else []
    readers = {"sites": _site, "checklist": _answer, "interviews": _talk}
    for name, read in readers.items():
        rows = data.get(name, [])
        if not isinstance(rows, list) or len(rows) > MOST[name]:
            broken.append(_wrong(f"/{name}", f"应为列表，最多{MOST[name]}项。", f"A list of at most {MOST[name]}."))
            continue
        for n, row in enumerate(rows):
            broken += read(row, f"/{name}/{n}", frame, today, visit)
    if whole and not broken and not (visit.sites or visit.talks or visit.answers):
        broken.append(_wrong("", "文件中没有任何记录。", "The file records nothing."))
    return visit, tuple(broken)


def _head(data: Mapping[str, Any], frame: Frame) -> Iterator[Broken]:
    if data.get("template") != TEMPLATE:
        yield _wrong("/template", f"应为 {TEMPLATE}。", f"{TEMPLATE} is asked for.")
    if data.get("engagement") != frame.ref:
        yield _wrong("/engagement", f"这不是 {frame.ref} 的现场记录。", f"Not the record of {frame.ref}.")
    for name in data:
        if name not in ("template", "engagement", *KEYS):
            yield _wrong(f"/{_plain(name)}", "没有这一项。", "There is no such part.")


def _site(row: Any, where: str, frame: Frame, today: date, visit: Visit) -> list[Broken]:
    said, broken = _texts(row, where, "sites")
    if broken or not any(said[name] for name in ("at", "lat", "lon", "note")):
        return broken                                   # a site of the list that was not seen says nothing
    if said["site"] not in frame.sites:
        broken.append(_wrong(f"{where}/site", "计划的场所清单中没有这个场所。", "Not a site of the plan's list."))
    broken += [*_person(said, where, frame), *moment_problems(said["at"], f"{where}/at", today),
               *place_problems(said["lat"], said["lon"], where)]
    if not broken:
        visit.sites.append(Sheet(said["site"], frame.team[said["person"]], date.fromisoformat(said["at"][:10]),
                                 said["at"][11:], said["lat"], said["lon"], said["note"]))
    return broken


def _answer(row: Any, where: str, frame: Frame, today: date, visit: Visit) -> list[Broken]:
    said, broken = _texts(row, where, "checklist")
    if broken or not (said["answer"] or said["note"]):
        return broken
    if said["key"] not in frame.keys:
        broken.append(_wrong(f"{where}/key", "没有这个审核要点。", "There is no such key point."))
    if said["answer"] not in ANSWERS:
        broken.append(_wrong(f"{where}/answer", "应为 yes、no、not_applicable 或空。",
                             "yes, no, not_applicable or nothing."))
    if not broken:
        visit.answers[said["key"]] = (said["answer"], said["note"])
    return broken


def _talk(row: Any, where: str, frame: Frame, today: date, visit: Visit) -> list[Broken]:
    said, broken = _texts(row, where, "interviews")
    pairs, wrong = _pairs(row.get("talk") if isinstance(row, Mapping) else None, where)
    broken += wrong
    if broken:
        return broken
    for name, zh, en in (("name", "受访人姓名", "Who was heard"), ("role", "受访人岗位或身份", "Their post or part")):
        if not said[name]:
            broken.append(_wrong(f"{where}/{name}", f"请填写{zh}。", f"{en} is asked for."))
    if not pairs:
        broken.append(_wrong(f"{where}/talk", "请至少填写一问一答。", "At least one question and its answer."))
    broken += [*_person(said, where, frame), *moment_problems(f"{said['on']}T00:00", f"{where}/on", today)]
    if not broken:
        visit.talks.append(Talk(said["name"], said["role"], date.fromisoformat(said["on"]), frame.team[said["person"]],
                                pairs))
    return broken


def _pairs(rows: Any, where: str) -> tuple[tuple[tuple[str, str], ...], list[Broken]]:
    if not isinstance(rows, list) or len(rows) > MOST["talk"]:
        return (), [_wrong(f"{where}/talk", f"应为问答列表，最多{MOST['talk']}项。",
                           f"A list of at most {MOST['talk']} questions with answers.")]
    found, broken = [], []
    for n, pair in enumerate(rows):
        here = f"{where}/talk/{n}"
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(isinstance(t, str) for t in pair):
            broken.append(_wrong(here, "应为一问一答。", "A question and an answer."))
        elif not all(kept(t) and len(t) <= LONGEST["text"] for t in pair):
            broken.append(_wrong(here, "过长，或含有不能保存的字符。",
                                 "Too long, or with characters that can't be kept."))
        elif any(t.strip() for t in pair):
            found.append((pair[0].strip(), pair[1].strip()))
            if not all(found[-1]):
                broken.append(_wrong(here, "问与答都须填写。", "Both the question and the answer are asked for."))
    return tuple(found), broken


def _texts(row: Any, where: str, part: str) -> tuple[dict[str, str], list[Broken]]:
    """The texts of a row, trimmed, each there at least as an empty one."""
    if not isinstance(row, Mapping):
        return {}, [_wrong(where, "应为对象。", "An object is asked for.")]
    said, broken = {}, [_wrong(f"{where}/{_plain(name)}", "没有这一项。", "There is no such part.")
                        for name in row if name not in KEYS[part]]
    for name in KEYS[part]:
        text = row.get(name, "")
        if name == "talk":
            continue
        if not isinstance(text, str) or not kept(text) or len(text) > LONGEST.get(name, LONGEST["site"]):
            broken.append(_wrong(f"{where}/{name}", "应为文字，过长或含有不能保存的字符。",
                                 "Text is asked for; this is none, too long, or can't be kept."))
            text = ""
        said[name] = text.strip()
    return said, broken


def _person(said: Mapping[str, str], where: str, frame: Frame) -> Iterator[Broken]:
    if said["person"] not in frame.team:
        yield _wrong(f"{where}/person", "应为审核组成员。", "Somebody of the team is asked for.")


def moment_problems(text: str, where: str, today: date) -> Iterator[Broken]:
    """A Beijing time as 2026-03-01T10:20, not of a day to come."""
    try:
        day = datetime.fromisoformat(text).date() if STAMP.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        yield _wrong(where, "应为日期和时间，如 2026-03-01 10:20。",
                     "A day and a time are asked for, as 2026-03-01 10:20.")
    elif day > today:
        yield _wrong(where, "日期晚于今日。", "That day has not come yet.")


def place_problems(lat: str, lon: str, where: str) -> Iterator[Broken]:
    """Degrees with six digits at most, as typed or read."""
    for name, text, most, zh, en in (("lat", lat, 90, "纬度", "Latitude"), ("lon", lon, 180, "经度", "Longitude")):
        if not DEGREES.fullmatch(text) or abs(Decimal(text)) > most:
            yield _wrong(f"{where}/{name}", f"{zh}为十进制度数，最多六位小数。",
                         f"{en}: decimal degrees, six decimals at most.")


def kept(text: str) -> bool:
    """Whether every database keeps it: no NUL, no half of a pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _plain(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in str(name)[:40])


def _wrong(where: str, zh: str, en: str) -> Broken:
    return INPUT.at(where, zh, en)
