"""A file of slices has the numbers that the figures were drawn from, and no others."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import xarray as xr
from seeing import config_for, draw, draw_sweep, write_sweep
from slice_files import back, read, targets, unpacked
from sweepfig.core import paths
from sweepfig.report.gallery.codes import FINE
from sweepfig.report.gallery.slice_file import is_made_from, is_whole, make, make_shared

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1, 2, 3, 4]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("files"), **GRID)


def test_every_curve_of_every_target_is_there(drawn):
    plan, _, output = drawn
    with xr.open_dataset(plan.files[0].path) as sweep:
        first, model = (sweep[name].values.reshape(12, 41) for name in ("first", "model"))
    found = targets(output)
    assert len(found) == 12
    for n, (target, numbers) in enumerate(found):
        assert target["x"] == -1  # the sweep's
        np.testing.assert_allclose(numbers[0], first[n], rtol=5e-4)
        np.testing.assert_allclose(numbers[1], model[n], rtol=5e-4)


def test_what_all_share_is_stored_once(drawn):
    name, shared = read(paths.shared_slices_file(drawn[2]))
    assert name == "sweep"
    values = np.frombuffer(base64.b64decode(shared["x"]["values"]))
    assert values.tolist() == drawn[0].abscissa.tolist()
    assert (shared["x"]["units"], shared["units"], shared["y"]) == ("GHz", "V", None)


def arguments(drawn, digests, made_from="x"):
    plan, _, output = drawn
    return str(paths.plan_file(output)), plan.digest, 0, range(3), digests, made_from


def test_a_target_without_a_figure_has_no_numbers(drawn, tmp_path):
    digests = [row.digest for row in drawn[1][:3]]
    content = make(*arguments(drawn, [digests[0], "", digests[2]]))
    paths.slices_folder(tmp_path).mkdir()
    paths.slices_file(tmp_path, 0).write_bytes(content)
    assert [target is None for target, _ in targets(tmp_path)] == [False, True, False]
    assert is_whole(content)
    assert is_made_from(content, "x")
    assert not is_made_from(content, "y")
    assert not is_made_from(content.replace(b"window", b"widow"), "x")


def test_other_numbers_than_the_figures_are_left_out_and_the_file_is_not_whole(drawn):
    digests = [row.digest for row in drawn[1][:3]]
    content = make(*arguments(drawn, [digests[0], digests[0], digests[2]]))
    assert not is_whole(content)
    assert not is_made_from(content, "x")
    assert content.startswith(b"/*  ")


def test_dates_marks_and_own_abscissas(tmp_path):
    for n, begin in enumerate(["2024-01-01", "2024-01-01", "2024-06-01"]):
        time = np.datetime64(begin, "ns") + np.arange(50) * np.timedelta64(1, "h")
        variables = {
            "first": ("time", np.sin(np.arange(50) / 5)),
            "at": ((), time[7 + n]),
            "none": ((), np.datetime64("NaT", "ns")),
        }
        xr.Dataset(variables, {"time": time, "k": n}).to_netcdf(tmp_path / f"run{n}.nc")
    config = config_for(tmp_path / "run*.nc", tmp_path / "plots", "k")
    config["sweep"].update(abscissa="time", curves=[config["sweep"]["curves"][0]])
    config["figure"]["marks"] = [{"variable": "at", "label": "peak"}, {"variable": "none"}]
    _, _, output = draw(config)
    found = targets(output)
    assert [target["x"] for target, _ in found] == [-1, -1, found[2][0]["x"]]
    head, rows = unpacked(read(paths.slices_file(output, 0))[1])
    _, _, *scale = head["rows"][found[2][0]["x"]]
    seconds = back(([rows[found[2][0]["x"]]], *([each] for each in scale)), FINE)[0]
    hours = (seconds - np.datetime64("2024-06-01", "s").astype(float)) / 3600
    np.testing.assert_allclose(hours, np.arange(50), atol=1e-3)
    expected = np.datetime64("2024-06-01T09", "s").astype(float)
    assert found[2][0]["marks"] == [expected, None]
    _, shared = read(paths.shared_slices_file(output))
    assert shared["x"]["dates"]
    assert shared["marks"] == ["peak", ""]


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fields")
    x, y, k = np.linspace(0, 1, 400), np.linspace(-1, 1, 30), [1.0, 2.0]
    values = np.sin(6 * x) * y[:, None] * np.array(k)[:, None, None]
    values[0, :, :40] = np.nan
    coordinates = {"k": k, "y": ("y", y, {"units": "m"}), "frequency": x}
    names = ("k", "y", "frequency")
    xr.Dataset({"first": (names, values)}, coordinates).to_netcdf(folder / "sweep.nc")
    config = config_for(folder / "sweep.nc", folder / "plots", "k", ordinate="y")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    config["figure"].update(kind="pcolormesh", options={"cmap": "magma"})
    return values, config, draw(config)


def test_a_field_is_reduced_to_few_columns_and_256_colours(fields):
    values, _, (_, _, output) = fields
    (first, (found,)), (second, (other,)) = targets(output)
    assert first["shape"] == second["shape"] == [30, 134]
    assert first["of"] == [30, 400]
    assert np.isnan(found[:, :13]).all()
    blocks = values[1, :, :399].reshape(30, 133, 3).mean(axis=-1)
    assert np.abs(other[:, :133] - blocks).max() <= 0.5001 * np.ptp(blocks) / 254 + 1e-9


def test_fields_share_colours_and_their_range(fields):
    _, _, (plan, _, output) = fields
    _, shared = read(paths.shared_slices_file(output))
    assert shared["limits"] == list(plan.look.limits)
    table = np.frombuffer(base64.b64decode(shared["colours"]), np.uint8).reshape(256, 3)
    assert table[0].tolist() == [0, 0, 3]  # magma's
    assert (shared["y"]["name"], shared["y"]["units"], shared["y"]["shape"]) == ("y", "m", [30])
    assert shared["x"]["shape"] == [134]


def test_fields_are_those_that_are_drawn_with_their_range_and_units(fields, tmp_path):
    """In the limits of a logarithm the response itself would have wrong colours."""
    values, config, _ = fields
    config = {**config, "output": str(tmp_path / "plots")}
    config["figure"] = {**config["figure"], "apply": ["abs"], "ylimits": [0, 1], "norm": "linear"}
    _, _, output = draw(config)
    _, shared = read(paths.shared_slices_file(output))
    assert (shared["limits"], shared["name"]) == ([0.0, 1.0], "|first|")
    (_, (found,)), (_, (other,)) = targets(output)
    assert min(np.nanmin(found), np.nanmin(other)) >= 0
    assert np.nanmax(other) == pytest.approx(np.abs(values[1]).max(), rel=0.02)


def test_a_field_far_beyond_the_shared_colours_has_more_codes(fields, tmp_path):
    _, config, _ = fields
    config = {**config, "output": str(tmp_path / "plots")}
    config["figure"] = {**config["figure"], "ylimits": [0, 0.1]}
    _, _, output = draw(config)
    head, _ = unpacked(read(paths.slices_file(output, 0))[1])
    assert [row[1] for row in head["rows"]] == [FINE, FINE]


def test_coordinates_of_two_dimensions_are_kept_with_their_field(tmp_path):
    radius, angle = np.linspace(1, 2, 20), np.linspace(0, 3, 30)
    x, y = radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle)
    variables = {"first": (("k", "r", "a"), np.stack([x, y]))}
    coordinates = {"k": [1, 2], "x": (("r", "a"), x), "y": (("r", "a"), y)}
    xr.Dataset(variables, coordinates).to_netcdf(tmp_path / "sweep.nc")
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="y", abscissa="x")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    config["figure"]["kind"] = "pcolormesh"
    _, _, output = draw(config)
    _, shared = read(paths.shared_slices_file(output))
    assert shared["x"]["shape"] == shared["y"]["shape"] == [20, 30]
    assert [target["shape"] for target, _ in targets(output)] == [[20, 30]] * 2


def test_the_shared_file_has_the_same_bytes_each_time(drawn):
    plan, _, output = drawn
    path = str(paths.plan_file(output))
    assert paths.shared_slices_file(output).read_bytes() == make_shared(path, plan.digest)


def test_an_empty_slice_is_all_gaps(tmp_path):
    write_sweep(tmp_path / "sweep.nc", k=[1, 2])
    with xr.open_dataset(tmp_path / "sweep.nc") as sweep:
        sweep = sweep.load()
    sweep["first"][0], sweep["model"][0] = np.nan, np.nan
    sweep.to_netcdf(tmp_path / "sweep.nc")
    _, rows, output = draw(config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k"))
    assert rows[0].status == "empty"
    assert all(np.isnan(each).all() for each in targets(output)[0][1])
