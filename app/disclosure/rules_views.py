"""The rules, for everybody to read: what becomes of each sentence of the law, and where it is obeyed."""
from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from app.disclosure import rule_book
from app.disclosure.coverage import coverage, lacking
from app.disclosure.rule_book import Known
from app.parties.session import public
from methodologies.kernel.rules import Confidence, NotFound
from workflows.rule_book import CHAPTERS, Kind

bp = Blueprint("rules", __name__, url_prefix="/rules")
OWN = ("own", "本系统自己的规则", "Rules of this system")


@dataclass(frozen=True)
class Narrowed:
    """What the form asks for; a value that it does not offer narrows nothing."""
    kind: str
    confidence: str
    words: str

    def holds(self, known: Known) -> bool:
        said = f"{known.id} {known.zh} {known.en} {known.source}".lower()
        return (self.kind in ("", known.kind.key) and self.confidence in ("", known.confidence)
                and all(word in said for word in self.words.lower().split()))


@bp.get("")
@public
def index() -> str:
    wanted = Narrowed(_one_of("kind", [kind.key for kind in Kind]), _one_of("confidence", list(Confidence)),
                      request.args.get("words", "")[:80].strip())
    groups: dict[tuple[str, str, str], list[Known]] = {}
    for known in rule_book.book():
        if wanted.holds(known):
            groups.setdefault(_group(known), []).append(known)
    return render_template("rules/index.html", groups=groups, coverage=coverage(), lacking=lacking(),
                           wanted=wanted, kinds=tuple(Kind))


@bp.get("/<path:id>")
@public
def show(id: str) -> str:
    known = rule_book.find(id)
    if known is None:
        raise NotFound(id)
    return render_template("rules/show.html", rule=known, chapter=_group(known), lacking=lacking())


def _group(known: Known) -> tuple[str, str, str]:
    """(anchor, zh, en): the chapter of the book, a methodology, or the system's own rules."""
    if known.chapter:
        return known.chapter, *CHAPTERS[known.chapter]
    code, own, _ = known.id.partition("/")
    return (code, f"方法学 {code}", f"Methodology {code}") if own else OWN


def _one_of(name: str, offered: list[str]) -> str:
    given = request.args.get(name, "")
    return given if given in offered else ""
