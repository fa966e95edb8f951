"""What would be drawn for ever, or eat all memory, is refused; what a picture can show is not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from paths import ROOT, SMALL, assert_is_message, assert_ok, figures, run_fallback, run_snakemake
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.draw import bounds, styles
from sweepfig.draw.kinds import drawing_style
from sweepfig.draw.painter import Painter
from sweepfig.draw.slice import Slice
from sweepfig.draw.style_spec import Look
from sweepfig.plan.make import make_plan
from sweepfig.pool import starmap
from sweeps import config_for

REFUSED_LINES = {
    "lines.linewidth: 1e6": "got 1000000.0; 0 or 0.05 to 100 points are allowed",
    "lines.linewidth: 1e-9": "0 or 0.05 to 100 points",
    "lines.linewidth: nan": "0 or 0.05 to 100 points",
    "lines.linewidth: -1": "0 or 0.05 to 100 points",
    "grid.linewidth: inf": "0 or 0.05 to 100 points",
    "lines.dashed_pattern: 1e-9, 1e-9": "lengths from 0 to 1000 line widths, 1 or more together",
    "lines.dotted_pattern: nan, 2": "lengths from 0 to 1000 line widths",
    "lines.markersize: 1e6": "0 to 100 points",
    "font.size: 1e4": "0 to 1000 points",
    "xtick.labelsize: -3": "0 to 1000 points",
    "xtick.major.size: 1e6": "0 to 1000 points",
    "axes.titlepad: 1e7": "-1000 to 1000 points",
    "savefig.pad_inches: 100": "0 to 10 inches",
    "xtick.minor.ndivs: 1000000": "1 to 100 parts",
    "legend.borderpad: 1e9": "-100 to 100 font sizes",
    "axes.xmargin: 1e300": "times the data's range",
    "figure.subplot.left: nan": "0 to 1 of the figure",
    "figure.subplot.left: 0.99": "figure.subplot.left is 0.99, and figure.subplot.right 0.9",
    "path.sketch: (1, 1e-9, 1)": "lengths from 1 pixel",
    "path.effects: withStroke": "only Python code can give it",
    "image.lut: 1000000000": "2 to 65536 colours",
    "axes.prop_cycle: cycler(linewidth=[1e9])": "0 or 0.05 to 100 points",
    "axes.prop_cycle: cycler(dashes=[(1e-9, 1e-9)])": "1 or more together",
    "axes.prop_cycle: cycler(color='k') * 1000000000": "a cycle of 1000000000 styles; at most 1000",
    f"axes.prop_cycle: cycler(color='{'k' * 99}') * cycler(lw=[{'1,' * 99}])": "of 9801 styles",
    "lines.linewidth: thick": "'s.mplstyle', line 2 ('lines.linewidth: thick'): Key lines.linewidth",
    "lines.colour: red": "line 2 ('lines.colour: red'): matplotlib ",
    "lines.linewidth 3": "has no parameter 'lines.linewidth 3'",
    "font.weight: bold": "font.weight is set twice; once is allowed",
    "lines.marker: zz": "can't be drawn with the style 's.mplstyle': ValueError: Unrecognized marker",
}


@pytest.mark.parametrize("line", REFUSED_LINES)
def test_a_line_of_a_style_that_is_wrong_or_would_never_be_drawn_is_named(sweep, line):
    Path("s.mplstyle").write_text(f"font.weight: normal  # a comment\n{line}\n")
    sweep.write_config(figure={**SMALL, "style": "s.mplstyle"})
    with pytest.raises(UserError, match=r"figure\.style: ") as caught:
        make_plan(settings.read(sweep.configfile))
    assert REFUSED_LINES[line] in str(caught.value)
    assert "\n" not in str(caught.value)


ALLOWED_LINES = """
# as matplotlib writes them
lines.linewidth: 0  # no line
grid.linestyle: "--"
axes.facecolor: "#fafafa"
xtick.labelsize: x-small
axes.prop_cycle: cycler('color', ['E24A33', 'k']) + cycler(lw=[1, 2])
toolbar: a bad value of what is no matter of style
keymap.unheard_of: x
agg.path.chunksize: 20000
"""


def test_what_a_style_may_say_is_what_matplotlib_reads(tmp_path, caplog):
    style = tmp_path / "mine.mplstyle"
    style.write_text(ALLOWED_LINES)
    theirs = matplotlib.rc_params_from_file(style, use_default_template=False)
    assert dict(styles.parameters(str(style))) == dict(theirs)
    assert len(theirs) == 6


def test_what_matplotlib_draws_by_default_is_allowed():
    for name, value in matplotlib.rcParamsDefault.items():
        bounds.check(name, value)


@pytest.mark.parametrize("path", [run_fallback, run_snakemake])
def test_a_bad_line_of_a_style_is_one_message_on_both_paths(sweep, path):
    Path("s.mplstyle").write_text("lines.linewidth: thick\n")
    sweep.write_config(figure={**SMALL, "style": "s.mplstyle"})
    assert_is_message(path(), "figure.style: 's.mplstyle', line 1 ('lines.linewidth: thick'): ")
    assert not list(Path().glob("plots/*/*.png"))


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
        done, "1 of 1 targets were not drawn", "ValueError: a picture of ", "at most 1e+08"
    )
    assert "WARNING" not in done.text


# --- what is drawn for ever all the same

FOR_EVER = "import collections, itertools; collections.deque(itertools.repeat(0), maxlen=0)"


def draw_for_ever() -> None:
    """Draw a built-in kind, in C code that nothing interrupts: a task for a worker."""
    from sweepfig.pool import time_limit

    time_limit.LONGEST_BUILT_IN = 0.3
    with time_limit.time_limit(None, is_built_in=True):
        exec(FOR_EVER)


def test_a_worker_that_draws_for_ever_is_ended():
    ((_, death),) = starmap.try_each(draw_for_ever, [()], processes=1)
    assert death.cause == "was ended past its time limit"


def test_a_job_that_draws_for_ever_is_ended():
    program = (
        "from sweepfig.pool import progress, time_limit\n"
        "progress.stand_alone(); time_limit.LONGEST_BUILT_IN = 0.3\n"
        f"with time_limit.time_limit(None, is_built_in=True): {FOR_EVER}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "scripts", timeout=60, capture_output=True
    )
    assert done.returncode == -signal.SIGPROF


def test_a_job_may_take_its_time_from_figure_to_figure():
    program = (
        "from sweepfig.pool import progress, time_limit\n"
        "progress.stand_alone(); time_limit.LONGEST_BUILT_IN = 0.3\n"
        "with time_limit.time_limit(None, is_built_in=True): pass\n"
        "import time; end = time.process_time() + 0.5\n"
        "while time.process_time() < end: pass"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT / "scripts", timeout=60, check=True)


def test_a_template_that_fails_says_so_in_a_line_where_the_plain_way_draws(
    sweep, monkeypatch, caplog
):
    monkeypatch.setattr("sweepfig.draw.template.mould.Mould.pixels", lambda *_: 1 / 0)
    data = Slice(np.arange(3.0), (np.arange(3.0),), ("a",))
    look = Look(size=(2, 1.5), dpi=50)
    with drawing_style(look):
        assert Painter(look).paint(data, "0" * 32).content
    (said,) = (record.getMessage() for record in caplog.records if record.levelname == "WARNING")
    assert said.startswith("drawn the plain way: the template failed (ZeroDivisionError")
    assert not figures(Path("plots"))
    assert_ok(run_fallback("--limit", "1"))
