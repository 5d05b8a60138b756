"""`ccer statistics` and `ccer import registry`: the figures, and what other registers publish."""
from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from app import clock, installation
from app.disclosure import queries as disclosure
from app.imports import service
from app.imports.service import Imported
from methodologies.kernel.rules import INPUT, Unreadable

WORDS = {"registered_projects": "已登记项目 registered projects",
         "reduction_periods": "已登记核算期 periods registered",
         "registered_t": "已登记减排量（吨） reductions registered, t", "issued_t": "已签发（吨） issued, t",
         "retired_t": "已注销（吨） retired, t"}
DAY = click.DateTime(["%Y-%m-%d"])


def _day(given: datetime | None) -> date:
    return given.date() if given else clock.today()


@click.command()
@click.option("--until", type=DAY, help="Count up to and including this day; by default today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def statistics(until: datetime | None, as_json: bool) -> None:
    """Print the figures of the home page: what this registry did and what was imported."""
    installation.prepare()
    figures = asdict(disclosure.statistics(_day(until)))
    if as_json:
        click.echo(json.dumps(figures, indent=2))
        return
    for name, words in WORDS.items():
        click.echo(f"{figures[name]:>15,}  {words}")


@click.group("import")
def import_() -> None:
    """Read in what others publish."""


@import_.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reference", is_flag=True, help="The public records that ship with the program, to 2025-12-31.")
@click.option("--source", default="", help="Where FILE was published; by default its name.")
@click.option("--as-of", type=DAY, help="Day of the record; by default today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def registry(file: Path | None, reference: bool, source: str, as_of: datetime | None, as_json: bool) -> None:
    """Import public records of projects and reductions from FILE (JSON or CSV; projects before their reductions).

    Nothing is left out in silence: a row that breaks a rule is stored and listed, a row that can't be read is listed.
    """
    if (file is None) != reference:
        raise Unreadable(INPUT.at("", "请给出一个文件，或 --reference。", "Give one file, or --reference."))
    installation.prepare()
    if file is None:
        found = service.import_reference(today=clock.today())
    else:
        found = service.import_file(file.read_bytes(), file.name, source=source or file.name, as_of=_day(as_of),
                                    today=clock.today())
    _say(found, as_json)


def _say(found: Imported, as_json: bool) -> None:
    problems = [each.problem() for each in found.problems]
    if as_json:
        click.echo(json.dumps({"projects": found.projects, "reductions": found.reductions,
                               "already_there": found.already_there, "problems": problems},
                              ensure_ascii=False, indent=2))
        return
    click.echo(f"项目 projects {found.projects}   核算期 reductions {found.reductions}   "
               f"已有 already there {found.already_there}   问题 problems {len(problems)}")
    for p in problems:
        click.echo(f"  {p['where'] or '/'}  {p['zh']} {p['en']}  [{p['rule']} · {p['grade']} · {p['source']}]")


COMMANDS = (statistics, import_)
