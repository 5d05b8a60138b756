"""What a run pays once and not for each test: pages are compiled once a process, and a test's passwords hash cheaply.

A page's source decides whether it is compiled anew. The product's own way to hash stays at hand as `COSTLY`.
"""
from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from app.parties import service

COSTLY = service.HASHER


class Compiled(BytecodeCache):
    """Jinja2's store of compiled pages, kept in memory and shared by all applications that the tests make."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": Compiled()}
service.HASHER = service.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
