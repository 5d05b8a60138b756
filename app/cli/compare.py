"""`ccer compare`: what changes if a project moves from one version of a methodology to another."""
from __future__ import annotations

from pathlib import Path

import click

from app.cli.calculate import FILE, module, read_json, say
from methodologies.kernel.compare import Comparison, compare
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.wording import PARTS


@click.command("compare")
@click.argument("code_a")
@click.argument("code_b")
@click.argument("file", metavar="INPUT.json", type=FILE)
@click.option("--estimate", is_flag=True, help="The estimate by crediting year instead of the accounting.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def compare_versions(code_a: str, code_b: str, file: Path, estimate: bool, as_json: bool) -> None:
    """What CODE_B says otherwise than CODE_A, and what each change of the arithmetic does on INPUT.json, the input of
    CODE_A. INPUT.json may be a stored worksheet."""
    given = read_json(file)
    inputs = given["inputs"] if isinstance(given, dict) and "digest" in given else given
    found = compare(module(code_a), module(code_b), "estimate" if estimate else "accounting", inputs)
    if as_json:
        say(found.to_json())
    else:
        show(found)


def show(found: Comparison) -> None:
    click.echo(f"{found.codes[0]} → {found.codes[1]}  ({found.chapter})")
    for change in found.changes:
        click.echo(f"{' '.join(PARTS[change.part])}  {change.name}")
        for sign, words in (("−", change.was), ("+", change.now)):
            if any(words):
                click.echo(f"  {sign} {' '.join(dict.fromkeys(words))}")
    if not found.changes:
        click.echo("没有不同 nothing differs")
    for step in found.steps:
        click.echo(f"{', '.join(step.symbols)}: {step.tonnes:+,} t   未取整 unrounded: {decimal_text(step.unrounded)}")
    if found.now is None:
        click.echo(f"合计 total: {found.was:,} → ?   另需以下数据 the second one asks for more:")
        for broken in found.asked:
            click.echo(f"  {broken.where}  {broken.zh} {broken.en}")
    else:
        click.echo(f"合计 total: {found.was:,} → {found.now:,} tCO2e   ({found.now - found.was:+,})")


COMMANDS = (compare_versions,)
