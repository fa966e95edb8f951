"""Write the sweep as a table: data.csv and metrics.nc.

data.csv makes the output folder a Cinema database of Specification D
(https://github.com/cinemascience): a header, then a row for each target, FILE columns last, NaN for a
missing number. metrics.nc holds the same numbers on the sweep's axes, by the CF conventions, for xarray
and similar tools.
"""

from __future__ import annotations

import csv
import heapq
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import Row
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.sweep.metrics import ERROR
from sweepfig.sweep.quantity import Quantity

WORST = 20  # on the contact sheet
FORMULAS = {
    "peak position": "where the parabola through the highest point and its two neighbours is highest",
    "peak height": "value there of the parabola through the highest point and its two neighbours",
    "FWHM": "between the places on both sides of the peak where the line falls to half its height",
    "RMSE": "sqrt(mean((model - first curve)^2)), where both are finite",
    "largest error": "max |model - first curve|, where both are finite",
    "largest relative error": "max |model - first curve| / |first curve|, where that is not zero",
    "peak shift": "peak position of the model - peak position of the first curve",
}
FORMULA = re.compile("[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")  # also in full width
NEGATIVE = re.compile(r"-(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DATE_UNITS = {
    "D": "days",
    "h": "hours",
    "m": "minutes",
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "ns": "nanoseconds",
}


def data_csv(plan: Plan, rows: Sequence[Row]) -> Iterator[bytes]:
    """Yield data.csv's lines, in UTF-8.

    Columns: a parameter for each axis, the numbers, the status (``ok``, ``empty``, ``failed``), the
    cause of a failure, what the figure was drawn by (`sweepfig.drawing.provenance.way_of`), and FILE, its
    path relative to the table.
    """
    line = _Line()
    table = csv.writer(line, lineterminator="\n")
    table.writerow(map(cell, columns(plan)))
    yield line.text.encode()
    missing = ("NaN",) * len(plan.measures)
    for target, row in zip(plan.targets(), rows, strict=True):
        numbers = ["NaN" if each is None else each for each in row.numbers] or missing
        place = map(cell, target.point.values())
        table.writerow([*place, *numbers, *_state(row), _relative(row.figure)])
        yield line.text.encode()


def _state(row: Row) -> tuple[str, str, str]:
    return row.status, cell(row.cause), row.way


def cell(value: Any) -> Any:
    """Return a cell that no spreadsheet evaluates: an apostrophe is put before a possible formula.

    That is text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break. Numbers stay as they
    are, also negative numbers written as text.
    """
    is_formula = isinstance(value, str) and FORMULA.match(value) and not NEGATIVE.fullmatch(value)
    return f"'{value}" if is_formula else value


def _relative(figure: str) -> str:
    # An apostrophe would change the file's name, so "./" protects it.
    return f"./{figure}" if FORMULA.match(figure) else figure


class _Line:
    """The file of a csv writer: it keeps the last line."""

    def write(self, text: str) -> None:
        self.text = text


def columns(plan: Plan) -> list[str]:
    """Return data.csv's column names, which are unique."""
    last = ["status", "cause", "drawn by", "FILE"]
    axes = [axis.name for axis in plan.axes]
    measured = unique([measure.name for measure in plan.measures], taken=[*axes, *last])
    return [*axes, *measured, *last]


def unique(wanted: Sequence[str], *, taken: Sequence[str] = ()) -> list[str]:
    """Return unique names: repeated ones get a number, because two curves may have the same label."""
    seen, result = set(taken), []
    for name in wanted:
        free = name
        count = 1
        while free in seen:
            count += 1
            free = f"{name}_{count}"
        seen.add(free)
        result.append(free)
    return result


