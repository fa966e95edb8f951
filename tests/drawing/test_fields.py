"""Fields over two-dimensional coordinates: their cells, and the points that have no position."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from sweepfig.drawing import fields
from sweepfig.drawing.slice import Slice


def ring(shape=(6, 9)):
    """Return a field over the upper half of a ring: radius outwards, angle around."""
    radius, angle = np.linspace(1, 2, shape[0])[:, None], np.linspace(0, np.pi, shape[1])
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    return Slice(x, (x * y,), ("field",), ordinate=y)


def without(data, *places):
    """Return a field of which some points have no position."""
    copy = data.copy()
    for place in places:
        copy.abscissa[place] = copy.ordinate[place] = np.nan
    return copy


def drawn(data, **options):
    """Return the mesh of a field, and its Axes."""
    axes = Figure().add_subplot()
    return fields.draw_cells(axes, data, **options), axes


def cell(mesh, row, column):
    """Return a cell's four corners."""
    return mesh.get_coordinates()[row : row + 2, column : column + 2]


@pytest.mark.parametrize("draw", [fields.draw_cells, fields.draw_contours])
def test_positions_out_of_order_would_be_drawn_elsewhere(draw):
    data = Slice(np.array([0.0, 2.0, 1.0]), (np.zeros((2, 3)),), ("u",), ordinate=np.arange(2.0))
    with pytest.raises(ValueError, match=r"neither rise nor fall throughout \(0\.0, 2\.0, 1\.0\)"):
        draw(Figure().subplots(), data)


@pytest.mark.parametrize(
    "positions",
    [
        *([0, 0, 1], [3, 2, -1], [5.0], [0, 90, 180, -90, -45], [180, 90, -90, 270, 180]),
        np.array(["2024-02", "2024-03"], "M8[M]"),
    ],
)
def test_positions_in_order_may_fall_or_repeat(positions):
    assert fields.out_of_order(np.array(positions)) == ""


@pytest.mark.parametrize("positions", [[3, 1, 2, 0], [1, 0, 2, 3], [0, 2, 1], [0, 90, -90, 0, -90]])
def test_positions_are_out_of_order_if_they_begin_anew_elsewhere_or_more_than_once(positions):
    assert "neither rise nor fall" in fields.out_of_order(np.array(positions))


@given(st.integers(2, 7), st.integers(2, 7), st.integers(0, 99))
def test_corners_lie_where_matplotlib_has_them(rows, columns, seed):
    x, y = np.random.default_rng(seed).normal(size=(2, rows, columns))
    axes = Figure().add_subplot()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that such a grid may be meant otherwise
        expected = axes.pcolormesh(x, y, x).get_coordinates()
    np.testing.assert_array_equal(fields.corners(x), expected[..., 0])
    np.testing.assert_array_equal(fields.corners(y), expected[..., 1])


def test_a_grid_that_bends_is_drawn_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mesh, _ = drawn(ring())
    assert mesh.get_coordinates().shape == (7, 10, 2)


def test_a_point_without_a_position_leaves_all_other_cells_as_they_are():
    whole, _ = drawn(ring())
    mesh, _ = drawn(without(ring(), (3, 4)))
    blank = np.zeros((6, 9), bool)
    blank[3, 4] = True
    np.testing.assert_array_equal(np.ma.getmaskarray(mesh.get_array()), blank)
    np.testing.assert_array_equal(cell(mesh, 0, 0), cell(whole, 0, 0))
    assert abs(cell(mesh, 3, 3) - cell(whole, 3, 3)).max() < 0.1


def test_limits_are_those_of_the_cells_that_are_drawn():
    part = ring()
    expected = drawn(
        Slice(part.abscissa[:4], (part.curves[0][:4],), ("",), ordinate=part.ordinate[:4])
    )
    mesh, axes = drawn(without(part, slice(4, None)))
    np.testing.assert_allclose(axes.dataLim.extents, expected[1].dataLim.extents)
    assert np.isfinite(mesh.get_coordinates()).all()


def test_a_point_with_one_coordinate_of_two_has_no_position():
    data = ring()
    data.ordinate[2, 2] = np.inf
    assert drawn(data)[0].get_array().mask.sum() == 1


def test_a_point_without_neighbours_has_no_cell():
    data = without(ring((5, 5)), (slice(None), 1), (slice(None), 3), (1,), (3,))
    with pytest.raises(ValueError, match="none of the 25 points has a position and neighbours"):
        drawn(data)


def test_dates_may_have_gaps():
    data = ring()
    times = np.datetime64("2024-01-01", "D") + np.arange(9) + np.zeros((6, 1), "timedelta64[D]")
    times[2, 3] = "NaT"
    mesh, axes = drawn(Slice(times, data.curves, ("",), ordinate=data.ordinate))
    assert mesh.get_array().mask.sum() == 1
    first = mesh.get_coordinates()[0, 0, 0]
    assert first == axes.convert_xunits(np.datetime64("2023-12-31T12:00"))


def test_gouraud_needs_every_position():
    with pytest.raises(ValueError, match=r"gouraud.*2 of the 54 points have none"):
        drawn(without(ring(), (0, slice(2))), shading="gouraud")


def test_contours_end_where_positions_do():
    data = without(ring(), slice(4, None))
    axes = Figure().add_subplot()
    fields.draw_contours(axes, data, levels=[-1.0, 0.0, 1.0])
    known = data.abscissa[:4], data.ordinate[:4]
    expected = [known[0].min(), known[1].min(), known[0].max(), known[1].max()]
    np.testing.assert_array_equal(axes.dataLim.extents, expected)


def test_a_field_on_a_plain_grid_has_a_cell_for_each_point():
    data = Slice(np.arange(3.0), (np.zeros((2, 3)),), ("",), ordinate=np.arange(2.0))
    assert fields.has_cell(data) is None
    assert fields.has_cell(ring()) is None
