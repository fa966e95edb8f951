"""One figure is that of the whole sweep's run, and shows itself."""

from __future__ import annotations

import importlib
from datetime import datetime, timedelta
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
import sweepfig
import xarray as xr
from matplotlib.colors import to_hex
from sweepfig.core.errors import UserError
from sweeps import write_sweep

SMALL = {"size": (3.0, 2.0), "dpi": 40}


@pytest.fixture
def dataset(in_folder):
    return write_sweep(Path("sweep.nc"))


@pytest.mark.parametrize(
    "own",
    [{}, {"style": "okabe-ito", "ylimits": "shared"}, {"format": "svg"}, {"also": [{"dpi": 50}]}],
)
def test_it_is_the_runs_figure_byte_for_byte_and_leaves_no_file(dataset, own):
    figure = sweepfig.figure(dataset, wavenumber=0.33, cee=dataset.cee[1], **own, **SMALL)
    assert [path.name for path in Path.cwd().iterdir()] == ["sweep.nc"]
    drawn = sweepfig.draw(dataset, **own, **SMALL)
    assert (drawn.output / figure.name).read_bytes() == figure.content
    is_png = own.get("format") != "svg"
    assert figure._repr_png_() == (figure.content if is_png else None)
    assert figure._repr_svg_() == (None if is_png else figure.content.decode())


@pytest.mark.parametrize("is_imported_before", [False, True])
def test_what_a_function_imports_may_be_edited_in_a_session(
    dataset, monkeypatch, is_imported_before
):
    name = f"colour_{is_imported_before}"
    monkeypatch.syspath_prepend(Path.cwd())
    for colour in ("red", "blue"):
        Path(f"{name}.py").write_text(f"NAME = {colour!r}\n")
        Path("own.py").write_text(
            f"import {name}\n"
            f"def draw(axes, data): axes.plot(data.abscissa, data.curves[0], {name}.NAME)\n"
        )
        if is_imported_before:
            importlib.import_module(name)
        own = {"kind": "own.py:draw", **SMALL}
        figure = sweepfig.figure(dataset, wavenumber=0.33, cee=dataset.cee[1], **own)
        drawn = sweepfig.draw(dataset, limit=6, **own)
        assert (drawn.output / figure.name).read_bytes() == figure.content
    if not is_imported_before:  # the session's own module stays as it is
        assert to_hex(figure.to_matplotlib().axes[0].lines[0].get_color()) == "#0000ff"


def test_what_was_guessed_is_said(dataset):
    figure = sweepfig.figure(
        dataset.rename(predicted="actual_low"), wavenumber=0.3, cee=1e-5, **SMALL
    )
    drawn = sweepfig.draw(dataset.rename(predicted="actual_low"), limit=1, **SMALL)
    assert figure.doubts
    assert figure.doubts[-1] in drawn.doubts
    assert f"\nguessed: {figure.doubts[0]}" in repr(figure)
    assert f"\nguessed: {figure.doubts[0]}" in repr(drawn)


def test_it_is_saved(dataset):
    figure = sweepfig.figure("sweep.nc", wavenumber=0.3, cee=1e-5, **SMALL)
    assert figure.save("mine.png").read_bytes() == figure.content
    assert repr(figure) == f"<figure wavenumber=0.3/cee=1.000e-05.png, {len(figure.content)} bytes>"


@pytest.mark.parametrize(
    ("own", "name", "said"),
    [
        ({}, "mine.pdf", r"got mine\.pdf, .* of format png; .* \.png is allowed, .* format='pdf'"),
        ({}, "mine.jpg", r"got mine\.jpg, .* of format png; a name that ends in \.png is allowed$"),
        ({"format": "svg"}, "mine.svgz", r"got mine\.svgz, .* of format svg"),
        ({"format": "svg"}, "mine.PNG", r"got mine\.PNG, .* of format svg; .* format='png'"),
    ],
)
def test_it_is_not_saved_under_another_formats_name(dataset, own, name, said):
    figure = sweepfig.figure(dataset, wavenumber=0.3, cee=1e-5, **own, **SMALL)
    with pytest.raises(UserError, match=said):
        figure.save(name)
    assert not Path(name).exists()


