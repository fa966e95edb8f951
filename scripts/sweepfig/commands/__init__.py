"""Offer the command `sweepfig` and its subcommands.

`group` lists the subcommands; what they do is imported when one runs. `draw` is the fallback's command line
too. `own_data` finds or proposes the config of files that are given without one.
"""
