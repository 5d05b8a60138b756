"""`ccer new-methodology`: a folder that is a whole methodology at once, passes its own test, and is then made one's
own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from shlex import quote
from string import Template

import click

import methodologies
from app.cli.calculate import say
from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.rules import INPUT, Broken, Refusal

CODE = re.compile(r"CCER-([0-9]{2})-([0-9]{3})-V([0-9]{2})", re.ASCII)
SECTORS = 16
TREE = Path(methodologies.__file__).parent
TITLE = ("示例方法学（请改名）", "Example methodology (give it its name)")
SOURCES = ("__init__", "parameters", "formulas", "checks", "design", "determinations")
CASES = ("cases.toml", "two_years.json")
EDGES = """
EDGES = tuple(Edge(f"{METHODOLOGY.code}/{rule}", *sides) for rule, *sides in SIDES)
"""


@click.command("new-methodology")
@click.argument("code")
@click.option("--dir", "where", type=click.Path(path_type=Path), default=Path(), show_default="here",
              help="Where the folder is written; a package of its own, except in this program's own methodologies/.")
@click.option("--zh", default="", help="The Chinese title.")
@click.option("--en", default="", help="The English title; its words end the name of the folder.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def new_methodology(code: str, where: Path, zh: str, en: str, as_json: bool) -> None:
    """Write the folder of a new methodology CODE, such as CCER-07-009-V01. Its figures are invented and marked so."""
    name = "_".join(re.findall(r"[a-z0-9]+", f"{code} {en}".lower()))
    inside = where.resolve() == TREE.resolve()
    test = (where.parent / "tests" / "tonnes" if inside else where / name / "tests") / f"test_{name}.py"
    broken = tuple(problems(code, zh, en, where, (where / name, test)))
    if broken:
        raise Refusal(*broken)
    words = words_of(code, name, zh or TITLE[0], en or TITLE[1], inside)
    package = where / name if inside else where / name / name
    files = {package / f"{source}.py": f"{source}.py" for source in SOURCES}
    files |= {package / "cases" / case: case for case in CASES} | {test: "test.py"}
    files |= {} if inside else {where / name / "pyproject.toml": "pyproject.toml"}
    try:
        for path, source in files.items():
            write(path, source, words)
    except OSError as problem:
        raise click.FileError(str(problem.filename), problem.strerror or str(problem)) from None
    if as_json:
        say({"code": code, "written": [str(path) for path in files], "test": str(test)})
        return
    for path in files:
        click.echo(f"已写 written  {path}")
    beside = f"cd {quote(str(where / name))} && python -m pytest -q"
    trial = f"python -m pytest {quote(str(test))}" if inside else beside
    click.echo(f"试 try  {trial}")


def problems(code: str, zh: str, en: str, where: Path, new: tuple[Path, ...]) -> Iterator[Broken]:
    """Everything that keeps the folder from being written, at once."""
    found = CODE.fullmatch(code)
    if not found:
        yield INPUT.at("/code", "编号形如 CCER-07-009-V01：领域两位、序号三位、版本两位数字。",
                       "A code looks like CCER-07-009-V01: two digits of sector, three of number, two of version.")
    elif code in catalogue():
        yield INPUT.at("/code", f"已有方法学 {code}。", f"There is a methodology {code} already.")
    sector, number, version = map(int, found.groups()) if found else (1, 1, 1)
    if not 1 <= sector <= SECTORS:
        yield INPUT.at("/code", f"领域为 01 至 {SECTORS}。", f"The sectors are 01 to {SECTORS}.")
    if not 1 <= number <= 99:
        yield INPUT.at("/code", "序号为 001 至 099。", "The numbers are 001 to 099.")
    if version < 1:
        yield INPUT.at("/code", "版本自 V01 起。", "Versions start at V01.")
    if bool(zh) != bool(en) or (zh and zh == en):
        yield INPUT.at("/zh", "名称应中英文都写，且不相同。", "A title is given in both languages, and they differ.")
    for place, title in (("/zh", zh), ("/en", en)):
        if len(title) > 80 or re.search(r'["\\$]', title) or not title.isprintable():
            yield INPUT.at(place, "名称最多 80 字，不含引号、反斜线、$ 和不可见字符。",
                           "A title has at most 80 characters, without quotes, backslash, $ and control characters.")
    if not where.is_dir():
        yield INPUT.at("/dir", f"没有文件夹 {where}。", f"There is no folder {where}.")
    for path in new:
        if path.exists():
            yield INPUT.at("/dir", f"{path} 已存在，不覆盖。", f"{path} is there already; nothing is overwritten.")


def words_of(code: str, name: str, zh: str, en: str, inside: bool) -> dict[str, str]:
    """What stands for the words of the starting folder."""
    _, sector, number, _ = code.split("-")
    return {
        "code": code,
        "name": name,
        "dashed": name.replace("_", "-"),
        "package": f"{TREE.name}.{name}" if inside else name,
        "zh": zh,
        "en": en,
        "sector": sector,
        "type_code": f"{chr(ord('A') + int(sector) - 1)}{int(number):02d}01",
        "edge_import": "from tests.edges import Edge\n" if inside else "",
        "edges": EDGES if inside else "",
    }


def write(path: Path, source: str, words: dict[str, str]) -> None:
    """One new file; FileExistsError rather than another's file lost."""
    text = (resources.files(__package__) / "starting_folder" / f"{source}.txt").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(Template(text).substitute(words))


COMMANDS = (new_methodology,)
