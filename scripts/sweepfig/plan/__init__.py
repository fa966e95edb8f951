"""Decide before anything is drawn: axes, targets, batches, names, digests.

`make.make_plan` makes a `plan.Plan` of settings, `plan_file.load` reads the one that was written,
`freshness` tells in milliseconds whether it still holds, `selection` picks some of its targets.
"""
