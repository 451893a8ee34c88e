"""The tests."""

import os

# Before Textual is imported: as often as the program has it painted.
os.environ.setdefault("TEXTUAL_FPS", "240")
