"""A worker that takes documents and answers nothing."""

import sys

sys.stdin.buffer.read()
