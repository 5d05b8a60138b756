"""What a certificate says, frozen in the issuing transaction: one `Content`, one canonical JSON, for ever.

The sheet is drawn from it and from nothing else; the verifier reads it back by the same strict reader.
"""
from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from app.certificates.numerals import capital_tonnes
from app.ledger.serials import serial_text
from methodologies.kernel.rules import INPUT, Broken, Refusal, Unreadable

FORMAT = "ccer-certificate/1"
NUMBER = re.compile(r"(QF|ZX)-\d{4}-\d{6}")
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST = 2**53 - 1                                        # the largest integer that every JSON reader keeps


class Kind(StrEnum):
    """Of what the certificate speaks, and the letters its number begins with."""
    ISSUANCE = "issuance"                               # 签发
    RETIREMENT = "retirement"                           # 注销

    @property
    def letters(self) -> str:
        return "QF" if self is Kind.ISSUANCE else "ZX"


@dataclass(frozen=True)
class ProjectNamed:
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class HolderNamed:
    name_zh: str
    name_en: str
    credit_code: str
    account: str


@dataclass(frozen=True)
class MethodologyNamed:
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class PeriodNamed:
    no: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Block:
    """Serials `first`…`last` of one calendar year, one tonne each; `serial` is the block as printed."""
    year: int
    first: int
    last: int
    tonnes: int
    serial: str


@dataclass(frozen=True)
class Bodies:
    validation: str
    verification: str


@dataclass(frozen=True)
class Content:
    """`registration` is the ref of the registration of reductions that the issue rests on."""
    kind: Kind
    number: str
    demonstration: bool
    project: ProjectNamed
    holder: HolderNamed
    methodology: MethodologyNamed
    period: PeriodNamed
    blocks: tuple[Block, ...]
    tonnes: int
    issued_on: date
    bodies: Bodies
    registration: str
    worksheet_sha256: str
    base_url: str

    def __post_init__(self) -> None:
        if broken := tuple(_disagreements(self)):
            raise Refusal(*broken)

    @property
    def tonnes_capital(self) -> str:
        return capital_tonnes(self.tonnes)

    @property
    def address(self) -> str:
        """Where the present state is shown; what the QR code says."""
        return f"{self.base_url}/verify/{self.number}"

    def by_year(self) -> dict[int, int]:
        """Tonnes by calendar year, summed over the blocks."""
        years: Counter[int] = Counter()
        for block in self.blocks:
            years[block.year] += block.tonnes
        return dict(years)


def to_bytes(content: Content) -> bytes:
    """certificate.json: RFC 8785, the same bytes for the same content on every machine."""
    import rfc8785

    plain = json.loads(json.dumps(asdict(content), default=date.isoformat))
    return rfc8785.dumps({"format": FORMAT, **plain, "tonnes_capital": content.tonnes_capital})


def facts_of(content: Content) -> dict[str, Any]:
    """What the event of the act holds in its `facts`; the offline check compares it with the files."""
    return {"certificate": {"number": content.number, "tonnes": content.tonnes,
                            "certificate_sha256": digest(to_bytes(content)),
                            "worksheet_sha256": content.worksheet_sha256}}


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def strict_json(data: bytes) -> Any:
    """Canonical JSON or Unreadable: no name twice in one object, no second way to write the same thing."""
    import rfc8785

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name twice in one object")
        return dict(pairs)

    try:
        found = json.loads(data, object_pairs_hook=once)
        canonical = rfc8785.dumps(found) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise Unreadable(INPUT.at("", f"不是可读的 JSON：{error}。", f"Not readable JSON: {error}.")) from error
    if not canonical:
        raise Unreadable(INPUT.at("", "不是规范 JSON（RFC 8785）。", "Not canonical JSON (RFC 8785)."))
    return found


