"""The examples in the docstrings, each in a fresh workspace, and that the page and the signatures are up to date."""

import builtins
import doctest
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import griffe
import pytest

import glossator
from docs.api import PAGE, attributes, is_error, methods, page, public
from tests.api.signatures import SNAPSHOT, signatures


def _examples() -> Iterator[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    yield from finder.find(glossator, "glossator", extraglobs={})
    for name in ("open", "Workspace"):
        yield from finder.find(getattr(glossator, name), f"glossator.{name}")


_EXAMPLES = list(_examples())
_REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_true(example: doctest.DocTest, opened: glossator.Workspace) -> None:
    said: list[str] = []
    example.globs = {"workspace": opened}
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert said == []


def test_the_example_of_the_readme_runs_with_the_sample_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(_REPOSITORY / "annotations.db", tmp_path)
    monkeypatch.chdir(tmp_path)
    written = (_REPOSITORY / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import glossator\n.*?)```", written, re.DOTALL)
    exec(code, {})
    said = capsys.readouterr().out
    assert "PERSON" in said
    assert re.search(r"^[1-9]\d* accepted$", said, re.MULTILINE)


def test_most_methods_have_an_example() -> None:
    workspace = public()["Workspace"]
    assert isinstance(workspace, griffe.Class)
    named = {example.name.rpartition(".")[2] for example in _EXAMPLES}
    assert {"glossator", "open", "annotations", "to_pandas", "accept", "import_files", "analyse"} <= named
    assert len(named & set(methods(workspace))) > len(methods(workspace)) / 2


def test_every_parameter_is_described_where_any_is() -> None:
    workspace = public()["Workspace"]
    assert isinstance(workspace, griffe.Class)
    for name, method in methods(workspace).items():
        sections = method.docstring.parsed if method.docstring else []
        assert sections, name
        for section in sections:
            if isinstance(section, griffe.DocstringSectionParameters):
                described = [item.name for item in section.value]
                assert described == [each.name for each in method.parameters if each.name != "self"], name


def test_the_page_is_that_of_the_docstrings() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m docs.api writes it"


def test_the_signatures_are_those_that_users_rely_on() -> None:
    known = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    now = signatures()
    changed = {
        name: (signature, now.get(name, "removed")) for name, signature in known.items() if now.get(name) != signature
    }
    assert changed == {}, "this breaks users' code; if it is meant, python -m tests.api.signatures writes the snapshot"
    assert now == known, "new names; python -m tests.api.signatures writes the snapshot"


def test_every_type_in_a_signature_is_public() -> None:
    named = set(re.findall(r"(?:\w+\.)?[A-Z]\w*[a-z]\w*", " ".join(signatures().values())))
    elsewhere = {"Callable", "Iterable", "Iterator", "Literal", "Path", "os.PathLike", "None", "True", "False"}
    of_packages = {"pd.DataFrame", "pl.DataFrame", "Doc", "Language"}
    assert {name for name in named if not hasattr(builtins, name)} - elsewhere - of_packages <= set(glossator.__all__)


def test_errors_and_values_are_told_apart() -> None:
    assert is_error("Missing")
    assert not is_error("Annotation")
    assert list(attributes(_class("Span"))) == ["start", "end"]


def _class(name: str) -> griffe.Class:
    found = public()[name]
    assert isinstance(found, griffe.Class)
    return found


def test_the_page_has_a_section_for_every_public_name() -> None:
    written = PAGE.read_text(encoding="utf-8")
    for name in set(glossator.__all__) - {"__version__"}:
        assert re.search(rf"^(#+ (glossator\.)?{name}$|\| `{name}` \|)", written, re.MULTILINE), name
