"""The keys of the reader on a page to print, as HTML that needs no other file."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from glossator.ui.commands import key_label

if TYPE_CHECKING:
    from glossator.ui.commands import Command

# Three columns on paper and on a wide screen; a group is split only if it is longer than a column.
_STYLE: Final = """
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { max-width: 190mm; margin: 0 auto; padding: 6mm; color: #111; background: #fff;
  font: 9.3pt/1.42 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif }
h1 { margin: 0 0 5mm; font-size: 17pt; font-weight: 600; line-height: 1.2 }
main { columns: 3; column-gap: 7mm }
section { margin: 0 0 5mm; break-inside: avoid }
h2 { margin: 0 0 1.2mm; padding-bottom: 0.6mm; border-bottom: 0.6pt solid #999; font-size: 9.3pt; font-weight: 600;
  break-after: avoid }
dl { margin: 0 }
dl div { display: flex; gap: 2.4mm; break-inside: avoid }
dt { flex: 0 0 19mm; text-align: right }
dd { flex: 1; margin: 0 }
kbd { font: 600 0.86em "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: nowrap }
kbd + kbd { margin-left: 0.4em }
@media print { body { max-width: none; padding: 0 } }
@media screen and (max-width: 150mm) { main { columns: 1 } }
"""


def key_sheet(commands: "Iterable[Command[Any]]") -> str:
    """Return a page with the commands that have keys, below the headings of their groups in order of appearance."""
    bound = [command for command in commands if command.keys]
    order = {group: place for place, group in enumerate(dict.fromkeys(command.group for command in bound))}
    groups = groupby(sorted(bound, key=lambda command: order[command.group]), key=lambda command: command.group)
    sections = "".join(_section(group, members) for group, members in groups)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Keys of Glossator</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>Keys of Glossator</h1>\n<main>\n{sections}</main>\n</body>\n</html>\n"
    )


def _section(group: str, commands: "Iterable[Command[Any]]") -> str:
    rows = "".join(
        f"<div><dt>{' '.join(f'<kbd>{escape(key_label(key))}</kbd>' for key in command.keys)}</dt>"
        f"<dd>{escape(command.title)}</dd></div>\n"
        for command in commands
    )
    return f"<section>\n<h2>{escape(group)}</h2>\n<dl>\n{rows}</dl>\n</section>\n"
