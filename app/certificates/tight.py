"""No byte of the file that nobody signed: the rest of the rule "one signature over the whole file".

A signature does not cover the place where it lies itself. What lies there is signed in its own way, or is repeated
here byte for byte: so that one changed byte anywhere is a refusal, not a matter of what a library overlooks.
"""
from __future__ import annotations

import re
from typing import Any


def tight(signature: Any, pdf: bytes) -> bool:
    """The one gap in the signed bytes holds the signature in hex, then zeros, and not a byte besides."""
    from asn1crypto import cms

    start, length, end, _ = signature.byte_range
    gap = pdf[start + length:end]
    if not re.fullmatch(rb"<[0-9A-F]+>", gap):
        return False
    whole = bytes.fromhex(gap[1:-1].decode())
    message = cms.ContentInfo.load(whole)
    parts = message["content_type"].dump() + message["content"].dump()
    return message.contents == parts and not any(whole[len(message.dump()):])


def plain(message: Any, signed: set[bytes]) -> bool:
    """A CMS message whose unsigned parts can't be otherwise. signed: certificates that lie in the file as signed."""
    if len(message["signer_infos"]) != 1:
        return False
    signer = message["signer_infos"][0]
    digest = signer["digest_algorithm"]
    algorithms = message["digest_algorithms"]
    version = b"\x02\x01\x01" if message["encap_content_info"]["content_type"].native == "data" else b"\x02\x01\x03"
    return (message["version"].dump() == version and signer["version"].dump() == b"\x02\x01\x01"    # RFC 5652, 5
            and digest["parameters"].dump() in (b"", b"\x05\x00")
            and algorithms.dump() == b"\x31" + bytes([len(digest.dump())]) + digest.dump()
            and all(certificate.dump() in signed for certificate in message["certificates"]))
