"""Hypothesis strategies: looks, and sweeps of every temper (a few slices that one template draws)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from matplotlib import style
from numpy.typing import NDArray
from sweepfig.config.figure_parts import LegendPlace, TextPlace
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice

Numbers = NDArray[Any]

DOTTED = str(Path(__file__).with_name("dotted.mplstyle"))  # no style of matplotlib's sets a marker
STYLES = ("default", DOTTED, *(name for name in style.available if "tufte" not in name))
LABEL_CHARACTERS = "aAbgMil1 0.5,+-()=éλ_"

words = st.one_of(
    st.text(LABEL_CHARACTERS, max_size=30),
    st.sampled_from(
        (
            "Normalized Electric Field",
            "CauchyNet",
            r"$\omega_{drive}$",
            r"$\frac{\omega}{\omega_p}$ and $\sqrt{x^2}$",
            r"$\alpha_1^2$$\beta$ \$5",
            "two\nlines",
            "two\n$\\sum_i x_i$\nthree",
            "",
        )
    ),
)
labels = st.one_of(words, st.just("_hidden"), st.text("M", min_size=20, max_size=60))
titles = st.one_of(
    words,
    st.builds(
        lambda k, nu: f"$k_0 = $ {k}, $\\nu$ = {np.format_float_scientific(nu, precision=3)}",
        st.floats(0.2, 0.5),
        st.floats(1e-6, 1e-1),
    ),
)


def options() -> st.SearchStrategy[dict[str, Any]]:
    """Keyword arguments of `Axes.plot` that the template knows."""
    every = st.fixed_dictionaries(
        {},
        optional={
            "linewidth": st.floats(0.1, 6),
            "linestyle": st.sampled_from(("-", "--", ":", "-.", "none", (1, (3, 1, 1, 1)))),
            "marker": st.sampled_from(("o", "s", "x", "+", ".", ",", "^", "*", "D", "|", "none")),
            "markersize": st.floats(1, 15),
            "fillstyle": st.sampled_from(("full", "left", "none")),
            "alpha": st.floats(0, 1),
            "color": st.sampled_from(COLOURS),
            "zorder": st.sampled_from((0.2, 1.0, 2.5, 4.0, 9.0)),
            "antialiased": st.booleans(),
        },
    )
    return st.one_of(st.just({}), every)


COLOURS = ("red", "#12345678", "0.3", "C4")
STROKES = ("-", "--", ":", "-.", "none")


def lines() -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    """How each of the first curves is drawn."""
    one = st.fixed_dictionaries(
        {},
        optional={
            "color": st.sampled_from(COLOURS),
            "linestyle": st.sampled_from(STROKES),
            "linewidth": st.floats(0.05, 6),
            "marker": st.sampled_from(("o", "x", ",", "*", "none")),
            "markersize": st.floats(0, 15),
        },
    )
    return st.one_of(st.just(()), st.lists(one, max_size=3).map(tuple))


def marks() -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    """How each mark is drawn."""
    one = st.fixed_dictionaries(
        {
            "label": st.one_of(st.none(), labels),
            "color": st.sampled_from(COLOURS),
            "linestyle": st.sampled_from(STROKES),
            "linewidth": st.floats(0.05, 4),
        }
    )
    return st.one_of(st.just(()), st.lists(one, min_size=1, max_size=3).map(tuple))


def looks() -> st.SearchStrategy[Look]:
    """Looks of every style, of small to large figures."""
    magnitudes = st.floats(-1e6, 1e6)
    limits = st.tuples(magnitudes, magnitudes).filter(lambda pair: pair[0] != pair[1])
    one_end = st.sampled_from(((None, 60.0), (0.0, None), (None, -1e9), (0.9, None)))
    size = st.tuples(st.floats(2.5, 10), st.floats(1.5, 6))
    return st.builds(
        Look,
        size=st.one_of(st.just((9.0, 4.0)), size),
        dpi=st.one_of(st.sampled_from((72, 100, 100.0, 144)), st.floats(40, 160)),
        style=st.one_of(st.just("default"), st.sampled_from(STYLES)),
        limits=st.one_of(st.none(), st.none(), st.just((0.0, 60.0)), limits, one_end),
        options=options(),
        xlimits=st.one_of(
            st.none(), st.none(), st.sampled_from(((0.9, 1.2), (None, 0.4), (-1.0, None)))
        ),
        lines=lines(),
        legend=st.one_of(st.just("best"), st.sampled_from(LegendPlace.__args__)),
        text_place=st.sampled_from(TextPlace.__args__),
        marks=marks(),
        apply=functions,
        xscale=SCALES,
        yscale=SCALES,
    ).map(_limited_as_its_scales_allow)


@st.composite
def field_looks(draw: st.DrawFn) -> Look:
    """Looks of maps."""
    norm = draw(SCALES)
    limits = draw(
        st.sampled_from(
            (None, None, (0.5, 60.0)) if norm == "log" else (None, (-1.0, 2.0), (0.0, 1e-9))
        )
    )
    cells = st.fixed_dictionaries(
        {},
        optional={
            "cmap": st.sampled_from(("magma", "RdBu", "tab10", "binary")),
            "alpha": st.sampled_from((0.3, 1.0)),
            "shading": st.sampled_from(("nearest", "gouraud")),
            "antialiased": st.booleans(),
            "zorder": st.sampled_from((0.5, 2.2, 9.0)),
        },
    )
    look = draw(looks())
    kind = draw(st.sampled_from(("pcolormesh", "pcolormesh", "contourf")))
    if kind == "contourf":
        limits, cells = limits or (0.5, 60.0), st.just({"cmap": "magma"})
    found = replace(
        look,
        kind=kind,
        limits=limits,
        norm=norm,
        linthresh=draw(st.sampled_from((2.0, 1e-3))),
        options=draw(st.one_of(st.just({}), cells)),
        lines=(),
        legend="best",
    )
    return _without_minor_ticks(found)


functions = st.sampled_from(((), (), (), ("abs",), ("abs", "log10"), ("square", "log"), ("sqrt",)))
SCALES = st.sampled_from(("linear", "linear", "linear", "log", "symlog"))


def _limited_as_its_scales_allow(look: Look) -> Look:
    """Return a look without limits that a logarithmic axis can't have."""

    def allowed(scale: str, limits: Any) -> Any:
        ends = [end for end in limits or () if end is not None]
        return None if scale == "log" and any(end <= 0 for end in ends) else limits

    limited = replace(
        look,
        xlimits=allowed(look.xscale, look.xlimits),
        limits=allowed(look.yscale, look.limits),
    )
    return _without_minor_ticks(limited)


