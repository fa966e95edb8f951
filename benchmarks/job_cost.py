"""Measure what a Slurm job costs besides its figures, by Slurm's clock, one job after the other.

Needs Debian's slurm-wlm and munge and `make cluster`: the two nodes are on this machine, the tests' own.

Usage: ``.venv/bin/python benchmarks/job_cost.py [JOBS]`` (default 8, of one figure each)
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "support"))

import demo_sweeps  # noqa: E402
from slurm_lab import SlurmLab, running_slurm, what_is_missing  # noqa: E402

EXECUTORS = ("cluster-generic", "slurm")
TIMES = re.compile(r"StartTime=(\S+) EndTime=(\S+)")
CLOCK_TICK = 1.0  # seconds: Slurm's clock is behind by half of it, on average


def main(n_jobs: int) -> None:
    """Print for each executor how long a job lasts, and how soon its figure is there."""
    if missing := what_is_missing():
        sys.exit(missing)
    with running_slurm() as lab:
        os.environ.update(lab.environment)
        for executor in EXECUTORS:
            lab.forget_jobs()
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                draw(executor, n_jobs)
                drawn = sorted(path.stat().st_mtime for path in Path("plots").glob("k0=*/*"))
                times = sorted(started_and_ended(lab, job) for job in lab.jobs())
                os.chdir(ROOT)
            first = [there - began for there, (began, _) in zip(drawn, times, strict=True)]
            print(
                f"{executor}: a job of one figure lasts "
                f"{statistics.mean(end - began for began, end in times):.1f} s; its figure is there "
                f"after {statistics.mean(first) - CLOCK_TICK / 2:.1f} s"
            )


def draw(executor: str, n_jobs: int) -> None:
    """Draw a sweep in the working folder, each figure in a job of its own."""
    config = demo_sweeps.write_sweep(Path.cwd(), n_jobs, per_wavenumber=n_jobs)
    command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "--jobs", "1"]
    profile = ["--profile", str(ROOT / "profiles" / executor)]
    settings = ["--configfile", str(config), "--config", "figures_per_job=1"]
    subprocess.run([*command, *profile, *settings], check=True, capture_output=True)


def started_and_ended(lab: SlurmLab, job: str) -> tuple[float, float]:
    """Return when a job began and ended, in seconds of the epoch."""
    found = TIMES.search(lab.client("scontrol", "show", "job", job))
    assert found, job
    began, ended = (
        time.mktime(time.strptime(each, "%Y-%m-%dT%H:%M:%S")) for each in found.groups()
    )
    return began, ended


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 8)
