"""Make the content of a file of slices' numbers, for the gallery's page.

Such a file is a script, as a page opened from a folder may read no other. Its first line has a digest of
all that it is made from, and one of its content. It holds numbers only of targets with a figure, and those
that the figure was drawn from: its digest tells.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.render import read_slices
from sweepfig.core import paths
from sweepfig.core.errors import Outdated
from sweepfig.drawing.file.provenance import drawn_by
from sweepfig.drawing.panels.applied import quantity_after, with_functions
from sweepfig.drawing.slice import Slice
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load_this
from sweepfig.report.gallery.codes import COARSE, FINE, Rows
from sweepfig.report.gallery.reduction import coarsen, places_kept, shorten
from sweepfig.report.gallery.symbols import in_unicode, with_greek
from sweepfig.sweep.quantity import label_of_all

HEAD = "/* {} {} */\n"
UNFINISHED = HEAD.partition("{")[0] + " "  # how the first line begins without the first digest
NOTHING = HEAD.format("", "").encode()
SHARED = -1  # in the place of a row: the abscissa or the ordinate of the whole sweep
FAR = 4  # shared ranges of colours that a field's own may span before 256 codes are too few


def make(
    plan_path: str, digest: str, number: int, which: range, digests: Sequence[str], made_from: str
) -> bytes:
    """Return a file's content: the task of one call in a worker.

    If a file of the sweep has changed since the figures were drawn, or can't be read, or the plan is gone,
    the numbers are left out, and so is the digest in the first line, so that a later run makes the file
    again (`is_whole`).

    Parameters
    ----------
    plan_path : str
    digest : str
        The plan's.
    number : int
        The file's.
    which : range
        Its targets.
    digests : sequence of str
        Those in their figures' marks; empty where there is no figure.
    made_from : str
        The digest of all that the file is made from.
    """
    try:
        plan = load_this(plan_path, digest)
    except Outdated:
        return NOTHING
    rows, has_all = Rows(), True
    targets: list[Any] = []
    for (_, data), recorded in zip(read_slices(plan, which), digests, strict=True):
        is_drawn = (
            isinstance(data, Slice)
            and drawn_by(data.digest(drawing=plan.drawing_digest), recorded) != ""
        )
        has_all &= is_drawn or not recorded
        targets.append(_entry(plan, data, rows) if is_drawn else None)
    content = _script(paths.batch_name(number), rows.packed({"targets": targets}))
    return _with_head(content, made_from if has_all else "")


def is_whole(content: bytes) -> bool:
    """Whether a file that `make` made has the numbers of every target that has a figure."""
    return not content.startswith(UNFINISHED.encode())


def is_made_from(content: bytes, made_from: str) -> bool:
    """Whether a file was made from what has this digest, and is unchanged since."""
    head, _, rest = content.partition(b"\n")
    return head + b"\n" == HEAD.format(made_from, _digest(rest)).encode()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _entry(plan: Plan, data: Any, rows: Rows) -> dict[str, Any]:
    """Add a slice's numbers, as they are drawn, to the rows; return which they are."""
    data = with_functions(plan.look.apply, data)
    of_sweep, own = (plan.abscissa, plan.ordinate), (data.abscissa, data.ordinate)
    places = [
        SHARED if mine is its or np.array_equal(mine, its) else rows.add_once(_kept(mine, data))
        for mine, its in zip(own, of_sweep, strict=True)
        if mine is not None and its is not None
    ]
    curves = [_kept(_numbers(curve), data) for curve in data.curves]
    return {
        "x": places[0],
        **({"y": places[1]} if len(places) > 1 else {}),
        "shape": curves[0].shape,
        "of": data.curves[0].shape,
        "curves": [rows.add(curve, _levels(plan, curve)) for curve in curves],
        "marks": [None if np.isnan(each) else each.item() for each in _marks(data)],
    }


def _marks(data: Slice) -> NDArray[np.float64]:
    return _numbers(np.array(data.marks)) if data.marks else np.zeros(0)


