"""LibreOffice as the second opinion on our workbooks."""
from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

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
