"""`python -m glossator.cli` is the same as `glossator`."""

import sys

from glossator.cli import main

sys.exit(main())
