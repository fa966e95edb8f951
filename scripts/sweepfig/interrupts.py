"""Ctrl-C in the first half second, while a script imports what it needs: it ends without a traceback.

The package imports this before anything else. From `sweepfig.cli.run` on, Ctrl-C is a message.
"""

import os
import signal
import sys


def end_quietly_while_importing() -> None:
    """Let Ctrl-C end this process as the kernel does, if it is one of the package's own scripts."""
    main = getattr(sys.modules["__main__"], "__file__", None) or ""
    package = os.path.dirname(os.path.realpath(__file__))
    is_script = os.path.dirname(os.path.realpath(main)) in (package, os.path.dirname(package))
    if is_script and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
