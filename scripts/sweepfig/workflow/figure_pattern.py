"""Write the paths of figures and their twins as Snakemake patterns."""

from __future__ import annotations

import re

from sweepfig.config.settings import Settings
from sweepfig.core.naming import PLACEHOLDER, check_pattern


def file_patterns(settings: Settings) -> list[str]:
    """Return the paths of figures, then of each of their twins, as Snakemake patterns.

    Raises
    ------
    UserError
        If a path piece can't be one.
    """
    figure = figure_pattern(settings)
    ending = f".{settings.figure.format}"
    stem = figure.removesuffix(ending)
    return [figure, *(f"{stem}.{twin.name}{ending}" for twin in settings.figure.also)]


def figure_pattern(settings: Settings) -> str:
    """Return the figures' paths as a Snakemake pattern: ``plots/k0={wavenumber}/rc-{cee}.png``.

    Raises
    ------
    UserError
        If a path piece can't be one.
    """
    pieces = []
    for place, axis in enumerate(settings.sweep.axes):
        pattern = axis.path_pattern
        check_pattern(pattern, key=f"sweep.axes[{place}].path")
        name = axis.dimension if re.fullmatch(r"[A-Za-z_]\w*", axis.dimension) else f"axis{place}"
        # Each placeholder in a piece needs its own wildcard.
        first, *literals = re.split(PLACEHOLDER, pattern)
        wildcards = [f"{{{name}{n or ''}}}{literal}" for n, literal in enumerate(literals)]
        pieces.append(first + "".join(wildcards))
    return f"{settings.output}/{'/'.join(pieces)}.{settings.figure.format}"
