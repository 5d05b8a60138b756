"""`ccer worksheet verify`: a stored worksheet, worked again without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.calculate import FILE, module, read_json, result_of, say
from methodologies.kernel.recompute import Difference, recompute
from methodologies.kernel.rules import INPUT, NOTE, Unreadable


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


COMMANDS = (worksheet,)
