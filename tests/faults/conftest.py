"""The program as the journeys start it."""

from tests.journeys.conftest import article, environment, folder, ready, server, settings, start
from tests.store.conftest import other

__all__ = ["article", "environment", "folder", "other", "ready", "server", "settings", "start"]
