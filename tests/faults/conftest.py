"""The program as the journeys start it."""

from tests.journeys.conftest import article, environment, folder, ready, settings, start

__all__ = ["article", "environment", "folder", "ready", "settings", "start"]
