"""Measure each kind of figure beside a plain loop of the same figure: CPU time, in one process.

    python kinds.py [--figures N] [--turns N]

A plain loop is what one would write: `pyplot.subplots`, draw, ``savefig(..., bbox_inches="tight")``, close.
Both ways draw the same figures in turns, files' encoding included, into memory; other figures in each turn,
as in a sweep. Prints the median over the turns of the loop's time by the library's, and both times for each
figure.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.drawing import panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.panels import LABEL_POINTS, TITLE_POINTS
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice

LEVELS = np.linspace(-1, 1, 9)


class Case(NamedTuple):
    """A kind of figure: its name, its look, its slices by number, and a plain loop's drawing calls."""

    name: str
    look: Look
    data: Callable[[int], Slice]
    plain: Callable[[Any, Slice], object]


def curves(number: int) -> Slice:
    """Return a resonance and a model of it, at 33 places as in the post."""
    x = np.linspace(0.8, 1.4, 33)
    y = (1 + number % 7) / (1e-3 + ((x - 1.16 - 1e-3 * number) / 0.3) ** 2)
    return labelled(number, abscissa=x, curves=(y, 0.9 * y), labels=("Actual", "Predicted"))


def field(*shape: int) -> Callable[[int], Slice]:
    """Return what makes waves with a tenth of noise over a grid of a shape (ordinate, abscissa)."""
    x, y = np.linspace(0, 12, shape[1]), np.linspace(0, 5, shape[0])

    def made(number: int) -> Slice:
        noise = np.random.default_rng(number).normal(size=shape)
        values = 0.9 * np.sin(x + 0.1 * number) * np.cos(y)[:, None] + 0.03 * noise
        return labelled(number, abscissa=x, ordinate=y, curves=(values,), labels=("E",))

    return made


def bent(*shape: int) -> Callable[[int], Slice]:
    """Return what makes the same waves over a ring, whose points have positions of two dimensions."""
    straight = field(*shape)
    radius, angle = np.linspace(1, 2, shape[0])[:, None], np.linspace(0, 6.2, shape[1])
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    return lambda number: replace(straight(number), abscissa=x, ordinate=y)


def smooth(number: int) -> Slice:
    """Return a wave over a grid of 64 by 128."""
    x, y = np.linspace(0, 12, 128), np.linspace(0, 5, 64)
    values = np.sin(x + 0.1 * number) * np.cos(y)[:, None]
    return labelled(number, abscissa=x, ordinate=y, curves=(values,), labels=("E",))


def labelled(number: int, **data: Any) -> Slice:
    """Return a slice with the post's texts."""
    title = rf"$k_0 = $ {0.2 + 0.01 * number:.2f}, $\nu$ = {1.778e-5 * (1 + number):.3e}"
    return Slice(**data, title=title, xlabel=r"$\omega_{drive}$", ylabel="Electric Field")


def plot(axes: Any, data: Slice) -> None:
    """Draw lines, as the post does."""
    for curve, label in zip(data.curves, data.labels, strict=True):
        axes.plot(data.abscissa, curve, label=label)
    axes.legend()
    axes.grid()


def plot_log(axes: Any, data: Slice) -> None:
    """Draw lines on a logarithmic axis."""
    axes.set_yscale("log")
    plot(axes, data)


def counts(axes: Any, data: Slice) -> None:
    """Draw histograms."""
    edges = np.histogram_bin_edges(np.concatenate(data.curves), bins=30)
    for curve, label in zip(data.curves, data.labels, strict=True):
        axes.hist(curve, bins=edges, label=label, alpha=0.6, histtype="stepfilled")
    axes.legend()


def mesh(axes: Any, data: Slice, **limits: float) -> None:
    """Draw a mesh with a colour bar."""
    drawn = axes.pcolormesh(data.abscissa, data.ordinate, data.curves[0], **limits)
    axes.figure.colorbar(drawn, ax=axes, label=data.labels[0])


def contours(axes: Any, data: Slice, **levels: Any) -> None:
    """Draw filled contours with a colour bar."""
    place = data.abscissa, data.ordinate
    drawn = axes.contourf(*place, data.curves[0], **levels)
    axes.figure.colorbar(drawn, ax=axes, label=data.labels[0])


def own(axes: Any, data: Slice) -> None:
    """Draw a mesh with lines over it: a function of the user's."""
    axes.pcolormesh(data.abscissa, data.ordinate, data.curves[0])
    axes.plot(data.abscissa, 2.5 + data.curves[0][0], "w--")


