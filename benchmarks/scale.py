"""Measure what a sweep of 10^4 to 10^6 targets costs when nothing has to be drawn; write scale.md.

Pictures of one pixel stand in for the figures. They carry the digests that the figures would carry, so
every command takes them as current. Each number is a whole command's, as a user types it: seconds from
start to end, and the most memory that one of its processes held.

Usage: ``python benchmarks/scale.py [--shapes 100x100 ...] [--folder FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import netCDF4
import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from sweepfig.batch.render import read_slices  # noqa: E402
from sweepfig.config import settings  # noqa: E402
from sweepfig.core import paths  # noqa: E402
from sweepfig.drawing.file import png  # noqa: E402
from sweepfig.drawing.file.provenance import with_mark  # noqa: E402
from sweepfig.drawing.slice import Slice  # noqa: E402
from sweepfig.plan.plan_file import load  # noqa: E402

SHAPES = ("100x100", "100x1000", "1000x1000", "1000000x1", "2x500000")
POINTS = 8
SNAKEMAKE = (sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "--cores", "1")
CONFIG = ("--configfile", "config.yaml")
FALLBACK = (sys.executable, str(ROOT / "scripts/fallback.py"), "--processes", "1", *CONFIG)
# A process of its own: what it starts would else count the memory of this one as its own.
LAUNCHER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
status = subprocess.call(sys.argv[1:], stdout=sys.stderr)
seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
RESULTS = Path(__file__).with_name("scale.md")


class Cost(NamedTuple):
    """What a command cost: seconds, those of them on a core, and megabytes of its largest process."""

    seconds: float
    cpu: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.cpu:.1f}), {self.megabytes:.0f} MB"


def main() -> None:
    """Measure each shape and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shapes", nargs="+", default=SHAPES, metavar="KxNU")
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where to work")
    options = parser.parse_args()
    rows = []
    for written in options.shapes:
        folder = Path(tempfile.mkdtemp(dir=options.folder, prefix="scale-"))
        try:
            rows.append(measure(tuple(map(int, written.split("x"))), folder))
        finally:
            shutil.rmtree(folder)
        print(rows[-1], flush=True)
    RESULTS.write_text(page(rows), encoding="utf-8")


def measure(shape: tuple[int, ...], folder: Path) -> str:
    """Return a shape's row of the table."""
    write_sweep(shape, folder)
    plan = run((sys.executable, str(ROOT / "scripts/split.py"), *split_arguments(folder)), folder)
    write_stand_ins(folder)
    costs = [
        plan,
        run(FALLBACK, folder),  # reads every slice, and every stand-in's digest
        run(FALLBACK, folder),
        run((*SNAKEMAKE, "-n", *CONFIG), folder),
        run((*SNAKEMAKE, *CONFIG), folder),
    ]
    targets = f"{' x '.join(map(str, shape))} = {math.prod(shape)}"
    return f"| {targets} | {' | '.join(map(str, costs))} |"


def write_sweep(shape: Sequence[int], folder: Path) -> None:
    """Write sweep.nc, and the config that draws it."""
    axes = [np.linspace(0.1, 0.9, shape[0]), np.logspace(-6, -1, shape[1])]
    with netCDF4.Dataset(folder / "sweep.nc", "w") as file:
        for name, values in zip("kn", axes, strict=True):
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
        file.createDimension("x", POINTS)
        file.createVariable("x", "f8", ("x",))[:] = np.arange(POINTS)
        random = np.random.default_rng(0)
        for name in ("actual", "predicted"):
            file.createVariable(name, "f8", ("k", "n", "x"))[:] = random.random((*shape, POINTS))
    curves = [{"file": "sweep.nc", "variable": name} for name in ("actual", "predicted")]
    axis = {"notation": "scientific", "digits": 9}
    sweep = {
        "curves": curves,
        "axes": [{"dimension": name, **axis} for name in "kn"],
        "abscissa": "x",
    }
    (folder / "config.yaml").write_text(yaml.safe_dump({"sweep": sweep}), encoding="utf-8")


def split_arguments(folder: Path) -> tuple[str, ...]:
    """Return the arguments with which the workflow's `split` makes the plan."""
    config = settings.to_json(settings.read(folder / "config.yaml"))
    return str(paths.plan_file(folder / "plots")), "--settings", config


def write_stand_ins(folder: Path) -> None:
    """Write a picture of one pixel for each target, with its figure's digest."""
    here = Path.cwd()
    os.chdir(folder)  # the plan's files are relative
    try:
        plan = load(paths.plan_file("plots"))
        pixel = np.zeros((1, 1, 4), np.uint8)
        for target, data in read_slices(plan, range(plan.n_targets)):
            assert isinstance(data, Slice), data
            path = Path("plots", target.figure)
            path.parent.mkdir(exist_ok=True)
            content = png.encode(pixel, dpi=100)
            path.write_bytes(with_mark(content, data.digest(drawing=plan.drawing_digest)))
    finally:
        os.chdir(here)


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command that must end well; return what it cost."""
    with open(folder / "said.txt", "wb") as said:
        measured = (sys.executable, "-c", LAUNCHER, *command)
        done = subprocess.run(measured, cwd=folder, stdout=subprocess.PIPE, stderr=said, check=True)
    status, *cost = json.loads(done.stdout)
    if status:
        raise SystemExit(f"{command}: {(folder / 'said.txt').read_text()[-2000:]}")
    return Cost(*cost)


def page(rows: Sequence[str]) -> str:
    """Return the page with the table."""
    return f"""# Sweeps of many targets

Made by `python benchmarks/scale.py`, with one process. Pictures of one pixel that carry the real digests
stand in for the figures. Each cell: seconds of a whole command, in brackets
those of them on a core, and the memory of its largest process.

| targets | plan | all figures checked | fallback, nothing to do | dry run | Snakemake, nothing to do |
|---|---|---|---|---|---|
{chr(10).join(rows)}

The check, by the fallback, reads every slice and every figure's digest, and leaves the manifests; a run
with nothing to do reads those, and lists each folder once.
"""


if __name__ == "__main__":
    main()
