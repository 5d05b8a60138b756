"""`ccer rules`: what the law says, sentence by sentence, and what becomes of each sentence."""
from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

import config
from app.disclosure import rule_book
from app.disclosure.coverage import coverage as counted
from app.disclosure.coverage import lacking
from app.disclosure.rule_book import Known
from workflows.rule_book import CHAPTERS, Kind


def as_json(known: Known) -> dict[str, object]:
    """One rule as plain data; settings by their keys, parts by their ids."""
    return {**asdict(known), "settings": [setting.key for setting in known.settings], "kind": known.kind.key,
            "parts": [part.id for part in known.parts]}


def lines_of(known: Known) -> list[str]:
    """A rule in full, for reading."""
    rows = [("依据 source", known.source), ("把握 confidence", known.confidence),
            ("去向 class", f"{known.kind.zh} {known.kind.en}"), ("理由 why", " ".join(known.why or ())),
            ("程度 grade", known.grade), ("又名 also", ", ".join(known.aka)),
            ("执行 held by", ", ".join(known.held_by)),
            ("分解 parts", ", ".join(part.id for part in known.parts)), ("代码 code", ", ".join(known.code)),
            ("配置 settings", ", ".join(f"{s.key} = {s.text}" for s in known.settings)),
            ("测试 tests", ", ".join(known.tests) or "无 none")]
    return [f"{known.id}  {known.zh}", f"    {known.en}", *(f"    {name}: {text}" for name, text in rows if text)]


def surviving() -> tuple[str, ...]:
    """What the edges of the suite say when predicates are replaced; nothing where the program comes without them."""
    if not (config.ROOT / "tests" / "edges.py").is_file():
        return ()
    sys.path.insert(0, str(config.ROOT))
    return importlib.import_module("tests.edges").surviving()


def print_coverage(plain: bool) -> bool:
    """Print the counts; True when nothing is missing and nothing untested."""
    found = counted(surviving())
    if plain:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, value in found.items():
            click.echo(f"{name:>18}  {', '.join(value) or '—' if isinstance(value, list) else value}")
    return not (found["missing"] or found["untested"])


def document() -> Iterator[str]:
    """docs/rules.md: every rule of the book with its class, where it is obeyed, or why it is not for a program."""
    known = rule_book.book()
    yield "# The rule book 规则手册\n"
    yield "Made by `ccer rules --document > docs/rules.md`; the page /rules shows the same with lines and tests.\n"
    counts = {kind: sum(k.kind is kind for k in known if k.chapter) for kind in Kind}
    yield "; ".join(f"{kind.en} {kind.zh}: {n}" for kind, n in counts.items()) + "."
    for chapter, (zh, en) in CHAPTERS.items():
        yield f"\n## {en} {zh}\n\n| id | rule | source | sure? | class | where, or why not |\n|---|---|---|---|---|---|"
        yield from (_row(k) for k in known if k.chapter == chapter)


def _row(known: Known) -> str:
    files = dict.fromkeys(place.rpartition(":")[0] for place in known.code)
    where = known.why if known.kind in (Kind.OPERATOR, Kind.OUTSIDE) else ()
    if known.id in lacking():
        where = ("尚未执行", "not obeyed yet")
    told = "<br>".join(where or ()) or ", ".join((*(f"`{s.key}`" for s in known.settings), *(f"`{f}`" for f in files)))
    return (f"| {known.id} | {known.zh}<br>{known.en} | {known.source} | {known.confidence} | "
            f"{known.kind.zh} {known.kind.key} | {told} |")


@click.command()
@click.argument("id", required=False)
@click.option("--coverage", is_flag=True, help="How much of the whole book is obeyed, what is missing, what no test "
                                               "tries: every predicate is replaced by always-true and always-false. "
                                               "Exit 1 when anything is missing or untested.")
@click.option("--document", "as_document", is_flag=True, help="The book as the page docs/rules.md.")
@click.option("--json", "plain", is_flag=True, help="JSON instead of text.")
def rules(id: str | None, coverage: bool, as_document: bool, plain: bool) -> None:
    """Print every rule, or the one with this ID: sentence, source, confidence, class, where it is obeyed, its tests.

    R-nn are rules of the procedure, H-… of this system, CODE/… of a methodology.
    """
    if coverage:
        sys.exit(0 if print_coverage(plain) else 1)
    if as_document:
        click.echo("\n".join(document()))
        return
    known = rule_book.find(id) if id else None
    if id and known is None:
        raise click.BadParameter(f"没有规则“{id}”。 There is no rule {id!r}.")
    if plain:
        shown = as_json(known) if known else [as_json(each) for each in rule_book.book()]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif known:
        click.echo("\n".join(lines_of(known)))
    else:
        for each in rule_book.book():
            click.echo(f"{each.id:<34} {each.zh}\n{'':<34} {each.en}  [{each.source}] {each.kind.zh}")


COMMANDS = (rules,)
