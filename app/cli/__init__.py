"""The `ccer` command: exit 0 good, 1 a broken invariant or a forged file, 2 bad input. Each command has --json.

A command's module is imported when the command is called, so that `ccer --help` stays quick.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

import click

from methodologies.kernel.rules import Refusal, Refused

MODULES = {
    "init": "setup",
    "serve": "setup",
    "worker": "setup",
    "demo": "demo",
    "methodologies": "calculate",
    "calculate": "calculate",
    "compare": "compare",
    "worksheet": "worksheet",
    "new-methodology": "new_methodology",
    "rules": "rules",
    "diagrams": "diagrams",
    "check": "check",
    "prove": "check",
    "certificate": "certificate",
    "log": "log",
    "witness": "witness",
    "bulk": "bulk",
    "statistics": "registry",
    "template": "template",
    "import": "registry",
    "exchange-key": "exchange_key",
    "export": "export",
}


class Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in MODULES:
            return None
        module = import_module(f"app.cli.{MODULES[name]}")
        return next(command for command in module.COMMANDS if command.name == name)


@click.command(cls=Commands)
@click.version_option(package_name="ccer")
def ccer() -> None:
    """Registry, methodology engine and credit ledger for China Certified Emission Reductions."""


def say_refused(refused: Refused, as_json: bool) -> None:
    """Print a refusal, every broken rule with its place, in both languages."""
    problems = [b.problem() for b in refused.broken] if isinstance(refused, Refusal) else []
    if as_json:
        click.echo(
            json.dumps(
                {"status": refused.status, "title_zh": refused.zh, "title_en": refused.en, "problems": problems},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    click.echo(f"{refused.zh} {refused.en}", err=True)
    for p in problems:
        click.echo(
            f"  {p['where'] or '/'}  {p['zh']} {p['en']}  [{p['rule']} · {p['source']} · {p['confidence']}]", err=True
        )


def main() -> None:
    try:
        ccer(standalone_mode=False)
    except Refused as refused:
        say_refused(refused, "--json" in sys.argv)
        sys.exit(2)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
