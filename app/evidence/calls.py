"""One effect for one key, however often it is sent."""
from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from app.database import Db
from app.evidence.canonical import canonical, sha256
from app.models.ledger import Call
from methodologies.kernel.rules import INPUT, Broken, Conflict


class KeyReused(Conflict):
    """The key has served for something else."""
    zh, en = "该请求编号已用于另一项业务。", "This request key has served for something else."


_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")               # as a client says it; the house's own hold colons too
_KEEP = insert(Call.__table__)
_EARLIER = select(Call.digest, Call.result).where(Call.key == bindparam("key"))


def wrong(key: str) -> tuple[Broken, ...]:
    """What is wrong with a client's key."""
    return () if _KEY.fullmatch(key) else (INPUT.at(
        "/key", "操作编号（Idempotency-Key）须为8至80个字母、数字、- 或 _；在页面上请重新打开后再试。",
        "The key of a call (Idempotency-Key) is 8 to 80 letters, digits, - or _. On a page, reopen it and try again."),)


def earlier(db: Db, key: str, said: Any) -> Any | None:
    """The result of the call with this key, None for a new key. KeyReused when it was another call.

    Ask with the dossier's lock held: whoever sent the same key first has then committed, or failed.
    """
    call = db.direct(_EARLIER, {"key": key}).first()
    if call is None:
        return None
    if call.digest != sha256(canonical(said)):
        raise KeyReused(key)
    return json.loads(call.result)


def is_known(db: Db, key: str) -> bool:
    return bool(key) and db.get(Call, key) is not None


def keep(db: Db, key: str, said: Any, result: Any, at: datetime) -> None:
    """Remember what this call did; part of the same transaction, so that a refused call leaves its key free."""
    db.direct(_KEEP, {"key": key, "digest": sha256(canonical(said)), "result": canonical(result), "at": at})
