"""One thread at a time, and a process forked meanwhile is not left to wait for ever."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from paths import tree
from post_arguments import posts
from sweepfig import fallback
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style

pytestmark = pytest.mark.usefixtures("often_interrupted")


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
