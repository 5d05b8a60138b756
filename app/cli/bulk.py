"""`ccer bulk`: a step of many dossiers of credits from a CSV sheet, all of them or none."""
from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from pathlib import Path

import click

from app import clock, installation
from app.access import Who
from app.credits import bulk as credits
from app.parties import factors
from app.parties import service as parties


@click.command()
@click.argument("kind")
@click.argument("step")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="Sign-in of the person who takes the step.")
@click.option("--password", prompt=True, hide_input=True, envvar="CCER_PASSWORD", help="Asked for if not given.")
@click.option("--code", default="", help="Of the authenticator; needed by whoever has one.")
@click.option("--key", default="", help="The same key again gives the same answer and does nothing twice.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def bulk(kind: str, step: str, file: Path, by: str, password: str, code: str, key: str, as_json: bool) -> None:
    """Take STEP of KIND (freeze ask, suspension suspend, freeze confirm …) for every row of FILE.

    A row names a dossier (column ref), or an account (account with total, or serial and tonnes) to begin one of; the
    other columns are what the step asks for. When any row is broken, all of these are named and nothing is stored.
    """
    installation.prepare()
    who = _who(by, password, code)
    done = credits.carry_out(kind, step, credits.read(file.read_bytes()), by=who, today=clock.today(),
                             key=key or uuid.uuid4().hex)
    if as_json:
        click.echo(json.dumps(asdict(done), indent=2))
        return
    click.echo("ref")                                   # a sheet again: of the next step
    for ref in done.refs:
        click.echo(ref)
    click.echo(f"{len(done.refs)} 行全部办理 rows, all taken", err=True)


def _who(sign_in: str, password: str, code: str) -> Who:
    """The person, by what a session asks for: the password, and the code of whoever has an authenticator."""
    number, _ = parties.sign_in(sign_in, password, at=clock.now())
    enrolled = factors.is_enrolled(number)
    if enrolled:
        factors.show_code(number, code or click.prompt("Code"), at=clock.now(), wall=clock.wall())
    return Who(number, "", sign_in, fresh=enrolled)


COMMANDS = (bulk,)
