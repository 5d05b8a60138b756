"""What the log publishes, by page and command: C2SP tiles and entries, proofs, and nothing that is not signed yet."""
from __future__ import annotations

import gzip
import json

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import select, update

from app import installation
from app.cli.log import log as command
from app.database import reading, transaction
from app.evidence import events, logkey, queries, sequencer
from app.evidence.growth import read_growth
from app.evidence.note import Head, check_proof, known, open_checkpoint, unb64
from app.evidence.proof import check_log
from app.evidence.tiles import FULL, Tile, bundle, entries_of, read_level, read_tile
from app.evidence.tree import Tree, by_tiles, is_consistent, leaf_hash, root_from_inclusion
from app.models.evidence import Node
from app.web import create_app
from methodologies.kernel.rules import Conflict, NotFound, Refusal, Unreadable
from tests.databases import ENGINES
from tests.promises.acting import AT
from tests.promises.test_log import bodies, happen
from tests.promises.test_log_tampering import rewrite
from tests.promises.trees import tree_of


def head_of(note: str) -> Head:
    return open_checkpoint(note, logkey.origin(), known((logkey.origin(), logkey.private_key().public_key())))


def sign() -> str:
    sequencer.sequence()
    return sequencer.checkpoint(force=True).note


@pytest.fixture
def grown(db_url):
    """A log of 255, 256, 257 and 520 entries, signed at each; a client of its pages."""
    for first, end in ((0, 255), (255, 256), (256, 257), (257, 520)):
        happen(end - first, first)
        sign()
    return create_app().test_client()


def run(*words: object):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.mark.parametrize("index, path", [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"),
                                         (1234067, "x001/x234/067"), (1_000_000, "x001/x000/000")])
def test_a_tile_has_the_one_address_of_the_specification(index, path):
    assert Tile(index).path == path
    assert read_tile(path) == Tile(index) and read_tile(f"{path}.p/112") == Tile(index, 112)


@pytest.mark.parametrize("path", ["", "0", "00", "0000", "x000/000", "x000/x001/000", "001/000", "x001", "x001/",
                                  "/000", "000/", "000.p/0", "000.p/256",
                                  "000.p/257", "000.p/999", "000.p/01", "000.p/", "000.p", "000.p/1/2",
                                  "-01", "x001/x234/x067", "００１", "000\n", "x001/" * 9 + "000"])
def test_what_is_written_otherwise_is_no_address(path):
    with pytest.raises(ValueError):
        read_tile(path)


@pytest.mark.parametrize("level, taken", [("0", 0), ("9", 9), ("63", 63)])
def test_levels_are_numbered_to_63(level, taken):
    assert read_level(level) == taken


@pytest.mark.parametrize("level", ["", "00", "01", "64", "-1", "1.0", "entries", "١"])
def test_another_level_is_no_level(level):
    with pytest.raises(ValueError):
        read_level(level)


def test_a_bundle_gives_its_entries_back_and_a_cut_one_is_refused():
    said = [b"", b"a", b"x" * 65_535]

    assert bundle([b"ab", b""]) == b"\0\2ab\0\0"
    assert entries_of(bundle(said)) == said
    for cut in (1, 2, 65_536):
        with pytest.raises(ValueError):
            entries_of(bundle(said)[:-cut])


@pytest.mark.parametrize("db_url", ENGINES, indirect=True)
def test_tiles_and_entries_give_the_signed_root_again(grown):
    def hashes(level: int, lo: int, hi: int) -> list[bytes]:
        """What a client knows of the tree: it asks for tiles only, whole or as wide as the tree is."""
        width = min(FULL, (520 >> 8 * level) - lo)
        data = grown.get(f"/log/tile/{level}/{Tile(lo // FULL, width).path}").data
        return [data[n:n + 32] for n in range(0, len(data), 32)]

    head = head_of(grown.get("/log/checkpoint").text)
    found = [entry for n, width in ((0, 256), (1, 256), (2, 8))
             for entry in entries_of(grown.get(f"/log/tile/entries/{Tile(n, width).path}").data)]

    with reading() as db:
        assert [entry.decode() for entry in found] == bodies(db)
    assert head.size == 520 and Tree(by_tiles(hashes)).root(0, 520) == head.root
    assert tree_of([leaf_hash(entry) for entry in found]).root(0, 520) == head.root
    happen(300, 520)
    sequencer.sequence()
    assert grown.get("/log/tile/0/002.p/8").status_code == 200
    for hidden in ("0/002.p/9", "0/002", "0/003", "1/000.p/3", "2/000.p/1", "63/000", "0/x999/x999/x999/x999/999"):
        assert grown.get(f"/log/tile/{hidden}").status_code == 404, hidden      # in the tree, not signed yet, or never
    assert grown.get("/log/tile/entries/002.p/9").status_code == 404
    _proofs_hold(grown, found)
    _commands_say_the_same(grown, found)


