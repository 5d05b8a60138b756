"""Why a step is not open, told briefly beside its button."""
from __future__ import annotations

from dataclasses import replace

from app.rooms import Offer
from methodologies.kernel.rules import INPUT, Broken

MOST_RULES = 4                                          # reasons beside a grey button


def short(offer: Offer, to_do: int) -> Offer:
    """Many reasons become one line for each rule, and many rules their number: the page of checks has them all."""
    why = _once(offer.why) if len(offer.why) > 3 else list(offer.why)
    if len(why) > MOST_RULES:
        why = [INPUT.at("", f"还有 {to_do or len(why)} 处须填写或改正。",
                        f"{to_do or len(why)} places are still to be filled in or put right.")]
    return replace(offer, why=tuple(why), warnings=tuple(_once(offer.warnings)))


def _once(broken: tuple[Broken, ...]) -> list[Broken]:
    counted: dict[str, list[Broken]] = {}
    for each in broken:
        counted.setdefault(each.rule.id, []).append(each)
    return [some[0] if len(some) == 1 else _counted(some) for some in counted.values()]


def _counted(some: list[Broken]) -> Broken:
    rule, n = some[0].rule, len(some)
    zh, en = ("有内容未填写或填写有误", "Something is missing or not written as asked for") if rule is INPUT else (
        rule.zh.rstrip("。"), rule.en.rstrip("."))
    return rule.at("", f"{zh}（{n} 处）。", f"{en} ({n} places).")
