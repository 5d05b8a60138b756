"""The visit to the sites 现场审核: how many, which, what is recorded of each, of pictures and of interviews.

Law: VR 4.5.1, R-50. A record of a site says where, when and by whom it was seen; a picture needs the owner's consent.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from methodologies.kernel.rules import HOUSE, LIKELY, Broken, Verdict, cite, rule
from workflows.sampling import sites_needed
from workflows.settings import Value
from workflows.texts import VR


@dataclass(frozen=True)
class Seen:
    """A site as it was recorded: the day, and the pointer of the record."""
    where: str
    site: str
    on: date


@dataclass(frozen=True)
class Picture:
    """A copy, photo or recording; consent_on: None while the owner's consent is not on record."""
    where: str
    taken_on: date | None
    consent_by: str
    consent_on: date | None


@dataclass(frozen=True)
class Interview:
    where: str
    signed: bool                        # the sheet with the signature was uploaded


class Visited(Protocol):
    """What the rules below read of the facts of an engagement."""
    @property
    def settings(self) -> Mapping[str, Value]: ...
    @property
    def sites_total(self) -> int | None: ...
    @property
    def sites_planned(self) -> int | None: ...
    @property
    def sites_visited(self) -> int | None: ...
    @property
    def sites_odd(self) -> tuple[str, ...]: ...
    @property
    def sites_missed(self) -> tuple[str, ...]: ...
    @property
    def visited_from(self) -> date | None: ...
    @property
    def visited_to(self) -> date | None: ...
    @property
    def seen(self) -> tuple[Seen, ...]: ...
    @property
    def pictures(self) -> tuple[Picture, ...]: ...
    @property
    def interviews(self) -> tuple[Interview, ...]: ...


class Pictured(Protocol):
    @property
    def pictures(self) -> tuple[Picture, ...]: ...


@rule("R-50", zh="场所不超过五个的全部到场，超过五个的抽样且不少于五个。",
      en="Up to five sites are all visited; of more, a sample of at least five.", source=cite(VR, "4.5.1"))
def enough_sites(facts: Visited) -> Verdict:
    if facts.sites_total is None:
        return True
    needed = sites_needed(facts.sites_total, facts.settings)
    counted = (("sites_planned", facts.sites_planned), ("sites_visited", facts.sites_visited))
    few = tuple(f"/{name}" for name, number in counted
                if number is not None and not needed <= number <= facts.sites_total)
    return few + (("/sites_total",) if facts.sites_total < 1 else ()) or True


@rule("R-50a", zh="场所清单无重复，须看的场所均在清单之内。",
      en="The list names each site once, and holds those that must be seen.", source=cite(VR, "4.5.1"))
def sites_are_listed(facts: Visited) -> Verdict:
    return tuple(Broken(sites_are_listed, "/sites", f"“{name}”重复，或不在场所清单内。",
                        f"“{name}” is there twice, or not in the list of sites.") for name in facts.sites_odd) or True


@rule("R-50b", zh="抽中和须看的场所均已到场并有记录。",
      en="Every site that was drawn or must be seen was visited, and is on record.", source=cite(VR, "4.5.1"))
def chosen_sites_were_seen(facts: Visited) -> Verdict:
    return tuple(Broken(chosen_sites_were_seen, "/sites_visited", f"没有“{name}”的现场记录。",
                        f"There is no record of “{name}”.") for name in facts.sites_missed) or True


@rule("R-50c", zh="每处现场记录的日期均在现场审核的起止日期之内。",
      en="Each site was seen on a day between the first and the last day of the visit.", source=cite(VR, "4.5.1"))
def records_fit_the_visit(facts: Visited) -> Verdict:
    if facts.visited_from is None or facts.visited_to is None:
        return True
    return tuple(Broken(records_fit_the_visit, each.where, f"“{each.site}”记录于{each.on}，不在起止日期之内。",
                        f"“{each.site}” was recorded on {each.on}, outside these days.")
                 for each in facts.seen if not facts.visited_from <= each.on <= facts.visited_to) or True


@rule("R-50d", zh="复制、拍照、录制均已征得业主同意，并记录同意人和日期，同意不晚于拍摄。",
      en="Copies, photos and recordings are made with the owner's consent: by whom and when, not after the picture.",
      source=cite(VR, "4.5.1"))
def owner_has_consented(facts: Pictured) -> Verdict:
    return tuple(each.where for each in facts.pictures
                 if not each.consent_by.strip() or each.consent_on is None
                 or each.taken_on is not None and each.consent_on > each.taken_on) or True


@rule("R-50e", zh="至少访谈一人，每份访谈记录均有受访人签字的扫描件。",
      en="At least one person was heard, and the signed sheet of every interview was uploaded.",
      source=cite(HOUSE, "R-50", LIKELY))
def interviews_are_signed(facts: Visited) -> Verdict:
    if not facts.interviews:
        return ("/interviews",)
    return tuple(each.where for each in facts.interviews if not each.signed) or True
