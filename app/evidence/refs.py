"""Public names of dossiers: letters, Beijing year, four digits or more; no name is given twice."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.database import Db


def next_ref(db: Db, model: Any, letters: str, year: int) -> str:
    """PA-2026-0007: the next of its letters and year; nobody else's until this transaction ends."""
    start = f"{letters}-{year}-"
    db.alone(f"ref:{start}")
    digits = 4
    while (n := 1 + _last(db, model, start, digits)) == 10**digits:
        digits += 1
    return f"{start}{n:04d}"


def _last(db: Db, model: Any, start: str, digits: int) -> int:
    """The highest number of so many digits, by the index of refs; where there is none, the one before the first."""
    last = db.scalar(select(model.ref).where(
        model.ref.between(f"{start}{'0' * digits}", f"{start}{'9' * digits}"),
        func.length(model.ref) == len(start) + digits).order_by(model.ref.desc()).limit(1))
    return int(last[len(start):]) if last else 10 ** (digits - 1) - 1 if digits > 4 else 0
