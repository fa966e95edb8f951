"""What the whole sweep or the rules of today decide of a look is kept, whatever they decide tomorrow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError
from sweepfig.drawing.look import Look
from sweepfig.record import derived
from sweepfig.record.derived import Derived

CONTOURS = {"levels": 7, "color": "black", "linewidth": 1.0, "linestyle": "-"}
PANEL = {
    **{"kind": "pcolormesh", "curves": [], "show": "values", "at": None, "height": 1.0},
    **{"label": "t", "xlabel": "x", "ylabel": "y", "colour_label": "E", "legend": "best"},
    **{"limits": [0.0, 1.0], "options": {}, "contours": CONTOURS, "yscale": "linear"},
}
LOOKS = [
    Look(),
    Look(kind="pcolormesh", limits=(0.0, 3.0), colour_label="E [V/m]", contours=CONTOURS),
    Look(limits=(None, 2.0), size=(12.0, 5.0), facet={"values": 4, "label": "time [s]"}),
    Look(hue={"values": [0.0, 4.0], "label": "time [s]"}),
    Look(panels=(PANEL, {**PANEL, "limits": None, "contours": None})),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_with_what_was_recorded_of_it_is_itself(look):
    found = Derived.model_validate_json(derived.of_look(look).model_dump_json())
    assert derived.apply(found, look) == look


def test_what_is_worked_out_in_another_way_later_is_as_it_was():
    first, second = LOOKS[1], {**CONTOURS, "levels": [0.0, 1.0, 2.0]}
    later = replace(first, limits=(0.0, 9.0), size=(1.0, 1.0), contours=second, colour_label="F")
    assert derived.apply(derived.of_look(first), later) == first
    panels = tuple(
        {**p, "limits": None, "label": "b", "contours": second} for p in LOOKS[-1].panels
    )
    later = derived.apply(derived.of_look(LOOKS[-1]), replace(LOOKS[-1], panels=panels))
    assert later.panels[0] == PANEL
    assert later.panels[1]["limits"] is None


def test_what_changes_change_is_new_and_the_rest_as_recorded():
    recorded, before = (derived.of_look(look) for look in (LOOKS[1], Look(kind="pcolormesh")))
    after = derived.of_look(Look(kind="pcolormesh", size=(5.0, 5.0)))
    found = derived.merged(recorded, before, after, ["dpi"])
    assert found.size == (5, 5)
    assert (found.limits, found.colour_label) == (recorded.limits, recorded.colour_label)
    said = derived.merged(recorded, before, before, ["ylimits", "size"])
    assert (said.limits, said.size, said.levels) == (None, before.size, recorded.levels)


@pytest.mark.parametrize(
    "bad",
    [
        {"size": [0, 3]},
        {"size": ["wide", 3]},
        {"limits": [0, float("inf")]},
        {"levels": [0.0] * 1001},
        {"colour_label": "a" * 10_001},
        {"panels": [{}]},
        {"kind": "my.py:draw"},
    ],
)
def test_what_could_not_be_drawn_is_no_record(bad):
    good = derived.of_look(Look()).model_dump()
    with pytest.raises(ValidationError):
        Derived.model_validate({**good, **bad})


def test_a_picture_that_would_not_fit_into_memory_is_refused():
    found = derived.of_look(replace(Look(), size=(1e4, 1e4)))
    with pytest.raises(ValueError, match=r"at most 1e\+08 pixels are allowed"):
        derived.apply(found, Look())
    with pytest.raises(ValueError, match="zip"):
        derived.apply(derived.of_look(LOOKS[-1]), Look())
