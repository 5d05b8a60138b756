"""The keys that seal certificates: `keys/seal/` of the data folder, readable by its owner alone.

    root.pem                   the root that trust.json pins
    seal.pem  seal.key         the registry's seal; token.toml instead of seal.key: app/certificates/token.py
    tsa.pem   tsa.key          the time stamp authority
    revoked.crl                the root's list of revoked certificates

A demonstration makes its own, names them 演示专用 DEMONSTRATION in every certificate, and keeps `root.key` beside
them. Any other data folder gets these files from its operator; until then certificates wait.
"""
from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import config
from app.certificates import trust as trusts
from app.certificates.trust import Trust
from app.evidence import logkey
from methodologies.kernel.rules import HOUSE, Refusal, Rule, cite

KEYS = Rule("CERT-KEYS", "证书签章密钥尚未就绪，证书待制。",
            "The seal's keys are not ready: certificates wait for them.", cite(HOUSE, "certificates"))
NEEDED = ("root.pem", "seal.pem", "seal.key", "tsa.pem", "tsa.key")
DEMO_REGISTRY = "青屿自愿减排注册登记中心"              # invented
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DEMO_WORDS = "演示专用 DEMONSTRATION ONLY"


def folder() -> Path:
    return config.home() / "keys" / "seal"


