"""The program's own themes. Textual's are there as well."""

from typing import Final

from textual.theme import Theme

THEMES: Final = (
    Theme(
        name="glossator-dark",
        primary="#7aa2c9",
        secondary="#a3b8cc",
        accent="#e0b15c",
        foreground="#dcd7cc",
        background="#16181c",
        surface="#1c1f24",
        panel="#262a31",
        success="#7fb58a",
        warning="#e0b15c",
        error="#e2766d",
        dark=True,
        variables={
            "footer-background": "#16181c",
            "footer-description-foreground": "#98a0aa",
            "footer-key-foreground": "#e0b15c",
            "footer-key-background": "#16181c",
            "footer-description-background": "#16181c",
            "footer-item-background": "#16181c",
        },
    ),
    Theme(
        name="glossator-light",
        primary="#2f5f8f",
        secondary="#4a6378",
        accent="#8a5a00",
        foreground="#24211c",
        background="#fbf9f4",
        surface="#f3f0e8",
        panel="#e7e2d6",
        success="#2f6f45",
        warning="#8a5a00",
        error="#a8322a",
        dark=False,
        variables={
            "footer-background": "#fbf9f4",
            "footer-description-foreground": "#5b564c",
            "footer-key-foreground": "#8a5a00",
            "footer-key-background": "#fbf9f4",
            "footer-description-background": "#fbf9f4",
            "footer-item-background": "#fbf9f4",
        },
    ),
    Theme(
        name="glossator-contrast",
        primary="#6cc4ff",
        secondary="#ffffff",
        accent="#ffd84d",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        success="#7dff9b",
        warning="#ffd84d",
        error="#ff8f85",
        dark=True,
        variables={
            "footer-background": "#000000",
            "footer-description-foreground": "#ffffff",
            "footer-key-foreground": "#ffd84d",
            "footer-key-background": "#000000",
            "footer-description-background": "#000000",
            "footer-item-background": "#000000",
        },
    ),
)
