"""A look: what all figures of a plan have in common.

Separate from `figures`, so that a plan is read without importing matplotlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Look:
    """What all figures of a plan have in common.

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
        Range of the drawn values (see `apply_limits`); None leaves it to each figure.
    options : mapping
        Keyword arguments for the kind's function.
    """

    kind: str = "resonance_curve"
    size: tuple[float, float] = (9.0, 4.0)
    dpi: float = 100.0
    format: str = "png"
    style: str = "default"
    limits: tuple[float, float] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
