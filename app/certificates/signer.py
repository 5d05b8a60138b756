"""Sealing a PDF: PAdES B-LT, one signature over the whole file, nothing may be changed afterwards."""
from __future__ import annotations

import io
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from asn1crypto import cms, core, crl, pem, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.general import as_signing_certificate, simple_cms_attribute
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from app.certificates.check import FIELD
from app.certificates.keys import Keys
from app.certificates.verdict import quiet


class Signer(Protocol):
    """What seals: keys in files, or a token (app/certificates/token.py)."""

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        """The PDF with its one signature; `at` is the instant that the time stamp states."""


class FileSigner:
    """Signs with the keys of a folder."""

    def __init__(self, keys: Keys):
        self.keys = keys
        self.root, self.seal, self.tsa = (_certificate(keys, name) for name in ("root.pem", "seal.pem", "tsa.pem"))
        self.known = SimpleCertificateStore()
        self.known.register_multiple([self.root, self.seal, self.tsa])
        self.hand = self._hand()

    def _hand(self) -> signers.Signer:
        """What holds the seal's private key."""
        return signers.SimpleSigner(self.seal, _key(self.keys, "seal.key"), self.known)

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        at = at.replace(microsecond=0)
        # The validation data goes into the signature's own revision: then "one signature over the whole file" is
        # the whole rule, and no verifier has to judge which later changes are harmless.
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, certify=True, md_algorithm="sha256",
            docmdp_permissions=fields.MDPPerm.NO_CHANGES, embed_validation_info=True, use_pades_lta=False,
            validation_context=self._context(at), reason=reason, name=self.keys.registry,
            dss_settings=DSSContentSettings(include_vri=False,
                                            placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE))
        clock = _clock(self.keys.bytes_of("tsa.pem"), self.keys.bytes_of("tsa.key"))
        clock.fixed_dt = at
        # An invisible field: a visible one would break PDF/A; the seal that people see is drawn in the page.
        sealer = signers.PdfSigner(meta, self.hand, timestamper=clock,
                                   new_field_spec=fields.SigFieldSpec(FIELD, box=None))
        with quiet():
            return sealer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()

    def _context(self, at: datetime) -> ValidationContext:
        from cryptography.hazmat.primitives.serialization import Encoding

        revoked = crl.CertificateList.load(self.keys.revocations(at).public_bytes(Encoding.DER))
        return ValidationContext(trust_roots=[self.root], other_certs=[self.seal, self.tsa], crls=[revoked], moment=at,
                                 allow_fetching=False, revocation_mode="hard-fail")


class _Clock(timestamps.DummyTimeStamper):
    """States an instant with a key that is read once: reading an RSA key proves its primes again, which costs more
    than the seal and all else besides."""

    def __init__(self, certificate: x509.Certificate, key: bytes):
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        super().__init__(certificate, _private(key), SimpleCertificateStore.from_certs([certificate]))
        self.key = cast(RSAPrivateKey, load_pem_private_key(key, None))

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        digest = get_pyca_cryptography_hash(md_algorithm)
        said = hashes.Hash(digest)
        said.update(tst_info_data)
        attributes = cms.CMSAttributes([
            simple_cms_attribute("content_type", "tst_info"),
            simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
            simple_cms_attribute("signing_certificate", as_signing_certificate(self.tsa_cert)),
            simple_cms_attribute("message_digest", said.finalize())])
        return self.key.sign(attributes.dump(), PKCS1v15(), digest), attributes


@lru_cache(maxsize=2)
def _clock(certificate: bytes, key: bytes) -> _Clock:
    return _Clock(x509.Certificate.load(_der(certificate)), key)


def _certificate(keys: Keys, name: str) -> x509.Certificate:
    return x509.Certificate.load(_der(keys.bytes_of(name)))


def _key(keys: Keys, name: str) -> PrivateKeyInfo:
    return _private(keys.bytes_of(name))


def _private(data: bytes) -> PrivateKeyInfo:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

    key = load_pem_private_key(data, None)
    return PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def _der(data: bytes) -> bytes:
    return pem.unarmor(data)[2] if pem.detect(data) else data
