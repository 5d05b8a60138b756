"""What a verifier must know beforehand: the root of the seals, and the log with its key. Never taken from the PDF.

`trust.json` of the data folder, or a file that the verifier got from the registry by another way.
"""
from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from pathlib import Path

from methodologies.kernel.rules import INPUT, Unreadable


@dataclass(frozen=True)
class Trust:
    """root_certificate: PEM text; log_origin: first line of each checkpoint; log_public_key: Ed25519, 32 raw bytes."""
    root_certificate: str
    log_origin: str
    log_public_key: bytes

    def to_json(self) -> str:
        plain = {"root_certificate": self.root_certificate, "log_origin": self.log_origin,
                 "log_public_key": b64encode(self.log_public_key).decode()}
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    @property
    def demonstration(self) -> bool:
        """Whether the pinned root says of itself that it is one for demonstrations."""
        from cryptography import x509

        root = x509.load_pem_x509_certificate(self.root_certificate.encode())
        return "DEMONSTRATION" in root.subject.rfc4514_string()


def read(path: Path) -> Trust:
    """Unreadable when the file is absent or is not a trust file."""
    from cryptography import x509

    try:
        found = json.loads(path.read_bytes())
        trust = Trust(found["root_certificate"], found["log_origin"], b64decode(found["log_public_key"], validate=True))
        x509.load_pem_x509_certificate(trust.root_certificate.encode())
        if len(trust.log_public_key) != 32 or not isinstance(trust.log_origin, str):
            raise ValueError("not an Ed25519 key with its origin")
        return trust
    except (OSError, ValueError, KeyError, TypeError, AttributeError, NotBase64) as error:
        raise Unreadable(INPUT.at("/trust", f"无法读取信任文件 {path.name}：{error}。",
                                  f"The trust file {path.name} can't be read: {error}.")) from error
