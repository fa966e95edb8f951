"""Small sweeps as NetCDF files, and the configs that draw them: what the tests work on."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

WAVENUMBERS = (0.3, 0.33)
DAMPINGS = (1e-5, 10**-4.75, 1e-3)
FREQUENCIES = np.linspace(0.5, 2.1, 33)


def resonance(
    wavenumbers: Any, dampings: Any, frequencies: Any, *, error: float = 0.0
) -> np.ndarray:
    """Return Lorentz-like curves, shape (wavenumber, damping, frequency); no two are the same."""
    wavenumber, damping, frequency = np.ix_(
        *(np.asarray(values, dtype=float) for values in (wavenumbers, dampings, frequencies))
    )
    width = 0.05 + 10 * np.abs(damping)
    return (1 + error) / np.hypot(frequency - np.sqrt(1 + 3 * wavenumber**2), width)


def write_sweep(
    path: Path,
    *,
    wavenumbers: Any = WAVENUMBERS,
    dampings: Any = DAMPINGS,
    frequencies: Any = FREQUENCIES,
    variables: Sequence[str] = ("actual", "predicted"),
    dimensions: Sequence[str] = ("wavenumber", "cee", "frequency"),
    dtype: str = "float64",
    seed: int = 0,
    values: Mapping[str, Any] | None = None,
    encoding: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Write a sweep of resonance-like curves and return it.

    Parameters
    ----------
    path : Path
    wavenumbers, dampings, frequencies : arrays of one dimension
        Coordinates of the three dimensions, numbers unless `values` gives the curves.
    variables : sequence of str
        The first is the resonance, each further one is off by a few per cent.
    dimensions : sequence of str
        Names of the three dimensions.
    dtype : str
        Of the curves.
    seed : int
        Of the noise on the curves; the same seed, the same numbers.
    values : mapping of str to array, optional
        Curves to write instead, by variable.
    encoding : mapping, optional
        As for `Dataset.to_netcdf`.
    """
    axes = [np.asarray(each) for each in (wavenumbers, dampings, frequencies)]
    random = np.random.default_rng(seed)
    curves = {}
    for place, name in enumerate(variables):
        if values is not None and name in values:
            curves[name] = np.asarray(values[name])
        else:
            curve = resonance(*axes, error=0.03 * place)
            curves[name] = (curve + 1e-3 * random.standard_normal(curve.shape)).astype(dtype)
    dataset = xr.Dataset(
        {name: (tuple(dimensions), curve) for name, curve in curves.items()},
        coords=dict(zip(dimensions, axes, strict=True)),
    )
    # The netCDF library reads a name like $k_0$ but writes none; authors' files have them.
    is_plain = all(name[:1].isalnum() and "\\" not in name for name in dimensions)
    dataset.to_netcdf(path, engine="netcdf4" if is_plain else "scipy", encoding=encoding)
    return dataset


def config_for(path: Path | str, **overrides: Any) -> dict[str, Any]:
    """Return the config that draws a sweep of `write_sweep`, small and like the demo's.

    Parameters
    ----------
    path : Path or str
        The sweep file.
    overrides : any
        Further keys: those of `sweep` and `figure` are merged into what is there, others replace it.

    Examples
    --------
    >>> config_for("sweep.nc", figure={"dpi": 40}, output="elsewhere")
    """
    config: dict[str, Any] = {
        "sweep": {
            "curves": [
                {"label": "Actual", "file": str(path), "variable": "actual"},
                {"label": "Cauchy fit", "file": str(path), "variable": "predicted"},
            ],
            "axes": [
                {
                    "dimension": "wavenumber",
                    "notation": "fixed",
                    "digits": 2,
                    "path": "k0={}",
                    "title": "$k_0 = $ {value}",
                },
                {
                    "dimension": "cee",
                    "notation": "scientific",
                    "digits": 3,
                    "path": "rc-{}",
                    "title": "$\\nu$ = {}",
                },
            ],
            "abscissa": "frequency",
        },
        "figure": {
            "xlabel": "$\\omega_{drive}$",
            "ylabel": "Normalized Electric Field",
            "size": [9, 4],
            "dpi": 100,
        },
        "output": "plots",
    }
    for key, value in copy.deepcopy(overrides).items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            config[key].update(value)
        else:
            config[key] = value
    return config
