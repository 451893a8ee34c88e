"""The program as the journeys start it."""

from tests.journeys.conftest import article, environment, folder, ready, settings, start
from tests.store.conftest import other, scene

__all__ = ["article", "environment", "folder", "other", "ready", "scene", "settings", "start"]
