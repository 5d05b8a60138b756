"""`ccer init`, `ccer serve`, `ccer worker`: the data folder and the two processes."""

from __future__ import annotations

import os
import subprocess
import sys

import click

import config
from app import installation


@click.command()
@click.option(
    "--demo", is_flag=True, help="A demo data folder: its clock can be moved, illustration values may be loaded."
)
def init(demo: bool) -> None:
    """Create the data folder and bring its database up to date."""
    installation.prepare("demo" if demo else "production")
    click.echo(f"{config.home()}")


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo into an empty data folder first.")
@click.option("--port", default=8000, show_default=True)
def serve(demo: bool, port: int) -> None:
    """Run the web server and the worker until told to stop."""
    installation.prepare("demo" if demo else "production")
    if demo:
        from app.cli.demo import load_and_tell

        load_and_tell()
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"])
    click.echo(f"http://localhost:{port}")
    try:
        code = subprocess.call(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--bind",
                f"0.0.0.0:{port}",
                "--workers",
                "2",
                "--threads",
                "4",
                "--log-level",
                "warning",
                "app.web:create_app()",
            ],
            env=os.environ,
        )
    except KeyboardInterrupt:
        code = 0
    finally:
        worker.terminate()
        worker.wait(10)
    sys.exit(code)


@click.command()
def worker() -> None:
    """The loop of jobs, timers and the sequencer."""
    from app import worker as loop

    installation.prepare()
    loop.run()


COMMANDS = (init, serve, worker)
