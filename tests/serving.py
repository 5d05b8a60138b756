"""A real server on a free loopback port, and a client that signs in and posts forms as a browser would."""
from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from app.demo.story import PASSWORD, WITH_PASSWORD_ALONE, authenticator
from app.parties import totp

ROOT = Path(__file__).parents[1]


@contextmanager
def served(url: str, home: Path, processes: int = 1, threads: int = 8) -> Iterator[str]:
    """gunicorn with this database and data folder; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": url, "CCER_HOME": str(home), "CCER_BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(processes), "--threads",
         str(threads), "--preload", "--log-level", "warning", "app.web:create_app()"], env=environment, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address + "/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def code_of(sign_in: str) -> str:
    """What this person's authenticator shows now."""
    return totp.code(authenticator(sign_in), int(time.time()) // totp.STEP)


class Visitor:
    """One person with a browser: cookies, pages, forms. A redirect is answered, not followed."""

    def __init__(self, address: str, sign_in: str = ""):
        self.address, self.jar = address, CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay())
        if sign_in:
            page = self.get("/sign-in")[1]
            status, _ = self.post("/sign-in", {**hidden(page, "/sign-in"), "name": sign_in, "password": PASSWORD})
            assert status == 303, page
            if sign_in not in WITH_PASSWORD_ALONE:
                page = self.get("/sign-in/code")[1]
                status, page = self.post("/sign-in/code", {**hidden(page, "/sign-in/code"), "code": code_of(sign_in)})
                assert status == 303, page

    def get(self, path: str) -> tuple[int, str]:
        return self._send(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        body = urllib.parse.urlencode(fields).encode()
        return self._send(urllib.request.Request(self.address + path, data=body, headers={"Origin": self.address}))

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
    assert form, f"no form posts to {action}"
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', form.group(1))
    return {re.search(r'name="([^"]*)"', each).group(1): re.search(r'value="([^"]*)"', each).group(1) for each in found}
