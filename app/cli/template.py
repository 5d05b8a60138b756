"""`ccer template`: the tables that a methodology can be given, as files to fill in."""
from __future__ import annotations

from pathlib import Path

import click

from app.cli.calculate import module, say
from app.fields.tables import example_of, template_csv, template_xlsx
from app.fields.templates import tables_of
from methodologies.kernel.records import Record
from methodologies.kernel.rules import INPUT, Refusal

OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("template")
@click.argument("code")
@click.argument("table", required=False)
@click.option("--csv", type=OUT, help="Write the table as CSV.")
@click.option("--xlsx", type=OUT, help="Write the table as a workbook that explains its columns.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def template(code: str, table: str | None, csv: Path | None, xlsx: Path | None, as_json: bool) -> None:
    """Tables of CODE to fill in: without TABLE which there are; with TABLE its columns, or a file of it."""
    tables = tables_of(module(code))
    listed = ", ".join(tables)
    if table is not None and table not in tables:
        raise Refusal(INPUT.at("/table", f"没有表 {table}；现有：{listed}。",
                               f"There is no table {table}; there are: {listed}."))
    if table is None and (csv or xlsx):
        raise Refusal(INPUT.at("/table", f"请写明是哪张表：{listed}。", f"Say which table: {listed}."))
    if as_json:
        said = [summary(place, record) for place, record in tables.items() if table in (None, place)]
        say(said if table is None else said[0])
    elif table is None:
        for place, record in tables.items():
            click.echo(f"{place:<28} {record.zh} {record.en}  ({len(record.fields)})")
    elif not (csv or xlsx):
        show(tables[table])
    for path, make in ((csv, template_csv), (xlsx, template_xlsx)):
        if path and table:
            write(path, make(tables[table]), quiet=as_json)


def summary(place: str, record: Record) -> dict[str, object]:
    columns = [{"name": field.name, "symbol": field.symbol, "zh": field.zh, "en": field.en, "unit": field.unit,
                "required": field.required, "example": example_of(field)} for field in record.fields]
    return {"table": place, "zh": record.zh, "en": record.en, "columns": columns}


def write(path: Path, data: bytes, quiet: bool) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise click.FileError(str(path), problem.strerror or str(problem)) from None
    click.echo(f"已写 written  {path}", err=quiet)


def show(record: Record) -> None:
    for field in record.fields:
        unit = f" [{field.unit}]" if field.unit and field.unit != "1" else ""
        needed = "" if field.required else "  可不填 optional"
        click.echo(f"{field.symbol or field.name:<20} {field.zh} {field.en}{unit}  {example_of(field)}{needed}")


COMMANDS = (template,)
