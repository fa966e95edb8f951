"""Describe the columns of data.csv: what they hold, and in which units.

As CSV on the Web has it (https://www.w3.org/TR/tabular-metadata/), in a file by whose name its readers find
it, ``data.csv-metadata.json``. The RO-Crate has names, units and meanings too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sweepfig.measuring.description import USERS, Measure
from sweepfig.measuring.slices import FORMULAS
from sweepfig.plan.plan import LAST_COLUMNS, Plan
from sweepfig.report.table import cell, columns

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
DATATYPES: dict[str, Any] = {  # by the kind of an array's type
    "b": {"base": "boolean", "format": "True|False"},
    "f": "double",
    "i": "integer",
    "u": "nonNegativeInteger",
}
LAST = dict(
    zip(
        LAST_COLUMNS,
        (
            "ok; empty: no number to draw; unmeasured: the user's function failed; failed: no figure",
            "why it failed, or was not measured",
            "what drew the figure",
            "the figure's path, relative to the table",
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class Column:
    """A column of data.csv.

    Attributes
    ----------
    title : str
        The name in the table's first line.
    meaning : str
    units : str
        Empty for a pure number, and for text.
    datatype : str or mapping
        By CSV on the Web.
    """

    title: str
    meaning: str
    units: str = ""
    datatype: Any = "string"


def described(plan: Plan, own: Sequence[Measure]) -> list[Column]:
    """Return the table's columns, in order; `own` are the numbers of the user's function."""
    titles = iter([str(cell(name)) for name in columns(plan, own)])
    found = []
    for axis, quantity in zip(plan.axes, plan.quantities, strict=False):
        datatype = DATATYPES.get(axis.values.dtype.kind, "string")
        meaning = f"the value of the swept parameter: {quantity.name}"
        found.append(Column(next(titles), meaning, _units(quantity.units), datatype))
    for measure in (*plan.measures, *own):
        meaning = f"{measure.words}: {_formula(plan, measure)}"
        found.append(Column(next(titles), meaning, _units(measure.units), "double"))
    return [*found, *(Column(title, LAST[title]) for title in titles)]


def _units(units: str) -> str:
    return "" if units == "1" else units


def _formula(plan: Plan, measure: Measure) -> str:
    return f"from {plan.numbers}" if measure.curve == USERS else FORMULAS[measure.kind]


def csvw_json(table: str, found: Iterable[Column]) -> str:
    """Return the description of a table by CSV on the Web, given the table's name beside it."""
    document = {
        "@context": CONTEXT,
        "url": table,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {"columns": [_csvw(column) for column in found]},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _csvw(column: Column) -> dict[str, Any]:
    said = {"titles": column.title, "datatype": column.datatype, "dc:description": column.meaning}
    return said | ({"schema:unitText": column.units} if column.units else {})
