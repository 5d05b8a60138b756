"""`ccer worksheet verify | compare`: stored worksheets, worked again without a database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.cli.calculate import FILE, module, read_json, result_of, say
from methodologies.kernel import comparison
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.recompute import Difference, recompute, worked_again
from methodologies.kernel.rules import INPUT, NOTE, Refusal, Unreadable
from methodologies.kernel.worksheet import Worksheet, short

MOST_SHOWN = 20                                             # rows of one symbol; JSON has all


@click.group("worksheet")
def worksheet() -> None:
    """Stored worksheets."""


def read_worksheet(file: Path) -> dict[str, Any]:
    """A worksheet as `ccer calculate --json` or a page gives it. Unreadable when it is none."""
    stored = read_json(file)
    if not isinstance(stored, dict) or not isinstance(stored.get("methodology"), str):
        raise Unreadable(INPUT.at("", f"{file.name} 不是核算表。", f"{file.name} is no worksheet."))
    stored.pop("sensitivity", None)
    return stored


@worksheet.command("verify")
@click.argument("file", metavar="FILE.json", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def verify(file: Path, as_json: bool) -> None:
    """Work a stored worksheet again and say every line that differs. Exit 1 if one does."""
    stored = read_worksheet(file)
    said = stored.pop("result", None)
    differences = recompute(module(stored["methodology"]), stored)
    if said is not None and said != result_of(stored):
        differences.append(Difference("result", "result 与核算表不符。", "`result` is not that of the worksheet."))
    same = all(each.grade is NOTE for each in differences)
    if as_json:
        say(
            {
                "file": str(file),
                "same": same,
                "tonnes": stored.get("tonnes"),
                "differences": [vars(each) for each in differences],
            }
        )
    else:
        for each in differences:
            click.echo(f"{each.kind}: {each.zh} {each.en}")
        click.echo(
            "重算相符 recomputed: the same tonnes by the same lines" if same else "重算不符 recomputed: not the same"
        )
    if not same:
        raise SystemExit(1)


@worksheet.command("compare")
@click.argument("was", metavar="A.json", type=FILE)
@click.argument("now", metavar="B.json", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def compare(was: Path, now: Path, as_json: bool) -> None:
    """Compare two stored worksheets line by line, with what each differing input does to the tonnes."""
    one, other = read_worksheet(was), read_worksheet(now)
    try:
        found = comparison.compare(one, other, again(one), again(other))
    except (KeyError, TypeError, AttributeError):
        raise Unreadable(INPUT.at("", "其中一个文件不是完整的核算表。", "One of them is no whole worksheet.")) from None
    if as_json:
        say(found.to_json())
    else:
        show(found)


def again(stored: dict[str, Any]) -> Worksheet | None:
    """None where the stored inputs can't be worked any more: then lines are compared, and no effects are told."""
    try:
        return worked_again(module(stored["methodology"]), stored)
    except Refusal:
        return None


def show(found: comparison.Comparison) -> None:
    for year, before, after in found.by_year:
        click.echo(f"{year}: {shown(before)} → {shown(after)} tCO2e")
    click.echo(f"合计 total: {found.was:,} → {found.now:,} tCO2e   相差 difference: {decimal_text(found.effect)}")
    if found.by_the_text is not None:
        click.echo(f"仅因方法学 by the text alone: {decimal_text(found.by_the_text)}")
    for each in found.changes:
        click.echo(f"{each.symbol}  {each.zh} {each.en}: {told(each.effect)} tCO2e")
        for value in each.values[:MOST_SHOWN]:
            click.echo(f"    {value.row}  {value.was} → {value.now}  ({told(value.effect)})")
    for place, table, other in found.tables:
        click.echo(f"{place}: {table} → {other}")
    for line in found.lines:
        click.echo(f"{line.kind}: {line.en}" + (f"  {line.was} → {line.now}" if line.kind == "expression" else ""))
    if not (found.changes or found.tables or found.lines):
        click.echo("完全相同 the same inputs, the same lines")


def shown(tonnes: int | None) -> str:
    return comparison.NOTHING if tonnes is None else f"{tonnes:,}"


def told(effect: Decimal | None) -> str:
    return comparison.NOTHING if effect is None else short(effect, brackets=False)


COMMANDS = (worksheet,)
