"""The exchange's file for a day, CSV or JSON: positions (account, project, year, tonnes there, of them locked) and
trades (record, order, buyer, tonnes, price). Every line that can't be read is told at once.
"""
from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.market.money import is_amount, plain
from methodologies.kernel.rules import INPUT, Broken, Refusal

MOST_ROWS = 200_000
COLUMNS = ("kind", "account", "project", "year", "tonnes", "locked", "record_no", "order_no", "buyer", "price")
POSITION = ("account", "project", "year", "tonnes", "locked")
TRADE = ("record_no", "order_no", "buyer", "tonnes", "price")
WHOLE = {"year", "tonnes", "locked"}


@dataclass(frozen=True)
class Sent:
    """positions: [account, project, year, tonnes, locked]; trades: [record, order, buyer, tonnes, price]."""
    positions: list[list[Any]]
    trades: list[list[Any]]


def read(name: str, data: bytes) -> Sent:
    """Refusal with every line that is wrong."""
    try:
        text = data.decode("utf-8-sig")
        said = _json(text) if name.lower().endswith(".json") else _csv(text)
    except (UnicodeDecodeError, ValueError, csv.Error, RecursionError):
        raise Refusal(INPUT.at("/file", "无法识别的文件：应为 UTF-8 编码的 CSV 或 JSON。",
                               "Can't be read: a CSV or JSON file in UTF-8 is asked for.")) from None
    if sum(len(rows) for rows in said.values()) > MOST_ROWS:
        raise Refusal(INPUT.at("/file", f"最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows."))
    broken: list[Broken] = []
    positions = [_row(row, POSITION, f"/positions/{n}", broken) for n, row in enumerate(said["positions"])]
    trades = [_row(row, TRADE, f"/trades/{n}", broken) for n, row in enumerate(said["trades"])]
    broken += _twice(positions, "/positions", lambda row: tuple(row[:3])) if not broken else []
    broken += _twice(trades, "/trades", lambda row: row[0]) if not broken else []
    if broken:
        raise Refusal(*broken[:200])
    return Sent(positions, trades)


def _json(text: str) -> dict[str, list[Any]]:
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("no object")
    found = {name: body.get(name, []) for name in ("positions", "trades")}
    if not all(isinstance(rows, list) for rows in found.values()):
        raise ValueError("no lists")
    return found


def _csv(text: str) -> dict[str, list[Any]]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    if not {"kind", *POSITION} <= set(rows.fieldnames or ()):
        raise ValueError("no heading")
    found: dict[str, list[Any]] = {"positions": [], "trades": []}
    for row in rows:
        found["trades" if (row["kind"] or "").strip() == "trade" else "positions"].append(row)
    return found


def _row(said: Any, names: Iterable[str], where: str, broken: list[Broken]) -> list[Any]:
    row: list[Any] = []
    for name in names:
        text = str(said.get(name) if isinstance(said, Mapping) else "").strip()
        good = (is_amount(text) if name == "price" else text.isascii() and text.isdigit() and len(text) < 13
                if name in WHOLE else 0 < len(text) <= 60 and text != "None")
        if not good:
            broken.append(INPUT.at(f"{where}/{name}", f"“{name}”缺失或无法识别。",
                                   f"“{name}” is missing or unreadable."))
            row.append(None)
        else:
            row.append(plain(text) if name == "price" else int(text) if name in WHOLE else text)
    return row


def _twice(rows: list[list[Any]], where: str, key: Callable[[list[Any]], Any]) -> list[Broken]:
    seen, broken = set(), []
    for n, row in enumerate(rows):
        if key(row) in seen:
            broken.append(INPUT.at(f"{where}/{n}", "与前面的一行重复。", "An earlier line says the same."))
        seen.add(key(row))
    return broken
