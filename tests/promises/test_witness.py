"""A witness: keeps what it saw, refuses a log that shrank, forked or changed its key, and answers after it stored."""
from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.serving import make_server

from app.cli.witness import witness as command
from app.evidence.cosignature import COSIGNER, check_cosignature, cosign, cosigner_key
from app.evidence.growth import Growth, read_growth, write_growth
from app.evidence.note import (
    BadNote,
    Head,
    b64,
    key_id,
    read_verifier_key,
    sign_checkpoint,
    unb64,
    verifier_key,
)
from app.evidence.tree import leaf_hash
from methodologies.kernel.rules import Unreadable
from tests.promises import certificates
from tests.promises.trees import tree_of

ORIGIN = "demo.ccer.localhost/log"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PINNED = verifier_key(ORIGIN, KEY.public_key())
TRUE, FALSE = (tree_of([leaf_hash(f"{kind} {n}".encode()) for n in range(600)]) for kind in ("event", "forged"))
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ADD = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.evidence.growth import read_growth
from app.evidence.witness import NotWitnessed, submit
from tests.promises.trees import tree_of
growth = read_growth(Path(sys.argv[2]).read_text())
sys.stdin.readline()
try:
    done = submit(Path(sys.argv[1]), growth.note, lambda old, new: growth.path if old == growth.old else None,
                  at=datetime.now(UTC), key="{PINNED}")
    print("size", done.head.size)
except NotWitnessed as refused:
    print(refused.why)
