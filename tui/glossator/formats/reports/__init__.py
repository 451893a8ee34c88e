"""Reports to read and print, as HTML with charts and as Markdown; listed in `formats.registry`."""
