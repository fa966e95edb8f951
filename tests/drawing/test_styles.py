"""A style sets what it may and nothing else, is no module, and each of its bad lines is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import matplotlib.image
import matplotlib.style
import numpy as np
import pytest
from matplotlib.colors import to_hex
from paths import (
    SMALL,
    assert_is_message,
    draw_here,
    figures,
    run_fallback,
    run_snakemake,
)
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds, styles
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweepfig.plan.make import make_plan


@pytest.mark.parametrize(
    "line",
    [
        "text.usetex: True",
        r"text.latex.preamble: \input{/etc/passwd}",
        r"pgf.preamble: \input{/etc/passwd}",
        "figure.hooks: os:system",
        "animation.ffmpeg_path: /bin/sh",
        "svg.image_inline: False",
        "ps.usedistiller: xpdf",
    ],
)
def test_a_style_that_runs_programs_is_refused(sweep, line):
    Path("my.mplstyle").write_text(f"lines.linewidth: 3\n{line}\n")
    sweep.write_config(figure={**SMALL, "style": "my.mplstyle"})
    key = line.partition(":")[0]
    with pytest.raises(UserError, match=rf"figure\.style: 'my\.mplstyle' sets {key} to "):
        make_plan(settings.read(sweep.configfile))


def test_a_style_is_a_file_and_no_module(sweep):
    # For matplotlib, `evil.mplstyle` may be the style `mplstyle` of a package named evil.
    Path("evil.py").write_text("open('pwned', 'w').close()\n")
    Path("evil.mplstyle").write_text("lines.linewidth: 3\n")
    sweep.write_config(figure={**SMALL, "style": "evil.mplstyle"})
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(sweep.folder))
        draw_here()
    assert not Path("pwned").exists()
    assert len(figures(Path("plots"))) == 6


def test_a_style_sets_what_it_may(tmp_path):
    style = tmp_path / "my.mplstyle"
    style.write_text("lines.linewidth: 3\nbackend: TkAgg\nsavefig.directory: /\n")
    assert dict(styles.parameters(str(style))) == {"lines.linewidth": 3.0}


@pytest.mark.parametrize("style", matplotlib.style.available)
def test_matplotlibs_own_styles_are_allowed(style):
    assert styles.parameters(style)


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


@pytest.mark.parametrize("path", [run_fallback, run_snakemake])
def test_a_bad_line_of_a_style_is_one_message_on_both_paths(sweep, path):
    Path("s.mplstyle").write_text("lines.linewidth: thick\n")
    sweep.write_config(figure={**SMALL, "style": "s.mplstyle"})
    assert_is_message(path(), "figure.style: 's.mplstyle', line 1 ('lines.linewidth: thick'): ")
    assert not list(Path().glob("plots/*/*.png"))


def drawn_with(data=None, **look):
    """Return the Axes of a slice drawn with a look."""
    x = np.linspace(1, 2, 5)
    data = data or Slice(x, (x, 2 * x, 3 * x), ("a", "b", "c"))
    look = Look(**look)
    with drawing_style(look):
        return kinds.draw(look, kinds.KINDS[look.kind], data).axes[0]


FONTS_BETWEEN = """
import sys
from pathlib import Path
from material import font
from paths import draw_here

place = Path.home() / ".fonts" / "sweepfig.ttf"
place.parent.mkdir()
for which, config in zip(sys.argv[1::2], sys.argv[2::2]):
    place.write_bytes(font(which)) if which in "AB" else place.unlink(missing_ok=True)
    draw_here(config)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A", "B"),
        pytest.param("A", "none", marks=pytest.mark.slow),
        pytest.param("none", "A", marks=pytest.mark.slow),
    ],
)
def test_a_font_that_changes_between_two_calls_is_drawn_as_it_is(sweep, before, after):
    Path("my.mplstyle").write_text("font.family: Sweepfig Test, DejaVu Sans\n")
    Path("fonts.py").write_text(FONTS_BETWEEN)
    for output in ("first", "second", "alone"):
        written = sweep.write_config(figure={**SMALL, "style": "my.mplstyle"}, output=output)
        written.rename(f"{output}.yaml")
    process(before, "first.yaml", after, "second.yaml")
    process(after, "alone.yaml")
    first, second, alone = (drawn(folder) for folder in ("first", "second", "alone"))
    assert second == alone
    assert not {*first} & {*second}


def process(*of_fonts: str) -> None:
    """Draw in one process, with a font of the name that the style asks for before each."""
    home = Path("-".join(of_fonts)).resolve()
    home.mkdir()
    own = {"HOME": str(home), "MPLCONFIGDIR": str(home), "XDG_DATA_HOME": str(home / "data")}
    env = {**os.environ, **own, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "fonts.py", *of_fonts]
    subprocess.run(command, env=env, check=True, capture_output=True)


def drawn(folder: str) -> list[bytes]:
    assert "matplotlib" not in paths.data_file(folder).read_text()  # all by the template
    return [matplotlib.image.imread(path).tobytes() for path in figures(Path(folder))]


def test_okabe_itos_style_tells_curves_apart_without_colour():
    lines = drawn_with(style="okabe-ito").lines
    assert to_hex(lines[0].get_color()) == "#0072b2"
    assert len({line.get_linestyle() for line in lines}) == 3
    assert len(styles.OKABE_ITO) == 8
