"""The process itself: worker processes, signals, garbage collection, crash reports, files and environment.

Imports only the standard library; every room may import it.
"""
