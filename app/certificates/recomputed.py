"""The fourth question of the offline check: does the methodology's own module give these tonnes again?"""
from __future__ import annotations

from typing import Any

from app.certificates.content import Content, Registration
from app.certificates.verdict import need
from methodologies.kernel.rules import NOTE, NotFound


def same_tonnes(content: Content | Registration, worksheet: dict[str, Any]) -> tuple[str, str]:
    """What to say when it does; Forged when it does not, or when this installation can't tell."""
    code = content.methodology.code
    chapter = "accounting" if isinstance(content, Content) else "estimate"
    need(worksheet["methodology"] == code and worksheet["chapter"] == chapter, "核算表属于另一方法学或另一部分。",
         "The worksheet is of another methodology or another chapter.")
    need(content.demonstration or not worksheet["demonstration"], "核算表含演示数据，证书却不是演示证书。",
         "The worksheet rests on illustrations, the certificate is no demonstration.")
    _covers(content, worksheet)
    differences = _differences(code, worksheet)
    refusing = [d for d in differences if d.grade is not NOTE]
    if refusing:
        first = next((d for d in refusing if d.kind in ("law", "sealed")), refusing[0])
        need(False, f"重算结果不同：{first.zh}", f"Recomputation differs: {first.en}")
    notes = [d for d in differences if d.grade is NOTE]
    tonnes = content.tonnes if isinstance(content, Content) else content.expected_t
    zh = f"由 {code} 重算，{tonnes:,} 吨相符（公式版本 {worksheet['law'][:12]} 相同"
    en = f"Worked again by {code}: {tonnes:,} t (same edition of the law, {worksheet['law'][:12]}"
    return (zh + "".join(f"；{d.zh.rstrip('。')}" for d in notes) + "）。",
            en + "".join(f"; {d.en.rstrip('.').lower()}" for d in notes) + ").")


def _covers(content: Content | Registration, worksheet: dict[str, Any]) -> None:
    """An issue is the whole worksheet, year by year; a registration states its total and its yearly average."""
    if isinstance(content, Content):
        worked = {int(year): int(tonnes) for year, tonnes in worksheet["by_year"].items() if int(tonnes)}
        need(content.by_year() == worked and content.tonnes == int(worksheet["tonnes"]) == sum(worked.values()),
             "核算表各年度数量与证书不符。", "The worksheet's yearly tonnes are not those of the certificate.")
    else:
        need((content.expected_t, content.yearly_t) == (int(worksheet["tonnes"]), int(worksheet["average"])),
             "估算表的数量与证书不符。", "The estimate's tonnes are not those of the certificate.")


def _differences(code: str, worksheet: dict[str, Any]) -> list[Any]:
    from methodologies.kernel.catalogue import find
    from methodologies.kernel.recompute import recompute

    try:
        methodology = find(code)
    except (NotFound, KeyError):
        need(False, f"本机没有方法学 {code}，无法重算。",
             f"This installation has no methodology {code}: it can't be worked again.")
    return recompute(methodology, worksheet)
