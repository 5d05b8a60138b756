"""The tree and the notes of the log, against RFC 6962, C2SP and known answers; no database."""
from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.evidence.note import (
    BadNote,
    Head,
    check_proof,
    known,
    open_checkpoint,
    open_note,
    read_verifier_key,
    sign,
    sign_checkpoint,
    unb64,
    verifier_key,
    write_proof,
)
from app.evidence.tree import Growing, Tree, by_tiles, is_consistent, leaf_hash, root_from_inclusion, sha256
from tests.promises.trees import levels, tree_of

DATA = [f"event {n}".encode() for n in range(600)]
LEAVES = [leaf_hash(data) for data in DATA]
TREE = tree_of(LEAVES)
SIZES = [*range(1, 71), 255, 256, 257]
ORIGIN = "demo.ccer.localhost/log"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RAW = KEY.public_key().public_bytes_raw()
KEYS = known((ORIGIN, KEY.public_key()))
# Certificate Transparency's reference data: eight leaves and the root of each beginning.
CT_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
CT_ROOTS = ("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def test_a_growing_tree_has_the_root_of_each_of_its_sizes_and_completes_the_stored_levels():
    tree, made = Growing(), []
    assert tree.root() == by_definition([])

    for n, leaf in enumerate(LEAVES, 1):
        made += tree.add(leaf)
        assert tree.root() == TREE.root(0, n)

    assert made == [(1, n, root) for n, root in enumerate(levels(LEAVES)[1])]


def test_a_growing_tree_completes_two_levels_at_once():
    tree = Growing(LEAVES[n % 600] for n in range(65_535))

    last = tree.add(LEAVES[0])

    wanted = levels([*(LEAVES[n % 600] for n in range(65_535)), LEAVES[0]])
    assert last == [(1, 255, wanted[1][255]), (2, 0, wanted[2][0])]


def test_the_roots_are_those_of_the_reference_data():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in CT_LEAVES]

    assert [tree_of(leaves).root(0, n).hex() for n in range(1, 9)] == list(CT_ROOTS)
    assert tree_of([]).root(0, 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", [*SIZES, 511, 512, 513])
def test_the_root_is_that_of_the_definition(size):
    assert TREE.root(0, size) == by_definition(LEAVES[:size])


def test_the_root_is_that_of_the_definition_where_the_third_level_begins():
    leaves = [sha256(n.to_bytes(4, "big")) for n in range(65_537)]
    tree = tree_of(leaves)

    assert [len(level) for level in levels(leaves)] == [65_537, 256, 1]
    for size in (65_535, 65_536, 65_537):
        assert tree.root(0, size) == by_definition(leaves[:size])
        assert root_from_inclusion(leaves[65_000], 65_000, size, tree.inclusion(65_000, size)) == tree.root(0, size)
    assert is_consistent(65_535, tree.root(0, 65_535), 65_537, tree.root(0, 65_537), tree.consistency(65_535, 65_537))


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_is_proven_and_a_path_of_another_length_is_refused(size):
    root = TREE.root(0, size)

    for index in range(size):
        path = TREE.inclusion(index, size)
        assert root_from_inclusion(LEAVES[index], index, size, path) == root
        assert root_from_inclusion(LEAVES[size], index, size, path) != root
        for wrong in (path[:-1], [*path, root]):
            if wrong != path:
                with pytest.raises(ValueError, match="too"):
                    root_from_inclusion(LEAVES[index], index, size, wrong)


@pytest.mark.parametrize("size", SIZES)
def test_each_beginning_is_proven_and_false_roots_are_refused(size):
    root = TREE.root(0, size)

    for old in range(1, size + 1):
        path, old_root = TREE.consistency(old, size), TREE.root(0, old)
        assert is_consistent(old, old_root, size, root, path)
        assert not is_consistent(old, old_root, size, sha256(root), path)
        assert not is_consistent(old, sha256(old_root), size, root, path)
        assert not is_consistent(old, old_root, size, root, [*path, root])


def test_outside_the_tree_there_is_no_proof():
    for question in (lambda: TREE.inclusion(5, 5), lambda: TREE.inclusion(-1, 5), lambda: TREE.consistency(6, 5),
                     lambda: root_from_inclusion(LEAVES[0], 5, 5, [])):
        with pytest.raises(ValueError):
            question()
    assert not is_consistent(6, TREE.root(0, 6), 5, TREE.root(0, 5), [])
    assert is_consistent(0, sha256(b""), 5, TREE.root(0, 5), [])


def test_a_proof_reads_each_tile_once_and_missing_rows_are_noticed():
    kept, reads = levels(LEAVES), []

    def read(level, lo, hi):
        reads.append((level, lo))
        return kept[level][lo:hi]
    Tree(by_tiles(read)).inclusion(300, 600)

    assert len(reads) == len(set(reads))
    with pytest.raises(ValueError, match="lacks"):
        Tree(by_tiles(read)).root(0, 601)


def test_a_note_of_the_reference_implementation_opens():
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    note = (text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
            "RyyBwJnAM=\n")
    name, key = read_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")

    assert open_note(note, known((name, key))) == text
    assert verifier_key(name, key) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    with pytest.raises(BadNote, match="does not fit"):
        open_note(note.replace("answer", "Answer"), known((name, key)))
    with pytest.raises(BadNote, match="id does not belong"):
        read_verifier_key("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")


def test_a_checkpoint_has_these_bytes():
    head = Head(ORIGIN, 8, bytes.fromhex(CT_ROOTS[-1]))

    note = sign_checkpoint(head, KEY)

    assert note.startswith("demo.ccer.localhost/log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— demo.ccer")
    assert note == sign_checkpoint(head, KEY)
    assert open_checkpoint(note, ORIGIN, KEYS) == head


def test_unknown_signatures_are_ignored_and_a_failing_known_one_refuses_the_note():
    note = sign("text\n", ORIGIN, KEY)
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    line = sign("text\n", "witness.example", stranger).split("\n\n")[1]
    forged = sign("other\n", ORIGIN, KEY).split("\n\n")[1]

    assert open_note(note + line, KEYS) == "text\n"
    for bad, why in ((f"text\n\n{line}", "no signature of a known"), (note + forged, "does not fit"),
                     (note + "no line\n", "not a signature line"), ("text\n", "a note is"), (note[:-1], "a note is")):
        with pytest.raises(BadNote, match=why):
            open_note(bad, KEYS)


@pytest.mark.parametrize("text, why", [
    ("other.log\n8\n{root}\n", "another log"), ("{origin}\n08\n{root}\n", "canonical"),
    ("{origin}\n" + "9" * 5_000 + "\n{root}\n", "canonical"),
    ("{origin}\n-8\n{root}\n", "canonical"), ("{origin}\n٨\n{root}\n", "canonical"),
    ("{origin}\n8\nAAAA\n", "SHA-256"), ("{origin}\n8\n", "another log"),
    ("{origin}\n8\n{root}A\n", "base64")])
def test_a_checkpoint_of_another_shape_is_refused(text, why):
    root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

    with pytest.raises(BadNote, match=why):
        open_checkpoint(sign(text.format(origin=ORIGIN, root=root), ORIGIN, KEY), ORIGIN, KEYS)


def test_base64_has_one_spelling():
    assert unb64("AAE=") == b"\0\1"
    for other in ("AAF=", "AAE", "AAE=\n", "A A=", "é==="):
        with pytest.raises(BadNote):
            unb64(other)


def test_a_proof_proves_its_event_and_no_other():
    proof = write_proof(300, TREE.inclusion(300, 600), sign_checkpoint(Head(ORIGIN, 600, TREE.root(0, 600)), KEY))
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    shorter = "\n".join([*proof.split("\n")[:2], *proof.split("\n")[3:]])

    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex 300\n")
    assert check_proof(proof, DATA[300], ORIGIN, RAW) == (300, 600)
    for text, data, origin, key, why in (
            (proof, DATA[301], ORIGIN, RAW, "not in the log"), (proof, DATA[300], "other.log", RAW, "no signature"),
            (proof, DATA[300], ORIGIN, stranger, "no signature"),
            (proof.replace("index 300", "index 301"), DATA[300], ORIGIN, RAW, "not in the log"),
            (proof.replace("index 300", "index 0300"), DATA[300], ORIGIN, RAW, "canonical"),
            (proof.replace("index 300", "index " + "3" * 5_000), DATA[300], ORIGIN, RAW, "canonical"),
            (proof.replace("index 300", "index 600"), DATA[300], ORIGIN, RAW, "outside"),
            (proof.replace("\n600\n", "\n601\n"), DATA[300], ORIGIN, RAW, "does not fit"),
            (shorter, DATA[300], ORIGIN, RAW, "too short|not in the log"),
            (proof.replace("@v1", "@v2"), DATA[300], ORIGIN, RAW, "not a tlog-proof"),
            ("", DATA[300], ORIGIN, RAW, "not a tlog-proof")):
        with pytest.raises(BadNote, match=why):
            check_proof(text, data, origin, key)
