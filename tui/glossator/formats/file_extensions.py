"""Choosing the format to export in from the suffix of the file's name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from glossator.formats.errors import Unwritable
from glossator.formats.spec import Format

_USUAL: Final = "csv"
# Suffixes that name formats which cannot be exported.
_NEVER: Final = frozenset({".doc", ".docx", ".epub", ".ods", ".odt", ".pdf", ".rtf", ".xls", ".xlsm"})


def format_for(known: Mapping[str, Format], name: str | None, path: Path | None) -> Format:
    """Return the format to export to `path` in.

    Args:
        known: all formats, by name.
        name: of the wanted format; None to choose the only one with the suffix of `path`, else the CSV of annotations.
        path: of the file; None for standard output.

    Raises:
        Unwritable: when the suffix is that of another format.
    """
    typed = "" if path is None else path.suffix.lower()
    usual = [each.name for each in known.values() if typed and typed == (each.suffix or _several(each))]
    owners = usual or [each.name for each in known.values() if each.suffix and typed in each.suffixes]
    if name is None and len(owners) == 1:
        return known[owners[0]]
    chosen = known[name or _USUAL]
    fits = chosen.name in owners or typed in (_several(chosen), *chosen.suffixes)
    if fits or not (owners or typed in _NEVER):
        return chosen
    place = f"a name that ends in {chosen.suffix}" if chosen.suffix else "a folder, or a name that ends in .zip"
    instead = f"the format {_either(owners)}, or " if owners else ""
    raise Unwritable(f"{path}: the format {chosen.name} cannot be written to a {typed} file. Choose {instead}{place}.")


def _several(one: Format) -> str:
    """Return the suffix of the archive that a format with several files may be written to."""
    return ".zip" if one.write_files is not None else ""


def _either(names: list[str]) -> str:
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
