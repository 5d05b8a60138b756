"""`ccer log`: sign the log's head, prove what is in it and that it only grew, and check such proofs.

Exit 0 good, 1 a proof that does not hold or a log that is broken, 2 bad input.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.evidence.growth import read_growth
from app.evidence.note import FORMAT, BadNote, check_proof, known, open_note
from methodologies.kernel.rules import INPUT, Unreadable

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")


@click.group()
def log() -> None:
    """The registry's transparency log."""


@log.command()
@AS_JSON
def checkpoint(as_json: bool) -> None:
    """Sign the present head if it is new, and print the newest checkpoint."""
    from app import installation
    from app.evidence import queries, sequencer

    installation.prepare()
    sequencer.sequence()
    try:
        sequencer.checkpoint(force=True)
    except sequencer.BrokenLog as broken:
        _say({"broken": str(broken)}, f"不再签署 Not signed: {broken}\n", as_json)
        sys.exit(1)
    head = queries.newest()
    _say({"size": head.size, "root": head.root, "signed_at": head.made_at.isoformat(), "checkpoint": head.note},
         head.note, as_json)


@log.command()
@click.argument("what")
@AS_JSON
def prove(what: str, as_json: bool) -> None:
    """Prove that an event is in the log. WHAT: its SHA-256 as receipts say, a certificate's number, or an index."""
    from app import installation
    from app.evidence import queries

    installation.prepare()
    found = queries.inclusion(what)
    _say(found.plain, found.text, as_json)


@log.command()
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="TO", required=False)
@AS_JSON
def consistency(old: str, new: str | None, as_json: bool) -> None:
    """Prove that the log of FROM entries is the beginning of that of TO entries, by default the newest signed one."""
    from app import installation
    from app.evidence import queries

    installation.prepare()
    found = queries.consistency(queries.size_of(old, "/from"), queries.size_of(new, "/to") if new else None)
    _say(found.plain, "" if as_json else found.text, as_json)


@log.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The event's exact bytes: FILES is then one tlog-proof of it, checked without any database.")
@click.option("--new", "only_new", is_flag=True,
              help="Check only what the log has gained since the checkpoints in FILES; by default, within a day.")
@click.option("--key", default="", help="The log's verifier key; by default the key of this data folder.")
@AS_JSON
def verify(files: tuple[Path, ...], event: Path | None, only_new: bool, key: str, as_json: bool) -> None:
    """Check this registry's log, and that it still holds what the kept checkpoints in FILES cover."""
    lines = _of_proof(files, event, key) if event else _of_log(files, only_new)
    whole = not any(line["broken"] for line in lines)
    if as_json:
        click.echo(json.dumps({"whole": whole, "lines": lines}, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(f"{'✗' if line['broken'] else '✓'} {line['counted']:>9,}  {line['name']}")
            for place in line["broken"]:
                click.echo(f"             {place}")
        click.echo("完好。 Whole." if whole else "不成立。 It does not hold.")
    if not whole:
        sys.exit(1)


@log.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="The log's verifier key; by default the key of this data folder.")
def statement(file: Path, key: str) -> None:
    """Check the statement that a lender was shown and print what it says; the key alone is needed, no database."""
    try:
        text = open_note(_text(file), known(_pinned(key)))
    except BadNote as error:
        click.echo(f"不属实 Not genuine: {error}")
        sys.exit(1)
    click.echo(f"属实 Genuine: {text.splitlines()[0]}")
    click.echo(json.dumps(json.loads(text.splitlines()[1]), ensure_ascii=False, indent=2))


def _of_proof(files: tuple[Path, ...], event: Path, key: str) -> list[dict[str, Any]]:
    if len(files) != 1:
        raise Unreadable(INPUT.at("/files", "请给出一个证明文件。", "Give one file with the proof."))
    origin, public = _pinned(key)
    name = "the event is in the log"
    try:
        index, size = check_proof(_text(files[0]), event.read_bytes(), origin, public.public_bytes_raw())
    except BadNote as error:
        return [{"name": name, "counted": 0, "broken": [str(error)]}]
    return [{"name": f"{name} of {size} entries, at index {index}", "counted": 1, "broken": []}]


def _of_log(files: tuple[Path, ...], only_new: bool) -> list[dict[str, Any]]:
    from app import clock, installation
    from app.database import reading
    from app.evidence.proof import check_all_kept, check_day, check_log, check_since

    kept = [_checkpoint_in(file) for file in files]
    installation.prepare()
    with reading() as db:
        if only_new:
            found = [line for note in kept for line in check_since(db, note)] if kept else check_day(db, clock.now())
        else:
            found = [*check_log(db, clock.now()), *([check_all_kept(db, kept)] if kept else [])]
    return [{"name": each.name, "counted": each.counted, "broken": list(each.broken)} for each in found]


def _checkpoint_in(file: Path) -> str:
    """The checkpoint of a file that holds one, alone or after a consistency proof."""
    text = _text(file)
    if text.startswith(FORMAT):
        raise Unreadable(INPUT.at("/event", f"{file.name} 是某一事件的证明，请以 --event 给出该事件的原文。",
                                  f"{file.name} is the proof of an event: give its exact bytes with --event."))
    try:
        return read_growth(text).note if text.startswith("old ") else text
    except BadNote as error:
        raise Unreadable(INPUT.at("/files", f"{file.name}：{error}。", f"{file.name}: {error}.")) from error


def _pinned(key: str) -> tuple[str, Ed25519PublicKey]:
    from app.evidence import logkey
    from app.evidence.note import read_verifier_key

    try:
        return read_verifier_key(key.strip() or logkey.verifier())
    except (BadNote, ValueError) as error:
        raise Unreadable(INPUT.at("/key", f"公钥无法读取：{error}。", f"The key can't be read: {error}.")) from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(INPUT.at("/files", f"{file.name} 不是 UTF-8 文本。",
                                  f"{file.name} is not UTF-8 text.")) from error


def _say(plain: dict[str, Any], text: str, as_json: bool) -> None:
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2) if as_json else text, nl=as_json)


COMMANDS = (log,)
