"""Describe what all figures of a plan have in common, and what their kind shows.

Separate from `kinds`, which draws, so that a plan is read without importing matplotlib.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class KindTraits:
    """What a built-in kind of figure shows: all that the rest of the library asks about a kind.

    Attributes
    ----------
    draws_lines : bool
        Each curve is a line over the abscissa; there is no ordinate.
    is_map : bool
        One curve is shown by colours over an abscissa and an ordinate; limits are those of the colours.
    counts_values : bool
        The x axis is the response, and the y axis its counts.
    """

    draws_lines: bool = False
    is_map: bool = False
    counts_values: bool = False


BUILT_IN: Mapping[str, KindTraits] = {
    "resonance_curve": KindTraits(draws_lines=True),
    "pcolormesh": KindTraits(is_map=True),
    "contourf": KindTraits(is_map=True),
    "histogram": KindTraits(counts_values=True),
}
OF_A_USERS_FUNCTION = KindTraits()


def traits_of(kind: str) -> KindTraits:
    """Return what a kind shows; of a user's own function nothing is known."""
    return BUILT_IN.get(kind, OF_A_USERS_FUNCTION)


def is_users_function(kind: str) -> bool:
    """Whether a kind is a function of the user's, ``file.py:function`` or ``module:function``."""
    return kind not in BUILT_IN


@dataclass(frozen=True)
class Look:
    """The settings that all figures of a plan share.

    Attributes
    ----------
    kind : str
        A built-in kind (`BUILT_IN`), or the user's ``file.py:function`` or ``module:function``.
    size : (float, float)
        Width and height in inches, before the tight crop.
    dpi : float
        Pixels per inch.
    format : str
        ``png``, ``svg`` or ``pdf``.
    style : str
        A matplotlib style's name, or the path of an ``.mplstyle`` file.
    limits : (float, float), optional
        Range of the drawn values; None, for the range or for one end, lets each figure have its own.
    options : mapping
        Keyword arguments for the kind's function.
    xlimits : (float or str, float or str), optional
        Range of the x axis, as `limits`; a str is a date in ISO 8601.
    xscale, yscale : str
        ``linear``, ``log`` or ``symlog``.
    norm : str
        The scale of a map's colours, as `xscale`.
    linthresh : float
        Where it is symlog, a scale is linear between minus and plus this value.
    lines : tuple of mappings
        For the first lines, one each: keyword arguments of `Axes.plot` that precede `options`.
    legend : str
        Its place in matplotlib's words, or ``outside``, or ``none``.
    text_place : str
        Where a slice's text is, such as ``upper left``.
    apply : tuple of str
        Functions of the response that are drawn, innermost first (see `sweepfig.drawing.panels.applied`).
    marks : tuple of mappings
        For each of a slice's marks, the keyword arguments of its `Line2D`.
    contours : mapping, optional
        Contour lines over a map: ``levels`` (a number of them, or their values), ``color``, ``linewidth``,
        ``linestyle``.
    colour_label : str
        The label of a map's colour bar; empty: the curve's.
    facet : mapping, optional
        A panel of lines for each of some values of the ordinate: ``values`` (how many, or which),
        ``columns``, ``share`` (the axes that all panels share: ``both``, ``x``, ``y``, ``none``), and the
        ordinate's ``label``. Or a map of each curve: ``values`` has those of a further dimension, one a
        curve, and ``label`` is that dimension's.
    hue : mapping, optional
        In one Axes a line of each curve for each of some values of the ordinate: ``values`` and ``label``, as
        of `facet`, and ``cmap``, the colour map whose colours they take; without it, the style's.
    panels : tuple of mappings
        Panels that fill a grid row by row. Each has ``curves`` (the labels of those it shows; none: all),
        ``show`` (``values`` or ``difference``), ``at`` (a value of the ordinate, or None), ``height``
        (beside the others'), ``xlabel`` and ``ylabel``, and attributes of a look that are its own.
    columns : int
        How many of `panels` stand in a row.
    """

    kind: str = "resonance_curve"
    size: tuple[float, float] = (9.0, 4.0)
    dpi: float = 100.0
    format: str = "png"
    style: str = "default"
    limits: tuple[float | None, float | None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    xlimits: tuple[float | str | None, float | str | None] | None = None
    xscale: str = "linear"
    yscale: str = "linear"
    norm: str = "linear"
    linthresh: float = 2.0
    lines: tuple[Mapping[str, Any], ...] = ()
    legend: str = "best"
    text_place: str = "upper left"
    apply: tuple[str, ...] = ()
    marks: tuple[Mapping[str, Any], ...] = ()
    contours: Mapping[str, Any] | None = None
    colour_label: str = ""
    facet: Mapping[str, Any] | None = None
    hue: Mapping[str, Any] | None = None
    panels: tuple[Mapping[str, Any], ...] = ()
    columns: int = 1

    @property
    def is_split(self) -> bool:
        """Whether the figures are made for several panels (see `sweepfig.drawing.panels`)."""
        return self.facet is not None or bool(self.panels)

    @property
    def traits(self) -> KindTraits:
        """What the figures show."""
        return traits_of(self.kind)

    @property
    def lowest_drawn(self) -> float:
        """What a number must be above to be seen, after `apply`: 0 on a logarithmic scale."""
        scale = self.norm if self.traits.is_map else self.yscale
        shows_response = self.traits.is_map or self.traits.draws_lines
        return 0.0 if shows_response and scale == "log" else -math.inf

    @property
    def is_users_function(self) -> bool:
        """Whether a function of the user's draws the figures."""
        return is_users_function(self.kind)
