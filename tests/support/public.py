"""Files as other people's codes leave them: names, attributes and shapes of public data, small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from code_runs import adept_runs
from sweeps import write_sweep

RNG = np.random.default_rng(3)


def a_sweep() -> list[str]:
    """A simulated and a predicted response over wavenumber, damping and frequency."""
    write_sweep(Path("sweep.nc"))
    return ["sweep.nc"]


def a_time_series() -> list[str]:
    """Mauna Loa's CO2: one variable over one dimension, as NOAA's netCDF has it."""
    time = np.arange("2020-01", "2022-01", dtype="datetime64[M]").astype("datetime64[ns]")
    value = (("time",), 410 + np.cumsum(RNG.normal(0, 0.3, len(time))), {"units": "ppm"})
    value[2]["long_name"] = "mole fraction of carbon dioxide in air"
    attributes = {"title": "CO2 at Mauna Loa", "institution": "NOAA"}
    xr.Dataset({"value": value}, {"time": time}, attributes).to_netcdf("co2_mlo.nc")
    return ["co2_mlo.nc"]


def stations() -> list[str]:
    """Tide gauges: a series for each of a few stations, with names as text."""
    hours = np.arange("2024-02-28", "2024-03-01", dtype="datetime64[h]").astype("datetime64[ns]")
    level = RNG.normal(size=(3, len(hours)))
    xr.Dataset(
        {
            "water_level": (("station", "time"), level, {"units": "m", "long_name": "sea level"}),
            "lat": ("station", [54.1, 53.5, 54.9], {"units": "degrees_north"}),
            "lon": ("station", [7.9, 8.1, 8.3], {"units": "degrees_east"}),
        },
        {"station": ["Helgoland", "Wilhelmshaven", "List"], "time": hours},
    ).to_netcdf("gauges.nc")
    return ["gauges.nc"]


def climate() -> list[str]:
    """CMIP-like temperature over time, pressure level, latitude and longitude, with bounds."""
    coordinates: dict[str, Any] = {
        "time": ("time", np.array([15.5, 45.0]), {"units": "days since 1850-01-01", "axis": "T"}),
        "plev": ("plev", [100000.0, 50000.0, 1000.0], {"units": "Pa", "axis": "Z"}),
        "lat": ("lat", np.linspace(-80, 80, 9), {"units": "degrees_north", "axis": "Y"}),
        "lon": ("lon", np.arange(0.0, 360, 30), {"units": "degrees_east", "axis": "X"}),
    }
    coordinates["time"][2].update(calendar="noleap", bounds="time_bnds")
    coordinates["lat"][2]["bounds"] = "lat_bnds"
    ta = RNG.normal(250, 20, (2, 3, 9, 12)).astype("f4")
    about = {"long_name": "Air Temperature", "standard_name": "air_temperature", "units": "K"}
    data = {
        "ta": (("time", "plev", "lat", "lon"), ta, about),
        "ps": (("time", "lat", "lon"), RNG.normal(1e5, 1e3, (2, 9, 12)), {"units": "Pa"}),
        "time_bnds": (("time", "bnds"), np.array([[0.0, 31], [31, 59]])),
        "lat_bnds": (("lat", "bnds"), np.zeros((9, 2))),
    }
    xr.Dataset(data, coordinates, {"Conventions": "CF-1.7"}).to_netcdf(
        "ta_Amon.nc", encoding={"ta": {"_FillValue": np.float32(1e20)}}
    )
    return ["ta_Amon.nc"]


def latex_names() -> list[str]:
    """Names in TeX, as authors who plot straight from the file like them."""
    write_sweep(
        Path("tex.nc"),
        dimensions=("$k_0$", r"$\nu_{ee}$", r"$\omega_{drive}$"),
        variables=("$E_{sim}$", "$E_{model}$"),
    )
    return ["tex.nc"]


def no_coordinates() -> list[str]:
    """Bare arrays over dimensions that a tool has named."""
    field = RNG.normal(size=(3, 2, 40))
    xr.Dataset({"density": (("phony_dim_0", "phony_dim_1", "phony_dim_2"), field)}).to_netcdf(
        "bare.nc"
    )
    return ["bare.nc"]


def groups() -> list[str]:
    """An archive of runs, a group each, with the run's parameter in its name."""
    path = "archive.nc"
    xr.Dataset(attrs={"code": "PIC"}).to_netcdf(path)
    for temperature in (0.5, 1.0, 2.5):
        spectrum = ("energy", RNG.exponential(size=25), {"units": "1/eV"})
        run = xr.Dataset({"spectrum": spectrum}, {"energy": np.linspace(0, 10, 25)})
        run.to_netcdf(path, group=f"runs/T={temperature}", mode="a")
    return [path]


