"""Define the parts of the config's section `figure`: lines, marks, contour lines, facets, hue, panels."""

from __future__ import annotations

import difflib
import json
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from sweepfig.config.value_types import Colour, Count, Number, NumberOrDate, Section, Words
from sweepfig.drawing import bounds
from sweepfig.drawing.bounds import THINNEST
from sweepfig.drawing.look import BUILT_IN

# fmt: off
LineStyle = Literal["-", "--", "-.", ":", "solid", "dashed", "dashdot", "dotted", "none"]
Marker = Literal[
    ".", ",", "o", "v", "^", "<", ">", "1", "2", "3", "4", "8", "s", "p", "P", "*", "h", "H",
    "+", "x", "X", "D", "d", "|", "_", "none",
]
Scale = Literal["linear", "log", "symlog"]
LegendPlace = Literal[
    "best", "upper left", "upper center", "upper right", "center left", "center", "center right",
    "lower left", "lower center", "lower right", "outside", "none",
]
Functions = Annotated[
    tuple[Literal["abs", "square", "sqrt", "log", "log10"], ...], Field(max_length=10)
]
TextPlace = Literal[
    "upper left", "upper center", "upper right", "lower left", "lower center", "lower right",
]
# fmt: on
USUAL_NAMES = {
    "resonance_curve": ("line", "lines", "plot", "curve", "curves"),
    "pcolormesh": ("map", "heatmap", "image", "imshow", "mesh", "pcolor"),
    "contourf": ("contour", "contours"),
    "histogram": ("hist",),
}


def kind_meant(kind: str) -> str:
    """Return the beginning of a message: which kind may be meant by another name; "" if none is like it."""
    named = {name: own for own, names in USUAL_NAMES.items() for name in (own, *names)}
    near = difflib.get_close_matches(kind.lower(), named, n=1, cutoff=0.75)
    return f"did you mean {named[near[0]]}? " if near else ""


def ascending(limits: Any) -> Any:
    """Return limits, of which both ends are open or ascend; raise `ValueError` otherwise."""
    if not isinstance(limits, tuple):
        return limits
    given = [end for end in limits if end is not None]
    is_one_sort = len({type(end) for end in given}) == 1
    if not (is_one_sort and given == sorted(given) and len({*given}) == len(given)):
        raise ValueError("[low, high] with low < high is allowed; null leaves one end open")
    return limits


