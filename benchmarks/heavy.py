"""Libraries that belong in the worker alone."""
import sys


def none_loaded() -> None:
    loaded = {"weasyprint", "pyhanko", "pyarrow", "shapely"} & sys.modules.keys()
    assert not loaded, f"the web process has loaded {loaded}"
