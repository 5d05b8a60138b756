"""Core subsets of our faces: `python -m app.certificates.fonts` cuts GB2312 + ASCII out of each into the cache.

A page that needs no rare character then costs half the time and a third of the bytes; the full face stands behind.
"""
from __future__ import annotations

import os
from pathlib import Path

import config
from app.certificates.glyphs import FULL


def folder() -> Path:
    return config.CACHE / "fonts"


def core(face: str) -> Path:
    return folder() / f"{face}-core.otf"


def cut() -> list[Path]:
    """Cut the core subsets that are not there yet (5 s each); gives their paths. Twice is harmless, at once as well."""
    folder().mkdir(parents=True, exist_ok=True)
    for face, full in FULL.items():
        if not core(face).exists():
            _cut(full, core(face))
    return [core(face) for face in FULL]


def fast() -> bool:
    """Whether the library that subsets fonts is there: without it nothing fails, yet a certificate takes 5 s."""
    from weasyprint.text import ffi

    return ffi.harfbuzz_subset is not None


def _cut(full: Path, to: Path) -> None:
    from fontTools import subset

    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, drop_tables=["DSIG"])
    font = subset.load_font(str(full), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=core_characters())
    cutter.subset(font)
    unfinished = to.with_suffix(f".{os.getpid()}")
    subset.save_font(font, str(unfinished), options)
    unfinished.replace(to)


def core_characters() -> list[int]:
    """ASCII, GB2312 and the few signs of our own page."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    gb2312 = (pair.decode("gb2312", "ignore") for pair in pairs)
    return sorted({*range(0x20, 0x7F), *(ord(c) for c in "\u00a0–—·×…"), *(ord(c) for c in gb2312 if c)})


if __name__ == "__main__":
    for path in cut():
        print(f"{path} {path.stat().st_size // 1024} kB")
