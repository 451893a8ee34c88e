"""Work whose outcome the next key is meant for: keys typed ahead of it wait until it is done."""

from typing import Final

LISTING: Final = "listing"
FINDING: Final = "finding"
NEXT: Final = "looking for the next"
RECOGNITION: Final = "recognition"
"""The group of recognition in the open article, which no key waits for."""
AWAITED: Final = frozenset({LISTING, FINDING, NEXT})
"""The groups of such work, as Textual’s workers name them."""
