"""Measure what `figure.carry_data` adds to a figure: bytes of its file, and CPU time.

    python carried_data.py [--figures N] [--turns N]

The figures are drawn with and without it, in turns, in one process: read, drawn, encoded and written. A
figure's time is the least of all turns, as now and then plain matplotlib draws it, too, to compare. Prints
medians over the figures but the first two, with which the template is made.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.batch.render import render_each
from sweepfig.config import reader, settings
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load

FIRST = 2
MOST_FIGURES = 61  # of the demo, with the first ones those of three wavenumbers


def demo(folder: Path) -> dict[str, Any]:
    """Return the demo's config: two curves of 200 points."""
    config = reader.read_mapping(reader.EMBEDDED_CONFIG)
    for curve in config["sweep"]["curves"]:
        curve["file"] = str(reader.ROOT / curve["file"])
    return config


def shorter(folder: Path) -> dict[str, Any]:
    """Return the demo's config with 33 of the points."""
    config = demo(folder)
    with xr.open_dataset(config["sweep"]["curves"][0]["file"]) as dataset:
        places = np.linspace(0, dataset.sizes["frequency"] - 1, 33).astype(int)
        dataset.isel(frequency=places).to_netcdf(folder / "shorter.nc")
    for curve in config["sweep"]["curves"]:
        curve["file"] = str(folder / "shorter.nc")
    return config


def field(kind: type, *, noise: float) -> Callable[[Path], dict[str, Any]]:
    """Return what writes waves over a grid of 64 by 128, with noise, and returns their config."""

    def made(folder: Path) -> dict[str, Any]:
        x, y, k = (
            np.linspace(0, 12, 128),
            np.linspace(0, 5, 64),
            np.linspace(0, 6, FIRST + MOST_FIGURES),
        )
        values = np.sin(x + k[:, None, None]) * np.cos(y)[:, None]
        values += noise * np.random.default_rng(1).normal(size=values.shape)
        names = ("k", "y", "x")
        coordinates = dict(zip(names, (k, y, x), strict=True))
        xr.Dataset({"E": (names, values.astype(kind))}, coordinates).to_netcdf(folder / "field.nc")
        sweep = {
            "curves": [{"file": str(folder / "field.nc"), "variable": "E"}],
            "axes": [{"dimension": "k", "digits": 6}],
            "abscissa": "x",
            "ordinate": "y",
        }
        return {"sweep": sweep, "figure": {"kind": "pcolormesh"}}

    return made


CASES = {
    "lines, 33 points": shorter,
    "lines, 200 points (the demo)": demo,
    "map, 64 x 128, float64": field(np.float64, noise=0.0),
    "map, 64 x 128, float64, noise": field(np.float64, noise=0.03),
    "map, 64 x 128, float32": field(np.float32, noise=0.0),
}


def plan_of(folder: Path, config: dict[str, Any], **figure: Any) -> tuple[Plan, Path]:
    """Return the plan of a config with some settings of its figures, and its output folder."""
    output = folder / str(len(figure))
    merged = {**config, "figure": {**config["figure"], **figure}, "output": str(output)}
    return load(ensure_plan(settings.check(merged, source="benchmark"), output)), output


def drawn(plan: Plan, output: Path, figures: int) -> list[tuple[float, float]]:
    """Return the milliseconds of CPU time that each figure takes, and the kilobytes of its file."""
    found = []
    before = time.process_time()
    for outcome in render_each(plan, output, range(figures), force=True):
        now = time.process_time()
        assert outcome.drawn
        found.append((1e3 * (now - before), outcome.row.size / 1e3))
        before = time.process_time()
    return found[FIRST:]


def measure(
    make: Callable[[Path], dict[str, Any]], figures: int, turns: int
) -> tuple[list[float], list[float]]:
    """Return the milliseconds a figure without and with its data, and the kilobytes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        config = make(folder)
        plans = [plan_of(folder, config), plan_of(folder, config, carry_data=True)]
        found = np.array([[drawn(*plan, FIRST + figures) for plan in plans] for _ in range(turns)])
    middle = np.median(found.min(axis=0), axis=1)  # over the turns, then over the figures
    return middle[:, 0].tolist(), middle[:, 1].tolist()


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=MOST_FIGURES)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args(argv)
    figures = min(options.figures, MOST_FIGURES)
    heads = ("kB", "with data", "more", "ms", "with data", "more")
    print(f"{'':30} {' '.join(f'{head:>9}' for head in heads)}")
    for name, make in CASES.items():
        times, sizes = measure(make, figures, options.turns)
        cells = [f"{b:9.2f} {w:9.2f} {100 * (w / b - 1):7.1f} %" for b, w in (sizes, times)]
        print(f"{name:30} {' '.join(cells)}")


if __name__ == "__main__":
    main()
