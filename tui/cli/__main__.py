"""`python -m tui.cli` is the same as `glossator`."""

import sys

from tui.cli import main

sys.exit(main())
