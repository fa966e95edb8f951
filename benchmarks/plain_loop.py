"""What one would write first: a pool of processes, each figure drawn by pyplot from nothing.

    python plain_loop.py SWEEP.nc FOLDER FIGURES PROCESSES

With 0 processes, one after the other in this one. Prints the seconds that drawing took.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from itertools import islice, product
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import xarray as xr


def draw(abscissa: Any, curves: dict[str, Any], title: str, path: str) -> None:
    """Draw one figure."""
    figure, axes = plt.subplots(figsize=(9, 4))
    for label, curve in curves.items():
        axes.plot(abscissa, curve, label=label)
    axes.legend()
    axes.set_xlabel(r"$\omega_{drive}$", fontsize=16)
    axes.set_ylabel("Normalized Electric Field", fontsize=16)
    axes.set_title(title, fontsize=18)
    axes.grid()
    figure.savefig(path, bbox_inches="tight")
    plt.close(figure)


def tasks(sweep: str, folder: str, count: int) -> list[tuple[Any, ...]]:
    """Return the arguments of `draw` for targets spread over the sweep."""
    with xr.open_dataset(sweep) as opened:
        data = opened.load()
    points = list(product(data.wavenumber.values, data.cee.values))
    chosen = islice(points, 0, None, max(1, len(points) // count))
    Path(folder).mkdir(parents=True, exist_ok=True)
    result = []
    for number, (wavenumber, damping) in enumerate(islice(chosen, count)):
        here = data.sel(wavenumber=wavenumber, cee=damping)
        curves = {"Actual": here.actual.values, "Model": here.predicted.values}
        title = rf"$k_0 = $ {wavenumber}, $\nu$ = {damping:.5e}"
        result.append((data.frequency.values, curves, title, f"{folder}/{number}.png"))
    return result


def main() -> None:
    """Draw, and print the seconds it took."""
    sweep, folder, count, processes = sys.argv[1:]
    todo = tasks(sweep, folder, int(count))
    began = time.perf_counter()
    if int(processes):
        with multiprocessing.Pool(int(processes)) as pool:
            pool.starmap(draw, todo)
    else:
        for task in todo:
            draw(*task)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
