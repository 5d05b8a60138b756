"""Documents: bytes by their sha256, in a folder, never overwritten; and what a file really is, whatever its name."""
from __future__ import annotations

import errno
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import config
from app.database import StorageFull
from app.evidence.canonical import sha256
from methodologies.kernel.rules import HOUSE, NotFound, Refusal, Rule, cite

NO_ROOM = {errno.EFBIG, errno.ENOSPC, errno.EDQUOT, errno.EIO}
LARGEST = 20 * 2**20                                    # bytes of one file
FILE = Rule("FILE", "文件须为 PDF、PNG、JPG、XLSX、CSV、JSON 或 TXT，内容与扩展名一致，且不超过 20 MB。",
            "A file is PDF, PNG, JPG, XLSX, CSV, JSON or TXT, is what its name says, and has at most 20 MB.",
            cite(HOUSE, "documents"))
TEXTS = {"csv": "text/csv", "json": "application/json", "txt": "text/plain"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAGIC = {"pdf": (b"%PDF-", "application/pdf"), "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
         "jpg": (b"\xff\xd8\xff", "image/jpeg"), "jpeg": (b"\xff\xd8\xff", "image/jpeg"), "xlsx": (b"PK\x03\x04", XLSX)}


OLD_XLS = b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"
MACROS = "_VBA_PROJECT".encode("utf-16-le")


class BlobStore:
    """folder/ab/cdef…: a file is complete or absent, and once there it is never written again."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Store bytes; their sha256. On disk when this returns."""
        name = sha256(data)
        path = self.path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        try:
            with open(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(draft, 0o440)
            os.replace(draft, path)                     # same name, same bytes: the second changes nothing
        except BaseException as error:
            Path(draft).unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise StorageFull(str(error)) from error
            raise
        _sync(path.parent)
        return name

    def get(self, name: str) -> bytes:
        """NotFound when absent; ValueError when the bytes are no longer those of the name."""
        try:
            data = self.path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"document {name}") from None
        if sha256(data) != name:
            raise ValueError(f"document {name} has been changed on disk")
        return data

    def has(self, name: str) -> bool:
        return len(name) == 64 and self.path(name).exists()

    def path(self, name: str) -> Path:
        if len(name) != 64 or set(name) - set("0123456789abcdef"):
            raise NotFound(f"document {name[:80]!r}")
        return self.folder / name[:2] / name[2:]

    def verify(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(name, what is wrong) for each that is missing or changed."""
        for name in names:
            try:
                self.get(name)
            except NotFound:
                yield name, "missing"
            except ValueError:
                yield name, "changed"

    def drop_drafts(self, older_than: float) -> int:
        """Remove what killed writers had not finished, if last written before that time (epoch seconds); how many."""
        drafts = [path for path in self.folder.glob("??/.draft-*") if path.stat().st_mtime < older_than]
        for path in drafts:
            path.unlink(missing_ok=True)
        return len(drafts)

    def sweep(self, referred: Iterable[str], older_than: float) -> list[str]:
        """Remove what no row refers to, and drafts of killed writers, if last written before that time (epoch seconds).

        A younger file may belong to a transaction that has not committed yet.
        """
        keep, removed = set(referred), []
        for path in sorted(self.folder.glob("??/*")):
            name = path.parent.name + path.name
            if name not in keep and path.stat().st_mtime < older_than:
                path.unlink()
                removed.append(name)
        return removed


def store() -> BlobStore:
    """The documents of this data folder."""
    return BlobStore(config.home() / "documents")


def sniff(data: bytes, claimed_name: str, tables: bool = False) -> str:
    """Media type of the bytes. Refusal FILE when they are not what the name says, empty, or too large.

    tables: an old XLS is taken too, for its rows; it is never given out again.
    """
    ending = claimed_name.rpartition(".")[2].lower() if "." in claimed_name else ""
    if not data:
        raise Refusal(FILE.at("/file", "文件是空的。", "The file is empty."))
    if len(data) > LARGEST:
        raise Refusal(FILE.at("/file", "文件超过 20 MB。", "The file has more than 20 MB."))
    if tables and ending == "xls" and data.startswith(OLD_XLS[0]) and MACROS not in data:
        return OLD_XLS[1]
    if ending in MAGIC:
        start, media_type = MAGIC[ending]
        if data.startswith(start) and (ending != "xlsx" or _is_workbook(data)):
            return media_type
    elif ending in TEXTS and (ending != "json" or _is_json(data)) and _is_text(data):
        return TEXTS[ending]
    elif ending not in TEXTS:
        ending = ending[:20]
        raise Refusal(FILE.at("/file", f"不接受扩展名为“{ending}”的文件。", f"A file named .{ending} is not taken."))
    raise Refusal(FILE.at("/file", f"文件内容不是 {ending.upper()}。", f"The file is called .{ending} but is not one."))


def _is_workbook(data: bytes) -> bool:
    """Plain XLSX: no macros, and not a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    names = {entry.filename for entry in entries}
    return (len(entries) <= 2000 and sum(entry.file_size for entry in entries) <= 20 * LARGEST
            and "[Content_Types].xml" in names and "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names)


def _is_text(data: bytes) -> bool:
    """UTF-8 or GB 18030 without control characters."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(c < " " and c not in "\t\r\n" for c in text) and "\x7f" not in text
    return False


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _sync(folder: Path) -> None:
    """The name itself is on disk too."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
