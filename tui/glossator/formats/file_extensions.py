"""What the ending of a file's name says of the format that is to be written to it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from glossator.formats.annotations.annotated import Format
from glossator.formats.unwritable import Unwritable

_USUAL: Final = "csv"
_WRITTEN_OTHERWISE: Final[Mapping[str, str]] = {".htm": ".html", ".markdown": ".md"}
# JSON-LD is JSON, under a name of its own.
_ALSO: Final[Mapping[str, str]] = {"web-annotation": ".json"}
# What programs open by its name alone, and nothing is exported as.
_NEVER: Final = frozenset({".doc", ".docx", ".epub", ".ods", ".odt", ".pdf", ".rtf", ".xls", ".xlsm"})


def format_for(known: Mapping[str, Format], name: str | None, path: Path | None) -> Format:
    """Return the format to write to `path` in, out of the `known` ones by name.

    Args:
        known: every format.
        name: the one that was asked for; None where the name of the file is to say it, if just one format has its
            ending. Else it is the CSV of annotations.
        path: where to; None for standard output.

    Raises:
        Unwritable: when the ending is another format's, so that no program would know what is in the file.
    """
    typed = "" if path is None else path.suffix.lower()
    ending = _WRITTEN_OTHERWISE.get(typed, typed)
    owners = [each.name for each in known.values() if ending and ending == (each.suffix or _several(each))]
    if name is None and len(owners) == 1:
        return known[owners[0]]
    chosen = known[name or _USUAL]
    fits = chosen.name in owners or ending in (_several(chosen), chosen.suffix, _ALSO.get(chosen.name))
    if fits or not (owners or ending in _NEVER):
        return chosen
    place = f"a name that ends in {chosen.suffix}" if chosen.suffix else "a folder, or a name that ends in .zip"
    instead = f"choose the format {_either(owners)} for that, or" if owners else "nor does any other; choose"
    raise Unwritable(f"{path}: the format {chosen.name} makes no {typed}{';' if owners else ','} {instead} {place}.")


def _several(one: Format) -> str:
    """Return the ending of what a format with several files also makes."""
    return ".zip" if one.write_files is not None else ""


def _either(names: list[str]) -> str:
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
