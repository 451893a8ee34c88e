"""A dialog that asks for the language of articles."""

from glossator.domain.languages import language_code, language_name, language_tag
from glossator.ui.screens.prompt import Prompt

_ASKS = "as a tag such as fr, ur or pt-BR; empty to have it detected"


def checked_tag(typed: str) -> str:
    """Return what was typed as a tag of a language; an empty text stays.

    Raises:
        BadLanguage: when it is none.
    """
    return language_tag(typed) if typed.strip() else ""


def language_prompt(of: str, stated: str = "") -> Prompt:
    """Return the dialog that asks for the language of articles, which `of` describes; `stated` is the one now."""
    return Prompt(f"Language of {of}, {_ASKS}", stated, check=checked_tag)


def language_news(language: str, of: str) -> str:
    """Return the message that a language was stated of articles, which `of` describes."""
    return f"Stated {language_name(language_code(language)) if language else 'no language'} for {of}."
