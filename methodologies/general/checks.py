"""Predicates that several texts share. Each methodology makes rules of its own of them, with its own
clause. A predicate sees the design data as far as it could be read; what is missing was refused by the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from methodologies.kernel.dates import years_after
from methodologies.kernel.rules import HOUSE, Rule, Source, Verdict, cite, rule

Design = Mapping[str, Any]


def answered(design: Design, *names: str) -> Verdict:
    """Every question is answered yes. One that is not answered at all is the reader's to refuse."""
    return tuple(f"/{name}" for name in names if design.get(name, "yes") != "yes") or True


def day(design: Design, name: str) -> date | None:
    return date.fromisoformat(design[name]) if name in design else None


def declared(id: str, zh: str, en: str, source: Source, *names: str) -> Rule:
    """A rule that holds when these questions are answered yes."""
    return rule(id, zh=zh, en=en, source=source)(lambda design: answered(design, *names))


def crediting_rules(
    source: Source, longest: int, lifetime: tuple[str, str], order: tuple[tuple[str, str], ...], shortest: int = 0
) -> tuple[Rule, ...]:
    """CP-1…CP-4 of a crediting period of at most `longest` years, at least `shortest`, inside the lifetime. `lifetime`:
    the fields of its two days; `order`: pairs of fields of which the first lies no later than the second."""

    zh, en = f"计入期最长 {longest} 年。", f"The crediting period is at most {longest} years."

    @rule("CP-1", zh=zh, en=en, source=source)
    def not_too_long(design: Design) -> Verdict:
        first, last = day(design, "crediting_from"), day(design, "crediting_to")
        return not (first and last) or last < years_after(first, longest) or ("/crediting_to",)

    @rule(
        "CP-2",
        zh="计入期在项目寿命期限之内：不早于其起始日，不晚于其终止日。",
        en="The crediting period lies inside the lifetime: from its first day, until its last at the latest.",
        source=source,
    )
    def inside_the_lifetime(design: Design) -> Verdict:
        first, last = day(design, "crediting_from"), day(design, "crediting_to")
        begins, ends = (day(design, name) for name in lifetime)
        places = ["/crediting_from"] if first and begins and first < begins else []
        places += ["/crediting_to"] if last and ends and last > ends else []
        return tuple(places) or True

    @rule(
        "CP-3",
        zh="各日期先后有序：开工、寿命期限起止；计入期起日不晚于止日。",
        en="The days are in order: start, lifetime; the crediting period begins before it ends.",
        source=cite(HOUSE, "design data"),
    )
    def days_are_in_order(design: Design) -> Verdict:
        return tuple(out_of_order(design, order)) or True

    zh, en = f"计入期最短 {shortest} 年。", f"The crediting period is at least {shortest} years."

    @rule("CP-4", zh=zh, en=en, source=source)
    def not_too_short(design: Design) -> Verdict:
        first, last = day(design, "crediting_from"), day(design, "crediting_to")
        return not (first and last) or (last - years_after(first, shortest)).days >= -1 or ("/crediting_to",)

    return (not_too_long, inside_the_lifetime, days_are_in_order, *([not_too_short] if shortest else []))


def out_of_order(design: Design, pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for before, after in (*pairs, ("crediting_from", "crediting_to")):
        a, b = day(design, before), day(design, after)
        if a and b and a > b:
            yield f"/{after}"
