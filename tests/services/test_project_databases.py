"""Projects of Taguette and QualCoder: texts, places, tags, people, and what is counted."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import ImportRecord
from glossator.services.formats import FORMATS
from tests.formats.annotations.reading import arrivals, articles, kinds, remainder
from tests.formats.detecting import name_of

PAGE = "<h1>Fähre 🚢</h1>\n<p>Ada&nbsp;Vane &amp; Ove<br>left. </p><p>It’s late.</p>"
# What a browser has as text, over the bytes of which Taguette counts: a break is no character.
CONTENT = "Fähre 🚢\nAda\u00a0Vane & Oveleft. It’s late."


def database(path: Path, tables: dict[str, tuple[str, list[tuple[Any, ...]]]]) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        connection.commit()
    return path.read_bytes()


def place(words: str) -> tuple[int, int]:
    """Return the offsets of words in bytes of the page’s text."""
    start = len(CONTENT[: CONTENT.index(words)].encode())
    return start, start + len(words.encode())


def taguette(folder: Path) -> bytes:
    said = json.dumps({"type": "highlight_add", "highlight_id": 1, "tags": [1]})
    return database(
        folder / "project.sqlite3",
        {
            "projects": ("id, name", [(1, "Sea")]),
            "project_members": ("project_id, user_login", [(1, "ida")]),
            "documents": (
                "id, name, description, filename, project_id, contents",
                [(1, "ferry", "of a day", "ferry.docx", 1, PAGE), (2, "empty", "", "e", 1, "<p></p>")],
            ),
            "tags": ("id, project_id, path, description", [(1, 1, "people", "who"), (2, 1, "sea.ships", "")]),
            "highlights": (
                "id, document_id, start_offset, end_offset, snippet",
                [
                    (1, 1, *place("Vane & Oveleft."), "Vane &amp; Ove<br>left."),
                    (2, 1, *place("🚢"), "🚢"),
                    (3, 1, *place("late."), "something else"),
                    (4, 1, 50, 500, "x"),
                    (5, 1, *place("🚢"), "🚢"),
                    (6, 9, 1, 2, "x"),
                ],
            ),
            "highlight_tags": ("highlight_id, tag_id", [(1, 1), (2, 2), (5, 1)]),
            "commands": (
                "id, date, user_login, project_id, document_id, payload",
                [(1, "2026-03-01 10:00:00.5", "ida", 1, 1, said), (2, "x", "ove", 1, 1, "{")],
            ),
        },
    )


def test_highlights_of_taguette_stand_where_its_bytes_say(tmp_path: Path) -> None:
    data = taguette(tmp_path)
    assert name_of(data, "x.sqlite3") == "taguette"
    first, problem, _ = arrivals("taguette", data)
    assert isinstance(first, ImportRecord)
    assert first.draft.text == "Fähre 🚢\n\nAda\u00a0Vane & Ove\nleft. \n\nIt’s late."
    assert (first.draft.title, first.note, {*first.draft.metadata}) == (
        "ferry",
        "of a day",
        {("file", "ferry.docx"), ("project", "Sea")},
    )
    assert [(one.span.of(first.draft.text), one.tags, one.analyst) for one in first.annotations if one.span] == [
        ("Vane & Ove\nleft.", ("people",), "ida"),
        ("🚢", ("people", "sea.ships"), ""),
    ]
    assert first.annotations[0].created_at == "2026-03-01T10:00:00Z"
    assert kinds(first.problems) == {
        "annotation outside the text": 1,
        "annotation whose quote is not at its offsets": 1,
    }
    assert problem == "“empty”: has no text; add one or remove it"
    assert kinds(remainder("taguette", data).problems) == {"highlight of a document that is not in the project": 1}


def test_tags_of_taguette_come_with_their_descriptions(tmp_path: Path) -> None:
    read = FORMATS["taguette"].read_codes
    assert read is not None
    assert read({"x": taguette(tmp_path)}) == [
        Code(CodeKind.TAG, "people", description="who"),
        Code(CodeKind.TAG, "sea.ships"),
    ]


def qualcoder(folder: Path) -> bytes:
    text = "🚢 Ada Vane left.\r\nIt was late."
    late = text.index("late")
    coding = "ctid, cid, fid, seltext, pos0, pos1, owner, date, memo"
    return database(
        folder / "data.qda",
        {
            "source": (
                "id, name, fulltext, mediapath, memo, owner",
                [(1, "ferry.txt", text, None, "of a day", "ida"), (2, "ship.jpg", None, "/images/x", "", "ida")],
            ),
            "code_cat": ("catid, name, owner, supercatid", [(1, "all", "ida", None), (2, "who/what", "ida", 1)]),
            "code_name": (
                "cid, name, memo, catid, owner, color, supercid",
                [
                    (1, "people", "names", 2, "ida", "#FF0000", None),
                    (2, "late", "", None, "ida", "red", None),
                    (3, "named", "", None, "ida", "", 1),
                ],
            ),
            "code_text": (
                coding,
                [
                    (1, 1, 1, "Ada Vane", 2, 10, "ida", "2026-03-01 10:00:00", "sure?"),
                    (2, 3, 1, "Ada Vane", 2, 10, "ove", "2026-03-01 11:00:00", ""),
                    (3, 2, 1, "late", late, late + 4, "ove", "x", ""),
                    (4, 2, 7, "late", 0, 4, "ove", "x", ""),
                ],
            ),
            "annotation": ("anid, fid, pos0, pos1, memo, owner, date", [(1, 1, 11, 15, "when?", "ida", "x")]),
            "cases": ("caseid, name, owner", [(1, "c", "ida")]),
            "code_image": ("imid, owner", [(1, "ida"), (2, "ida")]),
        },
    )


def test_codings_of_qualcoder_stand_where_its_characters_say(tmp_path: Path) -> None:
    data = qualcoder(tmp_path)
    assert name_of(data, "data.qda") == "qualcoder"
    (found,) = (each for each in arrivals("qualcoder", data) if isinstance(each, ImportRecord))
    marks = [(one.span.of(found.draft.text), one.tags, one.analyst, one.note) for one in found.annotations if one.span]
    assert marks == [
        ("Ada Vane", ("all/who-what/people", "all/who-what/people/named"), "ida", "sure?"),
        ("Ada Vane", (), "ove", ""),
        ("late", ("late",), "ove", ""),
        ("left", (), "ida", "when?"),
    ]
    assert (found.draft.title, found.note) == ("ferry.txt", "of a day")
    counted = remainder("qualcoder", data)
    assert kinds(counted.left_out) == {"source without a text": 1, "coding of a picture": 2, "case": 1}
    assert kinds(counted.problems) == {"coding of a source that is not in the project": 1}


def test_codes_of_qualcoder_come_with_their_categories(tmp_path: Path) -> None:
    read = FORMATS["qualcoder"].read_codes
    assert read is not None
    assert read({"x": qualcoder(tmp_path)}) == [
        Code(CodeKind.TAG, "all/who-what/people", description="names", colour="#ff0000"),
        Code(CodeKind.TAG, "late"),
        Code(CodeKind.TAG, "all/who-what/people/named"),
    ]


def test_another_database_is_of_neither_format(tmp_path: Path) -> None:
    data = database(tmp_path / "x.db", {"t": ("a", [(1,)])})
    assert name_of(data, "x.sqlite3") not in ("taguette", "qualcoder")
    assert articles("qualcoder", data) == []
