"""matplotlib's settings neither leak into figures nor out of them."""

from __future__ import annotations

import os
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice

MINE = {
    "lines.linewidth": 9,
    "axes.prop_cycle": matplotlib.cycler(color=["#ff0000"]),
    "font.size": 30,
    "timezone": "Asia/Tokyo",
    "axes.grid": True,
}


def first_line(**look):
    """Return the line of a figure's first curve."""
    x = np.linspace(1, 2, 5)
    look = Look(**look)
    with drawing_style(look):
        return kinds.draw(look, kinds.resonance_curve, Slice(x, (x,), ("a",))).axes[0].lines[0]


def test_users_settings_have_no_say_and_are_kept():
    with matplotlib.rc_context(MINE):
        before = dict(matplotlib.rcParams)
        line = first_line()
        with drawing_style(Look()):
            assert matplotlib.rcParams["timezone"] == "UTC"
        assert dict(matplotlib.rcParams) == before
    assert line.get_linewidth() == 1.5
    assert to_hex(line.get_color()) == "#1f77b4"


def test_settings_are_kept_when_drawing_fails():
    before = dict(matplotlib.rcParams)
    with (
        pytest.raises(ZeroDivisionError, match="division"),
        drawing_style(Look(style="ggplot")),
    ):
        1 / 0  # noqa: B018
    assert dict(matplotlib.rcParams) == before


def test_style_is_laid_over_matplotlibs_defaults(tmp_path):
    mine = tmp_path / "mine.mplstyle"
    mine.write_text("lines.linewidth: 4\n")
    line = first_line(style=str(mine))
    assert line.get_linewidth() == 4
    assert to_hex(line.get_color()) == "#1f77b4"
    assert to_hex(first_line(style="ggplot").get_color()) == "#e24a33"


def run_python(code, **environment):
    """Run code in a Python of its own and return what it prints."""
    path = os.pathsep.join([str(p) for p in sys.path if p])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_users_matplotlibrc_has_no_say(tmp_path):
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\nfigure.facecolor: red\n")
    code = """if True:
        import matplotlib
        from sweepfig.drawing import kinds, template
        from sweepfig.drawing.look import Look
        from sweepfig.drawing.rc_context import drawing_style
        with drawing_style(Look()):
            print(matplotlib.rcParams["lines.linewidth"], matplotlib.rcParams["figure.facecolor"])
        print(matplotlib.rcParams["lines.linewidth"], matplotlib.rcParams["figure.facecolor"])
    """
    assert run_python(code, MATPLOTLIBRC=str(tmp_path)).split() == ["1.5", "white", "9.0", "red"]


@pytest.mark.slow
def test_importing_and_drawing_change_nothing_global():
    code = """if True:
        import sys, os, signal, warnings, pkgutil, importlib, matplotlib
        def state():
            return (matplotlib.rcParams.copy(), dict(os.environ), list(sys.path), os.getcwd(),
                    list(warnings.filters), signal.getsignal(signal.SIGTERM))
        import numpy, xarray, netCDF4, pydantic, yaml, tqdm  # what these do is theirs
        before = state()
        import sweepfig
        for module in pkgutil.walk_packages(sweepfig.__path__, "sweepfig."):
            importlib.import_module(module.name)
        from sweepfig.drawing.rc_context import drawing_style
        from sweepfig.drawing.look import Look
        from sweepfig.drawing.painter import Painter
        from sweepfig.drawing.slice import Slice
        data = Slice(numpy.arange(3), (numpy.arange(3),), ("Actual",))
        for look in (Look(), Look(format="svg", style="ggplot"), Look(format="pdf")):
            with drawing_style(look):
                Painter(look).paint(data, "0" * 32)
        print([new for old, new in zip(before, state()) if old != new])
        print("matplotlib.pyplot" in sys.modules, "snakemake" in sys.modules)
    """
    assert run_python(code).splitlines() == ["[]", "False False"]
