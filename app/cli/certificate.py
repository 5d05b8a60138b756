"""`ccer certificate verify FILE`: a certificate of the registry that I trust? Exit 0 yes, 1 no, 2 bad input."""
from __future__ import annotations

import json
import sys
from pathlib import Path

import click

NOT_REACHED = ("前一项未通过，未查。", "Not examined: the line before refuses.")
NAMES = {"signature": "签章 Signature", "attachments": "附件 Attachments", "log": "日志 Log", "tonnes": "吨数 Tonnes",
         "serials": "序列号 Serials"}


@click.group()
def certificate() -> None:
    """Certificates."""


@certificate.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--offline", is_flag=True, help="Said for clarity: the check never uses the network.")
@click.option("--trust", "trust_file", type=click.Path(dir_okay=False, path_type=Path),
              help="What to trust; by default trust.json of the data folder. Never a file that came with the PDF.")
@click.option("--json", "as_json", is_flag=True)
def verify(file: Path, offline: bool, trust_file: Path | None, as_json: bool) -> None:
    """Signature, attachments, log, and for most kinds tonnes or serials: each its own line."""
    import config
    from app.certificates import check, trust

    pinned = trust_file or config.home() / "trust.json"
    lines = check.verify(file.read_bytes(), trust.read(pinned))
    genuine = check.genuine(lines)
    if as_json:
        click.echo(json.dumps(_plain(file, pinned, genuine, lines), ensure_ascii=False, indent=2))
    else:
        _say(genuine, lines)
    if not genuine:
        sys.exit(1)


def _plain(file: Path, pinned: Path, genuine: bool, lines: list) -> dict:
    said = [{"line": line.name, "ok": line.ok, "zh": line.zh, "en": line.en} for line in lines]
    said += [{"line": name, "ok": None, "zh": NOT_REACHED[0], "en": NOT_REACHED[1]} for name in _not_reached(lines)]
    return {"file": str(file), "trust": str(pinned), "genuine": genuine, "lines": said}


@certificate.command()
def progress() -> None:
    """How many certificates are sealed, wait for the worker, or failed several times. Exit code 1 when one did."""
    from app import installation, jobs

    installation.prepare()
    found = jobs.progress("certificate")
    click.echo(f"已制 made {found.done}   待制 waiting {found.waiting}   受阻 failed so far {found.failed}")
    if found.failed:
        raise SystemExit(1)


def _say(genuine: bool, lines: list) -> None:
    for line in lines:
        click.echo(f"{'✓' if line.ok else '✗'} {NAMES[line.name]}\n    {line.zh}\n    {line.en}")
    for name in _not_reached(lines):
        click.echo(f"· {NAMES[name]}\n    {NOT_REACHED[0]} {NOT_REACHED[1]}")
    click.echo("真 Genuine" if genuine else "伪 Refused")


def _not_reached(lines: list) -> list[str]:
    """Of the questions put to every kind; the last one depends on what could not be read."""
    return list(NAMES)[len(lines):3]


COMMANDS = (certificate,)
