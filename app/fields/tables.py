"""Tables as files: rows out of CSV and XLSX, every bad cell reported at once, and empty files to fill in."""
from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from app.fields import unpack
from app.fields.units import factor, is_unit
from app.fields.values import normal
from methodologies.kernel.records import Field, Record, read_field
from methodologies.kernel.rules import INPUT, Broken, Refusal

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_HEAD = 300                                          # characters of a heading
NOTES = "说明 Notes"                                         # the sheet that explains the columns
MOST_PROBLEMS = 1000                                        # told at once; a wrong file has one in every cell
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")                      # a spreadsheet takes these for a formula (S7)
ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
UNIT = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]\s*$")
Line = tuple[int, list[str]]                                # (number of the line in the file, its cells as text)
Rows = list[dict[str, str]]


def read_table(data: bytes, filename: str, record: Record) -> tuple[Rows, tuple[Broken, ...]]:
    """(rows of canonical text, every problem with pointer and line). Rows are good only when there is no problem.

    Columns are found by symbol, name, Chinese or English heading; lines that are empty or begin with # are passed over.
    Refusal: neither CSV (UTF-8, GB 18030) nor XLSX, no line of headings, columns missing, unknown or there twice.
    """
    lines = [(n, cells) for n, cells in _lines(data, filename) if any(cells) and not cells[0].startswith("#")]
    if not lines:
        raise _refusal("文件中没有标题行。", "The file has no line of headings.")
    columns = _columns(lines[0][1], record)
    rows, broken = [], []
    for index, (number, cells) in enumerate(lines[1:]):
        row, problems = _read_row(cells, columns, record, index, number)
        rows.append(row)
        broken += problems
        if len(broken) > MOST_PROBLEMS:
            return rows, (*broken[:MOST_PROBLEMS], _more(record))
    return rows, tuple(sorted((*broken, *_of_table(rows, lines[1:], record)), key=_row_of))


def _row_of(broken: Broken) -> int:
    """The row that a problem points at; what concerns the whole table comes first."""
    _, _, row = broken.where.removeprefix("/").partition("/")
    return int(row.partition("/")[0] or -1)


def _more(record: Record) -> Broken:
    return INPUT.at(f"/{record.name}", f"错误超过{MOST_PROBLEMS}处，其余未列出。",
                    f"More than {MOST_PROBLEMS} places are wrong; the rest is not listed.")


def _lines(data: bytes, filename: str) -> Iterable[Line]:
    if data[:4] == b"PK\x03\x04":
        return _xlsx_lines(data)
    if data[:4] == b"\xd0\xcf\x11\xe0" or b"\x00" in data[:4096]:
        raise _refusal(f"“{filename}”既不是 CSV 也不是 XLSX；旧版 XLS 请另存为 XLSX。",
                       f"{filename!r} is neither CSV nor XLSX; save an old XLS as XLSX.")
    return _csv_lines(data)


def _csv_lines(data: bytes) -> Iterable[Line]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _refusal("文件编码无法识别，请用 UTF-8 或 GB 18030。", "The encoding is unknown: use UTF-8 or GB 18030.")
    head = text.split("\n", 1)[0]
    separator = max(",\t;，", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Line] = []
    try:
        for cells in reader:
            found.append((reader.line_num, [unescape(cell.strip()) for cell in cells]))
            _count(found)
    except csv.Error:
        line = reader.line_num
        raise _refusal(f"第{line}行的引号不成对。", f"Line {line}: the quotes do not match.") from None
    return found


