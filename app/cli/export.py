"""`ccer export`: files for other registers, and the answer to whoever asks to export credits."""
from __future__ import annotations

import json
from pathlib import Path

import click

import config
from app import clock, installation
from app.exports import files, queries


@click.group()
def export() -> None:
    """Write what is public of projects and credits in the models of other registers."""


def _file(kind: str, words: str) -> click.Command:
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of printing it.")
    @click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of the file instead.")
    @click.option("--json", "as_json", is_flag=True, help="With --out: say in JSON what was written.")
    def command(out: Path | None, as_schema: bool, as_json: bool) -> None:
        if as_schema:
            click.echo(json.dumps(files.schema(kind), ensure_ascii=False, indent=1))
            return
        installation.prepare()
        told = queries.everything(clock.today())
        text = files.written(kind, told, config.base_url())
        if out is None:
            click.echo(text, nl=False)
            return
        out.write_text(text, encoding="utf-8")
        said = {"file": str(out), "projects": len(told.projects), "ranges": len(told.units),
                "tonnes": sum(unit.block.tonnes for unit in told.units)}
        click.echo(json.dumps(said) if as_json else
                   f"{said['file']}: {said['projects']} 个项目 projects, {said['ranges']} 个区段 ranges, "
                   f"{said['tonnes']:,} 吨 t")
    return click.command(kind, help=words)(command)


@export.command()
@click.argument("serial")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def units(serial: str, as_json: bool) -> None:
    """Ask whether SERIAL may be transferred abroad; exit 2 with each reason why not."""
    installation.prepare()
    queries.ask_to_export(serial, clock.today())
    click.echo(json.dumps({"serial": serial, "may_leave": True}) if as_json else
               f"{serial}：没有规则阻止转出，本系统尚不办理 no rule blocks it; this registry has no step for it yet")


export.add_command(_file("cadtrust", "Every project and range in the CAD Trust data model, checked against it first."))
export.add_command(_file("aef", "Every range as underlying unit after the agreed electronic format, checked first."))
COMMANDS = (export,)
