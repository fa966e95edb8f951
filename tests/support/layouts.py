"""One sweep written in the ways in which simulations leave theirs: many files, groups, runs, stores."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from sweeps import write_sweep

AXES = ("wavenumber", "cee")
RUNS = Path("runs")


def points(dataset: xr.Dataset) -> list[tuple[int, int]]:
    return list(itertools.product(range(dataset.sizes[AXES[0]]), range(dataset.sizes[AXES[1]])))


def one(dataset: xr.Dataset, point: tuple[int, int]) -> xr.Dataset:
    """Return one point of a sweep, its axes' values as scalar coordinates."""
    return dataset.isel(dict(zip(AXES, point, strict=True)))


def scalars(dataset: xr.Dataset) -> dict[str, Any]:
    for number, point in enumerate(points(dataset)):
        one(dataset, point).to_netcdf(RUNS / f"run{number:02}.nc")
    return {"file": "runs/*.nc"}


def attributes(dataset: xr.Dataset) -> dict[str, Any]:
    for number, point in enumerate(points(dataset)):
        run = one(dataset, point)
        values = {name: run[name].item() for name in AXES}
        run.drop_vars(AXES).assign_attrs(values).to_netcdf(RUNS / f"run{number:02}.nc")
    return {"file": [f"runs/run{number:02}.nc" for number in range(len(points(dataset)))]}


def file_names(dataset: xr.Dataset) -> dict[str, Any]:
    for point in points(dataset):
        run = one(dataset, point)
        folder = RUNS / f"k={run['wavenumber'].item()}"
        folder.mkdir(exist_ok=True)
        run.drop_vars(AXES).to_netcdf(folder / f"nu_{run['cee'].item()!r}.nc")
    return {"file": "runs/k={wavenumber}/nu_{cee}.nc"}


def a_wavenumber_a_file(dataset: xr.Dataset) -> dict[str, Any]:
    for number in range(dataset.sizes["wavenumber"]):
        # Each in an order of its own.
        part = dataset.isel(wavenumber=number, cee=slice(None, None, (-1) ** number))
        part.drop_vars("wavenumber").to_netcdf(RUNS / f"k{part['wavenumber'].item()}.nc")
    return {"file": "runs/k{wavenumber}.nc"}


def dampings_apart(dataset: xr.Dataset) -> dict[str, Any]:
    dataset.isel(cee=[2]).to_netcdf(RUNS / "a.nc")
    dataset.isel(cee=[0, 1]).transpose("frequency", "cee", ...).to_netcdf(RUNS / "b.nc")
    return {"file": "runs/?.nc"}


def groups(dataset: xr.Dataset) -> dict[str, Any]:
    path = RUNS / "all.nc"
    dataset[["frequency"]].to_netcdf(path)
    for number, point in enumerate(points(dataset)):
        run = one(dataset, point).drop_vars("frequency")
        run.to_netcdf(path, group=f"output/run_{number}", mode="a")
    return {"file": "runs/all.nc", "group": "output/run_*"}


def group_names(dataset: xr.Dataset) -> dict[str, Any]:
    for number in range(dataset.sizes["wavenumber"]):
        path = RUNS / f"part{number}.nc"
        for damping in range(dataset.sizes["cee"]):
            run = one(dataset, (number, damping))
            group = f"k={run['wavenumber'].item()}/nu={run['cee'].item()!r}"
            run.drop_vars(AXES).to_netcdf(path, group=group, mode="a" if damping else "w")
    return {"file": "runs/part*.nc", "group": "k={wavenumber}/nu={cee}"}


def runs_along_a_dimension(dataset: xr.Dataset) -> dict[str, Any]:
    stacked = dataset.stack(run=AXES).reset_index("run").transpose("run", ...)
    order = np.random.default_rng(1).permutation(stacked.sizes["run"])
    stacked.isel(run=order).to_netcdf(RUNS / "all.nc")
    return {"file": "runs/all.nc"}


def runs_in_two_files(dataset: xr.Dataset) -> dict[str, Any]:
    stacked = dataset.stack(run=AXES).reset_index("run")
    stacked.isel(run=slice(0, None, 2)).to_netcdf(RUNS / "a.nc")
    stacked.isel(run=slice(1, None, 2)).to_netcdf(RUNS / "b.nc")
    return {"file": "runs/[ab].nc"}


def stores(dataset: xr.Dataset) -> dict[str, Any]:
    for number, point in enumerate(points(dataset)):
        store = RUNS / f"run{number:02}.zarr"
        one(dataset, point).to_zarr(store, zarr_format=2 + number % 2, consolidated=False)
    return {"file": "runs/*.zarr"}


def groups_of_a_store(dataset: xr.Dataset) -> dict[str, Any]:
    for number, point in enumerate(points(dataset)):
        group = f"output/run_{number}"
        one(dataset, point).to_zarr(RUNS / "all.zarr", group=group, mode="a", consolidated=False)
    return {"file": "runs/all.zarr", "group": "output/run_*"}


LAYOUTS: dict[str, Callable[[xr.Dataset], dict[str, Any]]] = {
    each.__name__: each
    for each in (
        scalars,
        attributes,
        file_names,
        a_wavenumber_a_file,
        dampings_apart,
        groups,
        group_names,
        runs_along_a_dimension,
        runs_in_two_files,
        stores,
        groups_of_a_store,
    )
}


def write(layout: str, **keys: Any) -> dict[str, Any]:
    """Write a sweep so, in the working folder; return what a curve's config says of it."""
    RUNS.mkdir(exist_ok=True)
    dataset = write_sweep(Path("whole.nc"), **keys)
    return LAYOUTS[layout](dataset.load())
