"""The command line: the reader, and the same work without a screen.

Results go to standard output, talk to standard error. Exit codes: 0 done, 1 refused or failed with one sentence,
2 wrong usage.
"""

import io
import os
import sys
from collections.abc import Sequence

from glossator.cli.actions import action_of
from glossator.cli.arguments import build_parser, command_name, suggest_command
from glossator.cli.context import CommandError, Context, context_for
from glossator.cli.tables import print_message
from glossator.state.settings import BadSettings
from glossator.store.errors import StoreError

__all__ = ["Context", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of the process when None) and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = command_name(words)
    if name is not None:
        words.remove(name)
    elif (slip := suggest_command(words)) is not None:
        print_message(f"glossator: {slip[0]}: no such file or folder; did you mean “glossator {slip[1]}”?")
        return 1
    arguments = build_parser(name).parse_args(words)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A title that the terminal's encoding does not have is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        # The reader tells of it where it is read, and the doctor is asked what is wrong.
        context = context_for(arguments, whatever_the_settings=name in (None, "doctor"))
        if context.no_settings and name not in (None, "doctor"):
            print_message(f"glossator: {context.no_settings}")
        code = action_of(name)(context, arguments)
        sys.stdout.flush()
    except (StoreError, BadSettings, CommandError) as error:
        print_message(f"glossator: {error}")
        return 1
    except BrokenPipeError:
        # Whoever reads the results has had enough.
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        print_message(
            f"glossator: the results cannot be written ({error.strerror or error}); make room, or write them elsewhere."
        )
        return 1
    except KeyboardInterrupt:
        print_message("glossator: stopped; what was done so far is saved.")
        return 130
    except Exception as error:
        # What nobody had thought of may quote what was read, so it is written down without its words.
        print_message(f"glossator: {_reported(error)}")
        return 1
    return code


def _reported(error: Exception) -> str:
    from glossator.runtime.crash_report import report_crash
    from glossator.state.locations import state_folder

    return report_crash(state_folder(), error)


def _drop_output() -> None:
    """Let go of the results that are not written yet, so that the interpreter does not try it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
