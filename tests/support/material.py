"""What the working folder and the home of `invariant` hold: a sweep, code, styles, fonts."""

from __future__ import annotations

import atexit
import functools
import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import xarray as xr
from paths import SMALL
from sweepfig.config.figure import FigureSettings
from sweeps import config_for, resonance

LAYOUTS = ("one", "two", "many", "groups", "zarr", "beside")
WITH_BEAMS = ("two", "many")  # a further dimension, of which one value is selected
HAS_DEPENDS = "depends" in FigureSettings.model_fields

CODE = {
    "mine.py": """
from pathlib import Path
import helper
import pack.inner

def draw(axes, data, **options):
    axes.plot(data.abscissa, {0} * data.curves[0], linewidth=helper.WIDTH, **options)
    axes.set_title(f"{{pack.inner.WORD}} {{Path('words.txt').read_text()}}")

def measure(data):
    found = {{"width": helper.WIDTH, f"sum {{pack.inner.WORD}}": (data.curves[0].sum(), "V")}}
    if data.point["wavenumber"] < {0} * 0.31:
        found["words"] = len(Path("words.txt").read_text())
    return found
""",
    "helper.py": "WIDTH = {0}\n",
    "pack/__init__.py": "NUMBER = {0}\n",
    "pack/inner.py": "from pack import NUMBER\nWORD = 'word{0}' * NUMBER\n",
    "art/__init__.py": "# {0}\n",
    "art/curves.py": """
from . import tint

def draw(axes, data, **options):
    axes.plot(data.abscissa, data.curves[-1], linewidth={0}, color=tint.COLOUR)

def measure(data):
    if data.point["wavenumber"] > 0.29 + {0} * 0.05:
        raise ValueError(tint.COLOUR)
    return {{tint.COLOUR: ({0}, tint.COLOUR)}}
""",
    "art/tint.py": "COLOUR = 'C{0}'\n",
    "words.txt": "{0}",
}
# What nothing declares may be read unseen.
EDITED_CODE = tuple(name for name in CODE if HAS_DEPENDS or name != "words.txt")
STYLES = (
    "lines.linewidth: 1\n",
    "lines.linewidth: 4\n",
    "axes.facecolor: 0.7\n",
    "font.family: Sweepfig Test\n",
)
FONTS = {"A": "DejaVuSerif.ttf", "B": "DejaVuSansMono-Bold.ttf"}

_HOME: list[Path] = []


@dataclass
class Sweep:
    """What the data files are to hold."""

    wavenumbers: tuple[float, ...] = (0.3, 0.33)
    dampings: tuple[float, ...] = (1e-5, 1e-3)
    points: int = 9
    seed: int = 0
    dtype: str = "float64"
    unit: str = "s"
    louder: tuple[tuple[int, int, int, int], ...] = ()  # curve, two places, percent
    empty: tuple[tuple[int, int], ...] = ()
    roots: float = 1.0
    is_short: bool = False  # of many parts, the last one lacks a damping

    def dataset(self) -> xr.Dataset:
        frequencies = np.linspace(0.5, 2.1, self.points)
        rng = np.random.default_rng(self.seed)
        curves = []
        for error in (0.0, 0.03):
            curve = resonance(self.wavenumbers, self.dampings, frequencies, error=error)
            curves.append((curve + 0.1 * rng.random(curve.shape)).astype(self.dtype))
        for which, i, j, percent in self.louder:
            if i < len(self.wavenumbers) and j < len(self.dampings):
                curves[which][i, j] *= 1 + percent / 100
        for i, j in self.empty:
            if i < len(self.wavenumbers) and j < len(self.dampings):
                for curve in curves:
                    curve[i, j] = np.nan
        dims = ("wavenumber", "cee", "frequency")
        coordinates = dict(zip(dims, (self.wavenumbers, self.dampings, frequencies), strict=True))
        names = ("actual", "predicted")
        attributes = {"long_name": "response", "units": self.unit}
        roots = self.roots + 0.1 * np.add.outer(self.wavenumbers, range(len(self.dampings)))
        return xr.Dataset(
            {
                **{
                    name: (dims, curve, attributes)
                    for name, curve in zip(names, curves, strict=True)
                },
                "root": (dims[:2], roots),
            },
            {name: (name, np.asarray(values)) for name, values in coordinates.items()},
        )


def seed_home(home: Path) -> None:
    """Make a home with matplotlib's list of fonts, which takes a second to make, as it was made once."""
    home.mkdir(parents=True)
    if not _HOME:
        environment = {**os.environ, "HOME": str(home), "MPLCONFIGDIR": str(home / "matplotlib")}
        environment |= {"XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home / "cache")}
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, check=True, env=environment)
        _HOME.append(Path(tempfile.mkdtemp(prefix="sweepfig-home-")))
        atexit.register(shutil.rmtree, _HOME[0], ignore_errors=True)
        shutil.copytree(home, _HOME[0], dirs_exist_ok=True)
    else:
        shutil.copytree(_HOME[0], home, dirs_exist_ok=True)


@functools.cache
def font(which: str) -> bytes:
    """Return a font of matplotlib's under the name that a style asks for."""
    from fontTools.ttLib import TTFont

    found = TTFont(Path(matplotlib.get_data_path(), "fonts", "ttf", FONTS[which]))
    for record in found["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = "Sweepfig Test"
        elif record.nameID in (2, 17):
            record.string = "Regular"
    found["OS/2"].usWeightClass = 400
    buffer = io.BytesIO()
    found.save(buffer)
    return buffer.getvalue()


def first_config() -> dict[str, Any]:
    """Return the config that a world begins with, of data in one file."""
    config = config_for("sweep.nc", figure=SMALL)
    del config["figure"]["ylabel"]
    if HAS_DEPENDS:
        config["figure"]["depends"] = ["words.txt"]
    return config


def write_data(sweep: Sweep, layout: str, folder: Path) -> None:
    """Write a sweep's data files into an empty folder."""
    dataset = sweep.dataset()
    if layout in WITH_BEAMS:
        beams = xr.DataArray([1.0, 2.0], dims="beam", coords={"beam": [1, 2]})
        for name in ("actual", "predicted"):
            dataset[name] = (dataset[name] * beams).assign_attrs(dataset[name].attrs)
    if layout == "one":
        dataset.to_netcdf(folder / "sweep.nc")
    elif layout == "two":
        dataset[["actual", "root"]].to_netcdf(folder / "a.nc")
        dataset[["predicted", "root"]].to_netcdf(folder / "b.nc")
    elif layout in ("many", "groups", "beside"):
        (folder / "runs").mkdir()
        for place, k in enumerate(sweep.wavenumbers):
            is_last = place == len(sweep.wavenumbers) - 1
            count = len(sweep.dampings) - (sweep.is_short and is_last)
            one = dataset.isel(wavenumber=place, drop=True).isel(cee=slice(count))
            if layout == "many":
                one.to_netcdf(folder / "runs" / f"k={k}.nc")
            elif layout == "beside":
                (folder / "runs" / f"{place}").mkdir()
                one.to_netcdf(folder / "runs" / f"{place}" / "out.nc")
                (folder / "runs" / f"{place}" / "in.yaml").write_text(f"wavenumber: {k:.3f}\n")
            else:
                one.to_netcdf(folder / "sweep.nc", group=f"k={k}", mode="a")
    else:
        encoding = {
            name: {"chunks": (1, 1, sweep.points), "compressors": None}
            for name in ("actual", "predicted")
        }
        dataset.to_zarr(folder / "sweep.zarr", encoding=encoding, consolidated=False)
