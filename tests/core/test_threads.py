"""One thread at a time, and a process forked meanwhile is not left to wait for ever."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from paths import tree
from sweepfig import fallback
from sweepfig.draw.kinds import drawing_style
from sweepfig.draw.style_spec import Look

OMEGA = np.linspace(0.5, 2.1, 65)


def curves(number: int) -> tuple[np.ndarray, np.ndarray]:
    actual = (1 + number) / np.hypot(OMEGA - 1 - number / 100, 0.05)
    return actual, actual * (1 + 0.1 * np.sin(number + OMEGA))


def posts(folder: str, count: int, *endings: str) -> list[tuple[Any, ...]]:
    """Return the arguments of some of the post's figures, of formats in turn."""
    Path(folder).mkdir()
    return [
        (
            OMEGA,
            *curves(number),
            {
                "xlabel": r"$\omega_{drive}$",
                "ylabel": "Normalized Electric Field",
                "title": rf"$k_0 = $ {number / 100}, $\nu$ = {10.0**-number:.3e}",
                "filepath": f"{folder}/{number}.{endings[number % len(endings)]}",
            },
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so often that each figure is interrupted
    yield
    sys.setswitchinterval(before)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_forked_while_a_thread_draws_can_draw():
    begun, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with drawing_style(Look()):
            begun.set()
            ended.wait(60)

    (one, *_), (other, *_) = posts("one", 1, "png"), posts("other", 1, "png")
    fallback.plot_resonance_curve(*one)
    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(60)
    pid = os.fork()
    if pid == 0:
        fallback.plot_resonance_curve(*other)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    ended.set()
    thread.join()
    assert status == 0
    assert tree(Path("one")) == tree(Path("other"))
