"""A folder, a home and an article for each journey, and the program started in them."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

import pytest

from tests.journeys.fork_server import Server, fork_server
from tests.journeys.ready import ARTICLE, make_ready
from tests.journeys.terminal import REPOSITORY, Terminal

# Has a module that the interpreter imports when it starts.
_WATCH: Final = Path(__file__).with_name("watch")


class Start(Protocol):
    """Starts the program with these arguments, as `Terminal` does; `variables` add to its environment."""

    def __call__(
        self,
        *arguments: str | Path,
        columns: int = 120,
        lines: int = 40,
        before: Callable[[], None] | None = None,
        **variables: str,
    ) -> Terminal: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The empty folder that the program is started in."""
    made = tmp_path / "desk"
    made.mkdir()
    return made


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The whole environment of the program."""
    return terminal_environment(tmp_path / "home")


def terminal_environment(home: Path) -> dict[str, str]:
    """Return an environment with a new home of its own, a terminal that can do what most can, and no network."""
    home.mkdir()
    return {
        "PYTHONPATH": str(_WATCH),
        "WATCHED": str(home.with_name("connections.txt")),
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "STATE", "DATA", "CACHE")},
        "LANG": "C.UTF-8",
        "LOGNAME": "ann",
        "USER": "ann",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What forks the program."""
    environment = terminal_environment(tmp_path_factory.mktemp("server") / "home")
    with fork_server(
        {**environment, "PYTHONPATH": os.pathsep.join((environment["PYTHONPATH"], str(REPOSITORY)))}
    ) as one:
        yield one


@pytest.fixture
def start(folder: Path, environment: dict[str, str], server: Server) -> Iterator[Start]:
    """Starts the program, and ends what has not ended by itself."""
    started: list[Terminal] = []

    def starting(
        *arguments: str | Path,
        columns: int = 120,
        lines: int = 40,
        before: Callable[[], None] | None = None,
        **variables: str,
    ) -> Terminal:
        terminal = Terminal(
            arguments,
            folder=folder,
            environment=environment | variables,
            columns=columns,
            lines=lines,
            before=before,
            server=server,
        )
        started.append(terminal)
        return terminal

    yield starting
    for terminal in started:
        terminal.kill()
    tries = Path(environment["WATCHED"])
    assert not tries.exists(), f"the program tried to reach the network: {tries.read_text('utf-8')}"


@pytest.fixture
def article(folder: Path) -> Path:
    """The article, in the folder that the program is started in."""
    return Path(shutil.copy(ARTICLE, folder))


@pytest.fixture
def ready(folder: Path) -> Path:
    """A workspace with the article, which the default pipeline is said to have read; so nothing has to be loaded."""
    path = folder / "annotations.db"
    make_ready(path)
    return path


@pytest.fixture
def settings(environment: dict[str, str]) -> Callable[[str], None]:
    """Writes the user's settings."""

    def write(toml: str) -> None:
        path = Path(environment["XDG_CONFIG_HOME"], "glossator", "settings.toml")
        path.parent.mkdir(parents=True)
        path.write_text(toml, encoding="utf-8")

    return write
