"""A figure is as large as its panels, their titles and their legends need, or as the config says."""

from __future__ import annotations

import re

import pytest
import xarray as xr
from looks import FACET, look_of
from sweepfig.core.errors import UserError


def test_the_size_follows_the_number_of_panels(sweep):
    assert look_of(sweep={}).size == (9, 4)
    assert look_of(facet=FACET).size == (7, 3.5)
    assert look_of(facet={**FACET, "values": 12, "columns": 2}).size == (7, 5)  # 3 values there are
    assert look_of(facet=FACET, size=[5, 3]).size == (5, 3)
    assert look_of(panels=[{"at": 1e-5}, {"at": 1e-3}]).size == (9, 6)
    assert look_of(panels=[{"at": 1e-5}, {"at": 1e-3}], columns=2).size == (10, 3.5)
    assert look_of(panels=[{"at": 1e-5}] * 7, columns=3).size == (15, 8.5)
    assert look_of(panels=[{"at": 1e-5}], columns=3).size == (9, 3.5)


def test_legends_between_panels_make_the_figure_wider(sweep):
    panels = [{"legend": "outside"}, {"show": "difference", "legend": "outside"}]
    marks = [{"variable": "cee", "label": "a label that is rather long"}]
    wide = look_of(sweep={}, panels=panels, columns=2).size[0]
    assert 11 < wide < 12
    assert look_of(sweep={}, panels=panels, columns=2, marks=marks).size[0] > wide + 1
    assert look_of(sweep={}, panels=panels).size[0] == 9
    assert look_of(sweep={}, panels=[{}, *panels[:1]], columns=2).size[0] == 10


def test_panels_are_as_wide_as_their_titles(sweep):
    """Long names of the ordinate make the figure wider; a size that is given must have room for them."""
    with xr.open_dataset(sweep.path) as opened:
        dataset = opened.load()
    dataset.cee.attrs["long_name"] = "damping rate of the plasma by collisions with neutrals"
    dataset.to_netcdf(sweep.path)
    wide, high = look_of(facet=FACET).size
    assert (wide > 12, high) == (True, 3.5)
    assert look_of(facet={**FACET, "columns": 1}).size == (pytest.approx(wide / 2, abs=0.2), 5)
    least = round(wide - 2 * 0.28 / 0.775, 1)  # without a gap between titles
    assert look_of(facet=FACET, size=[least + 0.1, 4]).size == (least + 0.1, 4)
    message = (
        "figure.size: a width of 9 inches is too small for 2 panels in a row with titles such as "
        "'damping rate of the plasma by collisions with neutrals = 1e-05'; at least 1"
    )
    with pytest.raises(UserError, match=re.escape(message)):
        look_of(facet=FACET, size=[9, 4])
    beside = {"panels": [{"at": 1e-5}, {"at": 1e-3}], "columns": 2}
    assert look_of(**beside).size == (pytest.approx(wide, abs=0.1), 3.5)
    with pytest.raises(UserError, match=r"2 panels in a row .* or fewer figure.columns$"):
        look_of(**beside, size=[9, 4])


def test_a_picture_of_too_many_panels_is_refused(sweep):
    with pytest.raises(UserError, match=r"size \[9.0, 11.0\] at dpi 1200 is a picture of 1.4e\+08"):
        look_of(panels=[{"at": 1e-5}] * 4, dpi=1200)
