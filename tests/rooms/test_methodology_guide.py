"""docs/methodology-guide.md, followed word by word: every file is written, every change made, every command run, and
what it prints is compared with what the guide shows. `…` stands for anything."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import config

GUIDE = config.ROOT / "docs" / "methodology-guide.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str, str]]:
    """(kind, file, text) in the order of the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    found = [match.groups(default="") for match in BLOCK.finditer(text)]
    assert 2 * len(found) == text.count("```"), "a block that is neither a file, a change nor a command"
    return found


def commands(text: str) -> Iterator[tuple[str, str]]:
    """(command, what the guide shows below it)."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def change(file: Path, text: str) -> None:
    """Lines with − go, lines with + come, the others stay; they stand in the file once, together."""
    before, after = ("".join(line[1:] + "\n" for line in text.splitlines() if line[:1] != skip) for skip in "+-")
    whole = file.read_text(encoding="utf-8")
    assert whole.count(before) == 1, f"{file.name} has not once:\n{before}"
    file.write_text(whole.replace(before, after), encoding="utf-8")


class Follower:
    """Somebody with an empty folder, the program installed, and the guide."""

    def __init__(self, home: Path):
        self.at, tools = home / "work", home / "bin"
        for folder in (self.at, tools):
            folder.mkdir()
        for name, words in (("ccer", "-m app.cli"), ("python", "")):
            (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n', encoding="utf-8")
            (tools / name).chmod(0o755)
        self.known = {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": f"{home / 'site'}:{config.ROOT}",
                      "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "PIP_TARGET": str(home / "site"),
                      "PIP_UPGRADE": "1", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def run(self, command: str) -> str:
        if command.startswith("cd "):
            self.at = self.at / command[3:]
            return ""
        done = subprocess.run(["bash", "-c", command], cwd=self.at, env=self.known, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.replace("\ufeff", "")           # the mark of UTF-8, which no screen shows

    def follow(self, kind: str, file: str, text: str) -> None:
        if kind == "console":
            for command, shown in commands(text):
                assert alike(shown, said := self.run(command)), f"{command}\n--- guide\n{shown}\n--- said\n{said}"
        elif kind == "diff":
            change(self.at / file, text)
        else:
            assert kind in ("python", "json", "toml") and file, f"a block of {kind} without a file"
            (self.at / file).write_text(text, encoding="utf-8")


def alike(shown: str, said: str) -> bool:
    return re.fullmatch(re.escape(shown.strip()).replace("…", "(?s:.*)"), said.strip()) is not None


def test_the_guide_followed_word_by_word_ends_in_a_methodology_that_calculates(tmp_path):
    follower = Follower(tmp_path)

    for block in blocks():
        follower.follow(*block)

    assert (follower.at / "pumps.xlsx").read_bytes()[:2] == b"PK"


def test_the_guide_begins_with_a_summary_in_chinese_and_its_leads_are_there():
    text = GUIDE.read_text(encoding="utf-8")
    heads = {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-")
             for head in re.findall(r"^## (.+)$", text, re.MULTILINE)}

    assert text.split("\n\n")[1].startswith("**摘要。**")
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= heads
    assert all(len(line) <= 125 for line in text.splitlines())


def test_what_the_guide_shows_is_compared_and_not_only_run():
    assert alike("a … c", "a b c\n") and alike("", "") and alike("…\nx\n…", "1\n2\nx\n3")
    assert not alike("a … c", "a b d") and not alike("", "something") and not alike("11 t", "12 t")
