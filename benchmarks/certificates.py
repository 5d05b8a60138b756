"""Certificates: drawn, sealed and warm, beside the same page drawn with whole fonts and not sealed."""
from __future__ import annotations

import json
import resource
import tempfile
import time
from pathlib import Path

from app.certificates import fonts, glyphs, sheet
from app.certificates.keys import DEMO_REGISTRY
from app.certificates.signer import FileSigner
from tests.promises.certificates import AT, Desk, with_years

SAID = with_years({year: 1_000 * year for year in range(2021, 2029)})       # eight rows
PLACE = sheet.Place(300, 321, "a" * 64)


def _page() -> bytes:
    return sheet.render_with(SAID, PLACE, DEMO_REGISTRY, [])


def sealed(count: int = 40) -> int:
    """How many were made; says what one costs warm and whether memory stays flat."""
    with tempfile.TemporaryDirectory() as folder:
        signer = FileSigner(Desk.open(Path(folder) / "seal", SAID).keys)
        first = len(_page())
        signer.sign(_page(), AT, "签发证明")
        before, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        made = sum(signer.sign(_page(), AT, "签发证明").startswith(b"%PDF") for _ in range(count))
        used, grown = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    print(json.dumps({"certificates": made, "warm_cpu_ms": round(1000 * used / count, 1), "page_bytes": first,
                      "grown_mib": round(grown / 1024, 1)}))
    return made


def whole_fonts(count: int = 40) -> int:
    """The reference: no cut faces, no seal."""
    fonts.core = lambda face: glyphs.FULL[face]         # type: ignore[assignment]
    fonts.cut = lambda: []                              # type: ignore[assignment]
    return sum(_page().startswith(b"%PDF") for _ in range(count))