"""


def note(size: int, tree=TRUE, key: Ed25519PrivateKey = KEY, origin: str = ORIGIN) -> str:
    return sign_checkpoint(Head(origin, size, tree.root(0, size)), key)


def growth(old: int, new: int, tree=TRUE) -> str:
    return write_growth(Growth(old, tuple(tree.consistency(old, new)), note(new, tree)))


def run(folder: Path, text: str, *words: str):
    return CliRunner().invoke(command, [str(folder / "kept.json"), *words], input=text)


def why(done) -> str:
    assert done.exit_code == 1, done.output
    return json.loads(done.output)["why"]


@pytest.fixture
def kept(tmp_path) -> Path:
    """A witness that has seen 257 entries."""
    assert run(tmp_path, note(257), "--key", PINNED).exit_code == 0
    return tmp_path


def file_of(folder: Path) -> dict:
    return json.loads((folder / "kept.json").read_text())


def test_it_stores_what_it_saw_and_gives_a_line_that_verifies(kept):
    done = run(kept, growth(257, 600), "--json")

    said, file = json.loads(done.output), file_of(kept)
    name, public = read_verifier_key(said["witness_key"], COSIGNER)
    assert (said["size"], said["grew_from"], said["root"]) == (600, 257, b64(TRUE.root(0, 600)))
    assert file["logs"][ORIGIN] == {"key": PINNED, "size": 600, "root": said["root"], "checkpoint": note(600)}
    assert file["key"] == said["witness_key"] and name == "witness.localhost"
    at = check_cosignature(note(600) + said["cosignature"], name, public)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    with pytest.raises(BadNote):
        check_cosignature(note(599) + said["cosignature"], name, public)
    assert stat.S_IMODE((kept / "kept.json.key").stat().st_mode) == 0o600


def test_the_same_checkpoint_is_cosigned_again(kept):
    assert run(kept, note(257)).exit_code == run(kept, growth(257, 257)).exit_code == 0
    assert file_of(kept)["logs"][ORIGIN]["size"] == 257


@pytest.mark.parametrize("text, reason", [
    (note(256), "shrunk"),
    (note(257, FALSE), "forked"),
    (growth(257, 600, FALSE), "forked"),
    (write_growth(Growth(257, tuple(TRUE.consistency(257, 600))[:-1], note(600))), "forked"),
    (write_growth(Growth(257, tuple(TRUE.consistency(257, 600)), note(600, FALSE))), "forked"),
    (note(600), "unproven"),
    (growth(256, 600), "unproven"),
    (note(600, key=Ed25519PrivateKey.generate()), "unknown key"),
    (note(600, origin="other.ccer.localhost/log"), "unknown key"),
    (note(600).replace("\n600\n", "\n601\n"), "signature"),
])
def test_what_does_not_continue_the_kept_checkpoint_is_refused_by_name_and_changes_nothing(kept, text, reason):
    before = (kept / "kept.json").read_bytes()

    refused = run(kept, text, "--json")
    in_words = run(kept, text)

    assert why(refused) == reason
    assert in_words.exit_code == 1 and f"Refused: {reason}" in in_words.output
    said = json.loads(refused.output)
    assert said["shown"] in text and said["zh"] != said["en"]
    if reason in ("shrunk", "forked"):
        assert said["kept"] == note(257)                # both notes together prove it
    assert (kept / "kept.json").read_bytes() == before


def test_no_key_is_taken_from_where_the_checkpoint_comes_from(tmp_path, kept):
    other = verifier_key(ORIGIN, Ed25519PrivateKey.generate().public_key())

    assert why(CliRunner().invoke(command, [str(tmp_path / "new"), "--json"], input=note(5))) == "unknown key"
    assert not (tmp_path / "new").exists()
    assert why(run(kept, note(257), "--key", other, "--json")) == "unknown key"


def test_it_keeps_several_logs_apart(kept):
    second = "second.ccer.localhost/log"

    done = run(kept, note(3, FALSE, origin=second), "--key", verifier_key(second, KEY.public_key()))

    assert done.exit_code == 0
    assert {origin: each["size"] for origin, each in file_of(kept)["logs"].items()} == {ORIGIN: 257, second: 3}


@pytest.mark.parametrize("file, text, words", [
    ("not json", note(5), ()), ('{"format": "other"}', note(5), ()), ("[]", note(5), ()),
    ("", note(5), ("--key", PINNED)),
    (None, note(5), ("--key", "no key")), (None, "old x\n\n", ()), (None, "old 5\n", ()),
    (None, "old 5\nAA==\n\n" + note(6), ()), (None, b"\xff", ()),
    (None, note(5), ("--key", PINNED, "--name", "two words")),
    (None, "", ("--from", "/no/such/file")), (None, "", ("--from", "http://127.0.0.1:9/log"))])
def test_what_can_not_be_read_is_bad_input_and_never_overwritten(tmp_path, file, text, words):
    if file is not None:
        (tmp_path / "kept.json").write_text(file)

    done = run(tmp_path, text, *words)

    assert isinstance(done.exception, Unreadable)
    assert file is None or (tmp_path / "kept.json").read_text() == file


def test_submissions_at_once_leave_the_file_whole_and_one_of_two_rivals_wins(kept):
    """Eight processes start together: each takes the log from 257 to another size, all but one come too late."""
    sizes = range(300, 308)
    children = []
    for size in sizes:
        (kept / f"{size}").write_text(growth(257, size))
        children.append(subprocess.Popen([sys.executable, "-c", ADD, kept / "kept.json", kept / f"{size}"], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=certificates.ROOT))
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate()[0].strip() for child in children]

    won = [int(each.removeprefix("size ")) for each in said if each.startswith("size ")]
    assert len(won) == 1 and set(said) - {f"size {won[0]}"} <= {"unproven", "shrunk"}
    assert file_of(kept)["logs"][ORIGIN]["size"] == won[0]
    assert [path.name for path in kept.iterdir() if path.name.startswith(".")] == []


def test_it_reads_a_log_from_its_address(tmp_path):
    shown = {"size": 257}

    def log(environ, start):
        asked = dict(pair.split("=") for pair in environ["QUERY_STRING"].split("&") if pair)
        start("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
        text = growth(int(asked["from"]), int(asked["to"])) if asked else note(shown["size"])
        return [text.encode()]

    server = make_server("127.0.0.1", 0, log)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    words = ("--from", f"http://127.0.0.1:{server.server_port}/log/", "--key", PINNED, "--json")
    first = json.loads(run(tmp_path, "", *words).output)
    shown["size"] = 600
    second = json.loads(run(tmp_path, "", *words).output)
    shown["size"] = 256
    third = why(run(tmp_path, "", *words))
    server.shutdown()

    assert [(each["grew_from"], each["size"]) for each in (first, second)] == [(0, 257), (257, 600)]
    assert third == "shrunk"


def test_keys_and_lines_are_those_of_the_specification():
    """A witness's key in public use, and a line that other software reads as of 2024-10-03 14:06:07."""
    published = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
    line = "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="

    name, public = read_verifier_key(published, COSIGNER)
    mine = cosign(note(5), "witness.localhost", KEY, AT)
    said = unb64(mine.split(" ")[2].strip())

    assert cosigner_key(name, public) == published
    with pytest.raises(BadNote):
        read_verifier_key(published)                    # not the key of a log
    assert int.from_bytes(unb64(line)[4:12], "big") == 1727964367 and len(unb64(line)) == len(said) == 76
    assert said[:4] == key_id("witness.localhost", KEY.public_key(), b"\4") and said[4:12] == b"\0\0\0\0k\3\x9e "
    KEY.public_key().verify(said[12:], f"cosignature/v1\ntime {int(AT.timestamp())}\n{note(5).split(chr(10) * 2)[0]}\n"
                                       .encode())


def test_a_consistency_proof_reads_as_it_was_written():
    assert write_growth(read_growth(growth(256, 600))) == growth(256, 600)
    for size in ("05", "5 ", "9" * 5_000):
        with pytest.raises(BadNote, match="canonical"):
            read_growth(growth(5, 5).replace("old 5", f"old {size}"))
    assert growth(5, 5) == f"old 5\n\n{note(5)}" and growth(0, 5).startswith("old 0\n\n")


def test_the_witness_imports_neither_web_nor_database():
    code = ("import sys; import app.evidence.witness, app.cli.witness;"
            "bad = {'flask', 'sqlalchemy', 'weasyprint', 'app.database', 'app.models', 'pyhanko'} & set(sys.modules);"
            "assert not bad, bad")

    subprocess.run([certificates.PYTHON, "-c", code], check=True, cwd=certificates.ROOT, env=os.environ)
