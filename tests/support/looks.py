"""The look that a config's section `figure` becomes, for a small sweep of maps."""

from __future__ import annotations

from sweepfig.config.settings import check
from sweepfig.plan import make
from sweeps import config_for

PLANE = {"axes": [{"dimension": "wavenumber"}], "ordinate": "cee"}
FACET = {"dimension": "cee", "values": 2, "columns": 2}


def look_of(sweep=PLANE, **figure):
    """Return the look of the small sweep's figures, with the damping as ordinate."""
    config = config_for("sweep.nc", sweep=sweep, figure={"size": None, "ylabel": None, **figure})
    return make.make_plan(check(config, source="config")).look
