"""Phone numbers: how they look, how they are shown, and the gateway that carries a code to one."""
from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Protocol

import config

FORM = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\+\d{8,15}")


def is_number(text: str) -> bool:
    return FORM.fullmatch(text) is not None


def masked(number: str) -> str:
    """13812345678 → 138****5678"""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "*" * len(number)


class Gateway(Protocol):
    def send(self, number: str, code: str, *, at: datetime) -> None: ...


class FileOutbox:
    """Writes what would be sent into the data folder; the number stays masked there too. For a demo, and until an
    operator connects a provider of messages."""

    def send(self, number: str, code: str, *, at: datetime) -> None:
        path = config.home() / "outbox" / "phone.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        line = {"to": masked(number), "code": code, "at": at.isoformat(timespec="seconds")}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def gateway() -> Gateway:
    return FileOutbox()
