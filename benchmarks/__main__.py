"""`make bench`: each job beside its reference in one sitting, alternating; median CPU seconds and peak memory.

Only ratios are claims. One JSON line a job, compared with `stored.json`: a fall of more than a quarter fails. A wrong
result is a failed benchmark. QUICK=1 runs fewer rounds.
"""
from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.alone import alone

STORED = Path(__file__).with_name("stored.json")
QUICK = bool(os.environ.get("QUICK"))
ROUNDS = 3 if QUICK else 7
JOBS = {                                                # name → (job, reference)
    "catalogue of methodologies, cold process": (
        "from methodologies.kernel.catalogue import catalogue; assert catalogue()",
        "import decimal, dataclasses, inspect, hashlib, importlib.metadata, tomllib"),
    "wind, ten years of monthly windows": (
        "from benchmarks.wind import ten_years; assert ten_years() == 4338742",
        "from benchmarks.wind import by_hand; assert by_hand() == 4338742"),
    "afforestation, ten thousand plots measured twice": (
        "from benchmarks.forest import plots; assert plots() == 189749",
        "from benchmarks.forest import by_hand; assert by_hand() == 189749"),
    "twenty certificates of eight rows, drawn and sealed": (
        "from benchmarks.certificates import sealed; assert sealed(20) == 20",
        "from benchmarks.certificates import whole_fonts; assert whole_fonts(20) == 20"),
    "web process ready to serve": (
        "import app.web; from benchmarks.heavy import none_loaded; none_loaded()",
        "import flask, flask_login, flask_wtf, sqlalchemy.orm, argon2"),
    "ccer --help": ("import click, app.cli; app.cli.ccer.list_commands(None)", "import click"),
}


def measure(name: str) -> dict:
    job, reference = JOBS[name]
    rounds = [(alone(job), alone(reference)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(r[n].cpu_s for r in rounds) for n in (0, 1))
    return {"job": name, "ratio": round(ours / theirs, 2), "cpu_s": round(ours, 3), "reference_cpu_s": round(theirs, 3),
            "peak_mib": max(r[0].peak_mib for r in rounds),
            "reference_peak_mib": max(r[1].peak_mib for r in rounds)}


def measurements() -> Iterator[dict]:
    """Processes by themselves; then writers at once; then a ledger of a million acts, or of ten thousand."""
    yield from (measure(name) for name in JOBS)
    from benchmarks import sizes, writers
    yield from writers.measured(1 if QUICK else 5, 1.5)
    yield from sizes.measured(int(os.environ.get("CCER_BENCH_ACTS", 10_000 if QUICK else 1_000_000)), ROUNDS)


def main() -> int:
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    fell = False
    for said in measurements():
        before = stored.setdefault(said["job"], said["ratio"])
        said["stored_ratio"] = before
        said["good"] = said["ratio"] <= max(before * 1.25, 0.01)
        fell |= not said["good"]
        print(json.dumps(said, ensure_ascii=False), flush=True)
    STORED.write_text(json.dumps(stored, indent=2) + "\n")
    return int(fell)


sys.exit(main())