def _proofs_hold(client, found: list[bytes]) -> None:
    """By index and by receipt, in text and in JSON, at the edges of tiles; consistency between all signed sizes."""
    for index in (0, 254, 255, 256, 257, 519):
        receipt = events.sha256(found[index])
        text = client.get(f"/log/proof/inclusion?event={receipt}")
        plain = client.get(f"/log/proof/inclusion?index={index}&format=json").json
        path = [unb64(step) for step in plain["path"]]

        assert text.mimetype == "text/plain"
        assert check_proof(text.text, found[index], logkey.origin(), logkey.public_key()) == (index, 520)
        assert root_from_inclusion(leaf_hash(found[index]), index, 520, path) == unb64(plain["root"])
        assert plain["event"].encode() == found[index] and plain["checkpoint"] in text.text
    sizes = (0, 1, 255, 256, 257, 520)
    for old, new in [(a, b) for a in sizes for b in sizes if a <= b]:
        plain = client.get(f"/log/proof/consistency?from={old}&to={new}", headers={"Accept": "application/json"}).json
        path = [unb64(step) for step in plain["path"]]
        assert is_consistent(old, unb64(plain["from_root"]), new, unb64(plain["to_root"]), path)
        text = client.get(f"/log/proof/consistency?from={old}&to={new}")
        if new < 255:                                   # nobody signed a head of this size
            assert plain["checkpoint"] is None and text.status_code == 422
        else:
            growth = read_growth(text.text)
            assert (growth.old, list(growth.path), head_of(growth.note).size) == (old, path, new)


def _commands_say_the_same(client, found: list[bytes]) -> None:
    assert run("prove", events.sha256(found[256])).output == client.get("/log/proof/inclusion?index=256").text
    assert json.loads(run("prove", 256, "--json").output)["index"] == 256
    assert run("consistency", 255, 257).output == client.get("/log/proof/consistency?from=255&to=257").text
    assert json.loads(run("consistency", 1, "--json").output)["to"] == 520
    assert run("checkpoint").output != client.get("/log/key").text
    assert head_of(client.get("/log/checkpoint").text).size == 820


