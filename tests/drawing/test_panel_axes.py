"""A figure's panels stand where they are to stand, and have room for their titles."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from panelled import FACET, a_panel, a_slice
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds, panels
from sweepfig.drawing.kinds import drawing_style
from sweepfig.drawing.look import Look
from sweepfig.drawing.panel_axes import make_axes, room_for_titles


@pytest.mark.parametrize(("size", "direction"), [((1.0, 4.0), "width"), ((9.0, 1.0), "height")])
def test_a_figure_too_small_for_its_panels_is_refused(size, direction):
    look = Look(size=size, facet=FACET)
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
        title, least, wide = room_for_titles("time [ps]", np.array([0.0, 2.5, 10.0]), 3)
        assert title == "time = 2.5 ps"
        assert 5 < wide < 6  # of which three times 1.2 for the text
        assert least == pytest.approx(wide - 3 * 0.28 / 0.775, abs=0.11)
        longer, *_, wider = room_for_titles("$\\omega$", np.array([-1e-9]), 3)
        assert longer == "$\\omega$ = -1e-09"
        assert wider < wide
        assert room_for_titles("$\\nonsense{$", np.array([1.0]), 1)[1] < 1
