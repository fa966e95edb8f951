"""Any sweep: what real NetCDF files hold becomes the figures that plain matplotlib draws of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
import xarray as xr
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from paths import SMALL, assert_ok, draw_here, figures, run_snakemake
from PIL import Image
from sweepfig.core.errors import UserError
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, config_for, resonance, write_sweep

OUTPUT = Path("plots")
FIGURE = "k0=0.33/rc-1.778e-05.png"
TITLE = r"$k_0 = $ 0.33, $\nu$ = 1.778e-05"


def write_config(path: str | Path = "sweep.nc", **overrides: Any) -> None:
    Path("config.yaml").write_text(yaml.safe_dump(config_for(str(path), **overrides)))


def names() -> list[str]:
    return [figure.relative_to(OUTPUT).as_posix() for figure in figures(OUTPUT)]


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture)


def plain_pixels(abscissa: Any, curves: Any, title: str, size: Any = (9, 4)) -> np.ndarray:
    """Draw as the post does, in plain matplotlib calls."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(111)
        for curve, label in zip(curves, ("Actual", "Cauchy fit"), strict=True):
            axes.plot(abscissa, curve, label=label)
        axes.legend()
        axes.set_xlabel("$\\omega_{drive}$", fontsize=16)
        axes.set_ylabel("Normalized Electric Field", fontsize=16)
        axes.set_title(title, fontsize=18)
        axes.grid()
        figure.savefig("plain.png", dpi=100, bbox_inches="tight")
    return pixels(Path("plain.png"))


def assert_drawn_plainly(abscissa: Any, curves: Any, title: str = TITLE, name: str = FIGURE):
    np.testing.assert_array_equal(pixels(OUTPUT / name), plain_pixels(abscissa, curves, title))


def slices(dataset: xr.Dataset, wavenumber: int = 1, damping: int = 1) -> list[np.ndarray]:
    return [variable.values[wavenumber, damping] for variable in dataset.values()]


@pytest.mark.slow
def test_tex_names_and_labels_go_through_snakemake(sweep):
    latex = ("$k_0$", r"$\nu_{ee}$", r"$\omega_{drive}$")
    dataset = write_sweep(sweep.path, dimensions=latex)
    axes = sweep.config["sweep"]["axes"]
    axes = [{**axis, "dimension": name} for axis, name in zip(axes, latex, strict=False)]
    write_config(sweep={"axes": axes, "abscissa": latex[2]}, figures_per_job=3)
    assert_ok(run_snakemake())
    assert len(names()) == 6
    assert_drawn_plainly(FREQUENCIES, slices(dataset))


def test_float32_curves_and_axes_are_drawn_as_they_are(sweep):
    axes = {
        "wavenumbers": np.float32(WAVENUMBERS),
        "dampings": np.float32(DAMPINGS),
        "frequencies": np.float32(FREQUENCIES),
    }
    dataset = write_sweep(sweep.path, dtype="float32", **axes)
    draw_here()
    assert len(names()) == 6
    assert_drawn_plainly(axes["frequencies"], slices(dataset))


def test_descending_axes_keep_every_slice_with_its_own_name(sweep):
    down = write_sweep(
        sweep.path, wavenumbers=WAVENUMBERS[::-1], dampings=DAMPINGS[::-1], frequencies=FREQUENCIES
    )
    draw_here()
    assert_drawn_plainly(FREQUENCIES, slices(down, 0, 1))
    with Path("plots/data.csv").open() as file:
        assert next(row["FILE"] for row in csv.DictReader(file)) == "k0=0.33/rc-1.000e-03.png"


def test_axes_of_two_files_that_differ_by_rounding_or_order_are_one_sweep(sweep):
    first = write_sweep(sweep.path)
    second = write_sweep(
        Path("other.nc"),
        wavenumbers=np.array(WAVENUMBERS[::-1]) * (1 + 1e-9),
        dampings=np.array(DAMPINGS) * (1 - 1e-9),
        frequencies=FREQUENCIES + 1e-9,
    )
    curves = config_for("sweep.nc")["sweep"]["curves"]
    curves[1]["file"] = "other.nc"
    write_config(sweep={"curves": curves})
    draw_here()
    expected = [first["actual"].values[1, 1], second["predicted"].values[0, 1]]
    assert_drawn_plainly(FREQUENCIES, expected)


def test_dates_as_abscissa(sweep):
    days = np.arange("2026-01-01", "2026-02-03", dtype="datetime64[D]").astype("datetime64[ns]")
    curve = resonance(WAVENUMBERS, DAMPINGS, FREQUENCIES)
    dataset = write_sweep(
        sweep.path, frequencies=days, values={"actual": curve, "predicted": 2 * curve}
    )
    draw_here()
    assert_drawn_plainly(days, slices(dataset))


