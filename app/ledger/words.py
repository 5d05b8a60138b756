"""What the acts of the ledger are called."""
from __future__ import annotations

ACTS = {
    "issue": ("签发", "Issued"), "transfer": ("转移", "Transferred"), "retire": ("注销", "Retired"),
    "pledge": ("质押", "Pledged"), "release": ("解除质押", "Released from pledge"),
    "freeze": ("冻结", "Frozen"), "lift": ("解除冻结", "Freeze lifted"),
    "suspend": ("暂停交易", "Trading suspended"), "resume": ("恢复交易", "Trading resumed"),
    "surrender": ("履约待抵销", "Frozen for surrender"),
    "market_in": ("转入市场", "Moved to the market"), "market_out": ("转回登记账户", "Returned from the market"),
    "order_lock": ("委托冻结", "Locked by an order"), "order_unlock": ("撤销委托冻结", "Unlocked from an order"),
    "deliver": ("交割", "Delivered"), "force_cancel": ("强制注销", "Cancelled by force"),
    "correct": ("更正", "Corrected"),
}


def act_words(kind: str) -> tuple[str, str]:
    """In Chinese and English; of a kind that has no words here, that it is another kind, by its key."""
    return ACTS.get(kind, (f"其他业务（{kind}）", f"Another act ({kind})"))
