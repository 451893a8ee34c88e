"""The terminal interface: the application, its commands, screens and widgets.

May import every room except cli; only cli imports it. Apart from terminal, no other room imports Textual.
"""
