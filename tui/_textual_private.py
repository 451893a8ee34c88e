"""The one place that reaches into what Textual does not promise to keep. Each use has a test."""

from textual.app import App


def write_to_terminal(app: App[object], sequence: str) -> bool:
    """Send a control sequence to the terminal as it is, and say whether there is a terminal to send it to."""
    driver = app._driver
    if driver is None:
        return False
    driver.write(sequence)
    return True
