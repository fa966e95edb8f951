"""Files of fields over two-dimensional coordinates, as ocean models and tokamak codes write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

LON = {"standard_name": "longitude", "units": "degrees_east"}
LAT = {"standard_name": "latitude", "units": "degrees_north"}


def ocean(steps: int = 3, shape: tuple[int, int] = (12, 20), shift: float = 0.0) -> xr.Dataset:
    """Return sea surface temperatures over a turned grid: `time`, and `nav_lat`, `nav_lon` over `y`, `x`."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype("f4")
    lon, lat = -20 + 0.9 * x - 0.4 * y + shift, 40 + 0.3 * x + 0.8 * y
    days = np.arange(float(steps))
    field = 12 + 6 * np.sin(lon / 5 + days[:, None, None]) * np.cos(lat / 4)
    return xr.Dataset(
        {"sst": (("time", "y", "x"), field.astype("f4"), {"units": "degC"})},
        {
            "nav_lat": (("y", "x"), lat, LAT),
            "nav_lon": (("y", "x"), lon, LON),
            "time": ("time", days, {"units": "day", "axis": "T"}),
        },
    )


def tokamak(times: Any = (0.0, 1.0)) -> xr.Dataset:
    """Return a potential over flux surfaces: `R`, `Z` over `psi`, `theta`; the innermost is a point."""
    psi, theta = np.linspace(0, 1, 8)[:, None], np.linspace(0, 2 * np.pi, 25)
    r, z = 3 + psi * np.cos(theta), 1.6 * psi * np.sin(theta)
    field = np.asarray(times)[:, None, None] + psi * np.cos(3 * theta)
    return xr.Dataset(
        {"phi": (("time", "psi", "theta"), field)},
        {
            "R": (("psi", "theta"), r, {"long_name": "major radius", "units": "m"}),
            "Z": (("psi", "theta"), z, {"long_name": "height", "units": "m"}),
            "time": np.asarray(times),
        },
    )


def config_of(file: str, variable: str = "sst", **sweep: Any) -> dict[str, Any]:
    """Return the config that draws such a field at each time; `sweep` has further keys of that section."""
    across, up = ("R", "Z") if variable == "phi" else ("nav_lon", "nav_lat")
    keys = {
        "curves": [{"file": file, "variable": variable}],
        "axes": [{"dimension": "time"}],
        "abscissa": across,
        "ordinate": up,
    }
    figure = {"kind": "pcolormesh", "size": [3, 2], "dpi": 40}
    return {"sweep": {**keys, **sweep}, "figure": figure}
