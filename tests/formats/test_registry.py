"""The registry: its lines say what its formats do, and cost nothing until one is used."""

import subprocess
import sys
from dataclasses import replace

import pytest

from glossator.formats import registry
from glossator.formats.detection import detect
from glossator.formats.file_head import FileHead
from glossator.formats.registry import LazyFormat, Registry
from glossator.formats.spec import Format
from glossator.services.formats import FORMATS

PLAIN = FORMATS["plain"]


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_line_says_what_its_format_does(name: str) -> None:
    found = FORMATS[name]
    assert found.name == name
    assert (name in FORMATS.import_names) == found.can_import
    assert (name in FORMATS.export_names) == found.can_export
    assert found.can_import or found.can_export


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_format_is_consistent(name: str) -> None:
    found = FORMATS[name]
    assert found.write is None or found.write_files is None
    assert not found.packed or (found.write_files is not None and found.suffixes)
    assert found.read_lines is None or found.read_annotations is not None
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in found.suffixes)
    assert found.can_export or not (found.lacks or found.is_extract)
    assert found.sniff is not None or found.suffixes or not found.can_import


def test_names_are_known_without_importing_a_format() -> None:
    code = (
        "import sys; from glossator.services.formats import FORMATS;"
        "assert FORMATS.import_names and FORMATS.export_names;"
        "print(*sorted(name for name in sys.modules if name.startswith(('glossator.', 'spacy', 'textual', 'lxml'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == [
        "glossator.formats",
        "glossator.formats.registry",
        "glossator.plugins",
        "glossator.runtime",
        "glossator.runtime.entry_points",
        "glossator.services",
        "glossator.services.formats",
    ]


def test_formats_of_others_are_added_to_a_registry_of_its_own() -> None:
    mine = Format(name="mine", title="mine", suffixes=(".mine",), read_articles=PLAIN.read_articles)
    wider = registry.FORMATS.with_formats([mine])
    assert wider["mine"] is mine
    assert wider.import_names == (*registry.FORMATS.import_names, "mine")
    assert "mine" not in registry.FORMATS
    assert detect(FileHead("x.mine", b"A text."), wider.values()).format is mine


def test_two_formats_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two formats “plain”"):
        FORMATS.with_formats([replace(PLAIN, title="mine")])
    with pytest.raises(ValueError, match="two formats"):
        Registry([LazyFormat("a", "x:A"), LazyFormat("a", "x:B")])
