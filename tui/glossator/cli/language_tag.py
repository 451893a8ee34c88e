"""The type of options and arguments that are the tag of a language."""

from typing import Any

import click


class LanguageTag(click.ParamType[str]):
    """A tag of a language, such as fr or pt-BR; an empty text is none."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the tag as it is stored."""
        from glossator.domain.languages import BadLanguage, language_tag

        try:
            return language_tag(str(value)) if value else ""
        except BadLanguage as error:
            self.fail(str(error), param, ctx)
