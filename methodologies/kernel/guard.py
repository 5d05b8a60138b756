"""Reads the source of an outside package before any of it runs, and says what in it reaches beyond arithmetic.

A guard against mistakes, not a sandbox: it reads names, and whoever wants to get around it can. A package that is
installed is trusted as any other code is; this makes sure that nobody reaches for a clock or a network unawares.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

CHAPTERS = tuple(f"methodologies.{name}" for name in ("kernel", "general", "electricity", "forestry", "drafts"))
LANGUAGE = (
    "__future__",
    "collections",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "importlib.resources",  # the tables beside the module
    "itertools",
    "json",
    "re",
    "tomllib",
    "typing",
)
BUILTINS = ("open", "eval", "exec", "compile", "__import__", "input", "breakpoint")
CLOCK = ("today", "now", "utcnow")
COMPILED = (".so", ".pyd", ".dll", ".dylib")


@dataclass(frozen=True)
class Reach:
    """One place where a source reaches out."""

    file: str
    line: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.zh} {self.en}"


def reaches_of(module: str) -> tuple[Reach, ...]:
    """Everything in the whole top-level package of `module`, none of which is run. Empty when there is no such
    package: to load it will say so."""
    root = module.partition(".")[0]
    spec = find_spec(root)
    if spec is None:
        return ()
    folders = [Path(place) for place in spec.submodule_search_locations or ()]
    if folders:
        return tuple(reach for folder in folders for reach in reaches_in(folder, root))
    return tuple(reaches_of_text(Path(spec.origin or ""), root, Path(spec.origin or "").name))


def reaches_in(folder: Path, own: str) -> Iterator[Reach]:
    """Everything in the sources of a folder; `own`: the dotted name under which it imports itself."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder.parent).as_posix()
        if file.suffix == ".py":
            yield from reaches_of_text(file, own, name)
        elif file.suffix in COMPILED:
            yield Reach(name, 0, "是编译过的程序，无法查阅。", "is compiled: nobody can read what it does.")


def reaches_of_text(file: Path, own: str, name: str) -> Iterator[Reach]:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 0
        yield Reach(name, line, f"不是可读的 Python 源文件：{problem}。", f"is no readable Python source: {problem}.")
        return
    placed = (node for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr))
    for node in sorted(placed, key=lambda node: (node.lineno, node.col_offset)):
        for zh, en in out_of(node, own):
            yield Reach(name, node.lineno, zh, en)


def out_of(node: ast.AST, own: str) -> Iterator[tuple[str, str]]:
    asked: list[tuple[str, ...]]
    match node:
        case ast.Import(names=names):
            asked = [(each.name,) for each in names]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            asked = [(module, f"{module}.{each.name}") for each in names]
        case ast.Name(id=word) if word in BUILTINS:
            yield f"使用了 {word}；方法学不读写文件，不执行文字。", f"uses {word}: no file is read, no text run."
            return
        case ast.Attribute(attr=word) if word in CLOCK:
            yield f"读取时钟（.{word}）；日期由调用者给出。", f"asks the clock (.{word}): a day is given by the caller."
            return
        case _:
            return
    for names_of_one in asked:
        if not any(allowed(one, own) for one in names_of_one):
            yield f"导入了 {names_of_one[-1]}，方法学不可导入。", f"imports {names_of_one[-1]}, no methodology may."


def allowed(name: str, own: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in (own, *CHAPTERS, *LANGUAGE))
