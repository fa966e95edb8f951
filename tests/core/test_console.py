"""A user's mistake and an interruption are a line, never a traceback; other errors keep theirs."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from paths import (
    ROOT,
    SNAKEFILE,
    finish,
    started,
    wait_until,
)


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "ValueError"])
def test_ctrl_c_where_nobody_catches_it_shows_no_traceback_and_other_errors_do(name):
    imports = "import sys; from sweepfig.core import console"
    code = f"{imports}; sys.excepthook = console.end_quietly; raise {name}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True
    )
    if name == "KeyboardInterrupt":
        assert done.stderr == "interrupted; run again to draw the rest\n"
        assert done.returncode == -signal.SIGINT
    else:
        assert "Traceback" in done.stderr
        assert done.returncode == 1


# A signal that comes just as a sleep begins is met when it ends.
WAIT = """
import time

def wait():
    for _ in range(600):
        time.sleep(0.05)
"""
SWALLOWING = (
    WAIT
    + """
from pathlib import Path
from sweepfig.core import console

def main():
    try:
        Path("swallowing").touch()
        wait()
    except:
        pass
    wait()
    return 0

console.run(main)
"""
)
TRANSLATING = (
    WAIT
    + """
from pathlib import Path
from sweepfig.core import console

def main():
    try:
        Path("translating").touch()
        wait()
    except BaseException:
        raise ImportError("initialization failed")  # as a module of C does

console.run(main)
"""
)
DELETING = (
    WAIT
    + """
from collections.abc import Callable
from pathlib import Path
from sweepfig.core import console

class Slow:
    def __del__(self):
        Path("deleting").touch()
        wait()

def main():
    Slow()
    wait()
    return 0

console.run(main)
"""
)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize(
    ("code", "sign"),
    [(DELETING, "deleting"), (SWALLOWING, "swallowing"), (TRANSLATING, "translating")],
    ids=["__del__", "except", "import"],
)
def test_a_signal_that_the_program_swallows_where_it_meets_it_is_not_lost(
    tmp_path, monkeypatch, number, status, code, sign
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(SNAKEFILE.parent / "scripts"))
    with started([sys.executable, "-c", code]) as process:
        wait_until(Path(sign).exists)
        process.send_signal(number)
        done = finish(process, 10)
    assert done.status == status, done.text
    assert "Traceback" not in done.text, done.text
