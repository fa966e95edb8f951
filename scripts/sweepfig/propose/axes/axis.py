"""Propose an axis with a notation for its values in which names differ and are accurate.

Separate from `sweepfig.propose.proposal`, which decides which dimensions are axes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import naming
from sweepfig.core.errors import counted
from sweepfig.propose.proposed import ProposedAxis
from sweepfig.propose.views import FileView
from sweepfig.sweep.coordinates import months_of

WIDE = 1e3  # axis values over more decades than these are written with exponents


def axis_of(
    name: str, values: NDArray[Any], view: FileView, *, bare: bool = False, short: str = ""
) -> ProposedAxis:
    """Return an axis with the shortest notation in which its values differ and are accurate.

    Paths and titles have `short` for its name if that is given, or with `bare` the value alone.
    """
    attributes = view.dataset[name].attrs if name in view.dataset.variables else {}
    notation, digits = way_to_write(values)
    shown = short or ("month" if _are_months(view, name) else name)
    plain = naming.plain_name(shown)
    units = str(attributes.get("units", ""))
    has_units = notation != "text" and units not in ("", "1") and len(units) <= 20
    title = f"{shown} = {{}}{' ' + units if has_units else ''}"
    said = attributes.get("long_name") or attributes.get("standard_name")
    what = f"{said}, " if isinstance(said, str) and said != name and len(said) <= 40 else ""
    count = counted(len(values), "value")
    span = _span(values)
    return ProposedAxis(
        dimension=name,
        notation=notation,
        digits=digits,
        path="{}" if bare else f"{plain}={{}}",
        title="{}" if bare else title,
        comment=f"{what}{count}{span}",
    )


def _are_months(view: FileView, name: str) -> bool:
    there = view.dataset.variables.get(name)
    return there is not None and months_of(there, np.asarray(there.values)) is not None


def way_to_write(values: NDArray[Any]) -> tuple[str, int]:
    """Return the shortest notation and digits in which an axis's values differ and are accurate."""
    if values.dtype.kind not in "fiu":
        return "text", 0
    if values.dtype.kind in "iu":
        return "fixed", 0
    sizes = np.abs(values[(values != 0) & np.isfinite(values)].astype(float))
    is_wide = bool(sizes.size) and (
        sizes.max() >= 1e6 or sizes.max() / sizes.min() >= WIDE or sizes.min() < 1e-3
    )
    notation = "scientific" if is_wide else "fixed"
    return notation, naming.fewest_digits(values, notation)


def _span(values: NDArray[Any]) -> str:
    if not len(values):
        return ""
    first, last = (naming.write_value(value, "text", 0) for value in (values[0], values[-1]))
    return f": {first}" if len(values) == 1 else f", {first} to {last}"
