"""A whole workbook that came back: every cell of every sheet with its formula."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app.fields import unpack_cells
from app.fields.unpack import MOST_SECONDS, NO_WORKBOOK
from methodologies.kernel.returned import Cell, Cells
from methodologies.kernel.rules import INPUT, Refusal

ROOT = Path(__file__).parents[2]                            # where the process finds our packages


def cells_of(data: bytes) -> Cells:
    """Unpacked by a process of its own, see app/fields/unpack_cells.py. Refusal: no XLSX, or too large."""
    if data[:4] != b"PK\x03\x04":
        raise _refusal("这不是 XLSX 工作簿；请以 XLSX 格式另存后上传。",
                       "This is no XLSX workbook; save it as XLSX and upload that.")
    try:
        done = subprocess.run([sys.executable, "-E", "-s", "-m", unpack_cells.__name__], input=data,
                              capture_output=True, timeout=3 * MOST_SECONDS, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise _refusal("工作簿过大。", "The workbook is too large.") from None
    if done.returncode == NO_WORKBOOK:
        raise _refusal("XLSX 文件已损坏或不是工作簿。", "The XLSX file is broken or no workbook.")
    if done.returncode:
        raise _refusal("工作簿过大。", "The workbook is too large.")
    return {sheet: {at: Cell(*cell) for at, cell in cells.items()} for sheet, cells in json.loads(done.stdout).items()}


def _refusal(zh: str, en: str) -> Refusal:
    return Refusal(INPUT.at("/file", zh, en))
