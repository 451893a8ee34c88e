"""The recogniser ships: names after the letters that ships have before theirs."""

import re
from collections.abc import Sequence

from glossator.ner.recogniser import FoundEntity

SHIP = re.compile(r"\b(?:HMS|MS|MV|SS) ([A-Z]\w+(?: [A-Z]\w+)*)")


class Ships:
    """Finds ships. Whatever takes long to load is loaded by the first `suggest`."""

    name = "ships"
    version = "1"

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the ships in each text."""
        return [[FoundEntity(*ship.span(1), "SHIP", score=0.9) for ship in SHIP.finditer(text)] for text in texts]
