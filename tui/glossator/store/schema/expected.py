"""The tables, indexes, triggers and views that a workspace has by this program, and how a file differs from them.

A workspace may come from elsewhere. A trigger in it runs with whatever is written, a view answers what is read, and
both are part of the file. So the definitions in a file are compared with the program's own, token for token. What users
add beside them (tables, views and indexes of their own, full-text indexes among them) is left alone, and so are indexes
that are not unique, which change only how fast an answer comes.

`current.json` holds the definitions of the current schema, because opening a workspace does not wait for sqlite-utils,
which the migrations need. After a new migration: `python -m glossator.store.schema.expected`.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_CURRENT: Final = Path(__file__).with_name("current.json")
_MIGRATIONS: Final = "_sqlite_migrations"
# FTS5 keeps an index in tables of its own, which differ with its version; those of sqlite-utils do too.
_SHADOW: Final = re.compile(r"search_(?:texts|remarks)_(?:data|idx|content|docsize|config)")
# A string, a quoted name, a word or a sign; a comment or white space, which is none, is in no group.
_TOKEN: Final = re.compile(
    r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]|`(?:[^`]|``)*`|\w+)|--[^\n]*|/\*.*?(?:\*/|\Z)|\s+|(.)""", re.DOTALL
)

Objects = Mapping[str, str]
"""The SQL of each object, by its kind and name, such as "view flat"."""


class Object(NamedTuple):
    """A row of `sqlite_master`."""

    kind: str
    name: str
    table: str
    sql: str

    @property
    def key(self) -> str:
        """Return the kind and the name."""
        return f"{self.kind} {self.name}"


def objects_in(connection: sqlite3.Connection) -> list[Object]:
    """Return everything that the file defines by SQL."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return [Object(*map(str, row)) for row in rows]


@cache
def current() -> Objects:
    """Return the objects of the current schema."""
    found: dict[str, str] = json.loads(_CURRENT.read_text(encoding="utf-8"))
    return found


def at_version(version: int) -> Objects:
    """Return the objects of an earlier schema, made by the first `version` migrations."""
    from sqlite_utils import Database

    from glossator.store.schema.migrations import migrations

    db = Database(memory=True, execute_plugins=False)
    names = [migration.name for migration in migrations.pending(db)]
    migrations.apply(db, stop_before=names[version:])
    found = {made.key: made.sql for made in objects_in(db.conn) if _is_compared(made)}
    db.close()
    return found


def _is_compared(one: Object) -> bool:
    shadow = one.kind == "table" and _SHADOW.fullmatch(one.name)
    if shadow or one.table == _MIGRATIONS or one.name.startswith("sqlite_"):
        return False
    return one.kind != "index" or one.sql.startswith("CREATE UNIQUE")


def _tokens(sql: str) -> list[str]:
    return [word or sign for word, sign in _TOKEN.findall(sql) if word or sign]


def altered(found: Iterable[Object], expected: Objects) -> list[str]:
    """Return what is missing in a file, or is defined otherwise than expected, by kind and name.

    SQLite itself refuses a file in which a row of `sqlite_master` says something else than its SQL.
    """
    there = {one.key: one.sql for one in found}
    return [key for key, sql in expected.items() if key not in there or not _is_same(there[key], sql)]


def _is_same(sql: str, other: str) -> bool:
    return sql == other or _tokens(sql) == _tokens(other)


def foreign_triggers(found: Iterable[Object], expected: Objects) -> list[str]:
    """Return the names of the triggers on tables of the program, or on what they are kept in, that it did not make."""
    own = {name.casefold() for kind, name in map(str.split, expected) if kind in ("table", "view")} | {_MIGRATIONS}
    return [one.name for one in found if one.kind == "trigger" and one.key not in expected and _is_on(one, own)]


def _is_on(trigger: Object, own: Set[str]) -> bool:
    table = trigger.table.casefold()
    return table in own or _SHADOW.fullmatch(table) is not None


if __name__ == "__main__":
    from glossator.store.connection import SCHEMA_VERSION

    made = json.dumps(at_version(SCHEMA_VERSION), indent=1, ensure_ascii=False)
    _CURRENT.write_text(f"{made}\n", encoding="utf-8")
