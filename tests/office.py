"""LibreOffice as the second opinion on our workbooks."""
from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from methodologies.kernel.workbook import HEAD, write
from methodologies.kernel.worksheet import Worksheet

TOLERANCE = Decimal("1e-9")                             # of the largest operand of a line

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def recalculated_by_office(folder: Path, files: Sequence[Path]) -> Path:
    """Open and save workbooks with every cell recalculated; gives the folder of the results."""
    office = shutil.which("soffice")
    assert office, "LibreOffice Calc (soffice) is needed to recalculate the workbooks"
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    subprocess.run([office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx", "--outdir",
                    str(out), *map(str, files)], check=True, capture_output=True, timeout=100)
    return out


def recalculated_sheets(
    made: Mapping[str, Worksheet], folder: Path
) -> dict[str, tuple[Worksheet, CalamineWorkbook]]:
    """Every workbook, written with −1 in every live cell, then opened and saved by LibreOffice."""
    for name, sheet in made.items():
        write(sheet, folder / f"{name}.xlsx", cached=lambda value: -1)
    out = recalculated_by_office(folder, [folder / f"{name}.xlsx" for name in made])
    return {name: (sheet, CalamineWorkbook.from_path(str(out / f"{name}.xlsx"))) for name, sheet in made.items()}


def cells(book: CalamineWorkbook, sheet: str) -> list[list]:
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def live_cells_that_agree(sheet: Worksheet, book: CalamineWorkbook) -> int:
    """How many there are. AssertionError, naming the cell, where one is further from the account than floats are."""
    compared = 0
    for f in sheet.chapter.formulas:
        rows = cells(book, f.gives.level.name)
        column = rows[0].index(f.gives.symbol)
        for row, value in enumerate(sheet.columns[f.gives.name]):
            found = Decimal(repr(float(rows[HEAD + row][column])))
            operands = (abs(v) for q in f.needs for v in sheet.columns[q.name] if isinstance(v, Decimal))
            assert abs(found - value) <= TOLERANCE * max(abs(value), *operands, Decimal(1)), (
                f.gives.symbol, row, found, value)
            compared += 1
    return compared
