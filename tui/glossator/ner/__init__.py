"""spaCy: text in, suggestions out, a piece at a time. The one room that imports it, and only when there is work."""
