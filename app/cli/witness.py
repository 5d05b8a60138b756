"""`ccer witness FILE`: keep a log's checkpoints where the registry can't reach them, and see that it only grows.

Exit 0 cosigned, 1 refused (and which of the reasons), 2 bad input. Needs no data folder, no database.
"""
from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import click

from app import clock
from app.evidence.growth import read_growth
from app.evidence.note import BadNote, b64
from app.evidence.witness import NotWitnessed, Prove, Witnessed, submit
from methodologies.kernel.rules import INPUT, Unreadable

LARGEST = 2**20                                         # bytes of an answer
PATIENCE = 30                                           # seconds


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "source", default="-", metavar="URL|PATH",
              help="Address of the log (https://…/log), or a file with a checkpoint or a consistency proof; - reads it "
                   "from standard input.")
@click.option("--key", default="", help="Verifier key to pin for this log the first time; got another way than FROM.")
@click.option("--name", default="", help="Name under which this witness signs; fixed at first use.")
@click.option("--json", "as_json", is_flag=True)
def witness(file: Path, source: str, key: str, name: str, as_json: bool) -> None:
    """Check the newest checkpoint against FILE, store it, and print a cosignature line for it."""
    note, prove = _from_address(source) if source.startswith(("http://", "https://")) else _from_file(source)
    try:
        done = submit(file, note, prove, at=clock.wall(), key=key.strip(), name=name)
    except NotWitnessed as refused:
        _say_refused(refused, as_json)
        sys.exit(1)
    _say(done, as_json)


def _from_address(address: str) -> tuple[str, Prove]:
    base = address.rstrip("/")

    def prove(old: int, new: int) -> Sequence[bytes]:
        return _growth(_fetched(f"{base}/proof/consistency?from={old}&to={new}")).path
    return _fetched(f"{base}/checkpoint"), prove


def _from_file(source: str) -> tuple[str, Prove]:
    """A checkpoint, or what `/log/proof/consistency` and `ccer log consistency` write."""
    text = _text(sys.stdin.buffer.read(LARGEST) if source == "-" else _bytes(Path(source)))
    if not text.startswith("old "):
        return text, lambda old, new: None
    growth = _growth(text)
    return growth.note, lambda old, new: growth.path if growth.old == old else None


def _growth(text: str):
    try:
        return read_growth(text)
    except BadNote as error:
        raise Unreadable(INPUT.at("/from", f"不是一致性证明：{error}。", f"Not a proof: {error}.")) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()[:LARGEST]
    except OSError as error:
        raise Unreadable(INPUT.at("/from", f"无法读取 {path}：{error.strerror}。",
                                  f"{path} can't be read: {error.strerror}.")) from error


def _fetched(address: str) -> str:
    try:
        with urlopen(Request(address, headers={"Accept": "text/plain"}), timeout=PATIENCE) as answer:
            return _text(answer.read(LARGEST))
    except (URLError, OSError, ValueError) as error:
        raise Unreadable(INPUT.at("/from", f"无法读取 {address}：{error}。",
                                  f"{address} can't be read: {error}.")) from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(INPUT.at("/from", "不是 UTF-8 文本。", "Not UTF-8 text.")) from error


def _say(done: Witnessed, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"witnessed": True, "origin": done.head.origin, "size": done.head.size,
                               "root": b64(done.head.root), "grew_from": done.grew_from,
                               "cosignature": done.cosignature, "witness_key": done.witness_key},
                              ensure_ascii=False, indent=2))
        return
    click.echo(f"{done.head.origin}: {done.grew_from} → {done.head.size}\n{done.witness_key}", err=True)
    click.echo(done.cosignature, nl=False)


def _say_refused(refused: NotWitnessed, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"witnessed": False, "why": refused.why, "zh": refused.zh, "en": refused.en,
                               "kept": refused.kept, "shown": refused.shown}, ensure_ascii=False, indent=2))
        return
    click.echo(f"拒绝 Refused: {refused.why}\n{refused.zh} {refused.en}", err=True)
    for words, note in (("此前所存 Kept", refused.kept), ("此次所示 Shown", refused.shown)):
        if note:
            click.echo(f"\n{words}\n{note}", err=True)


COMMANDS = (witness,)
