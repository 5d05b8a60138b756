"""`ccer init`, `ccer serve`, `ccer worker`: the data folder and the two processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import click

import config
from app import installation

WEB = "app.web:create_app()"


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
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(demo: bool, host: str, port: int) -> None:
    """Run the web server and the worker until told to stop; when one ends, so does the other."""
    installation.prepare("demo" if demo else "production")
    if demo:
        from app.cli.demo import load_and_tell

        load_and_tell()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    web = ["gunicorn", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4", "--log-level", "warning", WEB]
    children = [subprocess.Popen([sys.executable, "-m", *words]) for words in (["app.cli", "worker"], web)]
    click.echo(f"http://localhost:{port}")
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        codes = [child.wait(20) for child in children]
    sys.exit(max(codes, default=0) and 1)


@click.command()
def worker() -> None:
    """The loop of jobs, timers and the sequencer."""
    from app import worker as loop

    installation.prepare()
    loop.run()


COMMANDS = (init, serve, worker)
