"""Where modules are found: what lies in a working folder comes last, and only for the user's function.

A file beside a config may be named as any module of Python's or of a library: `signal.py`, `token.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = str(Path(__file__).resolve().parents[1])
# There it lies beside the command lines, whose names are not taken: `summary.py` may be a user's.
IS_CHECKOUT = os.path.isfile(os.path.join(PACKAGE, "fallback.py"))


def add(*folders: str) -> None:
    """Have a user's modules found in some folders too, after whatever is installed."""
    found = [os.path.abspath(folder) for folder in sys.path]
    sys.path += [folder for folder in folders if folder not in found]
    if IS_CHECKOUT and PACKAGE in sys.path:
        sys.path[:] = [folder for folder in sys.path if folder != PACKAGE] + [PACKAGE]


@contextmanager
def extended(*folders: str) -> Iterator[None]:
    """Have a user's modules found in some folders too, for a while."""
    before = sys.path[:]
    add(*folders)
    try:
        yield
    finally:
        sys.path[:] = before


def of_child() -> list[str]:
    """Return where a process that this one starts finds what this one finds.

    But not in its working folder, and last of all beside this program: Python looks there first.
    """
    found = [os.path.abspath(folder) for folder in sys.path]
    program = os.path.realpath(getattr(sys.modules["__main__"], "__file__", None) or "")
    beside = os.path.dirname(program)
    ordered = [folder for folder in found if folder not in (beside, os.getcwd())]
    ordered += [folder for folder in found if folder == beside != os.getcwd()]
    # First in a checkout, or one that is installed as well would be taken.
    return list(dict.fromkeys([PACKAGE] * IS_CHECKOUT + ordered + [PACKAGE]))
