"""Which line holds the headings, and which column holds which field: proposed from words, units, and what was agreed
before. A proposal says by what it was known; the person who knows the table corrects it."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.fields.sheets.grid import Sheet
from app.fields.units import factor, is_unit, unit_of
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT, Broken

FIRST_LINES = 40                                            # where headings are looked for
LONGEST_HEAD = 300
BRACKET = re.compile(r"^(.*?)\s*[(\[【]([^()\[\]【】]*)[)\]】]\s*$", re.DOTALL)
TAIL = re.compile(r"^(.*?)\s*[/:,，、\s]\s*([^/:,，、\s]+)$", re.DOTALL)
REASONS = ("问题 Problem",)                                 # the column that a workbook comes back with
Memory = Mapping[str, Sequence[str]]                        # plain heading → (field or "", unit)


@dataclass(frozen=True)
class Column:
    """A column of the sheet. field: its name, or "" when it is left out. unit: of its numbers, or "" where unknown.

    known_by: heading | remembered | similar | chosen | nothing.
    """
    n: int
    head: str
    field: str = ""
    unit: str = ""
    known_by: str = "nothing"


def plain(head: str) -> str:
    """ 上网 电量（MWh） → 上网电量(mwh)"""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", head[:LONGEST_HEAD])).casefold()


def apart(head: str) -> tuple[str, str]:
    """(the words, the unit) of a heading: 电量（万千瓦时）, 面积/亩, Energy MWh; no unit: ""."""
    text = unicodedata.normalize("NFKC", head[:LONGEST_HEAD]).strip()
    if (found := BRACKET.match(text)) and found[1]:
        return found[1], found[2].removeprefix("单位").lstrip(":").strip()
    if (found := TAIL.match(text)) and is_unit(found[2]):
        return found[1], found[2]
    return text, ""


def names_of(record: Record) -> dict[str, Field]:
    """Every plain name of every field; the last wins, and that is the one a program uses."""
    return {plain(name): field for field in record.fields
            for name in (field.en, field.zh, field.symbol, field.name) if name}


def heading_line(sheet: Sheet, record: Record, memory: Memory) -> int:
    """The line (from 0) in which most headings are known; where none is, the first with two words or more."""
    known, wide = names_of(record), [n for n, _ in enumerate(sheet.rows[:FIRST_LINES])]
    score = {n: sum(_is_known(head, known, memory) for head in set(sheet.apart(n)) if head) for n in wide}
    best = max(wide, key=lambda n: (score[n], -n))
    if score[best]:
        return best
    return next((n for n in wide if sum(map(bool, sheet.apart(n))) > 1), 0)


def _is_known(head: str, known: Mapping[str, Field], memory: Memory) -> bool:
    return plain(head) in known or plain(apart(head)[0]) in known or bool(memory.get(plain(head), ("",))[0])


def propose(sheet: Sheet, line: int, record: Record, memory: Memory) -> tuple[Column, ...]:
    """A column for each that has a heading or anything below it. No field is proposed twice."""
    heads = list(sheet.rows[line]) if line < len(sheet.rows) else []
    heads += [""] * (sheet.width - len(heads))
    known, fields = names_of(record), {field.name: field for field in record.fields}
    units, titles = unit_line(sheet, line), _title_units(sheet, line)
    found = [_known(n, head, known, fields, memory) for n, head in enumerate(heads)]
    found = [_with_unit(column, fields, units, titles) for column in found]
    taken: set[str] = set()
    for n, column in enumerate(found):
        if column.field in taken:
            found[n] = Column(n, column.head, known_by="nothing")
        taken.add(column.field)
    _similar(found, record, taken - {""})
    found = [_with_unit(column, fields, units, titles) if column.known_by == "similar" else column for column in found]
    filled = {n for row in sheet.rows[line:] for n, text in enumerate(row) if text}
    return tuple(column for column in found if column.n in filled)


def _known(n: int, head: str, known: Mapping[str, Field], fields: Mapping[str, Field], memory: Memory) -> Column:
    words, unit = apart(head)
    if (agreed := memory.get(plain(head))) and (not agreed[0] or agreed[0] in fields):
        return Column(n, head, agreed[0], agreed[1] if agreed[0] else "", "remembered")
    field = known.get(plain(head)) or known.get(plain(words))
    if field is None or not head:
        return Column(n, head)
    return Column(n, head, field.name, proposed_unit(field, "" if plain(head) in known else unit), "heading")


def proposed_unit(field: Field, said: str) -> str:
    """The unit that the heading names when it turns into the field's; the field's own where it names none."""
    if field.kind != "decimal" or not field.unit or field.unit == "1":
        return field.unit
    if not said:
        return field.unit
    return unit_of(said) if factor(said, field.unit) is not None else ""


def unit_line(sheet: Sheet, line: int) -> dict[int, str]:
    """The units in the line below the headings, by column, when that line says nothing else."""
    cells = {n: apart(f"x {text}")[1] if is_unit(text) else apart(f"x{text}")[1]
             for n, text in enumerate(sheet.rows[line + 1]) if text} if line + 1 < len(sheet.rows) else {}
    return cells if cells and all(map(is_unit, cells.values())) else {}


def _title_units(sheet: Sheet, line: int) -> list[str]:
    """单位：万千瓦时、亩 above the headings."""
    said = " ".join(text for n in range(line) for text in sheet.apart(n) if "单位" in text or "unit" in text.casefold())
    return [each for each in re.split(r"[\s,，、;；:：()（）]+", said) if is_unit(each)]


def _with_unit(column: Column, fields: Mapping[str, Field], units: Mapping[int, str],
               titles: Sequence[str]) -> Column:
    """The unit of the line below or of the title, where the heading says none and nothing was agreed."""
    field = fields.get(column.field)
    if field is None or field.kind != "decimal" or column.known_by == "remembered" or apart(column.head)[1]:
        return column
    said = units.get(column.n) or next((u for u in titles if field.unit and factor(u, field.unit) is not None), "")
    return replace(column, unit=proposed_unit(field, said)) if said else column


def _similar(found: list[Column], record: Record, taken: set[str]) -> None:
    """A heading that holds a field's words, or is held by them, when it is the only one and so is the field."""
    free = [field for field in record.fields if field.name not in taken]
    pairs = [(column, field) for column in found if column.known_by == "nothing" and len(plain(column.head)) > 1
             for field in free if _alike(apart(column.head)[0], field)]
    for column, field in pairs:
        alone = sum(c is column for c, _ in pairs) == 1 and sum(f is field for _, f in pairs) == 1
        if alone and column.head not in REASONS:
            found[column.n] = Column(column.n, column.head, field.name,
                                     proposed_unit(field, apart(column.head)[1]), "similar")


