"""What workers are given to do in tests of the pool."""

import gc
import os
import time
from pathlib import Path

FOR_EVER = "import collections, itertools; collections.deque(itertools.repeat(0), maxlen=0)"


def sleep(folder, name, seconds):
    """Say who is busy with which task, and take some time over it."""
    Path(folder, name).write_text(str(os.getpid()))
    time.sleep(seconds)
    return name


def leave(status):
    os._exit(status)


def fail(message):
    raise ArithmeticError(message)


class Unreadable(Exception):
    """Can be pickled, but not read again."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


def raise_unreadable():
    raise Unreadable("this", "that")


class Reader:
    """Becomes the process id of whoever reads it."""

    def __reduce__(self):
        return os.getpid, ()


def find_reader():
    return Reader()


def shout(text):
    print(text, flush=True)
    os.write(1, text.encode())
    return text


def draw_for_ever():
    """Draw a built-in kind, in C code that nothing interrupts."""
    from sweepfig.pool import time_limit

    time_limit.LONGEST_BUILT_IN = 0.3
    with time_limit.time_limit(None, is_built_in=True):
        exec(FOR_EVER)


def collects_garbage():
    """Return whether this process looks for garbage, but not through what was imported before its tasks."""
    return gc.isenabled() and gc.get_freeze_count() > 10_000


def settings_of_an_artist(file):
    """Return what a user's function in a file finds out: which settings matplotlib's Axes have."""
    from sweepfig.drawing import user_function

    return user_function.load_function(f"{file}:settings")()
