"""The command line: it opens the reader, or runs one command without a screen.

Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage. Imports every
room; nothing imports it. A command imports its module only when it runs.
"""

import io
import os
import sys
from collections.abc import Sequence

from glossator.cli.arguments import action_of, build_parser, command_name, suggest_command
from glossator.cli.context import CommandError, Context, context_for
from glossator.cli.output import print_message
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
        # Print titles that the terminal's encoding cannot represent.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        # The reader shows wrong settings itself, and the doctor reports them.
        context = context_for(arguments, tolerant=name in (None, "doctor"))
        if context.no_settings and name not in (None, "doctor"):
            print_message(f"glossator: {context.no_settings}")
        code = action_of(name)(context, arguments)
        sys.stdout.flush()
    except (StoreError, BadSettings, CommandError) as error:
        print_message(f"glossator: {error}")
        return 1
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
        from glossator.runtime.crash_report import report_crash
        from glossator.state.locations import state_folder

        print_message(f"glossator: {report_crash(state_folder(), error)}")
        return 1
    return code


def _drop_output() -> None:
    """Discard buffered output, so that the interpreter does not try to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
