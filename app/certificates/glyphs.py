"""The two Chinese faces of our certificates, and whether a text can be printed in them.

Song 宋 is Noto Serif SC, Hei 黑 is Noto Sans SC; both come with the program, so that no installation prints in another
face.
"""
from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn as noto

from methodologies.kernel.rules import HOUSE, Broken, Refusal, Rule, cite

FULL = {"Song": Path(noto.serif_path()), "Hei": Path(noto.sans_path())}
WHITE = "\t\r\n"                                        # what a page takes for a space
PRINTABLE = Rule("CERT-GLYPH", "证书字体中没有这些字符，无法印制。",
                 "The certificate's fonts lack these characters; it can't be printed.", cite(HOUSE, "certificates"))


@lru_cache
def _known() -> frozenset[int]:
    """Every character that is in both faces."""
    from fontTools.ttLib import TTFont

    maps = [frozenset(TTFont(path, lazy=True).getBestCmap()) for path in FULL.values()]
    return maps[0] & maps[1]


def missing(text: str) -> str:
    """The characters of `text` that our fonts can't print, each once, in order."""
    return "".join(dict.fromkeys(c for c in text if c not in WHITE and ord(c) not in _known()))


def unprintable(text: str, where: str) -> tuple[Broken, ...]:
    """CERT-GLYPH at `where`, naming the characters; empty when all can be printed."""
    if not (lacking := missing(text)):
        return ()
    codes = " ".join(f"{c} U+{ord(c):04X}" for c in lacking)
    return (PRINTABLE.at(where, f"证书字体中没有这些字符：{codes}。",
                         f"The certificate's fonts lack these characters: {codes}."),)


def refuse_if_missing(text: str, where: str = "") -> None:
    """Refusal CERT-GLYPH: a certificate never shows an empty box or a foreign face."""
    if broken := unprintable(text, where):
        raise Refusal(*broken)