def _xlsx_lines(data: bytes) -> Iterable[Line]:
    """Unpacked elsewhere, see app/fields/unpack.py."""
    most = str(MOST_ROWS + 2), str(MOST_COLUMNS + 1)
    try:
        done = subprocess.run([sys.executable, "-I", unpack.__file__, *most], input=data, capture_output=True,
                              timeout=3 * unpack.MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise _refusal("工作簿过大。", "The workbook is too large.") from None
    if done.returncode == unpack.NO_WORKBOOK:
        raise _refusal("XLSX 文件已损坏或不是工作簿。", "The XLSX file is broken or no workbook.")
    if done.returncode:
        raise _refusal("工作簿过大。", "The workbook is too large.")
    found = list(enumerate(json.loads(done.stdout), 1))
    _count(found)
    return found


def _count(lines: Sequence[Line]) -> None:
    if len(lines) > MOST_ROWS + 1:
        raise _refusal(f"一次最多导入{MOST_ROWS}行。", f"At most {MOST_ROWS} rows at once.")
    if lines and len(lines[-1][1]) > MOST_COLUMNS:
        raise _refusal(f"最多{MOST_COLUMNS}列。", f"At most {MOST_COLUMNS} columns.")


def _columns(heads: Sequence[str], record: Record) -> list[Field | None]:
    """The field of each column. A heading may end in its unit: 电量 (MWh); in no other, for nothing is converted."""
    known = {_plain(name): field for field in record.fields
             for name in (field.en, field.zh, field.symbol, field.name) if name}
    heads = [text[:LONGEST_HEAD] for text in heads]
    found = [known.get(_plain(head)) or known.get(_plain(UNIT.sub("", head))) for head in heads]
    broken = [INPUT.at("/file", f"不认识列“{head[:60]}”。", f"Unknown column {head[:60]!r}.")
              for head, field in zip(heads, found, strict=True) if head and field is None]
    broken += [INPUT.at("/file", f"列“{head[:60]}”的单位应为 {field.unit}。",
                        f"Column {head[:60]!r} is to be in {field.unit}.")
               for head, field in zip(heads, found, strict=True) if field and _in_another_unit(head, field)]
    broken += [INPUT.at("/file", f"列“{field.zh}”出现了两次。", f"The column {field.en!r} is there twice.")
               for n, field in enumerate(found) if field and field in found[:n]]
    broken += [INPUT.at("/file", f"缺少列“{field.zh}”。", f"The column {field.en!r} is missing.")
               for field in record.fields if field.required and field not in found]
    if broken:
        raise Refusal(*broken)
    return found


def _in_another_unit(head: str, field: Field) -> bool:
    unit = UNIT.search(head)
    return unit is not None and is_unit(unit[1]) and factor(unit[1], field.unit) != 1


def _plain(head: str) -> str:
    return re.sub(r"\s+", " ", head).strip().casefold()


def _read_row(cells: Sequence[str], columns: Sequence[Field | None], record: Record, index: int,
              line: int) -> tuple[dict[str, str], list[Broken]]:
    row, broken, seen = {}, [], set()
    for field, cell in zip_longest(columns, cells, fillvalue=None):
        if field is None:
            if cell:
                broken.append(_at(record, index, line, "", "标题以外还有内容。", "more cells than headings."))
            continue
        seen.add(field.name)
        value, problem = read_field(field, normal(field, cell or ""))
        if problem:
            broken.append(_at(record, index, line, field.name, *problem))
        elif value is not None:
            row[field.name] = value
    return row, broken


def _of_table(rows: Rows, lines: Sequence[Line], record: Record) -> list[Broken]:
    """What concerns the table as a whole: too few rows, a key there twice."""
    broken: list[Broken] = []
    first: dict[Any, int] = {}
    if len(rows) < record.min_rows:
        broken.append(INPUT.at(f"/{record.name}", f"{record.zh}：至少 {record.min_rows} 行。",
                               f"{record.en}: at least {record.min_rows} rows."))
    for index, (row, (line, _)) in enumerate(zip(rows, lines, strict=True)):
        key = row.get(record.key) if record.key else None
        if key is not None and key in first:
            broken.append(_at(record, index, line, record.key, f"“{key}”与第{first[key]}行重复。",
                              f"{key!r} is in row {first[key]} already."))
        first.setdefault(key, line)
    return broken


def _at(record: Record, index: int, line: int, name: str, zh: str, en: str) -> Broken:
    pointer = f"/{record.name}/{index}/{name}" if name else f"/{record.name}/{index}"
    return INPUT.at(pointer, f"第{line}行 {zh}", f"row {line}: {en}")


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(INPUT.at("/file", zh, en))


# --- writing
def heading(field: Field) -> str:
    """电量 (MWh)"""
    return f"{field.zh} ({field.unit})" if field.unit and field.unit != "1" else field.zh


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; reading it back gives the text again."""
    return f"'{text}" if text.startswith(DANGEROUS) or ESCAPED.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if ESCAPED.match(text) else text


def _csv_cell(field: Field, value: str) -> str:
    return value if field.kind in ("decimal", "integer") and re.fullmatch(r"-?\d+(\.\d+)?", value) else safe(value)


def write_csv(record: Record, rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows with Chinese headings, UTF-8 with a mark so that spreadsheets see it."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(heading(field) for field in record.fields)
    for row in rows:
        out.writerow(_csv_cell(field, row.get(field.name) or "") for field in record.fields)
    return text.getvalue().encode("utf-8-sig")


def template_csv(record: Record) -> bytes:
    """Headings with units, and one example line that begins with # and is passed over when read."""
    example = {field.name: example_of(field) for field in record.fields}
    example[record.fields[0].name] = f"# {say_example(record)}"
    return write_csv(record, (example,))


def say_example(record: Record) -> str:
    return f"示例 example：{example_of(record.fields[0])}"


def example_of(field: Field) -> str:
    by_kind = {"date": "2026-01-31", "decimal": "123.45", "integer": "12", "yesno": "是"}
    return field.example or (field.choices[0][1] if field.choices else by_kind.get(field.kind, "…"))


def write_xlsx(record: Record, rows: Iterable[Mapping[str, str]] = (), example: bool = False) -> bytes:
    """A workbook with the rows, and a sheet that explains each column. Everything is text: digits stay as written."""
    import xlsxwriter

    packed = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, settings) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF4EF", "border": 1, "border_color": "#C5D8CA",
                                "text_wrap": True})
        text, grey = book.add_format({"num_format": "@"}), book.add_format({"font_color": "#737D77", "italic": True})
        sheet = book.add_worksheet(record.zh[:31])
        sheet.freeze_panes(1, 0)
        for n, field in enumerate(record.fields):
            sheet.write_string(0, n, heading(field), head)
            sheet.set_column(n, n, max(14, 2 * len(heading(field))), text)
            if field.words:
                sheet.data_validation(1, n, 5000, n, {"validate": "list", "source": [zh for _, zh, _ in field.words]})
            if example:
                first = say_example(record)
                sheet.write_string(1, n, f"# {first}" if n == 0 else example_of(field), grey)
        for r, row in enumerate(rows, 2 if example else 1):
            for n, field in enumerate(record.fields):
                sheet.write_string(r, n, row.get(field.name) or "", text)
        _explain(book, record, head)
    return packed.getvalue()


def template_xlsx(record: Record) -> bytes:
    """An empty workbook: headings, an example line that is passed over, a sheet of explanations."""
    return write_xlsx(record, example=True)


def _explain(book: Any, record: Record, head: Any) -> None:
    sheet = book.add_worksheet(NOTES)
    sheet.set_column(0, 6, 24)
    titles = "列 Column", "English", "名称 Name", "单位 Unit", "必填 Required", "可选值 Choices", "说明 Help"
    for n, title in enumerate(titles):
        sheet.write_string(0, n, title, head)
    for r, field in enumerate(record.fields, 1):
        cells = (field.zh, field.en, field.name, field.unit, "是 yes" if field.required else "否 no",
                 "; ".join(f"{zh} {en}" for _, zh, en in field.words), f"{field.help_zh} {field.help_en}".strip())
        for n, cell in enumerate(cells):
            sheet.write_string(r, n, cell)
