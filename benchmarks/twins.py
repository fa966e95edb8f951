"""Measure what a logarithmic twin adds to a run, beside its ink and beside a run of its own: CPU time.

    python twins.py [--targets N] [--turns N]

Figures alone, figures with twins, and the twins' figures alone are drawn of the same sweep into empty
folders, in turns, in one process: read, measured, drawn, encoded and written. *Ink* is what painting the
twins into memory takes. Prints medians over the turns, in CPU time a target.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.batch.painters import Painters
from sweepfig.batch.render import read_slices, render_targets
from sweepfig.config import reader, settings
from sweepfig.drawing.slice import Slice
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load

MOST_TARGETS = 60


def lines(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the demo's config, and what the twin of its figures has of its own."""
    config = reader.read_mapping(reader.EMBEDDED_CONFIG)
    for curve in config["sweep"]["curves"]:
        curve["file"] = str(reader.ROOT / curve["file"])
    return config, {"yscale": "log"}


def fields(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write fields of 256 by 512; return the config of maps, and what their twin has of its own."""
    x, y, k = np.linspace(0, 12, 512), np.linspace(0, 5, 256), np.linspace(0.2, 0.5, MOST_TARGETS)
    values = 1.1 + np.sin(x + 10 * k[:, None, None]) * np.cos(y)[:, None]
    names = ("k", "y", "x")
    xr.Dataset({"E": (names, values)}, dict(zip(names, (k, y, x), strict=True))).to_netcdf(
        folder / "fields.nc"
    )
    sweep = {
        "curves": [{"file": str(folder / "fields.nc"), "variable": "E"}],
        "axes": [{"dimension": "k", "digits": 6}],
        "abscissa": "x",
        "ordinate": "y",
    }
    return {"sweep": sweep, "figure": {"kind": "pcolormesh"}}, {"norm": "log"}


def plan_of(folder: Path, name: str, config: dict[str, Any], **figure: Any) -> Plan:
    """Return the plan of a config with some settings of its figures."""
    merged = {**config, "figure": {**config["figure"], **figure}, "output": str(folder / name)}
    return load(ensure_plan(settings.check(merged, source=name), folder / name))


def drawn(plan: Plan, output: Path, which: range) -> float:
    """Return the CPU seconds a target of drawing targets into an empty folder."""
    for target in plan.targets(which):
        for file in target.files:
            (output / file).unlink(missing_ok=True)
    began = time.process_time()
    outcomes = render_targets(plan, output, which)
    seconds = time.process_time() - began
    assert all(outcome.drawn and outcome.row.is_done for outcome in outcomes)
    return seconds / len(which)


def painted(plan: Plan, which: range) -> float:
    """Return the CPU seconds a target of painting into memory what a plan's figures show."""
    slices = [data for _, data in read_slices(plan, which) if isinstance(data, Slice)]
    with Painters(plan) as painters:
        began = time.process_time()
        for data in slices:
            painters.paint(plan.variants[0], data, "0" * 32)
        return (time.process_time() - began) / len(slices)


def measure(
    name: str, config: dict[str, Any], twin: dict[str, Any], which: range, turns: int
) -> str:
    """Return the line of a sweep."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        plans = {
            "alone": plan_of(folder, "alone", config),
            "both": plan_of(folder, "both", config, also=[twin]),
            "twins": plan_of(folder, "twins", config, **twin),
        }
        found = []
        for turn in range(turns + 1):
            times = {kind: drawn(plan, folder / kind, which) for kind, plan in plans.items()}
            times["ink"] = painted(plans["twins"], which)
            found += [times] if turn else []  # templates are made in the first
    middle = {key: 1e3 * statistics.median(each[key] for each in found) for key in found[0]}
    added = middle["both"] - middle["alone"]
    return (
        f"{name:24} {middle['alone']:8.2f} {middle['both']:8.2f} {added:8.2f} {middle['ink']:8.2f}"
        f" {middle['twins']:8.2f} {middle['both'] / middle['alone']:6.2f} {added / middle['ink']:6.2f}"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--targets", type=int, default=MOST_TARGETS)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args(argv)
    which = range(min(options.targets, MOST_TARGETS))
    heads = ("alone", "both", "added", "ink", "own run")
    print(
        f"{'ms of CPU a target':24} {' '.join(f'{h:>8}' for h in heads)} {'both':>6} {'added':>6}"
    )
    print(f"{'':24} {'':44} {'/alone':>6} {'/ink':>6}")
    with tempfile.TemporaryDirectory() as scratch:
        for name, make in (("lines, log axis", lines), ("fields, log colours", fields)):
            print(measure(name, *make(Path(scratch)), which, options.turns))


if __name__ == "__main__":
    main()
