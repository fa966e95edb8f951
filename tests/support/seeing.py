"""Small sweeps drawn in this process, for the tests of what shows a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.render import render_targets
from sweepfig.batch.row import Row
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Plan
from sweepfig.report.summary import summarise
from sweepfig.run.refresh import write_plan

FREQUENCIES = np.linspace(0.0, 2.0, 41)
ATTRIBUTES = {
    "response": {"long_name": "response", "units": "V"},
    "frequency": {"long_name": "drive frequency", "units": "GHz"},
}


def write_sweep(path: Path, *, wide: bool = False, **axes: Any) -> None:
    """Write Lorentzians, and a model that is the more off the later the target.

    The peak of target n is at 0.5 + n / (the number of targets), its height is 2; the model's is
    higher by n per cent. `wide` makes slices of two dimensions.
    """
    shape = [len(values) for values in axes.values()]
    n = np.arange(np.prod(shape)).reshape(*shape, 1)
    first = 2 / (1 + ((FREQUENCIES - 0.5 - n / n.size) / 0.1) ** 2)
    names = [*axes, "frequency"]
    if wide:
        first, names = first[..., None, :] * np.ones((3, 1)), [*axes, "height", "frequency"]
        n = n[..., None]
    variables = {
        "first": (names, first, ATTRIBUTES["response"]),
        "model": (names, first * (1 + n / 100), ATTRIBUTES["response"]),
    }
    coordinates = {name: (name, np.asarray(values)) for name, values in axes.items()}
    coordinates["frequency"] = ("frequency", FREQUENCIES, ATTRIBUTES["frequency"])
    xr.Dataset(variables, coordinates).to_netcdf(path)


def config_for(path: Path, output: Path, *axes: str, **sweep: Any) -> dict[str, Any]:
    """Return the config of a sweep of `write_sweep`, drawn small."""
    curves = [
        {"file": str(path), "variable": name, "label": label}
        for name, label in (("first", "Actual"), ("model", "Fit"))
    ]
    named = [{"dimension": name, "notation": "text"} for name in axes]
    return {
        "sweep": {"curves": curves, "axes": named, "abscissa": "frequency", **sweep},
        "figure": {"size": [4, 2], "dpi": 40},
        "output": str(output),
    }


def draw(config: dict[str, Any]) -> tuple[Plan, list[Row], Path]:
    """Draw a config's figures; return its plan, every target's row, and the output folder."""
    checked = settings.check(config, source="config")
    plan, output = make_plan(checked), Path(checked.output)
    write_plan(plan, output)
    for batch in range(plan.n_batches):
        outcomes = render_targets(plan, output, plan.targets_of(batch))
        write_manifest(plan, output, batch, [outcome.row for outcome in outcomes])
    rows, _ = summarise(plan, output)
    return plan, rows, output


def draw_sweep(folder: Path, **axes: Any) -> tuple[Plan, list[Row], Path]:
    """Write a sweep over these axes and draw it."""
    write_sweep(folder / "sweep.nc", **axes)
    return draw(config_for(folder / "sweep.nc", folder / "plots", *axes))


def address(drawn: tuple[Plan, list[Row], Path], fragment: str = "") -> str:
    """Return the address of a drawn sweep's gallery."""
    return paths.gallery_file(drawn[2]).absolute().as_uri() + fragment
