"""The terminal: its driver, its clipboard, and the uses of Textual's private attributes.

Only `ui` and this room import Textual; `ui` imports it.
"""
