"""Run as a process of its own: a picture comes in, what it says of time and place goes out as JSON.

{"at": "2026-03-01T10:20", "lat": "36.071000", "lon": "121.454000"}, each an empty text where the picture is silent or
says what cannot be. Times are Beijing's: an offset that the picture names is turned, without one the time stands as it
is. A hostile picture may ask for anything, so this process has little to lose. Exit 3: no picture.
"""
from __future__ import annotations

import io
import json
import re
import sys
from datetime import datetime, timedelta
from typing import Any

MOST_MEMORY = 512 * 1024 * 1024                             # bytes
MOST_SECONDS = 10
NO_PICTURE = 3
EXIF, GPS = 0x8769, 0x8825                                  # directories of the Exif standard
TIMES = ((0x9003, 0x9011), (0x9004, 0x9012))                # taken, digitised; each with its offset from UTC
STAMP = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d)(?::\d\d)?")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
BEIJING = timedelta(hours=8)
LONGEST_TEXT = 40                                           # characters of a stamp that is looked at


def main() -> int:
    _limit()
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None                           # nothing is decoded here
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=("JPEG", "PNG"))
        tags = picture.getexif() if picture.format == "JPEG" or "exif" in picture.info else {}
        said = read_tags(tags) if tags else {"at": "", "lat": "", "lon": ""}
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError,
            AttributeError, ZeroDivisionError):
        return NO_PICTURE
    json.dump(said, sys.stdout)
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:                                     # Windows: the caller's clock alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_tags(tags: Any) -> dict[str, str]:
    """What the directories of a picture say; every bad value is silence."""
    taken, place = tags.get_ifd(EXIF), tags.get_ifd(GPS)
    lat, lon = _degrees(place.get(2), place.get(1), "NS", 90), _degrees(place.get(4), place.get(3), "EW", 180)
    at = next((text for tag, offset in TIMES if (text := _time(taken.get(tag), taken.get(offset)))), "")
    return {"at": at, "lat": lat, "lon": lon} if lat and lon else {"at": at, "lat": "", "lon": ""}


def _time(stamp: Any, offset: Any) -> str:
    match = STAMP.fullmatch(str(stamp or "")[:LONGEST_TEXT].strip("\x00 "))
    if match is None:
        return ""
    try:
        moment = datetime(*map(int, match.groups()))     # noqa: DTZ001  (a wall clock: its zone is told apart)
        if zone := OFFSET.fullmatch(str(offset or "")[:LONGEST_TEXT].strip("\x00 ")):
            east = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (1 if zone[1] == "+" else -1)
            moment = moment - east + BEIJING
    except (ValueError, OverflowError):
        return ""
    return moment.isoformat(timespec="minutes")


def _degrees(parts: Any, side: Any, sides: str, most: int) -> str:
    """Degrees, minutes, seconds and a side as a signed number with six digits."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        sign = (1, -1)[sides.index(str(side).strip("\x00 ").upper() or "?")]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, IndexError):
        return ""
    value = degrees + minutes / 60 + seconds / 3600
    return f"{sign * value:.6f}" if 0 <= value <= most and min(degrees, minutes, seconds) >= 0 else ""


if __name__ == "__main__":
    sys.exit(main())
