"""What would be drawn for ever, or eat all memory, is refused; what a picture can show is not."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from paths import SMALL, assert_is_message, run_fallback
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.drawing import bounds
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweepfig.plan.make import make_plan
from sweeps import config_for


def test_what_matplotlib_draws_by_default_is_allowed():
    for name, value in matplotlib.rcParamsDefault.items():
        bounds.check(name, value)


REFUSED_OPTIONS = [
    ("resonance_curve", {"linewidth": 1e6}, "options.linewidth: got 1000000.0; 0 or 0.05 to 100"),
    ("resonance_curve", {"lw": "1e6"}, "options.lw: got 1000000.0; 0 or 0.05 to 100"),
    ("resonance_curve", {"lw": 1e-9, "ls": "--"}, "options.lw: got 1e-09"),
    ("resonance_curve", {"dashes": [1e-9, 1e-9]}, "options.dashes: got [1e-09, 1e-09]; lengths"),
    ("resonance_curve", {"linestyle": [0, [0, 0.1]]}, "options.linestyle: got [0, 0.1]; lengths"),
    ("resonance_curve", {"ms": 1e6, "marker": "o"}, "options.ms: got 1000000.0; 0 to 100 points"),
    (
        "resonance_curve",
        {"marker": [1000000, 0, 0]},
        "options.marker: got [1000000, 0, 0]; at most",
    ),
    ("resonance_curve", {"marker": f"${'x' * 999}$"}, "options.marker: got '$xxx"),
    ("resonance_curve", {"alpha": 7}, "options.alpha: got 7; 0 to 1 are allowed"),
    ("resonance_curve", {"color": [1, 2]}, "figure.options: {'color': [1, 2]} can't be drawn"),
    ("resonance_curve", {"marker": 5000}, "Unrecognized marker style 5000"),
    ("resonance_curve", {"foo": 1}, "unexpected keyword argument 'foo'"),
    ("histogram", {"bins": "bogus"}, "figure.options: {'bins': 'bogus'} can't be drawn"),
    ("histogram", {"hatch": "/" * 1000}, "at most 100 letters are allowed"),
    ("histogram", {"bins": list(range(10_001))}, "options.bins: got 10001 values; at most 10000"),
]


@pytest.mark.parametrize(("kind", "options", "message"), REFUSED_OPTIONS)
def test_options_that_would_never_be_drawn_are_refused(sweep, kind, options, message):
    sweep.write_config(figure={**SMALL, "kind": kind, "options": options})
    with pytest.raises(UserError) as caught:
        make_plan(settings.read(sweep.configfile))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"lw": 0.05, "ls": "--"},
        {"lw": 100, "marker": "o", "ms": 100},
        {"dashes": [0.5, 0.5], "lw": 0.05},
        {"marker": [5, 1, 0]},
        {"color": "C99"},
        {"color": "none"},
        {"linewidth": 0, "linestyle": ":"},
    ],
)
def test_options_at_the_ends_of_what_is_allowed_are_drawn(sweep, options):
    sweep.write_config(figure={**SMALL, "options": options})
    make_plan(settings.read(sweep.configfile))
    x = np.linspace(0, 1, 2000)
    data = Slice(x, (np.sin(300 * x), np.cos(200 * x)), ("a", "b"))
    look = Look(size=(2, 1.5), dpi=50, options=options)
    with drawing_style(look):
        assert Painter(look).paint(data, "0" * 32).content


def test_a_picture_too_large_for_what_reaches_beyond_its_axes_fails_alone(sweep):
    title = {"title": "x" * 900}
    axes = config_for("sweep.nc")["sweep"]["axes"]
    Path("s.mplstyle").write_text("savefig.pad_inches: 10\n")
    sweep.write_config(
        sweep={"axes": [axes[0] | title, axes[1]]},
        figure={"size": [2, 1], "dpi": 1200, "style": "s.mplstyle"},
    )
    done = run_fallback("--limit", "1")
    assert_is_message(
        done, "1 of 1 targets was not drawn", "ValueError: a picture of ", "at most 1e+08"
    )
    assert "WARNING" not in done.text
