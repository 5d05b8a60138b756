"""Small pictures with what they say of time and place, as tests need them."""
from __future__ import annotations

import io
from typing import Any

from PIL import Image


def jpeg(stamp: str = "", offset: str = "", lat: Any = None, lon: Any = None, sides: tuple[str, str] = ("N", "E"),
         kind: str = "JPEG") -> bytes:
    """stamp: "2026:03:01 10:20:30"; lat, lon: degrees, minutes, seconds."""
    exif = Image.Exif()
    taken, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    if stamp:
        taken[0x9003] = stamp
    if offset:
        taken[0x9011] = offset
    if lat is not None:
        place[1], place[2] = sides[0], lat
    if lon is not None:
        place[3], place[4] = sides[1], lon
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind, exif=exif.tobytes())
    return out.getvalue()
