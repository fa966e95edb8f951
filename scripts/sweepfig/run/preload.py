"""Name what workers import before they are asked to draw.

Separate from `chunks`, and without imports, for who starts workers first of all.
"""

MODULES = (
    *("matplotlib.figure", "matplotlib.backends.backend_agg", "netCDF4"),
    *("sweepfig.drawing.painter", "sweepfig.run.chunks"),
)
