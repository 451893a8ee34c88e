"""Files of the user outside the workspace: settings, reading positions, read status and unsaved notes.

The settings file is only read; the rest are conveniences in the state folder, which the program can do without. May
import `domain`, `text` and `runtime`; `ui` and `cli` import it.
"""
