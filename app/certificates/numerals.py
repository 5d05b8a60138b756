"""中文大写: the capital numerals that Chinese certificates print beside a figure, so that no stroke can be added."""
from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万亿")                     # four digits each


def capital(number: int) -> str:
    """576845 → 伍拾柒万陆仟捌佰肆拾伍. ValueError below zero and from 10¹⁶ on."""
    if not 0 <= number < 10**16:
        raise ValueError(f"no capital numerals for {number}")
    if number == 0:
        return DIGITS[0]
    words, gap = "", False                              # gap: a zero stands between what is written and what comes
    for section in range(3, -1, -1):
        four = number // 10 ** (4 * section) % 10_000
        if four == 0:
            gap = bool(words)
            continue
        if words and (gap or four < 1_000):
            words += DIGITS[0]
        words += _four(four) + _unit(section, number)
        gap = False
    return words


def _four(four: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = four // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words


def _unit(section: int, number: int) -> str:
    """万亿 is said once: 壹万贰仟亿 has its 亿 from the lower section when there is one."""
    if section == 3 and number // 10**8 % 10_000:
        return "万"
    return SECTIONS[section]


def capital_tonnes(number: int) -> str:
    """576845 → 伍拾柒万陆仟捌佰肆拾伍吨."""
    return capital(number) + "吨"
