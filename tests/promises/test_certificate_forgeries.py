"""S9: the genuine certificate is accepted, and each forgery is refused by the line that it should be refused by."""
from __future__ import annotations

import io
import json
import random
import subprocess
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils import generic as pdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from app.certificates import check
from app.certificates.check import genuine, verify
from app.certificates.keys import Keys, make_demonstration_keys
from app.certificates.parts import Kind
from app.certificates.signer import FileSigner
from tests.promises.certificates import AT, Desk, content, event, flipped, tampered, worksheet


@pytest.fixture(scope="module")
def stranger(tmp_path_factory) -> FileSigner:
    """Another authority that calls itself by the same names."""
    folder = tmp_path_factory.mktemp("stranger") / "seal"
    make_demonstration_keys(folder, AT)
    return FileSigner(Keys(folder))


def refusing_line(forged: bytes, desk: Desk) -> str:
    lines = verify(forged, desk.trust)
    return next((line.name for line in lines if not line.ok), "none")


# --- the genuine one

def test_the_genuine_certificate_is_accepted_on_all_four_lines(desk, good):
    lines = verify(good, desk.trust)

    assert [(line.name, line.ok) for line in lines] == [(name, True) for name in check.LINES[Kind.ISSUANCE]], lines
    assert genuine(lines)
    assert f"{desk.said.tonnes:,}" in lines[3].zh and worksheet()["law"][:12] in lines[3].en


def test_a_second_tool_sees_one_signature_over_the_whole_file(good, tmp_path):
    (tmp_path / "good.pdf").write_bytes(good)

    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "good.pdf"], capture_output=True, text=True).stdout

    assert "Total document signed" in said and "Signature is Valid" in said and said.count("Signature #") == 1


def test_a_certificate_stays_genuine_after_the_signer_has_lapsed(tmp_path):
    long_ago = AT - timedelta(days=20 * 365)
    desk = Desk.open(tmp_path / "seal", content(), at=long_ago)

    sealed = desk.sign(desk.page(), at=long_ago)

    assert genuine(verify(sealed, desk.trust))


def test_a_lapsed_signer_seals_nothing(tmp_path, page):
    make_demonstration_keys(tmp_path / "seal", AT - timedelta(days=20 * 365))

    with pytest.raises(Exception, match="(?i)valid|expired"):
        FileSigner(Keys(tmp_path / "seal")).sign(page, AT, "x")


# --- forgeries from outside: the file is changed

def added(good: bytes, change) -> bytes:
    """The file with a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(good))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(writer):
    return writer.root["/Pages"]["/Kids"][0]


def cover_the_quantity(writer):
    drawing = writer.add_object(pdf.StreamObject(stream_data=b"q 1 1 1 rg 150 520 300 40 re f Q"))
    page = first_page(writer)
    before = page.raw_get("/Contents")
    page["/Contents"] = pdf.ArrayObject([*(before if isinstance(before, pdf.ArrayObject) else [before]), drawing])
    writer.update_container(page)


def swap_an_attachment(writer):
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    stream = names[1].get_object()["/EF"]["/F"]
    stream._data, stream._encoded_data = b'{"tonnes":999999}', None
    writer.update_container(stream)


def annotate_the_quantity(writer):
    note = pdf.DictionaryObject({
        pdf.pdf_name("/Type"): pdf.pdf_name("/Annot"), pdf.pdf_name("/Subtype"): pdf.pdf_name("/FreeText"),
        pdf.pdf_name("/Rect"): pdf.ArrayObject(map(pdf.NumberObject, (150, 520, 450, 560))),
        pdf.pdf_name("/Contents"): pdf.pdf_string("9,999,999")})
    page = first_page(writer)
    page["/Annots"] = pdf.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


def stripped(good: bytes) -> bytes:
    """The file without its signature."""
    with pikepdf.open(io.BytesIO(good)) as file:
        for name in ("/AcroForm", "/Perms", "/DSS"):
            if name in file.Root:
                del file.Root[name]
        for each in file.pages:
            if "/Annots" in each:
                del each["/Annots"]
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


class Unconstrained(signers.PdfSigner):
    """Signs what must not be signed any more, as a forger's own tool would."""

    def _enforce_certification_constraints(self, reader):
        pass


