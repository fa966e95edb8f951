"""Where a figure's time goes: the post's way, plain drawing and the template, in one run.

    python benchmarks/stage_times.py [SWEEP.nc] [--figures N]

Prints CPU milliseconds a figure, so that what else the machine does counts little, and how often the
post's time contains each. The ways take turns, figure by figure. Sweeps: the demo's, and one
whose peaks vary over decades (its y ticks vary more than its titles).
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from sweepfig.drawing import kinds, png  # noqa: E402
from sweepfig.drawing.look import Look  # noqa: E402
from sweepfig.drawing.slice import Slice  # noqa: E402
from sweepfig.drawing.template import PlainDrawing, Template, mould, reference_pixels  # noqa: E402

LABELS = ("Actual", "Predicted")
WORDS = {"xlabel": r"$\omega_{drive}$", "ylabel": "Normalized Electric Field"}
METHODS = ("_pour", "_extents", "_paint_base", "_paint_y", "_paint_title", "_paint_legend")
THE_POSTS = "the post's way"
FUNCTIONS = ("_paint_stroke", "_paint_edge")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sweep", nargs="?", default=str(ROOT / "resources" / "demo.nc"))
    parser.add_argument("--figures", type=int, default=60)
    options = parser.parse_args()
    look = Look()
    with kinds.drawing_style(look):
        for name, slices in (
            ("demo sweep", demo_slices(options.sweep, options.figures)),
            ("peaks over decades", decade_slices(options.figures)),
        ):
            print(f"\nresonance curves, {name}")
            compare(look, kinds.resonance_curve, slices)
        stages(look, decade_slices(10 * options.figures))
        for kind, slices in (
            (kinds.contourf, fields(options.figures // 3)),
            (kinds.histogram, decade_slices(options.figures // 3)),
            (lines_of_ones_own, decade_slices(options.figures // 3)),
        ):
            print(f"\n{kind.__name__}")
            compare(look, kind, slices)


def the_posts_way(look: Look, kind: kinds.Kind, data: Slice) -> bytes:
    """Draw a figure as the post does: pyplot, a new figure, a tight save, matplotlib's own PNG."""
    figure = plt.figure(figsize=look.size)
    axes = figure.add_subplot(111)
    kind(axes, data)
    axes.set_xlabel(data.xlabel, fontsize=kinds.LABEL_POINTS)
    axes.set_ylabel(data.ylabel, fontsize=kinds.LABEL_POINTS)
    axes.set_title(data.title, fontsize=kinds.TITLE_POINTS)
    file = io.BytesIO()
    figure.savefig(file, bbox_inches="tight")
    plt.close(figure)
    return file.getvalue()


def lines_of_ones_own(axes: Any, data: Slice) -> None:
    """Draw as a user's function might."""
    for curve, label in zip(data.curves, data.labels, strict=True):
        axes.plot(data.abscissa, curve, ".-", label=label)
    axes.axvline(1.16, linestyle="--")
    axes.legend(loc="upper right")


def compare(look: Look, kind: kinds.Kind, slices: list[Slice]) -> None:
    """Print what each way takes, after two figures to warm up."""
    template, plain = Template(look, kind), PlainDrawing(look, kind)
    ways: dict[str, Callable[[Slice], Any]] = {
        THE_POSTS: lambda data: the_posts_way(look, kind, data),
        "plain, our PNG": lambda data: encode(reference_pixels(look, kind, data)),
        "kept text": lambda data: encode(plain.pixels(data)[0]),
    }
    if kind is kinds.resonance_curve:
        ways["template"] = lambda data: encode(template.pixels(data))
    took: dict[str, float] = defaultdict(float)
    for number, data in enumerate(slices):
        for name, draw in ways.items():
            began = time.process_time()
            draw(data)
            took[name] += time.process_time() - began if number >= 2 else 0
    slowest = took[THE_POSTS]
    for name, seconds in took.items():
        each = 1e3 * seconds / (len(slices) - 2)
        print(f"{name:18}{each:8.2f} ms{slowest / seconds:8.1f} x")


def encode(pixels: Any) -> bytes:
    """Return a PNG with the text that figures carry."""
    return png.encode(pixels, dpi=100, text={"Digest": "0" * 32})


def stages(look: Look, slices: list[Slice]) -> None:
    """Print what the parts of the template take; "view" is what a new tight box costs, shared out."""
    took: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapper(*args: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*args)
            finally:
                took[name] += time.perf_counter() - began

        return wrapper

    for name in METHODS:
        setattr(mould.Mould, name, timed(name, getattr(mould.Mould, name)))
    for name in FUNCTIONS:
        setattr(mould, name, timed(name, getattr(mould, name)))
    mould.View.__init__ = timed("view", mould.View.__init__)  # type: ignore[method-assign]
    template = Template(look, kinds.resonance_curve)
    template.pixels(slices[0])
    took.clear()
    draw, save = timed("pixels", template.pixels), timed("PNG", encode)
    for data in slices[1:]:
        save(draw(data))
    print("\nstages of the template (wall time)")
    for name, seconds in sorted(took.items(), key=lambda pair: -pair[1]):
        print(f"{name.strip('_'):18}{1e3 * seconds / (len(slices) - 1):8.3f} ms")


def demo_slices(path: str, count: int) -> list[Slice]:
    """Return slices of a sweep such as the demo's, spread over it."""
    with xr.open_dataset(path) as opened:
        sweep = opened.load()
    points = [(k, nu) for k in sweep.wavenumber.values for nu in sweep.cee.values]
    found = []
    for wavenumber, damping in points[:: max(1, len(points) // count)][:count]:
        here = sweep.sel(wavenumber=wavenumber, cee=damping)
        curves = (here.actual.values, here.predicted.values)
        found.append(
            Slice(sweep.frequency.values, curves, LABELS, title(wavenumber, damping), **WORDS)
        )
    return found


def decade_slices(count: int) -> list[Slice]:
    """Return resonance curves of 33 points with peaks of 1 to 1,000."""
    rng = np.random.default_rng(0)
    x = np.linspace(0.8, 1.4, 33)
    found = []
    for damping in np.geomspace(1e-6, 1e-1, count):
        height, centre = 10 ** rng.uniform(0, 3), rng.uniform(0.9, 1.3)
        actual = 1 + height / (1 + ((x - centre) / (0.02 + 0.1 / height**0.5)) ** 2)
        curves = (actual, actual * (1 + 0.05 * np.sin(20 * x)))
        found.append(Slice(x, curves, LABELS, title(rng.uniform(0.2, 0.4), damping), **WORDS))
    return found


def fields(count: int) -> list[Slice]:
    """Return slices of two dimensions."""
    x, y = np.linspace(0.8, 1.4, 33), np.linspace(0, 1, 40)
    return [
        Slice(x, (np.sin(5 * n * x * y[:, None]),), ("field",), title(n, 0.1), ordinate=y, **WORDS)
        for n in range(1, count + 1)
    ]


def title(wavenumber: float, damping: float) -> str:
    """Return a figure's title."""
    return rf"$k_0 = $ {wavenumber:.5g}, $\nu$ = {damping:.3e}"


if __name__ == "__main__":
    main()
