"""Commands as Textual's bindings."""

from textual.binding import Binding

from glossator.ui.commands import COMMANDS, Where, spoken


def bindings(where: Where) -> list[Binding]:
    """Return the bindings of the commands whose keys work there, each with its command's id, for the user's keymap."""
    return [
        Binding(
            ",".join(command.keys),
            command.id,
            command.title,
            show=command.footer,
            key_display=spoken(command.keys[0]) if command.keys else None,
            tooltip=command.help,
            id=command.id,
            # Such keys are acted on in the order they come, each before the next is looked at: what a slow line
            # delivers at once, as “t” and the letters of a tag, must not be taken apart.
            priority=True,
        )
        for command in COMMANDS
        if command.where is where
    ]
