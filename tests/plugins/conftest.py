"""The example plugin, installed as pip does it; plugins that a test makes; and the program that finds them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

import pytest

from tests.cli.conftest import Ran, run_process
from tests.journeys.conftest import Start, article, environment, folder, ready, settings, start
from tests.journeys.terminal import REPOSITORY

__all__ = ["Start", "article", "environment", "folder", "ready", "settings", "start"]

EXAMPLE: Final = Path(__file__).with_name("example")


@pytest.fixture
def server() -> None:
    """Nothing: a program that looks for plugins is started with an interpreter of its own."""


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the example is installed in."""
    target = tmp_path_factory.mktemp("example")
    offline = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
    subprocess.run([sys.executable, "-m", "pip", "install", *offline, "--target", target, EXAMPLE], check=True)
    return target


class Glossator(Protocol):
    """Runs a command line, with plugins, as a process of its own."""

    def __call__(self, *words: str | Path, plugins: Path | None = None) -> Ran: ...


@pytest.fixture
def glossator(folder: Path, environment: Mapping[str, str]) -> Glossator:
    """Runs a command line in `folder`."""

    def run(*words: str | Path, plugins: Path | None = None) -> Ran:
        paths = [str(REPOSITORY), *([str(plugins)] if plugins else [])]
        return run_process(*words, env={**environment, "PYTHONPATH": os.pathsep.join(paths)}, cwd=folder)

    return run


class Install(Protocol):
    """Makes a plugin with this code, and returns the folder that it is installed in."""

    def __call__(self, code: str, name: str = "broken", value: str = "") -> Path: ...


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Makes plugins in one folder."""
    target = tmp_path / "plugins"

    def installing(code: str, name: str = "broken", value: str = "") -> Path:
        info = target / f"glossator_{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: glossator-{name}\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[glossator]\n{name} = {value or f'glossator_{name}'}\n", "utf-8")
        (target / f"glossator_{name}.py").write_text(
            f'import pluggy\n\nhookimpl = pluggy.HookimplMarker("glossator")\n{code}\n', "utf-8"
        )
        return target

    return installing
