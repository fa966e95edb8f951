"""Sweeps to measure on: resonance curves as the demo's, as many targets as asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "resources")]

import make_demo  # noqa: E402

N_FREQUENCIES = 33


def write_sweep(folder: Path, n_targets: int, *, per_wavenumber: int = 100) -> Path:
    """Write a sweep of `n_targets` and the config that draws it; return the config's path."""
    folder.mkdir(parents=True, exist_ok=True)
    wavenumbers = np.linspace(0.25, 0.45, max(1, n_targets // per_wavenumber))
    dampings = np.geomspace(1e-6, 1e-1, min(per_wavenumber, n_targets))
    frequencies = np.linspace(0.5, 2.1, N_FREQUENCIES)
    actual = make_demo.response(frequencies, wavenumbers[:, None, None], dampings[:, None])
    # Not a fit: a second line as different from the first as a model's.
    predicted = (
        actual
        * (1 + 0.05 * np.sin(7 * frequencies))
        * 10 ** np.linspace(-6, 2, len(dampings))[:, None]
    )
    actual = actual * 10 ** np.linspace(-6, 2, len(dampings))[:, None]
    dimensions = ("wavenumber", "cee", "frequency")
    xr.Dataset(
        {"actual": (dimensions, actual), "predicted": (dimensions, predicted)},
        coords={"wavenumber": wavenumbers, "cee": dampings, "frequency": frequencies},
    ).to_netcdf(folder / "sweep.nc")
    config = folder / "config.yaml"
    config.write_text(CONFIG)
    return config


CONFIG = r"""
sweep:
  curves:
    - {label: Actual, file: sweep.nc, variable: actual}
    - {label: Model, file: sweep.nc, variable: predicted}
  axes:
    - {dimension: wavenumber, notation: fixed, digits: 5, path: "k0={}", title: "$k_0 = $ {value}"}
    - {dimension: cee, notation: scientific, digits: 5, path: "rc-{}", title: "$\\nu$ = {}"}
  abscissa: frequency
figure: {xlabel: "$\\omega_{drive}$", ylabel: Normalized Electric Field}
"""
