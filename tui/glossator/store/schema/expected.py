"""The definitions of tables, indexes, triggers and views that a workspace must have, and how a file differs from them.

A workspace may come from elsewhere, and its triggers and views would run with what this program writes and reads. So
the definitions in a file are compared with the program's own, token by token. Tables, views and indexes that users add
are ignored, and so are indexes that are not unique, which affect only speed.

`current.json` has the definitions of the current schema, because opening a workspace must not wait for sqlite-utils,
which the migrations need. After a new migration, run `python -m glossator.store.schema.expected`.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from glossator.store.errors import Altered
from glossator.store.schema import SCHEMA_VERSION

_CURRENT: Final = Path(__file__).with_name("current.json")
_MIGRATIONS: Final = "_sqlite_migrations"
_MOST_NAMED: Final = 3
# The tables in which FTS5 keeps an index differ between its versions, and so do those of sqlite-utils.
_SHADOW: Final = re.compile(r"search_(?:texts|remarks)_(?:data|idx|content|docsize|config)")
# A string, quoted name or word, or (second group) a sign; comments and white space are in no group.
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
    """Return all objects of a file that are defined by SQL."""
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
    """Return the kinds and names of the expected objects that are missing or defined otherwise.

    SQLite itself refuses a file in which a row of `sqlite_master` contradicts its SQL.
    """
    there = {one.key: one.sql for one in found}
    return [key for key, sql in expected.items() if key not in there or not _is_same(there[key], sql)]


def _is_same(sql: str, other: str) -> bool:
    return sql == other or _tokens(sql) == _tokens(other)


def foreign_triggers(found: Iterable[Object], expected: Objects) -> list[str]:
    """Return the names of the triggers on the program's tables, or on their shadow tables, that it did not make."""
    own = {name.casefold() for kind, name in map(str.split, expected) if kind in ("table", "view")} | {_MIGRATIONS}
    return [one.name for one in found if one.kind == "trigger" and one.key not in expected and _is_on(one, own)]


def _is_on(trigger: Object, own: Set[str]) -> bool:
    table = trigger.table.casefold()
    return table in own or _SHADOW.fullmatch(table) is not None


def check_unaltered(connection: sqlite3.Connection, path: Path, wanted: Objects) -> None:
    """Raise Altered when a table, index, trigger or view of the program is missing or defined otherwise."""
    if names := altered(objects_in(connection), wanted):
        are = "is" if len(names) == 1 else "are"
        raise Altered(
            f"{path} is not as this program made it: {_listed(names)} {are} missing or replaced; “glossator doctor” "
            "lists what is wrong, with --salvage NEW.db it takes the rows into a new workspace; --db names another."
        )


def foreign_trigger_problem(connection: sqlite3.Connection, path: Path, wanted: Objects) -> str:
    """Return a sentence when triggers that the program did not make would run with its changes, else an empty one."""
    names = foreign_triggers(objects_in(connection), wanted)
    if not names:
        return ""
    return (
        f"{path} has triggers that this program did not make ({_listed(names)}) and that would run with each change, "
        "so nothing is written to it; drop them, or take the rows into a new workspace with “glossator doctor "
        "--salvage NEW.db”."
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


if __name__ == "__main__":
    made = json.dumps(at_version(SCHEMA_VERSION), indent=1, ensure_ascii=False)
    _CURRENT.write_text(f"{made}\n", encoding="utf-8")
