"""`ccer diagrams`: a picture of every table of moves."""
from __future__ import annotations

from pathlib import Path

import click

from app.disclosure.diagrams import draw
from workflows.lifecycle import STAGES


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/diagrams"),
              show_default=True, help="Where the files go; a diagram there whose table is gone is removed.")
def diagrams(out: Path) -> None:
    """Draw the state diagram of every table of moves: DIR/<table>.svg, its words in Chinese and English."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.svg"):
        if old.stem not in STAGES:
            old.unlink()
    for name, stage in STAGES.items():
        (out / f"{name}.svg").write_text(draw(stage), encoding="utf-8", newline="\n")
    click.echo(f"{len(STAGES)} 张状态图已写入 diagrams written to {out}")


COMMANDS = (diagrams,)
