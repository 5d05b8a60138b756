"""What a picture says of time and place, read in a process of its own; hostile ones say nothing or are refused."""
from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from app.engagement.visiting import read_picture
from methodologies.kernel.rules import Refusal
from tests.rooms.pictures import jpeg

SILENT = {"at": "", "lat": "", "lon": ""}


def test_time_and_place_are_read_from_jpeg_and_png():
    said = {"stamp": "2026:03:01 10:20:30", "lat": (36, 4, 15.6), "lon": (121, 27, 14.4)}

    for kind in ("JPEG", "PNG"):
        assert read_picture(f"a.{kind.lower()}", jpeg(**said, kind=kind)) == {
            "at": "2026-03-01T10:20", "lat": "36.071000", "lon": "121.454000"}


def test_a_time_with_its_zone_is_turned_to_beijing_and_south_and_west_are_negative():
    read = read_picture("a.jpg", jpeg(stamp="2026:03:01 20:20:30", offset="+00:00", lat=(10, 30, 0), lon=(20, 0, 0),
                                      sides=("S", "W")))

    assert read == {"at": "2026-03-02T04:20", "lat": "-10.500000", "lon": "-20.000000"}


@pytest.mark.parametrize("said", [
    {}, {"stamp": "2026:13:45 99:99:99"}, {"stamp": "yesterday"}, {"stamp": "0001:01:01 00:00:00", "offset": "+14:00"},
    {"lat": (36, 4, 15.6)}, {"lat": (91, 0, 0), "lon": (0, 0, 0)}, {"lat": (1, 0, 0), "lon": (181, 0, 0)},
    {"lat": (1, 0, 0), "lon": (1, 0, 0), "sides": ("X", "E")},
    {"lat": (1, 0, 0), "lon": (1, 0, 0), "sides": ("NN", "")}, {"lat": (1, 2), "lon": (1, 2)},
])
def test_what_cannot_be_is_silence(said: dict):
    assert read_picture("a.jpg", jpeg(**said)) == SILENT


def test_numbers_over_zero_are_silence():
    data = bytearray(jpeg(stamp="2026:03:01 10:20:30", lat=(36, 4, 15.6), lon=(121, 27, 14.4)))
    at = data.index(struct.pack(">II", 36, 1)) if struct.pack(">II", 36, 1) in data else data.index(
        struct.pack("<II", 36, 1))
    data[at + 4:at + 8] = b"\0\0\0\0"

    assert read_picture("a.jpg", bytes(data)) == {"at": "2026-03-01T10:20", "lat": "", "lon": ""}


def test_a_picture_that_claims_a_hundred_thousand_points_a_side_is_not_unfolded():
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    huge = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)) + chunk(
        b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")

    assert read_picture("a.png", huge) == SILENT


@pytest.mark.parametrize("cut", [4, 20, 60])
def test_a_broken_picture_is_refused_and_takes_nothing_with_it(cut: int):
    with pytest.raises(Refusal):
        read_picture("a.jpg", jpeg(stamp="2026:03:01 10:20:30")[:cut])


def test_a_directory_that_points_into_itself_ends():
    data = jpeg(stamp="2026:03:01 10:20:30", lat=(36, 4, 15.6), lon=(121, 27, 14.4))

    for n in range(30, min(len(data), 200), 7):         # whatever byte of the directories is turned
        broken = bytearray(data)
        broken[n] ^= 0xFF
        try:
            assert set(read_picture("a.jpg", bytes(broken))) == set(SILENT)
        except Refusal:
            continue


def test_other_files_say_nothing_and_what_is_none_is_refused():
    assert read_picture("a.pdf", b"%PDF-1.4 x") == SILENT
    with pytest.raises(Refusal):
        read_picture("a.jpg", b"<svg/>")


def test_a_picture_of_many_points_is_read_without_unfolding_it():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")

    assert read_picture("a.png", out.getvalue()) == SILENT