def _alike(words: str, field: Field) -> bool:
    head = plain(words)
    return len(head) > 1 and any(len(name) > 1 and (name in head or head in name)
                                 for name in (plain(field.zh), plain(field.en)))


def mapping_problems(columns: Sequence[Column], record: Record) -> tuple[Broken, ...]:
    """What keeps this mapping from being read: a field missing or there twice, a unit that is not known."""
    fields, broken = {field.name: field for field in record.fields}, []
    for place, column in enumerate(columns):
        field = fields.get(column.field)
        if field is None:
            continue
        if column.field in (each.field for each in columns[:place]):
            broken.append(INPUT.at(f"/columns/{column.n}", f"“{field.zh}”对应了两列，请只留一列。",
                                   f"Two columns are mapped to {field.en}: keep one."))
        if field.kind == "decimal" and field.unit not in ("", "1") and factor(column.unit, field.unit) is None:
            broken.append(INPUT.at(
                f"/columns/{column.n}", f"列“{column.head[:60]}”的单位不能换算为 {field.unit}，请选择单位。",
                f"The unit of column {column.head[:60]!r} does not turn into {field.unit}: choose one."))
    there = {column.field for column in columns}
    broken += [INPUT.at("/columns", f"没有列对应必填的“{field.zh}”。",
                        f"No column is mapped to {field.en}, which is required.")
               for field in record.fields if field.required and field.name not in there]
    return tuple(broken)


def remembered(columns: Sequence[Column]) -> dict[str, list[str]]:
    """What is kept for the next table of the same make; columns without heading, and of reasons, are not."""
    return {plain(c.head): [c.field, c.unit] for c in columns if c.head and c.head not in REASONS}
