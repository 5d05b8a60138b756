"""Records of sites, pictures and interviews of an engagement, as its facts, pages and report tell them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.engagement import Engagement
from app.models.fieldwork import Interview, SiteRecord, VisitPicture
from workflows import fieldwork

if TYPE_CHECKING:                                       # only queries and services open a database
    from app.database import Db

FAR_MINUTES, FAR_KM = 60, 1                             # from here on typed and read contradict each other
EARTH_KM = 6371


@dataclass(frozen=True)
class Site:
    n: int
    site: str
    seen_on: date
    seen_at: str
    latitude: str
    longitude: str
    who: str
    origin: str
    note: str


@dataclass(frozen=True)
class Shot:
    """A picture. typed, read: {"at", "lat", "lon"}, empty texts where nothing is said; apart: how far the two are from
    each other: (minutes, kilometres), None where one of them is silent."""
    n: int
    site: str
    name: str
    href: str
    sha256: str
    consent_by: str
    consent_on: date
    typed: Mapping[str, str]
    read: Mapping[str, str]
    note: str

    @property
    def apart(self) -> tuple[int | None, float | None]:
        return minutes_apart(self.typed["at"], self.read["at"]), km_apart(self.typed, self.read)

    @property
    def silent(self) -> bool:
        """The file itself says neither when nor where, or not both."""
        return not (self.read["at"] and self.read["lat"] and self.read["lon"])

    @property
    def contradicts(self) -> bool:
        minutes, km = self.apart
        return (minutes or 0) > FAR_MINUTES or (km or 0) > FAR_KM


@dataclass(frozen=True)
class Heard:
    n: int
    name: str
    role: str
    held_on: date
    who: str
    talk: tuple[tuple[str, str], ...]
    scan_name: str
    scan_href: str


def minutes_apart(a: str, b: str) -> int | None:
    """Between two local times as 2026-03-01T10:20; None when one is empty."""
    if not (a and b):
        return None
    return int(abs((datetime.fromisoformat(a) - datetime.fromisoformat(b)).total_seconds()) // 60)


def km_apart(a: Mapping[str, str], b: Mapping[str, str]) -> float | None:
    """Great-circle distance of two places in degrees; None when one is empty. For telling, not for a verdict."""
    if not (a["lat"] and a["lon"] and b["lat"] and b["lon"]):
        return None
    (lat1, lon1), (lat2, lon2) = ((radians(float(p["lat"])), radians(float(p["lon"]))) for p in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(min(1, half))), 2)


def records_of(db: Db, row: Engagement) -> list[SiteRecord]:
    return list(db.scalars(select(SiteRecord).where(SiteRecord.engagement_id == row.id).order_by(SiteRecord.n)))


def pictures_of(db: Db, row: Engagement) -> list[VisitPicture]:
    return list(db.scalars(select(VisitPicture).where(VisitPicture.engagement_id == row.id).order_by(VisitPicture.n)))


def interviews_of(db: Db, row: Engagement) -> list[Interview]:
    return list(db.scalars(select(Interview).where(Interview.engagement_id == row.id).order_by(Interview.n)))


def visit_facts(db: Db, row: Engagement) -> dict[str, Any]:
    """The facts about what was brought back."""
    return {
        "seen": tuple(fieldwork.Seen(f"/sites/{r.n}", r.site, r.seen_on) for r in records_of(db, row)),
        "pictures": tuple(fieldwork.Picture(f"/pictures/{p.n}", _day_of(p), p.consent_by, p.consent_on)
                          for p in pictures_of(db, row)),
        "interviews": tuple(fieldwork.Interview(f"/interviews/{i.n}", i.scan_id is not None)
                            for i in interviews_of(db, row))}


def _day_of(picture: VisitPicture) -> date | None:
    """The day that was typed, or else read; None when neither says one."""
    return taken_on(picture.typed, picture.read)


def taken_on(typed: Mapping[str, str], read: Mapping[str, str]) -> date | None:
    text = typed["at"] or read["at"]
    return date.fromisoformat(text[:10]) if text else None


def sites_shown(db: Db, row: Engagement) -> tuple[Site, ...]:
    return tuple(Site(r.n, r.site, r.seen_on, r.seen_at, r.lat, r.lon, r.person.name, r.origin, r.note)
                 for r in records_of(db, row))


def shots_shown(db: Db, row: Engagement) -> tuple[Shot, ...]:
    return tuple(Shot(p.n, p.site, p.attachment.name, f"/documents/{p.attachment.ref}", p.attachment.sha256,
                      p.consent_by, p.consent_on, p.typed, p.read, p.note) for p in pictures_of(db, row))


def heard_shown(db: Db, row: Engagement) -> tuple[Heard, ...]:
    return tuple(Heard(i.n, i.name, i.role, i.held_on, i.person.name, tuple((q, a) for q, a in i.talk),
                       i.scan.name if i.scan else "", f"/documents/{i.scan.ref}" if i.scan else "")
                 for i in interviews_of(db, row))


def told(db: Db, row: Engagement) -> dict[str, Any]:
    """The visit as the body's report tells it."""
    return {
        "sites": [{"site": s.site, "on": s.seen_on.isoformat(), "at": s.seen_at, "latitude": s.latitude,
                   "longitude": s.longitude, "who": s.who, "origin": s.origin, "note": s.note}
                  for s in sites_shown(db, row)],
        "pictures": [{"n": p.n, "site": p.site, "sha256": p.sha256, "consent_by": p.consent_by,
                      "consent_on": p.consent_on.isoformat(), "typed": dict(p.typed), "read": dict(p.read),
                      "note": p.note} for p in shots_shown(db, row)],
        "interviews": [{"name": i.name, "role": i.role, "on": i.held_on.isoformat(), "who": i.who,
                        "talk": [list(pair) for pair in i.talk], "signed": bool(i.scan_href)}
                       for i in heard_shown(db, row)]}
