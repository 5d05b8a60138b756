"""`ccer template`: the tables that a methodology can be given, as files to fill in."""
from __future__ import annotations

from pathlib import Path

import click

from app.cli.calculate import module
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
def template(code: str, table: str | None, csv: Path | None, xlsx: Path | None) -> None:
    """Tables of CODE to fill in: without TABLE which there are; with TABLE its columns, or a file of it."""
    tables = tables_of(module(code))
    if table is None:
        for place, record in tables.items():
            click.echo(f"{place:<28} {record.zh} {record.en}  ({len(record.fields)})")
        return
    if table not in tables:
        listed = ", ".join(tables)
        raise Refusal(INPUT.at("/table", f"没有表 {table}；现有：{listed}。",
                               f"There is no table {table}; there are: {listed}."))
    for path, make in ((csv, template_csv), (xlsx, template_xlsx)):
        if path:
            write(path, make(tables[table]))
    if not (csv or xlsx):
        show(tables[table])


def write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise click.FileError(str(path), problem.strerror or str(problem)) from None
    click.echo(f"已写 written  {path}")


def show(record: Record) -> None:
    for field in record.fields:
        unit = f" [{field.unit}]" if field.unit and field.unit != "1" else ""
        needed = "" if field.required else "  可不填 optional"
        click.echo(f"{field.symbol or field.name:<20} {field.zh} {field.en}{unit}  {example_of(field)}{needed}")


COMMANDS = (template,)
