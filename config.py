"""Where this installation keeps things. Read once from the environment; nothing else reads the environment."""
from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent                  # the program: templates, migrations, built assets
CACHE = ROOT / ".cache"                                 # built by set-up, never precious: cut fonts


def home() -> Path:
    """The data folder: database, documents, keys, trust.json. `CCER_HOME`, default `instance/` beside the program."""
    return Path(os.environ.get("CCER_HOME") or ROOT / "instance").resolve()


def database_url() -> str:
    """`DATABASE_URL` (PostgreSQL by psycopg 3), else SQLite in the data folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return f"sqlite:///{home() / 'ccer.sqlite'}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def base_url() -> str:
    """The address that certificates and QR codes print."""
    return os.environ.get("CCER_BASE_URL", "http://localhost:8000").rstrip("/")
