"""What text and marks name is settled once, or refused with what is there."""

from __future__ import annotations

import numpy as np
import pytest
from paths import (
    SMALL,
)
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, WAVENUMBERS, write_sweep

ROOTS = np.sqrt(1 + 3 * np.square(WAVENUMBERS))[:, None] + np.zeros(len(DAMPINGS))
FIGURE = {
    **SMALL,
    "style": "okabe-ito",
    "xlimits": [0.6, 1.8],
    "ylimits": [0, None],
    "lines": [{"color": "black"}, {"linestyle": ":", "marker": "o", "markersize": 2}],
    "legend": "upper right",
    "text": "T = {temperature:.2g} eV, $\\nu_{e}$ = {cee:.1e}, run {run}, {code}",
    "text_place": "lower left",
    "marks": [{"variable": "root", "label": "theory", "color": "red"}],
}


@pytest.fixture
def annotated(sweep):
    """The small sweep, with a root for each target, a temperature for each damping, and attributes."""
    write_remarks(sweep, ROOTS)
    sweep.write_config(figure=FIGURE)
    return sweep


def write_remarks(sweep, roots):
    dataset = write_sweep(sweep.path).assign(
        root=(("cee", "wavenumber"), np.transpose(roots)),
        temperature=("cee", np.array([0.512, 12.25, 300.0], "float32")),
        run=(("wavenumber",), ["a7", "b8"]),
        charge=((), 3),
    )
    dataset.attrs = {"code": "solver 2.1", "nodes": 4}
    dataset.to_netcdf(sweep.path)


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
        ({"xscale": "log", "xlimits": [0, 1]}, "on a logarithmic axis both ends are above 0"),
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