@dataclass(frozen=True)
class Keys:
    """A folder of keys that has what signing needs."""
    folder: Path

    def bytes_of(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    @cached_property
    def root(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.bytes_of("root.pem"))

    @cached_property
    def seal(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.bytes_of("seal.pem"))

    @property
    def demonstration(self) -> bool:
        return "DEMONSTRATION" in self.root.subject.rfc4514_string()

    @property
    def registry(self) -> str:
        """The issuer as the page names it: the organisation in the seal's certificate."""
        names = self.seal.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(names[0].value) if names else ""

    def revocations(self, at: datetime) -> x509.CertificateRevocationList:
        """The root's list, valid at `at`; a demonstration signs a fresh one. Refusal when the operator's is stale."""
        if (self.folder / "root.key").exists():
            return _fresh_list(self.root, load_pem_private_key(self.bytes_of("root.key"), None), at)
        path = self.folder / "revoked.crl"
        if not path.exists():
            raise Refusal(KEYS.at(str(path), f"缺少吊销列表 {path}。", f"The list of revocations {path} is missing."))
        found = path.read_bytes()
        load = x509.load_pem_x509_crl if found.startswith(b"-----") else x509.load_der_x509_crl
        crl = load(found)
        if crl.next_update_utc is None or crl.next_update_utc <= at:
            raise Refusal(KEYS.at(str(path), "吊销列表已过期，请放入新的列表。",
                                  "The list of revocations is stale; put a fresh one."))
        return crl


def keys_for(demonstration: bool, at: datetime) -> Keys:
    """The keys of this data folder. A demonstration without keys gets them now; anything else without keys waits.

    Refusal CERT-KEYS also when demonstration keys would seal a real certificate, or real keys a demonstration, and when
    the root is not valid at `at`: no check would accept what is sealed under it.
    """
    if demonstration and not folder().exists():
        make_demonstration_keys(folder(), at)
    there = {path.name for path in folder().iterdir()} if folder().exists() else set()
    held = there | ({"seal.key"} if "token.toml" in there else set())
    lacking = [name for name in NEEDED if name not in held]
    if lacking:
        raise Refusal(KEYS.at(str(folder()), f"请由运营者放入 {folder()}：{'、'.join(lacking)}；在此之前证书待制。",
                              f"Certificates wait until the operator puts {', '.join(lacking)} into {folder()}."))
    keys = Keys(folder())
    if keys.demonstration is not demonstration:
        raise Refusal(KEYS.at(str(folder()), "演示密钥只用于演示证书，正式密钥只用于正式证书。",
                              "Demonstration keys seal demonstrations only, and real keys real certificates only."))
    if not keys.root.not_valid_before_utc <= at <= keys.root.not_valid_after_utc:
        until = keys.root.not_valid_after_utc.date()
        raise Refusal(KEYS.at("root.pem", f"根证书不在有效期内（至 {until}），证书待制。",
                              f"The root is not valid now (until {until}): certificates wait."))
    return keys


def trust_of(keys: Keys) -> Trust:
    """trust.json of this data folder, written now if there is none. Refusal CERT-KEYS when it pins something else."""
    root = keys.root.public_bytes(Encoding.PEM).decode()
    if not trust_file().exists():
        _write_once(trust_file(), Trust(root, logkey.origin(), logkey.public_key()).to_json().encode())
    found = trusts.read(trust_file())
    if (found.root_certificate.strip(), found.log_public_key) != (root.strip(), logkey.public_key()):
        raise Refusal(KEYS.at(str(trust_file()), "trust.json 与本数据目录的密钥不符。",
                              "trust.json pins other keys than those of this data folder."))
    return found


def trust_file() -> Path:
    return config.home() / "trust.json"


def establish_demonstration(at: datetime) -> Trust:
    """Keys and trust.json of a new demonstration, before its log signs anything: then the log's own name says demo."""
    keys = keys_for(True, at)
    if not trust_file().exists():
        root = keys.root.public_bytes(Encoding.PEM).decode()
        _write_once(trust_file(), Trust(root, logkey.DEMO_ORIGIN, logkey.public_key()).to_json().encode())
    return trust_of(keys)


def make_demonstration_keys(to: Path, at: datetime) -> None:
    """A root, a seal and a time stamp authority, valid for ten years. Whoever comes second keeps the first's."""
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    tsa_key = rsa.generate_private_key(65537, 2048)     # the only kind that pyHanko's own stamping takes
    root_name = _name("根 Root")
    root = _certificate(root_name, root_key, root_name, root_key, at, authority=True)
    seal = _certificate(_name("签发专用章 Seal"), seal_key, root_name, root_key, at)
    tsa = _certificate(_name("时间戳 Time Stamp"), tsa_key, root_name, root_key, at, stamps_time=True)
    with tempfile.TemporaryDirectory(dir=to.parent) as unfinished:
        for name, made in (("root", root), ("seal", seal), ("tsa", tsa)):
            _write(Path(unfinished) / f"{name}.pem", made.public_bytes(Encoding.PEM))
        for name, key in (("root", root_key), ("seal", seal_key), ("tsa", tsa_key)):
            _write(Path(unfinished) / f"{name}.key",
                   key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.rename(unfinished, to)
            os.mkdir(unfinished)                        # what the context manager removes
        except OSError:
            if not to.exists():
                raise


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write_once(path: Path, data: bytes) -> None:
    """Complete or absent; of two writers the first one's file stays."""
    with tempfile.TemporaryDirectory(dir=path.parent) as unfinished:
        _write(Path(unfinished) / path.name, data)
        try:
            os.link(Path(unfinished) / path.name, path)
        except FileExistsError:
            pass


def _name(role: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                      x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO_REGISTRY),
                      x509.NameAttribute(NameOID.COMMON_NAME, f"{DEMO_WORDS} · {role}")])


def _certificate(name: x509.Name, key: Private, issuer: x509.Name, issuer_key: Private, at: datetime, *,
                 authority: bool = False, stamps_time: bool = False) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority and not stamps_time, key_cert_sign=authority,
        crl_sign=authority, key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=3652))
            .add_extension(x509.BasicConstraints(authority, None), True).add_extension(usage, True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False))
    if not authority:
        where = x509.UniformResourceIdentifier("http://crl.invalid/demonstration.crl")
        made = made.add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)]), False)
    if stamps_time:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return made.sign(issuer_key, hashes.SHA256())


def _fresh_list(root: x509.Certificate, key, at: datetime) -> x509.CertificateRevocationList:
    return (x509.CertificateRevocationListBuilder().issuer_name(root.subject)
            .last_update(at - timedelta(hours=1)).next_update(at + timedelta(days=30))
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False)
            .add_extension(x509.CRLNumber(int(at.timestamp())), False).sign(key, hashes.SHA256()))
