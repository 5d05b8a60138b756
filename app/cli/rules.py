"""`ccer rules`: what the program obeys, sentence by sentence."""
from __future__ import annotations

import json
from dataclasses import asdict

import click

from app.disclosure import rule_book
from app.disclosure.rule_book import Known


def as_json(known: Known) -> dict[str, object]:
    """One rule as plain data; settings by their keys."""
    return {**asdict(known), "settings": [setting.key for setting in known.settings]}


def lines_of(known: Known) -> list[str]:
    """A rule in full, for reading."""
    rows = [("依据 source", known.source), ("把握 confidence", known.confidence), ("程度 grade", known.grade),
            ("又名 also", ", ".join(known.aka)), ("执行 held by", ", ".join(known.held_by)),
            ("代码 code", ", ".join(known.code)),
            ("配置 settings", ", ".join(f"{s.key} = {s.text}" for s in known.settings)),
            ("测试 tests", ", ".join(known.tests) or "无 none")]
    return [f"{known.id}  {known.zh}", f"    {known.en}", *(f"    {name}: {text}" for name, text in rows if text)]


def print_coverage(plain: bool) -> None:
    found = rule_book.coverage()
    if plain:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, value in found.items():
        click.echo(f"{name:>18}  {', '.join(value) or '—' if isinstance(value, list) else value}")


@click.command()
@click.argument("id", required=False)
@click.option("--coverage", is_flag=True, help="How many rules are obeyed, and which ones no test names. Counted over "
                                               "the rules known to this edition; the complete rule book comes later.")
@click.option("--json", "plain", is_flag=True, help="JSON instead of text.")
def rules(id: str | None, coverage: bool, plain: bool) -> None:
    """Print every rule, or the one with this ID: sentence, source, confidence, where it is obeyed, which tests name it.

    R-nn are rules of the procedure, H-… of this system, CODE/… of a methodology.
    """
    if coverage:
        print_coverage(plain)
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
            click.echo(f"{each.id:<34} {each.zh}\n{'':<34} {each.en}  [{each.source}]")


COMMANDS = (rules,)