def a_file_a_run() -> list[str]:
    """A file a run, with its parameters as scalar variables."""
    whole = write_sweep(Path("whole.nc")).load()
    Path("whole.nc").unlink()
    Path("runs").mkdir()
    files = []
    for number in range(6):
        file = f"runs/run_{number:03}.nc"
        whole.isel(wavenumber=number // 3, cee=number % 3).to_netcdf(file)
        files.append(file)
    return files


def numbered_files() -> list[str]:
    """Files that are told apart by the number in their names alone."""
    for viscosity in ("0.01", "0.02", "0.1"):
        profile = {"u": ("y", RNG.normal(size=20), {"units": "m s-1", "long_name": "velocity"})}
        xr.Dataset(profile, {"y": np.linspace(0, 1, 20)}).to_netcdf(f"channel_mu{viscosity}.nc")
    return [f"channel_mu{viscosity}.nc" for viscosity in ("0.01", "0.02", "0.1")]


def folders() -> list[str]:
    """A folder a wavenumber, a file a damping: their numbers are in the paths."""
    files = []
    for k in (0.3, 0.33):
        Path(f"out/k={k}").mkdir(parents=True)
        for nu in ("1e-05", "2e-4"):
            file = f"out/k={k}/nu={nu}.nc"
            xr.Dataset({"f": ("x", RNG.normal(size=20))}, {"x": np.arange(20.0)}).to_netcdf(file)
            files.append(file)
    return files


def curves_apart() -> list[str]:
    """The simulation in one file, a model of it in another."""
    whole = write_sweep(Path("simulation.nc"), variables=("response", "other")).load()
    whole[["response"]].to_netcdf("simulation.nc")
    (1.1 * whole[["response"]]).to_netcdf("surrogate.nc")
    return ["surrogate.nc", "simulation.nc"]


def runs_along_a_dimension() -> list[str]:
    """Runs counted along a dimension, with their parameters as variables along it."""
    time = np.linspace(0, 5, 30)
    xr.Dataset(
        {
            "energy": (("run", "time"), np.exp(-np.outer([1, 2, 3, 4], time)), {"units": "J"}),
            "alpha": ("run", [0.1, 0.1, 0.2, 0.2]),
            "beta": ("run", [1e-5, 1e-3, 1e-5, 1e-3]),
        },
        {"run": [0, 1, 2, 3], "time": ("time", time, {"units": "s"})},
    ).to_netcdf("ensemble.nc")
    return ["ensemble.nc"]


def close_values() -> list[str]:
    """Values that only many digits tell apart, on a logarithmic abscissa."""
    amplitude = np.array([0.1, 0.1000001, 0.1000002])
    frequency = np.logspace(0, 4, 30)
    transfer = ("amplitude", "frequency"), RNG.random((3, 30))
    coordinates = {"amplitude": amplitude, "frequency": ("frequency", frequency, {"units": "Hz"})}
    xr.Dataset({"transfer": transfer}, coordinates).to_netcdf("close.nc")
    return ["close.nc"]


def runs_with_parameters_beside() -> list[str]:
    """A folder of runs with names that say nothing: what was varied stands in a file beside the data."""
    adept_runs("runs")
    return ["runs"]


PUBLIC: dict[str, Callable[[], list[str]]] = {
    each.__name__: each
    for each in (
        a_sweep,
        a_time_series,
        stations,
        climate,
        latex_names,
        no_coordinates,
        groups,
        a_file_a_run,
        numbered_files,
        folders,
        curves_apart,
        runs_along_a_dimension,
        close_values,
        runs_with_parameters_beside,
    )
}

# What a config for each should say: axes, abscissa, curves, and how many targets that makes.
EXPECTED = {
    "a_sweep": (["wavenumber", "cee"], "frequency", ["actual", "predicted"], 6),
    "a_time_series": (["long_name"], "time", ["value"], 1),
    "stations": (["station"], "time", ["water_level"], 3),
    "climate": (["time", "plev"], "lon", ["ta"], 6),
    "latex_names": (
        ["$k_0$", r"$\nu_{ee}$"],
        r"$\omega_{drive}$",
        ["$E_{sim}$", "$E_{model}$"],
        6,
    ),
    "no_coordinates": (["phony_dim_0", "phony_dim_1"], "phony_dim_2", ["density"], 6),
    "groups": (["T"], "energy", ["spectrum"], 3),
    "a_file_a_run": (["wavenumber", "cee"], "frequency", ["actual", "predicted"], 6),
    "numbered_files": (["mu"], "y", ["u"], 3),
    "folders": (["k", "nu"], "x", ["f"], 4),
    "curves_apart": (["wavenumber", "cee"], "frequency", ["response", "response"], 6),
    "runs_along_a_dimension": (["alpha", "beta"], "time", ["energy"], 4),
    "close_values": (["amplitude"], "frequency", ["transfer"], 3),
    "runs_with_parameters_beside": (["drivers.ex.0.k0", "drivers.ex.0.w0"], "x", ["electron-n"], 6),
}
