"""Describe what all figures of a plan have in common.

Separate from `kinds`, so that a plan is read without importing matplotlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Look:
    """The settings that all figures of a plan share.

    Attributes
    ----------
    kind : str
        A built-in kind (`KINDS`), or the user's ``file.py:function`` or ``module:function``.
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
        ``linear`` or ``log``.
    lines : tuple of mappings
        For the first curves, one each: keyword arguments of `Axes.plot` that precede `options`.
    legend : str
        Its place in matplotlib's words, or ``outside``, or ``none``.
    text_place : str
        Where a slice's text is, such as ``upper left``.
    marks : tuple of mappings
        For each of a slice's marks, the keyword arguments of its `Line2D`.
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
    lines: tuple[Mapping[str, Any], ...] = ()
    legend: str = "best"
    text_place: str = "upper left"
    marks: tuple[Mapping[str, Any], ...] = ()