def cases() -> list[Case]:
    """Return what is measured."""
    limits = (-1.0, 1.0)
    facet = {"values": 12, "columns": 4, "share": "both", "label": "t"}
    facets = Look(size=(13.0, 7.0), facet=facet)
    mesh_look, mesh_each = Look(kind="pcolormesh", limits=limits), Look(kind="pcolormesh")
    contour_look, contour_each = Look(kind="contourf", limits=limits), Look(kind="contourf")
    shared_mesh = partial(mesh, vmin=-1, vmax=1)
    shared_contours = partial(contours, levels=LEVELS, extend="both")
    return [
        Case("lines", Look(), curves, plot),
        Case("lines, 12 facets", facets, field(64, 128), plot),
        Case("lines, log axis", Look(yscale="log"), curves, plot_log),
        Case("pcolormesh 64 x 128", mesh_look, field(64, 128), shared_mesh),
        Case("pcolormesh 64 x 128, a range each", mesh_each, field(64, 128), mesh),
        Case("pcolormesh 256 x 512", mesh_look, field(256, 512), shared_mesh),
        Case("pcolormesh 1000 x 1000", mesh_look, field(1000, 1000), shared_mesh),
        Case("pcolormesh 256 x 512, bent", mesh_look, bent(256, 512), shared_mesh),
        Case("contourf 64 x 128", contour_look, smooth, shared_contours),
        Case("contourf 64 x 128, a range each", contour_each, smooth, contours),
        Case("histogram", Look(kind="histogram"), curves, counts),
        *(
            Case(f"own: {name}", Look(kind=f"{__file__}:{function.__name__}"), data, function)
            for name, function, data in (
                ("lines", plot, curves),
                ("mesh and lines", own, field(64, 128)),
                ("mesh with a colour bar", mesh, field(64, 128)),
                ("histogram", counts, curves),
            )
        ),
    ]


def plainly(case: Case, data: Slice) -> None:
    """Draw a figure as a plain loop does."""
    if case.look.facet is not None:
        plain_facets(case, data)
        return
    figure, axes = plt.subplots(figsize=case.look.size)
    case.plain(axes, data)
    axes.set_xlabel(data.xlabel, fontsize=LABEL_POINTS)
    axes.set_ylabel(data.ylabel, fontsize=LABEL_POINTS)
    axes.set_title(data.title, fontsize=TITLE_POINTS)
    figure.savefig(io.BytesIO(), bbox_inches="tight")
    plt.close(figure)


def plain_facets(case: Case, data: Slice) -> None:
    """Draw a figure of panels as a plain loop does, and as xarray's facets do."""
    facet: Any = case.look.facet
    parts = panels.split(case.look, data)
    columns, rows = facet["columns"], -(-len(parts) // facet["columns"])
    figure, grid = plt.subplots(
        rows, columns, figsize=case.look.size, sharex=True, sharey=True, squeeze=False
    )
    for axes, part in zip(grid.flat, parts, strict=True):
        case.plain(axes, part.data)
        axes.set_title(part.data.title)
    for axes in grid[-1]:
        axes.set_xlabel(data.xlabel)
    for axes in grid[:, 0]:
        axes.set_ylabel(data.ylabel)
    figure.suptitle(data.title, fontsize=TITLE_POINTS)
    figure.savefig(io.BytesIO(), bbox_inches="tight")
    plt.close(figure)


def measure(case: Case, figures: int, turns: int) -> tuple[float, float, float]:
    """Return the ratio, and the CPU seconds a figure: of the loop, of the library."""
    times = []
    with drawing_style(case.look):
        painter = Painter(case.look)
        painter.paint(case.data(0), "0" * 32)
        plainly(case, case.data(0))
        for turn in range(turns):
            slices = [case.data(1 + turn * figures + number) for number in range(figures)]
            loop = seconds(partial(plainly, case), slices)
            ours = seconds(partial(painter.paint, digest="0" * 32), slices)
            times.append((loop / figures, ours / figures))
    ratio = statistics.median(loop / ours for loop, ours in times)
    return ratio, *(statistics.median(column) for column in zip(*times, strict=True))


def seconds(draw: Callable[[Slice], object], slices: Sequence[Slice]) -> float:
    """Return the CPU seconds that it takes to draw slices."""
    began = time.process_time()
    for data in slices:
        draw(data)
    return time.process_time() - began


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=20)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args(argv)
    print(f"{'figure':32} {'ratio':>6} {'loop':>9} {'here':>9}")
    for case in cases():
        ratio, loop, ours = measure(case, options.figures, options.turns)
        print(f"{case.name:32} {ratio:6.1f} {1e3 * loop:6.1f} ms {1e3 * ours:6.1f} ms")


if __name__ == "__main__":
    main()
