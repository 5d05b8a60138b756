"""S10: whatever address stands in a text that reaches a PDF, making the PDF opens no connection and no file of it."""
from __future__ import annotations

import os
import random
import re
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle, repeat
from typing import Any

import pytest

from app.certificates import sheet
from app.certificates.keys import DEMO_REGISTRY
from tests.promises.certificates import content, opened, text_of
from tests.promises.kinds import EVERY

KINDS = {"issuance": content, **EVERY}
FREE = {"name_zh", "name_en", "zh", "en", "credit_code", "account", "beneficiary", "statement", "province",
        "validation", "verification", "validated_by", "application", "registration", "issuance"}
SOAK = bool(int(os.environ.get("CCER_SOAK", "0")))
WHERE = ("http://127.0.0.1:{port}/x", "//127.0.0.1:{port}/x", "file://{file}", "{file}")
SHAPES = ("{0}", "<img src='{0}'>", "<link rel=stylesheet href='{0}'>", "<style>@import '{0}';</style>",
          "<p style=\"background:url({0})\">", "<object data='{0}'></object>", "<embed src='{0}'>",
          "<svg><image href='{0}'/></svg>", "<a rel=attachment href='{0}'>x</a>", "{{{{ include('{0}') }}}}")
WATCHED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.system",
           "urllib.Request"}
seen: list[str] = []
watching = threading.Event()


def note(event: str, told: tuple, watching=watching, seen=seen, watched=frozenset(WATCHED)) -> None:
    """Python tells of every connection, process and file that it is about to open."""
    if watching.is_set() and (event in watched or (event == "open" and "must-not-be-read" in str(told[0]))):
        seen.append(f"{event} {told!r}"[:200])


sys.addaudithook(note)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory) -> Iterator[list[str]]:
    """Forty forms: of a port where somebody listens, and of a file that is there."""
    file = tmp_path_factory.mktemp("s10") / "must-not-be-read.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        port = door.getsockname()[1]
        yield [shape.format(where.format(port=port, file=file)) for shape in SHAPES for where in WHERE]
        with pytest.raises(BlockingIOError):            # nobody came
            door.accept()


def spoilt(part: Any, texts: Iterator[str], only: str = "") -> Any:
    """The content with the next of `texts` behind each of its free texts, or behind one of them."""
    def change(name: str, value: Any) -> Any:
        if isinstance(value, str):
            return f"{value} {next(texts)}" if name in FREE and only in ("", name) else value
        if is_dataclass(value):
            return spoilt(value, texts, only)
        return tuple(spoilt(each, texts, only) if is_dataclass(each) else each for each in value) if isinstance(
            value, tuple) else value

    return replace(part, **{f.name: change(f.name, getattr(part, f.name)) for f in fields(part) if f.init})


def drawn(said: Any) -> bytes:
    """Made while Python tells of what it opens."""
    sheet.press()
    seen.clear()
    watching.set()
    try:
        return sheet.render_with(said, sheet.Place(1, 2, "a" * 64), DEMO_REGISTRY, [("certificate.json", b"{}")])
    finally:
        watching.clear()


def test_the_watch_sees_what_it_must_see(addresses):
    watching.set()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 1), timeout=1)
    watching.clear()

    assert any(line.startswith("socket.connect") for line in seen) and len(addresses) == 40


@pytest.mark.parametrize("kind", KINDS)
def test_forty_forms_of_address_in_every_text_are_printed_and_not_followed(kind, addresses):
    pdf = drawn(spoilt(KINDS[kind](), cycle(" ".join(addresses[n::8]) for n in range(8))))

    assert seen == []
    assert re.sub(r"\s", "", addresses[8])[:15] in re.sub(r"\s", "", text_of(pdf, how="-raw"))
    with opened(pdf) as file:
        actions = [str(obj) for obj in file.objects if "/URI" in str(obj) or "/Launch" in str(obj) or "/JS" in str(obj)]
        assert actions == [] and [str(n) for n in file.attachments] == ["certificate.json"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_alone_in_a_text_is_not_followed(kind, addresses):
    """One pair drawn by chance; in the long form every pair."""
    pairs = [(name, address) for name in sorted(FREE) for address in addresses]
    pairs = pairs if SOAK else [random.Random(kind).choice(pairs)]

    for only, address in pairs:
        drawn(spoilt(KINDS[kind](), repeat(address), only))
        assert seen == [], (only, address)
    print(f"S10 {kind}: {len(pairs)} PDFs, 0 connections, 0 files")
