"""The command line: it opens the reader, or runs one command without a screen.

Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage. Imports every
room; nothing imports it. A command imports its module only when it runs.
"""

import io
import os
import sys
from collections.abc import Sequence

import click

from glossator.cli.output import print_message
from glossator.cli.program import COMPLETING, run, suggest_command
from glossator.plugins import plugin_news

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of the process when None) and return the exit code."""
    if (instruction := os.environ.get(COMPLETING)) is not None:
        from glossator.cli.completion import complete

        return complete(instruction)
    words = list(sys.argv[1:] if argv is None else argv)
    if (slip := suggest_command(words)) is not None:
        print_message(f"glossator: {slip[0]}: no such file or folder; did you mean “glossator {slip[1]}”?")
        return 1
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Print titles that the terminal's encoding cannot represent.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = run(words)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        return _report_usage(error)
    except click.ClickException as error:
        # Only commands of plugins raise others.
        print_message(f"glossator: {error.format_message()}")
        return error.exit_code
    except BrokenPipeError:
        # Standard output was closed, as by head.
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        reason = error.strerror or error
        print_message(f"glossator: the output cannot be written ({reason}). Free some space, or write it elsewhere.")
        return 1
    except KeyboardInterrupt:
        print_message("glossator: interrupted; what was done so far is saved.")
        return 130
    except Exception as error:
        print_message(f"glossator: {_explain(error)}")
        return 1
    finally:
        for problem in plugin_news():
            print_message(f"glossator: {problem}")
    return code


def _report_usage(error: click.UsageError) -> int:
    """Print what is wrong with the command line on one line, and return the exit code."""
    command = error.ctx.command_path if error.ctx is not None else "glossator"
    message = error.format_message()
    end = "" if message.endswith((".", "?")) else "."
    print_message(f"{command}: {message[:1].lower()}{message[1:]}{end} See “{command} --help”.")
    return 2


def _explain(error: Exception) -> str:
    """Return the message for an error; that of the program's own is a sentence already."""
    # Imported here because most commands end without an error.
    from glossator.cli.errors import CommandError
    from glossator.state.settings import BadSettings
    from glossator.store.errors import StoreError

    if isinstance(error, (StoreError, BadSettings, CommandError)):
        return str(error)
    from glossator.runtime.crash_report import report_crash
    from glossator.state.locations import state_folder

    return report_crash(state_folder(), error)


def _drop_output() -> None:
    """Discard buffered output, so that the interpreter does not try to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
