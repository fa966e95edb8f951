"""What text and marks name is settled once, or refused with what is there."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ({"text": "T = {temprature} eV"}, "nothing is known by the name 'temprature'; variables"),
        ({"text": "{actual:.2f}"}, "nothing is known by the name 'actual'"),
        ({"text": "{code:.2f}"}, "{code:.2f} is for numbers, but 'code' is of type <U10; {code}"),
        ({"text": "{run:d}"}, "{run:d} is for numbers"),
        ({"marks": [{"variable": "actual"}]}, "figure.marks[0].variable: 'actual' is over wave"),
        (
            {"marks": [{"variable": "roots"}]},
            "'roots' is not there; variables over the sweep's axes",
        ),
        ({"marks": [{"variable": "run"}]}, "'run' is of type"),
        ({"lines": [{"color": "rde"}]}, "figure.lines[0].color: got 'rde'; a colour's name"),
        ({"lines": [{}, {}, {}]}, "figure.lines has 3 entries for 2 curves"),
        ({"xlimits": ["2024-01-01", None]}, "the x axis shows numbers"),
        ({"xscale": "log", "xlimits": [0, 1]}, "on a logarithmic scale both ends are above 0"),
        ({"xlimits": [2, 1]}, "[low, high] with low < high is allowed"),
        ({"xlimits": [None, None]}, "null leaves one end open"),
        ({"text": "{charge!r}"}, "nothing is known by the name 'charge!r'"),
        ({"text": "{charge:>999999999}"}, "{charge:>999999999} is no way to write a value"),
        ({"text": "{charge.__class__}"}, "nothing is known by the name 'charge.__class__'"),
        ({"kind": "histogram", "marks": [{"variable": "root"}]}, "x axis is not the abscissa"),
        ({"kind": "histogram", "lines": [{}]}, "only resonance_curve draws lines"),
        ({"kind": "contourf", "legend": "none"}, "contourf has a colour bar and no legend"),
    ],
)
def test_what_cannot_be_drawn_is_refused(annotated, figure, message):
    annotated.write_config(figure=figure)
    with pytest.raises(UserError) as caught:
        make_plan(settings.read(annotated.configfile))
    assert message in str(caught.value)