def test_a_name_may_have_any_case_or_no_ending(dataset):
    figure = sweepfig.figure(dataset, wavenumber=0.3, cee=1e-5, **SMALL)
    for name in ("mine.PNG", "mine", "k=0.3", "nu=1.778e-05"):
        assert figure.save(name).read_bytes() == figure.content


def test_it_becomes_matplotlibs_with_the_same_numbers_and_texts(dataset):
    before = dict(matplotlib.rcParams)
    figure = sweepfig.figure(dataset, wavenumber=0.3, cee=1e-5)
    (axes,) = figure.to_matplotlib().axes
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), dataset["actual"][0, 0])
    assert axes.get_title() == figure.data.title == "wavenumber = 0.3, cee = 1.000e-05"
    axes.lines[0].get_ydata()[:] = 0
    assert figure.data.curves[0].all(), "a copy"
    assert dict(matplotlib.rcParams) == before


def test_an_axis_may_have_any_name_and_one_of_one_value_needs_none(dataset):
    renamed = dataset.isel(wavenumber=[0]).rename(cee="output")
    figure = sweepfig.figure(
        renamed, axes=["wavenumber", "output"], point={"output": 1e-5}, **SMALL
    )
    assert figure.name == "wavenumber=0.3/output=1.000e-05.png"


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ({"cee": 1e-5}, r"2 figures are at .*; one value is needed of wavenumber \(as 0.3\)"),
        ({"cee": 1e-5, "wavenumber": 0.4}, "sweepfig.figure: wavenumber has no value 0.4"),
        (
            {"nu": 1e-5},
            r"got nu=1e-05, which is no argument; allowed are data, .*point, wavenumber, cee,",
        ),
        ({"point": {"nu": 1}}, "sweepfig.figure: got 'nu', which is no axis"),
    ],
)
def test_a_point_that_is_none_is_refused(dataset, point, said):
    with pytest.raises(UserError, match=said):
        sweepfig.figure(dataset, **point)


DATES = pd.date_range("2020-01-01", periods=8, freq="6h").values
DURATIONS = np.arange(8) * np.timedelta64(6, "h")


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2020-01-02 06:00"),
        datetime(2020, 1, 2, 6),
        np.datetime64("2020-01-02T06"),
        "2020-01-02 06:00",
        "2020-01-02T0600",
    ],
    ids=repr,
)
def test_a_date_is_any_librarys(in_folder, value):
    data = xr.DataArray(np.ones((8, 5)), {"when": DATES, "x": range(5)}, name="response")
    assert (
        sweepfig.figure(data, axes="when", when=value, **SMALL).name == "when=2020-01-02T0600.png"
    )
    after = sweepfig.draw(data, axes="when", only={"when": slice(value, None)}, **SMALL)
    assert len(after.figures) == 3


@pytest.mark.parametrize(
    "value", [np.timedelta64(6, "h"), pd.Timedelta("6h"), timedelta(hours=6), 6], ids=repr
)
def test_a_duration_is_any_librarys(in_folder, value):
    data = xr.DataArray(np.ones((8, 5)), {"delay": DURATIONS, "x": range(5)}, name="response")
    assert sweepfig.figure(data, axes="delay", delay=value, **SMALL).name == "delay=6.png"
    upto = sweepfig.draw(data, axes="delay", only={"delay": slice(None, value)}, **SMALL)
    assert len(upto.figures) == 2


def test_one_that_can_not_be_drawn_is_an_error_with_its_cause(dataset):
    Path("mine.py").write_text("def draw(axes, data):\n    raise ValueError('no light')\n")
    with pytest.raises(
        UserError, match=r"wavenumber=0\.3/cee=1\.000e-05\.png can't be drawn: .*no light"
    ):
        sweepfig.figure(dataset, wavenumber=0.3, cee=1e-5, kind="mine.py:draw")


def test_completion_offers_public_names_alone(dataset):
    figure = sweepfig.figure(dataset, wavenumber=0.3, cee=1e-5, **SMALL)
    assert dir(figure) == ["content", "data", "doubts", "name", "save", "to_matplotlib"]
