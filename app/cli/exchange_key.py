"""`ccer exchange-key`: the key by which the exchange's program reports."""
from __future__ import annotations

import json

import click

from app import clock, installation
from app.parties import service


@click.command("exchange-key")
@click.argument("person")
@click.option("--end", is_flag=True, help="Let the program in no more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def exchange_key(person: str, end: bool, as_json: bool) -> None:
    """Make a key for the exchange's program, which acts in the name of PERSON, an officer of the exchange.

    It is shown once; a new one ends the former. The program sends it as `Authorization: Bearer KEY` to the addresses of
    the market under /api/v1, with an Idempotency-Key of its own for each report.
    """
    installation.prepare()
    key = "" if end else service.make_program_key(person, at=clock.now())
    if end:
        service.end_program_key(person, at=clock.now())
    if as_json:
        click.echo(json.dumps({"person": person, "key": key or None}))
    else:
        click.echo(key or "密钥已停用 the key is ended")


COMMANDS = (exchange_key,)
