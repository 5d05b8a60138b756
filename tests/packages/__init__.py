"""Packages outside the tree, and how a test installs one."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import config

HERE = Path(__file__).parent


def python(*words: str, path: tuple[Path, ...] = (), cwd: Path | None = None) -> subprocess.CompletedProcess:
    """A python of its own, with these folders before the program's."""
    places = os.pathsep.join(map(str, (*path, config.ROOT)))
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=120, env=known,
                          cwd=cwd or config.ROOT)


def installed(project: Path, into: Path) -> Path:
    """The folder into which pip has installed a project, with its entry points; the project is built from a copy."""
    source, target = into / "source", into / "installed"
    shutil.copytree(project, source)
    done = python("-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "--target",
                  str(target), str(source))
    assert done.returncode == 0, done.stderr
    return target
