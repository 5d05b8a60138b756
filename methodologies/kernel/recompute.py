"""Run the same chapter on the stored inputs, and say every line that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .expressions import EXACT
from .rules import NOTE, REFUSE, Grade, Refusal
from .worksheet import NEGATIVE_ER, Worksheet, seal

if TYPE_CHECKING:
    from .methodology import Methodology


@dataclass(frozen=True)
class Difference:
    """What differs. `kind`: shape, sealed, law, code, input, line, expression, value, result. A NOTE does not
    refuse."""

    kind: str
    zh: str
    en: str
    symbol: str = ""
    row: str = ""
    was: str = ""
    now: str = ""
    grade: Grade = REFUSE

    @property
    def moved(self) -> Decimal | None:
        """How much more it is now; None where one side is no number."""
        try:
            return EXACT.subtract(Decimal(self.now), Decimal(self.was))
        except (InvalidOperation, TypeError, ValueError):
            return None


def worked_again(methodology: Methodology, stored: Mapping[str, Any]) -> Worksheet:
    """The same chapter on the stored inputs, with what the determinations had told.

    Raises Refusal; KeyError, TypeError, AttributeError where the worksheet lacks something.
    """
    chapter = methodology.chapter(stored["chapter"])
    own = {NEGATIVE_ER.id, *(rule.id for rule in chapter.rules)}
    told = tuple(finding for finding in stored["findings"] if finding["rule"] not in own)
    return Worksheet(chapter, stored["inputs"], methodology.telling(told), tuple(stored["notes"]))


def recompute(methodology: Methodology, stored: Mapping[str, Any]) -> list[Difference]:
    """Every difference between a stored worksheet and the same chapter worked again. Empty: the same tonnes by the
    same lines."""
    if stored.get("methodology") != methodology.code or stored.get("chapter") not in ("estimate", "accounting"):
        return [
            Difference("shape", f"这不是 {methodology.code} 的核算表。", f"This is no worksheet of {methodology.code}.")
        ]
    said = list(_seal_broken(stored))
    try:
        now = worked_again(methodology, stored).to_json()
        said += [*_editions(stored, now), *_lines(stored, now), *_results(stored, now)]
    except Refusal as refusal:
        said += [Difference("input", f"{b.where} {b.zh}", f"{b.where} {b.en}", row=b.where) for b in refusal.broken]
    except (KeyError, TypeError, AttributeError) as problem:
        said.append(Difference("shape", f"核算表缺少内容：{problem}", f"The worksheet lacks something: {problem}"))
    return said


def _seal_broken(stored: Mapping[str, Any]) -> Iterator[Difference]:
    try:
        now = seal({key: value for key, value in stored.items() if key != "digest"})
    except Exception as problem:  # rfc8785 has no common base for what it refuses
        now = f"no canonical form: {problem}"
    if now != stored.get("digest"):
        yield Difference(
            "sealed",
            "核算表封存后被改动。",
            "The worksheet was changed after it was sealed.",
            was=str(stored.get("digest")),
            now=now,
        )


def _editions(stored: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    if stored["law"] != now["law"]:
        yield Difference(
            "law",
            "由方法学模块的另一版本算出。",
            "Worked by another edition of the law.",
            was=stored["law"],
            now=now["law"],
        )
    if stored["code"] != now["code"]:
        yield Difference(
            "code",
            "程序文件有变，公式未变。" if stored["law"] == now["law"] else "程序文件有变。",
            "The program's files have changed.",
            was=stored["code"],
            now=now["code"],
            grade=NOTE,
        )


def _lines(stored: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    was = {line["symbol"]: line for line in stored["lines"]}
    if len(was) != len(stored["lines"]):
        yield Difference("line", "有重复的算式行。", "A line is there twice.")
    for line in now["lines"]:
        old = was.pop(line["symbol"], None)
        if old is None:
            yield Difference("line", f"新增一行：{line['symbol']}", f"{line['symbol']}: new line", line["symbol"])
        else:
            yield from _one_line(old, line)
    for symbol in was:
        yield Difference("line", f"不再计算：{symbol}", f"{symbol}: line no longer worked", symbol)


def _one_line(old: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[Difference]:
    symbol = line["symbol"]
    for part in sorted(line.keys() | old.keys()):
        if part != "values" and old.get(part) != line.get(part):
            yield Difference(
                "expression",
                f"{symbol} 的 {part}：原为 {old.get(part)}，现为 {line.get(part)}",
                f"{symbol}: {part} was {old.get(part)}, is {line.get(part)}",
                symbol,
                was=str(old.get(part)),
                now=str(line.get(part)),
            )
    if len(old["values"]) != len(line["values"]):
        yield Difference("value", f"{symbol} 的行数不同。", f"{symbol}: the number of rows differs.", symbol)
        return
    for row, (a, b) in enumerate(zip(old["values"], line["values"], strict=True)):
        if a != b:
            name = line["keys"][row] if row < len(line["keys"]) else str(row)
            place = f"{symbol}[{name}]" if name else symbol
            same = " (another text of the same number)" if _same_number(a, b) else ""
            yield Difference(
                "value",
                f"{place}：所存 {a}，重算 {b}",
                f"{place}: stored {a}, recomputed {b}{same}",
                symbol,
                name,
                str(a),
                b,
            )


def _same_number(a: Any, b: Any) -> bool:
    try:
        return Decimal(a) == Decimal(b)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _results(stored: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    apart = {"lines", "law", "code", "digest"}
    for part in sorted((stored.keys() | now.keys()) - apart):
        if stored.get(part) != now.get(part):
            yield Difference(
                "result",
                f"{part}：所存 {stored.get(part)}，重算 {now.get(part)}",
                f"{part}: stored {stored.get(part)}, recomputed {now.get(part)}",
                part,
                was=str(stored.get(part)),
                now=str(now.get(part)),
            )
