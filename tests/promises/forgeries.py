"""S9: the forgeries that every check is put to: from outside, the file is changed; from inside, the registry's own hand
seals something untrue. `python -m tests.promises.forgeries` prints what refused each, and what poppler's pdfsig says.
"""
from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pikepdf
from asn1crypto import cms, core, crl, x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic as pdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from app.certificates import check, verify_ccer
from app.certificates.keys import Keys, make_demonstration_keys
from app.certificates.signer import FileSigner
from tests.promises.certificates import AT, Desk, content, event, flipped, tampered, worksheet

# --- from outside

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


def put_into(good: bytes, change) -> bytes:
    """The file with something else in the place of the signature, which is too long for it and ends in zeros."""
    start = good.find(b"/Contents <") + 11
    end = good.find(b">", start)
    place = bytes.fromhex(good[start:end].decode())
    message = change(cms.ContentInfo.load(place).dump())
    return good[:start] + message.ljust(len(place), b"\0").hex().upper().encode() + good[end:]


def in_small_letters(good: bytes) -> bytes:
    start = good.find(b"/Contents <") + 11
    end = good.find(b">", start)
    return good[:start] + good[start:end].lower() + good[end:]


def lists_inside(message: bytes, *lists: bytes) -> bytes:
    """The signature with a set of lists of revocations in it, where CMS allows it and nobody signs it."""
    signature = cms.ContentInfo.load(message)
    signature["content"]["crls"] = [crl.CertificateList.load(each) for each in lists]
    return signature.dump(force=True)


def a_remark_inside(message: bytes) -> bytes:
    """The signature with an unsigned attribute beside the time stamp."""
    signature = cms.ContentInfo.load(message)
    signature["content"]["signer_infos"][0]["unsigned_attrs"].append({"type": "1.2.3.4", "values": [core.Null()]})
    return signature.dump(force=True)


def a_remark_in_the_time_stamp(message: bytes) -> bytes:
    signature = cms.ContentInfo.load(message)
    token = signature["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0]
    token["content"]["signer_infos"][0]["unsigned_attrs"] = [{"type": "1.2.3.4", "values": [core.Null()]}]
    return signature.dump(force=True)


def a_longer_length(message: bytes) -> bytes:
    return b"\x30\x83\0" + message[2:]


def another_certificate_inside(message: bytes, certificate: bytes) -> bytes:
    signature = cms.ContentInfo.load(message)
    signature["content"]["certificates"].append(x509.Certificate.load(certificate))
    return signature.dump(force=True)


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
    "words stand behind the signature": lambda good, *_: put_into(good, lambda m: m + b"\x0c\x08A remark"),
    "one byte stands behind the signature": lambda good, *_: put_into(good, lambda m: m + b"\0\0\0\1"),
    "the signature is written in small letters": lambda good, *_: in_small_letters(good),
    "a length in the signature is written longer": lambda good, *_: put_into(good, a_longer_length),
    "the signature holds a certificate more": lambda good, page, other, own: put_into(
        good, lambda m: another_certificate_inside(m, other.seal.dump())),
    "the signature holds a list of revocations": lambda good, page, other, own: put_into(
        good, lambda m: lists_inside(m, own.keys.revocations(AT).public_bytes(Encoding.DER))),
    "the signature holds a set of none": lambda good, *_: put_into(good, lists_inside),
    "the signature holds a remark": lambda good, *_: put_into(good, a_remark_inside),
    "the time stamp holds a remark": lambda good, *_: put_into(good, a_remark_in_the_time_stamp),
    "it is not a PDF": lambda good, *_: b"%PDF-1.7 nothing",
}


# --- from inside

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


def alone(forged: bytes, desk: Desk) -> str:
    """The line on which the verifier in one file refuses it."""
    lines, _ = verify_ccer.verify(forged, json.loads(desk.trust.to_json()))
    return next((name for name, ok, _ in lines if not ok), "none")


def ours(forged: bytes, desk: Desk) -> str:
    """The line on which our own check refuses it."""
    return next((line.name for line in check.verify(forged, desk.trust) if not line.ok), "none")


def poppler(forged: bytes, folder: Path) -> str:
    """What pdfsig finds of the file, in a few words."""
    (folder / "x.pdf").write_bytes(forged)
    said = subprocess.run(["pdfsig", "-nocert", folder / "x.pdf"], capture_output=True, text=True)
    found = [line.strip().removeprefix("- ").removeprefix("Signature Validation: ").rstrip(".")
             for line in (said.stdout + said.stderr).splitlines()
             if "Validation:" in line or "ocument signed" in line or "does not contain" in line or "rror" in line]
    return "; ".join(dict.fromkeys(found)) or "nothing"


def stranger_in(folder: Path) -> FileSigner:
    """Another authority that calls itself by the same names."""
    make_demonstration_keys(folder, AT)
    return FileSigner(Keys(folder))


def every(desk: Desk, other: FileSigner):
    """(name, file) of the genuine certificate and of each forgery."""
    page = desk.page()
    good = desk.sign(page)
    yield "the genuine one", good
    for name, forge in OUTSIDE.items():
        yield name, forge(good, page, other, FileSigner(desk.keys))
    for _, forge in INSIDE:
        yield forge.__name__.replace("_", " "), forge(desk)


def main() -> int:
    """Print a line for each file; 1 when a forgery passes or the genuine one does not."""
    wrong = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        desk = Desk.open(folder / "seal", content(), event(replace(content(), number="QF-2026-000002")))
        for name, file in every(desk, stranger_in(folder / "stranger")):
            line, by_itself, last = ours(file, desk), alone(file, desk), check.verify(file, desk.trust)[-1]
            wrong += (line == "none") is not (name == "the genuine one") or line != by_itself
            print(f"{name:50} refused by {line:12} alone by {by_itself:12} pdfsig: {poppler(file, folder)} | "
                  f"{'' if last.ok else last.en}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
