"""Bring a run of targets up to date: read, skip what is current, draw, note what was done.

`render.render_targets` does so; `manifest` keeps what is known of a batch's figures, `receipt`
what one run did.
"""