def plain_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return keyword arguments as JSON has them; raise `ValueError` if it can't."""
    try:  # jobs read them from plan.json
        text = json.dumps(options, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise ValueError("finite numbers, text, lists and mappings are allowed") from None
    found: dict[str, Any] = json.loads(text)
    return found


def check_options(options: dict[str, Any]) -> None:
    """Refuse, by `ValueError`, keyword arguments that take too long to draw, or run a program."""
    for name, value in options.items():
        try:
            bounds.check(name, value)
        except ValueError as error:
            raise ValueError(f"options.{name}: {error}") from None
    if {"url", "urls"} & {*options}:
        raise ValueError("options.url: a link in a picture can run a program; none is allowed")


class LineConfig(Section):
    """How one curve is drawn; what is left open, options and style decide."""

    color: Colour | None = None
    """Its colour: a name, "#0072b2", or C0, C1, ... of the style."""
    linestyle: LineStyle | None = None
    """Its stroke."""
    linewidth: Number | None = Field(default=None, ge=THINNEST, le=100)
    """Its width in points."""
    marker: Marker | None = None
    """The mark at each of its points, by matplotlib's sign for it."""
    markersize: Number | None = Field(default=None, ge=0, le=100)
    """The marks' size in points."""


class MarkConfig(Section):
    """A vertical line at a place that the sweep itself holds: a theory's root, say."""

    variable: str = Field(min_length=1)
    """The place: a variable over some or all of the axes. Where it is NaN, there is no line."""
    label: Words | None = None
    """The legend's label; null: not in the legend."""
    color: Colour = "0.4"
    """The line's colour."""
    linestyle: LineStyle = "--"
    """The line's stroke."""
    linewidth: Number = Field(default=1.0, ge=THINNEST, le=100)
    """The line's width in points."""


class ContoursConfig(Section):
    """Lines of equal value over a map: of its own curve, or of the second of two curves."""

    levels: Annotated[int, Field(ge=1, le=100)] | tuple[Number, ...] = 7
    """About how many there are (the same in all figures, unless ylimits: each), or their values."""
    color: Colour = "black"
    """The lines' colour."""
    linestyle: LineStyle = "-"
    """The lines' stroke."""
    linewidth: Number = Field(default=0.8, ge=THINNEST, le=100)
    """The lines' width in points."""

    @field_validator("levels")
    @classmethod
    def _levels_ascend(cls, levels: Any) -> Any:
        if isinstance(levels, tuple) and (not levels or list(levels) != sorted({*levels})):
            raise ValueError("a number, or values that ascend, are allowed")
        return levels


Places = (
    Annotated[Count, Field(ge=1, le=100)]
    | Annotated[tuple[NumberOrDate, ...], Field(min_length=1, max_length=100)]
)


class FacetConfig(Section):
    """A panel of the figure for each of some values of a further dimension of the curves."""

    dimension: str = Field(min_length=1)
    """The dimension, as time: for lines sweep.ordinate, which may then be left out; for maps a third one."""
    values: Places = 12
    """How many values, spread evenly from the first to the last; or which, each the nearest there is."""
    columns: Count = Field(default=4, ge=1, le=20)
    """Panels in a row."""
    share: Literal["both", "x", "y", "none"] = "both"
    """The axes that have the same range in all panels."""


class HueConfig(Section):
    """A line for each of some values of a second dimension of the curves, all in one Axes."""

    dimension: str = Field(min_length=1)
    """The dimension, such as time: sweep.ordinate, which may then be left out."""
    values: Places = 8
    """How many values, spread evenly from the first to the last; or which, each the nearest there is."""
    cmap: str | None = Field(default=None, min_length=1)
    """A colour map, as viridis: lines take its colours evenly, in their order; null: the style's colours."""

    @property
    def most(self) -> int:
        """How many lines of each curve there are at most."""
        return self.values if isinstance(self.values, int) else len(self.values)


class PanelConfig(Section):
    """One of several panels of a figure, below the one before it or, with figure.columns, beside it."""

    kind: str | None = None
    """A built-in kind; null: the figure's."""
    curves: tuple[Words, ...] = ()
    """Labels of the curves that it shows; []: all."""
    show: Literal["values", "difference"] = "values"
    """The curves' values, or the difference of each later curve and the first."""
    apply: Functions | None = None
    """Functions of what it shows, as figure.apply; null: the figure's for values, none for a difference."""
    at: NumberOrDate | None = None
    """A value of sweep.ordinate, of which the nearest is taken: a line-out of a field; null: all of them."""
    height: Number = Field(default=1.0, gt=0, le=100)
    """Its height, relative to the others'; a row is as high as its highest panel."""
    xlabel: Words | None = None
    """Label of its x axis; null: the figure's, or what a histogram counts."""
    ylabel: Words | None = None
    """Label of its y axis; null: what it shows."""
    yscale: Scale | None = None
    """Scale of its y axis; null: the figure's for values, linear for a difference or a count."""
    norm: Scale | None = None
    """Scale of a map's colours; null: the figure's for values, linear for a difference."""
    ylimits: Literal["each"] | tuple[Number | None, Number | None] | None = None
    """Range of the response, as figure.ylimits; null: the figure's for values, each for a difference."""
    legend: LegendPlace | None = None
    """Place of its legend; null: the figure's."""
    options: dict[str, Any] | None = None
    """Keyword arguments for its kind's function; null: the figure's, if it is of the figure's kind."""

    @field_validator("kind")
    @classmethod
    def _kind_is_built_in(cls, kind: str | None) -> str | None:
        if kind is not None and kind not in BUILT_IN:
            raise ValueError(f"{kind_meant(kind)}allowed are {', '.join(BUILT_IN)}, or null")
        return kind

    @field_validator("ylimits")
    @classmethod
    def _limits_ascend(cls, limits: Any) -> Any:
        return ascending(limits)

    @field_validator("options")
    @classmethod
    def _options_draw(cls, options: dict[str, Any] | None) -> dict[str, Any] | None:
        if options is None:
            return None
        plain = plain_options(options)
        check_options(plain)
        return plain
