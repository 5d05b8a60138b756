"""The fourth question about a retirement: did the logged act retire exactly these serials, in this account?"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.certificates.retirement import Retirement
from app.certificates.verdict import need

Span = tuple[str, int, int]                             # batch as printed, first and last serial


def same_serials(content: Retirement, event: dict[str, Any]) -> tuple[str, str]:
    """What to say when it did; Forged when it did not."""
    entered = [(str(batch), str(account), int(lo), int(hi)) for batch, account, state, lo, hi, delta
               in event["facts"]["postings"] if state == "retired" and delta > 0]
    need(all(account == content.holder.account for _, account, _, _ in entered), "所记注销不在证书所列账户。",
         "The logged retirement is in another account.")
    logged = joined((batch, lo, hi) for batch, _, lo, hi in entered)
    need(logged == joined((lot.batch, lot.first, lot.last) for lot in content.lots),
         "日志所记注销的序列号与证书不同。", "The log says that other serials were retired.")
    return (f"日志所记的这笔业务恰好注销了所列 {content.tonnes:,} 吨的序列号。",
            f"The logged act retired exactly these serials: {content.tonnes:,} t.")


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch made one."""
    found: list[Span] = []
    for batch, lo, hi in sorted(spans):
        if found and found[-1][0] == batch and found[-1][2] == lo - 1:
            found[-1] = (batch, found[-1][1], hi)
        else:
            found.append((batch, lo, hi))
    return found
