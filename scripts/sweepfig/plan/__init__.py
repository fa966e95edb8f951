"""Decide before anything is drawn: axes, targets, batches, names, digests.

`make.make_plan` makes a `plan.Plan` from settings, `plan_file.load` reads a written one, `freshness` tells
in milliseconds whether it is still current, `selection` selects some of its targets. `resolve` turns the
config's section `figure` into what all figures share.
"""