def read(data: bytes) -> Content:
    """certificate.json back into its Content. Unreadable or Refusal with every place that is wrong."""
    found = strict_json(data)
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise Unreadable(INPUT.at("/format", f"格式不是 {FORMAT}。", f"The format is not {FORMAT}."))
    capital = found.pop("tonnes_capital", None)
    broken: list[Broken] = []
    content = _shaped(Content, found, "", broken)
    if broken:
        raise Unreadable(*broken)
    if capital != content.tonnes_capital:
        raise Refusal(INPUT.at("/tonnes_capital", "大写数量与数量不符。", "The quantity in words is another one."))
    return content


def _shaped(kind: Any, value: Any, where: str, broken: list[Broken]) -> Any:
    """`value` as `kind`: a dataclass of ours, a tuple of them, or a scalar. Adds to `broken`, then gives None."""
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_shaped(get_args(kind)[0], item, f"{where}/{n}", broken) for n, item in enumerate(value))
    if isinstance(value, dict) and hasattr(kind, "__dataclass_fields__"):
        return _object(kind, value, where, broken)
    try:
        if kind is date and isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return date.fromisoformat(value)
        if kind is Kind and isinstance(value, str):
            return Kind(value)
    except ValueError:
        pass
    if kind in (str, int, bool) and type(value) is kind:
        return value
    broken.append(INPUT.at(where, "类型或取值不对。", "Not of the right type or value."))
    return None


def _object(kind: type, value: dict[str, Any], where: str, broken: list[Broken]) -> Any:
    hints, before = get_type_hints(kind), len(broken)
    for name in sorted(hints.keys() ^ value.keys()):
        broken.append(INPUT.at(f"{where}/{name}", "缺少该项，或多出该项。", "Missing, or not a field of this format."))
    given = {name: _shaped(hint, value[name], f"{where}/{name}", broken)
             for name, hint in hints.items() if name in value}
    return kind(**given) if len(broken) == before else None


def _disagreements(content: Content):
    """What makes a content impossible, whoever wrote it."""
    if not NUMBER.fullmatch(content.number) or not content.number.startswith(content.kind.letters):
        yield INPUT.at("/number", "证书编号不合规则。", "Not a certificate number of this kind.")
    if not DIGEST.fullmatch(content.worksheet_sha256):
        yield INPUT.at("/worksheet_sha256", "不是 SHA-256 摘要。", "Not a SHA-256 digest.")
    if content.period.last_day < content.period.first_day or content.period.no < 1:
        yield INPUT.at("/period", "核算期首尾颠倒或序号不对。", "The period ends before it begins, or has no number.")
    if not 0 < content.tonnes <= MOST or content.tonnes != sum(block.tonnes for block in content.blocks):
        yield INPUT.at("/tonnes", "数量不等于各序列号区间之和。", "The quantity is not the sum of its serial blocks.")
    for n, block in enumerate(content.blocks):
        yield from _block_disagreements(content, block, f"/blocks/{n}")
    ordered = sorted(content.blocks, key=lambda b: (b.year, b.first))
    if any(a.year == b.year and b.first <= a.last for a, b in zip(ordered, ordered[1:])):
        yield INPUT.at("/blocks", "序列号区间重叠。", "Serial blocks overlap.")
    for name in (f.name for f in fields(content) if isinstance(getattr(content, f.name), str)):
        if not getattr(content, name).strip():
            yield INPUT.at(f"/{name}", "不能为空。", "Must not be empty.")


def _block_disagreements(content: Content, block: Block, where: str):
    if not 1 <= block.first <= block.last <= MOST or block.tonnes != block.last - block.first + 1:
        yield INPUT.at(where, "序列号区间与数量不符。", "The serial block is not of that many tonnes.")
    if not content.period.first_day.year <= block.year <= content.period.last_day.year:
        yield INPUT.at(f"{where}/year", "年度不在核算期内。", "The year is outside the period.")
    if block.serial != serial_text(content.project.code, block.year, content.period.no, block.first, block.last):
        yield INPUT.at(f"{where}/serial", "序列号与项目或区间不符。", "The serial is of another project or block.")
