"""Reads the tables that come with the program: one TOML file a table, one section an edition."""

from __future__ import annotations

import tomllib
from importlib import resources

from methodologies.kernel.published import PublishedRow, digest_of_row


def rows_of(file: str, table: str, edition: str, member: str, purpose: str = "") -> tuple[PublishedRow, ...]:
    """`edition`, `member`: the two parts of a row's key. What is not sure is provisional: two people and the official
    file confirm it."""
    said = tomllib.loads((resources.files(__package__) / file).read_text(encoding="utf-8"))
    found = []
    for each in said["table"]:
        for name in (name for name in each if isinstance(each[name], dict)):
            key, values = {edition: str(each["year"]), member: name}, each[name]
            sure = name in each.get("sure", ())
            found.append(
                PublishedRow(
                    id=f"{table}/{each['year']}/{name}",
                    table=table,
                    key=key,
                    values=values,
                    published_on=each["published_on"],
                    source=each["source"],
                    sha256=digest_of_row(table, key, values, each["source"]),
                    purpose=purpose or ("official" if sure else "provisional"),
                    confidence="sure" if sure or purpose else "likely",
                )
            )
    return tuple(found)
