"""Drafts, versions, attachments: what a dossier is made of. Called inside the transaction of the room that owns it."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from app import clock
from app.access import Who
from app.database import Db
from app.evidence import documents
from app.evidence.canonical import canonical, sha256
from app.models.document import Attachment, Document, Draft, Version, Worksheet
from app.papers.queries import (
    attachments_of,
    current_draft,
    files_to_publish,
    page_code,
    paper_version,
    slot_of,
)
from methodologies.kernel.rules import HOUSE, INPUT, Broken, Conflict, Refusal, Rule, cite
from workflows.documents import PAPERS, SLOTS

OTHER_VERSION = Rule("H-SCAN", "扫描件的页码编号与当前版本不符，请重新打印、签章后上传。",
                     "The page code is not that of the present version: print, sign and scan it again.",
                     cite(HOUSE, "papers"))
REASON = Rule("H-LEVEL", "不公开或脱敏后公开的文件须说明理由。", "A document that is not public needs a reason.",
              cite(HOUSE, "publication"))
CHANGED = Rule("H-LEVEL-CHANGED", "核定的级别与申请的不同，须说明理由。",
               "A level other than the one asked for needs a reason.", cite(HOUSE, "publication"))
LONGEST_REASON = 200                                    # characters


class StaleDraft(Conflict):
    """The draft was saved elsewhere since it was read."""
    zh = "草稿已在别处保存过，请刷新后再改。"
    en = "The draft was saved elsewhere since you read it. Reload before changing it."


def open_draft(db: Db, subject: str, document: dict, by: Who) -> Draft:
    draft = Draft(subject=subject, document=document, revision=1, saved_at=clock.now(), saved_by=by.id)
    db.add(draft)
    db.flush()
    return draft


def save_draft(db: Db, subject: str, document: dict, revision: int, by: Who) -> Draft:
    """Replace the draft. StaleDraft when `revision` is not the stored one: nothing is lost on either side."""
    draft = current_draft(db, subject)
    if draft.revision != revision:
        raise StaleDraft(f"{subject}: revision {draft.revision}, not {revision}")
    draft.document, draft.revision, draft.saved_at, draft.saved_by = document, revision + 1, clock.now(), by.id
    db.flush()
    return draft


def freeze(db: Db, subject: str, label: str, document: Any, by: Who, on: date) -> Version:
    """Make the next immutable version of a dossier's document."""
    body = canonical(document)
    n = 1 + (db.scalar(select(func.max(Version.n)).where(Version.subject == subject)) or 0)
    version = Version(subject=subject, n=n, label=label, body=body, digest=sha256(body), made_on=on, made_by=by.id)
    db.add(version)
    db.flush()
    return version


def keep_worksheet(db: Db, subject: str, purpose: str, sheet: dict, on: date) -> Worksheet:
    """Store a sealed calculation as the next of its purpose."""
    body = canonical(sheet)
    n = 1 + (db.scalar(select(func.max(Worksheet.n))
                       .where(Worksheet.subject == subject, Worksheet.purpose == purpose)) or 0)
    row = Worksheet(subject=subject, purpose=purpose, n=n, tonnes=int(sheet["tonnes"]), body=body, digest=sha256(body),
                    made_on=on)
    db.add(row)
    db.flush()
    return row


def store_file(db: Db, name: str, data: bytes, tables: bool = False) -> Document:
    """Keep bytes under their hash, once. Refusal FILE when they are not what their name says."""
    media_type = documents.sniff(data, name, tables)
    digest = documents.store().put(data)
    if (known := db.get(Document, digest)) is not None:
        return known
    document = Document(sha256=digest, size=len(data), media_type=media_type, stored_at=clock.now())
    db.add(document)
    db.flush()
    return document


