"""Write the sweep as a table: data.csv and metrics.nc.

data.csv makes the output folder a Cinema database of Specification D
(https://github.com/cinemascience): a header, then a row for each target, FILE columns last, NaN for a
missing number. metrics.nc holds the same numbers on the sweep's axes, by the CF conventions, for xarray
and similar tools.
"""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.row import Row
from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.core.naming import unique
from sweepfig.drawing.file.provenance import plainest
from sweepfig.measuring.description import USERS, Measure, Number
from sweepfig.measuring.slices import FORMULAS
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import LAST_COLUMNS, Plan
from sweepfig.sweep.quantity import Quantity

MOST_OWN = 200  # names of the user's numbers: each has a column, and a map in the gallery
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

    Columns: a parameter for each axis, the numbers, the status (``ok``, ``empty``, ``unmeasured``,
    ``failed``), the cause of a failure, what the figure was drawn by
    (`sweepfig.drawing.file.provenance.plainest`, with its twins), and FILE, its path relative to the table.
    """
    line = _Line()
    table = csv.writer(line, lineterminator="\n")
    own = own_measures(rows)
    table.writerow(map(cell, columns(plan, own)))
    yield line.text.encode()
    for target, row in zip(plan.targets(), rows, strict=True):
        numbers = ["NaN" if each is None else each for each in _all_numbers(plan, row, own)]
        place = map(cell, target.point.values())
        table.writerow([*place, *numbers, *_state(row), _relative(row.figure)])
        yield line.text.encode()


def _state(row: Row) -> tuple[str, str, str]:
    return row.status, cell(row.cause), plainest(file.drawn_by for file in row.files)


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


def columns(plan: Plan, own: Sequence[Measure] = ()) -> list[str]:
    """Return data.csv's column names, which are unique; `own` are the numbers of the user's function."""
    axes = [axis.name for axis in plan.axes]
    wanted = [measure.name for measure in (*plan.measures, *own)]
    return [*axes, *unique(wanted, taken=[*axes, *LAST_COLUMNS]), *LAST_COLUMNS]


def own_measures(rows: Iterable[Row]) -> tuple[Measure, ...]:
    """Return the descriptions of all numbers that the user's function returned, for any target.

    They are in the order in which the targets' rows have them first.

    Raises
    ------
    UserError
        If there are more than `MOST_OWN`.
    """
    found = dict.fromkeys((name, units) for row in rows for name, units, _ in row.own)
    if len(found) > MOST_OWN:
        raise UserError(
            f"numbers: the function returned {len(found)} different names, such as {next(iter(found))[0]!r}; "
            f"at most {MOST_OWN} are allowed: give one number the same name for every target"
        )
    return tuple(Measure(name, USERS, "", units) for name, units in found)


def _all_numbers(plan: Plan, row: Row, own: Sequence[Measure]) -> tuple[Number, ...]:
    """Return a target's numbers, `own` ones last; None for those that it does not have."""
    numbers = row.numbers or (None,) * len(plan.measures)
    if not own:
        return numbers
    there = {(name, units): value for name, units, value in row.own}
    return (*numbers, *(there.get((each.kind, each.units)) for each in own))


def grid(plan: Plan, rows: Sequence[Row]) -> tuple[tuple[Measure, ...], NDArray[np.float64]]:
    """Return the descriptions of all numbers, and the numbers on the axes.

    Returns
    -------
    measures : tuple of Measure
        The plan's, then those of the user's function.
    values : array, shape (number, *axes)
        NaN where there is none. For a scattered sweep, whose grid would be almost empty, the shape is
        (number, target).
    """
    own = own_measures(rows)
    measures = (*plan.measures, *own)
    flat = np.array([_all_numbers(plan, row, own) for row in rows], dtype=float)
    columns = flat.reshape(len(rows), len(measures)).T
    return measures, columns if plan.is_scattered else plan.on_grid(columns, np.nan)


def title(plan: Plan) -> str:
    """Return the sweep's title: ``response over wavenumber and damping``."""
    *axes, _, response = (quantity.name for quantity in plan.quantities)
    first = ", ".join(axes[:-1])
    return f"{response} over {f'{first} and {axes[-1]}' if first else axes[-1]}"


def shown_axes(plan: Plan) -> list[tuple[Axis, Quantity]]:
    """Return the axes of `grid`'s array: the sweep's, or for a scattered sweep one of its targets' names."""
    if not plan.is_scattered:
        return list(zip(plan.axes, plan.quantities, strict=False))
    figures = np.array([target.figure.rpartition(".")[0] for target in plan.targets()])
    return [(Axis("target", figures, "text", 0, "{}", "{}"), Quantity("target", ""))]


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
    file.title = "The numbers measured at each point of a sweep"
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
    measures, numbers = grid(plan, rows)
    identifiers = _identifiers([each.words for each in measures], taken=[*names, "target"])
    for measure, name, values in zip(measures, identifiers, numbers, strict=True):
        variable = file.createVariable(name, "f8", axes, fill_value=np.nan)
        variable.long_name = measure.words
        variable.units = measure.units or "1"
        is_own = measure.curve == USERS
        variable.comment = f"from {plan.numbers}" if is_own else FORMULAS[measure.kind]
        variable[...] = values


def _identifiers(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return an identifier of its own for each name; a name that is one itself keeps it."""
    wanted = [identifier(name) for name in names]
    order = sorted(range(len(names)), key=lambda n: wanted[n] != names[n])
    found = dict(zip(order, unique([wanted[n] for n in order], taken=taken), strict=True))
    return [found[n] for n in range(len(names))]


def identifier(name: str) -> str:
    """Return a name that NetCDF accepts: letters, digits and underscores, a letter first, not too long."""
    plain = unicodedata.normalize("NFC", name)
    if not plain.isidentifier():
        plain = re.sub(r"(?<![\w.])-(?=[\d.])", "minus ", plain)  # -1 is not 1
        plain = re.sub(r"[\W_]+", "_", plain).strip("_")
        plain = plain if plain[:1].isalpha() else f"_{plain}"
    return plain.encode()[: naming.LONGEST_PIECE].decode(errors="ignore")


def _write_values(
    file: Any, name: str, dimension: str, values: NDArray[Any], quantity: Quantity
) -> None:
    units = quantity.units
    if values.dtype.kind == "M":
        step, _ = np.datetime_data(values.dtype)
        values, units = values.astype("i8"), f"{DATE_UNITS[step]} since 1970-01-01"
    is_text = values.dtype.kind == "U"
    kinds = {"b1": "i1", "f2": "f4"}  # NetCDF has neither
    kind = str if is_text else kinds.get(values.dtype.str[1:], values.dtype.str[1:])
    variable = file.createVariable(name, kind, (dimension,))
    variable.long_name = quantity.name
    if not is_text:
        variable.units = units or "1"
    variable[...] = values.astype(object) if is_text else values
