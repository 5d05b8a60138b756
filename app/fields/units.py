"""Units as people write them, and the exact factors between those of one kind."""
from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from methodologies.kernel.reader import decimal_text

PLACES = Decimal(1).scaleb(-18)                             # what the kernel's reader takes at most
KINDS: dict[str, dict[str, Fraction]] = {                   # each in the first unit of its kind
    "energy": {"MWh": Fraction(1), "kWh": Fraction(1, 1000), "万kWh": Fraction(10), "GWh": Fraction(1000),
               "亿kWh": Fraction(100_000), "TWh": Fraction(1_000_000)},
    "heat": {"GJ": Fraction(1), "MJ": Fraction(1, 1000), "TJ": Fraction(1000)},
    "power": {"MW": Fraction(1), "kW": Fraction(1, 1000), "万kW": Fraction(10), "GW": Fraction(1000)},
    "mass": {"t": Fraction(1), "kg": Fraction(1, 1000), "g": Fraction(1, 1_000_000), "万t": Fraction(10_000)},
    "area": {"ha": Fraction(1), "亩": Fraction(1, 15), "万亩": Fraction(10_000, 15), "m2": Fraction(1, 10_000),
             "km2": Fraction(100)},
    "length": {"m": Fraction(1), "mm": Fraction(1, 1000), "cm": Fraction(1, 100), "km": Fraction(1000)},
    "volume": {"m3": Fraction(1), "万m3": Fraction(10_000), "L": Fraction(1, 1000)},
}
SAME = {"兆瓦时": "MWh", "千瓦时": "kWh", "度": "kWh", "万千瓦时": "万kWh", "万度": "万kWh", "吉瓦时": "GWh",
        "亿千瓦时": "亿kWh", "太瓦时": "TWh", "吉焦": "GJ", "兆焦": "MJ", "太焦": "TJ", "兆瓦": "MW", "千瓦": "kW",
        "万千瓦": "万kW", "吉瓦": "GW", "吨": "t", "千克": "kg", "公斤": "kg", "克": "g", "万吨": "万t", "公顷": "ha",
        "hm2": "ha", "市亩": "亩", "mu": "亩", "平方米": "m2", "平方公里": "km2", "平方千米": "km2", "米": "m",
        "毫米": "mm", "厘米": "cm", "千米": "km", "公里": "km", "立方米": "m3", "万立方米": "万m3", "升": "L",
        "tonne": "t", "tonnes": "t", "hectare": "ha", "hectares": "ha"}


def plain(word: str) -> str:
    return re.sub(r"[\s·•.^*]", "", unicodedata.normalize("NFKC", word)).casefold()


KNOWN = {plain(unit): unit for kind in KINDS.values() for unit in kind}
KNOWN |= {plain(word): unit for word, unit in SAME.items()}


def unit_of(word: str) -> str:
    """The unit that a word names, 万千瓦时 → 万kWh; the word itself where none is known."""
    return KNOWN.get(plain(word), word.strip())


def is_unit(word: str) -> bool:
    return plain(word) in KNOWN


def factor(from_unit: str, to_unit: str) -> Fraction | None:
    """What a number in one unit is multiplied by to be in the other. None: they do not measure the same."""
    a, b = unit_of(from_unit), unit_of(to_unit)
    if plain(a) == plain(b):
        return Fraction(1)
    for kind in KINDS.values():
        if a in kind and b in kind:
            return kind[a] / kind[b]
    return None


def choices(to_unit: str) -> tuple[str, ...]:
    """The units that turn into this one, itself first."""
    mine = unit_of(to_unit)
    kind = next((kind for kind in KINDS.values() if mine in kind), {})
    return (to_unit, *(unit for unit in kind if unit != mine)) if to_unit else ()


def times(text: str, by: Fraction) -> tuple[str, bool]:
    """(the product as a decimal text, whether it is exact). A third of something ends at the 18th decimal."""
    exact = Fraction(Decimal(text)) * by
    with localcontext() as context:
        context.prec = 60
        rounded = (Decimal(exact.numerator) / exact.denominator).quantize(PLACES, ROUND_HALF_EVEN)
    return decimal_text(rounded), Fraction(rounded) == exact
