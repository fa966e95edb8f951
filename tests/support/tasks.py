"""What workers are given to do in tests of the pool."""

import os
import time
from pathlib import Path


def sleep(folder, name, seconds):
    """Say who is busy with which task, and take some time over it."""
    Path(folder, name).write_text(str(os.getpid()))
    time.sleep(seconds)
    return name


def leave(status):
    os._exit(status)


def fail(message):
    raise ArithmeticError(message)


def shout(text):
    print(text, flush=True)
    os.write(1, text.encode())
    return text
