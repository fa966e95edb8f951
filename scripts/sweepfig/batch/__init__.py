"""Bring a run of targets up to date: read, skip current figures, draw the others, record what was done.

`render.render_targets` does so; `manifest` records the state of a batch's figures, `row_digests` what
they depend on, `pending` tells which of them have to be looked at, `receipt` what one run did.
"""