def test_a_further_dimension_is_fixed_by_its_value(sweep):
    parts = [write_sweep(Path(f"{month}.nc"), seed=month) for month in (6, 7, 8)]
    months = xr.concat(parts, dim=xr.DataArray([6, 7, 8], dims="month", name="month"))
    months.transpose("wavenumber", "month", "frequency", "cee").to_netcdf("months.nc")
    write_config("months.nc", sweep={"select": {"month": 7}})
    draw_here()
    assert_drawn_plainly(FREQUENCIES, slices(parts[1]))

    write_config("months.nc", sweep={"select": {"month": 9}})
    with pytest.raises(UserError, match=r"sweep.select: 'month' has no value 9 .* are 6, 7, 8"):
        draw_here()
    write_config("months.nc")
    with pytest.raises(UserError, match="further dimension 'month' of length 3; fix it with"):
        draw_here()


def test_nan_is_a_gap_and_nothing_but_nan_is_drawn_and_listed_as_empty(sweep):
    curves = {name: variable.values.copy() for name, variable in write_sweep(sweep.path).items()}
    curves["actual"][1, 1, 8:12] = np.nan
    for curve in curves.values():
        curve[0, 0] = np.nan
    write_sweep(sweep.path, values=curves)
    draw_here()
    with Path("plots/data.csv").open() as file:
        assert [row["status"] for row in csv.DictReader(file)] == ["empty", *["ok"] * 5]
    assert_drawn_plainly(FREQUENCIES, [curve[1, 1] for curve in curves.values()])
    nothing = [np.full(FREQUENCIES.shape, np.nan)] * 2
    empty = "k0=0.3/rc-1.000e-05.png"
    assert_drawn_plainly(FREQUENCIES, nothing, r"$k_0 = $ 0.3, $\nu$ = 1.000e-05", empty)


def test_packed_integers_are_unpacked(sweep):
    packed = {"dtype": "int16", "scale_factor": 0.001, "add_offset": 1.0, "_FillValue": -32768}
    write_sweep(sweep.path, encoding={"actual": packed, "predicted": packed})
    draw_here()
    with xr.open_dataset(sweep.path) as dataset:
        assert_drawn_plainly(FREQUENCIES, slices(dataset))


def test_one_axis_has_no_folders(sweep):
    write_sweep(sweep.path)
    with xr.open_dataset(sweep.path) as dataset:
        dataset.isel(wavenumber=0).to_netcdf("one.nc")
    axes = config_for("one.nc")["sweep"]["axes"][1:]
    write_config("one.nc", sweep={"axes": axes}, figure=SMALL)
    draw_here()
    assert {path.name for path in OUTPUT.glob("rc-*")} == {
        *("rc-1.000e-05.png", "rc-1.778e-05.png", "rc-1.000e-03.png")
    }


@pytest.mark.slow
def test_three_axes_one_of_them_text_are_two_levels_of_folders(sweep):
    parts = [write_sweep(Path(f"{seed}.nc"), seed=seed) for seed in (1, 2)]
    gases = xr.DataArray(["He II", "Ne"], dims="gas", name="gas")
    xr.concat(parts, dim=gases).to_netcdf("gases.nc")
    axes = config_for("gases.nc")["sweep"]["axes"]
    axes.insert(1, {"dimension": "gas", "notation": "text", "path": "{}", "title": "in {}"})
    write_config("gases.nc", sweep={"axes": axes}, figures_per_job=6)
    assert_ok(run_snakemake())
    assert len(list(OUTPUT.glob("k0=0.3*/*/rc-*.png"))) == 12
    title = r"$k_0 = $ 0.33, in He II, $\nu$ = 1.778e-05"
    name = "k0=0.33/He II/rc-1.778e-05.png"
    assert_drawn_plainly(FREQUENCIES, slices(parts[0]), title, name)


def test_a_missing_variable_and_a_truncated_file_are_named_with_what_is_there(sweep):
    curves = config_for("sweep.nc")["sweep"]["curves"]
    curves[1]["variable"] = "fitted"
    write_config(sweep={"curves": curves})
    message = "sweep.nc: no variable 'fitted' .* there are 'actual', 'predicted'"
    with pytest.raises(UserError, match=message):
        draw_here()
    write_config()
    sweep.path.write_bytes(sweep.path.read_bytes()[:3000])
    with pytest.raises(UserError, match=r"sweep\.nc: "):
        draw_here()