def grid(plan: Plan, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Return all numbers on the axes: shape (number, *axes), NaN where there is none.

    For a scattered sweep, whose grid would be almost empty, the shape is (number, target).
    """
    count = len(plan.measures)
    missing = (None,) * count
    flat = np.array([row.numbers or missing for row in rows], dtype=float)
    columns = flat.reshape(len(rows), count).T
    return columns if plan.is_scattered else plan.on_grid(columns, np.nan)


def shown_axes(plan: Plan) -> list[tuple[Axis, Quantity]]:
    """Return the axes of `grid`'s array: the sweep's, or for a scattered sweep one of its targets' names."""
    if not plan.is_scattered:
        return list(zip(plan.axes, plan.quantities, strict=False))
    figures = np.array([target.figure.rpartition(".")[0] for target in plan.targets()])
    return [(Axis("target", figures, "text", 0, "{}", "{}"), Quantity("target", ""))]


def worst(plan: Plan, rows: Sequence[Row], count: int) -> list[tuple[int, float]]:
    """Return the targets with the largest errors of models: their indices and errors, largest first.

    A target's error is the largest `ERROR` among its models; one without any is left out.
    """
    where = [n for n, measure in enumerate(plan.measures) if measure.kind == ERROR]
    errors = []
    for target, row in enumerate(rows):
        numbers = [row.numbers[n] for n in where] if row.numbers else []
        known = [number for number in numbers if number is not None]
        if known:
            errors.append((target, max(known)))
    return heapq.nsmallest(count, errors, key=lambda each: (-each[1], each[0]))


def on_the_sheet(plan: Plan, rows: Sequence[Row]) -> list[int]:
    """Return the targets that the contact sheet shows, in its order."""
    return [target for target, _ in worst(plan, rows, WORST)] or spread(rows, WORST)


def spread(rows: Sequence[Row], count: int) -> list[int]:
    """Return targets that have a figure, spread evenly over the sweep."""
    drawn = [target for target, row in enumerate(rows) if row.status != "failed"]
    places = np.linspace(0, len(drawn) - 1, min(count, len(drawn))).round().astype(int)
    return [drawn[place] for place in dict.fromkeys(places.tolist())]


def metrics_nc(plan: Plan, rows: Sequence[Row]) -> bytes:
    """Return metrics.nc's bytes: a variable for each number, on the sweep's axes.

    Raises
    ------
    OSError
        If there is no room for it in the temporary folder.
    """
    import netCDF4  # here, because it takes 0.1 s and a run with nothing to do does not need it

    # Not made in memory: the HDF5 library would then write the time into the file.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "metrics.nc"
        try:
            with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
                _write(file, plan, rows)
        except RuntimeError as error:  # HDF5 gives no better error
            raise OSError(f"{path}: can't be written: {error}") from None
        return path.read_bytes()


def _write(file: Any, plan: Plan, rows: Sequence[Row]) -> None:
    file.Conventions = "CF-1.11"
    file.title = "What the curves of a sweep measure, and how far each model is off"
    file.source = f"sweepfig, from {', '.join(source.variable for source in plan.sources)}"
    names = unique([identifier(axis.name) for axis in plan.axes], taken=["target"])
    axes = ["target"] if plan.is_scattered else names
    if plan.is_scattered:
        file.createDimension("target", plan.n_targets)
    for n, (name, axis, quantity) in enumerate(
        zip(names, plan.axes, plan.quantities, strict=False)
    ):
        if plan.is_scattered:
            assert plan.points is not None
            _write_values(file, name, "target", axis.values[plan.points[:, n]], quantity)
        else:
            file.createDimension(name, len(axis.values))
            _write_values(file, name, name, axis.values, quantity)
    wanted = [identifier(f"{each.kind} of {each.label}") for each in plan.measures]
    identifiers = unique(wanted, taken=[*names, "target"])
    for measure, name, values in zip(plan.measures, identifiers, grid(plan, rows), strict=True):
        variable = file.createVariable(name, "f8", axes, fill_value=np.nan)
        variable.long_name = f"{measure.kind} of {measure.label}"
        variable.units = measure.units or "1"
        variable.comment = FORMULAS[measure.kind]
        variable[...] = values


def identifier(name: str) -> str:
    """Return a name that NetCDF accepts: letters, digits and underscores, with a letter first."""
    if name.isidentifier():
        return name
    plain = re.sub(r"[\W_]+", "_", name).strip("_")
    return plain if plain[:1].isalpha() else f"_{plain}"


def _write_values(
    file: Any, name: str, dimension: str, values: NDArray[Any], quantity: Quantity
) -> None:
    units = quantity.units
    if values.dtype.kind == "M":
        step, _ = np.datetime_data(values.dtype)
        values, units = values.astype("i8"), f"{DATE_UNITS[step]} since 1970-01-01"
    is_text = values.dtype.kind == "U"
    kind = str if is_text else "i1" if values.dtype.kind == "b" else values.dtype.str[1:]
    variable = file.createVariable(name, kind, (dimension,))
    variable.long_name = quantity.name
    if not is_text:
        variable.units = units or "1"
    variable[...] = values.astype(object) if is_text else values