def _without_minor_ticks(look: Look) -> Look:
    """Return a look in the default style if a scale is symlog.

    With minor ticks over many decades matplotlib would draw millions of them.
    """
    is_symlog = "symlog" in (look.xscale, look.yscale, look.norm)
    return replace(look, style="default") if is_symlog else look


def _resonance(n: int, rng: np.random.Generator) -> Numbers:
    x = np.linspace(0.0, 1.0, n)
    height, centre, width = 10 ** rng.uniform(-2, 5), rng.uniform(0, 1), rng.uniform(0.01, 0.4)
    return height / (1 + ((x - centre) / width) ** 2)


def _bumps(n: int, rng: np.random.Generator) -> Numbers:
    """Curves that fill some corners and leave others: the legend goes elsewhere."""
    x = np.linspace(0.0, 1.0, n)
    corners = rng.integers(0, 2, 3)
    return np.interp(x, [0.0, 0.5, 1.0], corners) + 0.2 * rng.random(n) * rng.integers(0, 2)


SHAPES: dict[str, Callable[[int, np.random.Generator], Numbers]] = {
    "resonance": _resonance,
    "bumps": _bumps,
    "noise": lambda n, rng: rng.normal(size=n),
    "walk": lambda n, rng: np.cumsum(rng.normal(size=n)),
    "constant": lambda n, rng: np.full(n, rng.choice([0.0, 1.0, -3.5, 1e-9, 1e9])),
    "tiny": lambda n, rng: rng.normal(size=n) * 10 ** rng.uniform(-30, -5),
    "huge": lambda n, rng: rng.normal(size=n) * 10 ** rng.uniform(5, 30),
    "offset": lambda n, rng: 1e6 + rng.random(n),
    "negative": lambda n, rng: -np.exp(rng.normal(size=n)),
    "integers": lambda n, rng: rng.integers(-5, 40, n),
    "single": lambda n, rng: rng.normal(size=n).astype(np.float32),
    "nothing": lambda n, rng: np.full(n, np.nan),
}


