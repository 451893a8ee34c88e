"""Where one is: the reader, and what opens over it."""
