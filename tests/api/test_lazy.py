"""What `import glossator` imports: nothing that it does not need at once."""

import subprocess
import sys
from pathlib import Path

import griffe
import pytest

import glossator
from docs.api import SOURCE

# What an interpreter imports by itself depends on the environment, so it is measured, too.
_NOTHING = "import sys; print(*sys.modules)"


def modules_after(statement: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", statement], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


def test_importing_the_package_imports_no_other_module() -> None:
    assert modules_after(f"import glossator; {_NOTHING}") - modules_after(_NOTHING) == {"glossator"}


def test_reading_a_workspace_imports_neither_the_screen_nor_spacy_nor_what_writes(here: Path) -> None:
    reading = (
        "import glossator\n"
        "with glossator.open('annotations.db', 'ann') as w:\n"
        "    assert [*w.annotations('label:GPE')] and [*w.articles()] and w.tags() and w.labels()\n"
        "    assert [*w.search('Selby')] and w.history() and w.entities() == []\n"
    )
    seen = modules_after(f"{reading}{_NOTHING}")
    assert "glossator.store.workspace" in seen
    assert {name.partition(".")[0] for name in seen} & {"textual", "rich", "spacy", "sqlite_utils", "pandas"} == set()
    assert not {name for name in seen if name.startswith(("glossator.ui", "glossator.cli", "glossator.services"))}


def test_every_public_name_is_there_and_is_what_type_checkers_see() -> None:
    package = griffe.load("glossator", search_paths=[SOURCE], allow_inspection=False)
    declared = {
        name: member.target_path
        for name, member in package.members.items()
        if isinstance(member, griffe.Alias) and member.is_imported is not False
    }
    for name in set(glossator.__all__) - {"__version__"}:
        found = getattr(glossator, name)
        assert declared.pop(name) == f"{found.__module__}.{found.__qualname__}", name
    assert declared == {}
    assert set(glossator.__all__) <= set(dir(glossator))


def test_a_name_that_is_not_public_is_reported_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'glossator' has no attribute 'Anotation'"):
        _ = glossator.Anotation  # type: ignore[attr-defined]  # type checkers report it, too


def test_types_are_shipped() -> None:
    assert Path(glossator.__file__).with_name("py.typed").is_file()
