"""The program on the page on recognisers, with a server that answers as a model does."""

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

from glossator.cli.context import SETTING_CHECKS
from glossator.ner.pipelines import NoPipeline
from glossator.ner.program_recogniser import ProgramRecogniser
from glossator.ner.programs import ConfiguredProgram
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.state.settings import read_settings
from tests.journeys.terminal import REPOSITORY

SCRIPT: Final = REPOSITORY / "docs" / "local_model.py"
LABELS: Final = (("GPE", "Countries and cities"), ("ORG", ""))


class Server(HTTPServer):
    """A chat server on this computer, that answers each text in turn, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.said: list[str] = []
        self.asked: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/chat/completions"


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        said = self.server.said.pop(0)
        body = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
        self.send_response(200 if said else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (as the base class has it)
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def recogniser(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProgramRecogniser]:
    monkeypatch.setenv("no_proxy", "*")
    made = ProgramRecogniser(
        ConfiguredProgram("local", (sys.executable, str(SCRIPT), server.address, "tiny"), 60, LABELS)
    )
    yield made
    made.close()


def test_it_finds_what_the_model_quotes_at_each_of_its_places(recogniser: ProgramRecogniser, server: Server) -> None:
    quoted = [{"quote": "Lumen", "label": "GPE"}, {"quote": "Atlantis", "label": "GPE"}]
    server.said = [f"Here they are:\n```json\n{json.dumps(quoted)}\n```", "[]"]
    recogniser.greet()
    assert recogniser.suggest(["From Lumen to Lumen.", "Rain."]) == [
        [FoundEntity(5, 10, "GPE"), FoundEntity(14, 19, "GPE")],
        [],
    ]
    assert recogniser.take_dropped() == 1
    name, _, version = recogniser.version.partition(" ")
    assert (name, len(version)) == ("tiny", 12)
    assert [each["model"] for each in server.asked] == ["tiny", "tiny"]
    system, user = server.asked[0]["messages"]
    assert "GPE: Countries and cities\nORG: " in system["content"]
    assert user == {"role": "user", "content": "From Lumen to Lumen."}


@pytest.mark.parametrize("said", ["", "I cannot do that.", '[{"words": "Lumen"}]', "[5]"])
def test_an_answer_that_it_cannot_use_is_reported(recogniser: ProgramRecogniser, server: Server, said: str) -> None:
    server.said = [said]
    with pytest.raises(PipelineStopped, match=r"^The recogniser local reports: http://127\.0\.0\.1:\d+/v1/chat/"):
        recogniser.suggest(["From Lumen."])


def test_its_version_depends_on_the_labels(server: Server) -> None:
    versions = set()
    for labels in ((), LABELS):
        made = ProgramRecogniser(
            ConfiguredProgram("local", (sys.executable, str(SCRIPT), server.address, "tiny"), 60, labels)
        )
        made.greet()
        versions.add(made.version)
        made.close()
    assert len(versions) == 2


def test_without_its_arguments_it_is_no_recogniser() -> None:
    made = ProgramRecogniser(ConfiguredProgram("local", (sys.executable, str(SCRIPT)), 60))
    with pytest.raises(NoPipeline, match=r"has ended with exit code 1 \(TypeError: main\(\) missing 2 required"):
        made.greet()


def test_the_page_has_the_program_as_it_is_and_settings_that_are_right(tmp_path: Path) -> None:
    page = Path(REPOSITORY / "docs" / "recognisers.md").read_text("utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text(page.partition("```toml\n")[2].partition("```")[0], "utf-8")
    assert read_settings(settings, SETTING_CHECKS).recognisers["local"]["timeout"] == 300
    assert f"```python\n{SCRIPT.read_text('utf-8')}```\n" in page
