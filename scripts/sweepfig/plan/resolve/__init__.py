"""Resolve the config's section `figure`, for a sweep, to what all its figures share.

`look.look_of` gives their look, `labels.labels_of` their x and y labels, `annotation.find` their text and
marks; `facet_curves` makes a curve of each map that stands beside others; `check_figure` refuses what the
sweep's slices can't be drawn as.
"""
