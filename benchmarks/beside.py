"""What drawing beside a training loop costs the loop.

    python benchmarks/beside.py [--epochs N] [--wavenumbers N]

Prints what handing over a figure takes, beside drawing it in the loop; and how much a loop of one core
slows while the other cores draw, measured in turns, alone and beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a loop of one core

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import sweepfig  # noqa: E402
from sweepfig.fallback import plot_resonance_curves_for_inferences  # noqa: E402
from sweepfig.pool.starmap import default_processes  # noqa: E402

STEPS = 150


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--wavenumbers", type=int, help="of the published sweep; all by default")
    options = parser.parse_args()
    epochs = options.epochs
    with xr.open_dataset(ROOT / "resources" / "published.nc") as opened:
        sweep = opened.isel(wavenumber=slice(options.wavenumbers)).load()
    large = sweep.isel(wavenumber=np.arange(960) % sweep.sizes["wavenumber"]).assign_coords(
        wavenumber=np.arange(960) / 100
    )
    with tempfile.TemporaryDirectory() as folder:
        blocking = seconds_of(lambda: draw(sweep, folder, wait=True)) / figures_of(sweep)
        rows = [("drawn in the loop (wait=True), all cores but one", 1e3 * blocking)]
        for name, data in (("sweep", sweep), ("large sweep", large)):
            each = statistics.median(handing_over(data, folder, epochs)) / figures_of(data)
            rows.append((f"handed over, {name} of {figures_of(data)}", 1e3 * each))
        slowed = slowdown(sweep, folder, epochs)
    print("| the loop's milliseconds a figure | |", "|---|--:|", sep="\n")
    print(*(f"| {name} | {each:.4f} |" for name, each in rows), sep="\n")
    print(
        f"\nA loop of one core takes {slowed:.0%} longer while figures are drawn beside it "
        f"(processes: {default_processes()}; median of {epochs} turns)."
    )


def figures_of(sweep: xr.Dataset) -> int:
    """Return how many figures a sweep has."""
    return int(sweep.sizes["wavenumber"] * sweep.sizes["cee"])


def draw(sweep: xr.Dataset, folder: str, *, wait: bool) -> None:
    """Draw in the post's words."""
    plot_resonance_curves_for_inferences(
        sweep["actual"], sweep["predicted"], {"plots": f"{folder}/plots"}, wait=wait
    )


def handing_over(sweep: xr.Dataset, folder: str, epochs: int) -> list[float]:
    """Return the seconds that each of so many calls of `submit` took."""
    plots = sweepfig.BackgroundPlotter(waiting=epochs)
    folders = {"plots": f"{folder}/handed-over"}
    taken = [
        seconds_of(lambda: plots.submit(sweep["actual"], sweep["predicted"], folders=folders))
        for _ in range(epochs)
    ]
    plots._backlog.close()  # only handing over is measured here
    plots.close()
    return taken


def slowdown(sweep: xr.Dataset, folder: str, epochs: int) -> float:
    """Return how much longer an epoch takes while figures are drawn, as a share."""
    with sweepfig.BackgroundPlotter(waiting=epochs) as plots:
        ratios = []
        for epoch in range(epochs):
            alone = seconds_of(train)
            for _ in range(2):
                folders = {"plots": f"{folder}/{epoch}"}
                plots.submit(sweep["actual"], sweep["predicted"], folders=folders)
            ratios.append(seconds_of(train) / alone - 1)
            plots.wait()
    return statistics.median(ratios)


def train() -> float:
    """Work as a loop does, part in NumPy and part in Python: about a second."""
    matrix = np.random.default_rng(0).standard_normal((384, 384)) / 20
    total = 0.0
    for _ in range(STEPS):
        total += float(np.tanh(matrix @ matrix).sum())
        total += sum(number * number for number in range(20_000))
    return total


def seconds_of(work: Callable[[], object]) -> float:
    """Return the wall seconds that a call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
