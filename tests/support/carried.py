"""Sweeps whose figures carry their data, one for each kind of figure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr
from paths import SMALL
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load

FUNCTION = """
def draw(axes, data, *, power=2):
    axes.plot(data.abscissa, data.curves[0] ** power, label=f"{data.point['k']:.2f}")
    axes.legend()
"""
STYLE = "axes.facecolor: ffeecc\nlines.linewidth: 3\n"


def write_fields() -> None:
    """Write fields over t and x for each of two k, and a place for each k, into the working folder."""
    k, t, x = np.array([0.3, 0.4]), np.arange(5.0), np.linspace(0, 6, 11)
    waves = np.sin(x + k[:, None, None] * t[:, None]) + 1.5
    lon, lat = np.meshgrid(x, t)
    names = ("k", "t", "x")
    xr.Dataset(
        {
            "E": (names, waves, {"units": "V/m", "long_name": "field"}),
            "model": (names, 0.9 * waves),
            "both": (("s", *names), np.stack([waves, 0.9 * waves])),
            "root": ("k", [1.0, 2.0]),
        },
        {
            **{"k": k, "t": ("t", t, {"units": "s"}), "x": ("x", x, {"units": "m"})},
            "lon": (("t", "x"), lon + 0.1 * lat),
            "lat": (("t", "x"), lat),
        },
    ).to_netcdf("fields.nc")


def config(*curves: str, ordinate: str | None = "t", abscissa: str = "x", **figure: object):
    """Return the config of fields whose figures carry their data."""
    sweep = {
        "curves": [{"file": "fields.nc", "variable": name} for name in curves],
        "axes": [{"dimension": "k", "notation": "fixed", "digits": 1}],
        "abscissa": abscissa,
        "ordinate": ordinate,
        "select": {} if ordinate else {"t": 2.0},
    }
    figure = {"size": [3, 2.5], "dpi": 40, "carry_data": True, **figure}
    return {"sweep": sweep, "figure": figure, "output": "plots"}


LINES = {"ordinate": None}
CONFIGS = {
    "lines": config("E", "model", **LINES),
    "lines with all that is written on them": config(
        "E",
        "model",
        **LINES,
        text="{k:.2f}",
        marks=[{"variable": "root", "label": "root"}],
        lines=[{"color": "red"}],
        legend="outside",
        ylimits="shared",
        yscale="log",
        options={"marker": "o"},
    ),
    "twins": config("E", **LINES, also=[{"yscale": "log"}, {"kind": "histogram", "dpi": 50}]),
    "pcolormesh": config("E"),
    "curvilinear": config("E", abscissa="lon", ordinate="lat", kind="pcolormesh"),
    "contour lines of another curve": config(
        "E", "model", kind="pcolormesh", contours={"levels": 4}
    ),
    "contourf": config("E", kind="contourf", norm="log", contours={"levels": 4}),
    "histogram": config("E", "model", kind="histogram"),
    "facets": config("E", "model", size=None, facet={"dimension": "t", "values": 4}),
    "facets of maps": config(
        "both", kind="pcolormesh", size=None, facet={"dimension": "s", "values": 2}
    ),
    "hue": config("E", "model", ylimits="shared", hue={"dimension": "t", "values": [0, 3]}),
    "panels": config(
        "E",
        "model",
        kind="pcolormesh",
        size=[4, 6],
        panels=[
            {"curves": ["E"]},
            {"kind": "resonance_curve", "at": 2.0},
            {"show": "difference"},
        ],
    ),
    "panels side by side": config(
        "E",
        "model",
        kind="pcolormesh",
        size=None,
        columns=2,
        panels=[{"curves": ["E"]}, {"kind": "resonance_curve", "at": 2.0}],
    ),
    "a style's file": config("E", **LINES, style="my.mplstyle"),
    "a function of one's own": config("E", **LINES, kind="my_plots.py:draw", options={"power": 3}),
    "svg": config("E", **LINES, format="svg"),
    "pdf": config("E", format="pdf"),
}
CONFIGS["pcolormesh"]["figure"]["kind"] = "pcolormesh"
CONFIGS["pdf"]["figure"]["kind"] = "pcolormesh"


def write_all() -> None:
    """Write the fields, a style and a function into the working folder."""
    write_fields()
    Path("my.mplstyle").write_text(STYLE)
    Path("my_plots.py").write_text(FUNCTION)


def draw(name: str, **figure: object) -> list[Path]:
    """Draw a config of `CONFIGS` and return its figures and twins, twice for each point."""
    own = CONFIGS[name]
    checked = settings.check({**own, "figure": {**own["figure"], **figure}}, source=name)
    plan = load(ensure_plan(checked, "plots"))
    outcomes = render_targets(plan, "plots", range(plan.n_targets))
    assert [outcome.row.cause for outcome in outcomes] == ["", ""]
    return [Path("plots", file) for target in plan.targets() for file in target.files]


def draw_one(**figure: object) -> Path:
    """Draw small lines that carry their data, and return one figure."""
    write_fields()
    return draw("lines", **{**SMALL, **figure})[0]
