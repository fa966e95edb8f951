"""Know the figures of the blog post: its arrays' dimensions, each figure's texts and file, how one is drawn.

Separate from `resonance`, which has the post's functions, because a helper beside a running program draws
these figures, too.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.core.storage import write
from sweepfig.drawing.file import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.sweep.matching import match

if TYPE_CHECKING:
    from sweepfig.drawing.painter import Painted

DIMENSIONS = ("wavenumber", "cee", "frequency")
TOLERANCE = 1e-6  # relative; two arrays' coordinates may differ by rounding
LABELS = ("Actual", "CauchyNet")
CONFIG = {"xlabel": r"$\omega_{drive}$", "ylabel": "Normalized Electric Field"}


def draw_resonance_curve(
    wax: Any, actual: Any, predicted: Any, config: dict[str, Any], plainly: str = ""
) -> Painted:
    """Draw and save a curve as `sweepfig.training.resonance.plot_resonance_curve`.

    Return what is known of the file, without its content. With `plainly`, a reason, plain matplotlib draws
    it.
    """
    # Here, because this imports matplotlib, which a run with nothing to draw avoids.
    from sweepfig.drawing import kinds
    from sweepfig.drawing.painter import Painted, painter_of
    from sweepfig.drawing.rc_context import drawing_style

    path = Path(config["filepath"])
    if not path.suffix:
        path = path.with_name(f"{path.name}.png")
    data = Slice(
        abscissa=np.asarray(wax),
        curves=(np.asarray(actual), np.asarray(predicted)),
        labels=tuple(config.get("labels", LABELS)),
        title=config["title"],
        xlabel=config["xlabel"],
        ylabel=config["ylabel"],
    )
    look = Look(format=path.suffix.removeprefix(".").lower())
    with drawing_style(look):
        if path.suffix.lower() not in provenance.ENDINGS:  # jpg and other formats without a digest
            figure, file = kinds.draw(look, kinds.resonance_curve, data), io.BytesIO()
            figure.savefig(file, format=look.format, bbox_inches="tight")
            write(path, file.getvalue(), temporary=path.parent)
            return Painted(b"", "")
        painter = painter_of(look, drawing=f"the post's {look.format}")
        painted = painter.paint(data, data.digest(drawing="post"), plainly=plainly)
    write(path, painted.content, temporary=path.parent)
    return painted._replace(content=b"")


def names_of(data: Any, allowed: Sequence[str] = DIMENSIONS) -> tuple[str, ...]:
    """Return a DataArray's dimensions, which must be the allowed three, each with coordinates.

    Raises
    ------
    UserError
        If they are not.
    """
    there = tuple(map(str, data.dims))
    if sorted(there) != sorted(allowed) or not all(name in data.coords for name in there):
        raise UserError(
            f"a DataArray with dimensions {', '.join(there)} and coordinates "
            f"{', '.join(map(str, data.coords))} was handed over; both are to be {', '.join(allowed)}"
        )
    return there


def aligned(infer_data: Any, order: Sequence[str], values: Sequence[Any]) -> Any:
    """Return a DataArray's part at given values along each dimension, with its dimensions in a given order.

    Raises
    ------
    UserError
        If it lacks a value, within `TOLERANCE`.
    """
    names_of(infer_data)
    data = infer_data.transpose(*order)
    for name, wanted in zip(order, values, strict=True):
        there = np.asarray(data.coords[name].data)
        if np.array_equal(wanted, there, equal_nan=True):
            continue  # a frequency may occur twice
        found = match(wanted, there, TOLERANCE)
        if isinstance(found, str):
            raise UserError(
                f"infer_data: {name} lacks values of training_data: {found}; the same values in any "
                f"order, to a relative {TOLERANCE:g}, are allowed"
            )
        data = data.isel({name: found})
    return data


def config_of(wavenumber: Any, damping: Any, folder: str) -> dict[str, Any]:
    """Return the config of one figure: its texts and its file."""
    written = naming.write_value(damping, "scientific", 3)
    place = os.path.join(folder, f"k0={naming.write_value(wavenumber, 'fixed', 2)}")
    return {
        **CONFIG,
        "title": rf"$k_0 = $ {wavenumber!s}, $\nu$ = {written}",
        "filepath": os.path.join(place, f"rc-{written}.png"),
    }


def check_names(wavenumbers: Any, dampings: Any, folder: str) -> None:
    """Refuse axes if two values would have the same file name, where the post would overwrite a figure.

    Raises
    ------
    UserError
        If two figures would have one name; the message names both points and the file.
    """
    for points in (product(wavenumbers, dampings[:1]), product(wavenumbers[:1], dampings)):
        _check_paths_differ(points, folder)


def _check_paths_differ(points: Iterable[tuple[Any, Any]], folder: str) -> None:
    seen: dict[str, str] = {}
    for wavenumber, damping in points:
        path = config_of(wavenumber, damping, folder)["filepath"]
        point = f"({wavenumber!s}, {damping!s})"
        if path in seen:
            raise UserError(f"wavenumber, cee = {seen[path]} and {point} would both be {path}")
        seen[path] = point
