"""What one types to enter a row of a published table, and what becomes of it: shape only, the service decides."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.evidence.canonical import sha256
from app.fields.parse import read_form
from app.fields.schema import Look, Widget, widgets
from methodologies.kernel.published import PublishedTable, digest_of_row
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, Broken, Refusal

DIGEST = re.compile(r"[0-9a-f]{64}")
PURPOSES = (
    ("official", "官方公布", "official"),
    ("provisional", "暂用，待核对官方文件", "provisional, until compared"),
    ("illustration", "演示用虚构", "invented, for demonstrations"),
)
CONFIDENCES = (("sure", "已核对官方文件", "compared with the official file"),
               ("likely", "抄自可靠转载", "copied from a reliable reprint"), ("unsure", "待确认", "not certain"))
ABOUT = (
    Field("published_on", "公布日期", "Published on", "date"),
    Field("source", "来源（文件名、文号或网址）", "Source (title, number or address)", "text"),
    Field(
        "sha256",
        "官方文件 SHA-256",
        "SHA-256 of the official file",
        "text",
        required=False,
        help_zh="尚无官方文件时留空，系统按本行文字计算",
        help_en="Empty while there is no official file: taken from the row's own text",
    ),
    Field("purpose", "用途", "Purpose", "choice", choices=PURPOSES),
    Field("confidence", "把握程度", "Confidence", "choice", choices=CONFIDENCES),
    Field(
        "absent",
        "声明该年度未公布此表",
        "State that no such table was published",
        "yesno",
        required=False,
        help_zh="选“是”时数值留空；公布日期填声明所截至的日期",
        help_en="If yes, leave the values empty; the day is that of the statement",
    ),
)


def fields_of(table: PublishedTable, demonstration: bool) -> tuple[Field, ...]:
    """The inputs of one kind of table; invented rows are offered in demonstrations only."""
    values = tuple(replace(field, required=False) for field in table.values)
    about = tuple(f if f.name != "purpose" or demonstration else replace(f, choices=PURPOSES[:2]) for f in ABOUT)
    return (*table.key, *values, *about)


def row_widgets(table: PublishedTable, demonstration: bool, typed: Mapping[str, str] | None = None,
                broken: tuple[Broken, ...] = ()) -> tuple[Widget, ...]:
    return widgets(fields_of(table, demonstration), typed or {}, Look(broken), prefix=f"{table.id}-")


def row_of(table: PublishedTable, form: Mapping[str, str], demonstration: bool) -> dict[str, Any]:
    """The row as the service takes it. Refusal with every field that is not what is asked for."""
    asked = fields_of(table, demonstration)
    clean, problems = read(asked, read_form(form, asked, prefix=f"{table.id}-"))
    broken, absent = list(problems), clean.get("absent") == "yes"
    for field in table.values:
        if not absent and field.name not in clean and not any(b.where == f"/{field.name}" for b in broken):
            broken.append(INPUT.at(f"/{field.name}", f"{field.zh}：必填。", f"{field.en}: is required."))
        elif absent and field.name in clean:
            broken.append(INPUT.at(f"/{field.name}", "声明未公布时不填数值。", "A statement of absence has no value."))
    if clean.get("sha256") and not DIGEST.fullmatch(clean["sha256"]):
        broken.append(INPUT.at("/sha256", "应为 64 位小写十六进制。", "64 lower-case hexadecimal digits."))
    if broken:
        raise Refusal(*broken)
    key = {field.name: clean[field.name] for field in table.key}
    values = {} if absent else {field.name: clean[field.name] for field in table.values}
    return {"ref": "/".join((table.id, *key.values(), *(("none",) if absent else ()))), "name": table.id, "key": key,
            "values": values, "published_on": clean["published_on"], "source": clean["source"],
            "sha256": clean.get("sha256") or digest_of_row(table.id, key, values, clean["source"]),
            "purpose": clean["purpose"], "confidence": clean["confidence"], "absent": absent}


def with_file(form: Mapping[str, str], table: PublishedTable, data: bytes) -> dict[str, str]:
    """The form with the digest of the official file, when one was chosen."""
    return {**form, f"{table.id}-sha256": sha256(data)} if data else dict(form)


def setting_of(form: Mapping[str, str]) -> tuple[str, date]:
    """(value, first day). Refusal with both when both are unreadable."""
    value, day, broken = form.get("value", "").strip(), None, []
    if not 1 <= len(value) <= 200:
        broken.append(INPUT.at("/value", "请填写新值。", "The new value is asked for."))
    try:
        day = date.fromisoformat(form.get("from_on", ""))
    except ValueError:
        broken.append(INPUT.at("/from_on", "请填写生效日期。", "The first day is asked for."))
    if broken or day is None:
        raise Refusal(*broken)
    return value, day
