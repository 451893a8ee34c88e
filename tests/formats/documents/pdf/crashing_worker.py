"""A worker that ends with the first document."""

import os

os._exit(11)