def signed_plainly(data: bytes, signer: FileSigner, field: str) -> bytes:
    """An ordinary approval signature: no certification, no time stamp."""
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    hand = Unconstrained(meta, signer.hand, new_field_spec=fields.SigFieldSpec(field, box=None))
    return hand.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data))).getvalue()


OUTSIDE = {
    "a byte of the page flipped": lambda good, page, other, own: flipped(good, good.find(b"stream") + 2000),
    "a later revision covers the quantity": lambda good, *_: added(good, cover_the_quantity),
    "a later revision swaps an attachment": lambda good, *_: added(good, swap_an_attachment),
    "a note is laid over the quantity": lambda good, *_: added(good, annotate_the_quantity),
    "sealed by another authority of the same names": lambda good, page, other, own: other.sign(page, AT, "x"),
    "the seal is taken off": lambda good, *_: stripped(good),
    "the seal is taken off and another's put on": lambda good, page, other, own: other.sign(stripped(good), AT, "x"),
    "signed by the registry, not certified": lambda good, page, other, own: signed_plainly(page, own, check.FIELD),
    "the end is cut off": lambda good, *_: good[:-100],
    "bytes are appended": lambda good, *_: good + b"\n% x" * 50,
    "one byte is appended": lambda good, *_: good + b"\n",
    "a second signature is added": lambda good, page, other, own: signed_plainly(good, other, "Two"),
    "it is not a PDF": lambda good, *_: b"%PDF-1.7 nothing",
}


@pytest.mark.parametrize("how", OUTSIDE)
def test_the_signature_line_refuses_when(how, desk, good, page, stranger):
    forged = OUTSIDE[how](good, page, stranger, FileSigner(desk.keys))

    assert refusing_line(forged, desk) == "signature"


def test_whatever_byte_is_changed_the_file_is_refused(desk, good):
    chance = random.Random(20261123)
    gap = good.find(b"/Contents <") + 11                # where the signature itself lies, which it cannot cover
    places = [chance.randrange(len(good)) for _ in range(40)]
    places += [gap + chance.randrange(13_000) for _ in range(40)]
    places += [gap, gap + 7, gap + 52, gap + 13_500, len(good) - 1]

    assert [place for place in places if genuine(verify(flipped(good, place), desk.trust))] == []


