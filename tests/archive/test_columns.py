"""The columns of data.csv are described as CSV on the Web has it: the table's names, units and types."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from paths import SMALL, draw_here
from sweepfig.archive.columns import csvw_json, described
from sweepfig.batch.manifest import read_rows
from sweepfig.config import settings
from sweepfig.measuring.slices import FORMULAS
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan_file import load
from sweepfig.report.table import own_measures
from sweeps import write_sweep

OWN = """
def measure(slice):
    return {"=area": (float(slice.curves[0].sum()), "m^2")}
"""


@pytest.fixture
def columns(sweep):
    """The columns of a drawn sweep with units, and with a number of the user's own."""
    data = write_sweep(Path("plain.nc"))
    data["wavenumber"].attrs["units"] = "1"
    data["cee"].attrs.update(units="omega_p", long_name="damping rate")
    data["actual"].attrs["units"] = data["predicted"].attrs["units"] = "V/m"
    data.to_netcdf(sweep.path)
    Path("own.py").write_text(OWN)
    sweep.write_config(figure=SMALL, numbers="own.py:measure")
    draw_here()
    plan = load(Path("plots/.sweepfig/plan.json"))
    return described(plan, own_measures(read_rows(plan, "plots")))


def test_columns_are_those_of_the_table_in_its_order(columns):
    with Path("plots/data.csv").open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert [column.title for column in columns] == header
    assert "'=area [m^2]" in header  # as the table has it, with what protects it in spreadsheets


def test_units_are_the_sweeps(columns):
    units = {column.title: column.units for column in columns}
    assert units["wavenumber"] == ""
    assert units["cee"] == "omega_p"
    assert units["peak height of Actual [V/m]"] == "V/m"
    assert units["'=area [m^2]"] == "m^2"
    assert units["status"] == ""


def test_meanings_are_those_of_the_numbers(columns):
    meaning = {column.title: column.meaning for column in columns}
    assert "damping rate" in meaning["cee"]
    assert FORMULAS["peak height"] in meaning["peak height of Actual [V/m]"]
    assert meaning["'=area [m^2]"].endswith("from own.py:measure")
    assert all(meaning.values())


def test_the_description_names_the_table_and_its_columns(columns):
    found = json.loads(csvw_json("data.csv", columns))
    assert found["url"] == "data.csv"
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    said = {each["titles"]: each for each in found["tableSchema"]["columns"]}
    assert said["cee"] == {
        "titles": "cee",
        "datatype": "double",
        "dc:description": "the value of the swept parameter: damping rate",
        "schema:unitText": "omega_p",
    }
    assert said["FILE"]["datatype"] == "string"


@pytest.mark.parametrize(
    ("values", "datatype"),
    [
        (np.array([1, 2, 3]), "integer"),
        (np.array(["a", "b", "c"]), "string"),
        (np.array(["2026-01-01", "2026-01-02", "2026-01-03"], "M8[ns]"), "string"),
        (np.array([0.1, 0.2, 0.3], "f4"), "double"),
    ],
)
def test_an_axis_has_the_type_of_its_values(sweep, values, datatype):
    with xr.open_dataset(sweep.path) as file:
        data = file.load()
    data.assign_coords(cee=values).to_netcdf("other.nc")
    notation = "text" if datatype == "string" else "scientific"
    axes = [{"dimension": "wavenumber"}, {"dimension": "cee", "notation": notation}]
    curve = {"file": "other.nc", "variable": "actual"}
    sweep.write_config(sweep={"axes": axes, "curves": [curve]})
    plan = make_plan(settings.read("config.yaml"))
    assert described(plan, ())[1].datatype == datatype
