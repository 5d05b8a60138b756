"""Whether a place that is said to obey a rule exists: "path", "path:name", "path:Class.name", or a constraint's name.

Read from the source text, so that a page which may not write need not import what writes.
"""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import config

PROGRAM = ("methodologies", "workflows", "app")
IDS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9_]*[a-z]?(?:-[A-Z]*\d*[a-z]?)*(?![\w-])")   # R-35a, OW-2, M6w, H-COMMENT


def line_of(place: str) -> int:
    """The line of a place, 0 when there is no such place; 1 for a file as a whole."""
    path, _, name = place.partition(":")
    if not (config.ROOT / path).is_file():
        return 0
    return _names(path).get(name, 0) if name else 1


def located(place: str) -> str:
    """"path:name" as "path:line"; unchanged where there is no such place."""
    line = line_of(place)
    return f"{place.partition(':')[0]}:{line}" if line else place


def is_obeyed(place: str) -> bool:
    """Whether the place exists and, where it is a function, something calls it: law that nobody calls obeys nothing."""
    name = place.partition(":")[2].rpartition(".")[2]
    return line_of(place) > 0 and (not name or _words()[name] > 1)


def is_test(place: str) -> bool:
    """Whether it is a test function that exists."""
    return place.startswith("tests/") and place.partition(":")[2].startswith("test_") and line_of(place) > 0


@cache
def _names(path: str) -> dict[str, int]:
    """What a module defines, dotted within classes, and the names it gives to constraints, with their lines."""
    tree = ast.parse((config.ROOT / path).read_text(encoding="utf-8"))
    found = {node.value.value: node.value.lineno for node in ast.walk(tree)
             if isinstance(node, ast.keyword) and node.arg == "name" and isinstance(node.value, ast.Constant)}
    return found | dict(_defined(tree.body, ""))


def _defined(body: list[ast.stmt], within: str) -> Iterator[tuple[str, int]]:
    for node in body:
        for name in _named_by(node):
            yield within + name, node.lineno
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{within}{node.name}.")


def _named_by(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


@cache
def written_rules() -> tuple[tuple[ast.Call, str], ...]:
    """Each `Rule("…", …)` that is written anywhere in the program, with "path:line"."""
    return tuple(_written_rules())


def _written_rules() -> Iterator[tuple[ast.Call, str]]:
    for folder in PROGRAM:
        for path in sorted((config.ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if "Rule(" in text else ():
                if (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rule" and len(node.args) >= 4
                        and isinstance(node.args[0], ast.Constant)):
                    yield node, f"{path.relative_to(config.ROOT)}:{node.lineno}"


@cache
def mentions() -> dict[str, tuple[str, ...]]:
    """Id → the first line of each test file that names it; empty where the program is installed without its tests."""
    found: dict[str, dict[str, int]] = {}
    for path in sorted((config.ROOT / "tests").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for id in IDS.findall(line):
                found.setdefault(id, {}).setdefault(str(path.relative_to(config.ROOT)), number)
    return {id: tuple(f"{path}:{line}" for path, line in places.items()) for id, places in found.items()}


@cache
def is_read(key: str) -> bool:
    """Whether any line of the program reads this setting: one that nobody reads obeys nothing."""
    return any(key in text for text in _texts())


@cache
def _words() -> Counter[str]:
    """How often each word stands in the program."""
    return Counter(word for text in _texts() for word in re.findall(r"\w+", text))


@cache
def _texts() -> tuple[str, ...]:
    """Source texts of the program, without the list of settings itself."""
    return tuple(path.read_text(encoding="utf-8") for folder in PROGRAM
                 for path in sorted((config.ROOT / folder).rglob("*.py")) if path.name != "settings.py")
