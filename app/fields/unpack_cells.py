"""Run as a process of its own: a workbook comes in, every cell of every sheet goes out as JSON with its formula.

{sheet: {"B8": [kind, text, formula]}}; kind: number, text, error. Values alone do not do here: what is asked is where a
formula was overwritten. Exit codes and limits as in `unpack`.
"""
from __future__ import annotations

import io
import json
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from app.fields.unpack import NO_WORKBOOK, _limit

MOST_CELLS = 400_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
KINDS = {"s": "text", "str": "text", "inlineStr": "text", "e": "error", "b": "text"}
PLACE = re.compile(r"(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![A-Za-z0-9_(.])")
OUTSIDE_TEXT = re.compile(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')')
BROKEN = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, ValueError, RuntimeError)
TOO_MUCH = 1


def main() -> int:
    _limit()
    try:
        with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as book:
            found = {name: dict(cells(book, part, texts)) for texts in [shared_texts(book)]
                     for name, part in sheets(book)}
    except BROKEN:
        return NO_WORKBOOK
    except MemoryError:
        return TOO_MUCH
    json.dump(found, sys.stdout)
    return 0


def sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, part) of every sheet, in their order."""
    root, parts = part_tree(book, "xl/workbook.xml"), part_tree(book, "xl/_rels/workbook.xml.rels")
    targets = {each.attrib["Id"]: each.attrib["Target"] for each in parts}
    for sheet in root.iter(f"{MAIN}sheet"):
        target = targets[sheet.attrib[RELATION]]
        yield sheet.attrib["name"], target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def part_tree(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(part))


def shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [text_of(each) for each in part_tree(book, "xl/sharedStrings.xml").findall(f"{MAIN}si")]


def text_of(element: ElementTree.Element) -> str:
    """Its text and that of its runs, without how it is read aloud."""
    runs = [element, *element.findall(f"{MAIN}r")]
    return "".join(t.text or "" for run in runs for t in run.findall(f"{MAIN}t"))


def cells(book: zipfile.ZipFile, part: str, texts: list[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    masters: dict[str, tuple[str, str]] = {}
    count = 0
    with book.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag == f"{MAIN}row":
                for cell in element.findall(f"{MAIN}c"):
                    count += 1
                    if count > MOST_CELLS:
                        raise MemoryError
                    if PLACE.fullmatch(cell.attrib["r"]) is None:
                        raise ValueError(cell.attrib["r"])
                    yield cell.attrib["r"], read_cell(cell, texts, masters)
                element.clear()


def read_cell(cell: ElementTree.Element, texts: list[str], masters: dict[str, tuple[str, str]]) -> tuple[str, str, str]:
    kind, value = cell.attrib.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
    inline = cell.find(f"{MAIN}is")
    if kind == "s":
        value = texts[int(value)]
    elif inline is not None:
        value = text_of(inline)
    return KINDS.get(kind, "number" if value else "text"), value, formula(cell, masters)


def formula(cell: ElementTree.Element, masters: dict[str, tuple[str, str]]) -> str:
    """As it stands in this cell; a shared one is written once and moves with the cell."""
    f = cell.find(f"{MAIN}f")
    if f is None:
        return ""
    here, text, group = cell.attrib["r"], f.text or "", f.attrib.get("si", "")
    if f.attrib.get("t") != "shared" or not group:
        return text or "?"
    if text:
        masters[group] = (here, text)
    home, text = masters[group]
    return moved(text, home, here)


def moved(text: str, home: str, here: str) -> str:
    """The formula of one cell as it reads in another: C8*2 in D8 is C9*2 in D9."""
    (_, a, _, b), (_, c, _, d) = (PLACE.fullmatch(each).groups() for each in (home, here))      # type: ignore[union-attr]
    across, down = number(c) - number(a), int(d) - int(b)

    def shift(found: re.Match[str]) -> str:
        fix, column, lock, row = found.groups()
        return (fix + (column if fix else letters(number(column) + across)) + lock
                + (row if lock else str(int(row) + down)))

    parts = OUTSIDE_TEXT.split(text)
    return "".join(part if n % 2 else PLACE.sub(shift, part) for n, part in enumerate(parts))


def number(column: str) -> int:
    """A -> 1, AA -> 27."""
    found = 0
    for sign in column:
        found = 26 * found + ord(sign) - 64
    return found


def letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


if __name__ == "__main__":
    sys.exit(main())
