"""What is drawn for ever is ended, in a worker and in a job; what takes its time is not."""

from __future__ import annotations

import signal
import subprocess
import sys

import tasks
from paths import ROOT
from sweepfig.pool import starmap


def test_a_worker_that_draws_for_ever_is_ended():
    ((_, death),) = starmap.try_each(tasks.draw_for_ever, [()], processes=1)
    assert death.cause == "was ended past its time limit"


def test_a_job_that_draws_for_ever_is_ended():
    program = (
        "from sweepfig.pool import progress, time_limit\n"
        "progress.stand_alone(); time_limit.LONGEST_BUILT_IN = 0.3\n"
        f"with time_limit.time_limit(None, is_built_in=True): {tasks.FOR_EVER}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "scripts", timeout=60, capture_output=True
    )
    assert done.returncode == -signal.SIGPROF


def test_a_job_may_take_its_time_from_figure_to_figure():
    program = (
        "from sweepfig.pool import progress, time_limit\n"
        "progress.stand_alone(); time_limit.LONGEST_BUILT_IN = 0.3\n"
        "with time_limit.time_limit(None, is_built_in=True): pass\n"
        "import time; end = time.process_time() + 0.5\n"
        "while time.process_time() < end: pass"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT / "scripts", timeout=60, check=True)
