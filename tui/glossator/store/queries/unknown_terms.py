"""What a query asks for that the workspace does not have at all, such as a mistyped label."""

import sqlite3
from collections.abc import Mapping
from typing import Final

from glossator.domain.query import Query, fields
from glossator.text.folding import fold

_THERE_IS: Final[Mapping[str, str]] = {
    "label": "SELECT 1 FROM labels WHERE fold(name) = ?1",
    "tag": "SELECT 1 FROM tags WHERE fold(path) = ?1 OR instr(fold(path), ?1 || '/') = 1",
    "entity": "SELECT 1 FROM entities WHERE fold(name) = ?1 UNION ALL SELECT 1 FROM aliases WHERE fold(alias) = ?1",
    "source": "SELECT 1 FROM articles WHERE instr(fold(source), ?1) > 0",
    "author": "SELECT 1 FROM articles WHERE instr(fold(author), ?1) > 0",
}


def unknown(connection: sqlite3.Connection, query: Query) -> str:
    """Return which labels, tags, entities, sources and authors of a query are not there, as a sentence, or nothing."""
    connection.create_function("fold", 1, fold, deterministic=True)
    missing = [
        f"no {field.name} “{field.value}”"
        for field in dict.fromkeys(fields(query))
        if field.name in _THERE_IS
        and connection.execute(f"{_THERE_IS[field.name]} LIMIT 1", (fold(field.value),)).fetchone() is None
    ]
    return f"there is {' and '.join(missing)}" if missing else ""
