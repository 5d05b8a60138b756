"""The page: a `Content` and its place in the log become a PDF/A-3u with its attachments. Unsigned."""
from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import segno
import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

import config
from app.certificates import fonts, glyphs
from app.certificates.check import ATTACHMENTS
from app.certificates.content import to_bytes
from app.certificates.parts import Certified
from app.certificates.seal import seal_drawing
from app.certificates.words import WORDS

ROWS_ON_FIRST_PAGE = 3
INK = "#14352b"
MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True)
class Place:
    """Where the issuing event stands: its index in a tree of `size` entries, and the sha256 of its bytes."""
    index: int
    size: int
    event_sha256: str


def day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


class PackagedOnly(URLFetcher):
    """Gives the certificate's four font files, by name, and nothing else in the world."""

    def fetch(self, url, headers=None):
        files = {f"ccer:{face}": path for face, path in glyphs.FULL.items()}
        files |= {f"ccer:{face}-core": fonts.core(face) for face in glyphs.FULL}
        if url not in files:
            raise ValueError(f"a certificate fetches nothing: {url}")
        return URLFetcherResponse(url, files[url].read_bytes(), {"Content-Type": "font/otf"})


@dataclass(frozen=True)
class _Press:
    """What is costly to make and the same for every certificate."""
    fonts: FontConfiguration
    style: weasyprint.CSS
    fetcher: URLFetcher
    pages: Environment


@lru_cache
def press() -> _Press:
    """RuntimeError when the library that subsets fonts is absent: it would work without, twenty times slower."""
    if not fonts.fast():
        raise RuntimeError("libharfbuzz-subset is missing: apt-get install libharfbuzz-subset0")
    fonts.cut()
    configuration, fetcher = FontConfiguration(), PackagedOnly(allowed_protocols={"ccer"})
    folder = config.ROOT / "templates" / "certificates"
    style = weasyprint.CSS(string=(folder / "certificate.css").read_text(), font_config=configuration,
                           url_fetcher=fetcher, base_url="ccer:")
    pages = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    pages.filters |= {"day_zh": day_zh, "day_en": day_en}
    return _Press(configuration, style, fetcher, pages)


def render(content: Certified, worksheet: bytes, event: bytes, proof: str, place: Place, registry: str) -> bytes:
    """The unsigned PDF; worksheet: empty for a kind that has none. Refusal CERT-GLYPH when a character of it is in
    neither of our faces."""
    files = {"certificate.json": to_bytes(content), "worksheet.json": worksheet, "event.json": event,
             "event.tlog-proof": proof.encode()}
    return render_with(content, place, registry, [(name, files[name]) for name in ATTACHMENTS[content.kind]])


def render_with(content: Certified, place: Place, registry: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """The page of `content` with these (name, bytes) in it."""
    pages = _laid_out(content, place, registry, apart=content.rows > ROWS_ON_FIRST_PAGE)
    if len(pages.pages) > 1 and 0 < content.rows <= ROWS_ON_FIRST_PAGE:
        pages = _laid_out(content, place, registry, apart=True)     # long names have pushed the table off the page
    attachments = [_attachment(name, data) for name, data in files]
    return pages.write_pdf(attachments=attachments, pdf_variant="pdf/a-3u")


def _laid_out(content: Certified, place: Place, registry: str, *, apart: bool) -> weasyprint.Document:
    """Laid out in pages; `apart`: the serial numbers on pages of their own."""
    text = press().pages.get_template(f"{content.kind}.html").render(
        content=content, place=place, registry=registry, words=WORDS[content.kind], qr=code_drawing(content.address),
        seal=seal_drawing(registry, content.demonstration), apart=apart, roomy=apart or content.rows <= 1,
        attached=ATTACHMENTS[content.kind])
    glyphs.refuse_if_missing(text)
    html = weasyprint.HTML(string=text, url_fetcher=press().fetcher, base_url="ccer:")
    return html.render(stylesheets=[press().style], font_config=press().fonts, pdf_variant="pdf/a-3u")


def place_of(index: int, size: int, event: bytes) -> Place:
    return Place(index, size, sha256(event).hexdigest())


def code_drawing(address: str) -> Markup:
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK,
                                                     omitsize=True)
    return Markup(drawing.getvalue().decode())


RELATIONS = {"certificate.json": ("Source", "what this certificate says"),
             "worksheet.json": ("Data", "how it was worked out"),
             "event.json": ("Supplement", "the entry of the log"),
             "event.tlog-proof": ("Supplement", "that the entry is in the log")}


def _attachment(name: str, data: bytes) -> weasyprint.Attachment:
    relation, about = RELATIONS.get(Path(name).name, ("Unspecified", name))
    return weasyprint.Attachment(string=data, name=name, relationship=relation, description=about)
