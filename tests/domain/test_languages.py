import pytest

from glossator.domain.languages import BadLanguage, is_language_tag, language_code, language_name, language_tag


@pytest.mark.parametrize(
    ("typed", "tag"), [("fr", "fr"), (" FR ", "fr"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW")]
)
def test_a_tag_is_stored_with_hyphens_and_a_small_language(typed: str, tag: str) -> None:
    assert language_tag(typed) == tag


@pytest.mark.parametrize("typed", ["", " ", "f", "French", "fr fr", "fr-", "-fr", "fr-toolongsubtag", "fr\n", "1r"])
def test_what_is_no_tag_is_refused(typed: str) -> None:
    assert not is_language_tag(typed)
    if typed.strip() != "fr":
        with pytest.raises(BadLanguage, match="Write one such as fr"):
            language_tag(typed)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-BR", "pt"), ("FRA", "fr"), ("ger", "de"), ("no", "nb"), ("nn", "nn"), ("grc", "grc"), ("", ""), ("und", "")],
)
def test_the_code_of_a_tag_has_two_letters_where_there_are_such(tag: str, code: str) -> None:
    assert language_code(tag) == code


def test_a_language_without_a_name_has_its_code() -> None:
    assert [language_name(code) for code in ("ur", "nb", "grc", "")] == ["Urdu", "Norwegian", "grc", ""]
