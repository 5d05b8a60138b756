"""A statement as one table: the opening balance, each change, the closing balance, the ranges at the end."""
from __future__ import annotations

from collections.abc import Iterator

from app.evidence.events import instant_text
from app.fields.outgoing import csv_of
from app.ledger.held import Held
from app.ledger.serials import Block
from app.ledger.statements import Change, Entry, Statement
from app.models.ledger import STATES

HEADS = ("行 line", "时刻 instant (UTC)", "日期 day", "业务 act", "业务编号 act id", "档案 dossier",
         "证书 certificate", "项目 project", "年度 year", "编号区段 serials", "状态 state", "增加 in (t)",
         "减少 out (t)", "数量 quantity (t)")
Row = tuple[object, ...]


def statement_csv(made: Statement) -> bytes:
    return csv_of(HEADS, _rows(made))


def _rows(made: Statement) -> Iterator[Row]:
    yield from (_balance("期初 opening", state, tonnes) for state, tonnes in made.opening.items())
    yield from (_change(entry, change) for entry in made.entries for change in entry.changes)
    yield from (_balance("期末 closing", state, tonnes) for state, tonnes in made.closing.items())
    yield from (_range(each) for each in made.holdings)


def _balance(line: str, state: str, tonnes: int) -> Row:
    return (line, *[""] * 9, _words(state), None, None, tonnes)


def _change(entry: Entry, change: Change) -> Row:
    enters = change.tonnes > 0
    return ("变动 change", instant_text(entry.at), entry.on, f"{entry.zh} {entry.en}", entry.act_id, entry.dossier,
            " ".join(entry.certificates), *_block(change.block), _words(change.state),
            change.tonnes if enters else None, None if enters else -change.tonnes, None)


def _range(each: Held) -> Row:
    return ("区段 range", "", each.since, "", each.act_id, " ".join(lien["ref"] for lien in each.liens), "",
            *_block(each.block), _words(each.state), None, None, each.tonnes)


def _block(block: Block) -> Row:
    return block.project_code, block.year, str(block)


def _words(state: str) -> str:
    return " ".join(STATES[state])
