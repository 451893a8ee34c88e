"""`python -m glossator` is the same as the command `glossator`."""

import sys

from glossator.cli import main

sys.exit(main())
