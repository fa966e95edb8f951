"""A figure's panels stand where they are to stand, and have room for their titles."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from panelled import FACET, FIELD, SIDE_BY_SIDE, TIME, a_panel, a_slice, side_by_side
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds, panels
from sweepfig.drawing.kinds import resonance_curve
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels.layout import make_axes, room_for_titles
from sweepfig.drawing.panels.values import panel_titles
from sweepfig.drawing.rc_context import drawing_style

CROWDED = (
    *("two maps", "filled contours", "a line-out beside its map", "legends outside"),
    "three in a row",
)
DAYS = np.datetime64("2024-01-01") + np.arange(len(TIME))


@pytest.mark.parametrize(("size", "direction"), [((1.0, 4.0), "width"), ((9.0, 1.0), "height")])
@pytest.mark.parametrize(
    "kind", [{"facet": FACET}, *map(SIDE_BY_SIDE.get, ("two maps", "unequal heights"))]
)
def test_a_figure_too_small_for_its_panels_is_refused(kind, size, direction):
    look = Look(**{"columns": 2, **kind, "size": size})
    shown = panels.split(look, a_slice())
    too_small = rf"figure.size: a {direction} of 1 inches is too small"
    with pytest.raises(UserError, match=too_small) as refused:
        make_axes(Figure(figsize=size), look, shown)
    least = float(str(refused.value).partition("at least ")[2].split()[0])
    allowed = [least if side == 1 else side for side in size]
    assert len(make_axes(Figure(figsize=allowed), look, shown)) == len(shown)
    slightly_less = [least - 0.1 if side == 1 else side for side in size]
    with pytest.raises(UserError, match="is too small"):
        make_axes(Figure(figsize=slightly_less), look, shown)


def test_maps_and_lines_below_one_another_are_of_one_width():
    look = Look(
        kind="pcolormesh",
        panels=(a_panel(kind="pcolormesh", curves=["a"], height=2.0), a_panel(at=1.0)),
    )
    with drawing_style(look):
        figure = kinds.draw(look, kinds.pcolormesh, a_slice())
        upper, lower, _ = figure.axes
        above, below = upper.get_position(), lower.get_position()
        assert (above.x0, above.width) == pytest.approx((below.x0, below.width))
        assert above.height == pytest.approx(2 * below.height)
        assert upper.get_xlim() == lower.get_xlim()
        assert lower.get_in_layout()


@pytest.mark.parametrize("name", CROWDED)
@pytest.mark.parametrize(("factor", "ordinate"), [(1.0, TIME), (-1e-4, DAYS)])
def test_nothing_of_panels_side_by_side_overlaps(name, factor, ordinate):
    """Nor does a movie, whose frames are not cropped, lack anything but what is beside the last column."""
    look = side_by_side(name)
    days = {"at": "2024-01-04"} if ordinate is DAYS else {}
    look = replace(look, panels=tuple({**p, **(days if p["at"] else {})} for p in look.panels))
    data = a_slice(curves=(factor * FIELD, 2 * factor * FIELD), ordinate=ordinate)
    with drawing_style(look), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no logarithm of what is negative
        figure = kinds.draw(look, kinds.resonance_curve, data)
        figure.draw_without_rendering()
        (heading,) = figure.texts
        boxes = [each.get_tightbbox() for each in (*figure.axes, heading)]
    for one, other in itertools.combinations(boxes, 2):
        assert Bbox.intersection(one, other) is None
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.y1 for box in boxes) <= figure.bbox.y1


@pytest.mark.parametrize("columns", [2, 5])
def test_facets_with_axes_of_their_own_have_room_for_their_numbers_and_heading(columns):
    """Also in a movie, whose frames are not cropped."""
    facet = {**FACET, "columns": columns, "share": "none"}
    look = Look(facet=facet, size=(3.0 * columns + 1, 2.0 * -(-5 // columns) + 1))
    with drawing_style(look):
        figure = kinds.draw(look, kinds.resonance_curve, a_slice(curves=(-1e-4 * FIELD,) * 2))
        figure.draw_without_rendering()
        boxes = [each.get_tightbbox() for each in (*figure.axes, *figure.texts)]
    for one, other in itertools.combinations(boxes, 2):
        assert Bbox.intersection(one, other) is None
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.y1 for box in boxes) <= figure.bbox.y1


@pytest.mark.parametrize(("columns", "share"), [(1, "both"), (2, "none")])
def test_maps_side_by_side_have_room_for_one_colour_bar(columns, share):
    """Also in a movie, whose frames are not cropped."""
    facet = {"values": [0, 1, 2], "columns": columns, "share": share, "label": "time [ps]"}
    size = (3.0 * columns + 1, 2.0 * -(-3 // columns) + 1)
    look = Look(kind="pcolormesh", facet=facet, size=size, colour_label="E [V/m]")
    with drawing_style(look):
        data = a_slice(curves=(-1e-4 * FIELD,) * 3, labels=("a",) * 3)
        figure = kinds.draw(look, kinds.pcolormesh, data)
        figure.draw_without_rendering()
        boxes = [each.get_tightbbox() for each in (*figure.axes, *figure.texts)]
    *maps, bar = (axes.get_position() for axes in figure.axes)
    assert (bar.y0, bar.y1) == (min(box.y0 for box in maps), max(box.y1 for box in maps))
    for one, other in itertools.combinations(boxes, 2):
        assert Bbox.intersection(one, other) is None
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.x1
    assert max(box.y1 for box in boxes) <= figure.bbox.y1


def test_panels_below_one_another_have_the_room_that_the_style_leaves():
    look = Look(panels=(a_panel(at=1.0), a_panel(at=2.0)), size=(4.0, 1.5))
    with drawing_style(look):
        figure = kinds.draw(look, kinds.resonance_curve, a_slice())
        upper, lower = (axes.get_position() for axes in figure.axes)
        pars = figure.subplotpars
    assert (upper.y1, lower.y0) == pytest.approx((pars.top, pars.bottom))


def test_a_row_is_as_high_as_its_highest_panel():
    look = side_by_side("unequal heights")
    with drawing_style(look):
        places = [a.get_position() for a in kinds.draw(look, resonance_curve, a_slice()).axes]
    a_map, line, line_below, map_below, *_ = places
    assert a_map.height == pytest.approx(line.height)
    assert line.height == pytest.approx(2 * line_below.height)
    assert map_below.height == pytest.approx(line_below.height)
    for upper, lower in ((a_map, line_below), (line, map_below)):  # of one width with their map
        assert (upper.x0, upper.width) == pytest.approx((lower.x0, lower.width))


def test_shared_axes_have_the_range_of_all_panels():
    look = Look(facet=FACET, limits=(0.0, None), size=(9.0, 6.0))
    with drawing_style(look):
        figure = kinds.draw(look, kinds.resonance_curve, a_slice())
    (limits,) = {axes.get_ylim() for axes in figure.axes}
    assert limits == pytest.approx((0.0, 2 * 11 + 0.05 * 22))
    (heading,) = figure.texts
    assert heading.get_text() == "k = 1"
    assert heading.get_position()[1] > max(axes.get_position().y1 for axes in figure.axes)


def test_the_room_for_titles_is_that_of_the_widest():
    with drawing_style(Look()):
        titles = panel_titles("time [ps]", np.array([0.0, 2.5, 10.0]))
        title, least, wide = room_for_titles(titles, 3)
        assert title == "time = 2.5 ps"
        assert 5 < wide < 6  # of which three times 1.2 for the text
        assert least == pytest.approx(wide - 3 * 0.28 / 0.775, abs=0.11)
        longer, *_, wider = room_for_titles(["$\\omega$ = -1e-09"], 3)
        assert longer == "$\\omega$ = -1e-09"
        assert wider < wide
        assert room_for_titles(["$\\nonsense{$"], 1)[1] < 1
