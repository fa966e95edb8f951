"""data.csv as a Cinema database and metrics.nc as xarray reads it: the same numbers."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.batch.row import Row, TwinFile
from sweepfig.core.errors import UserError
from sweepfig.report.table import cell, columns, data_csv, identifier, metrics_nc

FORMULAS = ["=1+1", "+1", "-cmd", "@x", "\t=1", "\r=1", "\uff1d1", "-1e5x", "-"]

AXES = {"k": [0.3, 0.33], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("table"), **AXES)


def read(text):
    header, *rows = csv.reader(text.splitlines(), strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_row_has_parameters_numbers_and_the_figure(drawn):
    plan, _, output = drawn
    rows = read((output / "data.csv").read_text())
    assert [(row["k"], row["nu"]) for row in rows[:2]] == [("0.3", "0.001"), ("0.3", "0.01")]
    assert len(rows) == plan.n_targets
    for n, row in enumerate(rows):
        assert (output / row["FILE"]).is_file()
        place, height = 0.5 + n / 6, 2 * (1 + n / 100)
        assert float(row["peak position of Fit [GHz]"]) == pytest.approx(place, abs=0.01)
        assert float(row["peak height of Fit [V]"]) == pytest.approx(height, rel=0.03)
        assert float(row["largest relative error of Fit"]) == pytest.approx(n / 100)
        assert float(row["peak shift of Fit [GHz]"]) == pytest.approx(0, abs=1e-12)


def test_the_table_is_a_cinema_database(drawn):
    """The rules of Specification D: unique labels, FILE last, one type a column, or NaN."""
    _, _, output = drawn
    header, *rows = csv.reader((output / "data.csv").read_text().splitlines(), strict=True)
    assert len(set(header)) == len(header)
    assert [name.startswith("FILE") for name in header] == [False] * (len(header) - 1) + [True]
    for column in zip(*rows, strict=True):
        assert len({cinema_type(value) for value in column if value != "NaN"}) == 1


def cinema_type(value):
    for kind in (int, float):
        try:
            kind(value)
        except ValueError:
            continue
        return kind
    return str


@pytest.mark.parametrize("value", FORMULAS)
def test_what_a_spreadsheet_would_run_has_an_apostrophe(value):
    assert cell(value) == f"'{value}"


@pytest.mark.parametrize(
    "value", [-1.5, np.float64(-1.5), "-1.5", "-1e-05", "He", "a=b", "", " =1"]
)
def test_a_number_stays_one_and_other_text_as_it_is(value):
    assert cell(value) is value


def test_no_cell_of_a_table_is_a_formula_and_every_figure_is_found(tmp_path):
    axes = {"gas": ["=1+1", "-1.5", "@x"], "k": [-1.5, 2.0]}
    write_sweep(tmp_path / "sweep.nc", **axes)
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", *axes)
    config["sweep"]["axes"][0] |= {"path": "{}"}
    config["sweep"]["curves"][1]["label"] = "=Fit"
    _, _, output = draw(config)
    rows = read((output / "data.csv").read_text())
    assert [row["gas"] for row in rows[::2]] == ["'=1+1", "-1.5", "'@x"]
    assert [float(row["k"]) for row in rows[:2]] == [-1.5, 2.0]
    assert all((output / row["FILE"]).is_file() for row in rows)
    assert rows[0]["FILE"].startswith("./=1+1/")


def test_a_target_without_numbers_has_nan(drawn):
    plan, rows, _ = drawn
    broken = [Row(rows[0].figure, "", 0, "failed", "OSError: gone"), *rows[1:]]
    row = read(b"".join(data_csv(plan, broken)).decode())[0]
    assert row["RMSE of Fit [V]"] == "NaN"
    assert (row["status"], row["cause"]) == ("failed", "OSError: gone")


def test_metrics_has_the_same_numbers_on_the_axes(drawn):
    plan, _, output = drawn
    rows = read((output / "data.csv").read_text())
    with xr.open_dataset(output / "metrics.nc") as dataset:
        assert dataset.sizes == {"k": 2, "nu": 3}
        np.testing.assert_array_equal(dataset.nu, AXES["nu"])
        found = dataset.RMSE_of_Fit
        assert found.dims == ("k", "nu")
        assert (found.units, found.long_name) == ("V", "RMSE of Fit")
        np.testing.assert_array_equal(
            found.values.ravel(), [float(row["RMSE of Fit [V]"]) for row in rows]
        )
        assert len(dataset.data_vars) == len(plan.measures) == 10


def test_metrics_has_the_same_bytes_each_time(drawn):
    plan, rows, output = drawn
    assert metrics_nc(plan, rows) == (output / "metrics.nc").read_bytes()


@pytest.mark.parametrize(
    "values",
    [
        np.array(["2026-01-01", "2026-02-01"], dtype="datetime64[ns]"),
        np.array(["naïve", "b"]),
        np.array([3, 1]),
        np.array([1.5, 0.5], dtype="f4"),
    ],
    ids=["dates", "text", "integers", "float32"],
)
def test_any_axis_comes_back_from_metrics(tmp_path, values):
    plan, rows, output = draw_sweep(tmp_path, when=values)
    with xr.open_dataset(output / "metrics.nc") as dataset:
        assert dataset.when.values.tolist() == plan.axes[0].values.tolist()
    assert metrics_nc(plan, rows) == (output / "metrics.nc").read_bytes()


def test_fields_have_their_numbers_in_the_table_and_on_the_axes(tmp_path):
    write_sweep(tmp_path / "sweep.nc", wide=True, k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="height")
    config["sweep"]["curves"].pop()
    config["figure"]["kind"] = "contourf"
    plan, _, output = draw(config)
    assert columns(plan)[1:-4] == [
        *(f"{kind} of Actual [V]" for kind in ("minimum", "maximum", "mean", "rms")),
        "abscissa of maximum of Actual [GHz]",
        "ordinate of maximum of Actual",
    ]
    with xr.open_dataset(output / "metrics.nc") as dataset:
        np.testing.assert_allclose(dataset.maximum_of_Actual, [2, 2])
        np.testing.assert_allclose(dataset.abscissa_of_maximum_of_Actual, [0.5, 1.0])
        assert "points alike" in dataset.mean_of_Actual.comment.replace("each point", "points")


OWN = (
    (("gap", "eV", 1.5), ("count", "", 3.0)),
    (("late", "", 2.0), ("gap", "eV", None)),
    (("gap", "J", 4.0),),
)


def with_own(rows):
    return [replace(row, own=own) for row, own in zip(rows, (*OWN, (), (), ()), strict=True)]


def test_own_numbers_are_columns_after_the_others_and_nan_where_they_were_not_returned(drawn):
    plan, rows, _ = drawn
    found = read(b"".join(data_csv(plan, with_own(rows))).decode())
    names = [
        name for name in found[0] if name not in read(b"".join(data_csv(plan, rows)).decode())[0]
    ]
    assert names == ["gap [eV]", "count", "late", "gap [J]"]
    assert [*found[0]][-4:] == ["status", "cause", "drawn by", "FILE"]
    values = [[row[name] for row in found[:4]] for name in names]
    assert values == [
        ["1.5", "NaN", "NaN", "NaN"],
        ["3.0", "NaN", "NaN", "NaN"],
        ["NaN", "2.0", "NaN", "NaN"],
        ["NaN", "NaN", "4.0", "NaN"],
    ]


def test_own_numbers_are_on_the_axes_with_their_units(drawn, tmp_path):
    plan, rows, _ = drawn
    plan = replace(plan, numbers="mine.py:measure")
    (tmp_path / "metrics.nc").write_bytes(metrics_nc(plan, with_own(rows)))
    with xr.open_dataset(tmp_path / "metrics.nc") as dataset:
        assert (dataset.gap.units, dataset.gap_2.units, dataset["count"].units) == ("eV", "J", "1")
        assert dataset.gap.comment == "from mine.py:measure"
        assert dataset.gap.long_name == "gap"
        np.testing.assert_array_equal(dataset.gap, [[1.5, np.nan, np.nan], [np.nan] * 3])
        assert dataset.gap_2[0, 2] == 4


def test_a_name_that_netcdf_takes_stays_beside_one_that_becomes_it(drawn, tmp_path):
    plan, rows, _ = drawn
    own = (("a b", "", 1.0), ("a_b", "", 2.0), ("a-b", "", 3.0))
    first = [replace(rows[0], own=own), *rows[1:]]
    (tmp_path / "metrics.nc").write_bytes(metrics_nc(replace(plan, numbers="mine.py:m"), first))
    with xr.open_dataset(tmp_path / "metrics.nc") as dataset:
        found = {name: dataset[name].long_name for name in ("a_b", "a_b_2", "a_b_3")}
        assert found == {"a_b": "a_b", "a_b_2": "a b", "a_b_3": "a-b"}
        assert [float(dataset[name][0, 0]) for name in found] == [2, 1, 3]


def test_names_that_differ_from_target_to_target_are_refused(drawn):
    plan, rows, _ = drawn
    own = [tuple((f"gap {n} {m}", "", 1.0) for m in range(100)) for n in range(6)]
    many = [replace(row, own=each) for row, each in zip(rows, own, strict=True)]
    with pytest.raises(UserError, match="600 different names, such as 'gap 0 0'; at most 200"):
        list(data_csv(plan, many))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (r"$\nu_{ee}$", "nu_ee"),
        ("cee", "cee"),
        ("2 omega", "_2_omega"),
        ("peak of f, v = -1", "peak_of_f_v_minus_1"),
        ("model - data", "model_data"),
        ("2024-01-02", "_2024_01_02"),
        ("Höhe/Maß", "Höhe_Maß"),
        ("$", "_"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u00e4" * 300, "\u00e4" * 100),
        ("a b" * 300, "a_b" + "a_b" * 65 + "a_"),
    ],
)
def test_any_name_becomes_one_that_netcdf_takes(name, expected):
    assert identifier(name) == expected


def test_a_target_with_a_plain_twin_is_not_drawn_by_the_template(drawn):
    plan, rows, _ = drawn
    ways = ["template", "matplotlib", "matplotlib with kept text"]
    twins = [(TwinFile("t.png", "1" * 32, 1, way),) for way in ways]
    twinned = [
        *(
            replace(row, drawn_by="template", twins=twin)
            for row, twin in zip(rows, twins, strict=False)
        ),
        *rows[3:5],
        Row.failed(rows[5].figure, "gone"),
    ]
    found = read(b"".join(data_csv(plan, twinned)).decode())
    assert [row["drawn by"] for row in found] == [*ways, rows[3].drawn_by, rows[4].drawn_by, ""]
