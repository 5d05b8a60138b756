"""Every table that a methodology can be given, as a table to fill in: records of the design document and of
monitoring, and each level of a chapter. Made from its records and symbols; none is written by hand."""
from __future__ import annotations

from collections.abc import Iterator

from methodologies.kernel.chapter import Chapter
from methodologies.kernel.methodology import Methodology
from methodologies.kernel.parameters import PROJECT, WORD, Keys, Kind, Level, Quantity
from methodologies.kernel.records import Field, Record

KEYS = {Keys.CALENDAR: "2024", Keys.CREDITING: "1", Keys.DAYS: "01-01..12-31", Keys.NAME: "A1"}


def tables_of(module: Methodology) -> dict[str, Record]:
    """design/turbines, monitoring/readings, accounting/windows …: every table by its place."""
    found = {f"design/{each.name}": each for each in module.design if isinstance(each, Record)}
    found |= {f"monitoring/{each.name}": each for each in module.records}
    for chapter in module.chapters:
        found |= {f"{chapter.name}/{level.name}": level_record(chapter, level)
                  for level in (PROJECT, *chapter.levels) if chapter.asks(level) or level.index}
    return found


def level_record(chapter: Chapter, level: Level) -> Record:
    """The rows of one level as a table: which rows it lies in and refers to, its own key, the symbols it asks for."""
    inside = [up for up in reversed(level.chain[1:]) if up.index]
    keys = [key_of(chapter, each) for each in (*inside, *level.refers, level) if each.index]
    values = [field for q in chapter.asks(level) for field in fields_of(q)]
    own = level.index if level.index and not inside and not level.refers else ""
    return Record(level.name, level.zh or level.name, level.en or level.name, own, (*keys, *values),
                  min_rows=0 if level.may_be_empty else 1)


def key_of(chapter: Chapter, level: Level) -> Field:
    zh, en = level.zh or level.name, level.en or level.name
    return Field(level.index, f"{zh}编号", f"Key of {en}", "text", symbol=level.index,
                 example=KEYS[level.keys_in(chapter.name)])


def fields_of(q: Quantity) -> Iterator[Field]:
    """One column; of a published value also the table it stands in, its day and its digest."""
    low, high = ("" if bound is None else f"{bound:f}" for bound in (q.minimum, q.maximum))
    kind, words = ("choice", tuple((word, word, word) for word in q.words)) if q.unit == WORD else ("decimal", ())
    yield Field(q.name, q.zh, q.en, kind, unit="" if words else q.unit, choices=words, symbol=q.symbol, minimum=low,
                maximum=high, required=not q.stated_from)
    if q.kind is Kind.PUBLISHED:
        yield Field(f"{q.name}_table", f"{q.zh}：所在表", f"{q.en}: table", "text", example="2022/N")
        yield Field(f"{q.name}_published_on", f"{q.zh}：公布日", f"{q.en}: published on", "date")
        yield Field(f"{q.name}_sha256", f"{q.zh}：文件摘要", f"{q.en}: digest of the file", "text", example="0" * 64)
