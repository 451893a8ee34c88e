"""The tables, indexes, triggers and views of a workspace, and the migrations that make them.

Imports nothing else of the store but `errors`; all of the store may import it.
"""

from typing import Final

SCHEMA_VERSION: Final = 11
"""The number of migrations, also where `migrations` itself, which needs sqlite-utils, is not imported."""