def _with_gaps(values: Numbers, rng: np.random.Generator) -> Numbers:
    values = values.astype(values.dtype if values.dtype.kind == "f" else float)
    start = rng.integers(0, len(values))
    values[start : start + rng.integers(1, len(values) + 1)] = np.nan
    values[rng.random(len(values)) < 0.1] = rng.choice([np.nan, np.inf, -np.inf])
    return values


@st.composite
def abscissas(draw: st.DrawFn) -> Numbers:
    """A point to thousands of points: even, uneven or unordered; numbers or dates."""
    n = draw(
        st.one_of(st.just(33), st.integers(1, 40), st.sampled_from((127, 128, 1000, 1001, 4000)))
    )
    kind = draw(
        st.sampled_from(("even", "even", "uneven", "unordered", "dates", "large", "integers"))
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    if kind == "dates":
        step = draw(st.sampled_from((60, 3600, 86400, 2_600_000)))
        return np.datetime64("2024-02-28T21:00:00") + np.arange(n) * np.timedelta64(step, "s")
    if kind == "uneven":
        return np.sort(rng.exponential(size=n))
    if kind == "unordered":
        return rng.normal(size=n)
    if kind == "integers":
        return np.arange(n)
    return np.linspace(0.8, 1.4, n) * (1e7 if kind == "large" else 1)


@st.composite
def places(draw: st.DrawFn, abscissa: Numbers) -> Any:
    """Where a mark stands: among the abscissa's values, beyond them, or nowhere."""
    is_date = abscissa.dtype.kind == "M"
    kind = draw(st.sampled_from((*["among"] * 6, "beyond", "nowhere")))
    if kind == "nowhere":
        return np.datetime64("NaT") if is_date else np.nan
    low, high = abscissa.min(), abscissa.max()
    share = draw(st.floats(0, 1)) if kind == "among" else draw(st.floats(1.01, 3))
    return low + (high - low) * share


@st.composite
def slices(
    draw: st.DrawFn, abscissa: Numbers, curve_labels: tuple[str, ...], n_marks: int = 0
) -> Slice:
    """One slice over an abscissa."""
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    curves = []
    for _ in curve_labels:
        values = SHAPES[draw(st.sampled_from(sorted(SHAPES)))](len(abscissa), rng)
        curves.append(_with_gaps(values, rng) if draw(st.integers(0, 4)) == 0 else values)
    return Slice(
        abscissa,
        tuple(curves),
        curve_labels,
        title=draw(titles),
        xlabel=draw(words),
        ylabel=draw(words),
        text=draw(words),
        marks=tuple(draw(places(abscissa)) for _ in range(n_marks)),
    )


@st.composite
def sweeps(draw: st.DrawFn, size: int, n_marks: int = 0) -> list[Slice]:
    """`size` slices: mostly over one abscissa and with the same labels, as in a batch."""
    count = draw(st.integers(1, 6))
    same = draw(abscissas()), tuple(draw(st.lists(labels, min_size=count, max_size=count)))
    found = []
    for _ in range(size):
        abscissa, curve_labels = same
        if draw(st.integers(0, 5)) == 0:
            abscissa = draw(abscissas())
        if draw(st.integers(0, 5)) == 0:
            curve_labels = tuple(draw(st.lists(labels, min_size=count, max_size=count)))
        found.append(draw(slices(abscissa, curve_labels, n_marks)))
    return found


@st.composite
def grids(draw: st.DrawFn) -> Numbers:
    """The places of a field's points along one direction: two to hundreds, in order."""
    n = draw(st.one_of(st.integers(2, 40), st.sampled_from((64, 128, 300))))
    kind = draw(
        st.sampled_from(
            ("even", "even", "uneven", "falling", "turned", "dates", "large", "integers")
        )
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    if kind == "dates":
        return np.datetime64("2024-02-28T21:00:00") + np.arange(n) * np.timedelta64(3600, "s")
    if kind == "uneven":
        return np.cumsum(0.01 + rng.exponential(size=n))
    if kind == "integers":
        return np.arange(n)
    places = np.linspace(0.8, 1.4, n) * (1e7 if kind == "large" else 1)
    if kind == "turned":  # as longitudes are, from 0 to 180 and then from -180
        return np.roll(places, n // 2)
    return places[::-1] if kind == "falling" else places


@st.composite
def curvilinear_grids(draw: st.DrawFn) -> tuple[Numbers, Numbers]:
    """The positions of a field's points, x and y of shape (m, n): turned, bent, folded, over one another."""
    shape = draw(st.tuples(st.integers(2, 40), st.integers(2, 60)))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    up, across = np.linspace(0.1, 1, shape[0])[:, None], np.linspace(0, 1, shape[1])
    angle = draw(st.sampled_from((0.0, 0.3, np.pi / 4, 2.0)))
    kind = draw(
        st.sampled_from(("turned", "ring", "folded", "periodic", "noise", "depth", "steps"))
    )
    x = np.cos(angle) * across - np.sin(angle) * up
    y = np.sin(angle) * across + np.cos(angle) * up
    if kind == "ring":  # closed, its first ray over its last
        x, y = up * np.cos(2 * np.pi * across), up * np.sin(2 * np.pi * across)
    elif kind == "folded":  # as at the north fold of a tripolar grid
        x, y = x, np.abs(y - 0.5)
    elif kind == "periodic":  # longitudes that jump
        x = (500 * x + 180) % 360 - 180
    elif kind == "noise":
        x, y = rng.normal(size=shape), rng.normal(size=shape)
    elif kind == "depth":
        days = np.datetime64("2024-02-28") + np.arange(shape[1]) * np.timedelta64(1, "D")
        x = np.broadcast_to(days, shape).copy()
    elif kind == "steps":
        x, y = np.round(5 * x), np.round(5 * y).astype(int)
    if draw(st.booleans()) and kind != "steps":
        x, y = x.astype(x.dtype if kind == "depth" else "f4"), y.astype("f4")
    if draw(st.integers(0, 3)) == 0:
        y = y.astype(float)
        y[: draw(st.integers(1, shape[0])) - 1, : draw(st.integers(1, shape[1])) - 1] = np.nan
        y[-1, -2:] = np.nan
    return x, y


@st.composite
def fields(
    draw: st.DrawFn, abscissa: Numbers, ordinate: Numbers, label: str, n_marks: int
) -> Slice:
    """One field over a grid: waves, noise, cells without a value, a constant."""
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    shape = abscissa.shape if abscissa.ndim == 2 else (len(ordinate), len(abscissa))
    values = SHAPES[draw(st.sampled_from(sorted(SHAPES)))](shape[0] * shape[1], rng).reshape(shape)
    if draw(st.integers(0, 3)) == 0:
        values = values.astype(values.dtype if values.dtype.kind == "f" else float)
        values[: draw(st.integers(1, shape[0])), : draw(st.integers(1, shape[1]))] = np.nan
        values[rng.random(shape) < 0.1] = rng.choice([np.nan, np.inf, -np.inf])
    return Slice(
        abscissa,
        (values,),
        (label,),
        title=draw(titles),
        xlabel=draw(words),
        ylabel=draw(words),
        text=draw(words),
        ordinate=ordinate,
        marks=tuple(draw(places(abscissa)) for _ in range(n_marks)),
    )


@st.composite
def field_drawings(draw: st.DrawFn, size: int) -> tuple[Look, list[Slice]]:
    """A look of a map, and `size` fields that it draws."""
    look = draw(field_looks())
    positions = st.one_of(st.tuples(grids(), grids()), curvilinear_grids())
    grid, found = draw(positions), []
    label = draw(words)
    for _ in range(size):
        if draw(st.integers(0, 3)) == 0:
            grid = draw(positions)
        found.append(draw(fields(*grid, label, len(look.marks))))
    return look, found


@st.composite
def count_looks(draw: st.DrawFn) -> Look:
    """Looks of histograms."""
    options = st.fixed_dictionaries(
        {},
        optional={
            "bins": st.sampled_from((3, 50, "auto")),
            "log": st.booleans(),
            "density": st.booleans(),
            "histtype": st.sampled_from(("step", "stepfilled")),
            "linewidth": st.floats(0.1, 4),
        },
    )
    look, chosen = draw(looks()), draw(options)
    limits = None if chosen.get("log") else look.limits
    return replace(look, kind="histogram", options=chosen, limits=limits, lines=(), marks=())


@st.composite
def drawings(draw: st.DrawFn, size: int) -> tuple[Look, list[Slice]]:
    """A look of lines or histograms, and `size` slices that it draws."""
    look = draw(st.one_of(looks(), looks(), looks(), count_looks()))
    return look, draw(sweeps(size, len(look.marks)))


@st.composite
def panel_looks(draw: st.DrawFn) -> Look:
    """Looks of a field's lines, by hue or in facets, or of kinds in a grid, over an ordinate."""
    look = replace(draw(looks()), size=(draw(st.floats(8, 12)), draw(st.floats(6, 9))))
    if draw(st.booleans()):
        facet = {
            "values": draw(st.integers(1, 7)),
            "columns": draw(st.integers(1, 4)),
            "share": draw(st.sampled_from(("both", "x", "y", "none"))),
            "label": draw(st.sampled_from(("time [ps]", "time", ""))),
        }
        if draw(st.integers(0, 2)) == 0:
            hue = {"values": facet["values"], "label": facet["label"]}
            if draw(st.booleans()) and not {"c", "color"} & look.options.keys():
                hue["cmap"] = draw(st.sampled_from(("viridis", "tab10", "RdBu")))
            return replace(look, hue=hue)
        return replace(look, facet=facet)
    panels = draw(st.lists(one_panel(), min_size=1, max_size=4))
    columns = draw(st.integers(1, 3))
    return replace(look, panels=tuple(panels), columns=columns, legend="best", lines=(), options={})


MAPS = ("pcolormesh", "contourf")


@st.composite
def one_panel(draw: st.DrawFn) -> dict[str, Any]:
    """A panel of any kind."""
    kind = draw(st.sampled_from(("resonance_curve", "pcolormesh", "contourf", "histogram")))
    limits = draw(st.sampled_from((None, (-1.0, 2.0))))
    return {
        "kind": kind,
        "curves": ["a"] if kind in MAPS else draw(st.sampled_from(([], ["b"]))),
        "show": "values",
        "apply": draw(functions),
        "at": 1.0 if kind == "resonance_curve" else None,
        "height": draw(st.sampled_from((1.0, 2.0))),
        "label": "time [ps]",
        "xlabel": draw(words),
        "ylabel": draw(words),
        "limits": (-1.0, 2.0) if kind == "contourf" else limits,
        "legend": "best" if kind in MAPS else draw(st.sampled_from(("best", "outside"))),
        "options": {},
        "yscale": "linear",
        "norm": "linear",
        "contours": draw(st.sampled_from((None, CONTOUR_LINES))) if kind == "pcolormesh" else None,
    }


CONTOUR_LINES = {"levels": (-0.5, 0.0, 1.0), "color": "black", "linestyle": "-", "linewidth": 0.8}


@st.composite
def facets_of_maps(draw: st.DrawFn, size: int) -> tuple[Look, list[Slice]]:
    """A look of maps side by side, and `size` slices with a curve for each of them."""
    count = draw(st.integers(1, 5))
    facet = {
        "values": list(range(count)),
        "columns": draw(st.integers(1, 3)),
        "share": draw(st.sampled_from(("both", "x", "y", "none"))),
        "label": draw(st.sampled_from(("time [ps]", ""))),
    }
    inches = (draw(st.floats(8, 12)), draw(st.floats(6, 9)))
    look = replace(draw(field_looks()), facet=facet, size=inches)
    if look.kind == "pcolormesh":  # contours are of the template's only with limits of all figures
        look = replace(look, contours=draw(st.sampled_from((None, CONTOUR_LINES))))
    positions = st.one_of(st.tuples(grids(), grids()), curvilinear_grids())
    grid, found = draw(positions), []
    for _ in range(size):
        if draw(st.integers(0, 3)) == 0:
            grid = draw(positions)
        first, *others = [draw(fields(*grid, "a", len(look.marks))) for _ in range(count)]
        curves = (*first.curves, *(each.curves[0] for each in others))
        found.append(replace(first, curves=curves, labels=("a",) * count))
    return look, found


@st.composite
def panel_drawings(draw: st.DrawFn, size: int) -> tuple[Look, list[Slice]]:
    """A look of several panels, and `size` slices of two curves, or of maps, that it draws."""
    if draw(st.integers(0, 4)) == 0:
        return draw(facets_of_maps(size))
    look = draw(panel_looks())
    is_curve_short = draw(st.booleans())
    abscissa = draw(grids())
    if not look.panels and is_curve_short:
        abscissa = draw(abscissas())
    ordinate = np.linspace(0, 2, draw(st.integers(2, 20)))
    found = []
    for _ in range(size):
        a, b = (draw(fields(abscissa, ordinate, name, len(look.marks))) for name in "ab")
        found.append(replace(a, curves=(*a.curves, *b.curves), labels=("a", "b")))
    return look, found