def _levels(plan: Plan, values: NDArray[np.float64]) -> int:
    """Return how many codes a curve has, or a field: more where it goes far beyond the shared colours."""
    if values.ndim == 1 or plan.look.norm != "linear":
        return FINE
    low, high = plan.look.limits or (None, None)
    if low is None or high is None or not np.isfinite(values).any():
        return COARSE
    return FINE if np.nanmax(values) / FAR - np.nanmin(values) / FAR > high - low else COARSE


def _kept(values: NDArray[Any], data: Slice) -> NDArray[np.float64]:
    """Return a curve, a field or a coordinate, reduced to what is shown."""
    numbers = _numbers(values)
    if data.ordinate is not None:
        return coarsen(numbers)
    is_abscissa = values is data.abscissa
    return numbers[places_kept(len(numbers))] if is_abscissa else shorten(numbers)


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return numbers as floats: dates as seconds since 1970, text as its place; NaN for what is infinite."""
    if values.dtype.kind == "M":
        is_date = ~np.isnat(values)
        seconds = values.astype("M8[us]").astype(np.float64) / 1e6
        return np.where(is_date, seconds, np.nan)
    if values.dtype.kind not in "fiub":
        return np.arange(values.size, dtype=np.float64).reshape(values.shape)
    numbers = values.astype(np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def make_shared(plan_path: str, digest: str) -> bytes:
    """Return the content of the file of what all slices share: coordinates, labels, scales, colours."""
    try:
        plan = load_this(plan_path, digest)
    except Outdated:
        return NOTHING
    look, is_field = plan.look, plan.ordinate is not None
    abscissa = plan.quantities[-2]
    after = functools.partial(quantity_after, look.apply)
    is_alike = len({response.units for response in plan.responses}) == 1
    first = after(plan.responses[0])
    empty = Slice(plan.abscissa, (), (), ordinate=plan.ordinate)
    ordinate = plan.ordinate_quantity
    document = {
        "x": _coordinate(plan.abscissa, empty, abscissa.name, abscissa.units),
        "y": (
            _coordinate(plan.ordinate, empty, ordinate.name, ordinate.units)
            if is_field and ordinate
            else None
        ),
        "name": with_greek(first.name if is_alike else label_of_all(plan.responses, after)),
        "units": with_greek(first.units if is_alike else ""),
        "xscale": look.xscale,
        "yscale": look.yscale,
        "marks": [in_unicode(mark.get("label") or "") for mark in look.marks],
        **(
            {
                "limits": look.limits,
                "norm": look.norm,
                "linthresh": look.linthresh,
                "colours": _colours(plan),
            }
            if is_field
            else {}
        ),
    }
    content = _script("sweep", document)
    return _with_head(content, "shared")


def _coordinate(values: Any, data: Slice, name: str, units: str) -> dict[str, Any]:
    numbers = np.ascontiguousarray(_kept(values, data), dtype="<f8")
    return {
        "name": with_greek(name),
        "units": with_greek(units),
        "dates": values.dtype.kind == "M",
        "shape": numbers.shape,
        "values": base64.b64encode(numbers.tobytes()).decode("ascii"),
    }


def _colours(plan: Plan) -> str:
    """Return the colour map of the figures as a table: 256 times red, green, blue."""
    import matplotlib as mpl  # a run of lines has no need of it here

    from sweepfig.drawing.rc_context import drawing_style

    with drawing_style(plan.look):
        named = plan.look.options.get("cmap") or mpl.rcParams["image.cmap"]
        table = mpl.colormaps.get_cmap(named)(np.linspace(0, 1, 256), bytes=True)
    return base64.b64encode(np.ascontiguousarray(table[:, :3]).tobytes()).decode("ascii")


def _script(name: str, content: Any) -> bytes:
    written = json.dumps(content, separators=(",", ":"))
    return f"window.takeSlices({json.dumps(name)},{written});\n".encode()


def _with_head(content: bytes, made_from: str) -> bytes:
    return HEAD.format(made_from, _digest(content)).encode() + content
