"""What one part of a sweep says: its points, and the indices at which each of them lies."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.survey.file_contents import Contents, is_listed, survey_part
from sweepfig.survey.patterns import Part
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, config_for, resonance

pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.fixture
def grid():
    """A grid over both axes, as xarray has it."""
    axes = {"wavenumber": [*WAVENUMBERS], "cee": [*DAMPINGS], "frequency": FREQUENCIES}
    return xr.Dataset({"actual": (tuple(axes), resonance(*axes.values()))}, axes)


def settings(**sweep):
    curves = [{"file": "a.nc", "variable": "actual"}]
    return check(config_for("", sweep={"curves": curves, **sweep}), source="config").sweep


def facts_of(dataset, part=None, **sweep):
    asked = settings(**sweep)
    dataset.to_netcdf("a.nc")
    return survey_part(dataset, asked.curves[0], asked, part or Part("a.nc"))[1]


def points(facts):
    """Return the points as pairs, with the indices of each."""
    indices = facts.indices()
    values = [facts.points(axis, indices).tolist() for axis in ("wavenumber", "cee")]
    return dict(zip(zip(*values, strict=True), map(tuple, indices.tolist()), strict=True))


def test_a_grid_holds_each_pair_of_its_values(grid):
    facts = facts_of(grid)
    assert points(facts) == {
        (k, nu): (i, j) for i, k in enumerate(WAVENUMBERS) for j, nu in enumerate(DAMPINGS)
    }
    assert (facts.dimensions, facts.drawn) == (("wavenumber", "cee", "frequency"), ("frequency",))


def test_runs_along_a_dimension_are_each_a_point(grid):
    stacked = grid.stack(run=("wavenumber", "cee")).reset_index("run").transpose("run", ...)
    found = points(facts_of(stacked.isel(run=[4, 0])))
    assert found == {(WAVENUMBERS[1], DAMPINGS[1]): (0,), (WAVENUMBERS[0], DAMPINGS[0]): (1,)}


@pytest.mark.parametrize("where", ["scalar", "attribute", "name"])
def test_what_a_file_has_one_of_holds_for_all_its_points(grid, where):
    one, part = grid.isel(wavenumber=1), Part("a.nc")
    if where != "scalar":
        one = one.drop_vars("wavenumber")
    if where == "attribute":
        one = one.assign_attrs(wavenumber=WAVENUMBERS[1])
    if where == "name":
        part = Part("a.nc", said=(("wavenumber", "3.3d-1"),))
    facts = facts_of(one, part)
    assert points(facts) == {(WAVENUMBERS[1], nu): (j,) for j, nu in enumerate(DAMPINGS)}
    assert {*facts.along} == {"cee"}


def test_a_selected_value_of_a_further_dimension_is_at_its_own_index(grid):
    months = grid.expand_dims(month=[6, 7, 8], axis=1)
    facts = facts_of(months, select={"month": 8})
    assert {place[1] for place in points(facts).values()} == {2}
    assert facts.fixed == {"month": 2}


def test_parts_share_an_abscissa_if_its_numbers_are_the_same(grid):
    same = facts_of(grid.isel(cee=[2]))
    other = facts_of(grid.assign_coords(frequency=FREQUENCIES * (1 + 1e-15)))
    assert facts_of(grid).shared == same.shared != other.shared


def test_a_point_that_cannot_be_one_is_refused(grid):
    with pytest.raises(UserError, match=r"a\.nc: 'wavenumber' is nan"):
        facts_of(grid.isel(wavenumber=0).assign_coords(wavenumber=np.nan))


def test_a_file_is_a_list_if_an_axis_is_its_own_or_two_share_a_dimension(grid):
    stacked = grid.stack(run=("wavenumber", "cee")).reset_index("run")
    assert not is_listed(grid, settings())
    assert is_listed(stacked, settings())
    assert is_listed(grid.isel(cee=0), settings())
    assert is_listed(grid.isel(cee=0).drop_vars("cee").assign_attrs(cee=1.0), settings())
    assert not is_listed(grid.drop_vars("actual"), settings())


def test_a_part_of_scalars_alone_is_one_point():
    facts = Contents(("x",), ("x",), {}, {"k": np.array(0.3)}, {}, plain=True, shared="", units={})
    assert facts.indices().shape == (1, 0)
    assert facts.points("k", facts.indices()).tolist() == [0.3]


def dated(grid, units, calendar):
    """A file of one date, in a calendar of CF."""
    said = {"units": units, "calendar": calendar}
    return xr.decode_cf(grid.isel(wavenumber=0).assign_coords(wavenumber=((), 1.0, said)))


@pytest.mark.filterwarnings("ignore:Unable to decode time axis")
@pytest.mark.parametrize(
    ("units", "date"),
    [("days since 2000-02-28", "2000-03-01"), ("days since 0001-01-01", "0001-01-02")],
)
def test_a_scalar_date_of_another_calendar_is_a_date(grid, units, date):
    facts = facts_of(dated(grid, units, "noleap"))
    there = facts.points("wavenumber", facts.indices())
    assert {*there.astype("M8[D]").astype(str)} == {date}


def test_a_scalar_date_that_no_ordinary_calendar_has_is_refused(grid):
    with pytest.raises(
        UserError, match=r"^a\.nc: 'wavenumber' has dates of the calendar '360_day'"
    ):
        facts_of(dated(grid, "days since 2000-02-29", "360_day"))
