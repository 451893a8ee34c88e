"""Files, settings, queries and names that mean harm, or make no sense: read, or refused in a sentence."""

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.services.formats import FORMATS
from tests.cli.conftest import Run, glossator, here
from tests.faults.fuzzing import BEGINNINGS, FUZZ, prepare

__all__ = ["glossator", "here"]

_FEW: Final = {"bytes of any kind": 150, "settings": 150, "query": 250}
"""How many of each are tried here, where it is not as many as of the others; the long run tries more."""


def test_every_format_is_tried() -> None:
    assert set(BEGINNINGS) == {name for name in FORMATS.import_names if FORMATS[name].read_articles is not None}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which things are tried."""
    folder = tmp_path_factory.mktemp("tried")
    prepare(folder)
    return folder


@pytest.mark.parametrize("name", FUZZ)
def test_what_means_harm_is_read_or_refused_in_a_sentence(name: str, tried: Path) -> None:
    @settings(max_examples=_FEW.get(name, 60 if name.startswith("source") else 40))
    @given(data=st.data())
    def trying(data: st.DataObject) -> None:
        FUZZ[name](tried, data)

    trying()


# Names


@pytest.mark.parametrize(
    "name", ["a\x1b[2Jb.txt", "a\nb.txt", "a\u202eb.txt", "a\x9b31mb.txt", "[red]a.txt", "\udcff.txt", "a\rb.txt"]
)
@pytest.mark.parametrize(
    "words",
    [
        ("import", "NAME"),
        ("stats", "--db", "NAME"),
        ("doctor", "--db", "NAME"),
        ("backup", "--db", "NAME"),
        ("restore", "NAME"),
        ("export", "-o", "NAME"),
        ("analyse", "NAME"),
        ("undo", "--db", "NAME/NAME"),
        ("NAME",),
        ("stats", "NAME"),
        ("export", "--format", "NAME"),
    ],
)
def test_a_name_with_control_characters_never_reaches_the_terminal_as_it_is(
    glossator: Run, here: Path, name: str, words: tuple[str, ...]
) -> None:
    for there in (False, True):
        if there:
            (here / name).write_text("The ferry Aurora left Port Selby.", encoding="utf-8")
        ran = glossator(*(word.replace("NAME", name) for word in words))
        for shown in (ran.out.decode("utf-8", "surrogateescape"), ran.err):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", shown), shown
            assert "Traceback" not in shown
