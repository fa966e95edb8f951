"""A sweep with what a text and a mark may name: variables over some of the axes, and attributes."""

from __future__ import annotations

import numpy as np
from paths import SMALL
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
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


def write_annotations(sweep, roots):
    dataset = write_sweep(sweep.path).assign(
        root=(("cee", "wavenumber"), np.transpose(roots)),
        temperature=("cee", np.array([0.512, 12.25, 300.0], "float32")),
        run=(("wavenumber",), ["a7", "b8"]),
        charge=((), 3),
    )
    dataset.attrs = {"code": "solver 2.1", "nodes": 4}
    dataset.to_netcdf(sweep.path)


def slices_of(sweep):
    plan = make_plan(settings.read(sweep.configfile))
    return [data for _, data in read_slices(plan, range(plan.n_targets))]
