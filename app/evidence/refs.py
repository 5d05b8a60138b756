"""Public names of dossiers: letters, Beijing year, four digits or more; no name is given twice."""
from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import func, select

from app.database import Db


def next_ref(db: Db, model: Any, letters: str, year: int) -> str:
    """PA-2026-0007: the next of its letters and year; nobody else's until this transaction ends."""
    start = f"{letters}-{year}-"
    if db.is_postgresql:                                # on SQLite every write transaction is alone already
        number = int.from_bytes(hashlib.sha256(f"ref:{start}".encode()).digest()[:8], "big", signed=True)
        db.execute(select(func.pg_advisory_xact_lock(number)))
    last = db.scalar(select(model.ref).where(model.ref.startswith(start))
                     .order_by(func.length(model.ref).desc(), model.ref.desc()).limit(1))
    return f"{start}{1 + int(last[len(start):] if last else 0):04d}"
