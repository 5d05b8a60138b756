"""`ccer methodologies`, `ccer calculate`: the engine from the command line, without a database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from methodologies.kernel.cases import CaseFailed
from methodologies.kernel.catalogue import CatalogueError, catalogue, summary
from methodologies.kernel.chapter import schema
from methodologies.kernel.identity import RECONSTRUCTED
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.rules import INPUT, Refusal, Unreadable
from methodologies.kernel.sensitivity import SHARE, Effect, sensitivity
from methodologies.kernel.workbook import write
from methodologies.kernel.worksheet import Worksheet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def module(code: str) -> Methodology:
    """The methodology, or a refusal that names those there are."""
    try:
        known = catalogue()
    except CatalogueError as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None
    if code not in known:
        listed = ", ".join(known)
        raise Refusal(
            INPUT.at(
                "", f"没有方法学 {code}；现有：{listed}。", f"There is no methodology {code}; there are: {listed}."
            )
        )
    return known[code]


def read_json(file: Path) -> Any:
    """Strict JSON: no NaN, no key twice. Unreadable says where it ends to be JSON."""

    def no_constant(text: str) -> NoReturn:
        raise ValueError(f"{text} is no JSON number")

    def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
            raise ValueError(f"the key {twice!r} is there twice in one object")
        return found

    try:
        return json.loads(
            file.read_bytes().decode("utf-8"), parse_constant=no_constant, object_pairs_hook=each_key_once
        )
    except (ValueError, RecursionError) as problem:
        raise Unreadable(
            INPUT.at("", f"{file.name} 不是可读的 JSON：{problem}", f"{file.name} is no readable JSON: {problem}")
        ) from None


def say(found: Any) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


# --- the catalogue


@click.command("methodologies")
@click.argument("code", required=False)
@click.option("--schema", "as_schema", is_flag=True, help="The JSON Schema of the input that CODE's chapter asks for.")
@click.option("--estimate", is_flag=True, help="With --schema: of the estimate instead of the accounting.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def methodologies(code: str | None, as_schema: bool, estimate: bool, as_json: bool) -> None:
    """The methodologies of this installation; with CODE, one of them."""
    if as_schema and not code:
        raise click.UsageError("--schema needs the CODE of a methodology")
    if code and as_schema:
        say(schema(module(code).chapter("estimate" if estimate else "accounting")))
    elif code and as_json:
        say(summary(module(code)))
    elif code:
        describe(module(code))
    elif as_json:
        say([summary(each) for each in catalogue().values()])
    else:
        for each in catalogue().values():
            click.echo(f"{each.code}  {each.status}  {each.zh}  {each.en}")


def describe(methodology: Methodology) -> None:
    click.echo(f"{methodology.code}  {methodology.zh}  {methodology.en}  ({methodology.status})")
    for rule in methodology.all_rules:
        click.echo(f"  {rule.id:<22} {rule.zh} {rule.en}  [{rule.source} · {rule.source.confidence} · {rule.grade}]")
    for chapter in methodology.chapters:
        click.echo(f"{chapter.name}:")
        for formula in chapter.formulas:
            click.echo(f"  {formula.number:<10} {formula}  [{formula.source}]")


# --- the working


@click.command("calculate")
@click.argument("code")
@click.argument("file", metavar="INPUT.json", type=FILE)
@click.option(
    "--estimate", is_flag=True, help="The estimate by crediting year instead of the accounting by calendar year."
)
@click.option("--json", "as_json", is_flag=True, help="The sealed worksheet as JSON.")
@click.option("--explain", is_flag=True, help="Every line with its formula, the values put in, and its clause.")
@click.option("--sensitivity", "ask", is_flag=True, help=f"What ±{SHARE:.0%} of each input does to the tonnes.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook with live formulas.")
def calculate(
    code: str, file: Path, estimate: bool, as_json: bool, explain: bool, ask: bool, xlsx: Path | None
) -> None:
    """Work a chapter of CODE on INPUT.json, keyed by the levels and symbols of the text, decimals as text."""
    methodology = module(code)
    try:
        sheet = methodology.work("estimate" if estimate else "accounting", read_json(file))
    except CaseFailed as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None
    if xlsx:
        write_workbook(sheet, xlsx)
    effects = sensitivity(sheet) if ask else ()
    if as_json:
        more = {"sensitivity": [each.to_json() for each in effects]} if ask else {}
        say(sheet.to_json() | {"result": result_of(sheet.to_json())} | more)
    else:
        show(sheet, explain)
        show_effects(effects)


def write_workbook(sheet: Worksheet, path: Path) -> None:
    try:
        write(sheet, path)
    except OSError as problem:
        raise click.FileError(str(path), problem.strerror or str(problem)) from None
    click.echo(f"{path}", err=True)


def result_of(worksheet: dict[str, Any]) -> dict[str, Any]:
    return {name: worksheet[name] for name in ("tonnes", "by_year", "average") if name in worksheet}


def show(sheet: Worksheet, explain: bool) -> None:
    banner = [finding for finding in sheet.findings if finding["rule"] == RECONSTRUCTED.id]
    for finding in banner:
        click.echo(f"重建 {RECONSTRUCTED.id}: {finding['zh']} {finding['en']}")
    for line in sheet.lines() if explain else ():
        click.echo(line)
    for year, tonnes in sheet.by_year.items():
        click.echo(f"{year}: {tonnes:,} tCO2e")
    click.echo(
        f"合计 total: {sheet.tonnes:,} tCO2e   未取整 unrounded: {decimal_text(sheet.unrounded)}   舍去 dropped: "
        f"{decimal_text(sheet.remainder)}"
    )
    if sheet.average is not None:
        click.echo(f"年均 yearly average: {sheet.average:,} tCO2e")
    if sheet.provisional:
        click.echo(f"暂定值 provisional: {', '.join(sheet.provisional)}")
    if sheet.demonstration:
        click.echo("演示 DEMONSTRATION")
    for finding in (finding for finding in sheet.findings if finding not in banner):
        click.echo(f"{finding['rule']} {finding['where']}: {finding['zh']} {finding['en']}")


def show_effects(effects: Sequence[Effect]) -> None:
    """One line an input, the one that moves most first; nothing when it was not asked for."""
    if effects:
        click.echo(f"敏感性 sensitivity: −{SHARE:.0%} / +{SHARE:.0%} → tCO2e")
    for each in effects:
        moves = " / ".join(f"{signed(move):>12}" for move in (each.lower_t, each.higher_t))
        click.echo(f"  {each.symbol:<14} {moves}   {each.zh} {each.en} {each.why_zh} {each.why_en}".rstrip())


def signed(tonnes: int | None) -> str:
    """+57,795, −57,794, 0; — for what cannot be worked."""
    return "—" if tonnes is None else f"{tonnes:+,}".replace("-", "−") if tonnes else "0"


COMMANDS = (methodologies, calculate)
