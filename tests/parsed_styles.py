"""Stylesheets that are parsed once for all apps of a run of the tests, which would each parse the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules


@contextmanager
def parsed_once() -> Iterator[None]:
    """Have each stylesheet parsed once with the same variables; what is parsed is never changed."""
    known: dict[tuple[Any, ...], list[RuleSet]] = {}

    def rules(stylesheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
        key = *source, *more.items(), *stylesheet._variables.items()
        if key not in known:
            known[key] = _parse(stylesheet, *source, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", rules)
        yield