def test_leaves_of_before_get_their_receipts_by_the_migration(db_url):
    happen(3)
    sign()
    receipts = select(Node.receipt).where(Node.level == 0).order_by(Node.idx)
    with reading() as db:
        written = db.scalars(receipts).all()
    chain = ScriptDirectory.from_config(installation._settings())

    installation.migrate(chain.get_revision("20261126_81").down_revision, downwards=True)
    installation.migrate()

    with reading() as db:
        assert db.scalars(receipts).all() == written and None not in written
        assert [each for each in check_log(db, AT) if each.broken] == []
    with pytest.raises(Conflict), transaction() as db:
        db.execute(update(Node).values(receipt=None))   # the guard stands again


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_headers_tell_what_may_be_kept_for_ever(grown):
    full, part, bundled, head, key = (grown.get(f"/log/{path}", headers={"Accept-Encoding": "identity"}) for path in (
        "tile/0/000", "tile/0/002.p/8", "tile/entries/000", "checkpoint", "key"))
    packed = grown.get("/log/tile/entries/000", headers={"Accept-Encoding": "gzip"})

    assert [a.headers["Cache-Control"] for a in (full, part, bundled)] == ["public, max-age=31536000, immutable"] * 3
    assert {a.headers["Content-Type"] for a in (full, part, bundled)} == {"application/octet-stream"}
    assert {a.headers["Cache-Control"] for a in (head, key)} == {"public, max-age=2"}
    assert {a.headers["Content-Type"] for a in (head, key)} == {"text/plain; charset=utf-8"}
    assert len(full.data) == 256 * 32 and len(part.data) == 8 * 32
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == bundled.data
    assert key.text == f"{logkey.verifier()}\n"


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_what_can_not_be_proven_is_refused_in_words(db_url):
    client = create_app().test_client()
    empty = [client.get(f"/log{path}").status_code for path in (
        "", "/checkpoint", "/key", "/tile/0/000.p/1", "/proof/inclusion?index=0", "/proof/consistency?from=0")]
    happen(3)
    sequencer.sequence()
    early = client.get("/log/proof/inclusion?index=0").status_code
    sign()

    assert empty == [200, 404, 200, 404, 404, 404] and early == 409
    for query, status in (
            ("inclusion", 400), ("inclusion?event=&index=", 400), ("inclusion?index=1&event=2", 400),
            ("inclusion?index=3", 404), (f"inclusion?event={'0' * 64}", 404), ("inclusion?event=-1", 404),
            ("inclusion?certificate=QF-2026-999999", 404), ("consistency", 400), ("consistency?from=x", 400),
            ("consistency?from=-1", 400), ("consistency?from=1&to=x", 400), ("consistency?from=4", 422),
            ("consistency?from=2&to=1", 422), ("consistency?from=0&to=4", 422)):
        assert client.get(f"/log/proof/{query}").status_code == status, query
    for words, kind in ((("prove", "x"), NotFound), (("consistency", "x"), Unreadable), (("consistency", 9), Refusal)):
        assert isinstance(run(*words).exception, kind)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_the_command_checks_a_proof_by_the_pinned_key_and_the_log_by_what_was_kept(db_url, tmp_path):
    happen(10)
    (tmp_path / "kept10").write_text(sign())
    happen(10, 10)
    (tmp_path / "kept20").write_text(sign())
    happen(10, 20)
    (tmp_path / "kept30").write_text(sign())
    found = queries.inclusion("12")
    (tmp_path / "proof").write_text(found.text)
    (tmp_path / "event").write_text(found.event)
    (tmp_path / "grown").write_text(run("consistency", 10, 20).output)          # a proof brings its checkpoint along
    kept = [tmp_path / name for name in ("kept30", "kept10", "kept20")]
    other = "ccer.localhost/log+8a1e4a8b+AQ" + "A" * 42

    good = run("verify", tmp_path / "proof", "--event", tmp_path / "event", "--key", logkey.verifier(), "--json")
    other_event = run("verify", tmp_path / "proof", "--event", tmp_path / "kept10")
    whole = run("verify", *kept, tmp_path / "grown")
    new, day = (json.loads(run("verify", *files, "--new", "--json").output) for files in ((kept[2],), ()))
    with reading() as db:
        forged = bodies(db)
    forged[14] = forged[14].replace('"n":14', '"n":15')
    with transaction() as db:
        rewrite(db, forged)
    broken, still = run("verify", *kept, "--json"), run("verify", tmp_path / "kept20", "--new")

    assert good.exit_code == 0 and json.loads(good.output)["whole"]
    assert other_event.exit_code == 1 and "not in the log under this checkpoint" in other_event.output
    assert whole.exit_code == 0 and "Whole" in whole.output
    counted = lambda said: (said["whole"], [line["counted"] for line in said["lines"]])
    assert (counted(new), counted(day)) == ((True, [20, 10]), (True, [10, 20]))
    assert still.exit_code == 1 and "checkpoint 20: the events before it" in still.output
    assert isinstance(run("verify", kept[0], "--event", tmp_path / "event", "--key", other).exception, Unreadable)
    assert isinstance(run("verify", tmp_path / "proof").exception, Unreadable)   # of one event, which must be given
    assert run("verify", tmp_path / "grown").exit_code == 1
    last = json.loads(broken.output)["lines"][-1]
    assert broken.exit_code == 1 and last["broken"][0] == "the first changed event is one of 10 to 19"
    assert len(last["broken"]) == 3