def test_a_genuine_certificate_is_refused_under_another_root_or_log(desk, good, stranger):
    from cryptography.hazmat.primitives.serialization import Encoding

    other_root = replace(desk.trust, root_certificate=stranger.keys.root.public_bytes(Encoding.PEM).decode())
    other_log = replace(desk.trust, log_public_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    other_origin = replace(desk.trust, log_origin="ccer.localhost/log")

    refused = [verify(good, trust)[-1] for trust in (other_root, other_log, other_origin)]

    assert [(line.name, line.ok) for line in refused] == [("signature", False), ("log", False), ("log", False)]


# --- forgeries from inside: the registry's own hand seals something untrue

def more(desk: Desk):
    """The same certificate over one tonne more, in agreement with itself."""
    last = desk.said.blocks[-1]
    serial = last.serial.removesuffix(str(last.last)) + str(last.last + 1)
    block = replace(last, last=last.last + 1, tonnes=last.tonnes + 1, serial=serial)
    return replace(desk.said, blocks=(*desk.said.blocks[:-1], block), tonnes=desk.said.tonnes + 1)


def changed_tonnes_with_a_new_event(desk):
    return desk.sealed(more(desk), entry=event(more(desk)))


def changed_tonnes_under_the_real_event(desk):
    return desk.sealed(more(desk))


def changed_worksheet(desk):
    return desk.sealed(worked=tampered(worksheet(), remainder="0.1"))


def proof_of_another_event(desk):
    return desk.sealed(proof=desk.log.proof(desk.log.entries[301]))


def checkpoint_by_another_key(desk):
    return desk.sealed(proof=desk.log.proof(desk.event, Ed25519PrivateKey.generate()))


def edited_size(desk):
    return desk.sealed(proof=desk.log.proof(desk.event).replace(f"\n{desk.log.size}\n", f"\n{desk.log.size + 1}\n"))


def shortened_path(desk):
    lines = desk.log.proof(desk.event).split("\n")
    return desk.sealed(proof="\n".join([*lines[:2], *lines[3:]]))


def two_attachments_of_one_name(desk):
    return desk.sign(desk.page_with(desk.said, [*desk.files().items(), ("certificate.json", b"{}")]))


def a_fifth_attachment(desk):
    return desk.sign(desk.page_with(desk.said, [*desk.files().items(), ("more.json", b"{}")]))


def certificate_and_event_of_another_number(desk):
    other = replace(desk.said, number="QF-2026-000003")
    return desk.sealed(other, entry=event(other))


def event_without_an_act(desk):
    return desk.sealed(entry=event(desk.said, act=None))


def json_that_is_not_canonical(desk):
    loose = json.dumps(json.loads(desk.files()["certificate.json"])).encode()
    return desk.sign(desk.page_with(desk.said, (desk.files() | {"certificate.json": loose}).items()))


INSIDE = [
    ("log", changed_tonnes_with_a_new_event), ("attachments", changed_tonnes_under_the_real_event),
    ("attachments", changed_worksheet), ("log", proof_of_another_event), ("log", checkpoint_by_another_key),
    ("log", edited_size), ("log", shortened_path), ("attachments", two_attachments_of_one_name),
    ("attachments", a_fifth_attachment), ("log", certificate_and_event_of_another_number),
    ("attachments", event_without_an_act), ("attachments", json_that_is_not_canonical)]


@pytest.mark.parametrize(("line", "forge"), INSIDE, ids=lambda each: getattr(each, "__name__", each))
def test_a_false_certificate_under_the_right_seal_is_refused(line, forge, desk):
    assert refusing_line(forge(desk), desk) == line


# --- forgeries by the whole registry: sealed and logged, and yet untrue

@pytest.mark.parametrize("case", ["tonnes", "line", "law", "unknown methodology", "estimate"])
def test_the_tonnes_line_refuses_what_the_methodology_does_not_give(case, tmp_path):
    worked = worksheet()
    year, tonnes = next(iter(worked["by_year"].items()))
    lines = json.loads(json.dumps(worked["lines"]))
    lines[0]["values"][0] = "1"
    untrue = {
        "tonnes": tampered(worked, tonnes=worked["tonnes"] + 1, by_year=worked["by_year"] | {year: tonnes + 1}),
        "line": tampered(worked, lines=lines), "law": tampered(worked, law="0" * 64),
        "unknown methodology": tampered(worked, methodology="CCER-99-001-V01"),
        "estimate": tampered(worked, chapter="estimate")}[case]
    said = content(untrue)
    if case == "unknown methodology":
        said = replace(said, methodology=replace(said.methodology, code="CCER-99-001-V01"))
    desk = Desk.open(tmp_path / "seal", said)

    lines = verify(desk.sealed(worked=untrue), desk.trust)

    assert [line.ok for line in lines] == [True, True, True, False], lines[-1]


def test_a_certificate_of_other_tonnes_than_its_worksheet_is_refused_by_the_tonnes_line(tmp_path, desk):
    said = more(desk)
    lying = Desk.open(tmp_path / "seal", said)

    lines = verify(lying.sealed(), lying.trust)

    assert [line.ok for line in lines] == [True, True, True, False]
