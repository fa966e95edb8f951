"""Draw sweeps from Python and notebooks: arrays in memory, or files, without a config.

`draw.draw` draws a sweep, `one_figure.figure` one of its figures; a notebook shows what they return.
"""
