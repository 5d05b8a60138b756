"""The day's page as PDF/A-3u with its figures and the checkpoint attached, sealed like a certificate."""
from __future__ import annotations

from datetime import datetime

import weasyprint

import config
from app.certificates import glyphs, sheet
from app.certificates.keys import Keys
from app.certificates.seal import seal_drawing
from app.certificates.token import signer_for
from app.clock import BEIJING
from app.summaries import content
from app.summaries.content import Summary

TITLE = "登记日志每日摘要"


def sealed(summary: Summary, keys: Keys, at: datetime) -> bytes:
    with signer_for(keys) as signer:
        return signer.sign(render(summary, keys.registry), at, TITLE)


def render(summary: Summary, registry: str) -> bytes:
    """The unsigned page."""
    press = sheet.press()
    address = f"{config.base_url()}/log"
    text = press.pages.get_template("summary.html").render(
        said=summary, title=TITLE, registry=registry, address=address, qr=sheet.code_drawing(address),
        seal=seal_drawing(registry, summary.demonstration),
        signed_at=content.moment(summary.signed_at).astimezone(BEIJING))
    glyphs.refuse_if_missing(text)
    html = weasyprint.HTML(string=text, url_fetcher=press.fetcher, base_url="ccer:")
    own = weasyprint.CSS(string=(config.ROOT / "templates" / "certificates" / "summary.css").read_text(),
                         font_config=press.fonts, url_fetcher=press.fetcher, base_url="ccer:")
    pages = html.render(stylesheets=[press.style, own], font_config=press.fonts, pdf_variant="pdf/a-3u")
    return pages.write_pdf(pdf_variant="pdf/a-3u", attachments=[
        _attached("summary.json", content.to_text(summary), "Source", "what this page says"),
        _attached("checkpoint.txt", summary.checkpoint, "Supplement", "the signed head of the log")])


def _attached(name: str, text: str, relation: str, about: str) -> weasyprint.Attachment:
    return weasyprint.Attachment(string=text.encode(), name=name, relationship=relation, description=about)
