"""What a new table takes: its migration, its `TableInfo`, and what is its own.

The program is copied and changed as somebody would who adds the table `sightings`: where annotations say that something
was seen. Then it opens a workspace of the schema before, and all that goes for other tables goes for this one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import glossator
from tests.store.scene import Scene

_PROGRAM: Final = Path(glossator.__file__).parent
_REPOSITORY: Final = _PROGRAM.parents[1]

_NEW: Final = {
    "store/operations/sightings.py": '''
"""Where something was seen."""

from glossator.store.history import Recorder
from glossator.store.history.operation import operation


@operation("sighting.create", "add sighting")
def add_sighting(record: Recorder, annotation: int, place: str, label: str | None) -> None:
    """Say where what is annotated was seen."""
    row = {"annotation": annotation, "place": place, "label": label, "analyst": record.analyst}
    record.insert("sightings", row)


@operation("sighting.move", "move sighting")
def move_sighting(record: Recorder, sighting: int, place: str, label: str | None) -> None:
    """Correct where something was seen."""
    record.update("sightings", sighting, place=place, label=label)
''',
    "store/queries/sightings.py": '''
"""Where something was seen."""

import sqlite3

from glossator.domain.export_snapshot import Row


def sightings(connection: sqlite3.Connection) -> list[Row]:
    """Return the sightings, each as the uid of its annotation, the place, the label and who said so."""
    return connection.execute(
        "SELECT a.uid, s.place, s.label, s.analyst FROM sightings AS s JOIN annotations AS a ON a.id = s.annotation "
        "ORDER BY s.id"
    ).fetchall()
''',
}
_ADDED: Final = {
    "store/schema/migrations.py": '''

@migrations(name="0012_sightings")
def _sightings(db: Database) -> None:
    db.execute("""CREATE TABLE sightings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        annotation INTEGER NOT NULL REFERENCES annotations (id),
        place TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (place <> ''),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        analyst TEXT NOT NULL
    ) STRICT""")
''',
    "store/schema/tables.py": """
TABLES["sightings"] = TableInfo(noun="sighting", name=("place",), unshown=("analyst",))
""",
}
# What stands before each addition.
_CHANGED: Final = {
    "store/schema/__init__.py": ("SCHEMA_VERSION: Final = 11", "SCHEMA_VERSION: Final = 12"),
    "store/queries/export_snapshot.py": (
        "        self.entities: Sequence[EntityRecord] = _entities(connection)\n",
        "        self.entities: Sequence[EntityRecord] = _entities(connection)\n"
        "        from glossator.store.queries.sightings import sightings\n"
        "        self.sightings = sightings(connection)\n",
    ),
    "domain/export_snapshot.py": (
        "    def articles(self) -> Iterator[AnnotatedArticle]:\n",
        '    @property\n    def sightings(self) -> Sequence[Row]:\n        """The sightings."""\n\n'
        "    def articles(self) -> Iterator[AnnotatedArticle]:\n",
    ),
    "formats/registry.py": (
        '        LazyFormat("notes",',
        '        LazyFormat("sightings", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),\n'
        '        LazyFormat("notes",',
    ),
    "formats/tables/export_tables.py": (
        '        _table("notes", ',
        '        _table("sightings", "one row a sighting", _columns("annotation_id place label analyst"), '
        "lambda excerpt: iter(excerpt.sightings)),\n"
        '        _table("notes", ',
    ),
}
# The definitions of all tables, which are written by the program.
_WRITTEN: Final = ("store/schema/current.json",)
# How many files a new table may take.
_MOST: Final = 12


def _run(folder: Path, *words: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(_REPOSITORY)))}
    done = subprocess.run(
        [sys.executable, "-P", "-m", *words], env=environment, cwd=folder, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_a_new_table_has_undo_history_salvage_and_export_in_a_few_files(scene: Scene, tmp_path: Path) -> None:
    scene.workspace.close()
    program = tmp_path / "program"
    shutil.copytree(_PROGRAM, program / "glossator", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in _NEW.items():
        (program / "glossator" / name).write_text(text.lstrip(), encoding="utf-8")
    for name, text in _ADDED.items():
        with (program / "glossator" / name).open("a", encoding="utf-8") as file:
            file.write(text)
    for name, (old, new) in _CHANGED.items():
        path = program / "glossator" / name
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1
        path.write_text(before.replace(old, new), encoding="utf-8")
    _run(program, "glossator.store.schema.expected")
    _run(program, "tests.store.schema.new_table_steps", str(scene.path))
    assert len({*_NEW, *_ADDED, *_CHANGED, *_WRITTEN}) <= _MOST
