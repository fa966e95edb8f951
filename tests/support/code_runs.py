"""Runs as simulation codes leave them: what was varied stands in files beside the data."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import yaml

# k0 and w0 of 6 of 20 runs of adept; each k0 has frequencies of its own.
POINTS = ((0.38, 1.334), (0.26, 1.266), (0.3, 1.31), (0.26, 1.191), (0.34, 1.208), (0.26, 0.966))


def run_config(k0: float, w0: float) -> dict[str, Any]:
    """Return what was given to a run: some parameters depend on k0, others are the same in all runs."""
    length = 2 * math.pi / k0
    return {
        "drivers": {"ex": {"0": {"a0": 1.0e-06, "k0": k0, "w0": w0}}},
        "grid": {"nx": 32, "tmax": 50, "xmax": length},
        "mlflow": {"experiment": "resonance-sweep", "run": f"k0={k0}-w0={w0}"},
        "models": False,
        "physics": {"electron": {"gamma": "kinetic", "is_on": True}},
        "save": {"x": {"nx": 16, "xmax": length}},
    }


def adept_runs(folder: str = "runs", points: Any = POINTS) -> list[Path]:
    """Write runs as ergodicio/adept leaves them with MLflow; return the folder of each."""
    folders = []
    for number, (k0, w0) in enumerate(points):
        name = hashlib.md5(f"{k0} {w0}".encode()).hexdigest()
        run = Path(folder, "819407960127512149", name)
        (run / "artifacts" / "binary").mkdir(parents=True)
        (run / "params").mkdir()
        config = run_config(k0, w0)
        (run / "artifacts" / "config.yaml").write_text(yaml.safe_dump(config))
        units = {"box_length": f"{0.054 / k0} micron", "beta": 0.0626}
        (run / "artifacts" / "units.yaml").write_text(yaml.safe_dump(units))
        about = {"run_id": name, "run_name": f"k0={k0}-w0={w0}", "start_time": 1795534443 + number}
        (run / "meta.yaml").write_text(yaml.safe_dump(about))
        for key, value in {**flat(config), "grid.nt": round(440 / k0)}.items():
            (run / "params" / key).write_text(str(value))
        write_fields(run / "artifacts" / "binary", k0, w0)
        folders.append(run)
    return folders


def flat(config: Any, before: str = "") -> dict[str, Any]:
    """Return a nested mapping's leaves by dotted name, as adept gives them to MLflow."""
    if not isinstance(config, dict):
        return {before: config}
    inner = [flat(each, f"{before}.{key}" if before else key) for key, each in config.items()]
    return {name: value for each in inner for name, value in each.items()}


def write_fields(folder: Path, k0: float, w0: float) -> None:
    """Write a run's files: fields over t and x, the first zero throughout, and fields over t and kx."""
    t, x = np.linspace(0, 50, 41), (np.arange(16) + 0.5) * 2 * math.pi / k0 / 16
    wave = np.sin(k0 * x[None, :] - w0 * t[:, None])
    zero = np.zeros_like(wave)
    fields = {"electron-delta": zero, "electron-n": 1 + 4e-7 * wave, "ion-n": zero + 1}
    at = {"t": t, "x": x}
    variables = {name: (("t", "x"), values) for name, values in fields.items()}
    xr.Dataset(variables, at).to_netcdf(folder / "state_vs_x.nc")
    modes = {"electron-n-mag": (("t", "kx"), np.abs(wave[:, :2]))}
    xr.Dataset(modes, {"t": t, "kx": [0.0, 0.3]}).to_netcdf(folder / "state_vs_kx.nc")


def as_yaml(run: Path, values: dict[str, Any]) -> None:
    (run / "config.yaml").write_text(yaml.safe_dump(values))


def as_hydra(run: Path, values: dict[str, Any]) -> None:
    (run / ".hydra").mkdir()
    (run / ".hydra" / "config.yaml").write_text(yaml.safe_dump(values | {"path": "${oc.env:HOME}"}))
    (run / ".hydra" / "overrides.yaml").write_text("- driver.0.nu=1e-5\n")


def as_json(run: Path, values: dict[str, Any]) -> None:
    (run / "input.json").write_text(json.dumps(values))


def as_toml(run: Path, values: dict[str, Any]) -> None:
    one = values["driver"][0]
    text = "".join(f"{name} = {value!r}\n" for name, value in one.items())
    (run / "input.toml").write_text(f"[[driver]]\n{text}")


def as_namelist(run: Path, values: dict[str, Any]) -> None:
    one = values["driver"][0]
    text = "".join(f"  driver(1)%{name} = {value!r}\n" for name, value in one.items())
    (run / "run.nml").write_text(f"! a Fortran code's\n&input\n{text.replace('e-', 'd-')}/\n")


def as_mlflow(run: Path, values: dict[str, Any]) -> None:
    (run / "params").mkdir()
    for name, value in values["driver"][0].items():
        (run / "params" / f"driver.0.{name}").write_text(f"{value}\n")


# Each format: how a run's parameters are written in it, where they are, and the damping's name there.
FORMATS: dict[str, tuple[Callable[[Path, dict[str, Any]], None], str, str]] = {
    "yaml": (as_yaml, "../config.yaml", "driver.0.nu"),
    "hydra": (as_hydra, "../.hydra/config.yaml", "driver.0.nu"),
    "json": (as_json, "../input.json", "driver.0.nu"),
    "toml": (as_toml, "../input.toml", "driver.0.nu"),
    "namelist": (as_namelist, "../run.nml", "input.driver.0.nu"),
    "mlflow": (as_mlflow, "../params", "driver.0.nu"),
}
DAMPINGS = (1e-05, 2e-05, 0.001)


def runs_in(form: str, folder: str = "runs") -> None:
    """Write three runs of one curve each, over nu, with their parameters in a format."""
    for number, nu in enumerate(DAMPINGS):
        run = Path(folder, f"{number:04}")
        (run / "out").mkdir(parents=True)
        x = np.linspace(0, 1, 30)
        response = ("omega", nu / (nu + (x - 0.5) ** 2))
        xr.Dataset({"response": response}, {"omega": x}).to_netcdf(run / "out" / "data.nc")
        FORMATS[form][0](run, {"driver": [{"nu": nu, "steps": 100, "name": "bgk"}]})
