"""Show where the time of a figure goes that the template draws, stage by stage.

    python benchmarks/stage_times.py [--figures N]

Prints wall milliseconds a figure. A stage's time includes that of the stages within it, which are
indented. "view" is what a new tight box costs, shared out over all figures. The sweep has peaks of 1 to
1,000, so that its y ticks vary more than its titles do.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.drawing import kinds
from sweepfig.drawing.file import png
from sweepfig.drawing.file.provenance import with_mark
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template import Template
from sweepfig.drawing.template.legend import PanelLegend
from sweepfig.drawing.template.panel import Panel
from sweepfig.drawing.template.reused_figure import FixedView, ReusedFigure
from sweepfig.drawing.template.strokes import DrawnLine, Edge

STAGES: Sequence[tuple[str, type, str]] = (
    ("pixels", ReusedFigure, "pixels"),
    ("  numbers and limits", Panel, "set_data"),
    ("  tight box", Panel, "extents"),
    ("  view", FixedView, "__init__"),
    ("  positions", Panel, "context"),
    ("  base", ReusedFigure, "_paint_base"),
    ("  all that varies", Panel, "paint"),
    ("    y axis", Panel, "_paint_y"),
    ("    lines", DrawnLine, "draw"),
    ("    spines", Edge, "draw"),
    ("    title", Panel, "_paint_title"),
    ("    legend", PanelLegend, "paint"),
)
LABELS = ("Actual", "Predicted")
XLABEL, YLABEL = r"$\omega_{drive}$", "Normalized Electric Field"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--figures", type=int, default=600)
    options = parser.parse_args()
    look = Look()
    with drawing_style(look):
        took = measure(look, slices(options.figures + 1))
    for name, seconds in took.items():
        print(f"{name:26}{1e3 * seconds / options.figures:8.3f} ms")


def measure(look: Look, figures: Sequence[Slice]) -> dict[str, float]:
    """Return the seconds that each stage took, of all figures but the first."""
    took: dict[str, float] = defaultdict(float)
    for name, owner, method in STAGES:
        setattr(owner, method, timed(took, name, getattr(owner, method)))
    template = Template(look, kinds.resonance_curve)
    template.pixels(figures[0])
    took.clear()
    save = timed(took, "PNG", encode)
    for data in figures[1:]:
        save(template.pixels(data))
    return {name: took[name] for name in (*(stage[0] for stage in STAGES), "PNG")}


def timed(took: dict[str, float], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that adds the seconds of its calls to `took`."""

    @wraps(function)
    def wrapper(*args: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args)
        finally:
            took[name] += time.perf_counter() - began

    return wrapper


def encode(pixels: Any) -> bytes:
    """Return a figure's file."""
    return with_mark(png.encode(pixels, dpi=100), "0" * 32)


def slices(count: int) -> list[Slice]:
    """Return resonance curves of 33 points with peaks of 1 to 1,000."""
    rng = np.random.default_rng(0)
    x = np.linspace(0.8, 1.4, 33)
    found, usual = [], Slice(x, (), LABELS, xlabel=XLABEL, ylabel=YLABEL)
    for damping in np.geomspace(1e-6, 1e-1, count):
        height, centre = 10 ** rng.uniform(0, 3), rng.uniform(0.9, 1.3)
        actual = 1 + height / (1 + ((x - centre) / (0.02 + 0.1 / height**0.5)) ** 2)
        curves = (actual, actual * (1 + 0.05 * np.sin(20 * x)))
        title = rf"$k_0 = $ {rng.uniform(0.2, 0.4):.5g}, $\nu$ = {damping:.3e}"
        found.append(replace(usual, curves=curves, title=title))
    return found


if __name__ == "__main__":
    main()
