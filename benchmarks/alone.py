"""A piece of code in a fresh process: what it used."""
from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

MEASURED = """
import json, re, sys, time
exec(sys.argv[1])
began = time.perf_counter()
exec(sys.argv[2])
took = time.perf_counter() - began
peak = int(re.search("VmHWM:(.*)kB", open("/proc/self/status").read())[1]) // 1024     # the parent's is not in it
print(json.dumps([time.process_time(), took, peak]))
"""


class Used(NamedTuple):
    """wall_s: of the code alone; the others of the whole process, its start included."""
    cpu_s: float
    wall_s: float
    peak_mib: int


def alone(code: str, first: str = "") -> Used:
    """first: what is done before the clock is started. RuntimeError with what it said when it fails."""
    ran = subprocess.run([sys.executable, "-c", MEASURED, first, code], capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    return Used(*json.loads(ran.stdout.splitlines()[-1]))