def attach(db: Db, subject: Any, slot_key: str, name: str, data: bytes, *, by: Who, today: date, level: str = "",
           reason: str = "", code: str = "") -> Attachment:
    """Hang a file into a slot of a dossier; it replaces what was there. Refusal names the field and the rule."""
    known = slot_of(subject, slot_key)
    if known is None:
        raise Refusal(INPUT.at("/slot", f"没有名为“{slot_key}”的文件项。", f"There is no document slot “{slot_key}”."))
    level = level or known.publication
    reason = reason.strip() or (known.reason if level == known.publication else "")
    code = code.strip() if slot_key in PAPERS else ""
    broken = [*_level_problems(level, reason), *file_problems(name, data)]
    if slot_key in PAPERS and code != page_code(subject.ref, slot_key, paper_version(db, subject, slot_key)):
        broken.append(OTHER_VERSION.at("/page_code"))
    if broken:
        raise Refusal(*broken)
    document = store_file(db, name, data)
    n = 1 + (db.scalar(select(func.count()).select_from(Attachment).where(Attachment.subject == subject.ref)) or 0)
    row = Attachment(ref=f"{subject.ref}-F{n:03d}", subject=subject.ref, slot=slot_key, sha256=document.sha256,
                     name=name[-200:], level=level, reason=reason, asked_level=level, asked_reason=reason,
                     page_code=code, uploaded_by=by.id, uploaded_on=today)
    db.add(row)
    db.flush()
    older = update(Attachment).where(Attachment.subject == subject.ref, Attachment.slot == slot_key,
                                     Attachment.id != row.id, Attachment.replaced_by.is_(None))
    db.execute(older.values(replaced_by=row.id))
    return row


def copy_evidence(db: Db, old: Any, new: Any) -> int:
    """What was uploaded to one dossier hangs on another too, file by file by its hash; how many. No printed scans."""
    kept = [a for a in attachments_of(db, old.ref) if a.slot not in PAPERS]
    for n, a in enumerate(kept, 1):
        db.add(Attachment(ref=f"{new.ref}-F{n:03d}", subject=new.ref, slot=a.slot, sha256=a.sha256, name=a.name,
                          level=a.level, reason=a.reason, asked_level=a.asked_level, asked_reason=a.asked_reason,
                          page_code=a.page_code, uploaded_by=a.uploaded_by, uploaded_on=a.uploaded_on))
    db.flush()
    return len(kept)


def settle_levels(db: Db, subject: Any, choices: Mapping[str, tuple[str, str]], *, by: Who, today: date) -> int:
    """The registry confirms or changes the level that was asked for: attachment's ref → (level, reason). Gives back how
    many; Refusal with all that is wrong, then none is settled. What everybody reads is exactly this (R-57)."""
    files = {row.ref: row for row in files_to_publish(db, subject)}
    broken = [INPUT.at(f"/levels/{ref}", "没有这份文件。", "There is no such document.") for ref in choices
              if ref not in files]
    for ref, (level, reason) in choices.items():
        broken += [b.rule.at(f"/levels/{ref}{b.where}", b.zh, b.en) for b in _level_problems(level, reason.strip())]
        if ref in files and level != files[ref].asked_level and not reason.strip():
            broken.append(CHANGED.at(f"/levels/{ref}/reason"))
    if broken:
        raise Refusal(*dict.fromkeys(broken))
    for ref, (level, reason) in choices.items():
        row = files[ref]
        row.level, row.reason, row.settled_on, row.settled_by = level, reason.strip(), today, by.id
    db.flush()
    return len(choices)


def _level_problems(level: str, reason: str) -> Iterator[Broken]:
    if level not in ("public", "redacted", "private"):
        yield INPUT.at("/level", "公开级别应为公开、脱敏后公开或不公开。", "Public, redacted or private.")
    elif level != "public" and not reason:
        yield REASON.at("/reason")
    if len(reason) > LONGEST_REASON:
        yield INPUT.at("/reason", f"理由最多 {LONGEST_REASON} 字。", f"At most {LONGEST_REASON} characters.")


def file_problems(name: str, data: bytes) -> tuple[Broken, ...]:
    try:
        documents.sniff(data, name)
    except Refusal as refusal:
        return refusal.broken
    return ()


def document_of(version: Version) -> dict:
    return json.loads(version.body)


__all__ = ["SLOTS", "attach", "document_of", "file_problems", "freeze", "keep_worksheet", "open_draft", "save_draft",
           "settle_levels", "store_file"]
