import getpass
import re
from dataclasses import fields
from pathlib import Path

import pytest

from glossator.cli.context import SETTING_CHECKS
from glossator.ner.postprocessing import RULES, enabled_rules
from glossator.state.settings import THEMES, BadSettings, Settings, login_name, read_settings
from glossator.ui.widgets.themes import THEMES as MADE


def written(folder: Path, toml: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def reported(folder: Path, toml: str) -> str:
    """Return what is said of bad settings, without where they are and what to do."""
    path = written(folder, toml)
    with pytest.raises(BadSettings) as error:
        read_settings(path, SETTING_CHECKS)
    beginning, _, rest = str(error.value).partition(f"In the settings {path}: ")
    wrong, way_out, end = rest.partition(". Correct or remove that.")
    assert (beginning, bool(way_out), end) == ("", True, "")
    return f"{wrong}."


def test_without_a_file_everything_is_as_it_comes(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings()


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "# nothing yet\n")) == Settings()


def test_the_example_in_the_guide_is_valid(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(analyst = .*?)```", guide, re.DOTALL)
    assert example is not None
    settings = read_settings(written(tmp_path, example[1]), SETTING_CHECKS)
    assert settings.analyst == "Amina"
    assert settings.keys["accept"] == "a z"


def test_what_is_set_counts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'analyst = "Zoë"\ntheme = "nord"\nmodel = "en_core_web_lg"\nmeasure = 60\n[keys]\naccept = "f9 ]"\nundo = ""\n'
        'next_annotation = "f8"\n',
    )
    keys = {"accept": "f9 ]", "undo": "", "next_annotation": "f8"}
    assert read_settings(path) == Settings("Zoë", "nord", "en_core_web_lg", 60, keys)


@pytest.mark.parametrize("measure", [20, 400])
def test_the_measure_may_be_from_20_to_400(tmp_path: Path, measure: int) -> None:
    assert read_settings(written(tmp_path, f"measure = {measure}")).measure == measure


@pytest.mark.parametrize("measure", ["19", "401", "-1", "72.0", '"72"', "[72]", "true"])
def test_any_other_measure_is_refused(tmp_path: Path, measure: str) -> None:
    assert reported(tmp_path, f"measure = {measure}") == "measure must be a number of cells from 20 to 400."


@pytest.mark.parametrize("name", ["analyst", "theme", "model"])
@pytest.mark.parametrize("value", ["1", "true", "[]", "{}", "2026-01-01"])
def test_a_text_that_is_none_is_refused(tmp_path: Path, name: str, value: str) -> None:
    assert reported(tmp_path, f"{name} = {value}") == f"{name} must be a text in quotes."


@pytest.mark.parametrize("toml", ['keys = "a"', "keys = []", "[keys]\naccept = 1", '[keys]\naccept = ["a"]'])
def test_keys_that_are_no_table_of_texts_are_refused(tmp_path: Path, toml: str) -> None:
    assert reported(tmp_path, toml) == "keys must be a table of texts, such as accept = “a”."


def test_keys_that_cannot_be_are_refused_with_the_reason(tmp_path: Path) -> None:
    assert reported(tmp_path, '[keys]\naccept = "x"') == "“x” is bound to both accept and reject."
    assert reported(tmp_path, '[keys]\nfly = "x"') == "unknown command “fly”."


def test_an_unknown_setting_is_reported_with_those_that_there_are(tmp_path: Path) -> None:
    said = reported(tmp_path, 'colour = "red"')
    assert said == f"unknown setting “colour” (available: {', '.join(field.name for field in fields(Settings))})."


def test_rules_that_are_switched_off_do_not_tidy(tmp_path: Path) -> None:
    assert enabled_rules(Settings().tidying) == RULES
    path = written(tmp_path, "[tidying]\nleading_article = false\nother_mentions = true\n")
    assert enabled_rules(read_settings(path).tidying) == tuple(name for name in RULES if name != "leading_article")


@pytest.mark.parametrize("toml", ["tidying = false", "tidying = []", '[tidying]\nleading_article = "no"'])
def test_tidying_that_is_no_table_of_true_and_false_is_refused(tmp_path: Path, toml: str) -> None:
    assert reported(tmp_path, toml) == "tidying must be a table of true and false, such as leading_article = false."


def test_a_rule_that_is_not_there_is_reported_with_those_that_there_are(tmp_path: Path) -> None:
    said = reported(tmp_path, "[tidying]\nsweeping = false")
    assert said == f"unknown rule “sweeping” in tidying (available: {', '.join(RULES)})."


def test_a_recogniser_for_a_language_is_named_by_its_code(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, '[models]\nfr = "fr_core_news_md"\nur = "lexicon"'), SETTING_CHECKS)
    assert settings.models == {"fr": "fr_core_news_md", "ur": "lexicon"}


@pytest.mark.parametrize("toml", ['models = "fr"', "models = []", "[models]\nfr = 1", '[models]\nfr = ["a"]'])
def test_models_that_are_no_table_of_texts_are_refused(tmp_path: Path, toml: str) -> None:
    assert reported(tmp_path, toml) == "models must be a table of texts, such as fr = “fr_core_news_md”."


@pytest.mark.parametrize("tag", ["french", "fr-CA", "FR", "fra", "und", '""'])
def test_what_is_no_code_of_a_language_is_refused(tmp_path: Path, tag: str) -> None:
    said = reported(tmp_path, f'[models]\n{tag} = "a"')
    assert said.endswith("in models is no language; write its code in small letters, such as fr, ur or es.")


@pytest.mark.parametrize(
    "content",
    [
        *(b"analyst = ", b"\xff\xfe", b'analyst = "a"\nanalyst = "b"', b"\x00\x1b[2J", b"measure = " + b"9" * 9_000),
        *(b"a = " + b"[" * 100_000, b"a = " + b"{b = " * 100_000, b"#" * 1_000_001),
    ],
    ids=lambda content: str(content[:12]),
)
def test_what_is_no_toml_is_reported_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(BadSettings) as error:
        read_settings(path)
    assert str(error.value).startswith(f"The settings in {path} cannot be read (")
    assert str(error.value).endswith("). Correct or remove the file.")


def test_what_is_not_wrong_holds(tmp_path: Path) -> None:
    path = written(tmp_path, 'analyst = "Mira"\nmeasure = 1\ncolour = 1\ntheme = "nord"\n[keys]\naccept = "x"\n')
    with pytest.raises(BadSettings, match=r"measure .*; unknown setting “colour” .*; “x” is bound to") as error:
        read_settings(path, SETTING_CHECKS)
    assert error.value.usable == Settings("Mira", "nord")


def test_of_settings_that_cannot_be_read_none_holds(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as error:
        read_settings(written(tmp_path, 'analyst = "Mira"\n['))
    assert error.value.usable == Settings()


def test_a_folder_in_the_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings(tmp_path)


def test_the_themes_of_the_settings_are_those_that_the_program_brings() -> None:
    assert tuple(theme.name for theme in MADE) == THEMES
    assert Settings().theme in THEMES


def test_the_login_name_counts_where_the_system_knows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    assert login_name() == "ann"


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_where_the_system_knows_no_name_there_is_still_one(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def nobody() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert login_name() == "analyst"
