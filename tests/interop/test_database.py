"""The workspace itself, opened by the programs that one would look into a database with."""

import asyncio
import json
import subprocess
import sys

import pytest

from glossator.services.datasette_metadata import QUERIES, metadata
from tests.interop.given import installed
from tests.store.scene import Scene


def test_sqlite_utils_reads_the_rows_of_the_csv(scene: Scene) -> None:
    asked = [sys.executable, "-m", "sqlite_utils", "rows", str(scene.path), "flat"]
    rows = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    assert {row["quote"] for row in rows} == {"Aurora", "Port Selby", "Mira Okafor", "nine hours"}
    assert {row["tags"] for row in rows} == {None, "people/crew"}


def test_datasette_serves_the_view_and_the_tables(scene: Scene) -> None:
    app = pytest.importorskip("datasette.app", reason=installed("datasette"))

    name = scene.path.stem

    async def ask() -> tuple[int, list[dict[str, object]], int]:
        served = app.Datasette([str(scene.path)])
        await served.invoke_startup()
        flat = await served.client.get(f"/{name}/flat.json?_shape=array&status=accepted")
        page = await served.client.get(f"/{name}/annotations")
        return flat.status_code, flat.json(), page.status_code

    status, rows, page = asyncio.run(ask())
    assert (status, page) == (200, 200)
    assert {row["quote"] for row in rows} == {"Mira Okafor", "nine hours"}


def test_datasette_shows_the_descriptions_and_runs_the_queries(scene: Scene) -> None:
    app = pytest.importorskip("datasette.app", reason=installed("datasette"))

    name = scene.path.stem

    async def ask() -> tuple[str, dict[str, int]]:
        served = app.Datasette([str(scene.path)], metadata=metadata(name))
        await served.invoke_startup()
        page = await served.client.get(f"/{name}/annotations")
        asked = {query: await served.client.get(f"/{name}/{query}?label=GPE&tag=people&entity=a") for query in QUERIES}
        return page.text, {query: answer.status_code for query, answer in asked.items()}

    page, statuses = asyncio.run(ask())
    assert "<dt>paragraph</dt>" in page
    assert set(statuses.values()) == {200}, statuses
