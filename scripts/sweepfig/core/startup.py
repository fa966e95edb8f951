"""Prepare a process of the package's own before it imports anything else.

No module comes from the working folder, no warning of a library is an error, and Ctrl-C in the first half
second ends it without a traceback. From `sweepfig.core.console.run` on, Ctrl-C is a message.

The package imports this first, and this imports at first what Python itself has imported.
"""

import os
import sys

PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def begin() -> None:
    """Prepare this process, if it is one of the package's own command lines."""
    is_module = _is_run_as_module()
    if is_module and not sys.flags.safe_path:
        del sys.path[0]  # the working folder
    if is_module or _is_script():
        _let_warnings_pass()
        _end_quietly_while_importing()


def without_errors(options: str) -> str:
    """Return a value of ``PYTHONWARNINGS`` without what makes errors of warnings."""
    kept = [option for option in options.split(",") if not _is_error(option)]
    return ",".join(kept)


def _is_run_as_module() -> bool:
    """Whether this is ``python -m sweepfig``, or of a module in it."""
    if sys.argv[:1] != ["-m"]:  # what Python puts there until it has found the module
        return False
    name = sys.orig_argv[-len(sys.argv)].removeprefix("-m")
    return name.partition(".")[0] == os.path.basename(PACKAGE)


def _is_script() -> bool:
    main = getattr(sys.modules["__main__"], "__file__", None) or ""
    return os.path.dirname(os.path.realpath(main)) in (PACKAGE, os.path.dirname(PACKAGE))


def _let_warnings_pass() -> None:
    import warnings

    # As if there was none: a figure does not depend on what else the caller tests.
    warnings.filters = [entry for entry in warnings.filters if entry[0] != "error"]


def _is_error(option: str) -> bool:
    action = option.strip().partition(":")[0]
    return action != "" and "error".startswith(action)  # Python takes the beginning of a word


def _end_quietly_while_importing() -> None:
    """Let Ctrl-C end this process as the kernel does."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
