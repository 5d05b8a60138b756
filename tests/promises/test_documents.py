"""Documents: bytes by their hash, whole or absent, and what a file is whatever its name says."""
from __future__ import annotations

import io
import zipfile

import pytest

from app.evidence.canonical import sha256
from app.evidence.documents import LARGEST, BlobStore, sniff
from methodologies.kernel.rules import NotFound, Refusal

PDF, PNG, JPG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."


def packed(*names: str, size: int = 10) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return file.getvalue()


BOOK = packed("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize("name, data, media_type", [
    ("a.pdf", PDF, "application/pdf"), ("A.PDF", PDF, "application/pdf"), ("a.png", PNG, "image/png"),
    ("a.jpg", JPG, "image/jpeg"), ("a.jpeg", JPG, "image/jpeg"), ("a.json", b'{"a": 1}', "application/json"),
    ("a.csv", "日期,电量\n".encode(), "text/csv"), ("a.csv", "日期,电量\n".encode("gb18030"), "text/csv"),
    ("a.txt", b"\xef\xbb\xbfx\r\n", "text/plain"),
    ("a.xlsx", BOOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")])
def test_a_file_that_is_what_it_says_is_taken(name, data, media_type):
    assert sniff(data, name) == media_type


@pytest.mark.parametrize("name, data", [
    ("a.pdf", PNG), ("a.png", PDF), ("a.jpg", BOOK), ("a.xlsx", packed("a.txt")), ("a.xlsx", b"PK\x03\x04 rubbish"),
    ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")), ("a.csv", b"a,b\0\n"),
    ("a.csv", PNG), ("a.csv", b"\xff\xff\xff"), ("a.json", b"{"), ("a.json", b"[" * 100_000), ("a.txt", b""),
    ("a", PDF), ("a.exe", b"MZ"), ("a.pdf.html", b"<script>"), ("a.svg", b"<svg/>"), ("pdf", PDF),
    ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/a", "xl/b", size=101 * 2**20))])
def test_a_file_that_is_not_what_it_says_is_refused(name, data):
    with pytest.raises(Refusal) as refusal:
        sniff(data, name)

    assert [b.rule.id for b in refusal.value.broken] == ["FILE"]


@pytest.mark.parametrize("size, taken", [(LARGEST, True), (LARGEST + 1, False)])
def test_a_file_has_at_most_20_mb(size, taken):
    data = PDF + b"\0" * (size - len(PDF))

    if taken:
        assert sniff(data, "a.pdf") == "application/pdf"
    else:
        with pytest.raises(Refusal):
            sniff(data, "a.pdf")


def test_bytes_are_found_under_their_hash_and_stored_once(tmp_path):
    store = BlobStore(tmp_path)

    name = store.put(b"design document")
    before = store.path(name).stat().st_mtime_ns

    assert name == sha256(b"design document")
    assert store.put(b"design document") == name
    assert store.path(name).stat().st_mtime_ns == before
    assert store.get(name) == b"design document"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(name)]


def test_what_is_absent_or_not_a_hash_is_not_found(tmp_path):
    for name in ("0" * 64, "../../etc/passwd", "", "A" * 64):
        with pytest.raises(NotFound):
            BlobStore(tmp_path).get(name)


def test_a_changed_or_missing_document_is_found(tmp_path):
    store = BlobStore(tmp_path)
    good, changed, missing = (store.put(data) for data in (b"good", b"changed", b"missing"))
    store.path(changed).chmod(0o600)
    store.path(changed).write_bytes(b"Changed")
    store.path(missing).unlink()

    assert list(store.verify([good, changed, missing])) == [(changed, "changed"), (missing, "missing")]
    with pytest.raises(ValueError, match="changed on disk"):
        store.get(changed)


def test_the_sweep_removes_what_nobody_refers_to_once_it_is_old(tmp_path):
    store = BlobStore(tmp_path)
    kept, stray = store.put(b"kept"), store.put(b"stray")
    written = store.path(stray).stat().st_mtime

    assert store.sweep([kept], older_than=written) == []
    assert store.sweep([kept], older_than=written + 1) == [stray]
    assert store.get(kept) == b"kept"
