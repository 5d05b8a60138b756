"""What the acts of the ledger are called."""
from __future__ import annotations

ACTS = {
    "issue": ("签发", "Issued"), "retire": ("注销", "Retired"),
    "transfer": ("转移", "Transferred"), "transfer_begun": ("过户审核，暂不可动用", "Held for a transfer"),
    "transfer_refused": ("不予过户，恢复可用", "Transfer refused, released"),
    "pledge": ("质押", "Pledged"), "pledge_release": ("解除质押", "Released from pledge"),
    "pledge_release_part": ("部分解除质押", "Released in part"),
    "pledge_transfer": ("实现质权，转移", "Transferred to the pledgee"),
    "pledge_sale": ("实现质权，卖出", "Sold for the pledgee"),
    "freeze": ("司法冻结", "Frozen by a court"), "unfreeze": ("解除司法冻结", "Freeze lifted"),
    "court_transfer": ("司法扣划", "Transferred by a ruling"),
    "suspend": ("暂停交易", "Trading suspended"), "resume": ("恢复交易", "Trading resumed"),
    "surrender_hold": ("履约待抵销", "Held for surrender"),
    "surrender_release": ("履约抵销解冻", "Released from surrender"),
    "market_request": ("申请转入市场", "On the way to the market"),
    "market_refuse": ("不予转入市场", "Not moved to the market"),
    "market_admit": ("转入市场", "Moved to the market"), "market_ask_back": ("申请转回", "Return asked for"),
    "market_keep": ("不予转回", "Kept at the market"), "market_return": ("转回登记账户", "Returned from the market"),
    "market_take_back": ("由交易账户转回", "Taken back from the trading account"),
    "order_lock": ("委托冻结", "Locked by an order"), "order_release": ("解除委托冻结", "Unlocked from an order"),
    "market_delivery": ("交割", "Delivered"), "market_correction": ("交割更正", "Delivery corrected"),
    "force_cancel": ("强制注销", "Cancelled by force"),
    "return_shortage": ("退回差额，强制注销", "Shortage returned, cancelled"), "correct": ("更正（冲正）", "Corrected"),
}


def act_words(kind: str) -> tuple[str, str]:
    """In Chinese and English; of a kind that has no words here, that it is another kind, by its key."""
    return ACTS.get(kind, (f"其他业务（{kind}）", f"Another act ({kind})"))


PROMISES = {                                            # of `ledger.proof` and `evidence.proof`, in Chinese
    "units are conserved in each batch": "每个批次的数量守恒", "open ranges are disjoint": "有效区段互不重叠",
    "open ranges are together the issued range": "有效区段合起来等于签发区段",
    "each act's postings sum to zero": "每笔业务的分录合计为零",
    "open ranges are what the postings leave": "有效区段与分录余额一致",
    "each act opened and closed what it posted": "每笔业务开闭的区段与分录一致",
    "nothing left a final state": "已注销的未再变动", "every row belongs to an act": "每条记录都属于一笔业务",
    "each act has one event": "每笔业务有且只有一条日志", "events and postings say the same": "日志与分录一致",
    "the database guards the ledger": "数据库的约束和触发器齐备",
    "the log begins with the checkpoint": "日志仍以一日前的检查点为开端",
    "later leaves are the hashes of the events": "此后的叶哈希与日志原文一致",
}
