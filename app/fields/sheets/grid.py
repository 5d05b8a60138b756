"""A sheet as it lies in its file: texts in rows and columns, what each cell is, and which are merged."""
from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from app.fields import unpack
from app.fields.tables import MOST_COLUMNS, MOST_ROWS, unescape
from methodologies.kernel.rules import INPUT, Refusal

MOST_CELLS = 300_000                                        # so many come back, marked, within a request
LONGEST_CELL = 20_000                                       # characters
SEPARATORS = ",\t;|，；"
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
OTHERS = {                                                  # what is refused, and how to save it
    ("et", "ett", "ets", "numbers", "ods", "xlsb", "xlsm", "xltx", "xlt"): (
        "请在 WPS 或 Excel 中打开，选择“文件—另存为”，类型选“Microsoft Excel 工作簿 (.xlsx)”，再上传。",
        "Open it in WPS or Excel, choose Save As, type “Excel Workbook (.xlsx)”, and upload that."),
    ("rar", "zip", "7z", "gz", "tar"): (
        "压缩包不能导入：请先解压，再上传其中的 .xlsx、.xls 或 .csv 文件；如是 .et，请另存为 .xlsx。",
        "An archive is not taken: unpack it and upload the .xlsx, .xls or .csv inside; save an .et as .xlsx."),
    ("doc", "docx", "wps", "pdf", "png", "jpg", "jpeg", "bmp", "htm", "html", "mht"): (
        "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再上传。",
        "Copy its table into a sheet of Excel or WPS, save that as .xlsx, and upload it.")}
MAGIC = {b"Rar!": "rar", b"7z\xbc\xaf": "7z", b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg",
         b"\x1f\x8b": "gz"}


@dataclass(frozen=True)
class Sheet:
    """One sheet, its merged ranges filled. names: of all visible sheets. kinds: a sign a cell, t n d b."""
    names: tuple[str, ...]
    index: int
    rows: Sequence[Sequence[str]]
    kinds: Sequence[str]
    lent: Mapping[tuple[int, int], tuple[int, int]]         # cell → the first cell of its merged range

    @property
    def name(self) -> str:
        return self.names[self.index]

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def kind(self, row: int, column: int) -> str:
        signs = self.kinds[row]
        return signs[column] if column < len(signs) else "t"

    def apart(self, row: int) -> list[str]:
        """The cells of a row; what a range lends along the row counts once."""
        return ["" if (row, n) in self.lent and self.lent[row, n][0] == row else text
                for n, text in enumerate(self.rows[row])]


def letter(column: int) -> str:
    """0 → A, 27 → AB"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_sheet(data: bytes, filename: str, index: int = 0) -> Sheet:
    """The index-th visible sheet of XLSX or XLS, or the text file. Refusal: any other kind, broken, or too large."""
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    ending = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), ending)
    for endings, (zh, en) in OTHERS.items():
        if ending in endings:
            raise refusal(f"不能读取 .{ending} 文件。{zh}", f"A .{ending} file is not read. {en}")
    if data.startswith((OLE, ZIP)):
        return _workbook(data, index)
    if data.lstrip()[:1] == b"<" or b"\x00" in data[:4096]:
        raise refusal("文件内容不是表格（可能是网页或其他格式改了扩展名）。请用 Excel 或 WPS 打开后另存为 .xlsx。",
                      "This is no table (a web page, or another kind renamed). Save it as .xlsx in Excel or WPS.")
    return _text(data)


def _workbook(data: bytes, index: int) -> Sheet:
    """Unpacked elsewhere, see app/fields/unpack.py."""
    asked = str(MOST_ROWS), str(MOST_COLUMNS), "sheet", str(index), str(MOST_CELLS)
    try:
        done = subprocess.run([sys.executable, "-I", unpack.__file__, *asked], input=data, capture_output=True,
                              timeout=3 * unpack.MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise too_large() from None
    if done.returncode == unpack.NO_WORKBOOK:
        raise refusal("工作簿已损坏、有密码，或其实不是 .xlsx、.xls。请打开后去掉密码，另存为 .xlsx。",
                      "The workbook is broken, has a password, or is no .xlsx or .xls. Open it, take the password "
                      "away, save it as .xlsx.")
    if done.returncode:
        raise too_large()
    told = json.loads(done.stdout)
    return _filled(tuple(told["names"]), told["index"], told["rows"], told["kinds"], told["merged"])


def _filled(names: tuple[str, ...], index: int, rows: list[list[str]], kinds: list[str],
            merged: Sequence[Sequence[int]]) -> Sheet:
    """The value of a merged range stands in all of its cells."""
    signs, lent = [list(each) for each in kinds], {}
    for top, left, bottom, right in merged:
        for r in range(top, min(bottom + 1, len(rows))):
            for c in range(left, min(right + 1, len(rows[r]))):
                if (r, c) != (top, left) and rows[top][left]:
                    lent[r, c] = (top, left)
                    rows[r][c], signs[r][c] = rows[top][left], signs[top][left]
        if len(lent) > MOST_CELLS:
            raise too_large()
    _count(rows)
    return Sheet(names, index, rows, ["".join(each) for each in signs], lent)


def _text(data: bytes) -> Sheet:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refusal("文件编码无法识别，请用 UTF-8 或 GB 18030，或另存为 .xlsx。",
                      "The encoding is unknown: use UTF-8 or GB 18030, or save it as .xlsx.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            rows.append([unescape(cell.strip()) for cell in cells])
            if len(rows) > MOST_ROWS:
                raise too_large()
    except csv.Error:
        line = reader.line_num
        raise refusal(f"第{line}行的引号不成对。", f"Line {line}: the quotes do not match.") from None
    _count(rows)
    return Sheet(("CSV",), 0, rows, ["t" * len(row) for row in rows], {})


def _separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of cells, more than one."""
    def lines_alike(sign: str) -> tuple[int, int]:
        try:
            widths = Counter(map(len, islice(csv.reader(io.StringIO(text[:200_000]), delimiter=sign), 50)))
        except csv.Error:
            return 0, 0
        width, lines = max(((w, n) for w, n in widths.items() if w > 1), key=lambda each: each[::-1], default=(0, 0))
        return lines, width

    return max(SEPARATORS, key=lines_alike)


def _count(rows: Sequence[Sequence[str]]) -> None:
    if max(map(len, rows), default=0) > MOST_COLUMNS or sum(map(len, rows)) > MOST_CELLS:
        raise too_large()
    if not any(any(row) for row in rows):
        raise refusal("表中没有内容。", "There is nothing in this sheet.")
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise refusal(f"有的格超过{LONGEST_CELL}字。", f"A cell has more than {LONGEST_CELL} characters.")


class TooLarge(Refusal):
    """More than is shown and given back; in our own form it may still be taken."""


def too_large() -> TooLarge:
    most = MOST_ROWS, MOST_COLUMNS, MOST_CELLS
    return TooLarge(INPUT.at("/file", "表格过大：最多{}行、{}列、{}格，请拆分。".format(*most),
                             "Too large: at most {} rows, {} columns, {} cells. Split it.".format(*most)))


def refusal(zh: str, en: str) -> Refusal:
    return Refusal(INPUT.at("/file", zh, en))
